"""The administration repairs through the acts, and breaks no rule."""

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from outbox.models import Mail
from tests.people import NOW, make_invitation
from tests.reading import errors as field_errors
from tests.reading import notes
from tests.trainings.conftest import last_mail, states
from tests.trainings.test_pages import DAYS
from trainings import messages
from trainings.models import (
    Attendance,
    Invitation,
    Message,
    Programme,
    Registration,
    Training,
)


@pytest.fixture(autouse=True)
def now():
    with time_machine.travel(NOW, tick=False):
        yield


def url(model, page, *args):
    return reverse(f"admin:trainings_{model}_{page}", args=args)


def choose(admin, model, action, *rows, **typed):
    """Pick an action in a list of the administration; returns what it said."""
    data = {"action": action, "_selected_action": [row.pk for row in rows], **typed}
    return notes(admin.post(url(model, "changelist"), data, follow=True))


def change(admin, model, row, **typed):
    """Send the change page as it is, with some of it typed anew."""
    address = url(model, "change", row.pk)
    page = admin.get(address)
    form = page.context["adminform"].form
    data = {name: form[name].value() for name in form.fields}
    for formset in page.context["inline_admin_formsets"]:
        data |= {f"{formset.formset.prefix}-{name}": 0 for name in ("TOTAL_FORMS", "INITIAL_FORMS")}
    data = {name: "" if value is None else value for name, value in (data | typed).items()}
    return admin.post(address, data, follow=True)


def test_attendance_and_messages_are_read_and_not_changed(world, training, enter, admin):
    (row,) = enter(training, [world.buyer])
    fields = {"day": training.days.get(), "was_there": True, "recorded_at": NOW}
    Attendance.objects.create(registration=row, recorded_by=world.organiser, **fields)
    given = {"subject": "Hello", "text": "-", "states": ["confirmed"], "now": NOW}
    messages.send(training=training, by=world.organiser, **given)
    for model, kept in (("attendance", Attendance), ("message", Message)):
        pk = kept.objects.get().pk
        assert "Zagreb" in admin.get(url(model, "changelist") + "?q=zagreb").text
        assert admin.get(url(model, "change", pk)).status_code == 200
        for refused in (url(model, "change", pk), url(model, "delete", pk), url(model, "add")):
            assert admin.post(refused, {"post": "yes"}).status_code == 403
    assert admin.get(url("attendance", "history", Attendance.objects.get().pk)).status_code == 200
    assert (Attendance.objects.get().was_there, Message.objects.get().text) == (True, "-")


@pytest.mark.parametrize("model", ["programme", "training", "registration", "invitation"])
def test_every_list_and_row_opens_and_is_searched(world, training, enter, admin, model):
    enter(training, [world.buyer])
    make_invitation(training, world.city.organisation, world.partner, state="sent")
    row = {
        "programme": Programme,
        "training": Training,
        "registration": Registration,
        "invitation": Invitation,
    }[model]
    pk = row.objects.get().pk
    for address in (
        url(model, "changelist"),
        url(model, "changelist") + "?q=zagreb",
        url(model, "change", pk),
        url(model, "history", pk),
    ):
        assert admin.get(address).status_code == 200
    assert admin.post(url(model, "delete", pk), {"post": "yes"}).status_code == 403
    assert row.objects.count() == 1


def test_details_are_changed_by_the_act_and_told(world, training, enter, admin):
    enter(training, [world.buyer])
    change(admin, "training", training, venue="Old Town Hall")
    training.refresh_from_db()
    assert (training.venue, training.sequence) == ("Old Town Hall", 1)
    assert "Venue: Old Town Hall (before: Tower)" in last_mail(world.buyer).text
    newest = training.history.first()
    assert (newest.history_user, newest.history_change_reason) == (
        world.administrator,
        "In the administration",
    )


def test_no_capacity_below_the_seats_taken(training, buyers, enter, admin):
    enter(training, buyers(3))
    training.refresh_from_db()
    response = change(admin, "training", training, capacity="2")
    assert response.context["adminform"].form.errors == {
        "capacity": ["3 seats are taken. A smaller capacity needs withdrawals first."]
    }


