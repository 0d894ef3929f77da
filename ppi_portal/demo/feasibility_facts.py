"""What the demo's feasibility plan says: texts, options, scores, costs. All of it is illustrative.

The need is that of `buying`; laws and articles are real, every amount, score and date is invented.
"""

from typing import NamedTuple

TITLE = "Sorting of bulky waste for reuse: feasibility plan"
UNIT = "tonnes"
CORE = ("sur", "zagreb")
OTHERS = ("City of Split", "City of Rijeka", "Diputación de Sevilla", "City of Freiburg")


class Part(NamedTuple):
    """A part: who owns it, how far it is, who has said what of it, and its versions."""

    number: int
    owner: str  # a member, or "" for who manages the group
    state: str  # writing, review or agreed
    texts: tuple[str, ...]
    approve: tuple[str, ...] = ()
    object: tuple[tuple[str, str], ...] = ()  # member, comment


SCOPE = """\
## What the buyers lack

Bulky waste arrives mixed and is crushed on the way. Sorting by hand is slow, hurts people and finds
little: **22 % is used again or recycled**, the rest is burnt or buried.

## What they want to reach

- at least 45 % of the tonnes reused or recycled within three years,
- no higher cost a tonne than today,
- fewer accidents of the crews: from nine to three a year.

Collection from the kerb is *not* part of the purchase. Each buyer keeps its own crews.
"""
BUYERS = """\
Two core buyers carry the purchase; four authorities of the group join with their tonnes.

| Buyer | From | What is special |
|---|---|---|
| Mancomunidad del Sur | year 1 | eleven municipalities; the yards are theirs |
| Zagreb City Holding | year 1 | collection stays in house |
| City of Split | year 1 | half of it falls in the summer months |
| City of Rijeka | year 1 | yards on steep ground |
| Diputación de Sevilla | year 1 | small municipalities, a mobile unit |
| City of Freiburg | year 1 | a social enterprise stays part of it |

Quantities stand in the chapter on costs; commitments in the ledger of the group.
"""
LAW = """\
## Spain

Ley 9/2017 transposes Directive 2014/24/EU. Occasional joint procurement needs an agreement
(*convenio*) of the bodies; a *mancomunidad* may act for its municipalities.

## Croatia

Zakon o javnoj nabavi (NN 120/2016). Joint procurement is open to public contracting authorities;
the agreement says who bears which duty.

## Germany

GWB part 4 and VgV; § 4 VgV allows occasional joint procurement, also with authorities of other
Member States.

**Open:** whether the Croatian rules on waste concessions bind a foreign lead procurer.
"""
FORM = """\
A joint procedure across borders (Art. 39) would bring the best price, and one national law for all.
Nobody has tried it for a service that runs at the buyers' own yards.

The members lean towards a **coordinated procurement**: one specification, one market consultation
and one calendar, but a tender and a contract of each buyer under its own law.
"""
CONTRACT = """\
Three models were compared. What decides is who bears the risk that the sorting does not reach the
target: with a supply contract the buyers, with the two others the supplier.
"""
MARKET = """\
The market consultation showed three kinds of suppliers: makers of sorting lines (TRL 9 for
construction waste), a start-up for image recognition (TRL 6) and operators of recycling yards.

1. All of them would accept to be paid by the tonne that leaves the yard for reuse.
2. Two ask for a minimum quantity of 20,000 tonnes a year.
3. None has handled mattresses yet.
"""
ORGANISATION = """\
- **Lead:** Mancomunidad del Sur coordinates; each buyer signs its own contract.
- **Mandate:** each council decides on this plan before the tender.
- **Rules:** the core buyers decide by consent, the others are heard first.
- **Cost key:** preparation in equal parts, what depends on tonnes by quantity.
"""
TIMELINE = """\
The tender is published only after the councils have decided. A year lies between award and the
first tonne, for the yards have to be adapted.
"""
RISKS = """\
The project board agreed on the categories. The buyers bear what they can control, the yards and the
tonnes; the supplier bears performance. Elections are nobody's to control: the plan has no date in
the three months around them.
"""

PARTS = [
    Part(1, "sur", "agreed", (SCOPE.replace("nine to three", "nine to four"), SCOPE),
         (*CORE, "City of Split", "Diputación de Sevilla")),
    Part(2, "", "agreed", (BUYERS,), CORE),
    Part(3, "zagreb", "review", (LAW,), ("sur",),
         (("City of Freiburg", "The Land's rules on concessions are missing."),)),
    Part(4, "", "review", (FORM,), ("zagreb",)),
    Part(5, "", "writing", (CONTRACT,)),
    Part(7, "", "review", (RISKS,)),
    Part(8, "", "agreed", (MARKET,), (*CORE, "City of Rijeka")),
    Part(9, "sur", "writing", (ORGANISATION,)),
    Part(10, "", "writing", (TIMELINE,)),
]  # fmt: skip


