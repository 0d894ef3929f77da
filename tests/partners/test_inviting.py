"""Invitations: who gets an account and a place, by which link, and when the link ends."""

import re
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from outbox.models import Category, Mail
from partners import accounts, inviting
from partners.models import Invitation, Person, ProjectReader, TeamMember
from tests.people import NOW, TODAY, make_partner, make_person, make_project

PASSWORD = "a long enough secret"
PROFILE = {"name": "Ana Novak", "zone": "Europe/Zagreb", "country": "HR"}


def invite(world, email="ana@example.org", **given):
    given = {"participation": world.acr, "name": "Ana", "by": world.coordinator, "now": NOW} | given
    return inviting.invite_to_team(email=email, **given)


def newest_link(address) -> str:
    mail = Mail.objects.filter(to=address, secret=True).order_by("-pk")[0]
    return re.search(r"/invitations/([^/]+)/", mail.text)[1]


def accept(token, now=NOW):
    return inviting.accept(token=token, password=PASSWORD, now=now, **PROFILE)


def test_an_invited_person_opens_the_account_and_takes_the_place(world):
    invitation = invite(world, function="Trainer", access="reader")
    ana = Person.objects.get(email="ana@example.org")
    assert (ana.account, ana.places.count()) == ("invited", 0)

    accept(newest_link(ana.email), NOW + timedelta(days=1))

    ana.refresh_from_db()
    invitation.refresh_from_db()
    assert (ana.account, ana.name, ana.zone, ana.country) == (
        "active",
        "Ana Novak",
        "Europe/Zagreb",
        "HR",
    )
    assert ana.check_password(PASSWORD)
    place = ana.places.get()
    assert (place.participation, place.access, place.function, place.since, place.until) == (
        world.acr,
        "reader",
        "Trainer",
        TODAY + timedelta(days=1),
        None,
    )
    assert invitation.state(NOW) == Invitation.State.ACCEPTED


def test_the_link_stands_in_the_mail_only(world):
    invitation = invite(world)
    token = newest_link("ana@example.org")
    mail = Mail.objects.get(to="ana@example.org")
    assert (mail.category, mail.secret) == (Category.ACCOUNT, True)
    assert mail.not_after == invitation.expires_at == NOW + timedelta(days=14)
    assert (len(token), invitation.token_hash) == (43, inviting.hashed(token))
    assert token not in str(Invitation.objects.values_list().get())


def test_the_address_in_another_spelling_is_the_same_person(world):
    invite(world, email="Ana@Bücher.example")
    invite(world, email="ana@xn--bcher-kva.EXAMPLE", participation=world.iat)
    assert Person.objects.get(name="Ana").invitations.count() == 2


def test_one_click_takes_all_that_is_on_offer(world):
    invite(world)
    invite(world, participation=world.iat)
    inviting.invite_reader(
        project=make_project("Other"), email="ana@example.org", name="A", by=world.stranger, now=NOW
    )
    expired = invite(world, participation=world.zagreb, now=NOW - timedelta(days=14))
    ana = accept(newest_link("ana@example.org"), NOW - timedelta(seconds=1))
    expired.refresh_from_db()
    assert set(ana.places.values_list("participation", flat=True)) == {
        world.acr.pk,
        world.iat.pk,
        world.zagreb.pk,
    }
    assert ana.readings.get().project.acronym == "Other"


def test_who_has_an_account_gets_the_place_at_once_and_a_mail(world):
    outcome = invite(world, email=" STRANGER@example.org ", name="Somebody else")
    assert outcome is None
    assert world.stranger.places.get().since == TODAY
    world.stranger.refresh_from_db()
    assert world.stranger.name == "Stranger"  # whoever invites does not rename
    mail = Mail.objects.get(to=world.stranger.email)
    assert (mail.category, mail.secret) == (Category.SERVICE, False)
    assert mail.subject == "PPI4Test: you are on the team of ACR+"
    assert not Invitation.objects.exists()


def test_a_reader_reads_after_accepting(world):
    inviting.invite_reader(
        project=world.project,
        email="po@example.org",
        name="Officer",
        function="Project officer",
        by=world.coordinator,
        now=NOW,
    )
    officer = accept(newest_link("po@example.org"))
    assert list(officer.readings.values_list("project", "function", "since")) == [
        (world.project.pk, "Project officer", TODAY)
    ]


