"""Who is invited and has not answered, when the training changes: what is read, and the link."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.clock import wall_moment
from core.dates import key_of
from outbox.models import Mail, OptOut
from partners.models import Person
from tests.languages import LANGUAGES, english_in, shown, tongue_of
from tests.people import NOW, fix_day, make_invitation, make_person, make_training
from tests.trainings.conftest import last_mail, subjects
from tests.trainings.test_pages import DAYS, page
from tests.trainings.test_scheduling import slot
from trainings import accepting, dates, emails, inviting, links, merging, planning, scheduling
from trainings.days import slots_of
from trainings.models import Invitation, Training

ZAGREB = ZoneInfo("Europe/Zagreb")
WHY = "Venue double booked"
GIVEN = date(2027, 9, 16)  # by when the invitations of the tests are to be answered
TWO_WEEKS = date(2027, 9, 20)
LATER = date(2027, 10, 5)


@pytest.fixture
def guest(db):
    return make_person("Guest", account="none")


@pytest.fixture
def invitation(world, training, guest):
    return make_invitation(training, world.city.organisation, guest, state="sent")


@pytest.fixture
def act(world, training):
    """act("cancel") -> the training, by who schedules it."""

    def do(name, **given):
        given = {"training": training, "by": world.task_lead, "reason": WHY, "now": NOW} | given
        return getattr(scheduling, name)(**given)

    return do


@pytest.fixture
def other(world):
    """Rijeka, Wed 29 Sep 2027, of the same programme."""
    return fix_day(make_training(world.programme, world.zagreb, "Rijeka"), date(2027, 9, 29))


@pytest.fixture
def merge(world, training, other):
    def act():
        given = {"training": training, "into": other, "by": world.task_lead}
        return merging.merge(reason=WHY, now=NOW, **given)

    return act


def opens(client, row) -> int:
    return client.get(reverse("trainings:invitation", args=[links.secret(row)])).status_code


def again(row) -> Invitation:
    return Invitation.objects.get(pk=row.pk)


# --- Other days ---------------------------------------------------------------------------------


def test_a_move_asks_again_for_the_new_days_by_the_same_link(
    world, training, invitation, guest, act, client
):
    act("move", slots=[slot(LATER)])
    (mail,) = Mail.objects.all()
    assert (mail.to, mail.subject, mail.category, mail.secret, mail.attachments) == (
        guest.email,
        "Moved to Tue 5 Oct 2027: Zagreb",
        "invitation",
        True,
        [],
    )
    for line in (
        "You are invited to this training, and it has moved. Your invitation holds.",
        "Please answer by Mon 20 Sep 2027",
        links.address(invitation, "trainings:invitation"),
        "Reason: Venue double booked",
        "Before: Wed 22 Sep 2027, 09:00–17:00 (Zagreb)",
        "Now: Tue 5 Oct 2027, 09:00–17:00 (Zagreb)",
        "Tower, Main Street 1, Zagreb",
        "your organisation may come",
        "/unsubscribe/",
    ):
        assert line in mail.text
    assert "You may come because" not in mail.text
    row = again(invitation)
    assert (row.state, row.answer_by, row.link_hash) == ("sent", TWO_WEEKS, invitation.link_hash)
    assert row.link_ends == mail.not_after == wall_moment(date(2027, 9, 21), zone="Europe/Zagreb")
    assert (row.history.first().history_change_reason, row.history.count()) == (WHY, 2)
    assert opens(client, invitation) == 200
    accepting.accept(token=links.secret(invitation), now=NOW)
    assert again(invitation).state == "accepted"


def test_nobody_loses_days_to_answer(world, training, invitation, act):
    late = make_invitation(
        training,
        world.city.organisation,
        world.buyer,
        state="sent",
        answer_by=date(2027, 9, 21),
    )
    act("move", slots=[slot(LATER)])
    assert [again(row).answer_by for row in (invitation, late)] == [date(2027, 9, 21)] * 2


def test_a_move_to_earlier_days_leaves_time_to_answer_before(training, invitation, act):
    act("move", slots=[slot(date(2027, 9, 9))])
    row = again(invitation)
    assert (row.answer_by, row.link_ends.astimezone(ZAGREB).date()) == (
        date(2027, 9, 8),
        date(2027, 9, 9),
    )


def test_who_let_the_day_pass_is_asked_for_the_new_days_too(training, invitation, act, client):
    Invitation.objects.update(answer_by=NOW.date(), link_ends=NOW)
    assert opens(client, invitation) == 404
    act("move", slots=[slot(LATER)])
    assert (len(subjects()), opens(client, invitation)) == (1, 200)


def test_where_registration_is_closed_nothing_is_asked(world, training, invitation, act, client):
    planning.close_registration(training=training, by=world.organiser)
    act("move", slots=[slot(LATER)])
    (mail,) = Mail.objects.all()
    assert "Now: Tue 5 Oct 2027" in mail.text
    assert ("Please answer" in mail.text, "/trainings/invitation/" in mail.text) == (False, False)
    assert (mail.secret, opens(client, invitation)) == (False, 200)


# --- No days any more ---------------------------------------------------------------------------


def test_postponed_it_rests_and_its_link_says_so(training, invitation, guest, act, client):
    act("postpone")
    (mail,) = Mail.objects.all()
    assert (mail.to, mail.subject, mail.secret) == (guest.email, "Postponed: Zagreb", False)
    for line in (
        "You are invited to this training. It does not take place on the planned date, and you "
        "need not answer now: when there is a new date, a mail asks you again.",
        "Reason: Venue double booked",
        "Would have been: Wed 22 Sep 2027, 09:00–17:00 (Zagreb)",
    ):
        assert line in mail.text
    assert ("Please answer" in mail.text, "/trainings/invitation/" in mail.text) == (False, False)
    row = again(invitation)
    assert (row.state, row.answer_by, row.link_hash) == ("sent", None, invitation.link_hash)
    text = client.get(reverse("trainings:invitation", args=[links.secret(row)])).text
    assert "This training is postponed. There is no new date yet." in text
    assert ("do you come?" in text, "It works once, until" in text) == (False, False)


def test_new_days_after_that_ask_again_by_the_same_link(training, invitation, guest, act, client):
    act("postpone")
    Invitation.objects.update(link_ends=NOW + timedelta(days=300))
    act("schedule", slots=[slot(LATER)])
    assert subjects() == ["Postponed: Zagreb", "New date: Zagreb, Tue 5 Oct 2027"]
    mail = last_mail(guest)
    for line in (
        "its date is fixed anew. Your invitation holds.",
        "Please answer by Mon 20 Sep 2027",
        links.address(invitation, "trainings:invitation"),
        "Before: Wed 22 Sep 2027",
        "Now: Tue 5 Oct 2027",
    ):
        assert line in mail.text
    assert (again(invitation).answer_by, opens(client, invitation)) == (TWO_WEEKS, 200)


def test_of_the_days_before_only_those_that_it_had_are_told(training, invitation, guest, act):
    """Of three days one was taken away by a move: its row lies there still, on a day in between."""
    act("move", slots=[slot(date(2027, 9, day)) for day in (22, 23, 24)])
    act("move", slots=[slot(date(2027, 9, day)) for day in (22, 29)])
    act("postpone")
    act("schedule", slots=[slot(LATER)])
    lines = [line for line in last_mail(guest).text.splitlines() if line.startswith("Before:")]
    assert [line[8:19] for line in lines] == ["Wed 22 Sep ", "Wed 29 Sep "]


def test_cancelled_nothing_need_be_answered_and_the_link_is_dead(
    training, invitation, guest, act, client
):
    act("cancel")
    (mail,) = Mail.objects.all()
    assert (mail.to, mail.subject, mail.secret) == (guest.email, "Cancelled: Zagreb", False)
    assert "It does not take place, and you need not answer any more." in mail.text
    assert "Would have been: Wed 22 Sep 2027" in mail.text
    assert mail.attachments == []
    row = again(invitation)
    assert (row.state, row.link_hash, row.history.first().history_change_reason) == (
        "revoked",
        None,
        WHY,
    )
    assert opens(client, invitation) == 404
    act("schedule", slots=[slot(LATER)])
    assert len(subjects()) == 1  # who was asked for a training that was off is invited anew


def test_merged_nothing_need_be_answered_and_the_other_asks_anew(
    training, other, invitation, guest, merge, client
):
    merge()
    (mail,) = Mail.objects.all()
    assert (mail.to, mail.subject) == (guest.email, "Merged into another training: Zagreb")
    for line in (
        "It has become one with another: Rijeka, Wed 29 Sep 2027. You need not answer any more;",
        "Reason: Venue double booked",
        "Would have been: Wed 22 Sep 2027",
    ):
        assert line in mail.text
    row = again(invitation)
    assert (row.training, row.state, row.link_hash) == (other, "prepared", None)
    assert opens(client, invitation) == 404


def test_who_is_registered_for_the_other_one_hears_it_too(
    world, training, other, buyers, enter, merge
):
    (person,) = buyers(1)
    enter(other, [person])
    make_invitation(training, world.city.organisation, person, state="sent")
    merge()
    assert subjects(person)[1:] == ["Merged into another training: Zagreb"]


# --- To whom, and how often ---------------------------------------------------------------------


@pytest.mark.parametrize("name", ["move", "postpone", "cancel", "merge"])
def test_one_mail_for_one_act(world, training, other, invitation, buyers, enter, act, merge, name):
    """Prepared and answered ones, who is registered, gone or has unsubscribed: none but the own."""
    registered, prepared, declined, gone, tired = people = buyers(5)
    enter(training, [registered])
    for person, state in zip(people, ["sent", "prepared", "declined", "sent", "sent"], strict=True):
        make_invitation(training, world.city.organisation, person, state=state)
        row = Invitation.objects.get(person=person)
        if state == "declined":
            row.save(update_fields=links.give(row, ends=NOW + timedelta(days=9)))
    Person.objects.filter(pk=gone.pk).update(account="closed")
    OptOut.objects.create(address=tired.email, category="invitation")
    Mail.objects.all().delete()
    if name == "merge":
        merge()
    else:
        act(name, **({"slots": [slot(LATER)]} if name == "move" else {}))
    told = sorted(Mail.objects.values_list("to", "category"))
    assert told == sorted([(registered.email, "service"), (invitation.person.email, "invitation")])
    prepared_now, declined_now = (
        Invitation.objects.get(person=person).state for person in (prepared, declined)
    )
    assert (prepared_now, declined_now) == ("prepared", "declined")


def test_what_waited_with_the_old_days_is_taken_back(world, training, guest, act):
    inviting.ask(
        training=training,
        organisation=world.city.organisation,
        person=guest,
        why="-",
        by=world.organiser,
        now=NOW,
    )
    Mail.objects.update(state="queued")
    act("move", slots=[slot(LATER)])
    act("move", slots=[slot(date(2027, 10, 6))])
    assert Mail.objects.earliest("pk").state == "withdrawn"
    assert subjects(guest)[1:] == [
        "Moved to Tue 5 Oct 2027: Zagreb",
        "Moved to Wed 6 Oct 2027: Zagreb",
    ]
    keys = list(Mail.objects.order_by("pk").values_list("purpose_key", flat=True))
    row = Invitation.objects.get()
    assert keys[1:] == [f"{key_of(training)}/{n}/{key_of(row)}/moved" for n in (1, 2)]


def test_what_rests_or_has_ended_is_no_date_and_is_not_nudged(world, training, invitation, act):
    window = (date(2027, 9, 1), date(2028, 12, 31))

    def open_dates():
        kinds = ("training_invitation", "invitations_open")
        return {item.kind for item in dates.items(*window) if item.kind in kinds and item.open}

    assert open_dates() == {"training_invitation", "invitations_open"}
    act("postpone")
    assert open_dates() == set()
    with pytest.raises(ValidationError, match="Open registration first"):
        inviting.nudge_one(invitation=invitation, by=world.organiser, now=NOW + timedelta(days=4))
    act("schedule", slots=[slot(LATER)])
    assert open_dates() == {"training_invitation", "invitations_open"}
    act("cancel")
    assert open_dates() == set()
    assert list(dates.answerable("invited", [key_of(invitation)])) == []


def test_a_move_takes_two_statements_more_for_each(world, training, buyers, act):
    counts = []
    for number in (1, 3):
        for person in buyers(number, start=10 * number):
            make_invitation(training, world.city.organisation, person, state="sent")
        day = date(2027, 10, 4 + number)
        with CaptureQueriesContext(connection) as statements:
            act("move", slots=[slot(day)])
        counts.append(len(statements))
    assert counts[1] - counts[0] == 2 * 3


# --- Seen before --------------------------------------------------------------------------------


def without_links(text: str) -> str:
    """As the review shows it: without what is one reader's own."""
    lines = text.splitlines()
    kept = [line for line in lines if "/unsubscribe/" not in line]
    return "\n".join(
        "LINK" if "/trainings/invitation/" in line else line.rstrip() for line in kept
    ).strip()


