"""The agenda of a training, its trainers and its co-hosts: rows, and the same in words."""

from datetime import date, time

import pytest
from django.core.exceptions import ValidationError

from core.history import changes
from tests.people import NOW, TODAY, make_person, make_programme, make_training
from trainings import agenda, scheduling
from trainings.models import AgendaItem, CoHost, Module, Trainer, Training, TrainingDay


def refused(act, **fields):
    with pytest.raises(ValidationError) as refusal:
        act(**fields)
    return getattr(refusal.value, "message_dict", None) or refusal.value.messages


@pytest.fixture
def add(world):
    """add("Welcome", "09:00", "09:30") -> the item, entered by the organiser."""

    def enter(title="Welcome", starts=None, ends=None, trainers=(), **fields):
        hours = {
            name: at and time.fromisoformat(at)
            for name, at in zip(HOURS, (starts, ends), strict=True)
        }
        item = AgendaItem(training=world.training, title=title, **hours, **fields)
        return agenda.add_item(item=item, trainers=trainers, by=world.organiser)

    return enter


HOURS = ("starts", "ends")


@pytest.fixture
def teach(world):
    """teach("Ana") -> a trainer by name, entered by the organiser."""

    def enter(name="Ana", **fields):
        trainer = Trainer(training=world.training, name=name, **fields)
        return agenda.add_trainer(trainer=trainer, by=world.organiser, today=TODAY)

    return enter


def words() -> list[str]:
    return Training.objects.get(slug="zagreb").agenda.splitlines()


def reasons(training) -> list[str]:
    """Why the training was saved, newest first."""
    return list(training.history.values_list("history_change_reason", flat=True))


# --- Items ---------------------------------------------------------------------------------------


def test_the_agenda_in_words_follows_hours_trainers_and_days(world, add, teach):
    ana, ivo = teach("Ana"), teach("Ivo", organisation="SP")
    add("Questions")
    add("Contracts", "10:30", "12:00", [ivo, ana])
    add("Welcome", "09:00", "10:30", [ana])
    assert words() == ["09:00–10:30 Welcome (Ana)", "10:30–12:00 Contracts (Ana, Ivo)", "Questions"]
    add("Visit", "09:00", "11:00", day=2)
    assert [*words()[:2], *words()[-2:]] == [
        "Day 1",
        "09:00–10:30 Welcome (Ana)",
        "Day 2",
        "09:00–11:00 Visit",
    ]


def test_what_was_done_stands_in_the_history_of_the_training(world, add):
    item = add("Welcome", "09:00", "09:30")
    agenda.change_item(item=item, by=world.task_lead, title="Welcome and coffee")
    agenda.remove_item(item=item, by=world.organiser)
    told = agenda.told(changes(Training.objects.get()))
    assert [
        (str(each.who), each.reason, [(f.label, f.old, f.new) for f in each.fields])
        for each in told
        if not each.created
    ] == [
        (
            "Organiser",
            "Agenda: “Welcome and coffee” removed",
            [("agenda", "09:00–09:30 Welcome and coffee", "")],
        ),
        (
            "Task Lead",
            "Agenda: “Welcome and coffee” changed",
            [("agenda", "09:00–09:30 Welcome", "09:00–09:30 Welcome and coffee")],
        ),
        ("Organiser", "Agenda: “Welcome” added", [("agenda", "", "09:00–09:30 Welcome")]),
    ]
    assert [row.history_user for row in AgendaItem.history.order_by("history_id")] == [
        world.organiser,
        world.task_lead,
        world.organiser,
    ]


def test_the_history_names_only_the_lines_that_differ(world, add):
    add("Welcome", "09:00", "09:30")
    add("Contracts", "10:00", "11:00")
    newest = agenda.told(changes(Training.objects.get()))[0]
    assert [(f.old, f.new) for f in newest.fields] == [("", "10:00–11:00 Contracts")]


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"starts": "09:00"}, {"ends": ["Enter both hours, or none."]}),
        ({"ends": "09:00"}, {"starts": ["Enter both hours, or none."]}),
        ({"starts": "10:00", "ends": "09:00"}, {"ends": ["It ends before it starts."]}),
        ({"title": ""}, {"title": ["This field cannot be blank."]}),
        ({"day": 6}, {"day": ["A training has at most 5 days."]}),
        ({"day": 0}, {"day": ["Ensure this value is greater than or equal to 1."]}),
    ],
)
def test_an_item_that_cannot_be(world, add, fields, told):
    assert refused(add, **fields) == told
    assert (AgendaItem.objects.count(), words()) == (0, [])


