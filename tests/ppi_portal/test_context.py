"""The menu shows what the person may open, and nothing else."""

import re

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.urls import resolve

from buyers.places import remember_places
from ppi_portal.context import Frame
from tests.people import make_project

pytestmark = pytest.mark.django_db


def bar(person, address="/", **context) -> str:
    request = RequestFactory().get(address)
    request.user = person
    request.resolver_match = resolve(address)
    return render_to_string("components/bar.html", context, request)


def menu(person, address="/", **context) -> list[str]:
    """The words of the menu, in their order."""
    page = bar(person, address, **context)
    nav = page[page.index('<nav class="nav"') : page.index("</nav>")]
    return re.findall(r"<a [^>]*>([^<]+)</a>", nav)


def test_the_consortium_meets_all_of_its_project(world):
    everything = [
        "My desk",
        "Plan",
        "Calendar",
        "Partners",
        "Buyer groups",
        "Trainings",
        "Reminders",
    ]
    for role in ("coordinator", "partner", "officer"):
        assert menu(world.person(role)) == everything


def test_a_buyer_meets_groups_and_trainings_only(world):
    assert menu(world.buyer) == ["My desk", "Calendar", "Buyer groups", "Trainings"]


def test_a_stranger_meets_no_project(world):
    assert menu(world.stranger) == ["My desk", "Calendar"]


def test_only_administrators_meet_admin_and_outbox(world):
    assert menu(world.administrator)[-2:] == ["Outbox", "Admin"]


def test_in_the_demo_everybody_reads_the_outbox(world, settings):
    settings.DEMO = True
    assert menu(world.buyer)[-1] == "Outbox"


def test_the_menu_follows_the_project_of_the_page(world):
    other = make_project("AAA", slug="aaa")
    assert menu(world.coordinator, project=world.project)[1] == "Plan"
    # a page of a project that one does not see has no menu of it
    assert "Plan" not in menu(world.coordinator, project=other)


def test_the_current_page_is_marked(world):
    page = bar(world.coordinator, "/calendar/")
    assert re.findall(r'aria-current="\w+">([^<]+)<', page) == ["PPI4Test", "Calendar"]


def test_the_menu_is_kept_by_all_that_it_says(world):
    """Who looks, and what they may open, is part of it: nobody meets the menu of somebody else."""
    person = world.administrator
    assert menu(person)[-2:] == ["Outbox", "Admin"]
    person.is_staff = False
    assert not {"Outbox", "Admin"} & set(menu(person))
    pages = {role: bar(world.person(role)) for role in ("coordinator", "officer")}
    for role, page in pages.items():
        assert re.findall(r'class="who">([^<]+)<', page) == [world.person(role).email]


def test_the_button_that_logs_out_sends_the_token_of_its_page(world):
    """The button is in the menu, which is kept; the form with the token is not."""
    first, second = bar(world.coordinator), bar(world.coordinator)
    assert '<button form="log-out">' in first
    form = r'<form id="log-out" hidden method="post" action="/accounts/logout/"><input [^>]*"csrf'
    assert re.search(form, first)
    assert "csrf" not in first[first.index("<nav") : first.index('<form id="log-out"')]
    tokens = [re.findall(r'name="csrf\w+" value="(\w+)"', page) for page in (first, second)]
    assert [len(of_page) for of_page in tokens] == [1, 1]
    assert tokens[0] != tokens[1]


@pytest.mark.parametrize("projects", [1, 3])
def test_the_frame_takes_the_places_alone(world, django_assert_num_queries, projects):
    for number in range(1, projects):
        make_project(f"P{number}", slug=f"p{number}", closed_on=None)
    remember_places(world.coordinator)
    frame = Frame(world.coordinator)
    with django_assert_num_queries(1):  # of consortium and buyers, once for the whole page
        assert frame.inside == {"ppi4test"}
        assert [(each.acronym, each.start, each.duration) for each in frame.projects] == [
            ("PPI4Test", world.project.start, 33)
        ]
