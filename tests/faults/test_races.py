"""A short run of `python -m benchmarks.races`: what a thousand races must not find."""

import pytest

from benchmarks.races import ACTS, race
from outbox.models import Mail
from trainings.models import Training

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]

RUNS = 12


def test_random_races_sell_no_seat_twice_and_leave_none_free_with_a_line():
    found = race(RUNS, seed=7)
    assert found["faults"] == []
    assert sum(found["done"].values()) == RUNS * ACTS
    # It was a race: acts of every sort were done, and some came too late.
    done = {name.split(" ")[0] for name in found["done"] if name.endswith(" done")}
    assert done == {
        *("register", "nominate", "withdraw", "reject", "approve", "accept", "decline"),
        *("expire", "capacity", "move"),
    }
    assert any(name.endswith(" refused") for name in found["done"])
    assert Training.objects.count() == RUNS + 1
    assert Mail.objects.count() > RUNS
