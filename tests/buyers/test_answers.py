"""Answers to a need: who gives them, and who sees what of them on which path.

Alice speaks for the City of Split, Bob for Zagreb, Carla for Graz. Split keeps its quantity and
price to the totals; Graz shows them.
"""

import io
from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from pypdf import PdfReader

from buyers import answering, codes
from buyers.models import NeedShare
from tests.partners.test_pages import fields_of, submit
from tests.people import (
    TODAY,
    make_buyer,
    make_group,
    make_membership,
    make_need,
    make_organisation,
    make_person,
    make_share,
)
from tests.reading import errors, notes, read_book, read_csv

SLUG, GROUP = "ppi4test", "waste-buyers"
HIDDEN = "hidden: fewer than three members"


@pytest.fixture
def case(world):
    """A shared need of the group, and people of three members; ZGH is a member without people."""
    world.zagreb.organisation.short_name = "Zagreb"
    world.zagreb.organisation.save()
    graz = make_membership(world.group, make_organisation("Graz", country="AT"))
    bob, carla = make_person("Bob"), make_person("Carla")
    make_buyer(bob, world.group.memberships.get(organisation=world.zagreb.organisation))
    make_buyer(carla, graz)
    need = make_need(world.group, title="Sort bulky waste")
    return SimpleNamespace(
        need=need,
        used=need.indicators.create(name="Used again", unit="%", baseline=20, target=40),
        alice=world.buyer,
        bob=bob,
        carla=carla,
        split=world.city.organisation,
        zagreb=world.zagreb.organisation,
        graz=graz.organisation,
        membership=graz,
    )


def url(name, *args):
    return reverse(f"buyers:{name}", args=[SLUG, GROUP, 1, *args])


def given(case, **fields):
    """All three have answered."""
    split = make_share(
        case.need,
        case.split,
        quantity=1111,
        price_estimate="70001.50",
        currency="EUR",
        differences="Narrow streets",
        **fields,
    )
    graz = make_share(
        case.need, case.graz, quantity=2222, price_estimate=80002, currency="EUR", discloses=True
    )
    return split, graz


def give(case, buyer, by, *, is_given=True, **values):
    values = {"quantity": 1000, "price_estimate": None, "currency": ""} | values
    return answering.answer(
        share=NeedShare(need=case.need, organisation=buyer),
        values=values,
        indicators={},
        give=is_given,
        by=by,
        on=TODAY,
    )


# --- Giving one ----------------------------------------------------------------------------------


def test_an_answer_is_drafted_given_and_changed_with_its_history(case, login):
    codes.load_shipped(schemes=["NUTS"], only=["HR035"])
    client = login(case.alice)
    address = url("answer_need", case.split.pk)
    page = client.get(address)
    assert "Save as a draft" in page.text
    typed = {
        "quantity": "1200.5",
        "price_estimate": "70000",
        "nuts": "HR035",
        "replacement_on": "2028-06-30",
        "priority": 4,
        "differences": "Narrow streets",
        f"today_{case.used.pk}": "10",
        f"target_{case.used.pk}": "35.5",
    }
    answer = submit(client, address, **typed)
    assert answer.url == url("need")
    share = NeedShare.objects.get()
    assert (share.state, share.given_on, share.currency) == ("draft", None, "EUR")
    assert (share.nuts.code, share.indicators.get().target) == ("HR035", 35.5)
    answer = submit(client, address, give="yes")
    share.refresh_from_db()
    assert (share.state, share.given_on, share.given_by) == ("given", TODAY, case.alice)
    assert notes(client.get(answer.url))[-1] == "Your answer is given. The group sees it."
    submit(client, address, quantity="900", reason="Counted again", **{f"today_{case.used.pk}": ""})
    share.refresh_from_db()
    assert (share.state, share.quantity) == ("given", 900)
    newest = share.history.latest("history_id")
    assert newest.history_change_reason == "Counted again; Used again: – → 35.5"
    assert newest.history_user == case.alice
    assert "Counted again" in client.get(address).text


