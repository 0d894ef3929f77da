"""The acts on commitments: drafts, recording, withdrawing; and what they refuse."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from buyers import commitment as acts
from buyers import needs
from buyers.models import BuyerMembership, Commitment, Need, Tier
from records.models import Dossier, File, Version
from tests.faults.racing import outcomes
from tests.people import (
    NOW,
    TODAY,
    make_commitment,
    make_group,
    make_need,
    make_world,
)
from tests.records.samples import file

State = Commitment.State


@pytest.fixture
def need(world):
    return make_need(world.group)


def unsaved(world, need, **fields) -> Commitment:
    fields = {"year": 2028, "quantity": Decimal("120.5"), "level": "interest"} | fields
    return Commitment(
        project=world.project,
        group=world.group,
        need=need,
        organisation=world.city.organisation,
        **fields,
    )


def draft(world, need, **fields):
    return acts.save_draft(commitment=unsaved(world, need, **fields), by=world.buyer, today=TODAY)


def record(world, row, now=NOW):
    return acts.record_draft(commitment=row, by=world.buyer, now=now)


def refusal(act, **given) -> dict:
    with pytest.raises(ValidationError) as refused:
        act(**given)
    return (
        refused.value.message_dict
        if hasattr(refused.value, "error_dict")
        else (refused.value.messages)
    )


def states():
    return list(Commitment.objects.order_by("pk").values_list("state", flat=True))


def reasons(row):
    return list(row.history.order_by("history_id").values_list("history_change_reason", flat=True))


# --- Drafts --------------------------------------------------------------------------------------


def test_a_draft_is_entered_once_though_it_was_sent_twice(world, need):
    first, second = draft(world, need), draft(world, need)
    assert first.pk == second.pk
    assert (first.state, first.quantity) == (State.DRAFT, Decimal("120.5"))
    assert first.history.get().history_user == world.buyer


def test_a_draft_is_changed_and_its_history_has_who(world, need):
    row = draft(world, need)
    acts.save_draft(
        commitment=row, by=world.buyer, today=TODAY, quantity=Decimal("0.001"), year=2029
    )
    row.refresh_from_db()
    assert (row.quantity, row.year) == (Decimal("0.001"), 2029)
    assert row.history.count() == 2


def test_a_discarded_draft_is_gone_with_its_documents(world, need):
    row = draft(world, need)
    version = acts.hand_in(commitment=row, upload=file(), by=world.buyer, now=NOW)
    storage, name = version.content.storage, version.content.name
    assert storage.exists(name)
    pk = row.pk
    acts.discard_draft(commitment=row, by=world.buyer)
    assert [model.objects.count() for model in (Commitment, Dossier, File, Version)] == [0] * 4
    gone = Commitment.history.get(history_type="-")
    assert (gone.history_user, gone.history_change_reason) == (world.buyer, "Draft discarded")
    assert acts.discarded_by(world.buyer, world.group, pk)
    assert not acts.discarded_by(world.coordinator, world.group, pk)


def test_the_content_of_a_discarded_draft_goes_with_the_transaction(
    world, need, django_capture_on_commit_callbacks
):
    row = draft(world, need)
    version = acts.hand_in(commitment=row, upload=file(), by=world.buyer, now=NOW)
    with django_capture_on_commit_callbacks(execute=True):
        acts.discard_draft(commitment=row, by=world.buyer)
    assert not version.content.storage.exists(version.content.name)


def test_what_is_recorded_is_neither_edited_nor_discarded(world, need):
    row = record(world, draft(world, need))
    told = [
        "This commitment is standing: it stays as it is. Record a new one to replace it, or "
        "withdraw it."
    ]
    given = {"commitment": row, "by": world.buyer}
    assert refusal(acts.save_draft, **given, today=TODAY, quantity=Decimal(1)) == told
    assert refusal(acts.discard_draft, **given) == told
    row.refresh_from_db()
    assert (row.state, row.quantity) == (State.STANDING, Decimal("120.5"))


def test_an_act_on_a_discarded_draft_says_so(world, need):
    row, same = draft(world, need), Commitment.objects.get()
    acts.discard_draft(commitment=row, by=world.buyer)
    assert refusal(acts.record_draft, commitment=same, by=world.buyer, now=NOW) == [
        "This draft was discarded."
    ]


# --- Recording -----------------------------------------------------------------------------------


def test_recording_stamps_who_and_when(world, need):
    row = record(world, draft(world, need))
    row.refresh_from_db()
    assert (row.state, row.recorded_at, row.recorded_by) == (State.STANDING, NOW, world.buyer)
    assert reasons(row) == ["", "Recorded"]


def test_recorded_twice_is_recorded_once(world, need):
    row = draft(world, need)
    record(world, row)
    again = record(world, row, now=NOW + timedelta(seconds=2))
    assert (again.recorded_at, states()) == (NOW, [State.STANDING])
    assert reasons(row) == ["", "Recorded"]


def test_the_newer_entry_replaces_the_one_of_the_same_need_and_year(world, need):
    first = record(world, draft(world, need))
    other_year = record(world, draft(world, need, year=2029))
    other_need = record(world, draft(world, make_need(world.group, 2)))
    newer = draft(world, need, quantity=Decimal(7))
    assert acts.standing_before(newer) == first
    record(world, newer)
    first.refresh_from_db()
    assert (first.state, first.replaced_by) == (State.REPLACED, newer)
    assert reasons(first)[-1] == "Replaced by a newer one"
    for row in (other_year, other_need):
        row.refresh_from_db()
        assert (row.state, row.replaced_by) == (State.STANDING, None)


def test_another_buyers_entry_is_not_replaced(world, need):
    theirs = make_commitment(need, world.zagreb.organisation)
    record(world, draft(world, need))
    theirs.refresh_from_db()
    assert theirs.state == State.STANDING


def test_who_has_left_or_looks_on_commits_nothing(world, need):
    row = draft(world, need)
    member = BuyerMembership.objects.filter(pk=world.city.pk)
    given = {"commitment": row, "by": world.buyer, "now": NOW}
    member.update(tier=Tier.OBSERVER)
    observes = ["Observers commit to nothing: change the tier first."]
    assert refusal(acts.record_draft, **given) == {"organisation": observes}
    member.update(tier=Tier.CORE, until=TODAY - timedelta(days=1))
    left = ["This organisation is no member of the group today."]
    assert refusal(acts.record_draft, **given) == {"organisation": left}
    assert refusal(
        acts.save_draft, commitment=unsaved(world, need, year=2030), by=world.buyer, today=TODAY
    ) == {"organisation": left}
    member.update(until=TODAY)  # the last day is included
    assert record(world, row).state == State.STANDING


@pytest.mark.parametrize("state", [Need.State.DRAFT, Need.State.CLOSED])
def test_a_need_that_is_not_shared_takes_no_commitment(world, need, state):
    row = draft(world, need)
    Need.objects.filter(pk=need.pk).update(state=state)
    assert refusal(acts.record_draft, commitment=row, by=world.buyer, now=NOW) == {
        "need": ["This need is not shared with the group: nothing can be committed."]
    }
    assert states() == [State.DRAFT]


def test_a_need_of_another_group_takes_no_commitment(world):
    other = make_need(make_group(world.project, "Others"))
    assert refusal(
        acts.save_draft, commitment=unsaved(world, other), by=world.buyer, today=TODAY
    ) == {"need": ["This need is not shared with the group: nothing can be committed."]}
    assert states() == []


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"quantity": Decimal(-1)}, {"quantity": ["This cannot be negative."]}),
        (
            {"quantity": Decimal("NaN")},
            {"quantity": ["“NaN” value must be a decimal number."]},
        ),
        ({"value": Decimal(-1), "currency": "EUR"}, {"value": ["This cannot be negative."]}),
        ({"value": Decimal(5)}, {"currency": ["In which currency?"]}),
        ({"year": 2026}, {"year": ["This year is over."]}),
        (
            {"valid_until": TODAY - timedelta(days=1), "year": 2027},
            {"valid_until": ["This day has passed: it would count for nothing."]},
        ),
        (
            {"level": "council"},
            {
                "signatory": ["Who has signed it?"],
                "signed_on": ["On which day was it signed?"],
            },
        ),
        ({"signed_on": TODAY + timedelta(days=1)}, {"signed_on": ["This day has not come yet."]}),
        ({"currency": "XXX"}, {"currency": ["Value 'XXX' is not a valid choice."]}),
    ],
)
def test_bad_input_is_refused_at_its_field(world, need, fields, told):
    assert (
        refusal(
            acts.save_draft, commitment=unsaved(world, need, **fields), by=world.buyer, today=TODAY
        )
        == told
    )
    assert states() == []


def test_a_draft_of_which_the_days_have_passed_is_not_recorded(world, need):
    row = draft(world, need, year=2027, valid_until=date(2027, 10, 1))
    later = NOW + timedelta(days=60)
    assert refusal(acts.record_draft, commitment=row, by=world.buyer, now=later) == {
        "valid_until": ["This day has passed: it would count for nothing."]
    }


# --- Withdrawing ---------------------------------------------------------------------------------


def withdraw(world, row, reason="The budget was cut", **given):
    given = {"by": world.buyer, "now": NOW} | given
    return acts.withdraw(commitment=row, reason=reason, **given)


def test_withdrawn_with_a_reason_it_stays_and_counts_no_longer(world, need):
    row = withdraw(world, record(world, draft(world, need)))
    row.refresh_from_db()
    assert (row.state, row.withdrawn_on, row.withdrawn_reason) == (
        State.WITHDRAWN,
        TODAY,
        "The budget was cut",
    )
    assert reasons(row)[-1] == "The budget was cut"
    assert not Commitment.objects.standing_on(TODAY).exists()


def test_a_reason_is_demanded(world, need):
    row = record(world, draft(world, need))
    given = {"commitment": row, "by": world.buyer, "now": NOW}
    assert refusal(acts.withdraw, **given, reason=" ") == {"reason": ["Say why."]}
    row.refresh_from_db()
    assert row.state == State.STANDING


def test_pressed_twice_it_is_withdrawn_once_and_another_time_refused(world, need):
    row = record(world, draft(world, need))
    withdraw(world, row)
    withdraw(world, row)
    assert reasons(row)[-1:] == ["The budget was cut"]
    assert len(reasons(row)) == 3
    told = ["This commitment is withdrawn: it cannot be withdrawn."]
    given = {"commitment": row, "by": world.buyer}
    assert refusal(acts.withdraw, **given, now=NOW, reason="Another one") == told
    later = NOW + timedelta(minutes=5)
    assert refusal(acts.withdraw, **given, now=later, reason="The budget was cut") == told


def test_a_draft_is_not_withdrawn(world, need):
    given = {"commitment": draft(world, need), "by": world.buyer, "now": NOW, "reason": "No"}
    assert refusal(acts.withdraw, **given) == ["This commitment is draft: it cannot be withdrawn."]


# --- At the same moment, on PostgreSQL -----------------------------------------------------------


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_two_drafts_recorded_at_once_leave_one_standing(transactional_db):
    world = make_world()
    need = make_need(world.group)
    for _nth in range(5):
        drafts = [draft(world, need, quantity=Decimal(n)) for n in (1, 2, 3)]
        found = outcomes(lambda row: record(world, row), drafts)
        assert [row.state for row in found] == [State.STANDING] * 3  # each, one after the other
        assert Commitment.objects.filter(state=State.STANDING).count() == 1
        assert not Commitment.objects.filter(
            state=State.REPLACED, replaced_by__isnull=True
        ).exists()


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_one_draft_recorded_at_once_is_recorded_once(transactional_db):
    world = make_world()
    row = draft(world, make_need(world.group))
    found = outcomes(lambda each: record(world, each), [row] * 4)
    assert {each.pk for each in found} == {row.pk}
    assert reasons(row) == ["", "Recorded"]


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_a_need_is_not_taken_back_while_something_is_committed_to_it(transactional_db):
    world = make_world()
    for n in range(1, 9):
        need = make_need(world.group, n)
        row = draft(world, need)

        def act(what):
            if isinstance(what, Commitment):
                return record(world, what)
            return needs.perform(need=what, verb="withdraw", by=world.coordinator)

        outcomes(act, [row, need])
        row.refresh_from_db()
        need.refresh_from_db()
        assert {row.state, need.state} in ({"standing", "shared"}, {"draft"})


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_withdrawn_while_it_is_replaced_it_is_one_of_both(transactional_db):
    world = make_world()
    need = make_need(world.group)
    old = record(world, draft(world, need))
    newer = draft(world, need, quantity=Decimal(9))

    def act(row):
        return withdraw(world, row) if row.pk == old.pk else record(world, row)

    outcomes(act, [old, newer])
    old.refresh_from_db()
    assert old.state in (State.WITHDRAWN, State.REPLACED)
    assert (old.replaced_by is None) == (old.state == State.WITHDRAWN)
    assert Commitment.objects.get(state=State.STANDING) == newer
