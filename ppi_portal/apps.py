from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps


class RoofConfig(AppConfig):
    name = "ppi_portal"
    default = True

    def ready(self):
        from . import checks  # noqa: F401 - registers them


class PortalAdminConfig(admin_apps.AdminConfig):
    """Django admin behind the portal's own login: throttled, with a second factor."""

    default = False
    default_site = "ppi_portal.admin_site.PortalAdminSite"
