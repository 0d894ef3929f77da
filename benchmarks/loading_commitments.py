"""The ledger of the measured buyer group: 2,000 commitments of its 200 authorities to 3 needs."""

from decimal import Decimal
from itertools import islice, product

from buyers.models import BuyerMembership, Commitment, Need

NEEDS, YEARS, EACH = 3, 4, 10  # of each authority ten of the twelve that there may be
LEVELS = list(Commitment.Level)
STATES = ("replaced", "withdrawn", *["standing"] * 8)


def load(world) -> None:
    needs = world.create(
        [
            Need(
                group=world.group,
                number=n + 1,
                title=f"Sorting of bulky waste {n + 1}",
                state=Need.State.SHARED,
                problem="Bulky waste is sorted by hand.\n" * 5,
                desired_outcome="Twice as much of it is used again.\n" * 5,
                unit="tonnes a year",
            )
            for n in range(NEEDS)
        ]
    )
    members = BuyerMembership.objects.filter(group=world.group).select_related("organisation")
    rows = []
    for nth, member in enumerate(members.order_by("pk")):
        organisation = member.organisation
        for k, (year, need) in enumerate(islice(product(range(YEARS), needs), EACH)):
            rows.append(
                Commitment(
                    project=world.project,
                    group=world.group,
                    need=need,
                    organisation=organisation,
                    level=LEVELS[(nth + k) % 4],
                    state=STATES[k],
                    year=world.today.year + 1 + year,
                    quantity=Decimal(1000 + nth * 10 + k),
                    value=Decimal(50_000 + nth * 100 + k),
                    currency="SEK" if organisation.country == "SE" else "EUR",
                    signatory="Ana Horvat",
                    signatory_function="Mayor",
                    is_disclosed=nth % 4 == 0,
                    recorded_at=world.before,
                )
            )
    world.create(rows)
