"""Many people write one plan at the same moment, on a real PostgreSQL."""

import threading

import pytest
from django.db import transaction

from records import dossiers
from records.models import Comment
from tests.faults.test_dossiers import fresh
from tests.faults.test_seats import at_once
from tests.people import NOW, make_task, make_world
from workpackages import baselines, dependencies, moving, planning, progress, talk
from workpackages.models import Dependency, Task
from workpackages.proposals import Place

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def world(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return make_world()


def test_who_points_to_the_project_and_who_holds_it_do_not_wait_for_each_other(world):
    """The first comment on an item holds it and then points to the project; an edit does the
    reverse."""
    both = threading.Barrier(2, timeout=10)

    @transaction.atomic
    def talks():
        item = progress.locked(world.d41)
        both.wait()
        dossiers.opened(holder=item)

    @transaction.atomic
    def edits():
        planning.hold(world.project.pk)
        both.wait()
        planning.change(item=world.d41, by=world.coordinator, title="Handbook")

    assert at_once(lambda act: act(), [talks, edits]) == []
    row = fresh(world.d41)
    assert (row.title, row.dossier is None) == ("Handbook", False)


def test_moving_linking_talking_and_freezing_at_once(world):
    tasks = [make_task(world.wp4, world.acr, f"4.{number}") for number in range(3, 7)]
    by = world.coordinator

    def move(task):
        moving.move(item=task, place=Place(((13, 25),), starts=True), by=by, reason="late")

    def say(task):
        talk.say(item=task, text="Ready?", by=world.wp_lead, now=NOW)

    def link(task):
        dependencies.link(earlier=task, later=world.d41, by=by)

    def freeze(task):
        baselines.freeze(project=world.project, name=task.code, reason="", by=by, now=NOW)

    acts = [(act, fresh(task)) for task in tasks for act in (move, say, link, freeze)]
    assert at_once(lambda act: act[0](act[1]), acts) == []
    moved = Task.objects.filter(first_month=13, last_month=25)
    counts = [moved, Comment.objects, Dependency.objects, world.project.baselines]
    assert [rows.count() for rows in counts] == [4, 4, 4, 4]
