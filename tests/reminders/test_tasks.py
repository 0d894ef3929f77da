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
    monkeypatch.setattr(sending, "FIRST", 1)
    monkeypatch.setattr(sending, "BATCH", 1)


@pytest.fixture
def due(world, rules):
    """The moment at which three participants and the organiser are to be told."""
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
    return at("2027-09-08 12:00")


def test_a_tick_makes_mail_of_every_batch(world, due, eager):
    with time_machine.travel(due, tick=False):
        tasks.plan()
    people = [world.buyer.name, "Ana", "Ivo"]
    assert sorted(told(rule__role="participant")) == [(name, -14) for name in sorted(people)]
    assert told(rule__role="organiser") == [(world.organiser.name, -14)]


def test_the_first_mails_are_written_before_a_worker_has_a_task(due, monkeypatch):
    monkeypatch.setattr(sending, "FIRST", 2)
    with time_machine.travel(due, tick=False):
        tasks.plan()
    assert len(told(rule__role="participant")) == 2
    assert told(rule__role="organiser") == []
