"""The agenda, trainers and co-hosts on their pages."""

from datetime import time

import pytest

from tests.people import make_training
from tests.reading import FRAME, notes
from tests.reading import errors as field_errors
from tests.trainings.test_pages import page
from trainings.models import AgendaItem, CoHost, Module, Trainer, Training

ITEM = {"day": "1", "starts": "09:00", "ends": "09:30", "title": "Welcome"}


@pytest.fixture
def agenda(training):
    """agenda(3) -> three modules, each taught by the same trainer on a day of its own hours."""
    trainer = Trainer.objects.create(training=training, name="Ana Horvat", organisation="ZGH")

    def enter(rows) -> list[AgendaItem]:
        items = []
        for number in range(1, rows + 1):
            module = Module.objects.create(
                programme=training.programme, title=f"Module {number}", position=number
            )
            item = AgendaItem.objects.create(
                training=training,
                title=f"Item {number}",
                starts=time(8 + number),
                ends=time(9 + number),
                module=module,
            )
            item.trainers.add(trainer)
            items.append(item)
        Training.objects.filter(pk=training.pk).update(agenda="In words")
        return items

    return enter


def version(client, address) -> dict:
    return {"version_seen": client.get(address).context["form"]["version_seen"].value()}


# --- For everybody -------------------------------------------------------------------------------


def test_who_sees_the_training_reads_its_agenda(world, agenda, login):
    agenda(2)
    text = login(world.buyer).get(page("training")).text
    assert text.count("<time>09:00</time>–<time>10:00</time>") == 1
    assert 'Ana Horvat <span class="muted">(ZGH)</span>' in text
    assert "Module: Module 2" in text
    assert page("agenda") not in text
    assert page("agenda") in login(world.organiser).get(page("training")).text


def test_an_agenda_without_hours_has_no_column_for_them(world, training, agenda, login):
    def heads(name, client):
        return [each in client.get(page(name)).text for each in (">Hours<", 'class="hours')]

    client = login(world.organiser)
    (item,) = agenda(1)
    assert heads("agenda", client) == heads("training", client) == [True, True]
    AgendaItem.objects.filter(pk=item.pk).update(starts=None, ends=None)
    assert heads("agenda", client) == heads("training", client) == [False, False]


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(("role", "statements"), [("buyer", 7), ("organiser", 9)])
def test_the_page_of_a_training_with_an_agenda_takes_one_statement_more(
    world, agenda, login, django_assert_num_queries, rows, role, statements
):
    agenda(rows)
    client = login(world.person(role))
    with django_assert_num_queries(statements + FRAME):
        response = client.get(page("training"))
    assert [len(each.items) for each in response.context["timetable"]] == [rows]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_agenda_takes_few_statements(world, agenda, login, django_assert_num_queries, rows):
    agenda(rows)
    CoHost.objects.bulk_create(
        CoHost(training=world.training, name=f"Host {number}") for number in range(rows)
    )
    client = login(world.organiser)
    with django_assert_num_queries(10 + FRAME):
        response = client.get(page("agenda"))
    assert len(response.context["cohosts"]) == rows


# --- For who runs it -----------------------------------------------------------------------------


