from datetime import date

import pytest
from django.core.exceptions import ValidationError

from partners.models import Project
from tests.people import ROLES, make_period
from tests.reading import notes
from trainings.models import Programme
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
        (date(2026, 1, 1), 21, "WP4, T4.1, T4.2, D4.1, MS1, RP2, Regional trainings"),
    ],
)
def test_nothing_moves_when_something_would_lie_outside(world, start, duration, outside):
    make_period(world.project)
    make_period(world.project, 2, 19, 24)
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
    Programme.objects.update(first_month=4, last_month=5)
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


def test_what_moves_is_known_in_seven_statements(world, django_assert_num_queries):
    make_period(world.project)
    with django_assert_num_queries(7):
        found = shifts(world.project, start=date(2026, 2, 1), duration=33)
    assert [(shift.code, shift.old_day, shift.new_day, shift.outside) for shift in found] == [
        ("WP4", date(2028, 6, 30), date(2028, 7, 31), False),
        ("T4.1", date(2027, 12, 31), date(2028, 1, 31), False),
        ("T4.2", date(2027, 12, 31), date(2028, 1, 31), False),
        ("D4.1", date(2027, 10, 31), date(2027, 11, 30), False),
        ("MS1", date(2027, 11, 30), date(2027, 12, 31), False),
        ("RP1", date(2027, 6, 30), date(2027, 7, 31), False),
    ]


PAGE = "/projects/ppi4test/plan/timetable/"


def test_only_the_coordinator_moves_the_plan(world, login):
    for role in ROLES:
        sees = role not in ("administrator", "buyer", "stranger")
        status = 200 if role == "coordinator" else 403 if sees else 404
        client = login(world.person(role))
        assert client.get(PAGE).status_code == status
        if role != "coordinator":
            typed = {"start": "2026-03-01", "duration": "33", "reason": "forced"}
            assert client.post(PAGE, typed).status_code == status
    assert Project.objects.get().start == date(2026, 1, 1)


def test_the_page_shows_what_moves_before_it_does(world, login):
    client = login(world.coordinator)
    page = client.get(PAGE, {"start": "2026-03-01", "duration": "33"})
    assert [shift.code for shift in page.context["shifts"]] == [
        *["WP4", "T4.1", "T4.2", "D4.1", "MS1"]
    ]
    html = page.content.decode()
    assert "Fri 31 Dec 2027 (M22)" in html
    assert '<input type="hidden" name="start" value="2026-03-01" id="move_start">' in html
    assert Project.objects.get().start == date(2026, 1, 1)
    answer = client.post(
        PAGE, {"start": "2026-03-01", "duration": "33", "reason": "amendment 1"}, follow=True
    )
    assert answer.redirect_chain == [("/projects/ppi4test/plan/", 302)]
    assert notes(answer) == ["The plan of PPI4Test has moved."]
    assert Project.objects.get().start == date(2026, 3, 1)
    assert Deliverable.objects.get().due_on == date(2027, 12, 31)


def test_a_move_needs_a_reason_and_keeps_what_was_typed(world, login):
    answer = login(world.coordinator).post(PAGE, {"start": "2026-03-01", "duration": "33"})
    assert answer.context["move"].errors == {"reason": ["This field is required."]}
    assert 'name="start" value="2026-03-01"' in answer.content.decode()
    assert Project.objects.get().start == date(2026, 1, 1)


def test_what_does_not_fit_is_marked_and_cannot_be_sent(world, login):
    make_period(world.project, 1, 19, 33)
    client = login(world.coordinator)
    html = client.get(PAGE, {"start": "2026-01-01", "duration": "29"}).content.decode()
    assert "2 items would lie outside the project." in html
    assert 'name="reason"' not in html
    typed = {"start": "2026-01-01", "duration": "29", "reason": "forced"}
    errors = client.post(PAGE, typed).context["move"].non_field_errors()
    assert errors == ["These would lie outside the project: WP4, RP1. Move or cancel them first."]


@pytest.mark.parametrize(
    ("typed", "errors"),
    [
        ({"start": "soon", "duration": "33"}, {"start": ["Write a day such as 2027-01-01."]}),
        (
            {"start": "9999-12-31", "duration": "33"},
            {"start": ["Ensure this value is less than or equal to 2100-01-01."]},
        ),
        (
            {"start": "2026-03-01", "duration": "0"},
            {"duration": ["Ensure this value is greater than or equal to 1."]},
        ),
        ({"start": "2026-01-01", "duration": "33"}, {"__all__": ["This is how it is now."]}),
    ],
)
def test_bad_input_is_answered_at_its_field(world, login, typed, errors):
    answer = login(world.coordinator).get(PAGE, typed)
    assert answer.context["form"].errors == errors
    assert typed["start"] in answer.content.decode()
