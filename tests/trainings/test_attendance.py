"""Who was there: what can be said, corrected, and by whom; somebody who came unregistered."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError

from tests.people import make_buyer, make_person
from tests.trainings.conftest import states, subjects
from trainings import attendance
from trainings.models import Attendance, Registration, Training, TrainingDay
from trainings.seats import LINK_HOLDS

ZAGREB = ZoneInfo("Europe/Zagreb")
MORNING = datetime(2027, 9, 22, 8, tzinfo=ZAGREB)
EVENING = datetime(2027, 9, 22, 18, tzinfo=ZAGREB)


def refused(act, **given) -> dict | list:
    with pytest.raises(ValidationError) as refusal:
        act(**given)
    return getattr(refusal.value, "message_dict", refusal.value.messages)


def said_of(training) -> list[tuple[str, bool]]:
    rows = Attendance.objects.filter(registration__training=training)
    return list(rows.order_by("pk").values_list("registration__person__name", "was_there"))


@pytest.fixture
def seats(training, buyers, enter):
    return enter(training, buyers(3))


@pytest.fixture
def day(training):
    return training.days.get()


@pytest.fixture
def say(world, training, day):
    """say({registration: there}, reason="") on the only day, in its evening, by the organiser."""

    def record(answers, now=EVENING, **given):
        said = {(row.pk, day.pk): there for row, there in answers.items()}
        fields = {"training": training, "by": world.organiser, "now": now}
        return attendance.say(said=said, **fields, **given)

    return record


def test_it_is_said_of_each_person_and_day(world, training, seats, say):
    first, second, _third = seats
    assert say({first: True, second: False}) == attendance.Said(2, 0)
    assert said_of(training) == [("Buyer 1", True), ("Buyer 2", False)]
    row = Attendance.objects.first()
    assert (row.recorded_at, row.recorded_by) == (EVENING, world.organiser)
    (change,) = row.history.all()
    assert (change.history_type, change.history_user) == ("+", world.organiser)
    assert attendance.summary(training) == attendance.Summary(seated=3, came=1, unsaid=1)


def test_from_the_morning_of_the_day_and_not_before(training, seats, say):
    midnight = datetime(2027, 9, 22, 0, 0, tzinfo=ZAGREB)
    early = {"answers": {seats[0]: True}, "now": midnight - timedelta(seconds=1)}
    assert refused(say, **early) == ["It can be said from the first day on."]
    assert not Attendance.objects.exists()
    assert say({seats[0]: True}, now=midnight).new == 1


def test_not_of_a_later_day(world, training, seats, day):
    later = TrainingDay.objects.create(
        training=training, position=2, day=day.day + timedelta(1), starts=time(9), ends=time(17)
    )
    given = {"training": training, "by": world.organiser, "now": EVENING}
    assert refused(attendance.say, said={(seats[0].pk, later.pk): True}, **given) == [
        "The list has changed since you opened it. Look at it again."
    ]


def test_a_correction_needs_its_reason_and_keeps_what_was_before(world, training, seats, say):
    say({seats[0]: True, seats[1]: True})
    assert refused(say, answers={seats[0]: False, seats[2]: True}) == {
        "reason": ["This changes 1 answer that was recorded: say why."]
    }
    assert said_of(training) == [("Buyer 1", True), ("Buyer 2", True)]  # not the new one either
    again = {seats[0]: False, seats[1]: True}
    assert say(again, reason="Left before noon") == attendance.Said(0, 1)
    newest, first = Attendance.objects.first().history.order_by("-history_id")
    assert (newest.was_there, newest.history_change_reason) == (False, "Left before noon")
    assert (newest.history_user, first.was_there) == (world.organiser, True)
    assert Attendance.objects.last().history.count() == 1


def test_everybody_else_was_there(training, seats, day, say):
    say({seats[0]: False})
    assert say({seats[1]: False}, others_on=day.pk) == attendance.Said(2, 0)
    rows = Attendance.objects.filter(registration__training=training)
    assert dict(rows.values_list("registration__person__name", "was_there")) == {
        "Buyer 1": False,
        "Buyer 2": False,
        "Buyer 3": True,
    }
    assert say({}, others_on=day.pk) == attendance.Said(0, 0)


def test_only_of_those_with_a_seat(training, buyers, enter, say):
    Training.objects.update(capacity=1)
    _seated, waiting = enter(training, buyers(2))
    assert refused(say, answers={waiting: True}) == [
        "The list has changed since you opened it. Look at it again."
    ]


@pytest.mark.parametrize("state", ["planned", "cancelled", "postponed"])
def test_not_of_a_training_that_does_not_take_place(training, seats, say, state):
    Training.objects.update(state=state)
    (said,) = refused(say, answers={seats[0]: True})
    assert said.startswith("This training is ")


def test_after_it_is_held_until_the_project_closes(world, training, seats, say):
    Training.objects.update(state="held")
    much_later = EVENING + timedelta(days=300)
    assert say({seats[0]: True}, now=much_later).new == 1
    world.project.closed_on = much_later.date()
    world.project.save()
    assert refused(say, answers={seats[1]: True}, now=much_later) == [
        "This project is closed: its records stay as they are."
    ]


@pytest.mark.parametrize("rows", [1, 30])
def test_a_full_room_is_few_statements(
    training, buyers, enter, say, day, django_assert_max_num_queries, rows
):
    Training.objects.update(capacity=30)
    enter(training, buyers(rows))
    with django_assert_max_num_queries(10):
        assert say({}, others_on=day.pk).new == rows


# --- Somebody who came ----------------------------------------------------------------------------


@pytest.fixture
def came(world, training, day):
    """came(person) -> their registration, added at the door."""

    def add(person, reason="Came along", now=MORNING):
        fields = {"training": training, "by": world.organiser, "now": now, "days": [day]}
        return attendance.add_who_came(person=person, reason=reason, **fields)

    return add


def test_somebody_who_came_has_a_seat_and_was_there(world, training, came):
    before = subjects()
    row = came(world.partner)
    training.refresh_from_db()
    assert (row.state, row.why) == ("confirmed", "Admitted by Organiser: Came along")
    assert (training.seats_taken, training.counting) == (1, 0)
    assert said_of(training) == [("Partner", True)]
    assert subjects() == before  # they are in the room


def test_a_second_time_changes_nothing(world, training, came):
    first, again = came(world.buyer), came(world.buyer, reason="Again")
    training.refresh_from_db()
    assert (again.pk, training.seats_taken, training.counting) == (first.pk, 1, 1)
    assert (first.history.count(), Attendance.history.count()) == (1, 1)


def test_who_stood_in_line_gets_a_seat(world, training, buyers, enter, came):
    Training.objects.update(capacity=1)
    enter(training, buyers(2))
    people = list(Registration.objects.order_by("pk").values_list("person", flat=True))
    second = Registration.objects.get(person=people[1]).person
    assert refused(came, person=second) == [
        "The only seat is taken. Raise the capacity of the training, then add them."
    ]
    assert states(training) == ["confirmed", "waiting"]
    Training.objects.update(capacity=2)
    came(second)
    training.refresh_from_db()
    assert (states(training), training.seats_taken) == (["confirmed", "confirmed"], 2)


def test_an_offered_seat_is_theirs_without_another(training, buyers, enter, came):
    (row,) = enter(training, buyers(1))
    Training.objects.update(capacity=1)
    Registration.objects.update(state="offered", offered_until=MORNING)
    came(row.person)
    row.refresh_from_db()
    training.refresh_from_db()
    assert (row.state, row.offered_until, training.seats_taken) == ("confirmed", None, 1)


def test_a_door_needs_a_reason_a_place_and_the_day(world, training, came):
    assert refused(came, person=world.partner, reason=" ") == {
        "reason": ["Say why they come without being registered."]
    }
    assert refused(came, person=world.stranger) == ["This person has no place in the project."]
    assert refused(came, person=world.partner, now=MORNING - timedelta(days=1)) == [
        "The first day has not come: register them instead."
    ]
    assert not Registration.objects.exists()


def test_who_has_no_account_gets_a_link_for_later(world, training, came):
    person = make_person("Without", account="none")
    make_buyer(person, world.city)
    assert came(person).link_ends == MORNING + LINK_HOLDS
