"""Pages speak in the person's own time zone and language."""

import zoneinfo

from django.utils import timezone, translation

from partners.places import remember_places


class LocalTimeMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.user.is_authenticated:
            remember_places(request.user)
            timezone.activate(zoneinfo.ZoneInfo(request.user.zone))
            translation.activate(request.user.language)
            request.LANGUAGE_CODE = translation.get_language()
        else:
            timezone.deactivate()
        return self.get_response(request)
