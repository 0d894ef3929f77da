"""What is said and handed in, and who hears of it."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from outbox.models import Mail
from partners.models import Person, ProjectReader
from records import dossiers
from records.models import Comment, Dossier, Follower, Version
from records.querysets import people_around
from tests.people import (
    NOW,
    TODAY,
    make_meeting,
    make_member,
    make_person,
    make_review,
    make_risk,
)
from tests.records.samples import PDF, file
from workpackages import progress, talk

LATER = NOW + timedelta(minutes=5)


def say(item, by, text="Ready?", now=NOW, **given):
    return talk.say(item=item, text=text, by=by, now=now, **given)


def told() -> list[str]:
    return sorted(name.partition("@")[0] for name in Mail.objects.values_list("to", flat=True))


# --- Who hears ------------------------------------------------------------------------------------


def test_the_people_of_the_lead_hear_and_the_author_does_not(world):
    say(world.d41, world.coordinator)
    assert told() == ["partner"]
    Mail.objects.all().delete()
    say(world.d41, world.partner)
    assert told() == ["coordinator"]  # who wrote before follows


def test_who_follows_hears_reads_or_not(world):
    for person in (world.officer, world.team_reader):
        talk.follow(item=world.d41, person=person, follows=True)
    say(world.d41, world.partner)
    assert told() == ["officer", "team.reader"]


def test_the_reviewer_hears(world):
    world.d41.reviewer = world.wp_lead
    world.d41.save()
    say(world.d41, world.partner)
    assert told() == ["wp.lead"]


def test_who_unfollowed_hears_only_when_mentioned(world):
    talk.follow(item=world.d41, person=world.partner, follows=False)
    say(world.d41, world.coordinator)
    assert told() == []
    say(world.d41, world.coordinator, "@Partner, ready?")
    assert told() == ["partner"]


def test_the_mention_of_a_name_is_understood(world):
    colleague = make_person("Partner Two")
    make_member(colleague, world.acr)
    for text, expected in {
        "@wp  lead and @Officer: see a@task.lead and @Partners": ["officer", "wp.lead"],
        "@Partner Two knows.": ["partner.two"],
        "@Partner Twofold": ["partner"],
        "@Stranger @Buyer @Administrator": [],
        "Wp Lead, without a sign": [],
    }.items():
        people = talk.names_of(world.t41, NOW)
        found = talk.named_in(text, people)
        mails = {person.email for person in Person.objects.filter(pk__in=found)}
        assert sorted(mail.partition("@")[0] for mail in mails) == expected, text


def test_a_tick_puts_the_name_into_the_text(world):
    ticked = [world.organiser.pk, world.officer.pk]
    comment = say(world.d41, world.partner, "What does @Officer think?", mentioned=ticked)
    assert comment.text == "@Organiser\nWhat does @Officer think?"
    assert told() == ["officer", "organiser"]


@pytest.mark.parametrize("name", ["stranger", "buyer", "administrator"])
def test_who_does_not_see_it_cannot_be_mentioned(world, name):
    with pytest.raises(ValidationError) as refusal:
        say(world.d41, world.partner, mentioned=[world.person(name).pk])
    assert refusal.value.message_dict == {
        "mentioned": ["Only people who see this can be mentioned."]
    }
    assert (Comment.objects.count(), Dossier.objects.count(), told()) == (0, 0, [])


def test_nobody_is_told_who_sees_it_no_longer(world):
    talk.follow(item=world.d41, person=world.organiser, follows=True)
    world.organiser.places.update(until="2027-09-05")
    world.partner.close_account(by=world.administrator, reason="left")
    say(world.d41, world.coordinator, "@Organiser @Partner")
    assert told() == []


def test_a_mail_a_comment_and_person_and_none_for_a_second_click(world):
    talk.follow(item=world.d41, person=world.wp_lead, follows=True)
    first = say(world.d41, world.partner, "@Wp Lead, @Wp Lead!")
    assert say(world.d41, world.partner, "@Wp Lead, @Wp Lead!", now=NOW + timedelta(seconds=9)) == (
        first
    )
    assert told() == ["wp.lead"]


def test_who_is_mentioned_by_a_change_hears_and_nobody_twice(world):
    comment = say(world.d41, world.coordinator, "Ready?")
    assert told() == ["partner"]
    text = "Ready, @Partner? And @Organiser?"
    talk.reword(item=world.d41, comment=comment, text=text, by=world.coordinator, now=LATER)
    assert told() == ["organiser", "partner"]


def test_people_around_are_those_who_see_the_project(world):
    leaving = make_person("Leaving")
    make_member(leaving, world.acr, until="2027-09-05")
    coming = make_person("Coming")
    make_member(coming, world.zagreb, since="2027-09-07")
    ended = make_person("Ended")
    ProjectReader.objects.create(
        person=ended, project=world.project, since=world.project.start, until="2027-09-05"
    )
    make_member(make_person("Invited", account="invited"), world.iat)
    talk.follow(item=world.d41, person=world.officer, follows=True)
    talk.follow(item=world.d41, person=world.partner, follows=False)
    for day in (TODAY, TODAY + timedelta(days=1)):
        found = people_around(world.d41.dossier_id, world.project.pk, day)
        seeing = Person.objects.seeing(world.project, day).order_by("name", "pk")
        assert [pk for pk, _name, _follows in found] == [person.pk for person in seeing]
    chosen = {pk: follows for pk, _name, follows in found if follows is not None}
    assert chosen == {world.officer.pk: True, world.partner.pk: False}
    assert {follows for *_person, follows in people_around(None, world.project.pk, TODAY)} == {None}


# --- The mails -----------------------------------------------------------------------------------


def test_the_mail_has_the_words_the_way_and_the_way_out(world):
    comment = say(world.d41, world.coordinator, "Is <b>it</b> ready?\nhttps://example.org")
    mail = Mail.objects.get()
    item = f"http://localhost:8000/projects/ppi4test/d4.1/#comment-{comment.pk}"
    assert mail.subject == "PPI4Test: Coordinator wrote about D4.1 Training handbook"
    assert "\n".join(mail.text.splitlines()[:8]) == (
        "Coordinator wrote about D4.1 Training handbook:\n\n"
        "Is <b>it</b> ready?\nhttps://example.org\n\n"
        f"Read and answer: {item}\n\n"
        "You get this because your organisation leads it, or you review it."
    )
    assert "Is &lt;b&gt;it&lt;/b&gt; ready?<br>https://example.org" in mail.html
    assert (mail.category, mail.subject_key) == ("talk", f"workpackages.deliverable:{world.d41.pk}")
    assert mail.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_what_was_said_stays_said_when_the_item_is_done(world, settings):
    settings.MAIL_IS_SENT = True
    comment = say(world.t42, world.coordinator)
    progress.perform(item=world.t42, verb="finish", by=world.task_lead)
    assert Mail.objects.get().state == "queued"
    dossiers.retract(comment=comment, by=world.coordinator, now=LATER)
    assert Mail.objects.get().state == "withdrawn"


# --- Whatever has a dossier ----------------------------------------------------------------------


def test_risks_meetings_and_reviews_concern_their_lead_or_host(world):
    hosted = make_meeting(world.project, host=world.acr)
    hostless = make_meeting(world.project, "Another board")
    risk, review = make_risk(world.wp4, world.acr), make_review(world.project, world.acr)
    for item in (risk, review, hosted, hostless, world.wp4, world.ms1):
        dossiers.opened(holder=item)
    heard = {
        str(item): [person.name for person, _why in talk.hearers(item, by=world.officer, now=NOW)]
        for item in (risk, review, hosted, hostless, world.wp4, world.ms1)
    }
    assert heard == {
        "R1 Risk 1": ["Partner"],
        "RV1 Review 1": ["Partner"],
        "Project board": ["Partner"],
        "Another board": [],
        "WP4 Capacity building": ["Wp Lead"],
        "MS1 Trainings held": ["Task Lead"],
    }


# --- Files ---------------------------------------------------------------------------------------


def hand_in(item, by, upload=None, **given):
    return talk.hand_in(item=item, upload=upload or file(), by=by, now=NOW, **given)


def test_a_file_is_told_to_who_hears_of_the_item(world):
    talk.follow(item=world.d41, person=world.wp_lead, follows=True)
    hand_in(world.d41, world.partner, note="first draft")
    mail = Mail.objects.get()
    assert (mail.to, mail.subject) == (
        world.wp_lead.email,
        "PPI4Test: a file for D4.1 Training handbook",
    )
    assert "report.pdf (version 1, 48\xa0bytes)\nfirst draft" in mail.text
    assert Follower.objects.get(person=world.partner).follows


def test_a_draft_is_handed_in_and_reported_at_once(world):
    world.d41.reviewer = world.wp_lead
    world.d41.save()
    hand_in(world.d41, world.partner, note="for review", as_draft=True)
    world.d41.refresh_from_db()
    assert world.d41.state == "draft"
    newest = world.d41.history.latest("history_id")
    assert (newest.history_change_reason, newest.history_user) == ("for review", world.partner)
    assert Mail.objects.get().subject == "PPI4Test: a draft of D4.1 Training handbook"


def test_a_draft_that_cannot_be_reported_leaves_no_file(world, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    progress.perform(item=world.d41, verb="draft", by=world.partner, reason="")
    progress.perform(item=world.d41, verb="submit", by=world.coordinator, on=TODAY, reason="")
    with pytest.raises(ValidationError, match="is submitted"):
        hand_in(world.d41, world.partner, as_draft=True)
    assert list(tmp_path.iterdir()) == []
    hand_in(world.d41, world.partner)
    assert Version.objects.get().size == len(PDF)


def test_a_refused_file_reports_no_draft(world):
    with pytest.raises(ValidationError):
        hand_in(world.d41, world.partner, file("draft.pdf", b"<html>"), as_draft=True)
    world.d41.refresh_from_db()
    assert (world.d41.state, world.d41.history.count(), told()) == ("pending", 1, [])


def test_nothing_is_added_to_what_is_cancelled(world):
    progress.perform(item=world.d41, verb="cancel", by=world.coordinator, reason="merged")
    world.d41.refresh_from_db()
    with pytest.raises(ValidationError, match="This is cancelled"):
        hand_in(world.d41, world.coordinator)
    say(world.d41, world.coordinator, "Why we dropped it")
    assert Comment.objects.count() == 1
