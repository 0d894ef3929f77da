"""Texts go, the record stays."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from outbox.models import Mail, State
from outbox.posting import post
from outbox.purging import KEPT_FOR, purge
from tests.outbox.mails import fields, turn

NOW = datetime(2027, 9, 6, 7, 0, tzinfo=UTC)
SECRET = {"secret": True, "text": "https://portal.example/in/s3cret/", "html": "<p>s3cret</p>"}


def with_text() -> list[str]:
    return list(Mail.objects.exclude(text="").order_by("pk").values_list("purpose_key", flat=True))


def put(number, state, **more):
    mail = post(**fields(number, **more), now=NOW)
    sent_at = NOW if state == State.SENT else None
    Mail.objects.filter(pk=mail.pk).update(state=state, sent_at=sent_at)


def test_texts_are_deleted_after_the_set_time_but_never_of_what_waits(db):
    put(1, State.SENT)
    put(2, State.QUEUED)
    put(3, State.KEPT)
    assert purge(NOW + KEPT_FOR) == 0
    assert purge(NOW + KEPT_FOR + timedelta(seconds=1)) == 2
    assert purge(NOW + KEPT_FOR + timedelta(seconds=2)) == 0
    assert with_text() == ["test:2"]
    mail = Mail.objects.get(purpose_key="test:1")
    assert (mail.subject, mail.html, mail.attachments) == ("Letter 1", "", [])
    assert mail.purged_at == NOW + KEPT_FOR + timedelta(seconds=1)


@pytest.mark.parametrize(
    ("state", "stays"),
    [
        (State.QUEUED, True),
        (State.SENDING, True),
        (State.FAILED, True),  # may be sent once more
        (State.KEPT, True),
        (State.SENT, False),
        (State.WITHDRAWN, False),
        (State.SUPPRESSED, False),
        (State.EXPIRED, False),
    ],
)
def test_a_secret_is_deleted_when_it_will_not_be_sent_any_more(db, settings, state, stays):
    put(1, state, **SECRET)
    put(2, state)
    purge(NOW)
    assert with_text() == ["test:1"] * stays + ["test:2"]


def test_a_secret_is_deleted_the_moment_it_is_sent(db, sending):
    post(**fields(1, **SECRET))
    post(**fields(2))
    turn()
    assert "s3cret" in sending.accepted[0].get_body(("plain",)).get_content()
    assert with_text() == ["test:2"]
    assert Mail.objects.get(purpose_key="test:1").html == ""


def test_the_demo_keeps_secrets_to_be_read(db, sending, settings):
    settings.DEMO = True
    post(**fields(1, **SECRET))
    turn()
    assert purge(timezone.now()) == 0
    assert with_text() == ["test:1"]