def test_only_what_belongs_here_is_chosen(world, add, teach):
    other = make_programme(world.t41, slug="other")
    strange = Module.objects.create(programme=other, title="Strange")
    old = Module.objects.create(programme=world.programme, title="Old", retired_at=NOW)
    away = Trainer.objects.create(training=make_training(other, world.acr, "Split"), name="Eva")
    gone = teach("Gone")
    agenda.remove_trainer(trainer=gone, by=world.organiser, now=NOW)
    gone.refresh_from_db()
    assert refused(add, module=strange) == {"module": ["This is another programme's module."]}
    assert refused(add, module=old) == {"module": ["This module is taught no more."]}
    for trainer in (away, gone):
        assert refused(add, trainers=[trainer]) == {
            "trainers": ["One of these does not teach here."]
        }


def test_a_module_that_was_retired_since_stays_on_its_item(world, add):
    module = Module.objects.create(programme=world.programme, title="Needs")
    item = add("Needs", module=module)
    Module.objects.update(retired_at=NOW)
    changed = agenda.change_item(item=item, by=world.organiser, note="Bring your list")
    assert (changed.module, changed.note) == (module, "Bring your list")


def test_sent_twice_it_is_there_once(world, add, teach):
    first, second = (add("Welcome", "09:00", "09:30") for _nth in range(2))
    assert (first, AgendaItem.objects.count()) == (second, 1)
    assert {teach("Ana") for _nth in range(2)} == {Trainer.objects.get()}


def test_items_at_one_hour_or_without_one_change_places(world, add):
    add("Welcome", "09:00", "09:30")
    _a, b, c = (add(title) for title in "ABC")
    agenda.move_item(item=c, up=True, by=world.organiser)
    assert words() == ["09:00–09:30 Welcome", "A", "C", "B"]
    agenda.move_item(item=c, up=True, by=world.organiser)
    agenda.move_item(item=b, up=True, by=world.organiser)
    assert words() == ["09:00–09:30 Welcome", "C", "B", "A"]
    for up, item in ((True, c), (False, AgendaItem.objects.get(title="A"))):
        assert refused(agenda.move_item, item=item, up=up, by=world.organiser) == [
            "Its hours say where it stands. Change them instead."
        ]
    assert words()[1:] == ["C", "B", "A"]


def test_another_day_is_its_end(world, add):
    add("Later", day=2)
    item = add("Welcome")
    agenda.change_item(item=item, by=world.organiser, day=2)
    assert words() == ["Day 2", "Later", "Welcome"]


def test_what_was_removed_meanwhile_is_not_changed(world, add):
    item = add()
    agenda.remove_item(item=item, by=world.organiser)
    item.pk = AgendaItem.history.latest("history_id").id
    told = ["Somebody has removed this meanwhile."]
    assert refused(agenda.change_item, item=item, by=world.organiser, note="x") == told


def test_a_cancelled_training_keeps_its_agenda(world, training, add, teach):
    add("Welcome")
    scheduling.cancel(training=training, by=world.task_lead, reason="Nobody came", now=NOW)
    told = ["This training is cancelled: this cannot be done now."]
    assert refused(add, title="More") == told
    assert refused(teach) == told
    assert words() == ["Welcome"]


# --- Modules -------------------------------------------------------------------------------------


def test_the_modules_that_are_missing_are_added_in_order(world, add):
    one, _two, _three = (
        Module.objects.create(programme=world.programme, title=title, position=position)
        for title, position in (("Needs", 2), ("Project", 1), ("Contracts", 3))
    )
    Module.objects.create(programme=world.programme, title="Old", retired_at=NOW)
    add("Needs of buyers", module=one, day=2)
    added = agenda.add_missing_modules(training=world.training, by=world.organiser)
    assert [(item.title, item.module.title, item.day) for item in added] == [
        ("Project", "Project", 2),
        ("Contracts", "Contracts", 2),
    ]
    assert words() == ["Day 2", "Needs of buyers", "Project", "Contracts"]
    before = len(reasons(world.training))
    assert agenda.add_missing_modules(training=world.training, by=world.organiser) == []
    assert len(reasons(world.training)) == before


# --- What wants a second look --------------------------------------------------------------------


