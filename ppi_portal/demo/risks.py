"""Six risks of work package 4, as a project like this has them: all illustrative.

Their categories are those that the real project board agreed on, and one that is common besides:
legal.
"""

from datetime import date, timedelta
from typing import NamedTuple

from ppi_portal.demo.meetings import ROTTERDAM
from workpackages import risks
from workpackages.models import ReportingPeriod, Risk

Score = tuple[int, int] | None  # likelihood and impact


class Known(NamedTuple):
    """What the demo knows of a risk."""

    number: str
    category: str
    is_foreseen: bool
    title: str
    description: str
    owner: str
    first: Score
    in_bilbao: Score
    after: Score  # mitigation
    response: str
    mitigation: str
    early_sign: str
    contingency: str
    review_in: int  # days from today


RISKS = [
    Known("1", "organisation", True, "Too few authorities of the buyer group come to the trainings",
     "The authorities are small and short of staff; a day away from the office is hard to get. "
     "Then the minimum of 15 participants is missed and the trainings do not count.",
     "iclei", (3, 4), (4, 4), (2, 4), "reduce",
     "Invite early, in the language of the region; the core buyers write to their neighbours.",
     "Fewer than ten registered three weeks before", "Postpone, or hold two trainings together.",
     47),
    Known("2", "organisation", True, "The calendars of the core buyers cannot be aligned",
     "Their contracts end in different years, so that nothing can be bought together.",
     "obcp", (4, 4), (3, 4), (3, 3), "reduce",
     "Prepare a coordinated procurement in steps instead of one joint call.",
     "A buyer extends its contract", "Share specifications, and buy one after the other.", 47),
    Known("3", "legal", True, "National rules differ too much for a joint procedure",
     "Joint cross-border procurement is new in the law of every country that takes part.",
     "obcp", (3, 5), None, (2, 5), "share",
     "One table of the national rules; one buyer takes the lead under its own law.",
     "A legal service advises against it", "Coordinated procurement in parallel.", 61),
    Known("4", "market", False, "No supplier can reach the performance that is asked for",
     "The solutions that the market showed are close to the need, but none sorts bulky waste "
     "as finely as the core buyers want.",
     "sur", (2, 5), None, (2, 3), "reduce",
     "Ask for outcomes and not for techniques; keep the dialogue with the market open.",
     "Questions of suppliers about the thresholds", "Lower the threshold and pay for more.", 61),
    Known("5", "finance", False, "Councils commit no budget for the next years",
     "Budgets are decided from year to year; an innovative solution needs several.",
     "zagreb", (3, 3), None, (2, 3), "transfer",
     "Compare leasing and pay-per-use in the financial assessment model.",
     "The line is missing in the draft budget", "", -12),
    Known("6", "turbulence", False, "Elections change who leads a city, and its priorities",
     "Local elections fall into the months in which the buyers have to commit themselves.",
     "zagreb", (2, 4), None, None, "accept", "", "A new majority", "Explain it anew.", 75),
]  # fmt: skip

COMMENTS = {
    "1": "Two authorities said in Bilbao that they can send nobody in autumn.",
    "2": "The core buyers agreed to prepare in step.",
}

# What was reported for the first period: applied, comment
PLAY = {
    "1": ("partly", "Invitations are prepared; the first letters went out."),
    "2": ("yes", "The core buyers exchanged their calendars in Bilbao."),
    "3": ("no", "The comparison of the national rules begins in the second period."),
}

ENTERED = date(2015, 10, 12)  # in M10, when work package 4 began
UNFORESEEN = date(2016, 2, 15)


def enter_risks(demo) -> None:
    for known in RISKS:
        after = known.after or (None, None)
        risk = Risk(
            project=demo.project,
            number=known.number,
            title=known.title,
            description=known.description,
            category=known.category,
            is_foreseen=known.is_foreseen,
            lead=demo.partners[known.owner],
            likelihood=known.first[0],
            impact=known.first[1],
            residual_likelihood=after[0],
            residual_impact=after[1],
            response=known.response,
            mitigation=known.mitigation,
            early_sign=known.early_sign,
            contingency=known.contingency,
            review_on=demo.today + timedelta(days=known.review_in),
            is_illustrative=True,
        )
        demo.risks[known.number] = risks.enter(
            risk=risk,
            by=demo.people["coordinator" if known.is_foreseen else known.owner],
            on=demo.line.day(ENTERED if known.is_foreseen else UNFORESEEN),
            work_packages=[demo.work_packages["4"]],
        )
    review_in_bilbao(demo)
    report_first_period(demo)


def review_in_bilbao(demo) -> None:
    """Two of them; they are looked at again in Rotterdam."""
    looks = {
        demo.risks[known.number]: {
            "likelihood": known.in_bilbao[0],
            "impact": known.in_bilbao[1],
            "comment": COMMENTS[known.number],
        }
        for known in RISKS
        if known.in_bilbao
    }
    board = demo.board
    risks.review(
        meeting=board,
        by=demo.people["coordinator"],
        on=board.last_day,
        review_on=demo.line.weekday(ROTTERDAM, "NL"),
        looks=looks,
    )


def report_first_period(demo) -> None:
    states = {
        demo.risks[number]: {"applied": applied, "materialised": False, "comment": comment}
        for number, (applied, comment) in PLAY.items()
    }
    first = ReportingPeriod.objects.get(project=demo.project, number=1)
    risks.report(period=first, by=demo.people["coordinator"], states=states)
