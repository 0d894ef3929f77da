import pytest
import time_machine

from tests.people import NOW


@pytest.fixture(autouse=True)
def today():
    """It is TODAY of the small project, a Monday in M21."""
    with time_machine.travel(NOW, tick=False):
        yield
