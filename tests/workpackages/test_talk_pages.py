"""Talk on the pages of items: who reads, who writes, and what is shown to whom."""

from datetime import timedelta

import pytest
import time_machine

from outbox.models import Mail
from records import dossiers
from records.models import Comment, Follower
from tests.people import (
    NOW,
    make_meeting,
    make_member,
    make_partner,
    make_person,
    make_project,
    make_review,
    make_risk,
)
from tests.reading import FRAME
from tests.records.samples import PDF, file
from workpackages import talk

ITEM = "/projects/ppi4test/d4.1/"
READERS = ("team_reader", "officer")


def say(world, by=None, text="Ready?", now=NOW, item=None) -> Comment:
    return talk.say(item=item or world.d41, text=text, by=by or world.partner, now=now)


def shown(client, path=ITEM) -> str:
    return client.get(path).content.decode()


@pytest.fixture
def items(world) -> dict:
    """What has a discussion, by its address in the project."""
    return {
        "wp4/": world.wp4,
        "t4.2/": world.t42,
        "d4.1/": world.d41,
        "ms1/": world.ms1,
        "rv1/": make_review(world.project, world.iat),
        "r1/": make_risk(world.wp4, world.acr),
        "meetings/project-board/": make_meeting(world.project, host=world.acr),
    }


@pytest.mark.parametrize(
    "path", ["wp4/", "t4.2/", "d4.1/", "ms1/", "rv1/", "r1/", "meetings/project-board/"]
)
def test_whatever_has_a_dossier_has_its_discussion(items, world, login, path):
    client = login(world.partner)
    page = shown(client, f"/projects/ppi4test/{path}")
    assert "Nobody has written yet. Ask, answer" in page
    assert (">Files<" in page) == isinstance(items[path], talk.WITH_FILES)
    assert client.post(f"/projects/ppi4test/{path}follow/", {"follow": "no"}).status_code == 302
    answer = client.post(f"/projects/ppi4test/{path}comment/", {"text": "Hello"})
    comment = Comment.objects.get()
    assert answer["Location"] == f"/projects/ppi4test/{path}#comment-{comment.pk}"
    page = shown(client, f"/projects/ppi4test/{path}")
    assert '<p class="prose">Hello</p>' in page
    assert 'Discussion <span class="count">1</span>' in page


def test_a_comment_is_text_and_never_markup(world, login):
    evil = '<script>alert(1)</script> <img src=x onerror="x"> javascript:alert(1)'
    say(world, text=f'{evil}\nhttps://example.org/?a=1&b="><script>x</script>\n@<b>you</b>')
    page = shown(login(world.coordinator))
    assert "<script>alert" not in page
    assert "<script>x" not in page
    assert "<img src=x" not in page
    assert "<b>you" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert 'href="javascript' not in page
    assert '<a href="https://example.org/?a=1&amp;b=" rel="nofollow">' in page


def test_who_reads_sees_the_talk_and_has_no_form(world, login):
    say(world)
    for role in READERS:
        client = login(world.person(role))
        page = shown(client)
        assert "Ready?" in page
        assert "Your comment" not in page
        assert "Take back" not in page
        assert client.post(f"{ITEM}comment/", {"text": "x"}).status_code == 403
        assert client.post(f"{ITEM}follow/", {"follow": "yes"}).status_code == 302
    assert Follower.objects.filter(follows=True).count() == 3
    assert Comment.objects.count() == 1


def test_in_a_closed_project_nobody_writes(world, login):
    comment = say(world)
    world.project.closed_on = NOW.date()
    world.project.save()
    client = login(world.partner)
    assert "Your comment" not in shown(client)
    for path in ("comment/", f"comment/{comment.pk}/change/", f"comment/{comment.pk}/take-back/"):
        assert client.post(ITEM + path, {"text": "x"}).status_code == 403


@pytest.mark.parametrize("text", ["", "  \n ", "x" * 10_001])
def test_what_cannot_be_said_comes_back_with_what_was_typed(world, login, text):
    client = login(world.partner)
    page = client.post(f"{ITEM}comment/", {"text": text, "mentioned": [world.officer.pk]})
    assert page.status_code == 200
    form = page.context["form"]
    assert (list(form.errors), form["text"].value()) == (["text"], text)
    assert form["mentioned"].value() == [str(world.officer.pk)]
    assert not Comment.objects.exists()


def test_who_does_not_see_it_is_not_offered_and_not_taken(world, login):
    client = login(world.partner)
    page = client.get(ITEM)
    offered = [name for _pk, name in page.context["talk"].people]
    assert offered == [
        "Coordinator",
        "Officer",
        "Organiser",
        "Task Lead",
        "Team Reader",
        "Wp Lead",
    ]
    page = client.post(f"{ITEM}comment/", {"text": "Hi", "mentioned": [world.stranger.pk, 0]})
    assert page.context["form"].errors == {
        "mentioned": ["Only people who see this can be mentioned."]
    }
    assert not Mail.objects.exists()


def test_two_clicks_are_one_comment(world, login):
    client = login(world.partner)
    for _click in range(2):
        assert client.post(f"{ITEM}comment/", {"text": "Hello"}).status_code == 302
    assert Comment.objects.count() == 1


