from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WorkPackagesConfig(AppConfig):
    name = "workpackages"
    verbose_name = _("Work plan")
