"""The options of a plan compared: what each reader may know of the scores behind it."""

from datetime import timedelta
from decimal import Decimal
from fractions import Fraction as F

import pytest

from buyers import scoring
from buyers.compared import Cell
from buyers.models import Question, Tier
from buyers.places import remember_places
from tests.buyers.plans import make_criterion, make_option, make_sheet
from tests.people import TODAY, make_buyer, make_membership, make_organisation, make_person

HIDDEN = Cell(is_hidden=True)


def make_town(world, name, person=None, tier=Tier.AUTHORITY, **fields):
    organisation = make_organisation(name, country="HR")
    membership = make_membership(world.group, organisation, tier, **fields)
    if person:
        make_buyer(person, membership)
    return organisation


@pytest.fixture
def towns(world):
    """Four more members, besides ZGH and Split."""
    return [make_town(world, name) for name in ("Graz", "Lund", "Osijek", "Rijeka")]


def seen_by(plan, person, weights=None, question=Question.FORM):
    return scoring.compare(plan, question, person, TODAY, weights)


def the_cell(plan, person) -> Cell:
    [option] = seen_by(plan, person).options
    [cell] = option.cells
    return cell


# --- Who may know what ---------------------------------------------------------------------------


def give(plan, joint, price, organisation, value, **fields):
    return make_sheet(plan, organisation, {(joint, price): value}, **fields)


@pytest.mark.parametrize(
    ("agreed", "kept", "told"),
    [
        (0, 1, False),
        (0, 2, False),
        (0, 3, True),
        (0, 4, True),
        (1, 0, True),  # all of it may be read
        (3, 0, True),
        (1, 1, False),  # of those who have not agreed one would be left
        (2, 2, False),
        (1, 3, True),
        (3, 1, False),
    ],
)
def test_a_mean_is_told_with_three_behind_it_that_have_not_agreed(
    world, plan, joint, price, towns, agreed, kept, told
):
    for n, town in enumerate(towns[: agreed + kept]):
        give(plan, joint, price, town, n + 4, discloses=n < agreed)
    mean = F(sum(range(4, 4 + agreed + kept)), agreed + kept)
    for reader in (world.buyer, world.officer, world.partner):
        cell = the_cell(plan, reader)
        assert (cell.mean, cell.is_hidden) == ((mean, False) if told else (None, True))
        assert (cell.low, cell.high) == (None, None)
    for reader in (world.coordinator, world.wp_lead):
        cell = the_cell(plan, reader)
        assert (cell.mean, cell.low, cell.high) == (mean, 4, 3 + agreed + kept)


def test_ones_own_sheet_covers_like_that_of_any_other(world, plan, joint, price, towns):
    """Of three two remain: their sum, but neither of them. Of two one would."""
    give(plan, joint, price, world.city.organisation, 6)
    assert the_cell(plan, world.buyer).mean == 6  # nothing but one's own
    give(plan, joint, price, towns[0], 7)
    assert the_cell(plan, world.buyer) == HIDDEN
    give(plan, joint, price, towns[1], 8)
    assert the_cell(plan, world.buyer).mean == 7


def test_a_draft_counts_for_nobody_and_is_seen_by_its_own_people_alone(
    world, plan, joint, price, towns
):
    give(plan, joint, price, world.city.organisation, 6, state="draft", discloses=True)
    for reader in (world.coordinator, world.officer, world.partner):
        found = seen_by(plan, reader)
        assert (found.given, found.sheets) == (0, [])
        assert the_cell(plan, reader) == Cell()
    found = seen_by(plan, world.buyer)
    assert [(each.name, each.state) for each in found.sheets] == [("City of Split", "draft")]
    assert the_cell(plan, world.buyer) == Cell()


