"""One tick of beat, with as many batches as there are mails."""

import pytest
import time_machine

from ppi_portal.celery import app
from reminders import planning, sending, tasks
from tests.people import fix_day, make_buyer, make_person
from tests.reminders.conftest import at, told
from trainings import registration


@pytest.fixture
def eager(monkeypatch):
    """Tasks run where they are asked for."""
    monkeypatch.setitem(app.conf, "task_always_eager", True)
    monkeypatch.setitem(app.conf, "task_eager_propagates", True)
    monkeypatch.setattr(sending, "BATCH", 1)


def test_a_tick_makes_mail_of_every_batch(world, rules, eager):
    rules("training_day/participant", "training_day/organiser")
    training = fix_day(world.training, venue="Tower", country="HR")
    others = [make_person("Ana"), make_person("Ivo")]
    for person in others:
        make_buyer(person, world.buyer.buyer_places.get().membership)
    with time_machine.travel(at("2027-08-02 12:00"), tick=False):
        planning.plan(at("2027-08-02 12:00"))
        for person in (world.buyer, *others):
            registration.register(
                training=training, person=person, by=person, now=at("2027-08-02 12:00")
            )
    with time_machine.travel(at("2027-09-08 12:00"), tick=False):
        tasks.plan()
    assert sorted(told(rule__role="participant")) == [
        (person.name, -14) for person in sorted((world.buyer, *others), key=lambda p: p.name)
    ]
    assert told(rule__role="organiser") == [(world.organiser.name, -14)]
