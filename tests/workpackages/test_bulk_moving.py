"""Moving many items: what waits for them is proposed as when one moves, and moves when ticked."""

from datetime import date

import pytest

from tests.people import make_deliverable, make_task
from tests.reading import notes
from tests.workpackages.test_bulk import PAGE, keys
from workpackages import planning
from workpackages.dependencies import link
from workpackages.models import Deliverable, Task


@pytest.fixture
def press(world, login):
    """press(items, role, **typed) -> the answer to the preview or the confirmation."""

    def post(*items, role="coordinator", **typed):
        client = login(world.person(role))
        return client.post(PAGE, {"picked": keys(*items)} | typed, follow=True)

    return post


@pytest.fixture
def chain(world):
    """T4.1 and T4.2 (both M12–M24) → D4.2 (M24) → T4.3 (M25–M26)"""
    world.d42 = make_deliverable(world.wp4, world.acr, "4.2", title="Leaflet", due_month=24)
    world.t43 = make_task(world.wp4, world.iclei, "4.3", first_month=25, last_month=26)
    links = (world.t41, world.d42), (world.t42, world.d42), (world.d42, world.t43)
    for earlier, later in links:
        link(earlier=earlier, later=later, by=world.coordinator)
    return world


def follow(answer):
    return [(each.item.code, each.now, each.then) for each in answer.context["followers"]]


def test_what_waits_for_those_that_move_is_proposed_once(chain, press):
    answer = press(chain.t41, chain.t42, kind="move", months="2")
    assert follow(answer) == [("D4.2", "M24", "M26"), ("T4.3", "M25–M26", "M27–M28")]
    page = answer.content.decode()
    assert page.count('type="checkbox" name="accepted"') == 2
    assert " checked" not in page
    # What moves itself is not proposed, and nothing is where all of it still fits.
    assert follow(press(chain.t41, chain.t42, chain.d42, chain.t43, kind="move", months="2")) == []
    assert follow(press(chain.t41, kind="move", months="-1")) == []
    assert follow(press(chain.t41, kind="join", partner=chain.acr.pk)) == []


def test_what_is_ticked_moves_along_and_the_rest_stays(chain, press):
    typed = {"kind": "move", "months": "2"}
    seen = press(chain.t41, chain.t42, **typed).context["seen"]
    typed |= {
        "seen": seen,
        "reason": "amendment 2",
        "accepted": [f"deliverable:{chain.d42.pk}:M26"],
    }
    assert notes(press(chain.t41, chain.t42, **typed)) == [
        "2 items are changed. 1 item moved along."
    ]
    assert Deliverable.objects.get(number="4.2").due_month == 26
    assert Task.objects.get(number="4.3").first_month == 25
    newest = chain.d42.history.latest("history_id")
    assert newest.history_change_reason == "amendment 2"


def test_what_can_no_longer_move_along_is_said_and_ticked_anew(chain, press):
    typed = {"kind": "move", "months": "2", "reason": "amendment 2"}
    shown = press(chain.t41, chain.t42, **typed)
    values = [each.value for each in shown.context["followers"]]
    planning.change(item=chain.t43, by=chain.coordinator, first_month=26)
    typed |= {"seen": shown.context["seen"], "accepted": values}
    answer = press(chain.t41, chain.t42, **typed)
    assert answer.context["confirm"].errors == {
        "accepted": ["The plan has changed since you looked. See what follows now."]
    }
    assert follow(answer) == [("D4.2", "M24", "M26"), ("T4.3", "M26", "M27")]
    assert answer.content.decode().count(" checked") == 1
    assert Task.objects.get(number="4.1").first_month == 12


def test_a_follower_that_a_rule_forbids_stops_all_of_it(chain, press):
    chain.acr.exit = date(2028, 1, 31)  # M25
    chain.acr.save()
    typed = {"kind": "move", "months": "2", "reason": "amendment 2"}
    shown = press(chain.t41, chain.t42, **typed)
    values = [each.value for each in shown.context["followers"]]
    answer = press(chain.t41, chain.t42, seen=shown.context["seen"], accepted=values, **typed)
    assert answer.context["confirm"].errors == {
        "accepted": ["D4.2: ACR+ takes part until Mon 31 Jan 2028: this is due later."]
    }
    assert set(Task.objects.values_list("last_month", flat=True)) == {24, 26}


def test_nobody_moves_along_what_is_not_theirs(chain, press):
    """ICLEI leads T4.2 and T4.3, and not D4.2."""
    typed = {"kind": "move", "months": "2", "role": "task_lead"}
    shown = press(chain.t42, **typed)
    assert [each.may_edit for each in shown.context["followers"]] == [False, True]
    values = [each.value for each in shown.context["followers"]]
    answer = press(chain.t42, seen=shown.context["seen"], accepted=values, **typed)
    assert set(answer.context["confirm"].errors) == {"accepted"}
    assert Deliverable.objects.get(number="4.2").due_month == 24
