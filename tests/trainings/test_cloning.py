"""A new training after another: what is copied, and what never is."""

from datetime import time

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from tests.people import NOW, TODAY
from tests.reading import errors as field_errors
from tests.reading import notes
from trainings import agenda, cloning
from trainings.models import AgendaItem, CoHost, Module, Question, Trainer, Training

COPY = reverse("trainings:clone", args=["ppi4test", "zagreb"])


@pytest.fixture
def full(world, training, buyers, enter):
    """The training of Zagreb with people, an agenda, trainers, a co-host and questions."""
    enter(training, buyers(2))
    by = world.organiser
    ana = agenda.add_trainer(trainer=Trainer(training=training, name="Ana"), by=by, today=TODAY)
    needs, old = (
        Module.objects.create(programme=world.programme, title=title) for title in ("Needs", "Old")
    )
    for title, module, hour in (("Needs of buyers", needs, 9), ("History", old, 11)):
        hours = {"starts": time(hour), "ends": time(hour + 1)}
        item = AgendaItem(training=training, title=title, module=module, note="N", **hours)
        agenda.add_item(item=item, trainers=[ana], by=by)
    Module.objects.filter(pk=old.pk).update(retired_at=NOW)
    agenda.add_cohost(cohost=CoHost(training=training, name="KOINNO", country="DE"), by=by)
    one, many = Question.Kind.ONE, Question.Kind.SEVERAL
    of = {"programme": world.programme}
    Question.objects.create(**of, text="Of all")
    Question.objects.create(**of, training=training, text="Lunch?", kind=one, options=["a", "b"])
    Question.objects.create(**of, training=training, text="Gone?", kind=many, retired_at=NOW)
    Training.objects.filter(pk=training.pk).update(
        description="About", language="Croatian", capacity=30, nuts="HR05", online_url="https://x.y"
    )
    return Training.objects.get(pk=training.pk)


def clone(world, training, *parts, **fields):
    fields = {"title": "Borås", "organiser": world.acr, "zone": "Europe/Stockholm"} | fields
    return cloning.clone(training=training, by=world.task_lead, parts=parts, **fields)


def test_everything_that_may_be_copied(world, full):
    new = Training.objects.get(pk=clone(world, full, *cloning.PARTS).pk)
    assert (new.slug, new.state, new.organiser, new.zone) == (
        "boras",
        "planned",
        world.acr,
        "Europe/Stockholm",
    )
    same = ("description", "language", "capacity", "nuts", "venue", "city", "contact_name")
    assert [getattr(new, name) for name in same] == [getattr(full, name) for name in same]
    assert (new.agenda, new.cohosts) == (full.agenda, full.cohosts)
    assert new.agenda.splitlines() == [
        "09:00–10:00 Needs of buyers (Ana)",
        "11:00–12:00 History (Ana)",
    ]
    items = [(item.title, str(item.module), item.note) for item in new.agenda_items.all()]
    assert items == [("Needs of buyers", "Needs", "N"), ("History", "None", "N")]
    (trainer,) = new.trainers.all()
    assert (trainer.name, trainer in full.trainers.all()) == ("Ana", False)
    assert [(q.text, q.options) for q in new.questions.all()] == [("Lunch?", ["a", "b"])]
    newest = new.history.first()
    assert (newest.history_user, newest.history_change_reason) == (
        world.task_lead,
        "Made after “Zagreb”",
    )


def test_days_people_and_links_are_never_copied(world, full):
    new = Training.objects.get(pk=clone(world, full, *cloning.PARTS).pk)
    assert (new.days.count(), new.registrations.count(), new.seats_taken) == (0, 0, 0)
    assert (new.first_day, new.online_url, new.registration_switch) == (None, "", False)
    assert (full.days.count(), full.registrations.count()) == (1, 2)


def test_only_what_is_ticked(world, full):
    new = Training.objects.get(pk=clone(world, full, "agenda").pk)
    assert new.agenda.splitlines() == ["09:00–10:00 Needs of buyers", "11:00–12:00 History"]
    rows = (new.trainers, new.cohost_rows, new.questions)
    assert [each.count() for each in rows] == [0, 0, 0]
    assert (new.venue, new.description, new.contact_name, new.capacity) == ("", "", "", 30)


def test_sent_twice_it_is_there_once(world, full):
    assert clone(world, full, "agenda") == clone(world, full, "agenda")
    assert Training.objects.count() == 2


def test_what_cannot_be_is_refused_whole(world, full):
    with pytest.raises(ValidationError) as refused:
        clone(world, full, "agenda", title="")
    assert list(refused.value.message_dict) == ["title"]
    assert (Training.objects.count(), AgendaItem.objects.count()) == (1, 2)


def test_the_page_ticks_what_there_is(world, full, login):
    client = login(world.task_lead)
    form = client.get(COPY).context["form"]
    assert [label for _part, label in form.fields["parts"].choices] == [
        "What it is about",
        "Place: venue, address, city and region",
        "Whom participants may ask",
        "Agenda: 2 items",
        "1 trainer",
        "1 co-host",
        "1 question of its own",
    ]
    assert form["parts"].value() == list(cloning.PARTS)
    typed = {"title": "Split", "organiser": world.zagreb.pk, "zone": "Europe/Zagreb"}
    response = client.post(COPY, typed | {"parts": ["agenda", "cohosts"]}, follow=True)
    assert notes(response) == ["Planned. Fix its days when you know them."]
    new = Training.objects.latest("pk")
    assert response.redirect_chain == [(new.get_absolute_url(), 302)]
    assert (new.title, new.cohosts, new.trainers.count()) == ("Split", "KOINNO", 0)


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": "x" * 201}, "title"),
        ({"organiser": "9" * 30}, "organiser"),
        ({"zone": "Europe/Atlantis"}, "zone"),
        ({"parts": ["people"]}, "parts"),
    ],
)
def test_wrong_input_comes_back(world, full, login, typed, field):
    right = {"title": "Split", "organiser": world.zagreb.pk, "zone": "Europe/Zagreb"}
    response = login(world.task_lead).post(COPY, right | typed)
    assert list(field_errors(response)) == [field]
    assert Training.objects.count() == 1


def test_who_only_runs_it_copies_nothing(world, full, login):
    client = login(world.organiser)
    assert client.post(COPY, {"title": "Mine"}).status_code == 403
    assert COPY not in client.get(full.get_absolute_url()).text
    assert COPY in login(world.task_lead).get(full.get_absolute_url()).text
