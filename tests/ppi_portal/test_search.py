"""One box over everything that a person may see."""

from datetime import timedelta

import pytest
from django.utils import timezone

from buyers.models import BuyerMembership
from core.search import Found
from ppi_portal.search import find
from records import dossiers
from tests.buyers.plans import make_plan
from tests.people import (
    NOW,
    ROLES,
    fix_day,
    make_action,
    make_deliverable,
    make_meeting,
    make_member,
    make_organisation,
    make_partner,
    make_person,
    make_project,
    make_review,
    make_risk,
    make_task,
    make_training,
    make_work_package,
)
from tests.records.samples import file
from workpackages import talk

pytestmark = pytest.mark.django_db

BOARD = "/projects/ppi4test/meetings/project-board/"


def labels(text, person) -> list[str]:
    return [found.label for found in find(text, person)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("d4.1", ["D4.1 Training handbook"]),
        ("D4.1", ["D4.1 Training handbook"]),
        ("4.1", ["T4.1 Feasibility plan", "D4.1 Training handbook"]),
        ("handbook training", ["D4.1 Training handbook"]),
        ("TRAININGS held", ["MS1 Trainings held"]),
        ("zágreb", ["Zagreb"]),
        ("waste buyers", ["Waste buyers"]),
        ("split", ["City of Split"]),
        ("iclei", ["ICLEI"]),
        ("wp lead", ["Wp Lead"]),
        ("officer", ["Officer"]),
        ("ppi4test", ["PPI4Test PPI4Test in full"]),
        ("642000", ["PPI4Test PPI4Test in full"]),
        ("regional", ["Regional trainings"]),
        ("nothing of the sort", []),
        ("", []),
        ("  ", []),
        ("\0", []),
    ],
)
def test_the_consortium_finds_by_word_number_and_unaccented_spelling(world, text, expected):
    assert labels(text, world.partner) == expected


def test_it_finds_risks_reviews_and_meetings(world):
    make_risk(world.wp4, world.acr, title="Market does not answer")
    make_review(world.project, world.iat, title="First review")
    make_meeting(world.project)
    assert labels("market", world.partner) == ["R1 Market does not answer"]
    assert labels("rv1", world.partner) == ["RV1 First review"]
    assert labels("bilbao", world.partner) == ["Project board"]


def test_it_finds_what_was_decided_and_who_does_what(world):
    board = make_meeting(world.project)
    board.decisions.create(number=1, text="The Übersetzung\nwaits for Split")
    board.decisions.create(number=2, text="Übersetzung dropped", withdrawn_on=NOW.date())
    risk = make_risk(world.wp4, world.acr)
    action = make_action(world.partner, risk=risk, text="Find an Übersetzung")
    other = make_project("Other", slug="other")
    make_meeting(other, "Elsewhere").decisions.create(number=1, text="übersetzung")
    for role in ("coordinator", "officer"):
        assert find("ubersetzung", world.person(role)) == [
            Found("Decision", "“The Übersetzung waits for Split”", BOARD, "PPI4Test", board.title),
            Found(
                *("Action", "“Find an Übersetzung”", f"/projects/ppi4test/r1/#action-{action.pk}"),
                *("PPI4Test", "Partner, open"),
            ),
            Found(
                *("Decision", "“Übersetzung dropped”", BOARD, "PPI4Test"),
                hint=f"{board.title}, struck out",
            ),
        ]
    for role in ("stranger", "buyer", "administrator"):
        assert find("ubersetzung", world.person(role)) == []
    action.text = "Find a translator"
    action.save(update_fields=["text"])
    assert labels("translator", world.partner) == ["“Find a translator”"]


