"""The planned effort as one form."""

from datetime import timedelta
from decimal import Decimal

from tests.people import NOW
from tests.reading import notes
from tests.workpackages.test_effort_pages import PLAN, typed
from workpackages import effort
from workpackages.models import EffortReport, PlannedEffort


def cell(package, partner) -> str:
    return f"pm-{package.pk}-{partner.pk}"


def test_the_grid_saves_what_was_changed(world, period, login):
    client = login(world.coordinator)
    values = typed(client.get(PLAN))
    assert values[cell(world.wp4, world.acr)] == "6.00"
    assert values[cell(world.wp5, world.iclei)] == ""
    values |= {
        cell(world.wp4, world.acr): "6,5",
        cell(world.wp5, world.acr): "",
        cell(world.wp5, world.zagreb): "2",
        "reason": "amendment 1",
    }
    answer = client.post(PLAN, values, follow=True)
    assert notes(answer) == ["3 cells were changed."]
    rows = PlannedEffort.objects.filter(person_months__gt=0)
    assert {
        (row.work_package.number, row.participation.organisation.short_name): row.person_months
        for row in rows
    } == {
        ("4", "ACR+"): Decimal("6.50"),
        ("4", "ICLEI"): Decimal("4.50"),
        ("5", "ZGH"): Decimal("2.00"),
    }
    assert EffortReport.objects.filter(participation=world.zagreb).count() == 1
    page = client.get(PLAN)
    assert page.context["changes"][0].reason == "amendment 1"
    assert notes(client.post(PLAN, typed(page), follow=True)) == ["Nothing was changed."]


def test_a_wrong_cell_says_so_and_nothing_is_lost(world, period, login):
    client = login(world.coordinator)
    values = typed(client.get(PLAN)) | {
        cell(world.wp4, world.iclei): "seven",
        cell(world.wp4, world.acr): "8",
        cell(world.wp5, world.acr): "1.005",
        "reason": "amendment 1",
    }
    page = client.post(PLAN, values)
    form = page.context["form"]
    assert {name: list(errors) for name, errors in form.errors.items()} == {
        cell(world.wp4, world.iclei): ["Write person-months such as 1.5."],
        cell(world.wp5, world.acr): ["Ensure that there are no more than 2 decimal places."],
    }
    for value in ("seven", "8", "1.005"):
        assert f'value="{value}"' in page.text
    assert f'<a href="#id_{cell(world.wp4, world.iclei)}">ICLEI, WP4: Write' in page.text
    assert "amendment 1" in page.text
    assert PlannedEffort.objects.get(participation=world.iclei).person_months == Decimal("4.50")
    assert PlannedEffort.objects.filter(person_months=Decimal("6")).count() == 1


def test_who_saved_in_between_is_named_and_a_second_save_goes_through(world, period, login):
    client = login(world.coordinator)
    values = typed(client.get(PLAN)) | {cell(world.wp4, world.acr): "8"}
    effort.plan(
        project=world.project,
        cells={(world.wp4.pk, world.iclei.pk): Decimal(5)},
        by=world.coordinator,
        now=NOW + timedelta(minutes=1),
    )
    page = client.post(PLAN, values)
    assert page.context["form"].errors["__all__"] == [
        "This was changed while you were writing. Compare, then save again to keep yours.",
        "Coordinator, Mon 6 Sep 2027, 09:01: WP4, ICLEI: 4.50 → 5.00",
    ]
    assert 'value="8"' in page.text
    values["seen"] = page.context["form"].newest
    assert client.post(PLAN, values).status_code == 302
    assert PlannedEffort.objects.get(
        participation=world.acr, work_package=world.wp4
    ).person_months == Decimal("8.00")


def test_cells_of_another_project_are_none_of_the_form(world, period, login):
    client = login(world.coordinator)
    values = typed(client.get(PLAN)) | {"pm-999999-1": "5", "pm-x": "y"}
    assert notes(client.post(PLAN, values, follow=True)) == ["Nothing was changed."]
    assert PlannedEffort.objects.count() == 3