def test_items_are_added_one_after_the_other(world, training, login):
    client = login(world.organiser)
    assert "Nothing on the agenda yet" in client.get(page("agenda")).text
    response = client.post(page("agenda"), ITEM, follow=True)
    assert notes(response) == ["“Welcome” stands on the agenda."]
    assert response.redirect_chain == [(page("agenda") + "#add", 302)]
    form = response.context["form"]
    assert (form["starts"].value(), form["day"].value()) == (time(9, 30), 1)
    module = Module.objects.create(programme=world.programme, title="Needs")
    trainer = Trainer.objects.create(training=training, name="Ana")
    typed = {"day": "1", "module": module.pk, "trainers": [trainer.pk], "title": ""}
    client.post(page("agenda"), typed)
    assert Training.objects.get().agenda == "09:00–09:30 Welcome\nNeeds (Ana)"


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": "x" * 201}, "title"),
        ({"title": "a\0b"}, "title"),
        ({"starts": "25:00"}, "starts"),
        ({"starts": ""}, "starts"),
        ({"ends": ""}, "ends"),
        ({"ends": "08:00"}, "ends"),
        ({"day": "2"}, "day"),
        ({"day": "9" * 30}, "day"),
        ({"module": "9" * 30}, "module"),
        ({"trainers": ["9" * 30]}, "trainers"),
        ({"note": "x" * 301}, "note"),
    ],
)
def test_a_wrong_item_comes_back_with_what_was_typed(world, training, login, typed, field):
    Module.objects.create(programme=world.programme, title="Needs")
    Trainer.objects.create(training=training, name="Ana")
    right = ITEM | {"note": "Bring your list"}
    response = login(world.organiser).post(page("agenda"), right | typed)
    assert list(field_errors(response)) == [field]
    if "note" not in typed:
        assert response.context["form"]["note"].value() == "Bring your list"
    assert (AgendaItem.objects.count(), Training.objects.get().agenda) == (0, "")


def test_an_item_is_changed_and_removed(world, agenda, login):
    (item,) = agenda(1)
    client = login(world.organiser)
    edit = page("agenda_item", item.pk)
    typed = ITEM | {"title": "Opening"} | version(client, edit)
    assert notes(client.post(edit, typed, follow=True)) == ["Saved."]
    assert Training.objects.get().agenda == "09:00–09:30 Opening"  # nobody was ticked
    response = client.post(page("agenda_remove", item.pk), follow=True)
    assert notes(response) == ["“Opening” is off the agenda."]
    assert (AgendaItem.objects.count(), Training.objects.get().agenda) == (0, "")


def test_who_saves_second_is_told(world, agenda, login):
    (item,) = agenda(1)
    client = login(world.organiser)
    edit = page("agenda_item", item.pk)
    typed = ITEM | version(client, edit)
    item.note = "Meanwhile"
    item.save()
    assert "changed while you were writing" in field_errors(client.post(edit, typed))["__all__"][0]
    assert AgendaItem.objects.get().title == "Item 1"


def test_buttons_stand_where_an_item_can_move(world, training, login):
    for title, hour in (("A", None), ("B", None), ("C", time(9))):
        AgendaItem.objects.create(
            training=training, title=title, starts=hour, ends=hour and time(10)
        )
    client = login(world.organiser)
    (day,) = client.get(page("agenda")).context["days"]
    assert [(item.title, item.goes_up, item.goes_down) for item in day.items] == [
        ("C", False, False),
        ("A", False, True),
        ("B", True, False),
    ]
    client.post(page("agenda_move", day.items[2].pk), {"to": "up"})
    assert Training.objects.get().agenda == "09:00–10:00 C\nB\nA"
    response = client.post(page("agenda_move", day.items[0].pk), {"to": "up"}, follow=True)
    assert notes(response) == ["Its hours say where it stands. Change them instead."]


def test_missing_modules_are_told_and_added_with_one_press(world, agenda, login):
    agenda(1)
    for title in ("Contracts", "Resources"):
        Module.objects.create(programme=world.programme, title=title, position=9)
    client = login(world.organiser)
    text = client.get(page("agenda")).text
    assert "2 of 3 modules are not on the agenda: Contracts, Resources." in text
    response = client.post(page("agenda_modules"), follow=True)
    assert notes(response) == ["2 modules added."]
    assert "not on the agenda" not in response.text
    assert [item.title for item in AgendaItem.objects.all()] == ["Item 1", "Contracts", "Resources"]


