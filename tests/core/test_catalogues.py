"""Empty catalogues are not asked, and every word stays what it was."""

from django.utils.translation.trans_real import DjangoTranslation

from core.catalogues import drop_empty_fallbacks


def chain(catalogue):
    found = []
    while catalogue := catalogue._fallback:
        found.append(catalogue)
    return found


def test_the_portal_s_language_has_no_fallback_left():
    """When this fails, what core.catalogues says of Django's English is no longer true."""
    english = DjangoTranslation("en-gb")
    assert [list(each._catalog) for each in chain(english)] == [[""]] * 5
    drop_empty_fallbacks(english)
    assert chain(english) == []


def test_words_stay_what_they_were():
    english = DjangoTranslation("en-gb")
    drop_empty_fallbacks(english)
    assert english.gettext("My desk") == "My desk"
    assert english.gettext("abbrev. month\x04April") == "April"  # Django's own en_GB has it
    assert english.ngettext("%(n)d person", "%(n)d people", 2) == "%(n)d people"


def test_a_fallback_with_words_stays():
    """German falls back on the portal's own language."""
    german = DjangoTranslation("de")
    drop_empty_fallbacks(german)
    assert str(german._fallback) == "<DjangoTranslation lang:en-gb>"
    assert german.gettext("Password") == "Passwort"
    assert german.gettext("Gantt of the plan") == "Gantt of the plan"