class Option(NamedTuple):
    name: str
    kind: str
    description: str
    law: str = ""
    body: str = ""


FORMS = [
    Option("Joint procedure under Spanish law", "cross_border",
           "One tender for all six buyers. The largest volume, and the hardest agreement.",
           "Spanish law, courts of Madrid", "Mancomunidad del Sur"),
    Option("Coordinated, in step", "coordinated",
           "One specification, one consultation and one calendar; a tender and a contract each."),
    Option("Framework that names its users", "framework",
           "One buyer awards a framework for four years; the others are named and call off.",
           "", "Zagreb City Holding"),
]  # fmt: skip
CONTRACTS = [
    Option("Buyers own and run the lines", "supply",
           "A supply contract for sorting lines; the buyers' own people run them."),
    Option("Paid by the result", "outcome",
           "The supplier sorts at the yards. A fee for each tonne, a bonus above 45 % reuse and a "
           "malus below 40 %."),
    Option("Pay per use", "pay_per_use",
           "The supplier brings mobile units and is paid by the tonne; no minimum quantity."),
]  # fmt: skip

# criterion, weight, what is meant
FORM_CRITERIA = [
    ("Strength in the market", 30, "10: one large contract that new suppliers compete for."),
    ("Legal certainty", 30, "10: every legal service has done it before."),
    ("Time to the contract", 20, "10: within a year."),
    ("Room for local differences", 20, "10: each buyer keeps what is special."),
]
CONTRACT_CRITERIA = [
    ("Cost over ten years", 35, "10: the lowest life-cycle cost."),
    ("Who bears the risk of performance", 30, "10: the supplier alone."),
    ("Capital needed at the start", 20, "10: none."),
    ("Way out", 15, "10: after a year, at no cost."),
]

# member: a row of scores for each option, in the order of the criteria; whether others may see them
FORM_SCORES = {
    "sur": ([(9, 4, 3, 3), (6, 9, 7, 9), (7, 7, 6, 4)], True),
    "zagreb": ([(8, 3, 3, 2), (6, 8, 7, 9), (8, 7, 6, 5)], False),
    "City of Split": ([(8, 5, 5, 3), (5, 8, 6, 8), (6, 6, 7, 5)], False),
    "Diputación de Sevilla": ([(9, 6, 4, 4), (6, 8, 7, 8), (6, 6, 6, 4)], False),
    "City of Freiburg": ([(6, 2, 2, 1), (6, 9, 6, 10), (5, 5, 5, 3)], False),
}
CONTRACT_SCORES = {
    "sur": ([(9, 2, 2, 3), (7, 9, 8, 6), (5, 8, 10, 9)], True),
    "zagreb": ([(8, 3, 3, 4), (7, 9, 8, 5), (4, 8, 9, 9)], False),
    "City of Split": ([(8, 2, 1, 2), (7, 8, 8, 6), (6, 8, 10, 10)], False),
    "Diputación de Sevilla": ([(7, 3, 2, 3), (8, 9, 7, 6), (6, 7, 9, 9)], False),
}

# topic, state, text
CLAUSES = [
    ("ipr", "settled", "The supplier keeps its rights; the buyers may use all data of the yards."),
    ("service", "settled", "Share reused or recycled, by weight, counted each quarter."),
    ("acceptance", "discussed", "A test of six weeks at two yards, before award or after it?"),
    ("price", "discussed", "Index of labour costs, once a year; a ceiling of 4 % is proposed."),
    ("exit", "open", ""),
    ("data", "settled", "Cameras recognise objects on the device; no pictures of people leave it."),
    ("subcontracting", "not_needed", ""),
]


class Cost(NamedTuple):
    """An amount, at least and at most; of one contract model by its place in CONTRACTS, or all."""

    name: str
    phase: str
    nature: str
    amount: str
    low: str = ""
    high: str = ""
    key: str = "quantity"
    model: int | None = None
    from_year: int = 1
    to_year: int | None = None
    is_today: bool = False
    is_indexed: bool = True
    source: str = ""