def test_days_are_moved_on_their_own_page(world, training, enter, admin):
    enter(training, [world.buyer])
    address = url("training", "days", training.pk)
    assert admin.get(address).status_code == 200
    assert field_errors(admin.post(address, DAYS)) == {
        "reason": ["Say why: everybody registered reads it."]
    }
    response = admin.post(address, DAYS | {"reason": "Strike"}, follow=True)
    assert notes(response) == ["Zagreb: done."]
    training.refresh_from_db()
    assert training.first_day == date(2027, 10, 5)
    assert last_mail(world.buyer).subject == "Moved to Tue 5 Oct 2027: Zagreb"


def test_the_state_changes_by_acts_with_their_rules(world, training, enter, admin):
    enter(training, [world.buyer])
    needs = "Zagreb: Say why: everybody registered reads it."
    assert choose(admin, "training", "cancel", training) == [needs]
    assert choose(admin, "training", "mark_held", training) == ["Zagreb: It is not over yet."]
    assert choose(admin, "training", "close_registration", training) == ["Zagreb: done."]
    assert choose(admin, "training", "go", training) == ["Zagreb: done."]
    assert choose(admin, "training", "cancel", training, reason="Fire") == ["Zagreb: done."]
    assert Training.objects.get().state == "cancelled"
    assert choose(admin, "training", "postpone", training, reason="Fire") == [
        "Zagreb: This training is cancelled: this cannot be done now."
    ]


def test_somebody_is_registered_by_their_address(world, training, admin):
    say = "Write the address of somebody known, and a reason."
    for typed in ({}, {"email": "nobody@example.org", "reason": "x"}):
        assert choose(admin, "training", "add_person", training, **typed) == [say]
    typed = {"email": "partner@example.org", "reason": "Speaks"}
    assert choose(admin, "training", "add_person", training, **typed) == ["Zagreb: done."]
    assert Registration.objects.get().why == "Admitted by Administrator: Speaks"


def test_registrations_change_by_acts_only(world, training, buyers, enter, admin):
    Training.objects.update(capacity=1)
    first, second = enter(training, buyers(2))
    assert admin.get(url("registration", "add")).status_code == 403
    assert admin.post(url("registration", "change", first.pk), {"state": "x"}).status_code == 403
    assert choose(admin, "registration", "reject", first) == [
        "Buyer 1: Say why: the person reads it."
    ]
    assert choose(admin, "registration", "reject", first, reason="Asked") == ["Buyer 1: done."]
    assert states(training) == ["rejected", "confirmed"]
    assert choose(admin, "registration", "accept", second) == ["Buyer 2: This offer has ended."]
    assert choose(admin, "registration", "withdraw", second) == ["Buyer 2: done."]
    assert Training.objects.get().seats_taken == 0
    assert Mail.objects.count() == 5


def test_a_programme_keeps_to_its_project(world, admin):
    response = change(admin, "programme", world.programme, minimum="12", first_month="40")
    assert "first_month" in response.context["adminform"].form.errors
    change(admin, "programme", world.programme, minimum="12", buyer_groups=[world.group.pk])
    world.programme.refresh_from_db()
    assert (world.programme.minimum, world.programme.tiers) == (12, ["core", "authority"])


def test_trainings_are_planned_in_their_programme(world, admin):
    assert admin.get(url("training", "add")).status_code == 403


def test_invitations_change_by_acts_only(world, training, admin):
    row = make_invitation(training, world.city.organisation, world.partner, state="sent")
    assert admin.get(url("invitation", "add")).status_code == 403
    assert admin.post(url("invitation", "change", row.pk), {"state": "x"}).status_code == 403
    wait = "Partner: Partner had a mail less than 3 days ago."
    assert choose(admin, "invitation", "nudge", row) == [wait]
    Invitation.objects.update(sent_at=NOW.replace(day=1))
    assert choose(admin, "invitation", "nudge", row) == ["Partner: done."]
    assert choose(admin, "invitation", "revoke", row, reason="Asked") == ["Partner: done."]
    row.refresh_from_db()
    assert (row.state, row.times_nudged) == ("revoked", 1)
