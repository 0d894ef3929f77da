"""The personal calendar address: a secret of its own, with the person's rights of the moment."""

import pytest
import time_machine
from icalendar import Calendar

from partners.models import Person
from ppi_portal import feeds
from tests.people import (
    NOW,
    fix_day,
    make_action,
    make_deliverable,
    make_member,
    make_partner,
    make_programme,
    make_project,
    make_risk,
    make_task,
    make_training,
    make_work_package,
)

FEED = 8  # statements


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(NOW, tick=False):
        yield


def summaries(text):
    return {str(event["SUMMARY"]) for event in Calendar.from_ical(text).walk("VEVENT")}


def test_the_address_is_shown_once_and_kept_only_as_its_hash(world, login):
    client = login(world.partner)
    page = client.post("/calendar/address/new/", follow=True).content.decode()
    token = page.split("/feeds/")[1].split(".ics")[0]
    person = Person.objects.get(pk=world.partner.pk)
    assert person.feed_hash == feeds.hash_of(token)
    assert token not in client.get("/calendar/address/").content.decode()


def test_a_calendar_client_reads_what_the_person_sees_without_logging_in(world, client):
    fix_day(world.training)
    partner, buyer = feeds.make_address(world.partner), feeds.make_address(world.buyer)
    assert "PPI4Test: D4.1 Training handbook" in summaries(
        client.get(f"/feeds/{partner}.ics").content
    )
    for_buyer = summaries(client.get(f"/feeds/{buyer}.ics").content)
    assert "PPI4Test: Zagreb" in for_buyer
    assert not any("D4.1" in summary or "T4." in summary for summary in for_buyer)


def test_the_same_content_is_not_sent_again(world, client):
    url = f"/feeds/{feeds.make_address(world.partner)}.ics"
    etag = client.get(url)["ETag"]
    again = client.get(url, headers={"If-None-Match": etag})
    assert (again.status_code, again.content) == (304, b"")
    world.d41.title = "Another handbook"
    world.d41.save()
    assert client.get(url, headers={"If-None-Match": etag}).status_code == 200


def test_who_leaves_the_project_reads_an_empty_calendar(world, client):
    url = f"/feeds/{feeds.make_address(world.partner)}.ics"
    assert summaries(client.get(url).content)
    world.partner.places.update(until="2027-09-05")
    assert summaries(client.get(url).content) == set()


def test_an_address_ends_by_hand_with_a_new_one_and_with_the_account(world, client, login):
    first = feeds.make_address(world.partner)
    second = feeds.make_address(world.partner)
    assert client.get(f"/feeds/{first}.ics").status_code == 404
    assert client.get(f"/feeds/{second}.ics").status_code == 200
    world.partner.close_account(by=world.administrator, reason="Left")
    assert client.get(f"/feeds/{second}.ics").status_code == 404
    third = feeds.make_address(world.buyer)
    login(world.buyer).post("/calendar/address/end/")
    assert client.get(f"/feeds/{third}.ics").status_code == 404


def test_a_feed_takes_as_many_statements_for_three_things_as_for_one(
    world, client, django_assert_num_queries
):
    url = f"/feeds/{feeds.make_address(world.partner)}.ics"
    fix_day(world.training)
    with django_assert_num_queries(FEED):
        client.get(url)
    for number in ("4.2", "4.3"):
        make_deliverable(world.wp4, world.acr, number)
        fix_day(make_training(world.programme, world.iclei, f"Training {number}", slug=number[-1]))
    with django_assert_num_queries(FEED):
        client.get(url)


def test_the_same_secret_reads_one_project_or_one_work_package(world, client):
    other = make_project("Other", slug="other")
    partner = make_partner(other, world.acr.organisation, 1)
    make_member(world.partner, partner)
    make_deliverable(make_work_package(other, partner, "1"), partner, "1.1", due_month=22)
    elsewhere = make_work_package(world.project, world.iat, "5")
    make_deliverable(elsewhere, world.iat, "5.1", due_month=22)
    token = feeds.make_address(world.partner)
    everything = summaries(client.get(f"/feeds/{token}.ics").content)
    project = summaries(client.get(f"/feeds/{token}/ppi4test.ics").content)
    package = client.get(f"/feeds/{token}/ppi4test/wp4.ics").content
    assert everything - project == {"Other: D1.1 Deliverable 1.1"}
    assert project - summaries(package) == {"PPI4Test: D5.1 Deliverable 5.1"}
    assert "PPI4Test: D4.1 Training handbook" in summaries(package)
    assert Calendar.from_ical(package)["X-WR-CALNAME"] == "PPI4Test WP4"


def test_a_work_package_has_its_trainings_and_what_is_to_be_done_against_its_risks(world, client):
    fix_day(world.training)
    elsewhere = make_work_package(world.project, world.iat, "5")
    programme = make_programme(make_task(elsewhere, world.iat, "5.1"), slug="another")
    fix_day(make_training(programme, world.iat, "Ghent"))
    for number, package in (("1", world.wp4), ("2", elsewhere)):
        risk = make_risk(package, world.acr, number)
        make_action(world.partner, risk=risk, text=f"Act on {risk.code}")
    token = feeds.make_address(world.partner)
    of_wp4 = summaries(client.get(f"/feeds/{token}/ppi4test/wp4.ics").content)
    of_wp5 = summaries(client.get(f"/feeds/{token}/ppi4test/wp5.ics").content)
    assert {"PPI4Test: Zagreb", "PPI4Test: Act on R1"} <= of_wp4
    assert of_wp5 == {"PPI4Test: T5.1 Task 5.1", "PPI4Test: Ghent", "PPI4Test: Act on R2"}


@pytest.mark.parametrize("rest", ["other", "nowhere", "ppi4test/wp9", "ppi4test/t4.1", "other/wp1"])
def test_what_one_does_not_see_is_not_found(world, client, rest):
    other = make_project("Other", slug="other")
    make_work_package(other, make_partner(other, world.acr.organisation, 1), "1")
    token = feeds.make_address(world.partner)
    assert client.get(f"/feeds/{token}/{rest}.ics").status_code == 404


def test_a_buyer_has_no_address_of_a_work_package(world, client, login):
    token = feeds.make_address(world.buyer)
    assert client.get(f"/feeds/{token}/ppi4test.ics").status_code == 200
    assert client.get(f"/feeds/{token}/ppi4test/wp4.ics").status_code == 404
    page = login(world.partner).post("/calendar/address/new/", follow=True).text
    assert page.count("/ppi4test/wp4.ics") == 1
