"""Totals of commitments: what is hidden, and that nothing of it can be worked out."""

from decimal import Decimal
from fractions import Fraction
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from buyers.disclosure import GRAND, Part, _safe, totals

TIER_COUNTRY = ("tier", "country")


def part(member, tier="core", country="ES", *, amount=100, agreed=False) -> Part:
    cells = (("tier", tier), ("country", country))
    return Part(member=member, agreed=agreed, amount=Decimal(amount), cells=cells)


def shown(parts, dimensions=TIER_COUNTRY) -> dict:
    """What others read: {"total": 300, "core": 300, "ES": None}"""
    found = totals(parts, dimensions)
    rows = {row.key: row.amount for table in found.by.values() for row in table}
    return {"total": found.total} | rows


def test_three_members_make_a_total_and_two_do_not():
    assert shown([part(1), part(2)]) == {"total": None, "core": None, "ES": None}
    assert shown([part(1), part(2), part(3)]) == {"total": 300, "core": 300, "ES": 300}


def test_several_entries_of_one_member_are_one_member():
    assert shown([part(1), part(1), part(1), part(2)])["total"] is None


def test_nothing_at_all_is_nought():
    assert totals([], TIER_COUNTRY).total == Decimal(0)


def test_what_its_owner_agreed_to_hides_nothing_and_covers_nobody():
    assert shown([part(1, agreed=True)]) == {"total": 100, "core": 100, "ES": 100}
    # A reader takes the two that are shown from the total, and the third remains.
    pair = [part(1, agreed=True), part(2, agreed=True)]
    assert shown([*pair, part(3)])["total"] is None
    assert shown([*pair, part(3), part(4)])["total"] is None
    assert shown([*pair, part(3), part(4), part(5)])["total"] == 500


def test_a_lonely_cell_takes_another_with_it():
    """Three in Spain and one in Croatia: the total less Spain would be the Croatian."""
    parts = [part(1), part(2), part(3), part(4, country="HR")]
    assert shown(parts) == {"total": 400, "core": 400, "ES": None, "HR": None}


def test_the_cells_of_one_table_are_not_subtracted_from_those_of_another():
    """Core buyers 1-3; in Spain they and 4, an authority: Spain less the core buyers is 4."""
    parts = [part(n) for n in (1, 2, 3)]
    parts += [part(4, "authority")]
    parts += [part(n, "authority", "HR") for n in (5, 6, 7)]
    found = shown(parts)
    assert found["total"] == 700
    assert (found["core"], found["authority"]) == (300, 400)
    assert (found["ES"], found["HR"]) == (None, None)


def test_whoever_steers_the_group_reads_everything():
    found = totals([part(1), part(2, country="HR")], TIER_COUNTRY, everything=True)
    assert (found.total, found.members) == (200, 2)
    assert [tuple(row) for row in found.by["country"]] == [("ES", 100, 1), ("HR", 100, 1)]


def test_hidden_rows_tell_no_number_of_members_either():
    found = totals([part(1), part(2)], ("tier",))
    assert [tuple(row) for row in found.by["tier"]] == [("core", None, None)]
    assert found.by["tier"][0].is_hidden
    assert found.is_hidden


def test_amounts_are_added_exactly():
    parts = [part(n, amount=amount) for n, amount in enumerate(("0.1", "0.2", "0.3"))]
    assert shown(parts)["total"] == Decimal("0.6")


# --- Whatever the group ---------------------------------------------------------------------------

DIMENSIONS = ("tier", "country", "year", "level")


@st.composite
def group_of_parts(draw):
    """Each member has one tier and one country, and several entries of years and levels."""
    parts = []
    for member in range(draw(st.integers(1, 7))):
        home = (
            ("tier", draw(st.sampled_from("ab"))),
            ("country", draw(st.sampled_from("xyz"))),
        )
        for year in draw(st.sets(st.sampled_from("12"), min_size=1)):
            cells = (*home, ("year", year), ("level", draw(st.sampled_from("pq"))))
            agreed = draw(st.integers(0, 3)) == 0
            parts.append(Part(member, agreed, Decimal(draw(st.integers(1, 9))), cells))
    return parts


