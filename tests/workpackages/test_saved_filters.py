"""Filters under a name: whose they are, what is shared, and the chips above the lists."""

import pytest

from tests.people import make_project
from tests.reading import notes
from workpackages import filters
from workpackages.models import SavedFilter

BASE = "/projects/ppi4test"


@pytest.fixture
def save(world):
    def saved(role="partner", name="Late", query="late=on", page="plan", is_shared=False):
        return filters.save(
            project=world.project,
            person=world.person(role),
            page=page,
            name=name,
            query=query,
            is_shared=is_shared,
        )

    return saved


def shown(client, page="plan", query=""):
    found = client.get(f"{BASE}/{page}/?{query}").context["saved_filters"]
    return [chip["name"] for chip in found["chips"]]


def test_equal_filters_are_equal_texts():
    assert filters.tidy("q=a+b&late=&page=3&kind=task&open=4") == "kind=task&q=a+b"
    assert filters.tidy("kind=task&q=a%20b") == "kind=task&q=a+b"
    assert filters.tidy("page=2&state=") == ""


def test_a_filter_is_saved_and_opened(world, login):
    client = login(world.partner)
    page = client.get(f"{BASE}/plan/?q=&late=on&kind=task").content.decode()
    link = f"{BASE}/filters/new/plan/?kind=task&amp;late=on"
    assert f'<a href="{link}">Save this filter</a>' in page
    form = client.get(link.replace("&amp;", "&")).context["form"]
    assert form["query"].value() == "kind=task&late=on"
    answer = client.post(
        f"{BASE}/filters/new/plan/", {"name": "My late", "query": "kind=task&late=on"}, follow=True
    )
    assert answer.redirect_chain == [(f"{BASE}/plan/?kind=task&late=on", 302)]
    assert notes(answer) == ["The filter is saved as “My late”."]
    assert '<a class="chip" href="?kind=task&amp;late=on" aria-current="true">My late' in (
        answer.content.decode()
    )
    assert "Save this filter" not in answer.content.decode()
    assert shown(client, "deliverables") == []


def test_an_unfiltered_page_has_nothing_to_save(world, login):
    client = login(world.partner)
    assert "Save this filter" not in client.get(f"{BASE}/plan/?page=2&q=").content.decode()
    answer = client.post(f"{BASE}/filters/new/plan/", {"name": "All", "query": "q="})
    assert answer.context["form"].non_field_errors() == [
        "This page is not filtered: there is nothing to save."
    ]
    answer = client.post(f"{BASE}/filters/new/plan/", {"name": "All", "query": f"q={'x' * 500}"})
    assert answer.context["form"].non_field_errors() == [
        "This filter is too long to be saved: take something out of it."
    ]


def test_a_name_that_is_taken_is_refused_at_its_field(world, login, save):
    save()
    typed = {"name": "Late", "query": "state=done"}
    answer = login(world.partner).post(f"{BASE}/filters/new/plan/", typed)
    message = "You have a filter of this name on this page."
    assert answer.context["form"].errors == {"name": [message]}
    assert 'value="state=done"' in answer.content.decode()
    other = save(name="Other", query="state=done")
    answer = login(world.partner).post(f"{BASE}/filters/{other.pk}/", {"name": "Late"})
    assert answer.context["form"].errors == {"name": [message]}
    save("organiser")  # somebody else's of the same name
    save(page="deliverables")  # on another page


def test_ones_own_are_ones_own(world, login, save):
    mine = save()
    assert shown(login(world.partner)) == ["Late"]
    assert shown(login(world.coordinator)) == []
    assert login(world.coordinator).get(f"{BASE}/filters/{mine.pk}/").status_code == 404


def test_the_coordinator_shares(world, login, save):
    client = login(world.coordinator)
    typed = {"name": "Late in WP4", "query": "late=on", "is_shared": "on"}
    client.post(f"{BASE}/filters/new/plan/", typed)
    shared = SavedFilter.objects.get()
    assert shown(login(world.officer)) == ["Late in WP4"]
    assert login(world.partner).get(f"{BASE}/filters/{shared.pk}/").status_code == 403
    login(world.coordinator).post(f"{BASE}/filters/{shared.pk}/", {"name": "Late in WP4"})
    assert shown(login(world.officer)) == []


def test_nobody_else_shares(world, login, save):
    typed = {"name": "Late", "query": "late=on", "is_shared": "on"}
    login(world.partner).post(f"{BASE}/filters/new/plan/", typed)
    assert not SavedFilter.objects.get().is_shared


def test_the_coordinator_tidies_up_what_is_shared(world, login, save):
    saved = save()
    SavedFilter.objects.update(is_shared=True)
    client = login(world.coordinator)
    assert [row.name for row in client.get(f"{BASE}/filters/").context["rows"]] == ["Late"]
    login(world.partner).post(f"{BASE}/filters/{saved.pk}/", {"name": "Mine"})
    saved.refresh_from_db()
    assert (saved.name, saved.is_shared) == ("Mine", True)
    answer = login(world.coordinator).post(f"{BASE}/filters/{saved.pk}/remove/", follow=True)
    assert notes(answer)[-1] == "The filter “Mine” is removed."
    assert not SavedFilter.objects.exists()
    answer = login(world.coordinator).post(f"{BASE}/filters/{saved.pk}/remove/", follow=True)
    assert answer.redirect_chain == [(f"{BASE}/filters/", 302)]
    assert notes(answer) == ["This filter is removed already."]
    assert login(world.stranger).post(f"{BASE}/filters/{saved.pk}/remove/").status_code == 404


def test_a_page_that_is_none_is_not_found(world, login):
    client = login(world.partner)
    assert client.get(f"{BASE}/filters/new/kitchen/?late=on").status_code == 404
    make_project("Other")
    assert client.get("/projects/other/filters/").status_code == 404


def test_the_statements_do_not_grow(world, login, save, django_assert_num_queries):
    client = login(world.coordinator)
    for count in (1, 3):
        for nth in range(count):
            save("coordinator", f"{count} {nth}", is_shared=True)
        with django_assert_num_queries(5):
            client.get(f"{BASE}/filters/")
