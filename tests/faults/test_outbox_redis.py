"""Redis dies with work in it: the rows are the truth, the sweeps find them."""

import pytest

from outbox.models import Mail, State
from outbox.posting import post_many
from tests.outbox.mails import draft
from tests.processes import wait_until

pytestmark = pytest.mark.services


def test_two_beats_four_workers_and_a_redis_that_dies(processes, redis_server, sending):
    url = f"redis://127.0.0.1:{redis_server.port}/0"
    both = {"REDIS_URL": url, "EMAIL_URL": sending.url}
    for _pair in range(2):
        processes.worker(concurrency=2, **both)
    for _beat in range(2):
        processes.beat(**both)
    redis_server.terminate()
    post_many(draft(number) for number in range(100))  # no ring reaches anybody
    redis_server.start()
    wait_until(lambda: not Mail.objects.exclude(state=State.SENT).exists(), seconds=90)
    ids = [message["Message-ID"] for message in sending.arrived]
    assert sorted(ids) == sorted(Mail.objects.values_list("message_id", flat=True))
