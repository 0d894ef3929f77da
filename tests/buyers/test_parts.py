"""The acts on a part of a plan: assigned, written, approved by members, agreed."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from buyers import parts
from buyers.models import PartApproval, PartVersion, PlanPart, Tier
from buyers.models.plan import LONGEST_TEXT
from tests.buyers.plans import make_plan
from tests.people import NOW, TODAY, make_membership, make_organisation

LATER = NOW + timedelta(minutes=5)


@pytest.fixture
def part(world):
    return make_plan(world.group, world.coordinator).parts.get(number=1)


def write(world, part, text="We buy together.", **given):
    given = {"note": "", "seen": part.version, "by": world.coordinator, "now": NOW} | given
    version = parts.write(part=part, text=text, **given)
    part.refresh_from_db()
    return version


def answer(world, part, verdict="approves", **given):
    given = {
        "organisation": world.city.organisation,
        "version": part.version,
        "comment": "",
        "by": world.buyer,
        "now": NOW,
    } | given
    return parts.answer(part=part, verdict=verdict, **given)


def ask(world, part):
    parts.ask(part=part, by=world.coordinator)
    part.refresh_from_db()


def agree(world, part, reason=""):
    return parts.agree(part=part, reason=reason, by=world.coordinator, today=TODAY)


def refused(act, *args, **given) -> dict:
    with pytest.raises(ValidationError) as refusal:
        act(*args, **given)
    return refusal.value.update_error_dict({})


def standing(part) -> parts.Standing:
    return parts.standing_of([part], TODAY)[part.pk]


# --- Written -------------------------------------------------------------------------------------


def test_each_version_is_kept_and_a_new_one_puts_the_part_back_to_writing(world, part):
    write(world, part, "One\r\ntwo  ", note="Begun")
    ask(world, part)
    answer(world, part)
    assert str(standing(part)) == "1 of 2 approve"
    write(world, part, "Three", by=world.wp_lead, now=LATER)
    assert list(part.versions.values_list("number", "text", "written_by")) == [
        (2, "Three", world.wp_lead.pk),
        (1, "One\ntwo", world.coordinator.pk),
    ]
    assert (part.version, part.state) == (2, PlanPart.State.WRITING)
    assert str(standing(part)) == "0 of 2 approve"
    assert standing(part).missing == ("City of Split", "ZGH")
    ask(world, part)
    assert (part.state, str(standing(part))) == (PlanPart.State.REVIEW, "0 of 2 approve")
    newest, *_rest, first, begun = part.history.order_by("-history_id")
    assert (begun.history_change_reason, first.history_change_reason) == (
        "Begun with the plan",
        "Begun",
    )
    assert (newest.history_change_reason, newest.history_user) == (
        "Approval asked for",
        world.coordinator,
    )


def test_what_was_sent_twice_is_written_once(world, part):
    first = write(world, part)
    again = write(world, part, seen=0)
    assert again == first
    assert PartVersion.objects.count() == 1
    told = {"text": ["This is the same as version 1."]}
    for given in ({"by": world.wp_lead}, {"now": LATER}):
        errors = refused(write, world, part, **given)
        assert {field: [str(e.message) for e in each] for field, each in errors.items()} == told


def test_who_began_from_an_older_version_overwrites_nothing(world, part):
    write(world, part, "Mine")
    write(world, part, "Ours")
    errors = refused(write, world, part, "Mine, better", seen=1, by=world.wp_lead)
    assert [each.code for each in errors["__all__"]] == ["overtaken"]
    assert part.versions.count() == 2
    assert write(world, part, "Both", seen=2, by=world.wp_lead).number == 3


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"text": " \n "}, "text"),
        ({"text": "x" * (LONGEST_TEXT + 1)}, "text"),
        ({"note": "x" * 301}, "note"),
    ],
)
def test_bad_input_writes_nothing(world, part, given, field):
    assert list(refused(write, world, part, **given)) == [field]
    part.refresh_from_db()
    assert (part.version, part.state, part.versions.count()) == (0, "empty", 0)


def test_a_part_is_given_to_a_member_of_today(world, part):
    by = {"by": world.coordinator, "today": TODAY}
    row = parts.assign(part=part, owner=world.city.organisation, due_on=TODAY, **by)
    assert (row.owner, row.due_on) == (world.city.organisation, TODAY)
    assert row.history.count() == 2
    parts.assign(part=part, owner=world.city.organisation, due_on=TODAY, **by)
    assert row.history.count() == 2
    stranger = make_organisation("Elsewhere")
    assert list(refused(parts.assign, part=part, owner=stranger, due_on=None, **by)) == ["owner"]
    world.city.until = date(2027, 8, 1)
    world.city.save()
    row = parts.assign(part=part, owner=world.city.organisation, due_on=None, **by)
    assert (row.owner, row.due_on) == (world.city.organisation, None)  # it stays with who left


# --- Approved ------------------------------------------------------------------------------------


def test_a_members_last_word_counts_and_all_words_are_kept(world, part):
    write(world, part)
    ask(world, part)
    first = answer(world, part)
    assert answer(world, part) == first  # said twice, there once
    answer(world, part, "objects", comment="Too few tonnes", now=LATER)
    assert str(standing(part)) == "0 of 2 approve, 1 objects"
    assert [each.verdict for each in part.approvals.all()] == ["objects", "approves"]
    answer(world, part, organisation=world.zagreb.organisation)
    found = standing(part)
    assert (found.approving, found.objecting, found.missing) == (("ZGH",), ("City of Split",), ())
    assert not found.is_unanimous


def test_who_objects_says_why(world, part):
    write(world, part)
    ask(world, part)
    assert list(refused(answer, world, part, "objects", comment="  ")) == ["comment"]
    assert list(refused(answer, world, part, "perhaps")) == ["verdict"]
    assert list(refused(answer, world, part, comment="x" * 501)) == ["comment"]
    assert not PartApproval.objects.exists()


def test_nobody_approves_a_text_that_they_have_not_read(world, part):
    write(world, part)
    ask(world, part)
    write(world, part, "Another")
    ask(world, part)
    errors = refused(answer, world, part, version=1)
    assert [each.code for each in errors["__all__"]] == ["overtaken"]


def test_observers_and_those_who_left_are_not_asked(world, part):
    write(world, part)
    ask(world, part)
    looks_on = make_organisation("Observer")
    make_membership(world.group, looks_on, Tier.OBSERVER)
    assert "__all__" in refused(answer, world, part, organisation=looks_on)
    answer(world, part)
    assert str(standing(part)) == "1 of 2 approve"
    world.city.until = date(2027, 9, 1)
    world.city.save()
    assert str(standing(part)) == "0 of 1 approves"
    assert "__all__" in refused(answer, world, part, "objects", comment="Too late")


def test_it_is_agreed_with_all_members_or_with_a_reason(world, part):
    assert "__all__" in refused(parts.ask, part=part, by=world.coordinator)  # there is no text
    write(world, part)
    assert "__all__" in refused(agree, world, part)  # nobody was asked
    ask(world, part)
    ask(world, part)  # pressed twice
    answer(world, part)
    assert list(refused(agree, world, part)) == ["reason"]
    assert agree(world, part, "The board decided").state == PlanPart.State.AGREED
    assert agree(world, part).state == PlanPart.State.AGREED
    assert [each.history_change_reason for each in part.history.all()[:2]] == [
        "The board decided",
        "Approval asked for",
    ]
    assert "__all__" in refused(parts.ask, part=part, by=world.coordinator)
    part.refresh_from_db()
    answer(world, part, organisation=world.zagreb.organisation)  # late, and recorded all the same
    write(world, part, "Once more")
    ask(world, part)
    answer(world, part)
    answer(world, part, organisation=world.zagreb.organisation)
    assert standing(part).is_unanimous
    assert agree(world, part).history.first().history_change_reason == "Agreed"


def test_a_closed_project_keeps_its_plan(world, part):
    write(world, part)
    ask(world, part)
    world.project.closed_on = TODAY
    world.project.save()
    by = {"by": world.coordinator, "today": TODAY}
    for act, given in (
        (parts.assign, {"owner": None, "due_on": None, **by}),
        (parts.ask, {"by": world.coordinator}),
        (parts.agree, {"reason": "x", **by}),
    ):
        assert "__all__" in refused(act, part=part, **given)
    assert "__all__" in refused(write, world, part, "New")
    assert "__all__" in refused(answer, world, part)


# --- Read ----------------------------------------------------------------------------------------


def test_parts_are_read_with_text_state_and_answers(world, part):
    write(world, part, "One")
    write(world, part, "Two", now=LATER)
    ask(world, part)
    answer(world, part)
    first, second, *rest = parts.read(part.plan, world.buyer, TODAY)
    assert len(rest) == 10
    assert (first.number, first.title, first.owner, first.state_label) == (
        *(1, "Scope and unmet need", "", "waits for approval"),
    )
    assert (first.text, first.version, first.written_at) == ("Two", 2, LATER)
    assert first.approvals == (("City of Split", "approves", 2, TODAY),)
    assert (first.missing, first.answers) == (("ZGH",), "1 of 2 approve")
    assert (second.text, second.version, second.answers) == ("", 0, "")
    assert parts.read(part.plan, world.stranger, TODAY) == []
    assert parts.read(part.plan, world.buyer, TODAY, with_text=False)[0].text == ""


@pytest.mark.parametrize("rows", [1, 3])
def test_reading_takes_four_statements(world, part, django_assert_num_queries, rows):
    for number in range(1, rows + 1):
        each = part.plan.parts.get(number=number)
        write(world, each)
        ask(world, each)
        member = make_membership(world.group, make_organisation(f"Town {number}"))
        answer(world, each, organisation=member.organisation)
    with django_assert_num_queries(4 + 2):  # and the places of the person
        read = parts.read(part.plan, world.buyer, TODAY)
    assert [row.answers for row in read[:rows]] == [f"1 of {2 + rows} approve"] * rows
    with django_assert_num_queries(3 + 2):
        parts.read(part.plan, world.buyer, TODAY, with_text=False)


def test_each_person_sees_the_act_that_is_theirs(world, part):
    def act(person, number=1):
        row = parts.read(part.plan, person, TODAY, with_text=False)[number - 1]
        may_edit = person in (world.coordinator, world.wp_lead)
        return parts.next_act(row, person, world.group.pk, may_edit, TODAY)

    assert (act(world.coordinator), act(world.buyer), act(world.partner)) == ("write", "", "")
    owner = world.city.organisation
    parts.assign(part=part, owner=owner, due_on=None, by=world.coordinator, today=TODAY)
    assert (act(world.coordinator), act(world.buyer)) == ("", "write")
    write(world, part)
    assert (act(world.coordinator), act(world.buyer)) == ("ask", "write")
    ask(world, part)
    assert (act(world.coordinator), act(world.buyer)) == ("", "answer")
    answer(world, part)
    answer(world, part, organisation=world.zagreb.organisation)
    assert (act(world.coordinator), act(world.buyer)) == ("agree", "")
    agree(world, part)
    assert (act(world.coordinator), act(world.buyer)) == ("", "")