def test_a_comment_is_changed_within_the_hour(world, login):
    comment = say(world)
    client = login(world.partner)
    address = f"{ITEM}comment/{comment.pk}/change/"
    assert address in shown(client)
    assert client.get(address).context["form"]["text"].value() == "Ready?"
    assert list(client.post(address, {"text": " "}).context["form"].errors) == ["text"]
    assert client.post(address, {"text": "Ready!"}).status_code == 302
    page = shown(client)
    assert "Ready!" in page
    assert "· changed" in page
    with time_machine.travel(NOW + timedelta(hours=1), tick=False):
        assert address not in shown(client)
        late = "A comment can be changed by its author for an hour."
        assert late in client.get(address, follow=True).content.decode()
        form = client.post(address, {"text": "No."}).context["form"]
        assert (form.non_field_errors(), form["text"].value()) == ([late], "No.")
    assert Comment.objects.get().text == "Ready!"


def test_taken_back_its_words_are_on_no_page(world, login):
    comment = say(world, text="A secret number")
    client = login(world.partner)
    address = f"{ITEM}comment/{comment.pk}/take-back/"
    assert "A secret number" in shown(client, address)
    assert client.post(address).status_code == 302
    for role in ("partner", "coordinator"):
        page = shown(login(world.person(role)))
        assert "A secret number" not in page
        assert "Taken back." in page
        assert 'Discussion <span class="count">' not in page
    client = login(world.partner)
    changed = client.get(f"{ITEM}comment/{comment.pk}/change/", follow=True)
    assert changed.redirect_chain == [(f"{ITEM}#comment-{comment.pk}", 302)]
    for again in (client.get, client.post):
        page = again(address, follow=True)
        assert [str(m) for m in page.context["messages"]] == ["Your comment is taken back."]


def test_an_administrators_reason_is_shown(world, login):
    comment = say(world, text="A private address")
    dossiers.retract(comment=comment, by=world.administrator, now=NOW, reason="personal data")
    page = shown(login(world.partner))
    assert "A private address" not in page
    assert "Taken out by an administrator: personal data" in page
    page = login(world.partner).post(f"{ITEM}comment/{comment.pk}/take-back/", follow=True)
    assert [str(m) for m in page.context["messages"]] == [
        "An administrator has taken your comment out."
    ]


def test_a_comment_belongs_to_one_item(world, login):
    comment = say(world, item=world.t41)
    client = login(world.partner)
    for path in ("change/", "take-back/"):
        assert client.post(f"{ITEM}comment/{comment.pk}/{path}").status_code == 404
        huge = "9" * 20
        assert client.post(f"{ITEM}comment/{huge}/{path}").status_code == 404


def test_follow_and_unfollow(world, login):
    client = login(world.officer)
    assert 'value="yes">Follow' in shown(client)
    client.post(f"{ITEM}follow/", {"follow": "yes"})
    page = shown(client)
    assert 'value="no">Unfollow' in page
    assert "Followed by Officer." in page
    client.post(f"{ITEM}follow/", {"follow": "no"})
    assert 'value="yes">Follow' in shown(client)
    lead = login(world.partner)
    assert 'value="no">Unfollow' in shown(lead)
    lead.post(f"{ITEM}follow/", {"follow": "no"})
    assert "You asked for no mail about this." in shown(lead)


def test_older_comments_are_folded(world, login):
    for minute in range(22):
        say(world, text=f"No. {minute}", now=NOW - timedelta(minutes=60 - minute))
    page = shown(login(world.partner))
    folded, _summary, rest = page.partition("2 earlier comments")[2].partition("</details>")
    assert "No. 1<" in folded
    assert "No. 2<" not in folded
    assert "No. 2<" in rest
    assert 'Discussion <span class="count">22</span>' in page


def test_another_projects_people_get_nowhere(world, login):
    comment = say(world)
    other = make_project("Other", slug="other")
    boss = make_person("Boss")
    make_member(boss, make_partner(other, world.iat.organisation, 1, "coordinator"))
    client = login(boss)
    for slug in ("ppi4test", "other"):
        for path in ("comment/", f"comment/{comment.pk}/change/", "follow/", "files/new/"):
            assert client.post(f"/projects/{slug}/d4.1/{path}").status_code == 404


STATEMENTS = {  # without session, person and their two places
    "wp4/": 10,
    "t4.2/": 9,
    "d4.1/": 10,
    "ms1/": 11,
    "rv1/": 8,
    "r1/": 10,
    "meetings/project-board/": 8,
}


@pytest.mark.parametrize("many", [1, 3])
@pytest.mark.parametrize(("path", "count"), STATEMENTS.items())
def test_the_statements_of_a_page_do_not_grow_with_its_dossier(
    world, items, login, django_assert_num_queries, path, count, many
):
    item = items[path]
    if hasattr(item, "contributors"):  # so that the history speaks of partners
        item.contributors.add(world.zagreb)
    for number in range(many):
        say(world, text=f"No. {number}", item=item)
        for version in range(many if isinstance(item, talk.WITH_FILES) else 0):
            upload = file(f"{number}.pdf", PDF + bytes([version]))
            talk.hand_in(item=item, upload=upload, by=world.partner, now=NOW)
    client = login(world.coordinator)
    client.get(f"/projects/ppi4test/{path}")
    with django_assert_num_queries(count + FRAME):
        page = shown(client, f"/projects/ppi4test/{path}")
    assert page.count('id="comment-') == many
    assert page.count("SHA-256") == (many * many if isinstance(item, talk.WITH_FILES) else 0)
