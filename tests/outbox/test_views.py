"""The outbox as pages: for administrators, in the demo for everyone who is logged in."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from outbox.models import Mail, State
from outbox.posting import post, post_many
from tests.outbox.mails import draft, fields
from tests.people import ROLES
from tests.reading import notes

NOW = datetime(2027, 9, 6, 7, 0, tzinfo=UTC)
LIST = reverse("outbox:list")
ICS = {"name": "day.ics", "type": "text/calendar; method=REQUEST", "text": "BEGIN:VCALENDAR\r\n"}


def pages(mail) -> list[str]:
    return [
        LIST,
        reverse("outbox:mail", args=[mail.pk]),
        reverse("outbox:body", args=[mail.pk]),
        reverse("outbox:attachment", args=[mail.pk, 0]),
    ]


@pytest.fixture
def letter(db):
    return post(**fields(html="<html><head></head><p>Dear</p></html>", attachments=[ICS]))


@pytest.mark.parametrize("demo", [False, True])
def test_administrators_read_it_and_in_the_demo_everyone(world, login, letter, settings, demo):
    settings.DEMO = demo
    for role in ROLES:
        client = login(world.person(role))
        expected = 200 if demo or role == "administrator" else 404
        answers = [client.get(page).status_code for page in pages(letter)]
        assert (role, answers) == (role, [expected] * 4)


@pytest.mark.parametrize("demo", [False, True])
def test_visitors_are_sent_to_log_in(client, letter, settings, demo):
    settings.DEMO = demo
    for page in pages(letter):
        assert client.get(page).url == f"{reverse('account_login')}?next={page}"


@pytest.mark.parametrize("rows", [1, 3, 120])
def test_the_list_is_a_constant_number_of_statements(world, login, rows, django_assert_num_queries):
    post_many(draft(number) for number in range(rows))
    client = login(world.administrator)
    # Session, user, places; count, rows.
    with django_assert_num_queries(3 + 2):
        page = client.get(LIST).context["page"]
    assert len(page.object_list) == min(rows, 50)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", [3, 2, 1]),
        ("state=failed", [2]),
        ("category=digest", [3]),
        ("text=zagreb", [1]),
        ("text=Person2@Example.org", [2]),
        ("text=trainings.training:7", [3]),
        ("text=nothing", []),
        ("state=nonsense&category=digest", [3]),
        ("page=99", [3, 2, 1]),
        ("page=x&state=kept", [3, 1]),
    ],
)
def test_filters(world, login, query, found):
    post(**fields(1, subject="Zagreb moved"))
    post(**fields(2))
    post(**fields(3, category="digest", subject_key="trainings.training:7"))
    Mail.objects.filter(purpose_key="test:2").update(state=State.FAILED)
    answer = login(world.administrator).get(f"{LIST}?{query}")
    page = answer.context["page"]
    assert [int(mail.purpose_key.removeprefix("test:")) for mail in page] == found
    assert ("Nothing matches this filter" in answer.text) == (not found)


def test_the_body_is_a_document_that_can_do_nothing(world, login, letter):
    answer = login(world.administrator).get(reverse("outbox:body", args=[letter.pk]))
    assert answer.text == '<html><head><base target="_blank"></head><p>Dear</p></html>'
    assert answer["Content-Security-Policy"] == (
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; "
        "sandbox allow-popups allow-popups-to-escape-sandbox"
    )
    assert answer["X-Frame-Options"] == "SAMEORIGIN"


def test_an_attachment_is_downloaded_with_its_type(world, login, letter):
    client = login(world.administrator)
    answer = client.get(reverse("outbox:attachment", args=[letter.pk, 0]))
    assert answer["Content-Type"] == "text/calendar; method=REQUEST; charset=utf-8"
    assert answer["Content-Disposition"] == 'attachment; filename="day.ics"'
    assert answer.content == ICS["text"].encode()
    assert client.get(reverse("outbox:attachment", args=[letter.pk, 1])).status_code == 404


@pytest.mark.parametrize("demo", [False, True])
def test_a_secret_is_shown_in_the_demo_only(world, login, settings, demo):
    settings.DEMO = demo
    mail = post(**fields(secret=True, text="s3cret", html="<p>s3cret</p>", attachments=[ICS]))
    client = login(world.administrator)
    shown = [client.get(page).status_code for page in pages(mail)]
    assert shown == ([200] * 4 if demo else [200, 200, 404, 404])
    for page in (LIST, reverse("outbox:mail", args=[mail.pk])):
        assert ("s3cret" in client.get(page).text) == (demo and page != LIST)
    admin_page = client.get(reverse("admin:outbox_mail_change", args=[mail.pk])).text
    assert ("s3cret" in admin_page) == demo


def test_a_deleted_text_says_so(world, login, letter):
    Mail.objects.update(text="", html="", attachments=[], purged_at=NOW)
    client = login(world.administrator)
    assert "The text has been deleted" in client.get(pages(letter)[1]).text
    assert client.get(pages(letter)[2]).status_code == 404


def test_text_in_a_mail_is_text(world, login):
    mail = post(**fields(text="<script>alert(1)</script> https://portal.example/x/"))
    page = login(world.administrator).get(pages(mail)[1]).text
    assert "<script>alert" not in page
    assert '<a href="https://portal.example/x/" rel="nofollow">' in page


# --- Admin ---------------------------------------------------------------------------------------


def run_action(client, action, mails):
    data = {"action": action, "_selected_action": [mail.pk for mail in mails]}
    answer = client.post(reverse("admin:outbox_mail_changelist"), data, follow=True)
    return notes(answer)


def test_an_administrator_sends_failed_mail_once_more(world, login, settings):
    settings.MAIL_IS_SENT = True
    later = datetime.now(UTC) + timedelta(days=1)
    mails = [post(**fields(number), now=later) for number in (1, 2, 3)]
    Mail.objects.filter(purpose_key="test:1").update(state=State.FAILED, attempts=7)
    Mail.objects.filter(purpose_key="test:3").update(state=State.WITHDRAWN)
    assert run_action(login(world.administrator), "retry", mails) == [
        "2 mails queued.",
        "1 mail was left as it is: its state does not allow it.",
    ]
    rows = [
        (mail.state, mail.attempts, mail.next_try < later) for mail in Mail.objects.order_by("pk")
    ]
    assert rows == [
        (State.QUEUED, 0, True),
        (State.QUEUED, 0, True),
        (State.WITHDRAWN, 0, False),
    ]


def test_an_administrator_withdraws_what_waits(world, login, settings):
    settings.MAIL_IS_SENT = True
    mails = [post(**fields(number)) for number in (1, 2)]
    Mail.objects.filter(purpose_key="test:2").update(state=State.FAILED)
    assert run_action(login(world.administrator), "withdraw", mails) == [
        "1 mail withdrawn.",
        "1 mail was left as it is: its state does not allow it.",
    ]
    mail = Mail.objects.get(purpose_key="test:1")
    assert (mail.state, mail.reason) == (State.WITHDRAWN, "Withdrawn by Administrator")


def test_the_admin_lists_and_searches_and_changes_nothing(world, login, letter):
    client = login(world.administrator)
    found = client.get(reverse("admin:outbox_mail_changelist"), {"q": "Letter 1"})
    assert list(found.context["cl"].queryset) == [letter]
    page = reverse("admin:outbox_mail_change", args=[letter.pk])
    assert client.get(page).status_code == 200
    assert client.post(page, {"subject": "Other"}).status_code == 403
    assert client.get(reverse("admin:outbox_mail_add")).status_code == 403
    assert client.post(reverse("admin:outbox_mail_delete", args=[letter.pk])).status_code == 403
