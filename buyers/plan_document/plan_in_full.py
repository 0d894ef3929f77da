"""The whole plan: title page, twelve parts with what was written and what was computed, annexes."""

from django.utils.text import capfirst
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from buyers.models import PartApproval
from core.templatetags import portal

from . import blocks, group, money, options, risks, scenarios
from .content import Content

# What is computed for a part, below what was written.
CHAPTERS = {
    1: (group.needs,),
    2: (group.members, group.commitments),
    4: (options.forms,),
    5: (options.contracts,),
    6: (money.entered, scenarios.side_by_side),
    7: (risks.strategy,),
    8: (group.market,),
    9: (group.organisation,),
    10: (group.gates,),
    11: (group.decisions,),
}


def content(plan, person, today) -> dict:
    """What the template and the Word file read: words, and texts as they were typed."""
    read = Content(plan, person, today)
    found = [*state_of_play(read)]
    for part in read.parts:
        found += chapter(part, read)
    found += annexes(read)
    day = portal.day(today)
    return {
        **frame(read),
        "header": blocks.printable([f"{read.project.acronym} · {grant(read)}", read.group.name]),
        "footer": blocks.printable(f"{shortened(plan.title)}, {day}"),
        "cover": blocks.printable(cover(read)),
        "blocks": blocks.in_order(blocks.printable(found)),
    }


def frame(read: Content) -> dict:
    """What all documents of the plan begin with."""
    language, _dash, region = get_language().partition("-")
    return {
        "language": language,
        "region": region.upper() or None,
        "title": blocks.printable(read.plan.title),
        "author": blocks.printable(f"{read.project.acronym}: {read.group.name}"),
        "day": read.today.isoformat(),
        "words": {
            "contents": _("Contents"),
            "page": pgettext("page 1 of 3", "page"),
            "of": pgettext("page 1 of 3", "of"),
        },
    }


def grant(read: Content) -> str:
    return _("Grant agreement %s") % read.project.grant_number


def shortened(title: str) -> str:
    """For a line that holds no more."""
    return title if len(title) <= 80 else f"{title[:79].rstrip()}…"


def cover(read: Content) -> dict:
    plan, project = read.plan, read.project
    agreed = sum(part.state == "agreed" for part in read.parts)
    facts = [
        (_("Project"), f"{project.acronym}: {project.title}"),
        (_("Programme"), project.get_programme_display()),
        (_("Grant agreement"), project.grant_number),
        (_("Buyer group"), read.group.name),
        (_("Date"), portal.day(read.today)),
        (_("Version"), version(read)),
        (_("State"), capfirst(read.standing.state_label)),
        (_("Parts agreed"), _("%(n)d of %(all)d") % {"n": agreed, "all": len(read.parts)}),
        (
            _("Years and currency"),
            _("%(first)d to %(last)d, in %(currency)s")
            % {"first": plan.first_year, "last": plan.last_year, "currency": plan.currency},
        ),
    ]
    return {
        "project": f"{project.acronym} · {grant(read)}",
        "kind": _("Feasibility plan"),
        "title": plan.title,
        "group": read.group.name,
        "notes": notes(read),
        "facts": [[label, text] for label, text in facts if text],
    }


def version(read: Content) -> str:
    """14: how often a part was written anew. The table of parts names the version of each."""
    return str(sum(part.version for part in read.parts))


def notes(read: Content) -> list[str]:
    """What whoever holds the document must know of it."""
    found = []
    if read.plan.is_illustrative:
        found.append(_("Illustrative: invented for the demo."))
    found.append(read_by(read))
    return found


def read_by(read: Content) -> str:
    if read.group.may_steer:
        return _(
            "This copy is for who steers the group: it holds figures that members show to nobody "
            "else. Do not hand it on."
        )
    if read.speaks_for:
        return _(
            "This copy is for %s: it holds its own figures, and of the other members what they "
            "agreed to show."
        ) % ", ".join(read.speaks_for)
    return _(
        "This copy holds what all who see the group may read: totals of three members or more, "
        "and single figures where their owner agreed."
    )


# --- Parts ---------------------------------------------------------------------------------------


def state_of_play(read: Content) -> list[dict]:
    """All parts at a glance."""
    return [
        blocks.heading(1, _("State of the plan")),
        blocks.points(read.standing.why),
        blocks.figures(
            _("The twelve parts"),
            [_("Part"), "", _("Written by"), _("State"), _("Version"), _("Due")],
            [
                [
                    str(part.number),
                    capfirst(part.title),
                    part.owner or options.by_all(),
                    part.state_label,
                    str(part.version or "–"),
                    portal.day(part.due_on) or "–",
                ]
                for part in read.parts
            ],
            widths=[0, 5, 4, 3, 0, 0],
            numbers=[4],
        ),
    ]


def chapter(part, read: Content) -> list[dict]:
    found = [
        blocks.heading(1, f"{part.number} {capfirst(part.title)}"),
        blocks.facts(
            [
                (_("State"), capfirst(part.state_label)),
                (_("Written by"), part.owner or options.by_all()),
                (_("Version"), str(part.version or "")),
                (_("Approvals"), "; ".join(map(approval, part.approvals))),
            ]
        ),
    ]
    if part.text.strip():
        found += blocks.typed(part.text, 2)
    elif part.number not in CHAPTERS and part.number != 12:
        found.append(blocks.paragraph(_("Nothing is written yet.")))
    for made in CHAPTERS.get(part.number, ()):
        found += made(read)
    return found


def approval(given) -> str:
    """Zagreb approves version 2, 6 Sep 2027"""
    words = {
        "name": given.organisation,
        "verdict": PartApproval.Verdict(given.verdict).label,
        "version": given.version,
        "day": portal.day(given.day),
    }
    return _("%(name)s %(verdict)s version %(version)d, %(day)s") % words


# --- Annexes -------------------------------------------------------------------------------------


def annexes(read: Content) -> list[dict]:
    """The end of part 12."""
    found = [
        blocks.heading(2, _("Annex A: How the figures are computed")),
        *money.method(read),
        blocks.heading(2, _("Annex B: What this document does not show")),
        blocks.paragraph(read_by(read)),
        *(blocks.paragraph(text) for text in confidence()),
    ]
    if read.signed or read.documents:
        found.append(blocks.heading(2, _("Annex C: Documents, kept in the portal")))
    if read.signed:
        found.append(
            blocks.figures(
                _("Documents of the decisions"),
                [_("Member"), _("Decision"), _("Date"), _("File")],
                [
                    [row.name, row.verdict_label, portal.day(row.decided_on), name]
                    for row, name in read.signed
                ],
                widths=[3, 3, 0, 5],
            )
        )
    if read.documents:
        found.append(
            blocks.figures(
                _("Documents of the planned procurement"),
                [_("Title"), _("Type"), _("Published"), _("Where")],
                [
                    [
                        row.title,
                        row.get_type_display(),
                        portal.day(row.published_on) or "–",
                        row.url or row.file_name or "–",
                    ]
                    for row in read.documents
                ],
                widths=[4, 3, 0, 5],
            )
        )
    return found


def confidence() -> list[str]:
    """The rule of the group, in words."""
    return [
        _(
            "What a member has not agreed to show, its scores, quantities, costs and own funding, "
            "is read by its own people and by who steers the group. To all others it counts in "
            "totals and means of at least three such members."
        ),
        _(
            "A figure that would let such a value be worked out is hidden too; in its place stands "
            "why. Drafts are read by nobody but who writes them. Approvals and decisions are said "
            "to all."
        ),
    ]