COSTS = [
    Cost("Preparation of the procurement", "investment", "one_off", "180000", "150000", "260000",
         "equal", is_indexed=False, source="Estimate of the lead procurer"),
    Cost("Office of the buyer group", "operation", "yearly", "60000", key="equal"),
    Cost("Adapting the yards", "investment", "one_off", "1450000", "1200000", "2100000",
         "percent", source="Engineers of the core buyers"),
    Cost("Treatment of what is left", "operation", "per_unit", "62", "58", "70",
         source="Gate fees of today, less what is reused"),
    Cost("Sorting lines", "investment", "one_off", "9600000", "8600000", "12500000", model=0,
         source="Market consultation"),
    Cost("Renewal of the lines", "investment", "one_off", "2400000", "2000000", "3000000",
         model=0, from_year=8),
    Cost("Running the lines", "operation", "yearly", "2530000", "2300000", "3100000", model=0),
    Cost("Setting up the service", "investment", "one_off", "900000", "700000", "1200000",
         model=1, source="Market consultation"),
    Cost("Fee a tonne, by result", "operation", "per_unit", "39", "36", "47", model=1,
         source="Market consultation"),
    Cost("Bonus above the target", "operation", "yearly", "150000", "0", "300000", model=1,
         from_year=2),
    Cost("Bringing the mobile units", "investment", "one_off", "300000", "250000", "400000",
         model=2),
    Cost("Fee a tonne, per use", "operation", "per_unit", "46", "43", "55", model=2),
    Cost("Treatment today", "operation", "per_unit", "118", "112", "126", is_today=True,
         source="Accounts of the core buyers"),
]  # fmt: skip
YARDS = {  # who bears the yards: those that have some to adapt
    "sur": 40, "zagreb": 30, "City of Split": 10, "City of Rijeka": 8, "Diputación de Sevilla": 12,
}  # fmt: skip

# member: tonnes a year, from year, whether others may see it. All from the first year: of sums that
# differ by one member, the difference is that member's, and all would be hidden.
VOLUMES = {
    "sur": ("31000", 1, True),
    "zagreb": ("24500", 1, True),
    "City of Split": ("9200", 1, False),
    "City of Rijeka": ("6800", 1, False),
    "Diputación de Sevilla": ("14300", 1, False),
    "City of Freiburg": ("7400", 1, False),
}


class Source(NamedTuple):
    """Money for some of COSTS, by their names; of one member, or "" for all."""

    member: str
    scheme: str
    name: str
    costs: tuple[str, ...] = ()
    rate: str = ""
    ceiling: str = ""
    interest: str = ""
    term: int | None = None
    grace: int | None = None
    lines: tuple[tuple[int, str], ...] = ()


SOURCES = [
    Source("", "Horizon 2020, PPI (2016-2020)", "Grant of the European Union",
           ("Preparation of the procurement", "Setting up the service", "Sorting lines"),
           "35", "1500000"),
    Source("zagreb", "ERDF 2014-2020, less developed region", "ERDF for the yards",
           ("Adapting the yards",), "85", "120000"),
    Source("sur", "EIB loan", "Loan of the EIB", ("Adapting the yards",), "", "", "1.6", 8, 1),
    Source("zagreb", "Own budget", "Budget of the holding",
           lines=((1, "2600000"), (2, "2450000"), (3, "2500000"))),
]  # fmt: skip


class Scenario(NamedTuple):
    name: str
    case: str
    model: int
    discount: str = "6.08"  # nominal: 4 real at an index of 2
    index: str = "2"
    quantity: str = "100"
    price: str = "100"
    low: str = "70"
    high: str = "115"


BASE = Scenario("Paid by the result", "likely", 1)
SCENARIOS = [
    Scenario("Paid per use", "other", 2),
    Scenario("Buyers run the lines", "other", 0),
    Scenario("All join, prices fall", "best", 1, quantity="110", price="96", high="120"),
    Scenario("Few tonnes, high prices", "worst", 1, "8.68", "3.5", "75", "112", "60", "100"),
]

# risk: stage, bearer, the buyers' share, why
ALLOCATION = {
    "2": ("strategy", "buyer", None, "Only the buyers can align their calendars."),
    "3": ("specification", "buyer", None, "Each legal service answers for its own law."),
    "4": ("verification", "shared", 30, "Malus below 40 %; the buyers bear what is above 45 %."),
}


class Decision(NamedTuple):
    member: str
    verdict: str
    function: str
    conditions: str
    ago: int  # days before today


DECISIONS = [
    Decision("zagreb", "conditional", "President of the management board",
             "The grant is confirmed, and the fee stays below 45 EUR a tonne.", 12),
    Decision("Diputación de Sevilla", "go", "Deputy for the environment", "", 6),
]  # fmt: skip

# gate: days from today when it was passed or is planned
GATES = {
    "needs": -190, "prior_art": -150, "consultation": 45, "business_case": 60, "tender": 150,
    "award": 330, "contract": 1800,
}  # fmt: skip
PASSED = ("needs", "prior_art")
