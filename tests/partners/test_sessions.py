"""The session of a request: read by hand, and as Django reads it."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.urls import reverse
from django.utils import timezone

from partners.sessions import SessionStore

pytestmark = pytest.mark.django_db


def test_it_is_read_as_django_reads_it(django_assert_num_queries):
    written = SessionStore()
    written.update({"a": "Zürich", "b": [1, None]})
    written.save()
    for store in (SessionStore, db.SessionStore):
        read = store(written.session_key)
        with django_assert_num_queries(1):
            assert dict(read.items()) == {"a": "Zürich", "b": [1, None]}
        assert read.session_key == written.session_key


@pytest.mark.parametrize("how", ["expired", "unknown", "forged"])
def test_what_is_none_is_empty_and_gives_up_its_key(how):
    written = SessionStore()
    written["a"] = 1
    written.save()
    key = written.session_key
    row = Session.objects.filter(pk=key)
    if how == "expired":
        row.update(expire_date=timezone.now() - timedelta(seconds=1))
    elif how == "unknown":
        key = "x" * 32
    else:
        row.update(session_data="forged")
    for store in (SessionStore, db.SessionStore):
        read = store(key)
        assert list(read.items()) == []
        assert (read.session_key is None) == (how != "forged")


def test_an_expired_session_asks_for_the_login(world, login):
    client = login(world.partner)
    assert client.get(reverse("desk")).status_code == 200
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    answer = client.get(reverse("desk"))
    assert (answer.status_code, answer.url.partition("?")[0]) == (302, reverse(settings.LOGIN_URL))