def test_it_finds_comments_and_files_by_what_holds_them(world, login, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    said = talk.say(item=world.t42, text="Die Übersetzung\nis late", by=world.partner, now=NOW)
    taken_back = talk.say(item=world.t42, text="übersetzung?", by=world.partner, now=NOW)
    dossiers.retract(comment=taken_back, by=world.partner, now=NOW)
    upload = file("D4.1 Übersetzung.pdf")
    talk.hand_in(item=world.d41, upload=upload, by=world.partner, now=NOW)
    for role in ("coordinator", "officer"):
        assert find("ubersetzung", world.person(role)) == [
            Found(
                "Comment",
                "Partner: Die Übersetzung is late",
                f"/projects/ppi4test/t4.2/#comment-{said.pk}",
                "PPI4Test",
                "T4.2 Participation of the buyer group",
            ),
            Found(
                "File",
                "“D4.1 Übersetzung.pdf”",
                "/projects/ppi4test/d4.1/#files",
                "PPI4Test",
                "D4.1 Training handbook",
            ),
        ]
    for role in ("stranger", "buyer", "administrator"):
        assert find("ubersetzung", world.person(role)) == []
    assert login(world.partner).get("/search/?q=d4.1").status_code == 302


def test_what_begins_with_the_words_comes_first(world):
    make_deliverable(world.wp4, world.acr, "4.2", title="Second handbook")
    make_deliverable(world.wp4, world.acr, "4.3", title="Handbook of needs")
    make_task(world.wp4, world.acr, "4.9", title="A prehandbooked thing")
    assert labels("handbook", world.partner) == [
        "D4.1 Training handbook",
        "D4.2 Second handbook",
        "D4.3 Handbook of needs",
        "T4.9 A prehandbooked thing",
    ]


def test_a_member_is_found_until_its_last_day(world):
    today = timezone.localdate()
    for until, found in ((today, ["City of Split"]), (today - timedelta(days=1), [])):
        BuyerMembership.objects.filter(pk=world.city.pk).update(until=until)
        assert labels("split", world.coordinator) == found


def test_a_buyer_finds_their_groups_and_trainings_and_nothing_of_the_plan(world):
    assert labels("zagreb", world.buyer) == ["Zagreb"]
    assert labels("waste", world.buyer) == ["Waste buyers"]
    for text in ("handbook", "4.1", "iclei", "coordinator", "ppi4test"):
        assert labels(text, world.buyer) == []


def test_a_feasibility_plan_and_its_parts_are_found_by_who_sees_the_group(world):
    make_plan(world.group, world.coordinator)
    for person in (world.buyer, world.officer):
        assert labels("bulky", person) == ["Sorting of bulky waste"]
        assert labels("market readiness", person) == ["8 Market readiness"]
    assert labels("market readiness", world.stranger) == labels("bulky", world.stranger) == []


def test_a_stranger_and_an_administrator_find_nothing(world):
    for person in (world.stranger, world.administrator):
        for text in ("4", "zagreb", "waste", "iclei", "ppi4test"):
            assert labels(text, person) == []


def test_nothing_of_another_project_is_found(world):
    other = make_project("Other", slug="other")
    partner = make_partner(other, make_organisation("Elsewhere"), 1)
    make_member(make_person("Ella Elsewhere"), partner)
    make_work_package(other, partner, "7", title="Elsewhere too")
    for role in ROLES:
        assert labels("elsewhere", world.person(role)) == []


def test_a_code_leads_to_its_page(world, login):
    client = login(world.partner)
    assert client.get("/search/?q=d4.1")["Location"] == "/projects/ppi4test/d4.1/"
    assert client.get("/search/?q=handbook").status_code == 200


def test_a_code_of_two_projects_leads_to_the_list(world, login):
    other = make_project("Other", slug="other")
    partner = make_partner(other, world.acr.organisation, 1)
    make_member(world.partner, partner)
    package = make_work_package(other, partner)
    make_deliverable(package, partner, "4.1", title="Other handbook")
    page = login(world.partner).get("/search/?q=d4.1")
    assert page.status_code == 200
    assert [found.label for _kind, items in page.context["groups"] for found in items] == [
        "D4.1 Other handbook",
        "D4.1 Training handbook",
    ]


def test_the_page_says_what_to_do(world, login):
    client = login(world.partner)
    assert "What are you looking for?" in client.get("/search/").text
    page = client.get("/search/?q=<b>x</b>")
    assert "Nothing holds “&lt;b&gt;x&lt;/b&gt;”" in page.text
    assert client.get(f"/search/?q={'x' * 5000}").status_code == 200


@pytest.mark.parametrize("rows", [1, 3])
def test_a_search_takes_as_many_statements_for_three_as_for_one(
    world, django_assert_num_queries, login, rows
):
    for number in range(rows):
        make_deliverable(world.wp4, world.acr, f"5.{number}", title="Zagreb report")
        fix_day(make_training(world.programme, world.zagreb, f"Zagreb {number}", slug=f"z{number}"))
        talk.say(item=world.d41, text=f"Zagreb, {number}", by=world.partner, now=NOW)
    client = login(world.partner)
    with django_assert_num_queries(3 + 22 + 7):  # one a kind of thing, and who holds what was said
        client.get("/search/?q=zagreb")
