"""Ringing for delivery never holds up the page that rings."""

import socket
import sys
import threading

import pytest

from outbox import bell
from outbox.models import Mail, State
from tests.processes import wait_until

POST = """
import time
import django
django.setup()
from outbox.posting import post
from tests.outbox.mails import fields
post(**fields(1))
began = time.monotonic()
post(**fields(2))
print(f"took {time.monotonic() - began:.3f} s", flush=True)
time.sleep(60)
"""


@pytest.fixture
def broker(request, free_port):
    """The address of a broker that refuses, or of one that takes the call and says nothing."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", free_port))
        if request.param == "hangs":
            listener.listen()
        yield f"redis://127.0.0.1:{free_port}/0"


@pytest.mark.parametrize("broker", ["refuses", "hangs"], indirect=True)
def test_a_dead_broker_neither_breaks_nor_delays_an_act(processes, broker, smtp_server):
    process = processes.start(
        sys.executable, "-c", POST, EMAIL_URL=smtp_server.url, REDIS_URL=broker
    )
    process.wait_for("took")
    assert float(process.output.partition("took ")[2].split()[0]) < 0.5
    assert [mail.state for mail in Mail.objects.all()] == [State.QUEUED] * 2


def test_many_rings_while_one_is_on_its_way_become_one(monkeypatch):
    rung, go_on = [], threading.Event()

    def publish():
        rung.append(threading.current_thread().name)
        go_on.wait(20)

    monkeypatch.setattr(bell.deliver, "delay", publish)
    bell.ring()
    wait_until(lambda: len(rung) == 1)
    for _ring in range(100):
        bell.ring()
    go_on.set()
    wait_until(lambda: len(rung) == 2)
    assert not bell._wanted.wait(0.3)
    assert rung == ["outbox-bell"] * 2