def worked_out(published: list[list[int]], columns: list[int]) -> bool:
    """Whether some sum or difference of the published rows has something in these columns and
    nothing elsewhere: the rows lose rank when the columns are taken out."""
    rest = [[value for i, value in enumerate(row) if i not in columns] for row in published]
    return rank(rest) < rank(published)


def rank(rows) -> int:
    """By plain elimination in fractions: another way than the one that is tested."""
    rows = [[Fraction(value) for value in row] for row in rows]
    found = 0
    for column in range(len(rows[0]) if rows else 0):
        pivot = next((i for i in range(found, len(rows)) if rows[i][column]), None)
        if pivot is None:
            continue
        rows[found], rows[pivot] = rows[pivot], rows[found]
        for i in range(found + 1, len(rows)):
            times = rows[i][column] / rows[found][column]
            rows[i] = [a - times * b for a, b in zip(rows[i], rows[found], strict=True)]
        found += 1
    return found


def gives_away(parts, cells) -> bool:
    """Whether the cells tell of one or two members that have not agreed, who keep what they know to
    themselves. Every entry is an unknown of its own."""
    unknown = [part for part in parts if not part.agreed]
    published = [
        [int(cell == GRAND or cell in part.cells) for part in unknown] for cell in sorted(cells)
    ]
    members = {part.member for part in unknown}
    for size in (1, 2):
        for some in combinations(sorted(members), size):
            columns = [i for i, part in enumerate(unknown) if part.member in some]
            if worked_out(published, columns):
                return True
    return False


def cells_of(parts) -> set:
    return {GRAND} | {cell for part in parts for cell in part.cells}


def shown_cells(found) -> set:
    shown = {
        (name, row.key) for name, rows in found.by.items() for row in rows if not row.is_hidden
    }
    return shown | ({GRAND} if not found.is_hidden else set())


@settings(max_examples=300, deadline=None)
@given(group_of_parts())
def test_no_sum_or_difference_tells_of_fewer_than_three(parts):
    assert not gives_away(parts, shown_cells(totals(parts, DIMENSIONS)))


@settings(max_examples=100, deadline=None)
@given(group_of_parts())
def test_nothing_is_hidden_without_need(parts):
    """Each hidden figure, shown beside the others, would give somebody away."""
    visible = shown_cells(totals(parts, DIMENSIONS))
    for cell in cells_of(parts) - visible:
        assert gives_away(parts, visible | {cell}), cell


@settings(max_examples=100, deadline=None)
@given(group_of_parts())
def test_nobody_finds_another_with_what_they_know_of_themselves(parts):
    """A member takes its own values from all figures: nobody else stands alone in what is left."""
    visible = shown_cells(totals(parts, DIMENSIONS))
    for reader in {part.member for part in parts}:
        others = [part for part in parts if part.member != reader and not part.agreed]
        published = [
            [int(cell == GRAND or cell in part.cells) for part in others]
            for cell in sorted(visible)
        ]
        for other in {part.member for part in others}:
            columns = [i for i, part in enumerate(others) if part.member == other]
            assert not worked_out(published, columns)


def test_the_check_of_these_tests_sees_a_leak():
    parts = [part(1), part(2), part(3), part(4, country="HR")]
    assert gives_away(parts, cells_of(parts))


def test_a_large_group_is_answered_soon():
    """200 members, 2,000 entries: the same group is worked out once."""
    _safe.cache_clear()
    tiers, countries, levels = ("core", "authority"), [f"C{n}" for n in range(20)], "abcd"
    parts = [
        Part(
            member=member,
            agreed=member % 9 == 0,
            amount=Decimal(entry),
            cells=(
                ("tier", tiers[member % 2]),
                ("country", countries[member % 20]),
                ("year", str(2027 + entry % 5)),
                ("level", levels[(member + entry) % 4]),
            ),
        )
        for member in range(200)
        for entry in range(10)
    ]
    first = totals(parts, DIMENSIONS)
    assert totals(parts, DIMENSIONS) == first
    assert _safe.cache_info().misses == 1
    assert first.total == sum(part.amount for part in parts)
