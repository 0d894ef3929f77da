"""Merging a training into another: who gets a seat, what they read, and what is refused."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from outbox.models import Mail
from tests.people import NOW, fix_day, make_programme, make_training
from tests.trainings.conftest import ONE_ROOM, calendar, last_mail, states, subjects
from trainings import dates, merging, registration, scheduling
from trainings.models import Consent, Invitation, Registration, SpecialNeeds, Training


def again(training):
    return Training.objects.get(pk=training.pk)


def numbers(training):
    row = again(training)
    return row.seats_taken, row.counting


def refused(merge, **given):
    with pytest.raises(ValidationError) as refusal:
        merge(**given)
    return getattr(refusal.value, "message_dict", None) or refusal.value.messages


def in_other(other):
    """(name, state) of everybody active there, in the order of the line."""
    rows = other.registrations.active().select_related("person").order_by("pk")
    return [(row.person.name, row.state) for row in rows]


# --- Who comes along ----------------------------------------------------------------------------


def test_everybody_goes_on_with_their_seat(world, training, other, buyers, enter, merge):
    entered = enter(training, buyers(3))
    merge()
    row = again(training)
    assert (row.state, row.merged_into, row.registration_switch, row.sequence) == (
        "merged",
        other,
        False,
        1,
    )
    assert (row.first_day, numbers(training), numbers(other)) == (
        date(2027, 9, 22),
        (0, 0),
        (3, 3),
    )
    assert in_other(other) == [
        ("Buyer 1", "confirmed"),
        ("Buyer 2", "confirmed"),
        ("Buyer 3", "confirmed"),
    ]
    old = Registration.objects.get(pk=entered[0].pk)
    assert (old.state, old.end_reason, old.ended_at) == ("withdrawn", "Merged into Rijeka", NOW)
    assert old.history.first().history_user == world.task_lead
    new = other.registrations.order_by("pk").first()
    assert (new.why, new.counts, new.registered_at, new.registered_by) == (
        old.why,
        old.counts,
        old.registered_at,
        old.registered_by,
    )
    assert (row.history.first().history_change_reason, new.history.first().history_user) == (
        ONE_ROOM,
        world.task_lead,
    )


def test_seats_come_first_then_the_line_then_applications(
    world, training, other, buyers, enter, merge
):
    Training.objects.filter(pk=training.pk).update(capacity=2)
    first, _second, _third = enter(training, buyers(3))
    registration.withdraw(registration=first, by=first.person, now=NOW)  # the third moves up
    Training.objects.filter(pk=training.pk).update(needs_approval=True)
    enter(training, buyers(1, start=4))
    Training.objects.filter(pk=training.pk).update(needs_approval=False)
    enter(training, buyers(1, start=5))
    assert states(training) == ["withdrawn", "confirmed", "confirmed", "applied", "waiting"]
    Training.objects.filter(pk=other.pk).update(capacity=3)
    merge()
    # Where nobody is approved, who applied stands behind those who waited.
    assert in_other(other) == [
        ("Buyer 2", "confirmed"),
        ("Buyer 3", "confirmed"),
        ("Buyer 5", "confirmed"),
        ("Buyer 4", "waiting"),
    ]
    assert numbers(other) == (3, 3)


def test_who_applied_still_has_to_be_approved_where_all_are(
    world, training, other, buyers, enter, merge
):
    enter(training, buyers(1))
    Training.objects.update(needs_approval=True)
    (applied,) = enter(training, buyers(1, start=2))
    merge()
    assert in_other(other) == [("Buyer 1", "confirmed"), ("Buyer 2", "applied")]
    assert last_mail(applied.person).subject == (
        "We have your application: Rijeka, Wed 29 Sep 2027"
    )


def test_the_other_training_is_never_oversold_and_its_own_line_stays_first(
    world, training, other, buyers, enter, merge
):
    enter(training, buyers(3))
    Training.objects.filter(pk=other.pk).update(capacity=2)
    enter(other, buyers(3, start=4))
    merge()
    assert in_other(other) == [
        ("Buyer 4", "confirmed"),
        ("Buyer 5", "confirmed"),
        ("Buyer 6", "waiting"),
        ("Buyer 1", "waiting"),
        ("Buyer 2", "waiting"),
        ("Buyer 3", "waiting"),
    ]
    assert numbers(other) == (2, 2)


def test_who_waits_there_moves_up_before_anybody_comes(
    world, training, other, buyers, enter, merge
):
    enter(training, buyers(1))
    Training.objects.filter(pk=other.pk).update(capacity=1)
    enter(other, buyers(2, start=2))
    Training.objects.filter(pk=other.pk).update(capacity=2)  # by hand: nobody has moved up
    merge()
    assert in_other(other) == [
        ("Buyer 2", "confirmed"),
        ("Buyer 3", "confirmed"),
        ("Buyer 1", "waiting"),
    ]


def test_who_is_registered_for_both_is_there_once(world, training, other, buyers, enter, merge):
    people = buyers(2)
    enter(training, people)
    enter(other, people[:1])
    merge()
    assert in_other(other) == [("Buyer 1", "confirmed"), ("Buyer 2", "confirmed")]
    assert numbers(other) == (2, 2)
    mail = last_mail(people[0])
    assert mail.subject == "Two trainings have become one: Rijeka, Wed 29 Sep 2027"
    assert "You were registered for both." in mail.text
    assert [part[0] for part in calendar(mail)] == ["CANCEL", "REQUEST"]


def test_who_had_gone_stays_gone(world, training, other, buyers, enter, merge):
    (row,) = enter(training, buyers(1))
    registration.withdraw(registration=row, by=row.person, now=NOW)
    told = Mail.objects.count()
    merge()
    assert in_other(other) == []
    assert Mail.objects.count() == told


# --- What else comes along ----------------------------------------------------------------------


def say(row, diet="Vegan", purposes=("photos", "news")):
    SpecialNeeds.objects.create(registration=row, diet=diet, told_at=NOW)
    for purpose in purposes:
        Consent.objects.create(registration=row, purpose=purpose, words="Yes", given_at=NOW)


def test_needs_and_consents_follow_their_person(world, training, other, buyers, enter, merge):
    (row,) = enter(training, buyers(1))
    say(row)
    gone = Consent.objects.get(purpose="news")
    gone.withdrawn_at = NOW
    gone.save()
    merge()
    new = other.registrations.get()
    assert (new.special_needs.diet, [c.purpose for c in new.consents.all()]) == (
        "Vegan",
        ["photos"],
    )
    assert [c.purpose for c in row.consents.all()] == ["news"]  # taken back: proof where it was


def test_what_was_said_at_the_other_training_holds(world, training, other, buyers, enter, merge):
    people = buyers(1)
    (row,), (own,) = enter(training, people), enter(other, people)
    say(row)
    say(own, diet="Halal", purposes=("photos",))
    merge()
    assert list(SpecialNeeds.objects.values_list("registration", "diet")) == [(own.pk, "Halal")]
    assert sorted(c.purpose for c in own.consents.all()) == ["news", "photos"]
    assert [c.purpose for c in row.consents.all()] == ["photos"]


def invite(training, person, world, **fields):
    return Invitation.objects.create(
        training=training,
        person=person,
        organisation=world.city.organisation,
        why="-",
        prepared_at=NOW,
        prepared_by=world.organiser,
        **fields,
    )


def test_invitations_that_wait_become_prepared_ones_there(
    world, training, other, buyers, enter, merge
):
    asked, both, registered, answered = buyers(4)
    sent = {"state": "sent", "sent_at": NOW, "nudged_at": NOW, "times_nudged": 1}
    rows = [
        invite(training, asked, world, answer_by=date(2027, 9, 10), **sent),
        invite(training, both, world, **sent),
        invite(training, registered, world, **sent),
        invite(training, answered, world, state="declined"),
    ]
    invite(other, both, world)
    enter(other, [registered])
    merge()
    assert [
        (row.training.slug, row.state)
        for row in Invitation.objects.filter(pk__in=[row.pk for row in rows]).order_by("pk")
    ] == [
        ("rijeka", "prepared"),
        ("zagreb", "revoked"),
        ("zagreb", "revoked"),
        ("zagreb", "declined"),
    ]
    moved = Invitation.objects.get(pk=rows[0].pk)
    assert (moved.sent_at, moved.nudged_at, moved.times_nudged, moved.answer_by) == (
        None,
        None,
        0,
        None,
    )
    assert moved.history.first().history_change_reason == "Merged into Rijeka"


# --- Without days, and in calendars -------------------------------------------------------------


def test_one_that_is_postponed_may_be_merged(world, training, other, buyers, enter, merge):
    (row,) = enter(training, buyers(1))
    scheduling.postpone(training=training, by=world.task_lead, reason=ONE_ROOM, now=NOW)
    merge()
    mail = last_mail(row.person)
    assert [part[0] for part in calendar(mail)] == ["CANCEL", "REQUEST"][1:]
    assert "Before:" not in mail.text
    assert "When: Wed 29 Sep 2027" in mail.text
    assert in_other(other) == [("Buyer 1", "confirmed")]


def test_one_that_is_only_planned_may_be_merged(world, other):
    row = merging.merge(
        training=world.training, into=other, by=world.task_lead, reason=ONE_ROOM, now=NOW
    )
    assert (again(row).state, subjects()) == ("merged", [])


def test_it_stays_in_calendars_struck_out(world, training, other, merge):
    merge()
    items = {
        item.kind: item
        for item in dates.items(date(2027, 9, 1), date(2027, 9, 28))
        if item.key == f"trainings.training:{training.pk}"
    }
    day = items["training_day"]
    assert (day.cancelled, day.open, day.sequence) == (True, False, 1)
    assert not any(item.open for item in items.values())


# --- What is refused ----------------------------------------------------------------------------


def test_into_what_it_cannot_be_merged(world, training, other, buyers, enter, merge):
    enter(training, buyers(1))
    elsewhere = fix_day(
        make_training(make_programme(world.t42, [world.group], slug="more"), world.zagreb, "Split")
    )
    planned = make_training(world.programme, world.zagreb, "Osijek")
    begun = fix_day(make_training(world.programme, world.zagreb, "Pula"), NOW.date())
    Training.objects.filter(pk=begun.pk).update(starts_at=NOW)
    over = fix_day(make_training(world.programme, world.zagreb, "Zadar"), state="held")
    for into, message in (
        (training, "A training cannot be merged into itself."),
        (elsewhere, "This is another programme's training."),
        (planned, "Osijek is planned: choose one whose days are fixed."),
        (begun, "Pula has begun: choose one that is still ahead."),
        (over, "Zadar is held: choose one whose days are fixed."),
    ):
        assert refused(merge, into=into) == {"into": [message]}
    assert refused(merge, reason="  ") == {"reason": ["Say why: everybody registered reads it."]}
    assert (again(training).state, states(training), in_other(other)) == (
        "scheduled",
        ["confirmed"],
        [],
    )


@pytest.mark.parametrize("state", ["held", "reported", "cancelled"])
def test_one_that_is_over_is_not_merged(world, training, merge, state):
    Training.objects.filter(pk=training.pk).update(state=state)
    assert refused(merge) == [f"This training is {state}: this cannot be done now."]


def test_twice_is_refused_and_so_is_an_old_page(world, training, other, merge):
    assert refused(merge, sequence=7) == [
        "Somebody has changed this training since you opened the page. Look at it again."
    ]
    merge(sequence=0)
    assert refused(merge) == ["This training is merged into another: this cannot be done now."]


def test_one_that_has_begun_is_not_merged(world, training, merge):
    Training.objects.filter(pk=training.pk).update(starts_at=NOW - timedelta(hours=1))
    assert refused(merge) == ["This training has begun."]


def test_a_merged_training_cannot_be_the_target_of_another(world, training, other, merge):
    merge()
    third = fix_day(make_training(world.programme, world.zagreb, "Osijek"), date(2027, 10, 6))
    assert refused(merge, training=third, into=training) == {
        "into": ["Zagreb is merged into another: choose one whose days are fixed."]
    }


def test_merged_on_in_a_chain(world, training, other, buyers, enter, merge):
    (row,) = enter(training, buyers(1))
    merge()
    third = fix_day(make_training(world.programme, world.zagreb, "Osijek"), date(2027, 10, 6))
    merge(training=other, into=third)
    assert in_other(third) == [("Buyer 1", "confirmed")]
    assert subjects(row.person)[1:] == [
        "You have a seat: Rijeka, Wed 29 Sep 2027",
        "You have a seat: Osijek, Wed 6 Oct 2027",
    ]
    assert numbers(other) == (0, 0)


# --- What will happen, seen before --------------------------------------------------------------


@pytest.mark.parametrize("capacity", [1, 2, 4, 25])
def test_what_is_foreseen_is_what_happens(world, training, other, buyers, enter, merge, capacity):
    people = buyers(5)
    enter(training, people)
    enter(other, people[:1])
    Training.objects.filter(pk=other.pk).update(capacity=capacity)
    outcome = merging.foresee(training, again(other))
    merge()
    assert (outcome.seats, outcome.line, outcome.twice) == (
        other.registrations.seated().count() - 1,
        other.registrations.waiting().count(),
        1,
    )


@pytest.mark.parametrize("many", [1, 3])
def test_each_person_takes_the_same_number_of_statements(
    world, training, other, buyers, enter, merge, django_assert_num_queries, many
):
    enter(training, buyers(many))
    with django_assert_num_queries(27 + 6 * many):
        merge()
