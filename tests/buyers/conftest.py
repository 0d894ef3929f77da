"""What tests of buyers begin with: the hour, a plan, Bob. A file with another has its own."""

import pytest
import time_machine

from tests.buyers.plans import make_criterion, make_option, make_plan
from tests.people import NOW, make_buyer, make_membership, make_organisation, make_person


@pytest.fixture(autouse=True)
def clock():
    """It is NOW; `clock.move_to` goes on to another hour."""
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def plan(world):
    return make_plan(world.group, world.coordinator)


@pytest.fixture
def joint(plan):
    return make_option(plan, "Joint", position=1)


@pytest.fixture
def price(plan):
    return make_criterion(plan, "Price", weight=3)


@pytest.fixture
def bob(world):
    """Of another member than the world's buyer."""
    person = make_person("Bob")
    rijeka = make_organisation("City of Rijeka", country="HR")
    make_buyer(person, make_membership(world.group, rijeka))
    return person


@pytest.fixture
def rijeka(world):
    """Another member; Bob is of it."""
    organisation = make_organisation("Rijeka")
    world.bob = make_person("Bob")
    make_buyer(world.bob, make_membership(world.group, organisation))
    return organisation
