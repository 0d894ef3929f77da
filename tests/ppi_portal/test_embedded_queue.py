"""The queue in files: whole messages, each to one reader, in order, whatever runs beside."""

import subprocess
import sys

import pytest
from kombu import Connection

from ppi_portal.celery import app

WRITER = """
import sys
from kombu import Connection
from tests.ppi_portal.test_embedded_queue import connect
with connect(sys.argv[1]) as connection:
    queue = connection.SimpleQueue("celery")
    for number in range(int(sys.argv[2])):
        queue.put({"number": number})
"""
READER = """
import sys, time
from queue import Empty
from tests.ppi_portal.test_embedded_queue import connect
with connect(sys.argv[1]) as connection:
    channel, last = connection.default_channel, time.monotonic()
    while time.monotonic() < last + 2:
        try:
            print(channel._get("celery")["properties"]["delivery_tag"])
            last = time.monotonic()
        except Empty:
            pass
"""


def connect(folder: str) -> Connection:
    return Connection(
        "filesystem://localhost",
        transport="ppi_portal.embedded_queue:Transport",
        transport_options={
            "data_folder_in": folder,
            "data_folder_out": folder,
            "control_folder": f"{folder}/control",
        },
    )


@pytest.fixture
def folder(tmp_path) -> str:
    (tmp_path / "control").mkdir()
    return str(tmp_path)


def test_the_portal_uses_it_without_redis(settings):
    if settings.REDIS_URL:
        pytest.skip("this run has Redis")
    with app.connection_for_write() as connection:
        assert type(connection.transport).__module__ == "ppi_portal.embedded_queue"


def test_messages_come_in_order_and_leave_nothing_behind(folder, tmp_path):
    with connect(folder) as connection:
        # A name of its own: kombu remembers bindings by queue for all folders of a process.
        queue = connection.SimpleQueue("in-order")
        for number in range(3):
            queue.put({"number": number})
        read = [queue.get(timeout=5) for _ in range(3)]
        for message in read:
            message.ack()
        assert [message.payload for message in read] == [{"number": n} for n in range(3)]
        queue.close()
    assert list(tmp_path.glob("*.msg")) + list(tmp_path.glob(".*")) == []


@pytest.mark.alone
def test_readers_that_hurry_get_each_message_whole_and_once(folder):
    """Two readers poll without a pause while one writes; kombu's own loses some of these."""
    count = 1_500
    run = [sys.executable, "-c"]
    readers = [
        subprocess.Popen([*run, READER, folder], stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    subprocess.run([*run, WRITER, folder, str(count)], check=True)
    read = [line for reader in readers for line in reader.communicate()[0].split()]
    assert [reader.returncode for reader in readers] == [0, 0]
    assert (len(read), len(set(read))) == (count, count)
