"""The board: columns by state, and the acts that take a card from one to another."""

from html import unescape
from urllib.parse import quote

import pytest

from tests.people import make_deliverable, make_milestone, make_task, make_work_package
from tests.reading import FRAME
from workpackages.models import Task

BASE = "/projects/ppi4test"
BOARD = f"{BASE}/board/"


def standing(response):
    """{state: codes of its cards}, without empty columns."""
    return {
        column.state: [card.row.code for card in column.cards]
        for column in response.context["columns"]
        if column.cards
    }


def ways(response):
    """{code: [(words, states it leads to)]}"""
    return {
        card.row.code: [(way.label, way.to) for way in card.ways]
        for column in response.context["columns"]
        for card in column.cards
        if card.ways
    }


def test_a_column_for_each_state_and_one_kind_at_a_time(world, login):
    client = login(world.partner)
    make_task(world.wp4, world.acr, "4.3", last_month=13, state="running", progress=40)
    answer = client.get(BOARD)
    assert standing(answer) == {"planned": ["T4.1", "T4.2"], "running": ["T4.3"]}
    heads = [(column.label, column.count, column.late) for column in answer.context["columns"]]
    assert heads == [("planned", 2, 0), ("running", 1, 1), ("done", 0, 0), ("cancelled", 0, 0)]
    assert standing(client.get(f"{BOARD}?kind=deliverable")) == {"pending": ["D4.1"]}
    assert standing(client.get(f"{BOARD}?kind=milestone")) == {"open": ["MS1"]}
    assert standing(client.get(f"{BOARD}?kind=kitchen"))["planned"] == ["T4.1", "T4.2"]


def test_the_filters_of_the_plan_narrow_it(world, login):
    client = login(world.task_lead)
    wp5 = make_work_package(world.project, world.acr, "5")
    make_task(wp5, world.acr, "5.1", last_month=13, state="running")
    assert standing(client.get(f"{BOARD}?mine=on")) == {"planned": ["T4.2"]}
    assert standing(client.get(f"{BOARD}?late=on")) == {"running": ["T5.1"]}
    assert standing(client.get(f"{BOARD}?work_package={wp5.pk}")) == {"running": ["T5.1"]}
    assert standing(client.get(f"{BOARD}?q=feasib&kind=task")) == {"planned": ["T4.1"]}
    page = client.get(f"{BOARD}?kind=deliverable&q=zzz").content.decode()
    assert "Nothing matches this filter" in page
    assert '<input type="hidden" name="kind" value="deliverable"' in page


def test_open_cards_stand_nearest_first_and_closed_ones_latest_first(world, login):
    for number, last, state in (
        *(("4.3", 22, "planned"), ("4.4", 26, "planned")),
        *(("4.5", 13, "done"), ("4.6", 15, "done")),
    ):
        make_task(world.wp4, world.acr, number, last_month=last, state=state)
    assert standing(login(world.partner).get(BOARD)) == {
        "planned": ["T4.3", "T4.1", "T4.2", "T4.4"],
        "done": ["T4.6", "T4.5"],
    }


def test_a_long_column_is_folded(world, login):
    for nth in range(30):
        make_task(world.wp4, world.acr, f"4.{nth + 10}", state="done")
    client = login(world.partner)
    answer = client.get(f"{BOARD}?q=task")
    done = answer.context["columns"][2]
    assert (len(done.cards), done.count, done.folded) == (12, 30, 18)
    assert '<a href="?q=task&amp;open=done#column-done">and 18 more</a>' in answer.content.decode()
    assert len(client.get(f"{BOARD}?open=done").context["columns"][2].cards) == 30


def test_a_card_offers_what_one_may_do_with_it(world, login):
    start = [("Start", "running"), ("Done", "done"), ("Cancel the task", "cancelled")]
    assert ways(login(world.task_lead).get(BOARD)) == {"T4.2": start}
    assert ways(login(world.wp_lead).get(BOARD)) == {"T4.1": start, "T4.2": start}
    assert ways(login(world.organiser).get(BOARD)) == {}
    assert ways(login(world.officer).get(BOARD)) == {}
    world.project.closed_on = "2027-09-01"
    world.project.save()
    assert ways(login(world.wp_lead).get(BOARD)) == {}


