"""The invitations of a training, for who runs it: the gap, the review, the answers."""

import pytest

from outbox.models import Mail
from tests.people import (
    NOW,
    TODAY,
    make_buyer,
    make_invitation,
    make_membership,
    make_organisation,
    make_person,
)
from tests.reading import FRAME, notes, read_book, read_csv
from tests.reading import errors as field_errors
from tests.trainings.test_pages import page
from trainings.models import Invitation, Training

SENT = page("invitations") + "?show=sent"
WHY = "City of Split is a contracting authority in Waste buyers."


@pytest.fixture
def client_(world, training, login):
    return login(world.organiser)


def states() -> list[str]:
    return list(Invitation.objects.order_by("pk").values_list("state", flat=True))


def value(organisation, person) -> str:
    return f"{organisation.pk}-{person.pk}"


# --- Who is missing -----------------------------------------------------------------------------


def test_the_missing_stand_with_their_people_those_nearby_ticked(world, client_):
    member = make_membership(world.group, make_organisation("Ghent", country="BE"))
    make_buyer(make_person("Gent"), member)
    make_membership(world.group, make_organisation("Unnamed", country="BE"))
    response = client_.get(page("invitations"))
    rows = response.context["rows"]
    assert [
        (row["name"], [(each["name"], each["ticked"]) for each in row["people"]]) for row in rows
    ] == [
        ("City of Split", [("Buyer", True)]),
        ("ZGH", [("Organiser", True)]),
        ("Ghent", [("Gent", False)]),
        ("Unnamed", []),
    ]
    assert "Nobody is named." in response.text
    assert WHY in response.text


def test_the_chosen_are_prepared_reviewed_and_sent(world, training, client_):
    chosen = value(world.city.organisation, world.buyer)
    response = client_.post(page("invitations"), {"chosen": [chosen]}, follow=True)
    assert response.redirect_chain == [(page("review_invitations"), 302)]
    (row,) = response.context["rows"]
    assert (row["ticked"], row["language"], row["letter"].subject) == (
        True,
        "English",
        "You are invited: Zagreb, Wed 22 Sep 2027",
    )
    for fact in (WHY, "Buyer", "Please answer by Mon 20 Sep 2027"):
        assert fact in response.text
    assert (states(), Mail.objects.count()) == (["prepared"], 0)
    pk = Invitation.objects.get().pk
    typed = {"invitations": [pk], "answer_by": "2027-09-15"}
    response = client_.post(page("review_invitations"), typed, follow=True)
    assert notes(response) == ["1 invitation is sent."]
    assert response.redirect_chain == [(SENT, 302)]
    assert states() == ["sent"]
    again = client_.post(page("review_invitations"), typed)  # pressed twice
    assert set(field_errors(again)) == {"invitations"}
    assert Mail.objects.count() == 1


@pytest.mark.parametrize("chosen", [[], ["x"], ["1-999999"], ["9" * 30], ["\0"]])
def test_a_choice_that_is_none_is_said(client_, chosen):
    response = client_.post(page("invitations"), {"chosen": chosen})
    assert set(field_errors(response)) == {"chosen"}
    assert states() == []


@pytest.mark.parametrize(
    ("typed", "errors"),
    [
        ({"answer_by": "2027-09-15"}, ["invitations"]),
        ({"answer_by": "0001-01-01", "everybody": "on"}, ["answer_by"]),
        ({"answer_by": "9999-12-31", "everybody": "on"}, ["answer_by"]),
        ({"answer_by": "\0", "everybody": "on"}, ["answer_by"]),
        ({"answer_by": "", "invitations": ["9" * 30]}, ["answer_by", "invitations"]),
    ],
)
def test_what_cannot_be_sent_is_said_at_the_field(world, training, client_, typed, errors):
    make_invitation(training, world.city.organisation, world.buyer)
    response = client_.post(page("review_invitations"), typed)
    assert sorted(field_errors(response)) == errors
    assert states() == ["prepared"]


def test_all_are_sent_whatever_page_they_stand_on(world, training, client_, buyers):
    for person in buyers(25):
        make_invitation(training, world.city.organisation, person)
    response = client_.get(page("review_invitations"))
    assert len(response.context["rows"]) == 20
    assert "Send all 25" in response.text
    client_.post(page("review_invitations"), {"answer_by": "2027-09-15", "everybody": "on"})
    assert states() == ["sent"] * 25


def test_a_prepared_one_is_changed_and_removed(world, training, client_, buyers):
    (other,) = buyers(1)
    row = make_invitation(training, world.city.organisation, world.buyer)
    client_.post(page("change_invitation", row.pk), {"person": other.pk})
    row.refresh_from_db()
    assert row.person == other
    response = client_.post(page("change_invitation", row.pk), {"person": world.partner.pk})
    assert set(field_errors(response)) == {"person"}
    client_.post(page("remove_invitation", row.pk))
    assert states() == ["revoked"]
    assert client_.post(page("remove_invitation", row.pk)).status_code == 404
    assert client_.get(SENT).context["rows"] == []


def test_somebody_else_is_prepared_by_address(world, training, client_):
    typed = {"organisation": world.city.organisation_id, "name": "Iva", "email": "iva@x.example"}
    client_.post(page("invite_somebody"), typed)
    assert states() == ["prepared"]
    for wrong, errors in (
        (typed, ["email"]),
        ({**typed, "organisation": "9" * 30}, ["organisation"]),
        ({**typed, "name": "\0", "email": "nonsense"}, ["email", "name"]),
    ):
        assert sorted(field_errors(client_.post(page("invite_somebody"), wrong))) == errors
    assert states() == ["prepared"]


