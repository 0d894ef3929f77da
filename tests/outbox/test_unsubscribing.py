"""Leaving by link: signed, without log in, by a button or by the mail program itself."""

import pytest
from django.urls import reverse

from outbox.models import Mail, OptOut, State
from outbox.posting import post
from outbox.unsubscribing import token_for
from tests.outbox.mails import fields


def address(to="person1@example.org", category="digest"):
    return reverse("outbox:unsubscribe", args=[token_for(to, category)])


def opt_outs():
    return list(OptOut.objects.values_list("address", "category"))


def test_a_get_says_what_a_post_will_do_and_does_nothing(client, db):
    answer = client.get(address())
    assert answer.status_code == 200
    assert "Unsubscribe?" in answer.text
    assert "person1@example.org" in answer.text
    assert opt_outs() == []


@pytest.mark.parametrize("form", [{"List-Unsubscribe": "One-Click"}, {"act": "leave"}])
def test_a_post_does_it_at_once_and_again_changes_nothing(db, form):
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    for _time in range(2):
        answer = client.post(address(), form)
        assert answer.status_code == 200
        assert "gets no more mail of this kind" in answer.text
        assert opt_outs() == [("person1@example.org", "digest")]


def test_it_can_be_undone(client, db):
    client.post(address(), {"act": "leave"})
    answer = client.post(address(), {"act": "rejoin"})
    assert "Unsubscribe?" in answer.text
    assert opt_outs() == []


def test_what_waits_is_not_sent_and_what_else_waits_is(client, db, settings):
    settings.MAIL_IS_SENT = True
    post(**fields(1, category="digest"))
    post(**fields(2, to="person1@example.org", category="training"))
    post(**fields(3, category="digest"))
    client.post(address())
    assert list(Mail.objects.order_by("pk").values_list("state", flat=True)) == [
        State.SUPPRESSED,
        State.QUEUED,
        State.QUEUED,
    ]


def test_the_answer_is_the_same_for_an_address_that_nobody_knows(client, world):
    known, unknown = world.partner.email, "nobody.at.all@example.org"
    for method in (client.get, client.post):
        pages = [method(address(to)).text.replace(to, "ADDRESS") for to in (known, unknown)]
        tokens = [token_for(to, "digest") for to in (known, unknown)]
        pages = [page.replace(token, "T") for page, token in zip(pages, tokens, strict=True)]
        assert pages[0] == pages[1]


@pytest.mark.parametrize(
    "token", ["x", "WyJhIl0:forged", token_for("a@example.org", "digest")[:-1]]
)
def test_a_link_that_is_not_ours_is_a_page_that_says_so(client, db, token):
    answer = client.post(reverse("outbox:unsubscribe", args=[token]))
    assert answer.status_code == 404
    assert "This link is not complete" in answer.text
    assert opt_outs() == []


def test_a_category_that_is_no_more_is_not_an_error(client, db):
    answer = client.get(reverse("outbox:unsubscribe", args=[token_for("a@example.org", "gone")]))
    assert answer.status_code == 404
