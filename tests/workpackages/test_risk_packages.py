"""A risk of several work packages: entered, shown, found and kept by the leads of each."""

import pytest

from tests.people import make_risk, make_work_package
from tests.reading import read_csv
from tests.workpackages.test_editing import edit_form
from tests.workpackages.test_risks import typed
from workpackages.dates import keys_in
from workpackages.models import Risk

BASE = "/projects/ppi4test"


@pytest.fixture
def wp5(world):
    """Led by ZGH, whose person is the organiser."""
    return make_work_package(world.project, world.zagreb, "5", title="Dissemination")


@pytest.fixture
def risk(world, wp5):
    risk = make_risk(world.wp4, world.acr)
    risk.work_packages.add(wp5)
    return risk


def test_it_is_entered_with_several_and_changed_to_one(world, login, wp5):
    client = login(world.coordinator)
    both = [world.wp4.pk, wp5.pk]
    client.post(f"{BASE}/risks/new/", typed(world, work_packages=both))
    risk = Risk.objects.get()
    assert set(risk.work_packages.all()) == {world.wp4, wp5}
    form = edit_form(client, f"{BASE}/r7/edit/")
    assert form["work_packages"] == both
    answer = client.post(f"{BASE}/r7/edit/", form | {"work_packages": [wp5.pk]}, follow=True)
    assert list(risk.work_packages.all()) == [wp5]
    (change, *_rest) = answer.context["changes"]
    assert [(field.label, field.old, field.new) for field in change.fields] == [
        ("work packages", "WP4 Capacity building, WP5 Dissemination", "WP5 Dissemination")
    ]


def test_its_page_and_its_row_name_each(world, login, risk):
    client = login(world.officer)
    page = client.get(f"{BASE}/r1/").text
    for code, name in (("wp4", "WP4 Capacity building"), ("wp5", "WP5 Dissemination")):
        assert f'<a href="{BASE}/{code}/">{name}</a>' in page
    (row,) = client.get(f"{BASE}/risks/").context["rows"]
    assert row.packages == ["WP4", "WP5"]
    header, line = read_csv(client.get(f"{BASE}/risks.csv"))
    assert dict(zip(header, line, strict=True))["Work packages"] == "WP4, WP5"


def test_it_is_found_once_by_each(world, login, wp5, risk):
    client = login(world.officer)
    for package in (world.wp4, wp5):
        found = client.get(f"{BASE}/risks/?work_package={package.pk}").context["rows"]
        assert [row.code for row in found] == ["R1"]
        assert f"workpackages.risk:{risk.pk}" in keys_in(package)
    assert len(client.get(f"{BASE}/risks/").context["rows"]) == 1


def test_the_lead_of_each_keeps_it(world, login, wp5, risk):
    def may_edit(role):
        return login(world.person(role)).get(f"{BASE}/r1/edit/").status_code == 200

    assert {role: may_edit(role) for role in ("wp_lead", "organiser", "partner", "task_lead")} == {
        "wp_lead": True,
        "organiser": True,
        "partner": True,  # its owner
        "task_lead": False,
    }
    risk.work_packages.remove(wp5)
    assert not may_edit("organiser")
