"""Who has not answered an invitation is reminded, and its organiser: from the date to the mail."""

import pytest

from core.dates import key_of
from outbox.models import Mail
from partners.models import Person
from reminders.models import Entry
from tests.people import NOW, fix_day, make_invitation
from tests.reminders.conftest import run, subjects
from trainings import accepting, links, registration
from trainings.models import Invitation, Registration

ANSWERED_BY = "2027-09-16"  # ten days after NOW


@pytest.fixture
def guest(db):
    return Person.objects.create_user("guest@split.example", name="Guest")


@pytest.fixture
def invitation(world, rules, guest):
    rules("training_invitation/invited", "invitations_open/organiser")
    fix_day(world.training, venue="Tower")
    run("2027-09-06 10:00")
    return make_invitation(world.training, world.city.organisation, guest, state="sent")


def test_who_has_not_answered_gets_the_link_again_7_and_2_days_before(invitation, guest):
    for day in range(7, 18):
        run(f"2027-09-{day:02} 08:00")
    mails = Mail.objects.filter(to=guest.email, purpose_key__startswith="reminder/")
    assert [(mail.subject, mail.category, mail.secret) for mail in mails] == [
        ("Please answer by Thu 16 Sep 2027: Zagreb", "invitation", True)
    ] * 2
    entries = Entry.objects.filter(kind="training_invitation", mail__isnull=False)
    assert list(entries.order_by("due").values_list("step", flat=True)) == [-7, -2]
    mail = mails.latest("pk")
    for fact in (
        links.address(invitation, "trainings:invitation"),
        "ZGH has invited City of Split and waits for an answer.",
        "Wed 22 Sep 2027, 09:00–17:00 (Zagreb)",
    ):
        assert fact in mail.text
    assert mail.not_after == invitation.link_ends
    assert links.secret(invitation) not in "".join(entries.values_list("url", flat=True))


def test_the_organiser_hears_how_many_have_not_answered(world, invitation, buyer_too):
    run("2027-09-14 08:00")
    (subject,) = subjects(world.organiser)
    assert subject == "Zagreb: 2 invitations without an answer: due in 2 days"
    entry = Entry.objects.get(kind="invitations_open", mail__isnull=False)
    assert entry.item_key == key_of(world.training)


@pytest.fixture
def buyer_too(world, invitation):
    return make_invitation(world.training, world.city.organisation, world.buyer, state="sent")


@pytest.mark.parametrize("answer", ["declined", "accepted", "registered", "revoked", "closed"])
def test_who_has_answered_is_left_alone(world, invitation, guest, answer):
    token = links.secret(invitation)
    if answer == "declined":
        accepting.decline(token=token, now=NOW)
    elif answer == "accepted":
        accepting.accept(token=token, now=NOW)
    elif answer == "registered":
        Registration.objects.create(
            training=world.training,
            person=guest,
            organisation=world.city.organisation,
            state="confirmed",
            why="-",
            registered_at=NOW,
            registered_by=guest,
        )
    elif answer == "revoked":
        Invitation.objects.update(state="revoked")
    else:
        world.training.registration_switch = False
        world.training.save()
    run("2027-09-14 08:00")
    assert not Mail.objects.filter(category="invitation").exists()


def test_a_reminder_of_the_day_leads_who_has_no_account_to_their_seat(world, rules, guest):
    rules("training_day/participant")
    fix_day(world.training)
    run("2027-09-06 10:00")
    row = make_invitation(world.training, world.city.organisation, guest, state="sent")
    seat = accepting.accept(token=links.secret(row), now=NOW)
    registration.register(training=world.training, person=world.buyer, by=world.buyer, now=NOW)
    run("2027-09-21 08:00")
    own = Mail.objects.get(category="training", to=guest.email)
    address = links.address(seat, "trainings:seat")
    assert (own.secret, address in own.text, address in own.html) == (True, True, True)
    assert "/projects/ppi4test/trainings/zagreb/" not in own.text
    other = Mail.objects.get(category="training", to=world.buyer.email)
    assert (other.secret, "/projects/ppi4test/trainings/zagreb/" in other.text) == (False, True)
    assert "invalid" not in own.text + own.html + other.text + other.html
