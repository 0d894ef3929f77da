"""What waits for what: linked, changed, taken back, refused."""

import pytest
from django.core.exceptions import ValidationError

from tests.people import make_milestone, make_partner, make_project, make_task, make_work_package
from workpackages.dependencies import change_lag, circle, link, unlink
from workpackages.models import Dependency
from workpackages.proposals import Link


def refused(**given) -> dict:
    with pytest.raises(ValidationError) as refusal:
        link(**given)
    return refusal.value.message_dict


def test_a_link_between_two_kinds(world):
    made = link(earlier=world.t41, later=world.d41, lag=14, by=world.coordinator, reason="annex 1")
    row = Dependency.objects.get()
    assert (row, row.earlier, row.later, row.lag) == (made, world.t41, world.d41, 14)
    assert (str(row), row.project) == ("T4.1 → D4.1", world.project)
    history = row.history.get()
    assert (history.history_user, history.history_change_reason) == (world.coordinator, "annex 1")
    assert Dependency.objects.all().links() == [
        Link(row.pk, ("task", world.t41.pk), ("deliverable", world.d41.pk), 14)
    ]


def test_nothing_waits_for_itself_or_twice(world):
    assert refused(earlier=world.t41, later=world.t41, by=world.coordinator) == {
        "earlier": ["T4.1 cannot wait for itself."]
    }
    link(earlier=world.t41, later=world.d41, by=world.coordinator)
    assert refused(earlier=world.t41, later=world.d41, lag=3, by=world.coordinator) == {
        "earlier": ["D4.1 waits for T4.1 already."]
    }


def test_another_projects_item_is_refused(world):
    other = make_project("Other")
    lead = make_partner(other, world.acr.organisation, 1)
    task = make_task(make_work_package(other, lead), lead)
    assert refused(earlier=task, later=world.t41, by=world.coordinator) == {
        "earlier": ["This is not in the plan of PPI4Test."]
    }


def test_a_cancelled_item_is_refused_at_either_end(world):
    world.t41.cancel(by=world.coordinator, reason="amendment")
    message = "T4.1 is cancelled: nothing waits for it, and it waits for nothing."
    for earlier, later in ((world.t41, world.d41), (world.d41, world.t41)):
        given = {"earlier": earlier, "later": later, "by": world.coordinator}
        assert refused(**given) == {"earlier": [message]}


def test_a_circle_is_refused_and_its_path_named(world):
    ms3 = make_milestone(world.wp4, world.iclei, "3")
    link(earlier=world.t41, later=world.d41, by=world.coordinator)
    link(earlier=world.d41, later=ms3, by=world.coordinator)
    assert refused(earlier=ms3, later=world.t41, by=world.coordinator) == {
        "earlier": ["This would be a circle: T4.1 → D4.1 → MS3 → T4.1."]
    }
    assert Dependency.objects.count() == 2


def test_the_shortest_way_round_is_found():
    keys = [("task", n) for n in range(5)]
    pairs = [(0, 1), (1, 2), (2, 3), (1, 3), (3, 4)]
    links = [Link(n, keys[a], keys[b], 0) for n, (a, b) in enumerate(pairs)]
    assert circle(keys[3], keys[0], links) == [keys[0], keys[1], keys[3], keys[0]]
    assert circle(keys[0], keys[4], links) == []


@pytest.mark.parametrize("lag", [3651, -3651, 10**12])
def test_a_lag_beyond_all_bounds_is_refused(world, lag):
    given = {"earlier": world.t41, "later": world.d41, "by": world.coordinator}
    assert refused(**given, lag=lag) == {"lag": ["At most 3650 days, forwards or back."]}
    made = link(**given)
    with pytest.raises(ValidationError):
        change_lag(dependency=made, lag=lag, by=world.coordinator)


def test_another_lag(world):
    made = link(earlier=world.t41, later=world.d41, by=world.coordinator)
    change_lag(dependency=made, lag=-7, by=world.wp_lead, reason="they overlap")
    change_lag(dependency=made, lag=-7, by=world.wp_lead)  # changes nothing, writes nothing
    newest = made.history.latest("history_id")
    assert (newest.lag, newest.history_user, made.history.count()) == (-7, world.wp_lead, 2)


def test_taken_back_it_stays_in_the_history(world):
    made = link(earlier=world.t41, later=world.d41, by=world.coordinator)
    unlink(dependency=made, by=world.wp_lead, reason="not needed")
    unlink(dependency=made, by=world.wp_lead)
    assert not Dependency.objects.exists()
    newest = Dependency.history.latest("history_id")
    told = (newest.history_type, newest.history_user, newest.history_change_reason)
    assert told == ("-", world.wp_lead, "not needed")