@pytest.mark.parametrize("name", ["move", "postpone", "cancel", "schedule", "merge"])
def test_the_review_shows_them_as_they_are_mailed(
    world, training, other, guest, invitation, buyers, act, login, name
):
    (german,) = buyers(1)
    Person.objects.filter(pk=german.pk).update(language="de")
    make_invitation(training, world.city.organisation, german, state="sent")
    make_invitation(training, world.city.organisation, world.buyer)  # prepared: reads nothing
    if name == "schedule":
        act("postpone")
        Mail.objects.all().delete()
    typed = {
        "move": DAYS | {"reason": WHY},
        "schedule": DAYS | {"sequence": "1"},
        "merge": {"into": str(other.pk), "reason": WHY, "sequence": "0"},
    }.get(name, {"sequence": "0", "reason": WHY})
    client = login(world.task_lead)
    response = client.post(page(name), typed)
    review = response.context["review"]
    assert (review.people.count, review.people.in_words) == (2, "2 with an invitation to answer")
    assert "2 people get a mail: 2 with an invitation to answer." in shown(response.text)
    assert {"Guest, City of Split", "Buyer 1, City of Split"} == set(review.people.names)
    assert review.calendar == []
    letters = {position.language: (position.count, letter) for position, letter in review.letters}
    assert "Deutsch: 1 person with an invitation to answer" in response.text
    assert not Mail.objects.exists()
    response = client.post(page(name), typed | {"confirmed": "yes"}, follow=True)
    assert "2 people were told." in response.text
    for person in (guest, german):
        person.refresh_from_db()
        mail = last_mail(person)
        count, letter = letters[person.language]
        assert (count, letter.subject) == (1, mail.subject)
        assert without_links(letter.text) == without_links(mail.text)


# --- In each language ---------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", sorted(emails.ASKED_WORDS))
def test_each_letter_is_whole_in_each_language(training, other, name, language):
    row = Training.objects.select_related("project", "organiser__organisation").get(pk=training.pk)
    days = emails.active_days(row)
    for given in (
        {"days": days, "before": slots_of(days), "answer_by": GIVEN, "url": "https://a.example/"},
        {"gone": days, "reason": "Sala ocupada"},
    ):
        letter = emails.asked_letter(
            row, name, language=language, into=other, to="a@b.example", **given
        )
        for text in (letter.subject, letter.text, shown(letter.html)):
            assert english_in(text, language) == []
        assert tongue_of(letter.html) == language