def test_items_that_overlap_or_lie_outside_the_hours_are_told(world, training, add):
    long = add("Workshop", "09:00", "12:00")
    add("Group A", "09:30", "10:00")
    add("Group B", "11:00", "13:00")
    add("Lunch", "13:00", "14:00")
    add("Dinner", "18:00", "20:00")
    add("Visit", "09:00", "10:00", day=2)
    days = list(TrainingDay.objects.active())
    table = agenda.timetable(training.agenda_items.all(), days)
    assert agenda.warnings(table) == [
        "“Workshop” and “Group A” overlap.",
        "“Workshop” and “Group B” overlap.",
        "“Dinner” lies outside the hours of its day, 09:00–17:00.",
        "The agenda has a day 2, and the training has not.",
    ]
    agenda.change_item(item=long, by=world.organiser, ends=time(9, 30))
    table = agenda.timetable(training.agenda_items.filter(day=1), days)
    assert agenda.warnings(table)[:1] == [
        "“Dinner” lies outside the hours of its day, 09:00–17:00."
    ]
    assert [row.day.day for row in table] == [date(2027, 9, 22)]


# --- Trainers ------------------------------------------------------------------------------------


def test_a_trainer_is_a_person_with_a_place_or_somebody_by_name(world, teach):
    partner = teach("", person=world.partner)
    assert (partner.name, partner.organisation) == ("Partner", "ACR+")
    buyer = teach("Dr Buyer", person=world.buyer)
    assert (buyer.name, buyer.organisation) == ("Dr Buyer", "City of Split")
    teach("Ana", organisation="University")
    assert refused(teach, name="", person=world.stranger) == {
        "person": ["This person has no place in the project."]
    }
    assert refused(teach, name="Twice", person=world.partner) == {
        "person": ["This person teaches here already."]
    }
    assert refused(teach, name="") == {"name": ["Choose a person, or write a name."]}
    assert reasons(world.training)[:3] == [
        "Trainer added: Ana, University",
        "Trainer added: Dr Buyer, City of Split",
        "Trainer added: Partner, ACR+",
    ]


def test_who_no_longer_teaches_leaves_the_agenda_and_may_come_back(world, add, teach):
    ana, ivo = teach("Ana"), teach("", person=world.partner)
    add("Welcome", trainers=[ana, ivo])
    assert words() == ["Welcome (Ana, Partner)"]
    agenda.remove_trainer(trainer=ivo, by=world.organiser, now=NOW)
    assert words() == ["Welcome (Ana)"]
    assert Trainer.objects.get(pk=ivo.pk).left_at == NOW
    again = teach("", person=world.partner)
    assert list(world.training.trainers.teaching()) == [ana, again]


def test_another_name_of_a_trainer_is_read_on_the_agenda(world, add, teach):
    ana = teach("Ana")
    add("Welcome", trainers=[ana])
    agenda.change_trainer(trainer=ana, by=world.organiser, name="Ana Horvat")
    assert words() == ["Welcome (Ana Horvat)"]


# --- Co-hosts ------------------------------------------------------------------------------------


def host(world, name, **fields):
    cohost = CoHost(training=world.training, name=name, **fields)
    return agenda.add_cohost(cohost=cohost, by=world.organiser)


def cohosts() -> str:
    return Training.objects.get().cohosts


def test_cohosts_stand_in_words_and_in_the_history(world):
    koinno = host(world, "KOINNO", country="DE", website="https://koinno.example")
    host(world, "Chamber")
    assert cohosts() == "KOINNO, Chamber"
    agenda.change_cohost(cohost=koinno, by=world.organiser, name="KOINNO centre")
    assert cohosts() == "KOINNO centre, Chamber"
    agenda.remove_cohost(cohost=koinno, by=world.task_lead)
    assert cohosts() == "Chamber"
    newest = changes(Training.objects.get())[0]
    assert (newest.who, newest.reason) == (world.task_lead, "Co-host removed: KOINNO centre")
    assert [(f.old, f.new) for f in newest.fields] == [("KOINNO centre, Chamber", "Chamber")]


def test_a_cohost_that_cannot_be(world):
    host(world, "KOINNO")
    other = host(world, "Chamber")
    told = {"name": ["This co-host stands here already."]}
    assert refused(host, world=world, name="KOINNO", country="DE") == told
    act = {"cohost": other, "by": world.organiser}
    assert refused(agenda.change_cohost, **act, name="KOINNO") == told
    assert list(refused(host, world=world, name="X", website="nonsense")) == ["website"]
    for number in range(3):
        host(world, str(number) * 150)
    assert refused(host, world=world, name="9" * 150) == {
        "name": ["The names of all co-hosts together are too long."]
    }
    assert CoHost.objects.count() == 5


def test_a_person_of_another_project_is_no_trainer(world, teach):
    assert list(refused(teach, name="Eva", person=make_person("Eva"))) == ["person"]
