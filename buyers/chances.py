"""How sure the figures of one scenario are, in words: the simulation with its tables and charts."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from buyers import drawings
from buyers.estimates import Estimates
from buyers.models import Scenario
from buyers.sheets import Row, Table, cents, percent, whole

DRAWS = 10_000


@dataclass(frozen=True, slots=True)
class Chances:
    draws: str
    seed: int
    chance: str  # of a saving, in percent
    percentiles: Table
    histogram: str
    bars: Table  # the same as the histogram
    drivers: list[Row]
    is_certain: bool  # nothing has a range


def simulate(of: Estimates, scenario: Scenario) -> Chances:
    """The same seed gives the same figures. Raises ValueError where there are problems."""
    from buyers import simulation  # and with it numpy

    found = simulation.run(
        of.costs,
        of.buyers,
        of.assumptions(scenario),
        draws=DRAWS,
        seed=scenario.seed,
        quantity_low=_factor(scenario.quantity_low),
        quantity_high=_factor(scenario.quantity_high),
    )
    return Chances(
        draws=whole(found.draws),
        seed=found.seed,
        chance=percent(round(found.chance_of_saving * 100, 1)),
        percentiles=_percentiles(found),
        histogram=drawings.bars(found.saving.edges, found.saving.counts),
        bars=_bars(found.saving),
        drivers=[
            Row(
                _("Quantities") if each.cost is None else of.items[each.cost].name,
                "",
                [f"{round(each.correlation, 2) + 0:+.2f}"],
            )
            for each in found.drivers
        ],
        is_certain=not found.drivers,
    )


def _factor(percent: Decimal | None) -> Decimal | None:
    return None if percent is None else Decimal(percent) / 100


def _percentiles(found) -> Table:
    head = [_("Life-cycle cost"), _("Net present value"), _("Cost per unit")]
    columns = [found.life_cycle, found.saving, found.cost_per_unit]
    rows = [
        Row(
            _("%d %% of the draws stay below") % each,
            "",
            [
                *(whole(column.percentiles[each]) for column in columns[:2]),
                cents(columns[2] and columns[2].percentiles[each]),
            ],
            is_strong=each == 50,
        )
        for each in found.life_cycle.percentiles
    ]
    rows.append(
        Row(
            _("Mean"),
            "",
            [
                *(whole(column.mean) for column in columns[:2]),
                cents(columns[2] and columns[2].mean),
            ],
        )
    )
    return Table(head, [("", rows)])


def _bars(of) -> Table:
    rows = [
        Row(f"{whole(of.edges[n])} – {whole(of.edges[n + 1])}", "", [whole(count)])
        for n, count in enumerate(of.counts)
    ]
    return Table([_("Draws")], [("", rows)])
