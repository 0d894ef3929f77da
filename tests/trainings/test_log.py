"""What happened to a training, in one list."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine

from tests.people import NOW
from tests.reading import FRAME
from tests.trainings.test_pages import page
from trainings import attendance, log, messages, planning
from trainings.models import Invitation

EVENING = datetime(2027, 9, 22, 18, tzinfo=ZoneInfo("Europe/Zagreb"))


def say(world, training, rows, answer, **given):
    said = {(row.pk, training.days.get().pk): answer for row in rows}
    fields = {"training": training, "by": world.organiser, "now": EVENING}
    attendance.say(said=said, **fields | given)


def invite(world, training, person, sent_at):
    Invitation.objects.create(
        training=training,
        organisation=world.city.organisation,
        person=person,
        state="sent",
        why="-",
        prepared_at=NOW,
        prepared_by=world.organiser,
        sent_at=sent_at,
    )


@pytest.fixture
def happened(world, training, buyers, enter):
    """Registration closed on the 6th; two invited on the 7th and one on the 8th; a message on the
    9th; who was there, and a correction a day later."""
    people = buyers(3)
    rows = enter(training, people)
    planning.close_registration(training=training, by=world.organiser)
    for person, days in zip(people, (1, 1, 2), strict=True):
        invite(world, training, person, NOW + timedelta(days=days))
    given = {"subject": "Hello", "text": "Bring a pen.", "states": ["confirmed", "waiting"]}
    third = NOW + timedelta(days=3)
    messages.send(training=training, by=world.task_lead, now=third, **given)
    say(world, training, rows, True)
    later = EVENING + timedelta(days=1)
    say(world, training, rows[:1], False, reason="Buyer 1 fell ill", now=later)
    return rows


def told(training, names) -> list[tuple]:
    found = log.events(training, names=names)
    return [(event.when.day, str(event.who or ""), event.words, event.reason) for event in found]


def test_all_of_it_stands_in_one_list_newest_first(world, training, happened):
    corrected = (23, "Organiser", "Attendance corrected: 1 answer")
    rest = [
        (22, "Organiser", "Attendance recorded: 3 answers", ""),
        (9, "Task Lead", "Message “Hello” to 3 people: with a seat, on the waiting list", ""),
        (8, "", "1 invitation sent", ""),
        (7, "", "2 invitations sent", ""),
        (6, "Organiser", "", "Registration closed"),
    ]
    assert told(training, names=True)[:6] == [(*corrected, "Buyer 1 fell ill"), *rest]
    assert told(training, names=False)[:6] == [(*corrected, ""), *rest]


def test_only_who_runs_it_opens_a_message_and_reads_why(world, training, happened, login):
    message = training.messages.get()
    text = login(world.organiser).get(page("history")).text
    assert f'href="{page("message", message.pk)}"' in text
    assert "Buyer 1 fell ill" in text
    text = login(world.partner).get(page("history")).text
    assert "Message “Hello” to 3 people" in text
    assert page("message", message.pk) not in text
    assert "Buyer 1" not in text


@pytest.mark.parametrize("rows", [1, 3])
def test_it_takes_few_statements(
    world, training, buyers, enter, login, django_assert_num_queries, rows
):
    people = buyers(rows)
    say(world, training, enter(training, people), True)
    for number, person in enumerate(people):
        invite(world, training, person, NOW + timedelta(days=number))
        given = {"subject": f"Hello {number}", "text": "-", "states": ["confirmed"]}
        messages.send(training=training, by=world.organiser, now=NOW, **given)
    with time_machine.travel(EVENING, tick=False):
        client = login(world.organiser)
        # The training; its changes, messages, attendance, invitations, what it took in
        with django_assert_num_queries(6 + FRAME):
            response = client.get(page("history"))
    sent = [event for event in response.context["events"] if event.message]
    assert len(sent) == rows