def test_sent_twice_it_is_written_once(case, login):
    client = login(case.alice)
    fields = fields_of(client.get(url("answer_need", case.split.pk)))
    for _press in range(2):
        answer = client.post(
            url("answer_need", case.split.pk), fields | {"quantity": "7", "give": "yes"}
        )
    assert NeedShare.objects.count() == 1
    # The second finds a newer version than the one it was made from, and is told.
    assert answer.status_code in (200, 302)
    assert NeedShare.objects.get().history.count() == 1


@pytest.mark.parametrize(
    ("typed", "field", "message"),
    [
        ({"quantity": "-1"}, "quantity", "This cannot be negative."),
        ({"quantity": ""}, "quantity", "How much? Write 0 if you need none of it."),
        ({"quantity": "NaN"}, "quantity", "Enter a number."),
        ({"quantity": "Infinity"}, "quantity", "Enter a number."),
        ({"quantity": "9" * 16}, "quantity", "Ensure that there are no more than"),
        ({"quantity": "1e400"}, "quantity", "Ensure that there are no more than"),
        ({"price_estimate": "-5"}, "price_estimate", "This cannot be negative."),
        ({"price_estimate": "5", "currency": ""}, "currency", "In which currency?"),
        ({"price_estimate": "5", "currency": "XXX"}, "currency", "Select a valid choice."),
        ({"nuts": "XX999"}, "nuts", "“XX999” is no code of the list NUTS."),
        ({"replacement_on": "0001-01-01"}, "replacement_on", "Ensure this value is greater"),
        ({"replacement_on": "soon"}, "replacement_on", "Enter a valid date."),
        ({"priority": "6"}, "priority", "Ensure this value is less than or equal to 5."),
        ({"differences": "a\0b"}, "differences", "Null characters are not allowed."),
    ],
)
def test_bad_input_is_answered_at_its_field_and_changes_nothing(case, login, typed, field, message):
    typed = {"quantity": "5", "give": "yes"} | typed
    answer = submit(login(case.alice), url("answer_need", case.split.pk), **typed)
    [(place, [told])] = errors(answer).items()
    assert (place, told[: len(message)]) == (field, message)
    assert not NeedShare.objects.exists()


def test_nobody_answers_for_others_nor_after_the_membership_nor_what_is_closed(case, login, world):
    client = login(case.alice)
    assert client.get(url("answer_need", case.graz.pk)).status_code == 403
    assert client.post(url("answer_need", case.graz.pk), {"quantity": 1}).status_code == 403
    assert client.get(url("answer_need", make_organisation("No member").pk)).status_code == 404
    assert client.get(url("answer_need", 10**20)).status_code == 404
    assert login(world.coordinator).get(url("answer_need", case.split.pk)).status_code == 403
    case.membership.until = TODAY - timedelta(days=1)
    case.membership.save()
    assert login(case.carla).get(url("answer_need", case.graz.pk)).status_code == 404
    with pytest.raises(ValidationError, match="no member of the group any more"):
        give(case, case.graz, case.carla)
    page = login(case.alice).get(url("answer_need", case.split.pk))
    case.need.state = "closed"  # meanwhile
    case.need.save()
    fields = fields_of(page) | {"quantity": "5", "give": "yes"}
    answer = client.post(url("answer_need", case.split.pk), fields)
    assert errors(answer) == {"__all__": ["This need is closed: it cannot be answered now."]}
    assert answer.context["form"]["quantity"].value() == "5"
    assert client.get(url("answer_need", case.split.pk)).url == url("need")
    assert not NeedShare.objects.exists()


