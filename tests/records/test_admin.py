"""Django admin: an administrator reads, and takes out with a reason."""

import pytest
import time_machine

from records.models import Comment, File
from tests.people import NOW
from tests.records.samples import file
from workpackages import talk

ADMIN = "/admin/records"


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def comment(world) -> Comment:
    return talk.say(item=world.d41, text="Škola is closed", by=world.partner, now=NOW)


@pytest.fixture
def held(world) -> File:
    return talk.hand_in(item=world.d41, upload=file(), by=world.partner, now=NOW).file


def act(client, model, name, row, **fields):
    fields = {"action": name, "_selected_action": row.pk} | fields
    return client.post(f"{ADMIN}/{model}/", fields, follow=True).content.decode()


@pytest.mark.parametrize("model", ["comment", "file", "follower"])
def test_all_is_read_and_nothing_is_edited_or_deleted(world, login, comment, held, model):
    row = {"comment": comment, "file": held}.get(model) or world.d41.dossier.followers.get()
    client = login(world.administrator)
    for path in ("/", "/?q=SKOLA", f"/{row.pk}/change/", f"/{row.pk}/history/"):
        assert client.get(f"{ADMIN}/{model}{path}").status_code == 200
    for path in ("/add/", f"/{row.pk}/delete/"):
        assert client.get(f"{ADMIN}/{model}{path}").status_code == 403
    assert client.post(f"{ADMIN}/{model}/{row.pk}/change/", {"text": "x"}).status_code == 403
    assert login(world.coordinator).get(f"{ADMIN}/{model}/").status_code == 302


def test_a_comment_is_taken_out_for_a_reason(world, login, comment):
    client = login(world.administrator)
    assert "needs a reason" in act(client, "comment", "take_out", comment)
    comment.refresh_from_db()
    assert comment.retracted_at is None
    assert "1 is taken out." in act(client, "comment", "take_out", comment, reason="private")
    comment.refresh_from_db()
    assert (comment.retracted_at, comment.retracted_by, comment.retracted_for) == (
        NOW,
        world.administrator,
        "private",
    )


def test_a_file_is_taken_out_for_a_reason_and_put_back(world, login, held):
    client = login(world.administrator)
    act(client, "file", "take_out", held, reason="private")
    held.refresh_from_db()
    assert (held.removed_by, held.removed_for) == (world.administrator, "private")
    other = talk.hand_in(item=world.d41, upload=file(), by=world.partner, now=NOW).file
    assert "There is another file called" in act(client, "file", "put_back", held)
    act(client, "file", "take_out", other, reason="old")
    assert "Report.pdf is back." in act(client, "file", "put_back", held)
    held.refresh_from_db()
    assert (held.removed_at, held.removed_by, held.removed_for) == (None, None, "")


@pytest.mark.parametrize("many", [1, 3])
def test_the_statements_of_the_lists_do_not_grow(world, login, django_assert_num_queries, many):
    for number in range(many):
        talk.say(item=world.d41, text=f"No. {number}", by=world.partner, now=NOW)
        upload = file(f"{number}.pdf")
        talk.hand_in(item=world.d41, upload=upload, by=world.partner, now=NOW)
    client = login(world.administrator)
    with django_assert_num_queries(7):
        client.get(f"{ADMIN}/comment/")
    with django_assert_num_queries(5):
        client.get(f"{ADMIN}/file/")
