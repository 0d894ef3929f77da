"""Each page shows the history of its row: who changed what, and why."""

from datetime import date

import pytest

from tests.people import make_action, make_meeting, make_organisation, make_partner, make_risk
from tests.reading import FRAME
from workpackages import meetings, risks
from workpackages.planning import change
from workpackages.progress import perform

BASE = "/projects/ppi4test"


def history(answer) -> list[tuple]:
    """(who, reason, what changed from what to what) of each change, the newest first."""
    return [
        (
            each.who.name if each.who else "",
            each.reason,
            [(field.label, field.old, field.new) for field in each.fields],
        )
        for each in answer.context["changes"]
    ]


def test_of_a_risk(world, login):
    risk = make_risk(world.wp4, world.acr)
    change(item=risk, by=world.coordinator, lead=world.zagreb, reason="They buy it")
    risks.score(
        risk=risk,
        by=world.organiser,
        likelihood=5,
        impact=4,
        on=date(2027, 9, 6),
        review_on=date(2027, 12, 6),
        comment="One bidder left",
    )
    perform(item=risk, verb="close", by=world.wp_lead, reason="Dealt with")
    for role in ("coordinator", "officer"):
        answer = login(world.person(role)).get(f"{BASE}/r1/")
        assert history(answer)[:3] == [
            ("Wp Lead", "Dealt with", [("state", "open", "closed")]),
            (
                "Organiser",
                "One bidder left",
                [("likelihood", "3", "5"), ("next review", "", "Mon 6 Dec 2027")],
            ),
            ("Coordinator", "They buy it", [("owner", "5 ACR+", "4 ZGH")]),
        ]
        assert "<del>5 ACR+</del> → <ins>4 ZGH</ins>" in answer.text
        assert "“One bidder left”" in answer.text


def test_of_a_meeting(world, login):
    meeting = make_meeting(world.project, first_day=date(2027, 9, 6), last_day=date(2027, 9, 6))
    meetings.change(meeting=meeting, by=world.coordinator, city="Madrid", reason="No room")
    perform(item=meeting, verb="hold", by=world.coordinator, on=date(2027, 9, 6))
    for role in ("coordinator", "officer"):
        answer = login(world.person(role)).get(f"{BASE}/meetings/project-board/")
        assert history(answer)[:2] == [
            ("Coordinator", "", [("state", "planned", "held")]),
            ("Coordinator", "No room", [("city", "Bilbao", "Madrid")]),
        ]
        assert "<del>Bilbao</del> → <ins>Madrid</ins>" in answer.text
        assert "“No room”" in answer.text


def test_of_an_action(world, login):
    action = make_action(world.partner, make_meeting(world.project))
    action.cancel(by=world.coordinator, reason="No need")
    action.reopen(by=world.coordinator, reason="Needed after all")
    answer = login(world.coordinator).get(f"{BASE}/actions/{action.pk}/edit/")
    assert history(answer)[:2] == [
        ("Coordinator", "Needed after all", [("state", "cancelled", "open")]),
        ("Coordinator", "No need", [("state", "open", "cancelled")]),
    ]
    assert "“Needed after all”" in answer.text


@pytest.mark.parametrize(("path", "count"), [("/r1/", 10), ("/meetings/project-board/", 7)])
def test_a_long_history_costs_no_more(world, login, django_assert_num_queries, path, count):
    risk, meeting = make_risk(world.wp4, world.acr), make_meeting(world.project)
    partners = [
        make_partner(world.project, make_organisation(f"P{number}"), number) for number in (6, 7, 8)
    ]
    client = login(world.coordinator)
    client.get(BASE + path)
    for turn, partner in enumerate(partners, start=1):
        change(item=risk, by=world.coordinator, lead=partner, reason="Turn")
        meetings.change(meeting=meeting, by=world.coordinator, host=partner, reason="Turn")
        with django_assert_num_queries(count + FRAME):  # one more than without: the partners' names
            assert client.get(BASE + path).text.count("“Turn”") == turn