def test_observers_are_not_asked_and_answer_nothing(case, login, world):
    eve = make_person("Eve")
    watching = make_membership(world.group, make_organisation("Watch"), "observer")
    make_buyer(eve, watching)
    page = login(eve).get(url("need"))
    assert page.status_code == 200
    assert "0 of 3" in page.text  # Split, Graz and Zagreb are asked
    assert url("answer_need", watching.organisation_id) not in page.text
    assert login(eve).get(url("answer_need", watching.organisation_id)).status_code == 403
    with pytest.raises(ValidationError, match="Observers answer no needs"):
        give(case, watching.organisation, eve)
    asked = login(world.coordinator).get(url("need"), {"missing": "yes"}).context["missing"]
    assert asked == ["City of Split", "Graz", "Zagreb"]


def test_what_was_given_is_not_taken_back_to_a_draft(case):
    give(case, case.split, case.alice)
    assert give(case, case.split, case.alice, is_given=False, quantity=5).state == "given"


# --- Who sees what -------------------------------------------------------------------------------


def pdf_text(client) -> str:
    answer = client.get(url("need_pdf"))
    pages = PdfReader(io.BytesIO(answer.content)).pages
    return " ".join("".join(page.extract_text() for page in pages).split())


def paths(client) -> dict[str, str]:
    """All the text of each path on which a need is read."""
    lists = reverse("buyers:needs", args=[SLUG, GROUP])
    sheets = reverse("buyers:needs_export", args=[SLUG, GROUP, "xlsx"])
    return {
        "page": client.get(url("need")).text,
        "list": client.get(lists).text,
        "csv": str(read_csv(client.get(url("answers_export", "csv")))),
        "ods": str(read_book(client.get(url("answers_export", "ods")))),
        "list as a sheet": str(read_book(client.get(sheets))),
        "pdf": pdf_text(client),
    }


KEPT = ("1,111", "1111", "70,001.50", "70001.5")
SHOWN = ("2,222", "2222", "80,002.00", "80002")


def numbers_seen(client, numbers) -> set[str]:
    return {name for name, text in paths(client).items() if any(each in text for each in numbers)}


SINGLE = {"page", "csv", "ods", "pdf"}  # where single answers stand


@pytest.mark.parametrize(
    ("who", "kept", "shown"),
    [
        ("alice", SINGLE, SINGLE),  # her own
        ("bob", set(), SINGLE),
        ("coordinator", SINGLE, SINGLE),
        ("wp_lead", SINGLE, SINGLE),  # leads the task of the group
        ("officer", set(), SINGLE),
        ("partner", set(), SINGLE),
    ],
)
def test_single_values_are_seen_only_as_the_member_agreed(case, world, login, who, kept, shown):
    given(case)
    client = login(getattr(case, who, None) or world.person(who))
    assert numbers_seen(client, KEPT) == kept
    assert numbers_seen(client, SHOWN) == shown
    assert "Narrow streets" in client.get(url("need")).text  # what differs is for the group


def test_a_draft_is_seen_by_its_own_people_alone(case, world, login):
    make_share(
        case.need,
        case.split,
        state="draft",
        given_on=None,
        quantity=1111,
        discloses=True,
        differences="Narrow streets",
    ).indicators.create(indicator=case.used, target=Decimal("77.125"))
    words = (*KEPT, "Narrow streets", "77.125")
    assert numbers_seen(login(case.alice), words) == SINGLE
    for who in (case.bob, world.coordinator, world.wp_lead, world.officer, world.partner):
        assert numbers_seen(login(who), words) == set()
        assert "Nobody has answered yet." in login(who).get(url("need")).text


def test_a_stranger_and_a_buyer_of_another_group_see_nothing(case, world, login):
    given(case)
    other = make_group(world.project, "Other")
    outsider = make_person("Outsider")
    make_buyer(outsider, make_membership(other, make_organisation("Lyon")))
    for who in (world.stranger, outsider):
        client = login(who)
        for name, more in (("need", ()), ("need_pdf", ()), ("answers_export", ("csv",))):
            assert client.get(url(name, *more)).status_code == 404
        assert client.get(url("answer_need", case.split.pk)).status_code == 404
        assert client.get(reverse("search"), {"q": "bulky"}).context["count"] == 0
    assert login(outsider).get(reverse("buyers:needs", args=[SLUG, "other"])).status_code == 200
    page = reverse("buyers:need", args=[SLUG, "other", 1])
    assert login(world.coordinator).get(page).status_code == 404