def test_the_ways_of_a_deliverable_and_a_milestone(world, login):
    deliverables, milestones = f"{BOARD}?kind=deliverable", f"{BOARD}?kind=milestone"
    cancel = ("Cancel the deliverable", "cancelled")
    assert ways(login(world.partner).get(deliverables)) == {"D4.1": [("Report a draft", "draft")]}
    world.d41.reviewer = world.organiser
    world.d41.save()
    world.d41.draft(by=world.partner)
    assert ways(login(world.coordinator).get(deliverables)) == {"D4.1": [cancel]}
    world.d41.approve(by=world.organiser, on="2027-09-06")
    assert ways(login(world.coordinator).get(deliverables)) == {
        "D4.1": [("Mark as submitted", "submitted"), cancel]
    }
    assert ways(login(world.task_lead).get(milestones)) == {
        "MS1": [("Mark as achieved", "achieved")]
    }
    assert ways(login(world.wp_lead).get(milestones)) == {
        "MS1": [("Mark as achieved", "achieved"), ("Cancel the milestone", "cancelled")]
    }


def test_an_act_comes_back_to_the_board_as_it_was(world, login):
    client = login(world.task_lead)
    here = f"{BOARD}?kind=task&mine=on"
    address = f"{BASE}/t4.2/finish/?next={quote(here, safe='')}"
    assert address in unescape(client.get(here).content.decode())
    answer = client.post(address, follow=True)
    assert answer.redirect_chain == [(here, 302)]
    assert standing(answer) == {"done": ["T4.2"]}
    undo = str(answer.context["messages"]._loaded_data[0].extra_tags).removeprefix("undo:")
    assert client.post(undo, follow=True).redirect_chain == [(here, 302)]
    assert Task.objects.get(number="4.2").state == "planned"


def test_an_act_that_asks_comes_back_too(world, login):
    client = login(world.wp_lead)
    address = f"{BASE}/t4.2/cancel/?next={quote(BOARD, safe='')}"
    assert client.get(address).context["cancel_url"] == BOARD
    answer = client.post(address, {"reason": "amendment 2"})
    assert answer["Location"] == BOARD
    assert client.post(f"{BASE}/t4.2/start/?next={quote(BOARD)}")["Location"] == BOARD


@pytest.mark.parametrize("away", ["https://evil.example/", "//evil.example/", "evil", "/\\evil"])
def test_the_way_back_never_leaves_the_portal(world, login, away):
    answer = login(world.task_lead).post(f"{BASE}/t4.2/finish/?next={quote(away)}")
    assert answer["Location"] == f"{BASE}/t4.2/"


def test_an_empty_board_says_what_to_do(world, login):
    world.d41.delete()
    page = login(world.partner).get(f"{BOARD}?kind=deliverable").content.decode()
    assert "Nothing of this kind is in the plan yet" in page


STATEMENTS = {"task": 5, "deliverable": 5, "milestone": 6}


@pytest.mark.parametrize(("kind", "count"), STATEMENTS.items())
def test_the_number_of_statements_does_not_grow(
    world, login, django_assert_num_queries, kind, count
):
    client, path = login(world.wp_lead), f"{BOARD}?kind={kind}"
    client.get(path)
    with django_assert_num_queries(count + FRAME):
        client.get(path)
    for number in ("6", "7", "8"):
        package = make_work_package(world.project, world.acr, number)
        make_task(package, world.iclei, f"{number}.1")
        make_deliverable(package, world.iat, f"{number}.1", reviewer=world.partner)
        make_milestone(package, world.unizar, number)
    with django_assert_num_queries(count + FRAME):
        client.get(path)
