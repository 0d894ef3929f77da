"""Django admin for portal administrators; its log in is the portal's own."""

from functools import wraps

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.core.exceptions import BadRequest
from django.db.models.base import ModelBase
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _

# Addresses, second factors, sessions and permission groups of the libraries: whoever could write
# them could log in as somebody else. See docs/decisions/0010-portal-administrators.md.
NOT_HERE = {"account", "auth", "mfa", "usersessions"}


class PortalAdminSite(admin.AdminSite):
    site_header = _("PPI Portal administration")
    site_title = _("PPI Portal")
    index_title = _("Everything in the portal")
    login = method_decorator(secure_admin_login)(admin.AdminSite.login)

    def admin_view(self, view, cacheable=False):
        """A filter with a NUL, which PostgreSQL refuses, is answered as a bad request."""
        checked = super().admin_view(view, cacheable)

        @wraps(checked)
        def without_nul(request, *args, **kwargs):
            if "%00" in request.META["QUERY_STRING"]:
                raise BadRequest
            return checked(request, *args, **kwargs)

        return without_nul

    def password_change(self, request, extra_context=None):
        """The portal's own page: it is throttled, and the owner of the account is told."""
        return redirect("account_change_password")

    def register(self, model_or_iterable, admin_class=None, **options):
        one = isinstance(model_or_iterable, ModelBase)
        models = [model_or_iterable] if one else model_or_iterable
        here = [model for model in models if model._meta.app_label not in NOT_HERE]
        super().register(here, admin_class, **options)
