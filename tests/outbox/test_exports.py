"""The outbox as a download: that mails went out, never what they said."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from outbox.models import Mail, State
from outbox.posting import post, post_many
from tests.outbox.mails import draft, fields
from tests.people import ROLES
from tests.reading import read_book, read_csv

LIST = reverse("outbox:list")
CSV = reverse("outbox:list_export", args=["csv"])
WRITTEN = datetime(2027, 9, 6, 7, 0, 30, tzinfo=UTC)


def update(number, **values):
    Mail.objects.filter(purpose_key=f"test:{number}").update(**values)


def test_mails_with_what_became_of_them(world, login, settings):
    settings.MAIL_IS_SENT = True
    post(**fields(1, secret=True, text="s3cret", html="<p>s3cret</p>"), now=WRITTEN)
    post(**fields(2, category="digest"), now=WRITTEN)
    post(**fields(3), now=WRITTEN)
    sent = datetime(2027, 9, 6, 7, 2, tzinfo=UTC)
    update(1, state=State.SENT, sent_at=sent, attempts=1)
    update(2, state=State.FAILED, attempts=7, last_error="550 no such box")
    update(3, state=State.WITHDRAWN, reason="Withdrawn by Ana")
    client = login(world.administrator)
    assert read_csv(client.get(CSV)) == [
        [
            *["Subject", "To", "State", "Category", "Written (UTC)", "Sent (UTC)", "Attempts"],
            *["Last answer", "Reason"],
        ],
        [
            *["Letter 3", "person3@example.org", "withdrawn", "Confirmations and changes"],
            *["2027-09-06 07:00", "", "0", "", "Withdrawn by Ana"],
        ],
        [
            *["Letter 2", "person2@example.org", "failed", "Digests of what is due"],
            *["2027-09-06 07:00", "", "7", "550 no such box", ""],
        ],
        [
            *["Letter 1", "person1@example.org", "sent", "Confirmations and changes"],
            *["2027-09-06 07:00", "2027-09-06 07:02", "1", "", ""],
        ],
    ]
    book = read_book(client.get(reverse("outbox:list_export", args=["xlsx"])))
    assert [row[6] for row in book["Outbox"][1:]] == [0, 7, 1]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("state=failed", ["Letter 2"]),
        ("category=digest", ["Letter 3"]),
        ("text=PERSON1", ["Letter 1"]),
        ("state=nonsense&text=letter", ["Letter 3", "Letter 2", "Letter 1"]),
        ("text=nothing", []),
    ],
)
def test_they_are_those_of_the_page(world, login, query, found):
    post(**fields(1))
    post(**fields(2))
    post(**fields(3, category="digest"))
    update(2, state=State.FAILED)
    client = login(world.administrator)
    page = client.get(f"{LIST}?{query}")
    assert [mail.subject for mail in page.context["page"]] == found
    assert [row[0] for row in read_csv(client.get(f"{CSV}?{query}"))[1:]] == found
    assert f'<a href="{CSV}?{query.replace("&", "&amp;")}">CSV</a>' in page.text


@pytest.mark.parametrize("demo", [False, True])
def test_administrators_take_it_along_and_in_the_demo_everyone(world, login, settings, demo):
    settings.DEMO = demo
    for role in ROLES:
        expected = 200 if demo or role == "administrator" else 404
        assert (role, login(world.person(role)).get(CSV).status_code) == (role, expected)


@pytest.mark.parametrize("rows", [1, 120])
def test_all_pages_by_one_statement(world, login, rows, django_assert_num_queries):
    post_many(draft(number) for number in range(rows))
    client = login(world.administrator)
    with django_assert_num_queries(2 + 1):  # session, person; the mails
        found = read_csv(client.get(f"{CSV}?page=2"))
    assert len(found) == 1 + rows