def test_asking_for_addresses_is_throttled(world, training, client_, settings):
    settings.ACCOUNT_RATE_LIMITS = {"invite_somebody": "2/h/user"}
    typed = {"organisation": world.city.organisation.pk, "name": "Iva"}
    codes = [
        client_.post(page("invite_somebody"), typed | {"email": f"i{n}@x.example"}).status_code
        for n in range(3)
    ]
    assert codes == [302, 302, 429]
    assert client_.get(page("invite_somebody")).status_code == 200


# --- Who was asked ------------------------------------------------------------------------------


def test_the_asked_stand_with_their_answers_and_next_acts(world, training, client_, buyers):
    one, two, three = buyers(3)
    city = world.city.organisation
    make_invitation(training, city, one, state="sent")
    make_invitation(training, city, two, state="declined", sent_at=NOW, answer="No budget")
    make_invitation(training, city, three, state="sent", sent_at=NOW.replace(day=2))
    Mail.objects.create(
        to=one.email,
        subject="-",
        language="en-gb",
        category="invitation",
        rank=2,
        purpose_key="x",
        subject_key=f"trainings.invitation:{Invitation.objects.get(person=one).pk}",
        state="failed",
        next_try=NOW,
        created_at=NOW,
    )
    response = client_.get(SENT)
    assert [
        (row["name"], row["state"], row["words"], row["may_nudge"], row["trouble"])
        for row in response.context["rows"]
    ] == [
        ("Buyer 1", "sent", "", False, "the mail failed"),
        ("Buyer 2", "declined", "No budget", False, ""),
        ("Buyer 3", "sent", "", True, ""),
    ]
    response = client_.post(page("nudge_invitations"), follow=True)
    assert notes(response) == ["1 person is nudged."]


@pytest.mark.parametrize("typed", ["x", "9" * 30, "-1", "0", "\0"])
def test_a_nudge_for_nobody_nudges_nobody(world, training, client_, typed):
    make_invitation(training, world.city.organisation, world.buyer, state="sent")
    response = client_.post(page("nudge_invitations"), {"invitation": typed}, follow=True)
    assert notes(response) == ["Nobody is left to nudge."]


def test_one_is_taken_back_and_one_sent_again(world, training, client_, buyers):
    one, two = buyers(2)
    first = make_invitation(training, world.city.organisation, one, state="sent")
    second = make_invitation(training, world.city.organisation, two, state="sent")
    response = client_.post(page("revoke_invitation", first.pk), {"reason": "x"}, follow=True)
    assert notes(response) == ["Taken back. The link no longer works."]
    response = client_.post(page("resend_invitation", second.pk), {"answer_by": "2027-09-01"})
    assert field_errors(response) == {"answer_by": ["This day is over."]}
    response = client_.post(
        page("resend_invitation", second.pk), {"answer_by": "2027-09-15"}, follow=True
    )
    assert notes(response) == ["Sent again, with a new link."]
    assert states() == ["revoked", "sent"]


def test_nothing_is_offered_when_it_is_over(world, training, client_):
    make_invitation(training, world.city.organisation, world.buyer, state="sent")
    Training.objects.update(state="held")
    for address in (page("invitations"), SENT):
        text = client_.get(address).text
        assert ('name="chosen"' in text, "Nudge" in text, "Take back" in text) == (False,) * 3


def test_the_export_has_the_asked_and_the_missing(world, training, client_):
    make_invitation(
        training,
        world.city.organisation,
        world.buyer,
        state="declined",
        sent_at=NOW,
        answer_by=TODAY,
        answer="=1+1",
    )
    header, *rows = read_csv(client_.get(page("invitations_export", "csv")))
    assert header[:6] == [
        *["Organisation", "Country", "May come because", "Name", "E-mail address", "State"]
    ]
    assert rows == [
        [
            *["City of Split", "Croatia", WHY, "Buyer", "buyer@example.org", "declined"],
            *["2027-09-06", "2027-09-06 07:00", "", "", "'=1+1"],
        ],
        [
            *["ZGH", "Croatia", "ZGH is a core buyer in Waste buyers.", "", "", "not invited"],
            *[""] * 5,
        ],
    ]
    for format in ("xlsx", "ods"):
        (sheet,) = read_book(client_.get(page("invitations_export", format))).values()
        assert len(sheet) == 3


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(("address", "count"), [("gap", 6), ("sent", 6), ("review", 4)])
def test_each_page_takes_few_statements_whatever_the_rows(
    world, training, client_, django_assert_num_queries, rows, address, count
):
    for number in range(rows):
        member = make_membership(world.group, make_organisation(f"City {number}"))
        person = make_person(f"Person {number}")
        make_buyer(person, member)
        state = "prepared" if address == "review" else "sent"
        make_invitation(training, member.organisation, person, state=state)
    pages = {"gap": page("invitations"), "sent": SENT, "review": page("review_invitations")}
    with django_assert_num_queries(count + FRAME):
        response = client_.get(pages[address])
    assert len(response.context["rows"]) == rows + (2 if address == "gap" else 0)


# --- For the invited, where they are logged in --------------------------------------------------


def test_the_invited_see_it_on_their_desk_and_on_the_page_of_the_training(
    world, training, login, enter
):
    row = make_invitation(training, world.city.organisation, world.buyer, state="sent")
    client = login(world.buyer)
    for address in ("/", page("training")):
        assert f'href="{row.answer_page}"' in client.get(address).text
    assert "You are invited. Please answer by Thu 16 Sep 2027." in client.get(page("training")).text
    assert row.answer_page not in login(world.organiser).get(page("training")).text
    enter(training, [world.buyer])
    client = login(world.buyer)
    for address in ("/", page("training")):
        assert row.answer_page not in client.get(address).text
