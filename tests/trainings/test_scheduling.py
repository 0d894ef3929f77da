"""Fixing, moving, postponing, cancelling: what changes, who is told, and what is refused."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError

from tests.people import NOW, TODAY
from tests.trainings.conftest import calendar, last_mail, subjects
from trainings import days, scheduling
from trainings.days import Slot
from trainings.models import Training

ZAGREB = ZoneInfo("Europe/Zagreb")
WHY = "Venue double booked"


def slot(day, starts=time(9), ends=time(17)):
    return Slot(day, starts, ends)


def again(training):
    return Training.objects.select_related("programme__project", "project").get(pk=training.pk)


def refused(act, **fields):
    with pytest.raises(ValidationError) as refusal:
        act(**fields)
    return getattr(refusal.value, "message_dict", None) or refusal.value.messages


# --- Fixing days --------------------------------------------------------------------------------


def test_fixing_the_day_of_a_planned_training(world):
    scheduling.schedule(
        training=world.training,
        by=world.task_lead,
        slots=[slot(date(2027, 10, 5))],
        now=NOW,
        open_registration=True,
    )
    row = again(world.training)
    assert (row.state, row.first_day, row.last_day, row.sequence, row.decision_day) == (
        "scheduled",
        date(2027, 10, 5),
        date(2027, 10, 5),
        1,
        date(2027, 9, 21),
    )
    assert (row.starts_at, row.ends_at) == (
        datetime(2027, 10, 5, 9, tzinfo=ZAGREB),
        datetime(2027, 10, 5, 17, tzinfo=ZAGREB),
    )
    assert row.takes_registrations(NOW)
    assert row.history.first().history_user == world.task_lead


def test_days_are_kept_in_their_order(world):
    slots = [slot(date(2027, 10, 6), ends=time(13)), slot(date(2027, 10, 5))]
    scheduling.schedule(training=world.training, by=world.task_lead, slots=slots, now=NOW)
    rows = world.training.days.all()
    assert [(row.position, row.day) for row in rows] == [
        (1, date(2027, 10, 5)),
        (2, date(2027, 10, 6)),
    ]
    assert again(world.training).ends_at == datetime(2027, 10, 6, 13, tzinfo=ZAGREB)


@pytest.mark.parametrize(
    ("slots", "messages"),
    [
        ([], ["Name at least one day."]),
        (
            [slot(date(2027, 10, 5), time(17), time(9))],
            ["It ends before it starts."],
        ),
        (
            [slot(date(2027, 10, 5)), slot(date(2027, 10, 5), time(18), time(19))],
            ["The same day stands here twice."],
        ),
        (
            [slot(date(2028, 10, 1))],
            ["This day lies outside the project: PPI4Test runs from 01 Jan 2026 to 30 Sep 2028."],
        ),
    ],
)
def test_days_that_cannot_be(world, slots, messages):
    fields = {"training": world.training, "by": world.task_lead, "slots": slots, "now": NOW}
    assert refused(scheduling.schedule, **fields, reason=WHY) == {"slots": messages}
    assert again(world.training).state == "planned"
    assert not world.training.days.exists()


def test_days_outside_the_window_need_a_reason_that_is_kept(world):
    fields = {
        "training": world.training,
        "by": world.task_lead,
        "slots": [slot(date(2028, 1, 18))],
        "now": NOW,
    }
    assert refused(scheduling.schedule, **fields) == {
        "reason": [
            "Tue 18 Jan 2028 lies outside the planned window, Wed 15 Sep 2027 to "
            "Tue 30 Nov 2027. Say why."
        ]
    }
    scheduling.schedule(**fields, reason="The hall is closed until January")
    newest = world.training.history.first()
    assert newest.history_change_reason == "The hall is closed until January"


def test_warnings_name_what_to_look_at_twice(world):
    world.training.country = "HR"
    days_ = [date(2027, 9, 4), date(2027, 10, 5), date(2027, 11, 1), date(2028, 1, 18)]
    assert days.warnings(world.training, [slot(day) for day in days_], TODAY) == [
        "Sat 4 Sep 2027, Tue 18 Jan 2028 lie outside the planned window, "
        "Wed 15 Sep 2027 to Tue 30 Nov 2027.",
        "Sat 4 Sep 2027 lies in the past.",
        "Sat 4 Sep 2027 is at the weekend.",
        "Mon 1 Nov 2027 is a public holiday in Croatia.",
    ]


# --- Postponing, cancelling, going ahead, held --------------------------------------------------


def test_postponed_people_keep_their_seats_and_read_the_new_date_later(
    world, training, buyers, enter
):
    (row,) = enter(training, buyers(1))
    uid = calendar(last_mail(row.person))[0][1]
    scheduling.postpone(training=training, by=world.task_lead, reason="Strike", now=NOW)
    postponed = again(training)
    assert (postponed.state, postponed.first_day, postponed.starts_at, postponed.decision_day) == (
        "postponed",
        None,
        None,
        None,
    )
    mail = last_mail(row.person)
    assert mail.subject == "Postponed: Zagreb"
    assert "Would have been: Wed 22 Sep 2027, 09:00–17:00 (Zagreb)" in mail.text
    assert [part[:4] for part in calendar(mail)] == [("CANCEL", uid, 1, "CANCELLED")]

    scheduling.schedule(
        training=training, by=world.task_lead, slots=[slot(date(2027, 11, 9))], now=NOW
    )
    mail = last_mail(row.person)
    assert mail.subject == "New date: Zagreb, Tue 9 Nov 2027"
    assert [part[:3] for part in calendar(mail)] == [("REQUEST", uid, 2)]
    row.refresh_from_db()
    assert row.state == "confirmed"


def test_a_cancelled_training_keeps_its_days_for_the_record(world, training, buyers, enter):
    seated, waiting = buyers(2)
    Training.objects.update(capacity=1)
    enter(training, [seated, waiting])
    uid = calendar(last_mail(seated))[0][1]
    scheduling.cancel(training=training, by=world.task_lead, reason="Too few", now=NOW)
    row = again(training)
    assert (row.state, row.first_day, row.registration_switch, row.sequence) == (
        "cancelled",
        date(2027, 9, 22),
        False,
        1,
    )
    assert [part[:4] for part in calendar(last_mail(seated))] == [("CANCEL", uid, 1, "CANCELLED")]
    assert calendar(last_mail(waiting)) == []
    assert subjects(waiting)[-1] == "Cancelled: Zagreb"


def test_nobody_is_asked_to_give_back_a_seat_that_is_gone(world, training, buyers, enter):
    Training.objects.update(capacity=1)
    seated, waiting = enter(training, buyers(2))
    assert "give your seat back" in last_mail(seated.person).html
    scheduling.cancel(training=training, by=world.coordinator, reason="Strike", now=NOW)
    for row in (seated, waiting):
        mail = last_mail(row.person)
        assert mail.subject == "Cancelled: Zagreb"
        assert "The training's page:\nhttp" in mail.text
        for asked in ("Give your seat back", "Leave the waiting list"):
            assert asked not in mail.text
            assert asked.lower() not in mail.html.lower()


def test_cancelled_by_mistake_it_can_be_fixed_again(world, training, buyers, enter):
    (row,) = enter(training, buyers(1))
    scheduling.cancel(training=training, by=world.task_lead, reason="Wrong one", now=NOW)
    scheduling.schedule(
        training=training, by=world.task_lead, slots=[slot(date(2027, 9, 22))], now=NOW
    )
    assert again(training).state == "scheduled"
    assert [part[:1] + part[2:4] for part in calendar(last_mail(row.person))] == [
        ("REQUEST", 2, "CONFIRMED")
    ]


def test_going_ahead_is_told(world, training, buyers, enter):
    enter(training, buyers(1))
    scheduling.confirm(training=training, by=world.organiser, now=NOW)
    assert again(training).state == "confirmed"
    assert subjects()[-1] == "It takes place: Zagreb, Wed 22 Sep 2027"


def test_it_is_held_on_its_last_day_and_not_before(world, training):
    fields = {"training": training, "by": world.organiser}
    early = datetime(2027, 9, 21, 23, 59, tzinfo=ZAGREB)
    assert refused(scheduling.mark_held, **fields, now=early) == ["It is not over yet."]
    scheduling.mark_held(**fields, now=early + timedelta(minutes=1))
    assert again(training).state == "held"


S, ALL = Training.State, set(Training.State)
ALLOWED = {
    "schedule": {S.PLANNED, S.POSTPONED, S.CANCELLED},
    "move": {S.SCHEDULED, S.CONFIRMED},
    "postpone": {S.SCHEDULED, S.CONFIRMED},
    "cancel": {S.PLANNED, S.SCHEDULED, S.CONFIRMED, S.POSTPONED},
    "confirm": {S.SCHEDULED},
    "mark_held": {S.SCHEDULED, S.CONFIRMED},
}


@pytest.mark.parametrize(
    ("act", "state"),
    [(act, state) for act, allowed in ALLOWED.items() for state in sorted(ALL - allowed)],
)
def test_an_act_is_refused_in_another_state(world, training, act, state):
    other = again(training)
    other.pk, other.slug = None, "other"
    other.save()
    Training.objects.filter(pk=training.pk).update(
        state=state, merged_into=other if state == S.MERGED else None
    )
    fields = {"training": training, "by": world.task_lead, "now": NOW, "reason": WHY}
    if act in ("schedule", "move"):
        fields["slots"] = [slot(date(2027, 10, 5))]
    label = S(state).label
    assert refused(getattr(scheduling, act), **fields) == [
        f"This training is {label}: this cannot be done now."
    ]
    assert again(training).state == state


# --- Both summer-time changes -------------------------------------------------------------------


@pytest.mark.parametrize("zone", ["Europe/Lisbon", "Europe/Madrid", "Europe/Zagreb"])
@pytest.mark.parametrize(
    "day",
    # The clocks change on Sun 31 Oct 2027 and Sun 26 Mar 2028.
    [date(2027, 10, 30), date(2027, 10, 31), date(2027, 11, 1), date(2028, 3, 26)],
)
def test_nine_stays_nine_over_the_summer_time_changes(world, training, buyers, enter, zone, day):
    Training.objects.update(zone=zone)
    (row,) = enter(training, buyers(1))
    scheduling.move(training=training, by=world.task_lead, slots=[slot(day)], reason=WHY, now=NOW)
    place = ZoneInfo(zone)
    ((*_rest, starts, ends),) = calendar(last_mail(row.person))
    assert (starts, ends) == (
        datetime.combine(day, time(9), place),
        datetime.combine(day, time(17), place),
    )
    assert starts.utcoffset() == datetime.combine(day, time(9), place).utcoffset()
    assert again(training).starts_at == datetime.combine(day, time(9), place)
    city = zone.rpartition("/")[2]
    assert f"09:00–17:00 ({city})" in last_mail(row.person).text
