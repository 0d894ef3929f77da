from django.apps import AppConfig
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import trans_real


class CoreConfig(AppConfig):
    name = "core"
    verbose_name = _("Core bricks")

    def ready(self):
        from core.catalogues import drop_empty_fallbacks

        # The other languages are read when somebody first asks for them, and fall back on this one.
        drop_empty_fallbacks(trans_real.translation(settings.LANGUAGE_CODE))
