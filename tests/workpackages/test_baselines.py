"""Baselines: freezing the plan, what differs today, and how the tables show it."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from tests.people import NOW, make_deliverable, make_project, make_task
from tests.reading import READER, notes, read_csv
from workpackages import planning
from workpackages.baselines import differences, freeze
from workpackages.models import Baseline, BaselineItem
from workpackages.timetable import move_project

BASE = "/projects/ppi4test"


@pytest.fixture
def baseline(world):
    """The plan of the small project, frozen; T4.1 was cancelled before."""
    world.t41.cancel(by=world.coordinator, reason="amendment 1")
    return freeze(
        project=world.project,
        name="Annex 1",
        reason="as signed",
        by=world.coordinator,
        now=NOW,
    )


def change(item, by, **values):
    return planning.change(item=item, by=by, reason="amendment 2", **values)


def found(world, baseline):
    names = {
        partner.pk: partner.organisation.short_name
        for partner in (world.iat, world.unizar, world.iclei, world.zagreb, world.acr)
    }
    baseline = Baseline.objects.select_related("project").get(pk=baseline.pk)
    return [
        (each.row.code, each.label, each.old, each.new, each.moved.words if each.moved else "")
        for each in differences(baseline, NOW.date(), names)
    ]


# --- Freezing ------------------------------------------------------------------------------------


def test_every_item_is_copied_cancelled_ones_too(world, baseline):
    copies = baseline.items.values_list(
        *("kind", "item_id", "number", "title", "lead", "state"),
        *("first_month", "last_month", "starts_on", "ends_on"),
    )
    assert list(copies) == [
        (
            *("workpackage", world.wp4.pk, "4", "Capacity building", world.unizar.pk, "open"),
            *(10, 30, date(2026, 10, 1), date(2028, 6, 30)),
        ),
        (
            *("task", world.t41.pk, "4.1", "Feasibility plan", world.unizar.pk, "cancelled"),
            *(12, 24, date(2026, 12, 1), date(2027, 12, 31)),
        ),
        (
            *("task", world.t42.pk, "4.2", "Participation of the buyer group"),
            *(world.iclei.pk, "planned", 12, 24, date(2026, 12, 1), date(2027, 12, 31)),
        ),
        (
            *("deliverable", world.d41.pk, "4.1", "Training handbook", world.acr.pk, "pending"),
            *(22, 22, date(2027, 10, 31), date(2027, 10, 31)),
        ),
        (
            *("milestone", world.ms1.pk, "1", "Trainings held", world.iclei.pk, "open"),
            *(23, 23, date(2027, 11, 30), date(2027, 11, 30)),
        ),
    ]
    assert (baseline.taken_by, baseline.taken_at, baseline.reason) == (
        world.coordinator,
        NOW,
        "as signed",
    )
    assert (baseline.start, baseline.duration) == (date(2026, 1, 1), 33)


def test_freezing_takes_the_same_statements_whatever_the_size(world, django_assert_num_queries):
    given = {"project": world.project, "reason": "", "by": world.coordinator, "now": NOW}
    for count in (1, 3):
        for nth in range(count):
            make_task(world.wp4, world.acr, f"4.{count}{nth}")
        with django_assert_num_queries(12):
            freeze(name=f"Size {count}", **given)


def test_the_plan_of_another_project_stays_out(world, baseline):
    other = make_project("Other")
    with pytest.raises(ValidationError, match="The plan is empty"):
        freeze(project=other, name="Annex 1", reason="", by=world.coordinator, now=NOW)
    assert Baseline.objects.get() == baseline


def test_a_name_that_is_taken_is_refused_at_its_field(world, login, baseline):
    client = login(world.coordinator)
    answer = client.post(f"{BASE}/baselines/new/", {"name": "Annex 1", "reason": "once more"})
    assert answer.context["form"].errors == {"name": ["There is a baseline of this name."]}
    assert "once more" in answer.content.decode()
    answer = client.post(f"{BASE}/baselines/new/", {"name": "Amendment 1"}, follow=True)
    assert notes(answer) == ["The plan is frozen as “Amendment 1”."]
    assert [(each.name, each.count) for each in answer.context["baselines"]] == [
        ("Annex 1", 5),
        ("Amendment 1", 5),
    ]


# --- What differs --------------------------------------------------------------------------------


def test_nothing_differs_at_first(world, login, baseline):
    assert found(world, baseline) == []
    page = login(world.partner).get(f"{BASE}/baselines/{baseline.pk}/").content.decode()
    assert "Nothing differs" in page


def test_what_has_moved_says_by_how_much(world, baseline):
    change(world.wp4, world.coordinator, last_month=33)
    change(world.t42, world.coordinator, first_month=11, last_month=26)
    change(world.d41, world.coordinator, due_month=20)
    change(world.ms1, world.coordinator, due_day=date(2027, 11, 12))
    assert found(world, baseline) == [
        ("WP4", "moved", "M10–M30", "M10–M33", "ends 3 months later"),
        (
            *("T4.2", "moved", "M12–M24", "M11–M26"),
            "starts 1 month earlier, ends 2 months later",
        ),
        ("D4.1", "moved", "M22", "M20", "2 months earlier"),
        ("MS1", "moved", "Tue 30 Nov 2027", "Fri 12 Nov 2027", "18 days earlier"),
    ]


def test_a_task_that_pauses_otherwise_has_moved(world, baseline):
    change(world.t42, world.coordinator, intervals=((12, 15), (20, 24)))
    assert found(world, baseline) == [
        ("T4.2", "moved", "M12–M24", "M12–M15, M20–M24", "other intervals")
    ]


def test_names_leads_and_numbers(world, baseline):
    change(world.d41, world.coordinator, title="Handbook", lead=world.zagreb, number="4.7")
    assert found(world, baseline) == [
        ("D4.7", "new lead", "ACR+", "ZGH", ""),
        ("D4.7", "renamed", "Training handbook", "Handbook", ""),
        ("D4.7", "new number", "D4.1", "D4.7", ""),
    ]


def test_what_came_what_went_and_what_came_back(world, baseline):
    make_deliverable(world.wp4, world.acr, "4.2", title="Leaflet", due_month=25)
    gone = make_deliverable(world.wp4, world.acr, "4.3", title="Never meant")
    gone.cancel(by=world.coordinator, reason="a mistake")
    world.d41.cancel(by=world.coordinator, reason="amendment 2")
    world.t41.reopen(by=world.coordinator, reason="amendment 2")
    assert found(world, baseline) == [
        ("T4.1", "reopened since", "cancelled", "planned", ""),
        ("D4.1", "cancelled since", "pending", "cancelled", ""),
        ("D4.2", "added since", "", "M25", ""),
    ]


def test_with_another_start_months_are_compared_and_not_days(world, login, baseline):
    move_project(
        world.project, start=date(2026, 3, 1), duration=34, by=world.coordinator, reason="late"
    )
    assert found(world, baseline) == []
    page = login(world.partner).get(f"{BASE}/baselines/{baseline.pk}/").content.decode()
    assert "The project began on Thu 1 Jan 2026 then and begins on Sun 1 Mar 2026 today." in page
    assert "lasted 33 months then and lasts 34 today" in page


def test_the_list_is_filtered_and_exported(world, login, baseline):
    change(world.t42, world.coordinator, last_month=26)
    change(world.d41, world.coordinator, lead=world.zagreb)
    client = login(world.partner)

    def codes(query):
        answer = client.get(f"{BASE}/baselines/{baseline.pk}/?{query}")
        return [each.row.code for each in answer.context["differences"]]

    assert codes("") == ["T4.2", "D4.1"]
    assert codes("kind=task") == ["T4.2"]
    assert codes("change=lead") == ["D4.1"]
    assert codes(f"partner={world.acr.pk}") == codes(f"partner={world.zagreb.pk}") == ["D4.1"]
    assert codes("kind=cake&partner=x") == ["T4.2", "D4.1"]
    assert codes("kind=milestone") == []
    header, *rows = read_csv(client.get(f"{BASE}/baselines/{baseline.pk}.csv?kind=task"))
    assert header == [
        *["Code", "Kind", "Title", "Lead partner", "Difference", "Then", "Today"],
        "By how much",
    ]
    assert rows == [
        [
            *["T4.2", "task", "Participation of the buyer group", "ICLEI", "moved"],
            *["M12–M24", "M12–M26", "ends 2 months later"],
        ]
    ]


def test_a_baseline_of_another_project_is_not_found(world, login, baseline):
    make_project("Other")
    assert (
        login(world.coordinator).get(f"/projects/other/baselines/{baseline.pk}/").status_code == 404
    )
    assert login(world.coordinator).get(f"{BASE}/baselines/{baseline.pk + 1}/").status_code == 404


# --- Beside what moved ---------------------------------------------------------------------------


def test_the_tables_show_what_was(world, login, baseline):
    change(world.t42, world.coordinator, last_month=26)
    change(world.d41, world.coordinator, due_month=24)
    client = login(world.partner)
    for page, was in (("plan", "was M12–M24"), ("deliverables", "was M22")):
        shown = client.get(f"{BASE}/{page}/?baseline={baseline.pk}").content.decode()
        assert f'<span class="moved moved-later">{was}</span>' in shown
        assert f'/plan/?baseline={baseline.pk}"' in shown
        assert 'class="moved' not in client.get(f"{BASE}/{page}/").content.decode()
    header, *rows = read_csv(client.get(f"{BASE}/plan.csv?kind=task&baseline={baseline.pk}"))
    assert [(row[0], row[-1]) for row in [header, *rows]] == [
        ("Code", "In “Annex 1”"),
        ("T4.1", ""),
        ("T4.2", "M12–M24"),
    ]
    rows = read_csv(client.get(f"{BASE}/deliverables.csv?baseline={baseline.pk}"))
    assert rows[1][-1] == "M22"


def test_the_tables_tell_of_other_intervals_too(world, login, baseline):
    change(world.t42, world.coordinator, intervals=((12, 15), (20, 24)))
    later = NOW.replace(hour=10)
    paused = freeze(project=world.project, name="2", reason="", by=world.coordinator, now=later)
    change(world.t42, world.coordinator, intervals=((12, 14), (20, 24)))
    client = login(world.partner)
    for chosen, was in ((baseline, "M12–M24"), (paused, "M12–M15, M20–M24")):
        page = client.get(f"{BASE}/plan/?baseline={chosen.pk}").content.decode()
        assert f'<span class="moved moved-other">was {was}</span>' in page


def test_a_baseline_that_is_none_is_left_out(world, login, baseline):
    answer = login(world.partner).get(f"{BASE}/plan/?baseline=999")
    assert answer.context["baseline"] is None
    assert "The filter “Compare with” was left out" in answer.content.decode()


def test_the_page_of_an_item_names_the_newest_baseline(world, login, baseline):
    change(world.d41, world.coordinator, due_month=24)
    page = login(world.partner).get(f"{BASE}/d4.1/").content.decode()
    assert f'was M22 in <a href="{BASE}/baselines/{baseline.pk}/">Annex 1</a>' in page
    later = NOW.replace(hour=10)
    freeze(project=world.project, name="Now", reason="", by=world.coordinator, now=later)
    assert "was M22" not in login(world.partner).get(f"{BASE}/d4.1/").content.decode()


STATEMENTS = {
    "baselines/": 2,
    "baselines/{pk}/": 7,
    "baselines/{pk}.csv": 7,
    "plan/?baseline={pk}": 8,
}


@pytest.mark.parametrize(("path", "count"), STATEMENTS.items())
def test_the_number_of_statements_does_not_grow(
    world, login, django_assert_num_queries, path, count
):
    given = {"project": world.project, "reason": "", "by": world.coordinator}
    first = freeze(name="First", now=NOW, **given)
    client, path = login(world.partner), f"{BASE}/{path.format(pk=first.pk)}"
    change(world.t42, world.coordinator, last_month=25)
    client.get(path)
    with django_assert_num_queries(count + READER):
        one = b"".join(client.get(path))
    for number in ("6", "7", "8"):
        task = make_task(world.wp4, world.zagreb, f"4.{number}")
        freeze(name=number, now=NOW, **given)
        BaselineItem.objects.filter(item_id=task.pk).update(baseline=first)
        change(task, world.coordinator, last_month=25)
    with django_assert_num_queries(count + READER):
        many = b"".join(client.get(path))
    assert len(many) > len(one)
