"""The code lists: loading them, and choosing from them with and without JavaScript."""

import time
from io import StringIO

import pytest
from django import forms
from django.core.management import CommandError, call_command
from django.http import QueryDict
from django.urls import reverse

from buyers import codes
from buyers.forms.codes import CodeField, CodesField, FindsCodes
from buyers.models import ClassificationCode
from core.forms import PortalForm
from tests.reading import READER

FEW = ["90500000", "90511000", "34928480", "ES243", "ES618", "HR050"]


@pytest.fixture
def few(db):
    codes.load_shipped(only=FEW)


@pytest.fixture
def written(tmp_path):
    def write(text, encoding="utf-8"):
        path = tmp_path / "list.csv"
        path.write_text(text, encoding=encoding)
        return path

    return write


def load(**files) -> str:
    out = StringIO()
    call_command("load_codelists", **files, stdout=out)
    return out.getvalue()


# --- Loading -------------------------------------------------------------------------------------


@pytest.mark.alone
def test_the_shipped_lists_are_whole_and_read_in_one_go(db):
    begun = time.monotonic()
    assert load() == "CPV: 9454 codes added, 0 renamed.\nNUTS: 1582 codes added, 0 renamed.\n"
    assert time.monotonic() - begun < 20
    assert load() == "CPV: 0 codes added, 0 renamed.\nNUTS: 0 codes added, 0 renamed.\n"
    assert codes.missing() == []
    waste = ClassificationCode.objects.get(scheme="CPV", code="90500000")
    assert (waste.label, waste.search_text) == (
        "Refuse and waste related services",
        "90500000 refuse and waste related services",
    )


def test_a_name_is_renamed_and_an_old_code_stays(few, written):
    answer = load(cpv=written("code,label_en\n90511000,Refuse collecting\n90512000,Transport\n"))
    assert answer == "CPV: 1 codes added, 1 renamed, 2 that it no longer has stay.\n"
    assert [row.label for row in codes.find("CPV", "collecting", 5)] == ["Refuse collecting"]
    assert codes.find("CPV", "refuse collection", 5) == []  # the old name is no longer found
    assert ClassificationCode.objects.of("CPV").count() == 4


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "line 1: it does not name the columns “code” and “label”"),
        ("number,name\n1,2\n", "line 1: it does not name the columns “code” and “label”"),
        ("code,label\n", "it has no codes"),
        ("code,label\n90500000,Waste\n9051,Short\n", "line 3: “9051” is no CPV code"),
        ("code,label\n90500000-2,Waste\n", "line 2: “90500000-2” is no CPV code"),
        ("code,label\n90500000\n", "line 2: there are too few columns"),
        ("code,label\n90500000, \n", "line 2: 90500000 has no name, or one that is too long"),
        (f"code,label\n90500000,{'x' * 256}\n", "line 2: 90500000 has no name"),
        ("code,label\n90500000,A\n90500000,B\n", "line 3: 90500000 stands in it twice"),
        ('code,label\n90500000,"A\n', "line 2: unexpected end of data"),
    ],
)
def test_a_broken_file_is_told_with_its_line_and_enters_nothing(db, written, text, said):
    good = written(text).with_name("nuts.csv")
    good.write_text("code,label\nES243,Zaragoza\n")
    with pytest.raises(CommandError) as refusal:
        load(nuts=good, cpv=written(text))
    assert said in str(refusal.value)
    assert str(refusal.value).endswith("Nothing was entered.")
    assert not ClassificationCode.objects.exists()


def test_a_file_that_is_none_is_told(db, tmp_path, written):
    with pytest.raises(CommandError, match=r"No such file or directory\. Nothing was entered"):
        load(cpv=tmp_path / "gone.csv")
    with pytest.raises(CommandError, match="it is not written in UTF-8"):
        load(nuts=written("code,label\nSE232,Västra Götaland\n", encoding="latin-1"))


def test_what_is_missing_is_one_question(db, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert codes.missing() == ["CPV", "NUTS"]
    codes.load_shipped(schemes=["NUTS"], only=["ES243"])
    assert codes.missing() == ["CPV"]


# --- Searching -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("scheme", "text", "found"),
    [
        ("CPV", "905", ["90500000", "90511000"]),
        ("CPV", "90511000-2", ["90511000"]),
        ("CPV", "waste REFUSE", ["90500000"]),
        ("CPV", "zaragoza", []),
        ("CPV", "  ", []),
        ("CPV", "\0", []),
        ("NUTS", "Zaragoza", ["ES243"]),
        ("NUTS", "es", ["ES243", "ES618"]),
    ],
)
def test_codes_are_found_by_word_and_by_code(few, scheme, text, found):
    assert [row.code for row in codes.find(scheme, text, 10)] == found