def test_an_account_alone_is_offered_once(world):
    person = make_person("Named", account="none")
    offer = {"person": person, "project": world.project, "by": world.coordinator}
    first = inviting.invite_to_account(**offer, now=NOW)
    assert inviting.invite_to_account(**offer, now=NOW) is None
    later = NOW + timedelta(days=15)
    assert inviting.invite_to_account(**offer, now=later) == first  # expired: sent once more
    accept(newest_link(person.email), later)
    assert inviting.invite_to_account(**offer, now=later) is None
    assert list(Invitation.objects.values_list("times_sent", "accepted_at")) == [(2, later)]


# --- Links that do not work ----------------------------------------------------------------------


def test_a_link_works_once(world):
    invite(world)
    token = newest_link("ana@example.org")
    accept(token)
    with pytest.raises(inviting.DeadLink):
        accept(token)
    assert TeamMember.objects.filter(person__email="ana@example.org").count() == 1


def test_a_link_ends_after_14_days(world):
    invite(world)
    with pytest.raises(inviting.DeadLink):
        accept(newest_link("ana@example.org"), NOW + timedelta(days=14))
    assert Person.objects.get(email="ana@example.org").account == "invited"


def test_resending_ends_the_older_link(world):
    invitation = invite(world)
    older = newest_link("ana@example.org")
    inviting.resend(invitation=invitation, by=world.coordinator, now=NOW + timedelta(days=20))
    newer = newest_link("ana@example.org")
    with pytest.raises(inviting.DeadLink):
        inviting.find(token=older, now=NOW)
    accept(newer, NOW + timedelta(days=21))
    invitation.refresh_from_db()
    assert (invitation.times_sent, invitation.created_at) == (2, NOW)


def test_resending_takes_back_the_mail_that_still_waits(world, settings):
    settings.MAIL_IS_SENT = True
    invitation = invite(world)
    inviting.resend(invitation=invitation, by=world.coordinator, now=NOW)
    states = (
        Mail.objects.filter(to="ana@example.org").order_by("pk").values_list("state", flat=True)
    )
    assert list(states) == ["withdrawn", "queued"]


def test_revoking_ends_the_link_and_the_waiting(world):
    invitation = invite(world)
    inviting.revoke(invitation=invitation, by=world.coordinator, now=NOW)
    with pytest.raises(inviting.DeadLink):
        accept(newest_link("ana@example.org"))
    ana = Person.objects.get(email="ana@example.org")
    assert (ana.account, ana.places.count()) == ("none", 0)
    with pytest.raises(ValidationError, match="answered or revoked"):
        inviting.resend(invitation=invitation, by=world.coordinator, now=NOW)


def test_revoking_one_of_two_leaves_the_other(world):
    first = invite(world)
    invite(world, participation=world.iat)
    inviting.revoke(invitation=first, by=world.coordinator, now=NOW)
    ana = accept(newest_link("ana@example.org"))
    assert [place.participation for place in ana.places.all()] == [world.iat]


def test_an_accepted_invitation_is_not_revoked(world):
    invitation = invite(world)
    accept(newest_link("ana@example.org"))
    with pytest.raises(ValidationError, match="answered or revoked"):
        inviting.revoke(invitation=invitation, by=world.coordinator, now=NOW)


def test_a_link_of_a_closed_account_is_dead(world):
    invite(world)
    ana = Person.objects.get(email="ana@example.org")
    accounts.close(person=ana, reason="wrong address", by=world.administrator, now=NOW)
    with pytest.raises(inviting.DeadLink):
        accept(newest_link("ana@example.org"))


# --- What is refused -----------------------------------------------------------------------------


def test_nobody_is_invited_twice_to_the_same_place(world):
    invite(world)
    with pytest.raises(ValidationError) as refusal:
        invite(world, email="ANA@example.org")
    assert list(refusal.value.error_dict) == ["email"]
    assert Invitation.objects.count() == Mail.objects.count() == 1


def test_who_has_the_place_is_not_invited_to_it(world):
    with pytest.raises(ValidationError, match="already has a place"):
        invite(world, email=world.partner.email)
    with pytest.raises(ValidationError, match="already reads"):
        inviting.invite_reader(
            project=world.project,
            email=world.officer.email,
            name="O",
            by=world.coordinator,
            now=NOW,
        )


