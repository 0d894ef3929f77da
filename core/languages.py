"""Which of the portal's languages a page speaks; mails have that of the person they go to.

The pages of the portal speak its own language, English, whole. Those that are made for everybody
(`speaks`) speak five: docs/decisions/0061-languages.md.
"""

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.functional import Promise
from django.utils.translation import trans_real

PORTAL = settings.LANGUAGE_CODE
NAMES = dict(settings.LANGUAGES)  # each in itself
OF_COUNTRY = {"ES": "es", "HR": "hr", "SE": "sv", "DE": "de", "AT": "de"}
# "Croatian" and "hrvatski" -> hr: people write the language of a training as they like.
NAMED = {
    info[name].casefold(): code
    for code in NAMES
    for info in [translation.get_language_info(code)]
    for name in ("name", "name_local")
} | {"english": PORTAL}


def of_country(code: str) -> str:
    """The language in which to write to somebody of whom only the country is known."""
    return OF_COUNTRY.get(str(code or ""), PORTAL)


def named(text: str) -> str:
    """The code of a language that people have named in English or in itself; "" for others."""
    return NAMED.get(text.strip().casefold(), "")


def kept(words) -> str:
    """Lazy words as a row keeps them: in the portal's own language, whatever a page speaks."""
    if not isinstance(words, Promise):
        return str(words)
    with translation.override(PORTAL):
        return str(words)


def speaks(view: Callable) -> Callable:
    """A page for everybody, with a choice of languages on it.

    It speaks the language that `?lang=` names, the person's own, or the browser's. A view that
    knows its reader by a personal link says so with `speak`.
    """

    @wraps(view)
    def spoken(request, *args, **kwargs):
        speak(request)
        response = view(request, *args, **kwargs)
        patch_vary_headers(response, ["Accept-Language"])
        return response

    return spoken


def speak(request, own: str = "", otherwise: str = "") -> None:
    """Go on in the reader's language.

    `own` is that of whom a personal link belongs to, `otherwise` what nobody has asked for but fits
    the page, such as the language of a training.
    """
    asked = request.GET.get("lang", "")
    if not own and request.user.is_authenticated:
        own = request.user.language
    wishes = (asked, own, _of_browser(request), otherwise, PORTAL)
    translation.activate(next(wish for wish in wishes if wish in NAMES))
    request.LANGUAGE_CODE = translation.get_language()
    request.languages = NAMES
    request.asked_language = asked if asked in NAMES else ""


def keep(request, address: str) -> str:
    """The address of another page for everybody, where what the reader chose by `?lang=` holds."""
    asked = getattr(request, "asked_language", "")
    return f"{address}?lang={asked}" if asked else address


def _of_browser(request) -> str:
    accepted = request.headers.get("Accept-Language", "")
    for code, _quality in trans_real.parse_accept_lang_header(accepted):
        try:
            return translation.get_supported_language_variant(code)
        except LookupError:
            continue
    return ""
