"""Writing mail and taking it back."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction

from outbox import bell, posting
from outbox.models import Mail, OptOut, State
from outbox.posting import post, post_many, retry, withdraw, withdraw_mail, write
from tests.outbox.mails import draft, fields

NOW = datetime(2027, 9, 6, 7, 0, tzinfo=UTC)


def test_a_mail_waits_when_a_mail_server_is_set(db, settings):
    settings.MAIL_IS_SENT = True
    mail = post(**fields(), now=NOW)
    assert (mail.state, mail.next_try, mail.created_at) == (State.QUEUED, NOW, NOW)


def test_a_mail_is_kept_when_no_mail_server_is_set(db, settings):
    settings.MAIL_IS_SENT = False
    assert post(**fields()).state == State.KEPT


def test_the_same_purpose_is_posted_once_and_the_first_mail_stands(db):
    first = post(**fields(1, subject="First"))
    second = post(**fields(1, subject="Second"))
    assert (second.pk, second.subject, second.message_id) == (first.pk, "First", first.message_id)
    assert Mail.objects.count() == 1


def test_many_mails_are_few_statements(db, settings, django_assert_num_queries):
    settings.MAIL_IS_SENT = True
    first = post(**fields(3))
    drafts = [draft(number, category="digest") for number in range(1, 31)]
    with django_assert_num_queries(5):  # savepoint, opt-outs, insert, ids, release
        ids = post_many(drafts)
    assert len(ids) == 30
    assert ids["test:3"] == first.pk
    assert Mail.objects.count() == 30


def test_writing_reads_nothing_back(db, django_assert_num_queries):
    with django_assert_num_queries(1):
        write([draft(number) for number in range(30)], now=NOW)
    assert Mail.objects.filter(created_at=NOW).count() == 30


def test_one_mail_is_two_statements_or_three_with_an_opt_out_to_ask_for(
    db, django_assert_num_queries
):
    with django_assert_num_queries(2):
        post(**fields(1))
    with django_assert_num_queries(3):
        post(**fields(2, category="digest"))


def test_an_act_that_is_rolled_back_writes_no_mail(db):
    def act():
        with transaction.atomic():
            post(**fields())
            raise LookupError

    with pytest.raises(LookupError):
        act()
    assert Mail.objects.count() == 0


def test_an_address_has_one_spelling_and_a_subject_one_line(db):
    mail = post(**fields(to="  Ana@BÜCHER.example ", subject="Two\r\nBcc: x@example.org  lines"))
    assert mail.to == "ana@xn--bcher-kva.example"
    assert mail.subject == "Two Bcc: x@example.org lines"


def test_what_is_no_address_does_not_stop_the_act(db):
    assert post(**fields(to="nobody")).to == "nobody"


def test_delivery_is_rung_for_once_after_the_commit(
    db, settings, django_capture_on_commit_callbacks
):
    settings.MAIL_IS_SENT = True
    with django_capture_on_commit_callbacks() as callbacks:
        post_many(draft(number) for number in range(3))
    assert callbacks == [bell.ring]


def test_what_is_kept_rings_for_nobody(db, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as callbacks:
        post(**fields())
    assert callbacks == []


@pytest.mark.parametrize(
    ("category", "state"),
    [
        ("account", State.QUEUED),
        ("service", State.QUEUED),
        ("training", State.SUPPRESSED),
        ("digest", State.QUEUED),
    ],
)
def test_an_opt_out_holds_for_its_category_and_never_for_service_mail(
    db, settings, category, state
):
    settings.MAIL_IS_SENT = True
    for left in ("training", "service", "account"):
        OptOut.objects.create(address="person1@example.org", category=left)
    mail = post(**fields(1, to="Person1@Example.org", category=category))
    assert mail.state == state
    assert bool(mail.reason) == (state == State.SUPPRESSED)


def test_withdraw_takes_back_what_waits_about_the_thing(db, settings):
    settings.MAIL_IS_SENT = True
    states = [State.QUEUED, State.SENDING, State.SENT, State.FAILED]
    for number, state in enumerate(states):
        mail = post(**fields(number, subject_key="trainings.training:7"), now=NOW)
        sent_at = NOW if state == State.SENT else None
        Mail.objects.filter(pk=mail.pk).update(state=state, sent_at=sent_at)
    other = post(**fields(9, subject_key="trainings.training:70"))
    assert withdraw(subject_key="trainings.training:7", reason="Training moved") == 1
    assert withdraw(subject_key="trainings.training:7", reason="Again") == 0
    rows = Mail.objects.filter(subject_key="trainings.training:7").order_by("pk")
    assert list(rows.values_list("state", "reason")) == [
        (State.WITHDRAWN, "Training moved"),
        *[(state, "") for state in states[1:]],
    ]
    other.refresh_from_db()
    assert other.state == State.QUEUED
    assert withdraw(subject_key=["trainings.training:70", "x:1"], reason="All") == 1


def test_a_failed_mail_is_queued_once_more_and_others_are_left(db, settings):
    settings.MAIL_IS_SENT = True
    mail = post(**fields(), now=NOW)
    Mail.objects.update(state=State.FAILED, attempts=3, last_error="550 no")
    later = NOW + timedelta(hours=1)
    assert retry(mail, now=later) is True
    mail.refresh_from_db()
    assert (mail.state, mail.attempts, mail.next_try) == (State.QUEUED, 0, later)
    for state in (State.KEPT, State.SENDING, State.WITHDRAWN):
        Mail.objects.update(state=state)
        assert retry(mail, now=later) is False
        assert withdraw_mail(mail, reason="no") is False


def test_a_failed_mail_without_text_is_not_sent_empty(db):
    mail = post(**fields(), now=NOW)
    Mail.objects.update(state=State.FAILED, text="", purged_at=NOW)
    assert retry(mail, now=NOW) is False


def test_batches_are_cut(db, monkeypatch):
    monkeypatch.setattr(posting, "BATCH", 2)
    assert len(post_many(draft(number) for number in range(5))) == 5
