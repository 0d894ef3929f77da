"""Every word of locale/scope.txt is translated into every language, whole."""

import pytest
from django.template import Context, Template
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import ngettext

from core import translating
from tests.people import TODAY

WANTED = translating.messages()


@pytest.fixture(params=translating.CODES)
def code(request):
    return request.param


@pytest.fixture
def catalogue(code):
    return translating.catalogue(code)


def test_the_catalogue_has_the_words_of_the_scope_and_no_others(catalogue):
    """When this fails: make messages."""
    assert [(entry.msgctxt, entry.msgid) for entry in catalogue] == list(WANTED)
    assert [entry.msgid_plural for entry in catalogue] == [each.plural for each in WANTED.values()]


def test_every_word_is_translated(catalogue):
    """When this fails: make messages says what is missing, and CONTRIBUTING.md how to say it."""
    assert [e.msgid for e in catalogue if not translating.is_translated(e)] == []


def test_every_translation_keeps_the_places_that_are_filled(code, catalogue):
    """A Croatian form for one is said of 21 too, so it has the number."""
    for entry in catalogue:
        one = translating.places(entry.msgid)
        many = translating.places(entry.msgid_plural) if entry.msgid_plural else one
        for form, text in enumerate(translating.said_in(entry)):
            allowed = [one, many] if form == 0 and code != "hr" else [many]
            assert translating.places(text) in allowed, (entry.msgid, text)


def test_every_plural_has_the_forms_of_its_language(code, catalogue):
    assert catalogue.metadata["Plural-Forms"] == translating.PLURALS[code]
    for entry in catalogue:
        if entry.msgid_plural:
            assert sorted(entry.msgstr_plural) == list(range(translating.forms_of(code)))


def test_a_translation_ends_as_its_words_do(catalogue):
    """A lost full stop or colon, a space too many, markup that is not closed."""
    for entry in catalogue:
        for text in translating.said_in(entry):
            assert text == text.strip(), text
            assert (text[-1] in ".?:,") == (entry.msgid[-1] in ".?:,"), (entry.msgid, text)
            assert text.count("<") == entry.msgid.count("<"), text


def test_croatian_counts_in_three_forms():
    with translation.override("hr"):
        said = [
            ngettext("in %(days)d day", "in %(days)d days", n) % {"days": n} for n in (1, 3, 5, 21)
        ]
    assert said == ["za 1 dan", "za 3 dana", "za 5 dana", "za 21 dan"]


@pytest.mark.parametrize(
    ("language", "day"),
    [
        ("en-gb", "Mon 6 Sep 2027"),
        ("es", "lun, 6 de septiembre de 2027"),
        ("hr", "pon, 6. rujna 2027."),
        ("sv", "mån 6 september 2027"),
        ("de", "Mo, 6. September 2027"),
    ],
)
def test_days_are_written_as_each_language_writes_them(language, day):
    with translation.override(language):
        assert date_format(TODAY) == day
        assert Template("{% load portal %}{{ day|day }}").render(Context({"day": TODAY})) == day


def test_what_is_in_the_scope_is_found_in_code_and_templates():
    code = """
class Out:
    words = _("left out")
class Tier:
    CORE = "core", _("core " "buyer")
    def many(n):
        return ngettext("%(n)d day", "%(n)d days", n), pgettext("a month", "May"), _(n)
"""
    found = list(translating._of_code(code, "Tier"))
    assert [(each.context, each.text, each.plural) for each in found] == [
        (None, "core buyer", ""),
        (None, "%(n)d day", "%(n)d days"),
        ("a month", "May", ""),
    ]
    page = """{% load i18n %}{% translate "It's here" %}{% translate "As" as label %}
{% blocktranslate count n=days with who=name %}{{ who }}: a day{% plural %}{{ who }}: {{ n }} days
{% endblocktranslate %}"""
    found = list(translating._of_template(page))
    assert [(each.text, each.plural) for each in found] == [
        ("It's here", ""),
        ("As", ""),
        ("%(who)s: a day", "%(who)s: %(n)s days\n"),
    ]


def test_a_line_of_the_scope_that_names_nothing_is_an_error():
    with pytest.raises(translating.NotInScope):
        list(translating._of_line("trainings/nowhere.py"))
    with pytest.raises(translating.NotInScope):
        list(translating._of_line("outbox/models.py: Nothing"))
