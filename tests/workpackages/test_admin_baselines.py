"""Baselines and saved filters in Django admin."""

import pytest

from tests.people import NOW
from workpackages.baselines import freeze
from workpackages.models import SavedFilter

ADMIN = "/admin/workpackages"


@pytest.fixture
def baseline(world):
    return freeze(
        project=world.project, name="Annex 1", reason="signed", by=world.coordinator, now=NOW
    )


@pytest.mark.parametrize("query", ["", "?q=annex", "?q=4.1"])
def test_baselines_are_read_and_not_changed(world, admin, baseline, query):
    assert admin.get(f"{ADMIN}/baseline/{query}").status_code == 200
    assert admin.get(f"{ADMIN}/baselineitem/{query}").status_code == 200
    item = baseline.items.first()
    for path in (f"baseline/{baseline.pk}", f"baselineitem/{item.pk}"):
        assert admin.get(f"{ADMIN}/{path}/change/").status_code == 200
        assert admin.post(f"{ADMIN}/{path}/change/", {"name": "Other"}).status_code == 403
        assert admin.post(f"{ADMIN}/{path}/delete/", {"post": "yes"}).status_code == 403
    assert admin.get(f"{ADMIN}/baseline/add/").status_code == 403


def test_the_lists_ask_the_same_statements_whatever_their_length(
    world, admin, baseline, django_assert_num_queries
):
    pages = {"baseline": 7, "baselineitem": 6}
    for name, count in pages.items():
        admin.get(f"{ADMIN}/{name}/")
        with django_assert_num_queries(count):
            admin.get(f"{ADMIN}/{name}/")
    for nth in range(3):
        freeze(project=world.project, name=f"{nth}", reason="", by=world.coordinator, now=NOW)
    for name, count in pages.items():
        with django_assert_num_queries(count):
            admin.get(f"{ADMIN}/{name}/")


def test_a_saved_filter_is_renamed_and_removed(world, admin):
    late, other = (
        SavedFilter.objects.create(
            project=world.project, person=world.partner, page="plan", name=name, query="late=on"
        )
        for name in ("Late", "Other")
    )
    path = f"{ADMIN}/savedfilter/{other.pk}"
    assert admin.get(f"{ADMIN}/savedfilter/?q=late").status_code == 200
    answer = admin.post(f"{path}/change/", {"name": "Late"})
    assert answer.context["adminform"].form.errors == {
        "name": ["You have a filter of this name on this page."]
    }
    admin.post(f"{path}/change/", {"name": "Mine", "is_shared": "on"})
    other.refresh_from_db()
    assert (other.name, other.is_shared) == ("Mine", True)
    admin.post(f"{path}/delete/", {"post": "yes"})
    assert list(SavedFilter.objects.all()) == [late]
