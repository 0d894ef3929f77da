"""Groups and members as spreadsheets: what stands on the page, and who is named to whom."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.people import (
    make_buyer,
    make_group,
    make_membership,
    make_organisation,
    make_person,
)
from tests.reading import read_book, read_csv


def url(name, *args):
    return reverse(f"buyers:{name}", args=["ppi4test", *args])


def members(client):
    return read_csv(client.get(url("members_export", "waste-buyers", "csv")))


def test_groups_with_their_tiers(world, login):
    make_group(world.project, "Other buyers")
    world.group.lead_procurer = world.city
    world.group.save()
    rows = read_csv(login(world.officer).get(url("list_export", "csv")))
    assert rows == [
        [
            *["Group", "Task", "Lead procurer", "core buyer", "contracting authority", "follower"],
            *["observer", "Illustrative"],
        ],
        ["Other buyers", "", "", "0", "0", "0", "0", "no"],
        ["Waste buyers", "T4.1 Feasibility plan", "City of Split", "1", "1", "0", "0", "no"],
    ]


def test_a_buyer_has_only_the_groups_that_name_them(world, login):
    make_group(world.project, "Other buyers")
    rows = read_csv(login(world.buyer).get(url("list_export", "csv")))
    assert [row[0] for row in rows[1:]] == ["Waste buyers"]


def test_members_of_today_and_earlier(world, login):
    gone = timezone.localdate() - timedelta(days=1)
    make_membership(world.group, make_organisation("=Gone", country="AT"), until=gone)
    rows = members(login(world.coordinator))
    assert [row[:8] for row in rows[1:]] == [
        ["ZGH", "ZGH", "core buyer", "public body", "Croatia", "Zaragoza", "2026-01-01", ""],
        [
            *["'=Gone", "'=Gone", "contracting authority", "public body", "Austria", "Zaragoza"],
            *["2026-01-01", gone.isoformat()],
        ],
        [
            *["City of Split", "City of Split", "contracting authority", "public body", "Croatia"],
            *["Split", "2026-01-01", ""],
        ],
    ]


def test_people_stand_there_as_the_page_shows_them(world, login):
    make_buyer(make_person("Colleague"), world.city, function="Clerk")
    rival = make_membership(world.group, make_organisation("City of Graz"))
    make_buyer(make_person("Rival"), rival)
    shown = {
        role: {row[1]: row[-1] for row in members(login(world.person(role)))[1:]}
        for role in ("coordinator", "partner", "buyer")
    }
    split = "Buyer <buyer@example.org>; Colleague, Clerk <colleague@example.org>"
    assert shown == {
        "coordinator": {
            "ZGH": "",
            "City of Graz": "Rival <rival@example.org>",
            "City of Split": split,
        },
        "partner": {"ZGH": "", "City of Graz": "Rival", "City of Split": "Buyer; Colleague, Clerk"},
        "buyer": {"ZGH": "", "City of Graz": "", "City of Split": split},
    }


@pytest.mark.parametrize("format", ["xlsx", "ods"])
@pytest.mark.parametrize("name", ["list_export", "members_export"])
def test_they_open_as_spreadsheets(world, login, name, format):
    args = [format] if name == "list_export" else ["waste-buyers", format]
    [sheet] = read_book(login(world.coordinator).get(url(name, *args))).values()
    assert len(sheet) > 1


def test_the_statements_do_not_grow_with_the_rows(world, login, django_assert_num_queries):
    client = login(world.coordinator)

    def grow(number):
        make_group(world.project, f"Group {number}", task=world.t42)
        member = make_membership(world.group, make_organisation(f"City {number}"))
        make_buyer(make_person(f"Buyer {number}"), member)

    grow(0)
    for numbers in ((), (1, 2)):
        for number in numbers:
            grow(number)
        with django_assert_num_queries(6):
            members(client)
        with django_assert_num_queries(5):
            read_csv(client.get(url("list_export", "csv")))