def test_single_scores_are_read_by_their_owner_by_who_steers_and_as_agreed(
    world, plan, joint, price, towns
):
    alice, bob = make_person("Alice"), make_person("Bob")
    ours, theirs = make_town(world, "Alice's", alice), make_town(world, "Bob's", bob)
    world.group.lead_procurer = world.group.memberships.get(organisation=theirs)
    world.group.save()
    give(plan, joint, price, ours, 3)
    give(plan, joint, price, theirs, 5)
    give(plan, joint, price, towns[0], 9, discloses=True)
    names = {
        reader.name: [each.name for each in seen_by(plan, reader).sheets]
        for reader in (alice, bob, world.coordinator, world.wp_lead, world.officer)
    }
    everybody = ["Alice's", "Bob's", "Graz"]
    assert names == {
        "Alice": ["Alice's", "Graz"],
        "Bob": ["Bob's", "Graz"],  # leads the procurement, and is a buyer like the others
        world.coordinator.name: everybody,
        world.wp_lead.name: everybody,
        world.officer.name: ["Graz"],
    }


def test_who_is_no_member_today_or_only_observes_does_not_count(world, plan, joint, price, towns):
    for town in towns[:3]:
        give(plan, joint, price, town, 5)
    gone = make_town(world, "Gone", until=TODAY - timedelta(days=1))
    observer = make_town(world, "Observer", tier=Tier.OBSERVER)
    for organisation in (gone, observer):
        give(plan, joint, price, organisation, 10, discloses=True)
    found = seen_by(plan, world.officer)
    assert (found.given, found.asked) == (3, 6)
    assert the_cell(plan, world.coordinator).high == 5
    assert found.sheets == []


def test_a_total_is_told_only_where_all_is_told_that_it_is_made_of(
    world, plan, joint, price, towns
):
    """The missing mean could be worked out from it."""
    time = make_criterion(plan, "Time", weight=1, position=2)
    for n, town in enumerate(towns):
        scores = {(joint, price): 5} | ({(joint, time): 9} if n < 2 else {})
        make_sheet(plan, town, scores)
    [option] = seen_by(plan, world.buyer).options
    assert [cell.mean for cell in option.cells] == [5, None]
    assert (option.total, option.rank, option.total_text) == (
        None,
        None,
        "hidden: fewer than three members",
    )
    [option] = seen_by(plan, world.coordinator).options
    assert (option.total, option.rank) == (F(5 * 3 + 9, 4), 1)
    # What weighs nothing is no part of it.
    [option] = seen_by(plan, world.buyer, {time.pk: Decimal(0)}).options
    assert (option.total, option.total_text) == (5, "5.00")


# --- What is compared ----------------------------------------------------------------------------


@pytest.fixture
def three(world, plan, joint, price, towns):
    """Joint is cheaper, coordinated faster: .75 x 8 + .25 x 4 = 7, .75 x 4 + .25 x 8 = 5."""
    other = make_option(plan, "Coordinated", position=2, form="coordinated")
    time = make_criterion(plan, "Time", weight=1, position=2)
    for town in towns[:3]:
        make_sheet(
            plan,
            town,
            {(joint, price): 8, (joint, time): 4, (other, price): 4, (other, time): 8},
        )
    return other, time


def test_options_are_ranked_by_their_weighted_totals(world, plan, price, three):
    _other, time = three
    found = seen_by(plan, world.buyer)
    assert [(each.rank, each.name, each.total) for each in found.options] == [
        (1, "Joint", 7),
        (2, "Coordinated", 5),
    ]
    assert [(each.name, each.share_text) for each in found.criteria] == [
        ("Price", "75\N{NO-BREAK SPACE}%"),
        ("Time", "25\N{NO-BREAK SPACE}%"),
    ]
    tried = seen_by(plan, world.buyer, {price.pk: Decimal(1), time.pk: Decimal(3)})
    assert [each.name for each in tried.options] == ["Coordinated", "Joint"]


def test_what_the_order_depends_on_is_said_in_words(world, plan, three):
    """8 w + 4 (1 - w) and 4 w + 8 (1 - w) are equal at one half."""
    assert [text.replace("\N{NO-BREAK SPACE}", " ") for text in _sentences(plan, world.buyer)] == [
        "If “Price” weighs less than 50 %, “Coordinated” comes first (now 75 %).",
        "If “Time” weighs more than 50 %, “Coordinated” comes first (now 25 %).",
    ]


def _sentences(plan, person, weights=None) -> list[str]:
    return seen_by(plan, person, weights).sensitivity