def test_the_address_answers_whom_is_logged_in(world, few, login, client):
    address = reverse("buyers:codes")
    assert client.get(address).status_code == 302
    client = login(world.stranger)
    assert client.get(address, {"list": "NUTS", "q": "zara"}).json() == {
        "codes": [{"code": "ES243", "label": "Zaragoza"}],
        "more": False,
    }
    assert client.get(address, {"list": "NUTS"}).json() == {"codes": [], "more": False}
    assert client.get(address, {"list": "UNSPSC", "q": "x"}).status_code == 404
    assert client.get(address, {"q": "\0" * 999}).json() == {"codes": [], "more": False}


def test_the_address_shows_twenty_and_says_that_there_are_more(
    world, login, django_assert_num_queries
):
    labels = {f"9050{number:04}": f"Waste {number}" for number in range(30)}
    codes.load(scheme="CPV", labels=labels)
    client = login(world.stranger)
    with django_assert_num_queries(READER):
        found = client.get(reverse("buyers:codes"), {"q": "waste"}).json()
    assert ([each["code"] for each in found["codes"]], found["more"]) == (list(labels)[:20], True)


# --- The picker ----------------------------------------------------------------------------------


class PickForm(FindsCodes, PortalForm, forms.Form):
    title = forms.CharField()
    cpv = CodesField(scheme="CPV", required=False)
    nuts = CodeField(scheme="NUTS", required=False)


def sent(text) -> PickForm:
    return PickForm(QueryDict(text))


def test_what_is_ticked_becomes_rows(few):
    form = sent("title=A&cpv=90511000&cpv=90500000&nuts=ES243")
    assert form.is_valid()
    assert [row.code for row in form.cleaned_data["cpv"]] == ["90511000", "90500000"]
    assert form.cleaned_data["nuts"].label == "Zaragoza"
    form = sent("title=A&nuts=")
    assert form.is_valid()
    assert (form.cleaned_data["cpv"], form.cleaned_data["nuts"]) == ([], None)


@pytest.mark.parametrize(
    ("text", "field", "message"),
    [
        ("cpv=99999999", "cpv", "“99999999” is no code of the list CPV."),
        ("cpv=ES243", "cpv", "“ES243” is no code of the list CPV."),
        ("cpv=%00", "cpv", "“” is no code of the list CPV."),
        ("nuts=XX999", "nuts", "“XX999” is no code of the list NUTS."),
        ("nuts=90500000", "nuts", "“90500000” is no code of the list NUTS."),
        ("&".join(f"cpv={n}" for n in range(21)), "cpv", "Choose at most 20 codes."),
    ],
)
def test_an_unknown_code_is_told_at_its_field(few, text, field, message):
    form = sent(f"title=A&{text}")
    assert not form.is_valid()
    assert form.errors == {field: [message]}
    assert f'id="id_{field}_search"' in str(form[field])


def test_without_script_the_button_finds_and_nothing_typed_is_lost(few):
    form = sent("title=&cpv=90511000&cpv_search=refuse&cpv_searched=&cpv_find=yes&nuts=ES243")
    assert not form.is_valid()
    assert form.errors == {}  # nobody has finished yet
    shown = str(form["cpv"])
    assert shown.count("checked") == 1
    assert 'value="90511000" id="id_cpv_90511000" checked' in shown
    assert 'value="90500000" id="id_cpv_90500000">' in shown
    assert 'value="ES243" id="id_nuts_ES243" checked' in str(form["nuts"])
    assert 'value="refuse"' in shown


def test_words_that_were_not_looked_up_are_looked_up_first(few):
    form = sent("title=A&cpv_search=refuse&cpv_searched=")  # Enter in the box
    assert not form.is_valid()
    form = sent("title=A&cpv_search=refuse&cpv_searched=refuse&cpv=90500000")
    assert form.is_valid()
    form = sent("title=A&cpv_search=&cpv_find=yes")  # Enter elsewhere presses the first button
    assert form.is_valid()
    assert "No code has these words." in str(sent("cpv_search=nothing&cpv_find=yes")["cpv"])
