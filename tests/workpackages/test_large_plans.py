"""Plans as large as projects have them: 85 deliverables in the lists, 500 items in the chart."""

import re

import pytest

from tests.people import make_deliverable, make_milestone, make_task, make_work_package
from tests.reading import FRAME, READER, read_csv

BASE = "/projects/ppi4test"


def enter(world, make, count, packages, **fields):
    """`count` items, in turn one of each work package: 9.1, 7.1, ..., 9.2."""
    for n in range(count):
        package = packages[n % len(packages)]
        number = f"{package.number}.{n // len(packages) + 1}"
        make(package, world.acr, number, title=f"Report on the offers of region {n}", **fields)


@pytest.fixture
def deliverables(world):
    """85 in five work packages, D1.1 to D9.17, entered in another order than that of numbers."""
    world.d41.delete()
    packages = [make_work_package(world.project, world.iat, str(n)) for n in (9, 7, 5, 3, 1)]
    enter(world, make_deliverable, 85, packages)
    return [f"D{package}.{n}" for package in (1, 3, 5, 7, 9) for n in range(1, 18)]


def codes(answer):
    return [row.code for row in answer.context["page"]]


def test_85_deliverables_stand_on_two_pages_in_the_order_of_their_numbers(
    world, login, deliverables, django_assert_num_queries
):
    client = login(world.partner)
    client.get(f"{BASE}/deliverables/")
    with django_assert_num_queries(6 + FRAME):
        first = client.get(f"{BASE}/deliverables/")
    second = client.get(f"{BASE}/deliverables/?page=2")
    assert codes(first) + codes(second) == deliverables
    assert (len(codes(first)), len(codes(second))) == (50, 35)
    assert "85 deliverables" in first.text
    with django_assert_num_queries(5 + READER):
        lines = read_csv(client.get(f"{BASE}/deliverables.csv"))
    assert [line[0] for line in lines[1:]] == deliverables


def test_a_plan_with_85_deliverables_unfolds_to_all_of_them(world, login, deliverables):
    client = login(world.partner)
    folded = client.get(f"{BASE}/plan/?kind=deliverable&open=none").context["packages"]
    assert [package.code for package in folded if package.folded] == [
        *("WP1", "WP3", "WP5", "WP7", "WP9"),
    ]
    packages = client.get(f"{BASE}/plan/?kind=deliverable&open=all").context["packages"]
    assert [row.code for package in packages for row in package.inner] == deliverables
    chart = client.get(f"{BASE}/gantt/?kind=deliverable&open=all").context["chart"]
    assert [bar.row.code for bar in chart.bars if bar.child] == deliverables


def test_a_chart_of_500_items_is_sent_in_less_than_250_kilobytes(world, login):
    """8 work packages, 92 tasks, 300 deliverables, 100 milestones: as `benchmarks` measures it."""
    packages = [make_work_package(world.project, world.iat, str(n)) for n in range(11, 18)]
    enter(world, make_task, 92 - 2, packages)
    enter(world, make_deliverable, 300 - 1, packages)
    for n in range(2, 101):
        make_milestone(world.wp4, world.acr, str(n), title=f"Offers of region {n} compared")
    answer = login(world.coordinator).get(f"{BASE}/gantt/?open=all")
    assert len(re.findall("<tr", answer.text)) == 1 + 500
    assert len(answer.content) < 250_000
