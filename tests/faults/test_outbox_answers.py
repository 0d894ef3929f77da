"""Whatever the mail server answers: nothing is lost, and a second copy is the same letter."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from outbox.delivery import MAX_ATTEMPTS, PAUSES
from outbox.models import Mail, State
from outbox.posting import post, post_many
from outbox.smtp import Server
from tests.outbox.mails import draft, fields, turn
from tests.smtp import DROP, HANG

pytestmark = pytest.mark.django_db


def once(reply):
    """The reply the first time, 250 from then on."""
    replies = [reply]
    return lambda envelope: replies.pop() if replies else None


def states() -> dict[str, str]:
    return dict(Mail.objects.order_by("pk").values_list("purpose_key", "state"))


def test_all_mail_goes_over_one_connection(sending):
    post_many(draft(number) for number in range(30))
    turn()
    assert len(sending.accepted) == 30
    assert sending.connections == 1
    assert set(states().values()) == {State.SENT}


def test_lines_that_begin_with_a_point_arrive_as_they_are(sending):
    text = ".\n..\n.begins\nends.\n.\n"
    post(**fields(1, text=text))
    turn()
    [message] = sending.accepted
    assert message.get_content().splitlines() == text.splitlines()


@pytest.mark.parametrize("step", ["rcpt", "data"])
@pytest.mark.parametrize("reply", ["450 mailbox busy", "451 greylisted, try later"])
def test_a_temporary_refusal_waits_and_goes_out_later(sending, step, reply):
    post_many(draft(number) for number in (1, 2))
    sending.answer[step] = once(reply)
    turn()
    assert states() == {"test:1": State.QUEUED, "test:2": State.SENT}
    waiting = Mail.objects.get(purpose_key="test:1")
    assert waiting.last_error == reply
    assert waiting.attempts == 1
    assert turn() == []
    assert len(sending.accepted) == 1
    turn(later=PAUSES[0] + timedelta(seconds=1))
    assert states() == {"test:1": State.SENT, "test:2": State.SENT}
    assert sending.accepted[1]["Message-ID"] == waiting.message_id


@pytest.mark.parametrize("step", ["rcpt", "data"])
def test_a_final_refusal_fails_alone(sending, step):
    post_many(draft(number) for number in (1, 2, 3))
    sending.answer[step] = once("550 no such user")
    turn()
    assert states() == {"test:1": State.FAILED, "test:2": State.SENT, "test:3": State.SENT}
    assert Mail.objects.get(purpose_key="test:1").last_error == "550 no such user"
    turn(later=timedelta(days=1))
    assert len(sending.accepted) == 2
    assert sending.connections == 1


@pytest.mark.parametrize(
    ("step", "reply"),
    [
        ("connect", "421 closing"),
        ("mail", "421 closing"),
        ("mail", "451 too many, slow down"),
        ("mail", "530 authentication required"),
        ("mail", DROP),
        ("rcpt", "421 closing"),
        ("rcpt", DROP),
        ("data", "421 closing"),
        ("data", DROP),
        ("data", "well, perhaps"),
        ("mail", HANG),
        ("rcpt", HANG),
        ("data", HANG),
    ],
)
def test_a_server_that_is_gone_costs_one_mail_a_pause_and_the_others_nothing(sending, step, reply):
    post_many(draft(number) for number in (1, 2, 3))
    sending.answer[step] = lambda envelope: reply
    turn()
    assert sending.accepted == []
    assert list(Mail.objects.order_by("pk").values_list("state", "attempts", "lease")) == [
        (State.QUEUED, 1, ""),
        (State.QUEUED, 0, ""),
        (State.QUEUED, 0, ""),
    ]
    del sending.answer[step]
    turn()
    assert [message["To"] for message in sending.accepted] == [
        "person2@example.org",
        "person3@example.org",
    ]
    turn(later=PAUSES[0] + timedelta(seconds=1))
    assert set(states().values()) == {State.SENT}
    assert len(sending.accepted) == 3
    copies = [m["Message-ID"] for m in sending.arrived if m["To"] == "person1@example.org"]
    assert len(set(copies)) == 1


def test_no_server_at_all(sending, settings, free_port):
    settings.EMAIL_PORT = free_port
    post_many(draft(number) for number in (1, 2))
    turn()
    assert set(states().values()) == {State.QUEUED}
    assert "refused" in Mail.objects.get(purpose_key="test:1").last_error
    settings.EMAIL_PORT = sending.port
    turn(later=timedelta(minutes=2))
    assert len(sending.accepted) == 2


@pytest.mark.parametrize("reply", ["421 so many mails are enough", DROP])
def test_a_server_that_ends_a_kept_connection_costs_nothing(sending, reply):
    server = Server()
    post(**fields(1))
    turn(server=server)
    post(**fields(2))
    sending.answer["mail"] = once(reply)
    turn(server=server)
    assert states() == {"test:1": State.SENT, "test:2": State.SENT}
    assert [row.attempts for row in Mail.objects.all()] == [1, 1]
    assert sending.connections == 2
    server.close()


def test_a_connection_that_rested_is_made_anew(sending, monkeypatch):
    server = Server()
    post(**fields(1))
    turn(server=server)
    monkeypatch.setattr("outbox.smtp.IDLE_SECONDS", -1)
    post(**fields(2))
    turn(server=server)
    assert (len(sending.accepted), sending.connections) == (2, 2)
    server.close()


def test_the_pauses_grow_and_end_after_days(sending):
    post(**fields())
    sending.answer["rcpt"] = lambda envelope: "450 later"
    now, waits = timezone.now(), []
    for _attempt in range(9):
        turn(later=sum(waits, timedelta(0)) + timedelta(seconds=len(waits)))
        waits.append(Mail.objects.get().next_try - now - sum(waits, timedelta(0)))
    assert [round(wait / timedelta(minutes=1)) for wait in waits] == [
        1,
        2,
        5,
        10,
        20,
        30,
        60,
        60,
        60,
    ]
    Mail.objects.update(attempts=MAX_ATTEMPTS - 1, next_try=now)
    turn()
    assert Mail.objects.get().state == State.FAILED


def test_a_poisoned_row_fails_alone(sending):
    post_many(
        [
            draft(1, to="nobody"),
            draft(2, to="ünï@example.org"),
            draft(3, attachments=[{"name": "x"}]),
            draft(4),
        ]
    )
    Mail.objects.filter(purpose_key="test:3").update(headers={"X": "a\nBcc: b@example.org"})
    turn()
    assert list(states().values()) == [State.FAILED, State.FAILED, State.FAILED, State.SENT]
    assert all(row.last_error for row in Mail.objects.filter(state=State.FAILED))


@pytest.mark.django_db(transaction=True)  # a thread of the server writes too
def test_what_is_withdrawn_after_the_claim_is_not_sent(sending):
    post_many(draft(number) for number in (1, 2))

    def moved(envelope):
        Mail.objects.filter(purpose_key="test:1", state=State.QUEUED).update(state=State.WITHDRAWN)
        connection.close()  # this runs on a thread of the server

    sending.answer["rcpt"] = moved
    turn()
    assert states() == {"test:1": State.WITHDRAWN, "test:2": State.SENT}
    assert [message["To"] for message in sending.arrived] == ["person2@example.org"]


def test_past_its_time_a_mail_is_dropped(sending):
    soon = timezone.now() + timedelta(minutes=3)
    post(**fields(1, not_after=timezone.now()))
    post(**fields(2, not_after=soon))
    sending.answer["rcpt"] = lambda envelope: "450 later"
    turn()
    assert states() == {"test:1": State.EXPIRED, "test:2": State.QUEUED}
    turn(later=timedelta(minutes=2))
    assert Mail.objects.get(purpose_key="test:2").next_try == soon  # not half an hour later
    turn(later=timedelta(minutes=3))
    assert states() == {"test:1": State.EXPIRED, "test:2": State.EXPIRED}


def test_three_days_down(sending, settings, free_port):
    """Every 10 s a sweep meets a dead server; then it is back and everything goes out once."""
    settings.EMAIL_PORT = free_port
    post_many(draft(number) for number in range(5))
    for hours in range(0, 72, 2):
        turn(later=timedelta(hours=hours))
    assert set(states().values()) == {State.QUEUED}
    settings.EMAIL_PORT = sending.port
    turn(later=timedelta(hours=73))
    assert set(states().values()) == {State.SENT}
    assert len({m["Message-ID"] for m in sending.accepted}) == len(sending.accepted) == 5
