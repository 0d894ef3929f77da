"""What the figures of a feasibility plan are computed from: costs, buyers, sources of money and the
assumptions of a scenario. Plain values without tables and without words.

Money is Decimal, all of it in one currency. Rates are fractions: 0.04 is 4 %. Years are those of
the plan, 1 to N; year 1 is now (time 0) and is not discounted.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

LONGEST = 40  # years of a plan, at most
NOTHING, WHOLE = Decimal(0), Decimal(1)


class Nature(StrEnum):
    ONE_OFF = "one_off"  # once, in its first year
    YEARLY = "yearly"  # in each of its years
    PER_UNIT = "per_unit"  # per unit of quantity, in each of its years


class Phase(StrEnum):
    INVESTMENT = "investment"
    OPERATION = "operation"


class Key(StrEnum):
    """How the buyers share a cost."""

    QUANTITY = "quantity"  # by their quantities of the year
    EQUAL = "equal"
    PERCENT = "percent"
    LIKE = "like"  # as another cost is shared


class Kind(StrEnum):
    """Of a source of money."""

    BUDGET = "budget"
    GRANT = "grant"
    STRUCTURAL = "structural"
    LOAN = "loan"
    LEASE = "lease"
    PAY_PER_USE = "pay_per_use"
    SHARED_SAVINGS = "shared_savings"


GRANTS = (Kind.GRANT, Kind.STRUCTURAL)
SUPPLIERS = (Kind.LEASE, Kind.PAY_PER_USE, Kind.SHARED_SAVINGS)


@dataclass(frozen=True, kw_only=True)
class Cost:
    """A cost element.

    A cost per unit is each buyer's own: its amount times that buyer's quantity of the year. Its key
    is not asked.
    """

    pk: int
    nature: str  # Nature
    phase: str  # Phase
    amount: Decimal  # in prices of year 1: once, a year, or per unit and year
    name: str = ""
    is_today: bool = False  # part of today's solution, which the new one is compared with
    first_year: int = 1
    last_year: int | None = None  # None: to the end of the plan
    is_indexed: bool = False  # its price rises with the indexation of the scenario
    key: str = Key.QUANTITY
    percents: Mapping[int, Decimal] = field(default_factory=dict)  # buyer: percent; add up to 100
    like: int | None = None  # pk of the cost it is shared like
    low: Decimal | None = None  # range of the amount, for the simulation
    high: Decimal | None = None
    option: int | None = None  # pk of the contract model it belongs to; None: to all


@dataclass(frozen=True, kw_only=True)
class Buyer:
    pk: int
    quantity: Decimal  # a year, in the unit of the need
    first_year: int = 1
    last_year: int | None = None  # None: to the end of the plan


@dataclass(frozen=True, kw_only=True)
class Source:
    """Where money comes from. What each kind does with these values: buyers/funding.py."""

    pk: int
    kind: str  # Kind
    buyer: int | None = None  # whom it is for; None: all buyers
    costs: frozenset[int] = frozenset()  # pks of the costs it pays
    rate: Decimal = NOTHING  # grants: of the covered costs; shared savings: of the saving
    ceiling: Decimal | None = None  # pays or bears at most this much over the whole plan
    interest: Decimal = NOTHING  # a year
    term: int | None = None  # loan, lease: years to pay back; the others: how long they run
    grace: int = 0  # loan: years of the term in which only interest is paid
    first_year: int = 1  # pays nothing before
    amounts: Mapping[int, Decimal] = field(default_factory=dict)  # budget: own money by year
    fee: Decimal = NOTHING  # pay per use: per unit
    is_eu: bool = False  # money of the EU budget, from which no cost is paid twice


@dataclass(frozen=True, kw_only=True)
class Assumptions:
    """A scenario."""

    years: int  # of the plan
    discount_rate: Decimal = NOTHING
    indexation: Decimal = NOTHING  # a year, on the costs that are indexed; may be negative
    quantity_factor: Decimal = WHOLE  # on every buyer's quantity
    price_factor: Decimal = WHOLE  # on the amounts of the new solution; today's are known
    prices: Mapping[int, Decimal] = field(default_factory=dict)  # cost: amount here, as it stands
    option: int | None = None  # contract model; None: only the costs that belong to all of them
