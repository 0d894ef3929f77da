from decimal import Decimal

import pytest
import time_machine

from tests.people import NOW, make_period, make_work_package
from workpackages import effort


@pytest.fixture(autouse=True)
def today():
    """It is TODAY of the small project, a Monday in M21."""
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def period(world):
    """ACR+ 6 and ICLEI 4.5 in WP4, ACR+ 1 in WP5; RP1 is M1-M18."""
    world.wp5 = make_work_package(world.project, world.acr, "5", title="Dissemination")
    period = make_period(world.project)
    plan(world, {(world.wp4, world.acr): "6", (world.wp4, world.iclei): "4.5"})
    plan(world, {(world.wp5, world.acr): "1"})
    return period


def plan(world, cells):
    effort.plan(
        project=world.project,
        cells={(wp.pk, partner.pk): Decimal(value) for (wp, partner), value in cells.items()},
        by=world.coordinator,
        now=NOW,
    )
