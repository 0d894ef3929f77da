"""The forecast on the page of a training, which reads only the last two weeks."""

from datetime import timedelta

import pytest

from tests.people import NOW
from tests.trainings.test_deciding_pages import page

# Who may read the count
ROLES = {"organiser": True, "partner": True, "buyer": False}

pytestmark = pytest.mark.django_db


def test_who_came_long_ago_is_no_part_of_the_pace(world, training, buyers, enter, login):
    enter(training, buyers(8), now=NOW - timedelta(days=60))
    enter(training, buyers(3, start=9), now=NOW - timedelta(days=3))
    standing = login(world.organiser).get(page("training")).context["standing"]
    # 3 in 14 days, and 16 days to the start: 3 more.
    assert (standing.forecast.expected, standing.forecast.pace) == (14, 3 / 14)
    decided = login(world.organiser).get(page("confirm")).context["standing"]
    assert standing == decided


def test_how_many_come_stands_below_the_place_for_the_consortium(world, training, login):
    """Not among the facts, which a phone shows last."""
    page_of = {role: login(world.person(role)).get(page("training")).text for role in ROLES}
    above = {role: text.split("<aside")[0] for role, text in page_of.items()}
    assert {role: "0 of at least 15" in text for role, text in above.items()} == ROLES
