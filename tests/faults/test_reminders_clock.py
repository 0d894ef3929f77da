"""Changes of summer time, weekends, holidays: nobody is told twice, never, or an hour off."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from core.clock import UTC
from reminders import planning
from reminders.defaults import install_defaults
from reminders.models import Entry
from reminders.steps import Clock, before, late
from tests.people import fix_day
from trainings.models import Registration

# The hour on their clocks that is left out in spring and comes twice in autumn.
HOURS = {"Europe/Lisbon": 1, "Europe/Madrid": 2, "Europe/Zagreb": 2, "Europe/Athens": 3}
SPRING = {date(2026, 3, 29): 1, date(2027, 3, 28): 1}
AUTUMN = {date(2026, 10, 25): 0, date(2027, 10, 31): 0}


@pytest.mark.parametrize(("day", "forward"), (SPRING | AUTUMN).items(), ids=str)
@pytest.mark.parametrize(("zone", "hour"), HOURS.items())
def test_the_night_of_the_change_tells_once(world, zone, hour, day, forward):
    world.buyer.zone, world.buyer.preferred_hour = zone, hour
    world.buyer.save()
    training = fix_day(world.training, day + timedelta(days=1), zone=zone)
    Registration.objects.create(
        training=training,
        person=world.buyer,
        organisation=world.city.organisation,
        state="confirmed",
        registered_at=training.starts_at - timedelta(days=9),
        registered_by=world.buyer,
    )
    midnight = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone)).astimezone(UTC)
    install_defaults(active_from=midnight - timedelta(days=1))
    told_at = []
    for half_hours in range(12):
        now = midnight + timedelta(minutes=30 * half_hours)
        planning.plan(now)
        if not told_at and Entry.objects.filter(step=-1, state="planned").exists():
            told_at.append(now)
    entry = Entry.objects.get(step=-1, person=world.buyer)
    assert told_at == [entry.due]
    on_the_wall = entry.due.astimezone(ZoneInfo(zone))
    assert (on_the_wall.date(), on_the_wall.hour) == (day, hour + forward)
    assert on_the_wall.fold == 0
    assert entry.due == midnight + timedelta(hours=hour)


@pytest.mark.parametrize("zone", HOURS)
def test_eight_o_clock_stays_eight_o_clock_over_the_change(zone):
    clock = Clock(zone, 8, "", None)
    for change in SPRING | AUTUMN:
        for days in range(1, 60):
            moment = before(change + timedelta(days=20), days, clock, True)
            wall = moment.astimezone(ZoneInfo(zone))
            assert (wall.date(), wall.hour) == (change + timedelta(days=20 - days), 8)


@pytest.mark.parametrize(
    ("country", "due", "days", "told"),
    [
        ("", date(2027, 10, 18), 1, date(2027, 10, 15)),  # Sunday -> Friday
        ("HR", date(2027, 11, 2), 1, date(2027, 10, 29)),  # All Saints is a Monday
        ("SE", date(2027, 11, 2), 1, date(2027, 11, 1)),  # and an ordinary one in Sweden
        ("ES", date(2027, 10, 13), 1, date(2027, 10, 11)),  # Fiesta Nacional, a Tuesday
        ("PT", date(2027, 6, 11), 1, date(2027, 6, 9)),  # Portugal Day, a Thursday
        ("EL", date(2027, 10, 15), 1, date(2027, 10, 14)),  # no list is known: weekends only
    ],
)
def test_digest_steps_move_to_the_working_day_before_and_own_mails_stay(country, due, days, told):
    clock = Clock("Europe/Brussels", 8, country, None)
    assert before(due, days, clock, False).date() == told
    assert before(due, days, clock, True).date() == due - timedelta(days=days)


def test_late_steps_count_the_working_days_of_the_reader():
    due = date(2027, 10, 29)  # Friday
    november = date(2027, 10, 30), date(2027, 11, 20)

    def days(country):
        clock = Clock("Europe/Zagreb", 8, country, None)
        return [(step, moment.date()) for step, moment in late(due, 5, 5, clock, False, *november)]

    # Croatia: 1 and 18 November are holidays.
    assert days("HR") == [(5, date(2027, 11, 8)), (10, date(2027, 11, 15))]
    assert days("SE") == [
        (5, date(2027, 11, 5)),
        (10, date(2027, 11, 12)),
        (15, date(2027, 11, 19)),
    ]
