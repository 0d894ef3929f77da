"""Django admin for portal administrators; its log in is the portal's own."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _


class PortalAdminSite(admin.AdminSite):
    site_header = _("PPI Portal administration")
    site_title = _("PPI Portal")
    index_title = _("Everything in the portal")
    login = method_decorator(secure_admin_login)(admin.AdminSite.login)
