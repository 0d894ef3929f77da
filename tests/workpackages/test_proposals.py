"""Where followers go: by example and by property."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from core import months
from workpackages.proposals import Link, Place, Proposal, proposals

START = date(2026, 1, 1)
A, B, C = ("task", 1), ("deliverable", 1), ("task", 2)


def task(*spans):
    return Place(spans, starts=True)


def due(month, day=None):
    return Place(((month, month),), starts=False, day=day)


def propose(places, *links, moved=(A,), duration=33):
    links = [Link(n, *link) for n, link in enumerate(links)]
    return proposals(moved, places, links, start=START, duration=duration)


def test_what_still_fits_stays():
    places = {A: task((1, 4)), B: due(4), C: task((5, 8))}
    assert propose(places, (A, B, 0), (A, C, 0), (B, C, 0)) == []


def test_followers_move_one_after_the_other():
    places = {A: task((2, 6)), B: due(4), C: task((5, 8))}
    assert propose(places, (A, B, 0), (B, C, 0)) == [
        Proposal(B, due(4), due(6), False),
        Proposal(C, task((5, 8)), task((7, 10)), False),
    ]


def test_a_lag_counts_calendar_days():
    places = {A: task((1, 4)), C: task((5, 8))}  # ends on 30 April
    assert propose(places, (A, C, 1))[0].then == task((6, 9))
    assert propose(places, (A, C, 31))[0].then == task((6, 9))
    assert propose(places, (A, C, 32))[0].then == task((7, 10))
    assert propose(places | {C: task((3, 8))}, (A, C, -61)) == []


def test_a_task_keeps_its_pauses():
    places = {A: task((1, 4)), C: task((2, 3), (6, 6))}
    assert propose(places, (A, C, 0))[0].then == task((5, 6), (9, 9))


def test_an_exact_day_goes_to_the_end_of_its_month():
    places = {A: due(4, date(2026, 4, 20)), B: due(4, date(2026, 4, 10))}
    assert propose(places, (A, B, 0)) == [Proposal(B, due(4, date(2026, 4, 10)), due(4), False)]
    assert propose(places | {A: due(4, date(2026, 4, 10))}, (A, B, 0)) == []


def test_what_lies_outside_the_project_is_flagged():
    places = {A: task((1, 32)), C: task((5, 8)), B: due(9)}
    found = propose(places, (A, C, 0), (C, B, 0))
    assert [(each.key, each.outside) for each in found] == [(C, True), (B, True)]


def test_only_what_follows_the_moved_one_moves():
    places = {A: task((1, 4)), B: due(2), C: task((1, 3))}
    assert propose(places, (A, B, 0), (A, C, 0), moved=[C]) == []


def test_those_moved_together_stay_where_they_were_put():
    """B was put too early by hand; C, which waits for both, is proposed one place."""
    places = {A: task((1, 6)), B: due(4), C: task((5, 8))}
    found = propose(places, (A, B, 0), (A, C, 0), (B, C, 0), moved=(A, B))
    assert found == [Proposal(C, task((5, 8)), task((7, 10)), False)]


def test_links_to_what_does_not_count_are_passed_over():
    assert propose({A: task((1, 4))}, (A, B, 0), (C, A, 0)) == []


def test_an_endless_chain_of_lags_stays_in_the_calendar():
    keys = [("task", n) for n in range(400)]
    places = dict.fromkeys(keys, task((1, 200)))
    links = [(keys[n], keys[n + 1], 32_000) for n in range(399)]
    found = propose(places, *links, moved=keys[:1], duration=240)
    assert all(each.outside for each in found)


def room(earlier, later, start) -> int:
    """Calendar days between the two; below 0 they overlap. A dependency holds from its lag on."""
    return (later.ready(start) - earlier.end(start)).days


def test_the_room_between_two():
    assert room(task((1, 4)), task((5, 6)), START) == 0
    assert room(task((1, 4)), task((4, 6)), START) == -30
    assert room(task((1, 4)), due(4), START) == 0
    assert room(due(5, date(2026, 5, 12)), due(4), START) == -12


spans = st.lists(st.integers(1, 6), min_size=2, max_size=6).map(
    lambda steps: tuple(
        (first + sum(steps[: 2 * n + 1]), first + sum(steps[: 2 * n + 1]) + steps[2 * n + 1])
        for n in range(len(steps) // 2)
        for first in [0]
    )
)


@st.composite
def plans(draw):
    """Items without circles: links go from a lower to a higher position."""
    start = date(2020, 1, draw(st.integers(1, 31))) + timedelta(days=draw(st.integers(0, 700)))
    places = {}
    for n in range(draw(st.integers(2, 9))):
        if draw(st.booleans()):
            places["task", n] = Place(draw(spans), starts=True)
        else:
            month = draw(st.integers(1, 30))
            first, last = months.first_day(start, month), months.last_day(start, month)
            day = draw(st.none() | st.dates(first, last))
            places["deliverable", n] = Place(((month, month),), starts=False, day=day)
    keys = list(places)
    ends = st.tuples(*[st.integers(0, len(keys) - 1)] * 2).filter(lambda two: two[0] < two[1])
    links = [
        Link(nth, keys[one], keys[other], draw(st.integers(-90, 90)))
        for nth, (one, other) in enumerate(draw(st.lists(ends, max_size=14, unique=True)))
    ]
    return start, places, links, draw(st.sampled_from(keys)), draw(st.integers(30, 60))


def reachable(moved, links):
    found = {moved}
    for link in sorted(links, key=lambda link: link.earlier[1]):
        if link.earlier in found:
            found.add(link.later)
    return found - {moved}


@given(plans())
def test_after_accepting_all_every_dependency_holds(plan):
    start, places, links, moved, duration = plan
    found = proposals([moved], places, links, start=start, duration=duration)
    then = places | {each.key: each.then for each in found}
    outside = {each.key for each in found if each.outside}
    followers = reachable(moved, links)
    assert {each.key for each in found} <= followers
    for link in links:
        if link.later in followers - outside and link.earlier not in outside:
            assert room(then[link.earlier], then[link.later], start) >= link.lag


@given(plans())
def test_nothing_moves_earlier_and_every_length_and_pause_is_kept(plan):
    start, places, links, moved, duration = plan
    for each in proposals([moved], places, links, start=start, duration=duration):
        now, then = each.now, each.then
        assert now == places[each.key]
        assert then.end(start) >= now.end(start)
        shifts = {
            new - old
            for one, other in zip(now.spans, then.spans, strict=True)
            for old, new in zip(one, other, strict=True)
        }
        assert len(shifts) == 1
        assert then.starts == now.starts
        assert each.outside == (then.last_month > duration)


@given(plans())
def test_nothing_moves_further_than_its_dependencies_ask(plan):
    start, places, links, moved, duration = plan
    found = proposals([moved], places, links, start=start, duration=duration)
    then = places | {each.key: each.then for each in found}
    for each in found:
        if each.then.first_month == each.now.first_month:
            continue  # only its exact day went
        before = then | {each.key: each.then.later_by(-1)}
        assert any(
            room(before[link.earlier], before[link.later], start) < link.lag
            for link in links
            if link.later == each.key
        )
