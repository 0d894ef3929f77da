"""Text as it is compared, addresses in their one spelling, words without case and accents; and how
a sentence ends."""

import unicodedata

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

# Letters that Unicode does not decompose, as people type them without the right keyboard.
PLAIN_LETTERS = str.maketrans(
    {"ł": "l", "đ": "d", "ø": "o", "æ": "ae", "œ": "oe", "ı": "i", "þ": "th", "ð": "d", "ħ": "h"}
)


def normalise_email(raw: str) -> str:
    """The one spelling under which an address is stored and looked up: NFKC, casefold, IDNA domain.

    Raises ValidationError when it is no address.
    """
    address = unicodedata.normalize("NFKC", raw).strip().casefold()
    local, _at, domain = address.rpartition("@")
    try:
        domain = domain.encode("idna").decode("ascii")
    except UnicodeError:
        raise ValidationError(_("Enter a valid e-mail address."), code="invalid") from None
    address = f"{local}@{domain}"
    validate_email(address)
    return address


def fold(text: str) -> str:
    """What search columns hold and queries use: "Škola Łódź" -> "skola lodz".

    Without NUL, which PostgreSQL refuses in any text.
    """
    decomposed = unicodedata.normalize("NFKD", text.replace("\0", ""))
    letters = "".join(c for c in decomposed if not unicodedata.combining(c)).casefold()
    return " ".join(letters.translate(PLAIN_LETTERS).split())


def full_stop(words: str) -> str:
    """The words as a sentence. A date in Croatian ends in a stop of its own, which is enough."""
    return words if words.endswith(".") else f"{words}."
