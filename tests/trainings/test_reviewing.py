"""Before an act: every letter that will go out, to how many people, and what calendars do."""

from datetime import date, timedelta

import pytest

from outbox.models import Mail
from partners.models import Person
from tests.people import NOW, make_buyer, make_invitation, make_person
from tests.reading import FRAME
from tests.trainings.test_pages import DAYS, page
from tests.trainings.test_scheduling import slot
from trainings import scheduling
from trainings.models import Registration, Training
from trainings.views import reviewing

TWO_DAYS = DAYS | {"day_2": "2027-10-06", "starts_2": "09:00", "ends_2": "13:00"}
WHY = {"reason": "Venue double booked"}
MORE = {"sequence": "0", "reason": "Venue double booked"}


@pytest.fixture
def everybody(settings, world, training, buyers):
    """One in each state, in two languages with a seat; one of them without an account."""
    settings.LANGUAGES = [("en-gb", "English"), ("de", "Deutsch")]
    Training.objects.update(capacity=4, seats_taken=4)
    states = ["confirmed", "confirmed", "confirmed", "offered", "waiting", "applied", "withdrawn"]
    people = buyers(len(states))
    Person.objects.filter(pk=people[0].pk).update(language="de")
    for state, person in zip(states, people, strict=True):
        Registration.objects.create(
            training=training,
            person=person,
            organisation=world.city.organisation,
            state=state,
            why="-",
            offered_until=NOW + timedelta(hours=24) if state == "offered" else None,
            registered_at=NOW,
            registered_by=person,
        )
    return people


def previewed(response):
    """{(language, state): (people, subject, text)} of the review."""
    return {
        (position.language, position.state): (position.count, letter.subject, letter.text)
        for position, letter in response.context["review"].letters
    }


def mailed(people):
    """The same of what was mailed, by the position in which people were before."""
    positions = {}
    for person, state in zip(
        people, ["seat"] * 3 + ["offered", "waiting", "applied"], strict=False
    ):
        person.refresh_from_db()
        state = "confirmed" if state == "seat" else state
        mail = Mail.objects.filter(to=person.email).order_by("pk").first()
        count = positions.get((person.language, state), (0,))[0]
        positions[person.language, state] = (count + 1, mail.subject, mail.text)
    return positions


@pytest.mark.parametrize(
    ("name", "typed", "calendars"),
    [
        (
            "move",
            TWO_DAYS | WHY,
            ["Day 1 is updated in 3 calendars.", "Day 2 is entered in 3 calendars."],
        ),
        ("postpone", MORE, ["Day 1 is taken out of 3 calendars."]),
        ("cancel", MORE, ["Day 1 is taken out of 3 calendars."]),
        ("confirm", {"sequence": "0"}, ["Day 1 is updated in 3 calendars."]),
    ],
)
def test_each_letter_is_shown_as_it_is_mailed(world, everybody, login, name, typed, calendars):
    client = login(world.task_lead)
    response = client.post(page(name), typed)
    review, letters = response.context["review"], previewed(response)
    assert {position: found[0] for position, found in letters.items()} == {
        ("en-gb", "confirmed"): 2,
        ("de", "confirmed"): 1,
        ("en-gb", "offered"): 1,
        ("en-gb", "waiting"): 1,
        ("en-gb", "applied"): 1,
    }
    assert review.people.in_words == (
        "3 with a seat, 1 with a seat on offer, 1 on the waiting list, 1 who have applied"
    )
    assert review.calendar == calendars
    assert not Mail.objects.exists()
    for said in ("Deutsch: 1 person with a seat", "English: 2 people with a seat", *calendars):
        assert said in response.text
    client.post(page(name), typed | {"confirmed": "yes"})
    assert letters == mailed(everybody)


def test_what_is_fixed_again_is_entered_in_calendars(world, training, everybody, login):
    scheduling.cancel(training=training, by=world.task_lead, reason="Strike", now=NOW)
    Mail.objects.all().delete()
    client = login(world.task_lead)
    typed = DAYS | {"sequence": "1"}
    response = client.post(page("schedule"), typed)
    assert response.context["review"].calendar == ["Day 1 is entered in 3 calendars."]
    letters = previewed(response)
    assert letters["de", "confirmed"][0] == 1
    client.post(page("schedule"), typed | {"confirmed": "yes"})
    # Who had an offer when it was cancelled stands in line again.
    found = mailed(everybody)
    waiting = found.pop(("en-gb", "offered"))
    assert waiting[1:] == found["en-gb", "waiting"][1:]
    found["en-gb", "waiting"] = (2, *waiting[1:])
    assert letters == found


def test_a_day_fewer_is_told_apart(world, training, everybody, login):
    two = [slot(date(2027, 10, 5)), slot(date(2027, 10, 6))]
    given = {"training": training, "by": world.task_lead, "reason": "-", "now": NOW}
    scheduling.move(**given, slots=two)
    response = login(world.task_lead).post(page("move"), DAYS | WHY | {"day_1": "2027-10-12"})
    assert response.context["review"].calendar == [
        "Day 1 is updated in 3 calendars.",
        "Day 2 is taken out of 3 calendars.",
    ]


def test_who_has_no_account_is_told_by_a_letter_with_a_link(world, training, enter, login):
    person = make_person("Ana", account="none")
    make_buyer(person, world.city)
    enter(training, [person])
    response = login(world.task_lead).post(page("cancel"), MORE)
    ((position, _letter),) = response.context["review"].letters
    assert (position.count, position.linked) == (1, 1)
    assert "1 of them has no account" in response.text


@pytest.mark.parametrize("rows", [1, 3, 30])
def test_a_review_takes_as_many_statements_for_thirty_as_for_one(
    training, world, buyers, enter, login, django_assert_num_queries, rows
):
    Training.objects.update(capacity=2)
    enter(training, buyers(rows))
    client = login(world.task_lead)
    with django_assert_num_queries(6 + FRAME):
        client.post(page("move"), TWO_DAYS | WHY)


def test_those_without_a_name_here_are_found_in_the_lists_they_stand_in(
    world, everybody, training, login, monkeypatch
):
    monkeypatch.setattr(reviewing, "NAMES_SHOWN", 4)
    client = login(world.task_lead)
    registrations = f'and 2 more: <a href="{page("registrations")}">Registrations</a></p>'
    assert registrations in client.post(page("cancel"), MORE).text
    make_invitation(training, world.city.organisation, make_person("Asked"), "sent")
    invitations = f'<a href="{page("invitations")}?show=sent">Invitations</a></p>'
    review = client.post(page("cancel"), MORE).text
    assert f"{registrations.removesuffix('</p>').replace('2', '3')} · {invitations}" in review
