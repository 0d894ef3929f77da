"""A feasibility plan on paper: the whole plan as PDF and Word file, and two pages for who decides.

Each document holds what its reader may read, no more, and says so.
"""

from datetime import date

from buyers.models import FeasibilityPlan
from core import pdf

from . import plan_in_full, summary


def as_pdf(plan: FeasibilityPlan, person, today: date) -> bytes:
    """The plan comes with its rights told, as `buyers.views.plans.find` gives it."""
    return pdf.render("buyers/plan.typ", plan_in_full.content(plan, person, today))


def as_word(plan: FeasibilityPlan, person, today: date) -> bytes:
    from . import word  # six MiB and a tenth of a second, which no other page needs

    return word.document(plan_in_full.content(plan, person, today))


def as_summary(plan: FeasibilityPlan, person, today: date) -> bytes:
    return pdf.render("buyers/plan-summary.typ", summary.content(plan, person, today))
