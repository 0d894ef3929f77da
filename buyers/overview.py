"""The commitments of a group as a document."""

from datetime import date

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from core import pdf
from core.templatetags import portal


def document(group, of_needs, rows, today: date) -> bytes:
    """A PDF of the totals, as the reader may know them, and of the entries that they may read."""
    return pdf.render("buyers/commitments.typ", content(group, of_needs, rows, today))


def content(group, of_needs, rows, today: date) -> dict:
    """What the template reads: words, and texts as they were typed."""
    project = group.project
    return {
        "language": get_language().partition("-")[0],
        "project": project.acronym,
        "grant": _("Grant agreement %s") % project.grant_number,
        "title": _("Commitments of %s") % group.name,
        "when": _("As of %s") % portal.day(today),
        "lede": _(
            "Counted is what stands and has not expired, of organisations that are members on "
            "this day."
        ),
        "illustrative": _("Illustrative: invented for the demo.") if group.is_illustrative else "",
        "needs": [need(each) for each in of_needs],
        "rows": [
            [
                *[row.buyer, row.need.code, str(row.year), row.level, row.quantity_words],
                *[row.value_words, row.state_label, row.validity],
            ]
            for row in rows
        ],
        "words": {
            "all": _("All"),
            "hidden": _(
                "Hidden is what fewer than three members stand behind, and what would let it be "
                "worked out."
            ),
            "ledger": _("Entries"),
            "ledger_columns": [
                *[_("Buyer"), _("Need"), _("Year"), _("Level"), _("Quantity"), _("Value")],
                *[_("State"), _("Valid until")],
            ],
            "no_rows": _("No single entry may be read by whoever made this document."),
            "nothing": _("Nothing is committed yet."),
            "page": pgettext("page 1 of 3", "page"),
            "of": pgettext("page 1 of 3", "of"),
        },
    }


def need(totals) -> dict:
    """One table: each dimension with its lines."""
    return {
        "title": str(totals.need),
        "columns": [
            "",
            totals.need.unit,
            *totals.currencies,
            _("Members"),
        ],
        "total": cells(totals.total),
        "by": [
            {"label": label, "lines": [cells(line) for line in lines]}
            for _key, label, lines in totals.by
            if lines
        ],
        "hides": totals.hides,
    }


def cells(line) -> list[str]:
    members = "–" if line.members is None else str(line.members)
    return [line.label, *(cell.words for cell in line.cells), members]