def totals_for(client) -> tuple:
    [row] = client.get(reverse("buyers:needs", args=[SLUG, GROUP])).context["rows"]
    answers = client.get(url("need")).context["answers"]
    found = (str(row.answers.quantity), [str(total) for total in row.answers.prices])
    assert found == (str(answers.quantity), [str(total) for total in answers.prices])
    return (*found, f"{answers.given}/{row.members}")


def test_totals_hide_fewer_than_three_members(case, world, login):
    given(case)
    assert totals_for(login(world.officer)) == (HIDDEN, [HIDDEN], "2/3")
    assert totals_for(login(world.coordinator)) == ("3,333", ["150,003.50 EUR"], "2/3")
    page = login(case.bob).get(url("need")).text
    assert HIDDEN in page
    assert HIDDEN in pdf_text(login(case.bob))
    assert "3,333" in pdf_text(login(world.coordinator))


def test_three_members_that_keep_their_values_have_a_total(case, world, login):
    for buyer, quantity in ((case.split, 10), (case.zagreb, 20), (case.graz, "30.5")):
        make_share(case.need, buyer, quantity=quantity, price_estimate=5, currency="EUR")
    NeedShare.objects.filter(organisation=case.graz).update(currency="SEK")
    assert totals_for(login(world.officer)) == ("60.5", [HIDDEN, HIDDEN], "3/3")
    steered = ("60.5", ["10 EUR", "5 SEK"], "3/3")
    assert totals_for(login(world.coordinator)) == steered


def test_whoever_agreed_has_a_total_alone(case, world, login):
    make_share(case.need, case.graz, quantity=5, discloses=True)
    assert totals_for(login(world.officer)) == ("5", [], "1/3")


def test_a_former_member_stays_readable_and_no_longer_counts(case, world, login):
    given(case)
    case.membership.until = date(2027, 9, 5)
    case.membership.save()
    client = login(world.coordinator)
    assert totals_for(client) == ("1,111", ["70,001.50 EUR"], "1/2")
    assert "no longer a member" in client.get(url("need")).text
    assert read_csv(client.get(url("answers_export", "csv")))[2][0:3] == [
        "Graz",
        "given",
        "2222.000",
    ]


def test_who_steers_may_ask_who_has_not_answered(case, world, login):
    given(case)
    page = login(world.coordinator).get(url("need"), {"missing": "yes"})
    assert page.context["missing"] == ["Zagreb"]
    assert "missing" not in login(case.alice).get(url("need"), {"missing": "yes"}).context


# --- The download, and what it costs -------------------------------------------------------------


def test_the_answers_as_a_sheet(case, world, login):
    codes.load_shipped(schemes=["NUTS"], only=["HR035"])
    split, _graz = given(case, nuts_id=None)
    split.indicators.create(indicator=case.used, baseline=10, target=30)
    head, own, graz = read_csv(login(case.alice).get(url("answers_export", "csv")))
    assert head == [
        *["Buyer", "State", "Quantity", "Unit", "Price estimate", "Currency"],
        *["Quantity and price are for", "Replacement date", "Region (NUTS)", "Region", "Priority"],
        *["What differs", "Given", "Member today", "Used again: today", "Used again: target"],
    ]
    assert graz[:7] == [
        "Graz",
        "given",
        "2222.000",
        "tonnes a year",
        "80002.00",
        "EUR",
        "all members",
    ]
    assert own[6:] == [
        *["totals alone", "", "", "", "", "Narrow streets", "2027-09-06", "yes"],
        *["10.000", "30.000"],
    ]
    [_head, own, _graz] = read_csv(login(case.bob).get(url("answers_export", "csv")))
    assert own[:6] == ["City of Split", "given", "", "tonnes a year", "", ""]
