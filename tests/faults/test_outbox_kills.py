"""Workers that are killed (SIGKILL) at every step: nothing is lost, at most one second copy of the
mail that was in hand, with the same Message-ID, and nobody has to lift a hand."""

import sys
import threading
import time
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import connection

from outbox.models import Mail, State
from outbox.posting import post, post_many
from outbox.tasks import deliver
from tests.outbox.mails import draft, fields, turn
from tests.processes import wait_until

LEASE_OVER = timedelta(minutes=4, seconds=1)
ONE_TURN = """
import django
django.setup()
from outbox.tasks import deliver
print("awake", flush=True)
deliver()
print("turn over", flush=True)
"""


@contextmanager
def outbox_locked():
    """Nobody else writes a row of the outbox meanwhile, on both databases."""
    other = connection.copy()
    with other.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("BEGIN IMMEDIATE")
        else:
            cursor.execute("BEGIN")
            cursor.execute("LOCK TABLE outbox_mail IN EXCLUSIVE MODE")
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")
    other.close()


def end_what_waits():
    """PostgreSQL would still carry out a statement whose client has died."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND wait_event_type = 'Lock'"
            )


@pytest.fixture
def worker(processes, smtp_server):
    """worker() starts a process that delivers one turn to `smtp_server`."""
    return lambda: processes.start(sys.executable, "-c", ONE_TURN, EMAIL_URL=smtp_server.url)


@pytest.fixture
def three(processes, sending):
    """Three mails that wait, in the order in which they will be sent."""
    post_many(draft(number) for number in (1, 2, 3))
    return list(Mail.objects.order_by("pk"))


def copies(server, mails) -> list[int]:
    """How often the text of each mail arrived; a second copy is the same letter."""
    arrived = [m["Message-ID"] for m in server.arrived]
    assert set(arrived) <= {mail.message_id for mail in mails}
    return [arrived.count(mail.message_id) for mail in mails]


def all_sent() -> bool:
    return not Mail.objects.exclude(state=State.SENT).exists()


def test_killed_before_the_claim(three, worker, sending):
    with outbox_locked():
        process = worker()
        process.wait_for("awake")
        time.sleep(0.3)  # it stands before the locked table
        process.kill()
    assert [mail.state for mail in Mail.objects.all()] == [State.QUEUED] * 3
    turn()
    assert all_sent()
    assert copies(sending, three) == [1, 1, 1]


@pytest.mark.parametrize("step", ["connect", "mail", "rcpt"])
def test_killed_after_the_claim(three, worker, sending, step):
    running = []
    ready = threading.Event()

    def kill(envelope):
        if ready.wait(20):
            running[0].kill()

    sending.answer[step] = kill
    running.append(worker())
    ready.set()
    running[0].wait()
    del sending.answer[step]
    assert copies(sending, three) == [0, 0, 0]
    turn()
    assert copies(sending, three) == [0, 0, 0]  # the dead worker's lease still holds
    turn(later=LEASE_OVER)
    assert all_sent()
    assert copies(sending, three) == [1, 1, 1]


def test_killed_after_data_and_before_the_answer(three, worker, sending):
    running = []
    ready = threading.Event()

    def kill_at_the_second(envelope):
        if len(sending.arrived) == 2 and ready.wait(20):
            running[0].kill()

    sending.answer["data"] = kill_at_the_second
    running.append(worker())
    ready.set()
    running[0].wait()
    del sending.answer["data"]
    assert [mail.state for mail in Mail.objects.order_by("pk")] == [
        State.SENT,
        State.SENDING,
        State.QUEUED,
    ]
    turn(later=LEASE_OVER)
    assert all_sent()
    assert copies(sending, three) == [1, 2, 1]


def test_killed_after_the_answer_and_before_the_commit(three, worker, sending):
    arrived, locked = threading.Event(), threading.Event()

    def wait_at_the_second(envelope):
        if len(sending.arrived) == 2:
            arrived.set()
            locked.wait(20)

    sending.answer["data"] = wait_at_the_second
    process = worker()
    assert arrived.wait(20)
    with outbox_locked():
        locked.set()
        wait_until(lambda: len(sending.accepted) == 2)
        time.sleep(0.3)  # it has read 250 and stands before the locked table
        process.kill()
        end_what_waits()
    del sending.answer["data"]
    assert [mail.state for mail in Mail.objects.order_by("pk")] == [
        State.SENT,
        State.SENDING,
        State.QUEUED,
    ]
    turn(later=LEASE_OVER)
    assert all_sent()
    assert copies(sending, three) == [1, 2, 1]


def test_a_worker_that_slept_through_its_lease_sends_no_second_copy(three, sending):
    """Not killed but stopped, say by a full machine: the rows were taken by another meanwhile."""
    taken = []

    def sleep_at_the_first(envelope):
        if not taken:
            taken.append(True)
            turn(later=LEASE_OVER)
            connection.close()

    sending.answer["rcpt"] = sleep_at_the_first
    turn()
    assert all_sent()
    assert copies(sending, three) == [1, 1, 1]


def test_two_workers_share_the_work(processes, worker, sending):
    drafts = [draft(number) for number in range(200)]
    post_many(drafts)
    pair = [worker(), worker()]
    for process in pair:
        assert process.wait() == 0, process.output
    assert all_sent()
    assert copies(sending, list(Mail.objects.all())) == [1] * 200


def test_a_real_worker_delivers_within_two_seconds_of_the_commit(processes, sending):
    processes.worker(EMAIL_URL=sending.url)
    began = time.monotonic()
    post(**fields())  # the commit rings
    wait_until(lambda: sending.accepted)
    assert time.monotonic() - began < 2
    wait_until(all_sent)


def test_a_real_worker_is_killed_and_the_next_one_takes_over(three, processes, sending):
    workers, killed = [], threading.Event()

    def kill_once(envelope):
        if not killed.is_set():
            wait_until(lambda: workers)
            killed.set()
            workers[0].kill()

    # First of all: the bell of the posts may still be in the queue when the worker starts.
    sending.answer["data"] = kill_once
    workers.append(processes.worker(EMAIL_URL=sending.url))
    deliver.delay()
    assert killed.wait(20)
    Mail.objects.filter(lease__gt="").update(
        next_try=Mail.objects.earliest("created_at").created_at
    )
    processes.worker(EMAIL_URL=sending.url)
    deliver.delay()
    wait_until(all_sent)
    assert sorted(copies(sending, three)) == [1, 1, 2]
