"""`python -m benchmarks.financing`: what the figures of a feasibility plan cost; needs no server.

Ten buyers, 60 costs, 15 years, four scenarios with twelve sources; and a simulation of 10,000
draws.
"""

import statistics
import time
from decimal import Decimal as D

from buyers import simulation
from buyers.financing import Assumptions, Buyer, Cost, Key, Kind, Nature, Phase, Source, compute

ROUNDS = 20
YEARS = 15
BUYERS = [
    Buyer(pk=pk, quantity=D(100 * pk) + D("0.5"), first_year=1 + pk % 3) for pk in range(1, 11)
]
SCENARIOS = [
    Assumptions(
        years=YEARS,
        discount_rate=D("0.04"),
        indexation=D("0.02"),
        quantity_factor=D(factor),
        price_factor=D(prices),
    )
    for factor, prices in (("1", "1"), ("0.8", "1"), ("1.2", "1.1"), ("1", "0.9"))
]


def costs() -> list[Cost]:
    natures, phases, keys = list(Nature), list(Phase), list(Key)
    percents = dict.fromkeys(range(1, 11), D(10))
    found = []
    for n in range(60):
        key = keys[n % 4]
        amount = D("12345.67") + n if natures[n % 3] != Nature.PER_UNIT else D("3.21")
        found.append(
            Cost(
                pk=n,
                nature=natures[n % 3],
                phase=phases[n % 2],
                amount=amount,
                is_today=n % 5 == 4,
                first_year=1 + n % 3,
                is_indexed=n % 2 == 0,
                key=key,
                percents=percents if key == Key.PERCENT else {},
                like=n - 1 if key == Key.LIKE else None,
                low=amount * D("0.8"),
                high=amount * D("1.3"),
            )
        )
    return found


def sources(costs: list[Cost]) -> list[Source]:
    new = [cost.pk for cost in costs if not cost.is_today]
    rates = {"rate": D("0.3")}
    loan = {"interest": D("0.03"), "term": 10, "grace": 2}
    kinds = [
        (Kind.GRANT, {**rates, "is_eu": True, "ceiling": D(200000)}),
        (Kind.GRANT, {**rates}),
        (Kind.STRUCTURAL, {"rate": D("0.5"), "buyer": 3}),
        (Kind.LOAN, {**loan, "ceiling": D(500000)}),
        (Kind.LOAN, {**loan, "buyer": 4}),
        (Kind.LEASE, {"interest": D("0.05"), "term": 5}),
        (Kind.PAY_PER_USE, {"fee": D("4.2"), "term": 12}),
        (Kind.SHARED_SAVINGS, {"rate": D("0.4"), "term": 10}),
    ]
    found = [
        Source(pk=n, kind=kind, costs=frozenset(new[n * 5 : n * 5 + 8]), **values)
        for n, (kind, values) in enumerate(kinds)
    ]
    # No cost is borne by two suppliers, and none is paid twice from the EU budget.
    borne = [Kind.LEASE, Kind.PAY_PER_USE, Kind.SHARED_SAVINGS]
    for n, source in enumerate(found):
        if source.kind in borne or source.kind == Kind.STRUCTURAL:
            found[n] = Source(**(vars(source) | {"costs": frozenset(new[n * 5 + 3 : n * 5 + 8])}))
    budgets = [
        Source(
            pk=100 + pk,
            kind=Kind.BUDGET,
            buyer=pk,
            amounts=dict.fromkeys(range(1, YEARS + 1), D(50000)),
        )
        for pk in (1, 2, 3, 4)
    ]
    return found + budgets


def milliseconds(work) -> tuple[float, float, float]:
    """Least and median by the clock; least of the processor, the same on a busy machine."""
    times, cpu = [], []
    for _nth in range(ROUNDS):
        began, worked = time.perf_counter(), time.process_time()
        work()
        times.append((time.perf_counter() - began) * 1000)
        cpu.append((time.process_time() - worked) * 1000)
    return min(times), statistics.median(times), min(cpu)


def main() -> None:
    what = costs()
    money = sources(what)
    quantity = {"quantity_low": D("0.8"), "quantity_high": D("1.2")}

    def scenarios():
        for each in SCENARIOS:
            compute(what, BUYERS, money, each)

    def draws():
        simulation.run(what, BUYERS, SCENARIOS[0], draws=10_000, seed=1, **quantity)

    for name, work in (("4 scenarios", scenarios), ("10,000 draws", draws)):
        least, median, cpu = milliseconds(work)
        print(f"{name:<14} ms: {least:6.1f} at least, {median:6.1f} median, {cpu:6.1f} cpu")


if __name__ == "__main__":
    main()
