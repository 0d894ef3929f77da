"""The risk reduction strategy of a plan as a spreadsheet."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from buyers.exports import name_of
from core.exports import spreadsheet
from workpackages.register import BANDS


def strategy(format, group, rows):
    header = [
        *[_("Code"), _("Title"), _("Category"), _("State"), _("Cause, event and effect")],
        *[_("Likelihood"), _("Impact"), _("Level"), _("Band")],
        *[_("Likelihood after the measures"), _("Impact after the measures")],
        *[_("Level after the measures"), _("Response"), _("Mitigation"), _("Measures")],
        *[_("Borne by"), _("Stage"), _("Why, and by which clause"), _("Owner")],
        *[_("Last reviewed"), _("Reviewed in"), _("Next review")],
    ]
    cells = (
        [
            *[row.code, row.title, row.category_label, row.state_label, row.description],
            *[row.now.likelihood, row.now.impact, row.now.value, str(BANDS[row.now.band])],
            *_after(row.after),
            *[row.response, row.mitigation, "\n".join(map(measure, row.measures))],
            *[row.borne, row.stage, row.reason, row.owner],
            *_last(row.reviews),
            row.review_on,
        ]
        for row in rows
    )
    return spreadsheet(format, name_of(group, "risk-strategy"), _("Risk strategy"), header, cells)


def measure(row) -> str:
    """Write to the buyers (Organiser, Mon 20 Sep 2027: open)"""
    return f"{row.text} ({row.owner}, {date_format(row.due_on)}: {row.state_label})"


def _after(level) -> list:
    return [level.likelihood, level.impact, level.value] if level else [None] * 3


def _last(reviews) -> list:
    return [reviews[0].day, reviews[0].meeting] if reviews else [None, ""]
