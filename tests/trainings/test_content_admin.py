"""Modules, agendas, trainers and co-hosts in the administration: words follow, nothing is lost."""

import pytest

from tests.trainings.test_admin import change, url
from trainings.models import AgendaItem, CoHost, Module, Trainer, Training


@pytest.fixture
def rows(world, training) -> dict:
    """One of each, by the name of its model."""
    return {
        "module": Module.objects.create(programme=world.programme, title="Needs"),
        "agendaitem": AgendaItem.objects.create(training=training, title="Welcome"),
        "trainer": Trainer.objects.create(training=training, name="Ana"),
        "cohost": CoHost.objects.create(training=training, name="KOINNO"),
    }


@pytest.mark.parametrize("model", ["module", "agendaitem", "trainer", "cohost"])
def test_every_row_is_found_and_none_is_deleted(rows, admin, model):
    row = rows[model]
    assert str(row) in admin.get(url(model, "changelist") + f"?q={str(row)[:4]}").text
    for page in ("change", "history"):
        assert admin.get(url(model, page, row.pk)).status_code == 200
    assert admin.post(url(model, "delete", row.pk), {"post": "yes"}).status_code == 403
    assert type(row).objects.get() == row


def test_the_training_says_the_same_in_words(world, rows, admin):
    rows["agendaitem"].trainers.add(rows["trainer"])
    change(admin, "agendaitem", rows["agendaitem"], title="Opening")
    change(admin, "trainer", rows["trainer"], name="Ana Horvat")
    change(admin, "cohost", rows["cohost"], name="KOINNO centre")
    change(admin, "module", rows["module"], title="Shared needs")
    training = Training.objects.get()
    assert (training.agenda, training.cohosts) == ("Opening (Ana Horvat)", "KOINNO centre")
    assert Module.objects.get().title == "Shared needs"
    assert training.history.first().history_user == world.administrator