def test_what_stays_first_whatever_a_criterion_weighs(world, plan, joint, price, towns):
    worse = make_option(plan, "Central", position=2)
    same = make_option(plan, "Framework", position=3)
    time = make_criterion(plan, "Time", position=2)
    for town in towns[:3]:
        best = {(each, by): 7 for each in (joint, same) for by in (price, time)}
        make_sheet(plan, town, best | {(worse, price): 2, (worse, time): 2})
    assert _sentences(plan, world.buyer) == [
        "Whatever “Price” weighs, “Joint” and “Framework” stay first.",
        "Whatever “Time” weighs, “Joint” and “Framework” stay first.",
    ]


def test_a_crossing_that_rounds_to_the_share_of_now_is_said_more_exactly(world, plan, price, three):
    _other, time = three
    weights = {price.pk: Decimal("5000.1"), time.pk: Decimal("4999.9")}
    told = _sentences(plan, world.buyer, weights)[0].replace("\N{NO-BREAK SPACE}", " ")
    assert told.endswith("less than 50 %, “Coordinated” comes first (now 50.001 %).")


def test_nothing_is_said_of_the_order_where_something_is_hidden(world, plan, joint, price, towns):
    make_option(plan, "Central", position=2)
    make_criterion(plan, "Time", position=2)
    give(plan, joint, price, towns[0], 5)
    assert _sentences(plan, world.buyer) == []


def test_who_has_not_scored_what_was_added_later_is_asked_again(world, plan, joint, price, towns):
    for town in (world.city.organisation, *towns[:3]):
        give(plan, joint, price, town, 5)
    late = make_criterion(plan, "Time", position=2)
    found = seen_by(plan, world.buyer)
    assert (found.given, found.incomplete, found.asked) == (4, 4, 6)
    assert [(each.name, each.state, each.missing) for each in found.own] == [
        ("City of Split", "given", 1)
    ]
    assert found.options[0].cells[0].mean == 5
    assert found.options[0].cells[1] == Cell()
    assert found.waiting == []  # not theirs to know
    assert seen_by(plan, world.coordinator).waiting == [
        *["City of Split", "Graz", "Lund", "Osijek", "Rijeka", "ZGH"]
    ]
    late.removed_on = TODAY
    late.save()
    assert seen_by(plan, world.coordinator).waiting == ["Rijeka", "ZGH"]


def test_what_is_taken_out_is_compared_no_longer(world, plan, joint, three):
    joint.state = "out"
    joint.save()
    found = seen_by(plan, world.buyer)
    assert [each.name for each in found.options] == ["Coordinated"]
    assert [each.name for each in found.out] == ["Joint"]


def test_weights_that_are_all_nought_leave_the_means(world, plan, joint, price, towns):
    price.weight = 0
    price.save()
    for town in towns[:3]:
        give(plan, joint, price, town, 5)
    found = seen_by(plan, world.buyer)
    assert (found.has_weights, found.options[0].total) == (False, None)
    assert found.options[0].cells[0].mean == 5


def test_each_question_has_its_own(world, plan, joint, price, three):
    found = seen_by(plan, world.buyer, question=Question.CONTRACT)
    assert (found.options, found.criteria, found.given) == ([], [], 0)
    assert (found.question_label, found.asked) == ("contract model", 6)


def test_an_option_says_what_it_is_by_law(world, plan, joint):
    [option] = seen_by(plan, world.buyer).options
    assert (option.kind_label, option.article) == (
        "occasional joint procurement (Art. 38)",
        "Art. 38",
    )


@pytest.mark.parametrize("count", [1, 4])
def test_it_takes_five_statements(world, plan, towns, django_assert_num_queries, count):
    options = [make_option(plan, f"Option {n}") for n in range(count)]
    criteria = [make_criterion(plan, f"Criterion {n}") for n in range(count)]
    for town in towns[:count]:
        make_sheet(plan, town, {(o, c): 5 for o in options for c in criteria})
    remember_places(world.buyer)
    seen_by(plan, world.buyer)
    with django_assert_num_queries(5):
        seen_by(plan, world.buyer)
