"""Two answers to one invitation, and one address named by many, on a real PostgreSQL."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from outbox.models import Mail
from partners.models import Person
from tests.faults.racing import at_once, outcomes
from tests.people import NOW, fix_day, make_buyer, make_person, make_training, make_world
from trainings import accepting, inviting, links, merging, nominating, registration
from trainings.models import Invitation, Registration

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]

MANY = 8
REFUSALS = (links.DeadLink, ValidationError)


@pytest.fixture
def world():
    world = make_world()
    fix_day(world.training)
    return world


@pytest.fixture
def other(world):
    return fix_day(make_training(world.programme, world.zagreb, "Rijeka"))


@pytest.fixture
def invited(world):
    """An invitation of the City of Split that was sent."""
    row = inviting.prepare_somebody(
        training=world.training,
        organisation=world.city.organisation,
        name="Iva",
        email="iva@split.example",
        by=world.organiser,
        now=NOW,
    )
    inviting.send(training=world.training, answer_by=date(2027, 9, 17), by=world.organiser, now=NOW)
    row.refresh_from_db()
    return row


def went(found) -> list:
    return [each for each in found if not isinstance(each, Exception)]


def colleague(n=0):
    return nominating.Colleague(f"Colleague {n}", "new@split.example")


def name_colleague(world, training, n=0):
    return nominating.nominate(
        training=training,
        organisation=world.city.organisation,
        colleagues=[colleague(n)],
        by=world.buyer,
        now=NOW,
    )


def test_of_many_answers_the_first_one_counts(world, invited):
    token = links.secret(invited)
    answers = [
        lambda: accepting.accept(token=token, now=NOW),
        lambda: accepting.send_colleagues(token=token, colleagues=[colleague()], now=NOW),
        lambda: accepting.decline(token=token, words="No", now=NOW),
    ]
    found = outcomes(lambda act: act(), answers * 3, refusals=REFUSALS)
    assert len(went(found)) == 1
    assert {type(each) for each in found if isinstance(each, Exception)} == {links.DeadLink}
    invited.refresh_from_db()
    came = Registration.objects.count()
    assert (invited.state, came) in {("accepted", 1), ("declined", 0)}
    assert (invited.link_hash, invited.history.count()) == (None, 3)  # prepared, sent, answered


def test_who_is_answered_for_and_taken_back_is_one_of_both(world, invited):
    token = links.secret(invited)
    acts = [
        lambda: accepting.accept(token=token, now=NOW),
        lambda: inviting.revoke(invitation=invited, by=world.organiser, now=NOW),
    ]
    assert len(went(outcomes(lambda act: act(), acts * 3, refusals=REFUSALS))) == 1
    invited.refresh_from_db()
    state = (invited.state, Registration.objects.count())
    assert state in {("accepted", 1), ("revoked", 0)}


def test_who_answers_while_the_training_is_merged_loses_nothing(world, other, invited):
    token = links.secret(invited)
    acts = [
        lambda: accepting.accept(token=token, now=NOW),
        lambda: merging.merge(
            training=world.training, into=other, by=world.task_lead, reason="-", now=NOW
        ),
    ]
    outcomes(lambda act: act(), acts, refusals=REFUSALS)
    invited.refresh_from_db()
    seats = list(other.registrations.active().values_list("person", flat=True))
    came = (invited.state, invited.training_id, seats)
    assert came in [
        ("accepted", world.training.pk, [invited.person_id]),
        ("prepared", other.pk, []),
    ]


def test_one_address_named_for_two_trainings_is_one_person(world, other):
    """Each training holds its own row alone, so nothing but the address itself is in the way."""
    trainings = [world.training, other] * (MANY // 2)
    at_once(lambda pair: name_colleague(world, pair[1], pair[0]), list(enumerate(trainings)))
    person = Person.objects.get(email="new@split.example")
    assert person.history.count() == 1
    rows = Registration.objects.order_by("training").values_list("training", "person", "state")
    assert list(rows) == [(row.pk, person.pk, "confirmed") for row in (world.training, other)]
    assert Mail.objects.filter(to=person.email).count() == 2


def test_pressing_many_times_prepares_and_sends_once(world):
    rows = []
    for number in range(3):
        make_buyer(person := make_person(f"Buyer {number}"), world.city)
        rows.append((world.city.organisation_id, person.pk))
    given = {"training": world.training, "by": world.organiser, "now": NOW}
    at_once(lambda _nth: inviting.prepare(**given, chosen=rows), range(MANY))
    assert Invitation.objects.filter(state="prepared").count() == 3
    at_once(lambda _nth: inviting.send(**given, answer_by=date(2027, 9, 17)), range(MANY))
    assert Invitation.objects.filter(state="sent").count() == 3
    assert Mail.objects.filter(category="invitation").count() == 3


def test_applications_approved_by_many_at_once_are_answered_once(world):
    type(world.training).objects.filter(pk=world.training.pk).update(needs_approval=True)
    person = make_person("Applicant")
    make_buyer(person, world.city)
    row = registration.register(training=world.training, person=person, by=person, now=NOW)
    assert row.state == "applied"
    told = at_once(
        lambda _nth: registration.approve(registration=row, by=world.organiser, now=NOW),
        range(MANY),
    )
    assert told == ["This application has been answered."] * (MANY - 1)
    world.training.refresh_from_db()
    assert (world.training.seats_taken, row.history.count()) == (1, 2)