def test_a_closed_account_is_not_invited(world):
    accounts.close(person=world.stranger, reason="left", by=world.administrator, now=NOW)
    with pytest.raises(ValidationError) as refusal:
        invite(world, email=world.stranger.email)
    assert list(refusal.value.error_dict) == ["email"]


def test_a_partner_who_left_gets_nobody_new(world):
    world.acr.exit = TODAY - timedelta(days=1)
    world.acr.save()
    with pytest.raises(ValidationError, match="has left"):
        invite(world)
    assert not Person.objects.filter(email="ana@example.org").exists()


# --- The page of the link ------------------------------------------------------------------------


def open_page(client, token):
    return client.get(reverse("partners:accept", args=[token]))


def test_looking_at_the_link_changes_nothing(world, client):
    invite(world, now=NOW)
    token = newest_link("ana@example.org")
    before = list(Invitation.objects.values()), list(Person.objects.values())
    with_clock = Invitation.objects.get().expires_at - timedelta(days=1)
    assert inviting.find(token=token, now=with_clock)
    for method in (client.get, client.head):
        method(reverse("partners:accept", args=[token]))
    assert (list(Invitation.objects.values()), list(Person.objects.values())) == before


def test_the_page_opens_the_account_and_logs_in(world, client, settings):
    settings.ACCOUNT_RATE_LIMITS = {}
    invite(world, now=timezone.now())
    address = reverse("partners:accept", args=[newest_link("ana@example.org")])
    page = client.get(address)
    assert page.status_code == 200
    assert "ana@example.org" in page.text
    typed = {"name": "Ana N", "zone": "Europe/Zagreb", "language": "hr", "password": PASSWORD}
    answer = client.post(address, typed)
    assert (answer.status_code, answer.url) == (302, "/")
    ana = Person.objects.get(email="ana@example.org")
    assert client.session["_auth_user_id"] == str(ana.pk)
    assert (ana.name, ana.zone, ana.account) == ("Ana N", "Europe/Zagreb", "active")
    assert ana.language == "hr"


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("password", "password", "This password is too short"),
        ("password", "", "This field is required."),
        ("name", "", "This field is required."),
        ("zone", "Europe/Atlantis", "Select a valid choice."),
    ],
)
def test_what_is_missing_is_said_at_its_field(world, client, field, value, message):
    invite(world, now=timezone.now())
    address = reverse("partners:accept", args=[newest_link("ana@example.org")])
    typed = {"name": "Ana Typed", "zone": "Europe/Zagreb", "password": PASSWORD} | {field: value}
    page = client.post(address, typed)
    assert page.context["form"].errors[field][0].startswith(message)
    assert page.context["form"]["name"].value() == typed["name"]
    assert Person.objects.get(email="ana@example.org").account == "invited"


def test_all_dead_links_look_the_same(world, client):
    now = timezone.now()
    used = invite(world, email="used@example.org", now=now)
    used_token = newest_link("used@example.org")
    accept(used_token, now)
    revoked = invite(world, email="revoked@example.org", now=now)
    inviting.revoke(invitation=revoked, by=world.coordinator, now=now)
    invite(world, email="late@example.org", now=now - timedelta(days=15))
    tokens = [
        used_token,
        newest_link("revoked@example.org"),
        newest_link("late@example.org"),
        "unknown",
    ]
    pages = [open_page(client, token) for token in tokens]
    assert [page.status_code for page in pages] == [404] * 4
    assert len({page.text for page in pages}) == 1
    assert used.pk


def test_guessing_links_is_throttled(world, client, settings):
    settings.ACCOUNT_RATE_LIMITS = {"accept_invitation": "3/m/ip"}
    codes = [open_page(client, f"guess{n}").status_code for n in range(4)]
    assert codes == [404, 404, 404, 429]


def test_a_project_of_another_coordinator_stays_apart(world):
    other = make_project("Other")
    partner = make_partner(other, world.acr.organisation, 1, "coordinator")
    invite(world, email="new@example.org", participation=partner, by=world.stranger)
    assert not Invitation.objects.editable_by(world.coordinator, TODAY).exists()
    assert not ProjectReader.objects.filter(project=other).exists()
