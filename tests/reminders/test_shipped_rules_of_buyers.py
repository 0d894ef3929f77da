"""Every rule that is shipped for buyer groups: from the dates by way of the planner to a mail."""

from datetime import timedelta

import pytest

from buyers import dates
from reminders.defaults import DEFAULTS
from reminders.models import Entry
from tests.buyers.test_dates import DAY, one_of_each
from tests.people import make_buyer, make_membership, make_organisation, make_person
from tests.reminders.conftest import at, run

# kind, role -> at eight o'clock of which day, which step, who
TOLD = {
    ("group_meeting", "member"): ("2027-09-27", -3, ["Buyer", "Rival"]),
    ("need_answer_due", "member"): ("2027-09-27", -3, ["Buyer", "Rival"]),
    ("commitment_expires", "owner"): ("2027-09-23", -7, ["Buyer"]),
    ("consultation_opens", "manager"): ("2027-09-27", -3, ["Coordinator", "Wp Lead"]),
    ("consultation_closes", "manager"): ("2027-09-23", -7, ["Coordinator", "Wp Lead"]),
    ("part_due", "writer"): ("2027-09-27", -3, ["Buyer"]),
    ("scores_wanted", "scorer"): ("2027-09-27", -3, ["Buyer", "Rival"]),
    ("decision_wanted", "decider"): ("2027-09-27", -3, ["Buyer", "Rival"]),
    ("gate_due", "manager"): ("2027-09-27", -3, ["Coordinator", "Wp Lead"]),
}


def test_every_shipped_rule_of_buyer_groups_is_tried():
    kinds = {kind.slug for kind in dates.KINDS}
    assert {(kind, role) for kind, role, *_rest in DEFAULTS if kind in kinds} == TOLD.keys()
    assert {kind for kind, _role in TOLD} == kinds


@pytest.mark.parametrize(("kind", "role"), TOLD)
def test_a_shipped_rule_tells_who_answers_for_it(world, rules, kind, role):
    graz = make_membership(world.group, make_organisation("City of Graz", country="AT"))
    make_buyer(make_person("Rival"), graz)
    key = one_of_each(world)[kind]
    rules(f"{kind}/{role}")
    day, step, names = TOLD[kind, role]
    run(at(f"{day} 12:00") - timedelta(days=1))
    assert not Entry.objects.filter(step=step, item_key=key).exists()
    run(f"{day} 08:00")
    told = Entry.objects.filter(kind=kind, step=step, item_key=key)
    assert sorted(told.values_list("person__name", flat=True)) == names
    (label,) = {item.label for item in dates.items(DAY, DAY) if item.kind == kind}
    assert {(entry.state, label in entry.mail.text) for entry in told} == {("queued", True)}
