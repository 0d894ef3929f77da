"""How many statements the pages and lists of meetings and actions take, whatever they hold."""

import pytest

from tests.people import make_action, make_meeting, make_risk
from tests.reading import READER
from tests.workpackages.test_meetings import BASE, held
from workpackages.models import RiskScore

STATEMENTS = {  # without session, person and their places
    "/meetings/": 2,
    "/meetings.csv": 2,
    "/meetings/project-board/": 6,
    "/actions/": 3,
    "/actions.csv": 3,
}


def fill(world, row, number):
    row.decisions.create(number=int(number), text="Go on")
    make_action(world.partner, row)
    risk = make_risk(world.wp4, world.acr, number)
    make_action(world.organiser, risk=risk)
    RiskScore.objects.create(
        risk=risk,
        meeting=row,
        likelihood=5,
        impact=5,
        scored_on=row.last_day,
        scored_by=world.coordinator,
    )
    make_meeting(world.project, f"Board {number}", host=world.iat)


@pytest.mark.parametrize(("path", "count"), STATEMENTS.items())
def test_the_number_of_statements_does_not_grow(
    world, login, django_assert_num_queries, path, count
):
    row = held(world)
    fill(world, row, "1")
    client = login(world.coordinator)
    b"".join(client.get(BASE + path))
    with django_assert_num_queries(count + READER):
        one = b"".join(client.get(BASE + path))
    for number in ("2", "3"):
        fill(world, row, number)
    with django_assert_num_queries(count + READER):
        many = b"".join(client.get(BASE + path))
    assert len(many) > len(one)
