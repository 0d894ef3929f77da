"""Pages speak in the person's own time zone, and in the portal's language."""

import zoneinfo

from django.conf import settings
from django.utils import timezone, translation

from buyers.places import remember_places


class LocalTimeMiddleware:
    """A page for everybody goes on in its reader's language: core.languages."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        translation.activate(settings.LANGUAGE_CODE)
        request.LANGUAGE_CODE = settings.LANGUAGE_CODE
        if request.user.is_authenticated:
            timezone.activate(zoneinfo.ZoneInfo(request.user.zone))
            remember_places(request.user)
        else:
            timezone.deactivate()
        response = self.get_response(request)
        response.headers.setdefault("Content-Language", translation.get_language())
        return response
