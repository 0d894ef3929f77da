"""Who may open which page of the plan, and how many statements that takes."""

import re

import pytest

from tests.people import (
    make_deliverable,
    make_milestone,
    make_organisation,
    make_partner,
    make_task,
    make_work_package,
)
from tests.reading import READER

PAGES = (
    "/projects/ppi4test/plan/",
    "/projects/ppi4test/plan.csv",
    "/projects/ppi4test/deliverables/",
    "/projects/ppi4test/deliverables.csv",
    "/projects/ppi4test/milestones/",
    "/projects/ppi4test/milestones.csv",
    "/projects/ppi4test/wp4/",
    "/projects/ppi4test/t4.2/",
    "/projects/ppi4test/d4.1/",
    "/projects/ppi4test/ms1/",
)


@pytest.mark.parametrize("path", PAGES)
def test_the_consortium_and_its_readers_read_the_plan_and_nobody_else(world, login, path):
    for role in ("coordinator", "wp_lead", "partner", "team_reader", "officer"):
        assert login(world.person(role)).get(path).status_code == 200
    for role in ("buyer", "stranger", "administrator"):
        assert login(world.person(role)).get(path).status_code == 404


@pytest.mark.parametrize("path", PAGES)
def test_a_visitor_is_asked_to_log_in(world, client, path):
    assert client.get(path)["Location"] == f"/accounts/login/?next={path}"


def test_an_item_has_one_address(world):
    assert world.wp4.get_absolute_url() == "/projects/ppi4test/wp4/"
    assert world.t42.get_absolute_url() == "/projects/ppi4test/t4.2/"
    assert world.d41.get_absolute_url() == "/projects/ppi4test/d4.1/"
    assert world.ms1.get_absolute_url() == "/projects/ppi4test/ms1/"


@pytest.mark.parametrize("code", ["wp9", "t4", "d4.1.1", "ms01", "x4", "wp", "t4.2.", "D4.1"])
def test_a_code_that_is_not_in_the_plan_is_not_found(world, login, code):
    assert login(world.coordinator).get(f"/projects/ppi4test/{code}/").status_code == 404


STATEMENTS = {  # without session, person and their places
    "/projects/ppi4test/plan/": 7,
    "/projects/ppi4test/plan/?sort=due_on": 7,
    "/projects/ppi4test/plan/?kind=task": 5,
    "/projects/ppi4test/plan.csv": 6,
    "/projects/ppi4test/deliverables/": 6,  # names of types from the code list
    "/projects/ppi4test/milestones/": 6,  # and the reviews below them
    "/projects/ppi4test/wp4/": 9,  # tasks, deliverables and milestones; its talk
    "/projects/ppi4test/t4.2/": 7,  # what it waits for; its talk
    "/projects/ppi4test/d4.1/": 8,  # and its countdown
    "/projects/ppi4test/ms1/": 9,  # its work packages, now and in the history
}


@pytest.mark.parametrize(("path", "count"), STATEMENTS.items())
def test_the_number_of_statements_does_not_grow(
    world, login, django_assert_num_queries, path, count
):
    client = login(world.coordinator)
    for item in (world.wp4, world.t42, world.d41, world.ms1):
        item.contributors.add(world.zagreb)  # so that the history speaks of partners
    b"".join(client.get(path))
    with django_assert_num_queries(count + READER):
        one = b"".join(client.get(path))
    for number in ("6", "7", "8"):
        package = make_work_package(world.project, world.acr, number)
        make_task(package, world.iclei, f"{number}.1")
        make_task(world.wp4, world.zagreb, f"4.{number}")
        make_deliverable(world.wp4, world.iat, f"4.{number}", reviewer=world.partner)
        milestone = make_milestone(package, world.unizar, number)
        milestone.work_packages.add(world.wp4)
        world.ms1.work_packages.add(package)
        partner = make_partner(world.project, make_organisation(f"Partner {number}"), number)
        for item in (world.wp4, world.t42, world.d41):
            item.contributors.add(partner)
    with django_assert_num_queries(count + READER):
        many = b"".join(client.get(path))
    assert len(many) > len(one)


def test_what_undoes_is_not_the_button_that_stands_out(world, login):
    client, address = login(world.coordinator), world.ms1.get_absolute_url()

    def buttons():
        return re.findall(r'class="btn( btn-primary)?"[^>]*>([^<]+)<', client.get(address).text)

    assert (" btn-primary", "Mark as achieved") in buttons()
    client.post(f"{address}achieve/", {"on": "2027-09-01"})
    assert ("", "Reopen") in buttons()
