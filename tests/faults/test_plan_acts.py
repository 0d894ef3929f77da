"""Of several acts at the same moment that exclude each other one is done, on a real PostgreSQL."""

import pytest

from tests.faults.racing import at_once, outcomes
from tests.people import make_world
from tests.workpackages.test_bulk import keys
from workpackages import bulk
from workpackages.bulk import Change
from workpackages.dependencies import link
from workpackages.models import Dependency, Task
from workpackages.planning import enter

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def world():
    return make_world()


def test_two_links_at_once_make_no_circle(world):
    def tie(way):
        earlier, later = way
        link(earlier=earlier, later=later, by=world.coordinator)

    told = at_once(tie, [(world.t41, world.d41), (world.d41, world.t41)])
    assert [message.partition(":")[0] for message in told] == ["This would be a circle"]
    assert Dependency.objects.count() == 1


def test_two_people_cannot_take_one_number(world):
    def add(_nth):
        task = Task(
            project=world.project,
            work_package=world.wp4,
            lead=world.acr,
            number="4.3",
            title="Mine",
            first_month=12,
            last_month=13,
        )
        enter(item=task, by=world.coordinator)

    told = at_once(add, range(4))
    assert told == ["T4.3 is “Mine”. Numbers are never reused."] * 3
    assert Task.objects.filter(number="4.3").count() == 1


def test_of_several_at_once_one_is_done_and_the_others_are_shown_the_plan_again(world):
    picked, change = bulk.read_picked(keys(world.t41, world.t42)), Change("move", 2)
    given = {"picked": picked, "change": change, "by": world.coordinator}
    seen = bulk.fingerprint(bulk.propose(world.project, **given), [])

    def press(_nth):
        bulk.carry_out(project=world.project, seen=seen, **given)

    codes = [getattr(outcome, "code", None) for outcome in outcomes(press, range(3))]
    assert sorted(codes, key=str) == [None, "changed", "changed"]
    assert list(Task.objects.values_list("last_month", flat=True)) == [26, 26]
