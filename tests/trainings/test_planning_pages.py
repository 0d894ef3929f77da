"""Programmes, new trainings and their details, on their pages."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from buyers import codes
from outbox.models import Mail
from tests.people import NOW, make_invitation, make_person
from tests.reading import errors as field_errors
from tests.reading import notes
from tests.trainings.conftest import calendar, last_mail, states
from tests.trainings.test_pages import page
from trainings.models import Invitation, Programme, Training


def test_a_programme_is_started_and_a_training_planned_in_it(world, login):
    client = login(world.task_lead)
    typed = {
        "task": world.t42.pk,
        "title": "Regional trainings",
        "first_month": "M22",
        "last_month": "23",
        "target_number": "2",
        "minimum": "12",
        "offer_days": "3",
        "buyer_groups": [world.group.pk],
        "tiers": ["core", "authority"],
    }
    response = client.post(
        reverse("trainings:programme_new", args=["ppi4test"]), typed, follow=True
    )
    assert notes(response) == ["Saved."]
    programme = Programme.objects.latest("pk")
    assert (programme.slug, programme.first_month, programme.tiers) == (
        "regional-trainings",
        22,
        ["core", "authority"],
    )
    assert list(programme.buyer_groups.all()) == [world.group]
    url = reverse("trainings:plan", args=["ppi4test", "regional-trainings"])
    typed = {
        "title": "Borås",
        "organiser": world.acr.pk,
        "city": "Borås",
        "country": "SE",
        "zone": "Europe/Stockholm",
        "capacity": "20",
    }
    response = client.post(url, typed, follow=True)
    assert notes(response) == ["Planned. Fix its days when you know them."]
    training = Training.objects.latest("pk")
    assert (training.slug, training.state, training.organiser) == ("boras", "planned", world.acr)


@pytest.mark.parametrize(
    ("typed", "errors"),
    [
        ({"first_month": "50"}, {"first_month"}),
        ({"first_month": "23", "last_month": "22"}, {"__all__"}),
        ({"window_opens": "2027-01-01"}, {"window_opens"}),
        ({"title": ""}, {"title"}),
        ({"tiers": ["king"]}, {"tiers"}),
    ],
)
def test_a_wrong_programme_comes_back(world, login, typed, errors):
    right = {
        "task": world.t42.pk,
        "title": "Another",
        "first_month": "22",
        "last_month": "23",
        "target_number": "2",
        "minimum": "12",
        "offer_days": "3",
    }
    url = reverse("trainings:programme_new", args=["ppi4test"])
    response = login(world.task_lead).post(url, right | typed)
    assert set(field_errors(response)) == errors
    assert Programme.objects.count() == 1


def details(training, **typed):
    """What the form of the details sends, with some of it typed anew."""
    return {
        "title": training.title,
        "city": training.city,
        "venue": training.venue,
        "address": training.address,
        "country": "HR",
        "zone": training.zone,
        "capacity": training.capacity,
        "contact_name": training.contact_name,
        "contact_email": training.contact_email,
        "decision_day": training.decision_day or "",
        "version_seen": training.history.latest().history_id,
        **typed,
    }


def test_the_organiser_edits_what_nobody_needs_to_be_told(world, training, enter, login):
    enter(training, [world.buyer])
    client = login(world.organiser)
    response = client.post(page("edit"), details(training, language="Croatian"), follow=True)
    assert notes(response) == ["Saved."]
    row = Training.objects.get()
    assert (row.language, row.sequence) == ("Croatian", 0)
    assert Mail.objects.count() == 1


def test_another_venue_is_told_after_a_look_at_the_mail(world, training, enter, login):
    enter(training, [world.buyer])
    client = login(world.organiser)
    typed = details(training, venue="Old Town Hall", reason="More room")
    response = client.post(page("edit"), typed)
    ((_position, letter),) = response.context["review"].letters
    assert Training.objects.get().venue == "Tower"
    response = client.post(page("edit"), typed | {"confirmed": "yes"}, follow=True)
    assert notes(response) == ["Saved. 1 person was told."]
    mail = last_mail(world.buyer)
    assert (mail.subject, mail.text) == (letter.subject, letter.text)
    assert "Venue: Old Town Hall (before: Tower)" in mail.text
    assert [part[2] for part in calendar(mail)] == [1]
    assert "Old Town Hall" in mail.attachments[0]["text"]


def test_another_venue_is_told_to_who_may_answer_an_invitation(world, training, login):
    guest = make_person("Guest", account="none")
    invitation = make_invitation(training, world.city.organisation, guest, state="sent")
    too_late = {"state": "sent", "link_ends": NOW}
    make_invitation(training, world.city.organisation, world.buyer, **too_late)
    client = login(world.organiser)
    typed = details(training, venue="Old Town Hall", reason="More room")
    review = client.post(page("edit"), typed).context["review"]
    assert review.people.in_words == "1 with an invitation to answer"
    ((_position, letter),) = review.letters
    response = client.post(page("edit"), typed | {"confirmed": "yes"}, follow=True)
    assert notes(response) == ["Saved. 1 person was told."]
    (mail,) = Mail.objects.all()
    assert (mail.to, mail.subject, mail.attachments) == (guest.email, letter.subject, [])
    for line in (
        "Your invitation holds, and so does its link.",
        "Venue: Old Town Hall (before: Tower)",
        "Reason: More room",
    ):
        assert line in mail.text
        assert line in letter.text
    before, after = invitation.link_ends, Invitation.objects.get(pk=invitation.pk).link_ends
    assert before == after


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"capacity": "1"}, "capacity"),
        ({"capacity": "-3"}, "capacity"),
        ({"zone": "Europe/Atlantis"}, "zone"),
        ({"decision_day": "2027-09-23"}, "decision_day"),
        ({"contact_email": "ana"}, "contact_email"),
        ({"title": ""}, "title"),
    ],
)
def test_wrong_details_come_back(world, training, buyers, enter, login, typed, field):
    enter(training, buyers(2))
    response = login(world.organiser).post(page("edit"), details(training, **typed))
    assert list(field_errors(response)) == [field]
    assert Training.objects.get().capacity == 25


def test_more_capacity_lets_the_line_move_up(world, training, buyers, enter, login):
    Training.objects.update(capacity=1)
    training.refresh_from_db()
    enter(training, buyers(3))
    login(world.organiser).post(page("edit"), details(training, capacity="2"))
    assert states(training) == ["confirmed", "confirmed", "waiting"]


def test_registration_opens_and_closes_in_the_time_of_the_place(world, training, login):
    client = login(world.organiser)
    typed = {"opens": "2027-09-07T08:00", "closes": "2027-09-20T18:00"}
    response = client.post(page("open"), typed, follow=True)
    assert notes(response) == ["Registration is open."]
    row = Training.objects.get()
    assert row.registration_closes == datetime(2027, 9, 20, 18, tzinfo=ZoneInfo("Europe/Zagreb"))
    assert not row.takes_registrations(NOW)
    late = client.post(page("open"), typed | {"closes": "2027-09-22T18:00"})
    assert field_errors(late) == {"closes": ["Registration closes when the training starts."]}
    early = client.post(page("open"), typed | {"closes": "2027-09-06T18:00"})
    assert field_errors(early) == {"closes": ["Registration closes before it opens."]}
    client.post(page("close"))
    assert not Training.objects.get().registration_switch


def test_who_schedules_gives_a_training_its_own_window_and_region(world, login):
    codes.load_shipped(schemes=["NUTS"], only=["HR05", "HR050"])
    client = login(world.task_lead)
    typed = details(world.training, organiser=world.zagreb.pk)
    typed |= {"window_opens": "2027-10-01", "window_closes": "2027-10-31", "nuts": "HR05"}
    assert notes(client.post(page("edit"), typed, follow=True)) == ["Saved."]
    row = Training.objects.get()
    assert (row.window_closes, row.nuts) == (date(2027, 10, 31), "HR05")
    text = client.get(page("training")).text
    assert "Between Fri 1 Oct 2027 and Sun 31 Oct 2027" in text
    assert '<dd>Grad Zagreb <span class="muted">HR05</span></dd>' in text
    assert "Fri 1 Oct 2027 to Sun 31 Oct 2027" in client.get("/projects/ppi4test/trainings/").text
    assert "The plan says Fri 1 Oct 2027 to Sun 31 Oct 2027." in client.get(page("schedule")).text
    form = client.get(page("edit")).context["form"]
    assert form["nuts"].value() == "HR05"


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"nuts": "HR99"}, "nuts"),
        ({"nuts": "9" * 30}, "nuts"),
        ({"nuts": "a\0b"}, "nuts"),
        ({"window_opens": "0001-01-01"}, "window_opens"),
        ({"window_closes": "9999-12-31"}, "window_closes"),
        ({"window_closes": "2027-12-31"}, "reason"),
    ],
)
def test_a_window_or_region_that_cannot_be_comes_back(world, login, typed, field):
    codes.load_shipped(schemes=["NUTS"], only=["HR05"])
    client = login(world.task_lead)
    whole = details(world.training, organiser=world.zagreb.pk) | typed
    assert list(field_errors(client.post(page("edit"), whole))) == [field]
    url = reverse("trainings:plan", args=["ppi4test", "regional"])
    assert list(field_errors(client.post(url, whole))) == [field]
    assert (Training.objects.count(), Training.objects.get().nuts) == (1, "")


def test_the_organiser_does_not_move_the_window(world, login):
    client = login(world.organiser)
    client.post(page("edit"), details(world.training, window_opens="2027-10-01"))
    assert Training.objects.get().window_opens is None


def test_a_search_for_a_region_saves_nothing_yet(world, login):
    codes.load_shipped(schemes=["NUTS"], only=["HR05"])
    typed = details(world.training, title="Split", nuts_search="zagreb", nuts_find="yes")
    response = login(world.organiser).post(page("edit"), typed)
    assert (field_errors(response), "Grad Zagreb" in response.text) == ({}, True)
    assert Training.objects.get().title == "Zagreb"
