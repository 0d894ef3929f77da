"""The calendar and a project's own page: what each shows to whom, and what it costs."""

import re

import pytest
import time_machine

from tests.people import NOW, fix_day, make_deliverable, make_project, make_training
from tests.reading import FRAME

STATEMENTS = {  # without session, person and their places
    "/calendar/?month=2027-09": 6,
    "/calendar/agenda/?from=2027-09-01": 6,
    "/projects/ppi4test/": 6,
}


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.mark.parametrize(("path", "count"), STATEMENTS.items())
def test_a_page_takes_as_many_statements_for_three_things_as_for_one(
    world, login, django_assert_num_queries, path, count
):
    fix_day(world.training)
    make_deliverable(world.wp4, world.acr, "4.2", due_month=21)
    client = login(world.partner)
    client.get(path)
    with django_assert_num_queries(count + FRAME):
        client.get(path)
    for number in ("4.3", "4.4"):
        make_deliverable(world.wp4, world.acr, number, due_month=21)
        fix_day(make_training(world.programme, world.iclei, f"Training {number}", slug=number[-1]))
    with django_assert_num_queries(count + FRAME):
        client.get(path)


def test_the_month_shows_what_each_may_see(world, login):
    fix_day(world.training)
    make_deliverable(world.wp4, world.acr, "4.2", title="Handbook", due_month=21)
    partner = login(world.partner).get("/calendar/?month=2027-09").content.decode()
    assert "Zagreb" in partner
    assert "D4.2 Handbook" in partner
    buyer = login(world.buyer).get("/calendar/?month=2027-09").content.decode()
    assert "Zagreb" in buyer
    assert "D4.2 Handbook" not in buyer


def test_what_a_full_day_leaves_out_is_in_the_agenda_of_that_day(world, login):
    for number in ("4.2", "4.3", "4.4", "4.5", "4.6", "4.7"):
        make_deliverable(world.wp4, world.acr, number, due_month=21)
    client = login(world.partner)
    page = client.get("/calendar/?month=2027-09&what=plan").content.decode()
    assert (page.count("D4."), "+ 2 more" in page) == (4, True)
    assert 'href="/calendar/agenda/?what=plan&amp;from=2027-09-30"' in page
    agenda = client.get("/calendar/agenda/?what=plan&from=2027-09-30")
    assert [item.label.split()[0] for item in agenda.context["days"][0][1]][:2] == ["D4.2", "D4.3"]


def test_the_calendar_filters_by_project_and_by_sort(world, login):
    fix_day(world.training)
    make_deliverable(world.wp4, world.acr, "4.2", title="Handbook", due_month=21)
    make_project("Other", slug="other")
    client = login(world.partner)

    def shown(query):
        page = client.get(f"/calendar/agenda/?from=2027-09-01&{query}").content.decode()
        return ("Zagreb" in page.split("<main")[1], "D4.2 Handbook" in page)

    assert shown("project=ppi4test") == (True, True)
    assert shown("what=trainings") == (True, False)
    assert shown("what=plan") == (False, True)
    assert shown("project=other&what=nonsense") == (True, True)  # filters nothing


@pytest.mark.parametrize(
    ("page", "name", "value"),
    [("/calendar/", "month", "2027-11"), ("/calendar/agenda/", "from", "2027-11-15")],
)
def test_who_filters_the_calendar_stays_where_they_are(world, login, page, name, value):
    client = login(world.partner)
    kept = f'<input type="hidden" name="{name}" value="{value}" id="id_{name}">'
    assert kept in client.get(page, {name: value}).text
    assert f'name="{name}"' not in client.get(page, {"what": "plan"}).text


@pytest.mark.parametrize("month", ["2027-13", "soon", "0001-01", "9999-12", "2027-09-01"])
def test_a_month_that_is_none_shows_this_one(world, login, month):
    page = login(world.partner).get("/calendar/", {"month": month})
    assert page.context["first"].isoformat() == "2027-09-01"


def test_a_buyer_reads_the_summary_of_the_project_and_nothing_of_its_plan(world, login):
    make_deliverable(world.wp4, world.acr, "4.2", title="Handbook", due_month=21)
    page = login(world.buyer).get("/projects/ppi4test/").content.decode()
    assert world.project.summary in page
    assert "Handbook" not in page
    assert "Capacity building" not in page
    assert "UNIZAR" not in page


def test_a_project_says_what_is_late_and_what_comes(world, login):
    make_deliverable(world.wp4, world.acr, "4.2", due_month=20)
    make_deliverable(world.wp4, world.acr, "4.3", due_month=21)
    page = login(world.officer).get("/projects/ppi4test/")
    assert [row.code for row in page.context["late"]] == ["D4.2"]
    assert [row.code for row in page.context["upcoming"]] == ["D4.3"]


def test_a_project_leads_to_each_of_its_partners(world, login):
    page = login(world.partner).get("/projects/ppi4test/").text
    panel = page.split("<h2>Partners</h2>")[1].split("</ul>")[0]
    linked = re.findall(r'<a href="([^"]+)">([^<]+)</a>', panel)
    present = world.project.participations.order_by("number")
    assert linked == [(partner.get_absolute_url(), str(partner)) for partner in present]


def test_a_project_shows_ten_of_a_list_and_where_the_rest_is(world, login):
    for number in range(2, 14):
        make_deliverable(world.wp4, world.acr, f"4.{number}", due_month=20)
        make_training(world.programme, world.iclei, f"Training {number}", slug=f"t{number}")
    page = login(world.officer).get("/projects/ppi4test/").content.decode()
    assert "/projects/ppi4test/plan/?late=on&amp;sort=due_on" in page
    assert ("2 more late" in page, "3 more trainings" in page) == (True, True)
