"""`manage.py remind`, and the rules that the portal is shipped with."""

import pytest
import time_machine
from django.core.management import CommandError, call_command

from outbox.models import Mail
from reminders.defaults import DEFAULTS, install_defaults
from reminders.management.commands.remind import read_moment
from reminders.models import Entry, Rule
from reminders.sources import kinds
from tests.reminders.conftest import INSTALLED, at


def remind(capsys, *arguments) -> list[str]:
    call_command("remind", *arguments)
    return capsys.readouterr().out.splitlines()


def test_a_dry_run_says_who_would_be_told_and_writes_nothing(world, lead_rule, capsys):
    assert remind(capsys, "--dry-run", "--now", "2027-10-01T08:00") == [
        "People would be told: 1. Reminders: 1.",
        "Partner <partner@example.org>",
        "  D4.1 Training handbook (2027-10-31): 30 days before",
    ]
    assert Entry.objects.count() == Mail.objects.count() == 0


def test_a_run_says_who_was_told(world, lead_rule, capsys):
    with time_machine.travel(at("2027-10-01 08:00"), tick=False):
        first, second = remind(capsys), remind(capsys)
    assert first[:2] == ["People told: 1. Reminders: 1.", "Partner <partner@example.org>"]
    assert second[0] == "People told: 1. Reminders: 1."  # the same moment: the same answer
    assert Mail.objects.count() == 1


def test_another_day_is_for_the_demo(world, lead_rule, settings, capsys):
    with pytest.raises(CommandError, match="real people would be told of another day"):
        remind(capsys, "--now", "2027-10-01T08:00")
    settings.DEMO = True
    assert remind(capsys, "--now", "2027-10-01T08:00")[0] == "People told: 1. Reminders: 1."


@pytest.mark.parametrize("text", ["yesterday", "2027-02-30", "2027-10-01T25:00", "", "08:00"])
def test_a_moment_that_cannot_be_read_is_refused(text):
    with pytest.raises(CommandError, match="is no moment"):
        read_moment(text)


def test_a_moment_is_read_in_the_portals_zone():
    assert read_moment("2027-10-01T08:00") == at("2027-10-01 08:00")
    assert read_moment("2027-10-01") == at("2027-10-01 00:00")
    assert read_moment("2027-10-01T08:00+00:00") == at("2027-10-01 10:00")


def test_the_shipped_rules_name_kinds_and_roles_that_exist(db):
    assert [
        (kind, role) for kind, role, *_rest in DEFAULTS if role not in kinds()[kind].roles
    ] == []
    for rule in install_defaults(active_from=INSTALLED):
        rule.full_clean()


def test_every_kind_of_date_has_a_rule(db):
    assert kinds().keys() == {kind for kind, *_rest in DEFAULTS}


def test_installing_twice_changes_nothing(db):
    assert len(install_defaults(active_from=INSTALLED)) == len(DEFAULTS)
    rule = Rule.objects.get(kind="task_due", role="lead")
    rule.change(by=None, now=at("2027-09-06 09:00"), days_before=[5])
    assert install_defaults(active_from=INSTALLED) == []
    rule.refresh_from_db()
    assert rule.days_before == [5]
