"""The weeks of a month, Monday to Sunday, with what happens on each day."""

from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from core.dates import DatedItem
from ppi_portal.month import agenda, bounds, by_day, next_month, previous_month, set_out, weeks


def item(label, moment, ends=None, zone=""):
    return DatedItem(
        key=f"x:{label}",
        kind="task_due",
        label=label,
        moment=moment,
        ends=ends,
        url="/",
        project_id=1,
        project="P",
        open=True,
        state="planned",
        zone=zone,
    )


@pytest.mark.parametrize(
    ("first", "start", "end"),
    [
        (date(2027, 9, 1), date(2027, 8, 30), date(2027, 10, 3)),
        (date(2027, 2, 1), date(2027, 2, 1), date(2027, 2, 28)),  # four weeks and no day more
        (date(2026, 12, 1), date(2026, 11, 30), date(2027, 1, 3)),
    ],
)
def test_a_month_is_shown_in_whole_weeks(first, start, end):
    assert bounds(first) == (start, end)
    days = [day for week in weeks(first, [], date(2027, 9, 7)) for day in week]
    assert (days[0].date, days[-1].date) == (start, end)
    assert next(day.date for day in days if "other" not in day.classes) == first


def test_a_full_day_shows_the_first_things_and_says_how_many_more():
    items = [item(label, date(2027, 9, 30)) for label in "abcdef"]
    days = {
        day.date.day: day
        for week in weeks(date(2027, 9, 1), items, date(2027, 10, 1))
        for day in week
        if "other" not in day.classes
    }
    assert [(tone, each.label) for tone, each in days[30].items] == [
        ("tone-bad", "a"),
        ("tone-bad", "b"),
        ("tone-bad", "c"),
        ("tone-bad", "d"),
    ]
    assert [(day.classes, day.more) for day in (days[29], days[30])] == [("free", 0), ("", 2)]


def test_what_people_typed_stands_in_the_month_as_text_and_what_is_cancelled_is_struck():
    struck = replace(item("<b>&", date(2027, 9, 30)), cancelled=True, url='/"/', state="<i>")
    items = [struck, *(item(label, date(2027, 9, 30)) for label in "abcde")]
    table = set_out(weeks(date(2027, 9, 1), items, date(2027, 9, 7)), "/agenda/?kind=a&from=")
    assert table.count("<tr>") == 5
    _before, _day, after = table.partition('datetime="2027-09-30">')
    assert after.startswith(
        '30</time><ul><li><a class="tone-off" href="/&quot;/"><s>&lt;b&gt;&amp;</s>'
        ' <span class="muted">&lt;i&gt;</span></a></li>'
    )
    assert (
        '<li><a class="more" href="/agenda/?kind=a&amp;from=2027-09-30">+ 2 more'
        '<span class="visually-hidden">, Thu 30 Sep 2027</span></a></li></ul></td>'
    ) in after


def test_months_follow_each_other_over_the_year():
    assert next_month(date(2026, 12, 1)) == date(2027, 1, 1)
    assert previous_month(date(2027, 1, 1)) == date(2026, 12, 1)
    assert previous_month(next_month(date(2027, 1, 1))) == date(2027, 1, 1)


def test_a_thing_of_several_days_stands_on_each_within_the_bounds():
    days = by_day(
        [item("board", date(2027, 9, 29), date(2027, 10, 2))], date(2027, 9, 30), date(2027, 10, 1)
    )
    assert {day: [each.label for each in items] for day, items in days.items()} == {
        date(2027, 9, 30): ["board"],
        date(2027, 10, 1): ["board"],
    }


def test_a_day_is_the_one_on_the_calendar_of_the_place():
    late_in_zagreb = datetime(2027, 9, 22, 23, 30, tzinfo=ZoneInfo("UTC"))
    days = by_day(
        [item("night", late_in_zagreb, zone="Europe/Zagreb")], date(2027, 9, 1), date(2027, 9, 30)
    )
    assert list(days) == [date(2027, 9, 23)]


def test_the_agenda_has_only_days_with_something_and_puts_hours_after_whole_days():
    nine = datetime(2027, 9, 22, 7, tzinfo=ZoneInfo("UTC"))
    eight = datetime(2027, 9, 22, 6, tzinfo=ZoneInfo("UTC"))
    items = [
        item("nine", nine, zone="Europe/Zagreb"),
        item("due", date(2027, 9, 22)),
        item("eight", eight, zone="Europe/Zagreb"),
        item("first", date(2027, 9, 3)),
    ]
    found = agenda(items, date(2027, 9, 1), date(2027, 9, 30))
    assert [(day, [each.label for each in rows]) for day, rows in found] == [
        (date(2027, 9, 3), ["first"]),
        (date(2027, 9, 22), ["due", "eight", "nine"]),
    ]