def test_trainers_come_from_the_project_or_from_elsewhere(world, training, login):
    client = login(world.organiser)
    response = client.post(page("trainer_new"), {"person": world.partner.pk}, follow=True)
    assert notes(response) == ["Partner teaches here."]
    client.post(page("trainer_new"), {"name": "Ana Horvat", "organisation": "University"})
    assert list(Trainer.objects.values_list("person", "name", "organisation")) == [
        (world.partner.pk, "Partner", "ACR+"),
        (None, "Ana Horvat", "University"),
    ]
    ana = Trainer.objects.get(name="Ana Horvat")
    edit = page("trainer", ana.pk)
    client.post(edit, {"name": "Dr Ana Horvat"} | version(client, edit))
    assert Trainer.objects.get(pk=ana.pk).name == "Dr Ana Horvat"
    response = client.post(page("trainer_remove", ana.pk), follow=True)
    assert notes(response)[-1] == "Dr Ana Horvat teaches here no longer."
    assert client.get(edit).status_code == 404


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({}, "name"),
        ({"name": "x" * 151}, "name"),
        ({"person": "9" * 30}, "person"),
        ({"name": "Ana", "organisation": "a\0b"}, "organisation"),
    ],
)
def test_a_wrong_trainer_comes_back(world, training, login, typed, field):
    response = login(world.organiser).post(page("trainer_new"), typed)
    assert list(field_errors(response)) == [field]
    assert not Trainer.objects.exists()


def test_cohosts_are_named_beside_the_organiser(world, training, login):
    client = login(world.organiser)
    typed = {"name": "KOINNO", "country": "DE", "contact_email": "info@koinno.example"}
    assert notes(client.post(page("cohost_new"), typed, follow=True)) == ["KOINNO is a co-host."]
    buyer = client.get(page("training"))
    assert "ZGH, KOINNO" in buyer.text
    assert "info@koinno.example" not in login(world.buyer).get(page("training")).text
    client = login(world.organiser)
    cohost = CoHost.objects.get()
    edit = page("cohost", cohost.pk)
    client.post(edit, typed | {"name": "KOINNO centre"} | version(client, edit))
    assert Training.objects.get().cohosts == "KOINNO centre"
    client.post(page("cohost_remove", cohost.pk))
    assert (CoHost.objects.count(), Training.objects.get().cohosts) == (0, "")


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "KOINNO"}, "name"),
        ({"website": "javascript:alert(1)"}, "website"),
        ({"country": "XX"}, "country"),
        ({"contact_email": "nobody"}, "contact_email"),
    ],
)
def test_a_wrong_cohost_comes_back(world, training, login, typed, field):
    CoHost.objects.create(training=training, name="KOINNO")
    response = login(world.organiser).post(page("cohost_new"), {"name": "Chamber"} | typed)
    assert list(field_errors(response)) == [field]
    assert CoHost.objects.count() == 1


def test_rows_of_another_training_are_not_found(world, agenda, login):
    (item,) = agenda(1)
    make_training(world.programme, world.zagreb, "Split")
    address = page("agenda_item", item.pk).replace("zagreb", "split")
    client = login(world.organiser)
    assert client.get(address).status_code == 404
    assert client.post(f"{address}remove/").status_code == 404


def test_who_does_not_run_it_changes_nothing(world, agenda, login):
    (item,) = agenda(1)
    for person in (world.partner, world.buyer):
        client = login(person)
        assert client.post(page("agenda"), ITEM).status_code == 403
        assert client.post(page("agenda_remove", item.pk)).status_code == 403
    assert AgendaItem.objects.count() == 1


def test_the_history_page_tells_it_in_words(world, training, login):
    client = login(world.organiser)
    client.post(page("agenda"), ITEM)
    client.post(page("trainer_new"), {"name": "Ana Horvat"})
    client.post(page("cohost_new"), {"name": "KOINNO"})
    told = client.get(page("history")).context["events"][:3]
    assert [(each.reason, [(f.old, f.new) for f in each.fields]) for each in told] == [
        ("Co-host added: KOINNO", [("", "KOINNO")]),
        ("Trainer added: Ana Horvat", []),
        ("Agenda: “Welcome” added", [("", "09:00–09:30 Welcome")]),
    ]
