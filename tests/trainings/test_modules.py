"""The modules of a programme: written, put in order, taught no more."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from tests.people import NOW
from tests.reading import FRAME, notes
from tests.reading import errors as field_errors
from trainings import modules
from trainings.models import Module


def page(name, *more):
    return reverse(f"trainings:{name}", args=["ppi4test", "regional", *more])


@pytest.fixture
def enter(world):
    """enter("Needs", "Contracts") -> the modules, entered by the lead of the task."""

    def make(*titles):
        return [
            modules.enter(module=Module(programme=world.programme, title=title), by=world.task_lead)
            for title in titles
        ]

    return make


def titles() -> list[str]:
    return [module.title for module in Module.objects.taught()]


def test_modules_keep_their_order(world, enter):
    first, second, _third = enter("A", "B", "C")
    modules.move(module=second, up=True, by=world.task_lead)
    assert titles() == ["B", "A", "C"]
    modules.move(module=second, up=True, by=world.task_lead)  # the first stays
    assert titles() == ["B", "A", "C"]
    modules.retire(module=first, by=world.task_lead, now=NOW)
    modules.move(module=second, up=False, by=world.task_lead)
    assert titles() == ["C", "B"]
    modules.teach_again(module=first, by=world.coordinator)
    assert titles() == ["C", "B", "A"]
    assert list(first.history.values_list("history_change_reason", flat=True))[:2] == [
        "Taught again",
        "Taught no more",
    ]


def test_sent_twice_it_is_there_once(enter):
    assert enter("Needs", "Needs")[0] == Module.objects.get()


def test_a_programme_has_no_endless_modules(world, enter):
    enter(*map(str, range(30)))
    with pytest.raises(ValidationError, match="at most 30 modules"):
        enter("One more")


def test_who_edits_the_programme_writes_its_modules(world, login):
    client = login(world.task_lead)
    typed = {"title": "Needs", "aims": "See needs\nShare them"}
    response = client.post(page("module_new"), typed, follow=True)
    assert notes(response) == ["“Needs” is a module."]
    assert "See needs<br>Share them" in response.text
    module = Module.objects.get()
    edit = client.get(page("module", module.pk)).context["form"]
    typed = {"title": "Shared needs", "version_seen": edit["version_seen"].value()}
    assert notes(client.post(page("module", module.pk), typed, follow=True)) == ["Saved."]
    assert (titles(), Module.objects.get().aims) == (["Shared needs"], "")
    response = client.post(page("module_retire", module.pk), follow=True)
    assert notes(response) == ["“Shared needs” is taught no more. Where it was taught it stays."]
    assert (titles(), "1 taught no more" in response.text) == ([], True)
    response = client.post(page("module_teach", module.pk), follow=True)
    assert notes(response) == ["“Shared needs” is taught again."]
    assert titles() == ["Shared needs"]


@pytest.mark.parametrize("title", ["", "x" * 201, "a\0b"])
def test_a_wrong_title_comes_back(world, login, title):
    response = login(world.task_lead).post(page("module_new"), {"title": title, "aims": "Kept"})
    assert list(field_errors(response)) == ["title"]
    assert response.context["form"]["aims"].value() == "Kept"
    assert not Module.objects.exists()


def test_buttons_move_a_module(world, enter, login):
    first, _second = enter("A", "B")
    client = login(world.task_lead)
    client.post(page("module_move", first.pk), {"to": "down"})
    assert titles() == ["B", "A"]
    client.post(page("module_move", first.pk), {"to": "up"})
    assert titles() == ["A", "B"]


def test_others_read_the_modules_and_change_none(world, enter, login):
    (module,) = enter("Needs")
    client = login(world.organiser)
    text = client.get(page("programme")).text
    assert ("Needs" in text, page("module", module.pk) in text) == (True, False)
    assert client.post(page("module_retire", module.pk)).status_code == 403
    assert titles() == ["Needs"]


def test_a_module_of_another_programme_is_not_found(world, enter, login):
    (module,) = enter("Needs")
    Module.objects.update(programme=world.programme)
    other = world.programme
    other.pk = None
    other.slug = "other"
    other.save()
    address = reverse("trainings:module", args=["ppi4test", "other", module.pk])
    assert login(world.task_lead).get(address).status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_the_programme_takes_few_statements(world, enter, login, django_assert_num_queries, rows):
    enter(*"ABC"[:rows])
    client = login(world.task_lead)
    with django_assert_num_queries(6 + FRAME):
        response = client.get(page("programme"))
    assert len(response.context["modules"]["taught"]) == rows
