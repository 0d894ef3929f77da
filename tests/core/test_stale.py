from datetime import UTC, datetime

import pytest
from django import forms
from django.utils import timezone

from core.forms import PortalForm
from core.history import record
from core.stale import StaleCheck
from workpackages.models import Task

TOLD = "This was changed while you were writing. Compare, then save again to keep yours."


class TitleForm(StaleCheck, PortalForm, forms.ModelForm):
    class Meta:
        model = Task
        fields = ["title", "description"]


def fresh(task):
    return Task.objects.get(pk=task.pk)


def typed(task, title):
    """What the browser sends back of the page as it stands now."""
    form = TitleForm(instance=fresh(task), prefix="task")
    return {
        "task-title": title,
        "task-description": "",
        "task-version_seen": str(form["version_seen"].initial),
    }


def test_a_form_of_the_newest_version_saves(world):
    form = TitleForm(typed(world.t41, "Mine"), instance=fresh(world.t41), prefix="task")
    assert form.is_valid()
    assert form.changed_data == ["title"]
    form.save()
    assert fresh(world.t41).title == "Mine"


def test_who_saves_second_is_told_who_when_and_what_and_loses_nothing(world):
    sent = typed(world.t41, "Mine")
    theirs = fresh(world.t41)
    theirs.title = "Theirs"
    theirs._history_date = datetime(2027, 9, 6, 8, 3, tzinfo=UTC)
    record(theirs, "", "title", by=world.coordinator)

    form = TitleForm(sent, instance=fresh(world.t41), prefix="task")
    with timezone.override("Europe/Zagreb"):
        assert form.errors == {
            "__all__": [
                TOLD,
                "Coordinator, Mon 6 Sep 2027, 10:03: title: Feasibility plan → Theirs",
            ]
        }
    assert form["title"].value() == "Mine"
    assert fresh(world.t41).title == "Theirs"

    again = {f"task-{name}": form[name].value() for name in form.fields}
    form = TitleForm(again, instance=fresh(world.t41), prefix="task")
    assert form.is_valid()
    form.save()
    assert fresh(world.t41).title == "Mine"


def test_every_change_in_between_is_told_newest_first(world):
    sent = typed(world.t41, "Mine")
    theirs = fresh(world.t41)
    theirs.state = "running"
    record(theirs, "first report", "state", by=world.wp_lead)
    theirs.lead = world.acr
    record(theirs, "", "lead")
    form = TitleForm(sent, instance=fresh(world.t41), prefix="task")
    first, second, third = form.non_field_errors()
    assert first == TOLD
    assert second.startswith("The portal, ")
    assert second.endswith(": lead partner: 2 UNIZAR → 5 ACR+")
    assert third.endswith(": state: planned → running")


@pytest.mark.parametrize("version", ["", "0", "not a number", None])
def test_a_page_without_its_version_is_taken_for_an_old_one(world, version):
    sent = typed(world.t41, "Mine") | {"task-version_seen": version}
    if version is None:
        del sent["task-version_seen"]
    form = TitleForm(sent, instance=fresh(world.t41), prefix="task")
    assert TOLD in form.non_field_errors()


def test_a_new_row_has_no_version(db):
    assert "version_seen" not in TitleForm().fields


def test_the_check_takes_one_statement_on_a_page_and_one_on_a_save(
    world, django_assert_num_queries
):
    task = fresh(world.t41)
    with django_assert_num_queries(1):
        form = TitleForm(instance=task)
    sent = {"title": "Mine", "version_seen": form["version_seen"].initial}
    with django_assert_num_queries(1):
        TitleForm(sent, instance=task)
