from datetime import date

import pytest
from django.core.exceptions import ValidationError

from partners.models import Project
from workpackages.models import Deliverable, Task
from workpackages.timetable import move_project, shifts


def days(project):
    tasks = Task.objects.filter(project=project).values_list("number", "starts_on", "ends_on")
    due = Deliverable.objects.filter(project=project).values_list("number", "due_month", "due_on")
    return [*tasks], [*due]


def test_the_days_of_the_whole_plan_follow_the_start(world):
    move_project(
        world.project,
        start=date(2026, 3, 1),
        duration=33,
        by=world.coordinator,
        reason="amendment 1",
    )
    assert days(world.project) == (
        [
            ("4.1", date(2027, 2, 1), date(2028, 2, 29)),
            ("4.2", date(2027, 2, 1), date(2028, 2, 29)),
        ],
        [("4.1", 22, date(2027, 12, 31))],
    )
    for row in (world.project, world.wp4, world.t42, world.d41, world.ms1):
        newest = row.history.latest("history_id")
        assert (newest.history_user, newest.history_change_reason) == (
            world.coordinator,
            "amendment 1",
        )


def test_an_exact_day_stays_and_its_month_follows(world):
    world.d41.due_day = date(2027, 10, 12)
    world.d41.save()
    move_project(
        world.project, start=date(2026, 3, 1), duration=33, by=world.coordinator, reason="late"
    )
    assert days(world.project)[1] == [("4.1", 20, date(2027, 10, 12))]


@pytest.mark.parametrize(
    ("start", "duration", "outside"),
    [
        (date(2026, 1, 1), 29, "WP4"),
        (date(2026, 1, 1), 21, "WP4, T4.1, T4.2, D4.1, MS1"),
    ],
)
def test_nothing_moves_when_something_would_lie_outside(world, start, duration, outside):
    before = days(world.project)
    with pytest.raises(ValidationError, match=f"outside the project: {outside}. Move or cancel"):
        move_project(
            world.project, start=start, duration=duration, by=world.coordinator, reason="shorter"
        )
    assert Project.objects.get().duration == 33
    assert days(world.project) == before


def test_an_exact_day_before_the_new_start_lies_outside(world):
    world.d41.due_month, world.d41.due_day = 2, date(2026, 2, 10)
    world.d41.save()
    with pytest.raises(ValidationError, match=r"outside the project: D4\.1\."):
        move_project(
            world.project, start=date(2026, 3, 1), duration=33, by=world.coordinator, reason="late"
        )


def test_what_is_cancelled_holds_nothing_up(world):
    for item in (world.wp4, world.t41, world.t42, world.d41, world.ms1):
        item.cancel(by=world.coordinator, reason="given up")
    moved = move_project(
        world.project, start=date(2026, 1, 1), duration=5, by=world.coordinator, reason="ends"
    )
    assert (moved.duration, moved.end) == (5, date(2026, 5, 31))


def test_a_longer_project_leaves_every_item_as_it_is(world):
    before = world.t42.history.count()
    assert shifts(world.project, start=world.project.start, duration=40) == []
    move_project(
        world.project, start=world.project.start, duration=40, by=world.coordinator, reason="more"
    )
    assert Project.objects.get().duration == 40
    assert world.t42.history.count() == before


def test_what_moves_is_known_in_four_statements(world, django_assert_num_queries):
    with django_assert_num_queries(4):
        found = shifts(world.project, start=date(2026, 2, 1), duration=33)
    assert [(shift.item.code, shift.old_day, shift.new_day, shift.outside) for shift in found] == [
        ("WP4", date(2028, 6, 30), date(2028, 7, 31), False),
        ("T4.1", date(2027, 12, 31), date(2028, 1, 31), False),
        ("T4.2", date(2027, 12, 31), date(2028, 1, 31), False),
        ("D4.1", date(2027, 10, 31), date(2027, 11, 30), False),
        ("MS1", date(2027, 11, 30), date(2027, 12, 31), False),
    ]
