"""What registrations keep in words, said again in the reader's language.

Rows keep these sentences in the portal's own language, whoever acted: `core.languages.kept`. Read
back they are known by their pattern; what a person wrote stays as it was written.
"""

import re
from functools import cache

from django.utils.functional import lazy
from django.utils.translation import gettext, gettext_lazy, gettext_noop

from buyers.models import Tier

# Said of the organisation, so that the person and the organiser read the same sentence.
STANDING = {
    Tier.CORE: gettext_lazy("%(organisation)s is a core buyer in %(group)s."),
    Tier.AUTHORITY: gettext_lazy("%(organisation)s is a contracting authority in %(group)s."),
    Tier.FOLLOWER: gettext_lazy("%(organisation)s is a follower in %(group)s."),
    Tier.OBSERVER: gettext_lazy("%(organisation)s is an observer in %(group)s."),
}
PARTNER = gettext_lazy("%(organisation)s is a partner of %(project)s.")

# In the portal's language, as they stand in the catalogues.
KNOWN = (
    gettext_noop("%(organisation)s is a core buyer in %(group)s."),
    gettext_noop("%(organisation)s is a contracting authority in %(group)s."),
    gettext_noop("%(organisation)s is a follower in %(group)s."),
    gettext_noop("%(organisation)s is an observer in %(group)s."),
    gettext_noop("%(organisation)s is a partner of %(project)s."),
    gettext_noop("Admitted by %(person)s: %(reason)s"),
    gettext_noop("The offer ended"),
    gettext_noop("Offer declined"),
    gettext_noop("Merged into %(training)s"),
)


# A sentence with its places filled, still lazy: whoever shows or keeps it says the language.
filled = lazy(lambda sentence, words: str(sentence) % words, str)


def said(words: str) -> str:
    """The kept words in the active language."""
    for sentence, pattern in _patterns():
        if match := pattern.fullmatch(words):
            return gettext(sentence) % match.groupdict()
    return words


@cache
def _patterns() -> list[tuple[str, re.Pattern]]:
    return [(sentence, _pattern(sentence)) for sentence in KNOWN]


def _pattern(sentence: str) -> re.Pattern:
    """What the sentence becomes once its places are filled."""
    places = re.sub(r"%\\\((\w+)\\\)s", r"(?P<\1>.+)", re.escape(sentence))
    return re.compile(places, re.DOTALL)
