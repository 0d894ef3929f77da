"""Who buys what: needs, members, commitments, the market, the organisation, gates and decisions."""

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from buyers.figures import number
from buyers.need_sheet import lines
from core.templatetags import portal

from . import blocks

SAID = ("problem", "affected_users", "desired_outcome", "constraints", "market_gap", "evidence")


def field(row, name: str) -> str:
    return capfirst(str(row._meta.get_field(name).verbose_name))


# --- Needs ---------------------------------------------------------------------------------------


def needs(content) -> list[dict]:
    found = [blocks.heading(2, _("The needs"))]
    if not content.needs:
        return [*found, blocks.paragraph(_("The group has shared no need yet."))]
    found.append(
        blocks.figures(
            _("Needs of the group"),
            [_("Code"), _("Need"), _("Owner"), _("Answers"), _("Quantity in all")],
            [
                [need.code, need.title, owner(need), str(need.found.given), quantity(need)]
                for need in content.needs
            ],
            widths=[0, 5, 3, 0, 3],
            numbers=[3, 4],
        )
    )
    for need in content.needs:
        found.append(blocks.heading(3, f"{need.code} {need.title}"))
        said = [(field(need, name), lines(getattr(need, name))) for name in SAID]
        found.append(blocks.facts(said))
    measured = [
        [need.code, each.name, value(each.baseline, each.unit), value(each.target, each.unit)]
        for need in content.needs
        for each in need.indicators.all()
    ]
    if measured:
        found.append(
            blocks.figures(
                _("By what the needs are measured"),
                [_("Need"), _("Indicator"), _("Today"), _("Target")],
                measured,
                widths=[0, 5, 2, 2],
                numbers=[2, 3],
            )
        )
    return found


def owner(need) -> str:
    return need.organisation.short_name if need.organisation else _("the group itself")


def quantity(need) -> str:
    total = need.found.quantity
    if total is None:
        return "–"
    return str(total) if total.amount is None else f"{total} {need.unit}"


def value(amount, unit: str) -> str:
    return "–" if amount is None else f"{number(amount)} {unit}".strip()


# --- Members and commitments ---------------------------------------------------------------------


def members(content) -> list[dict]:
    """With the quantity of each, where its owner agreed or the reader may know it."""
    unit = content.plan.unit
    head = [_("Member"), _("Country"), _("Tier"), _("Member since"), _("Quantity a year")]
    volumes = content.volumes
    rows = [
        [
            row.organisation.name,
            row.organisation.country.name,
            row.get_tier_display(),
            portal.day(row.since),
            volumes.get(row.organisation_id, "–"),
        ]
        for row in content.members
    ]
    return [
        blocks.heading(2, _("The members")),
        blocks.figures(
            _("Members of the group, quantities in %s") % unit,
            head,
            rows,
            widths=[5, 2, 3, 0, 3],
            numbers=[4],
        ),
        blocks.paragraph(" ".join(filter(None, (quorum(content), content.quorum.missing)))),
    ]


def quorum(content) -> str:
    words = _("The members that mean to buy are %s.") % content.quorum.words
    if content.quorum.is_met:
        words = f"{words} {_('That meets the quorum of two procurers from two countries.')}"
    return words


def commitments(content) -> list[dict]:
    found = [blocks.heading(2, _("Commitments"))]
    if not content.commitments:
        return [*found, blocks.paragraph(_("Nothing is committed yet."))]
    hides = False
    for totals in content.commitments:
        found += of_need(totals)
        hides = hides or totals.hides
    if hides:
        found.append(blocks.note(hidden_words()))
    if content.ledger:
        found.append(entries(content.ledger))
    return found


def hidden_words() -> str:
    return _(
        "Hidden is what fewer than three members stand behind, and what would let it be worked out."
    )


def of_need(totals) -> list[dict]:
    """A chart of the quantities by level, and the table of all that is added up."""
    found = []
    unit = totals.need.unit
    levels = next((rows for key, _label, rows in totals.by if key == "level" and rows), [])
    if levels:
        said = "; ".join(f"{line.label}: {line.quantity.words}" for line in levels)
        found.append(
            blocks.chart(
                _("Committed for %(need)s, in %(unit)s, by level")
                % {"need": totals.need.code, "unit": unit},
                said,
                blocks.bars(
                    (capfirst(line.label), line.quantity.amount, line.quantity.words, False)
                    for line in levels
                ),
            )
        )
    rows, strong = [cells(totals.total)], [0]
    for _key, label, of in totals.by:
        if of:
            strong.append(len(rows))
            rows.append([label, *[""] * (len(totals.currencies) + 2)])
            rows += [cells(line) for line in of]
    columns = 2 + len(totals.currencies)
    found.append(
        blocks.figures(
            _("Committed for %s") % str(totals.need),
            ["", unit, *totals.currencies, _("Members")],
            rows,
            widths=[4, *[3] * (columns - 1), 0],
            numbers=range(1, columns + 1),
            strong=strong,
        )
    )
    return found


def cells(line) -> list[str]:
    members = "–" if line.members is None else str(line.members)
    return [capfirst(line.label), *(cell.words for cell in line.cells), members]


def entries(rows) -> dict:
    return blocks.figures(
        _("Commitments that may be read one by one"),
        [_("Buyer"), _("Need"), _("Year"), _("Level"), _("Quantity"), _("Value")],
        [
            [
                *(row.buyer, row.need.code, str(row.year), row.level, row.quantity_words),
                row.value_words or "–",
            ]
            for row in rows
        ],
        widths=[4, 0, 0, 4, 3, 3],
        numbers=[4, 5],
    )


# --- The market ----------------------------------------------------------------------------------


def market(content) -> list[dict]:
    found = [blocks.heading(2, _("What there is already"))]
    if content.prior_art:
        found.append(
            blocks.figures(
                _("Prior art"),
                [_("Need"), _("Title"), _("Kind"), _("Owner"), "TRL", _("Covers the need")],
                [
                    [
                        *(code, row.title, row.get_kind_display(), row.owner),
                        *(str(row.trl or "–"), row.get_covers_display()),
                    ]
                    for code, row in content.prior_art
                ],
                widths=[0, 5, 3, 3, 0, 2],
            )
        )
    else:
        found.append(blocks.paragraph(_("No prior art is recorded.")))
    found.append(blocks.heading(2, _("Market consultations")))
    rows = [
        [
            *(row.title, row.get_state_display(), portal.day(row.opens_on)),
            *(portal.day(row.closes_on), str(row.questions_published)),
        ]
        for row in content.consultations
    ]
    if not rows:
        return [*found, blocks.paragraph(_("No market consultation is planned yet."))]
    found.append(
        blocks.figures(
            _("Consultations of the market"),
            [_("Consultation"), _("State"), _("Opens"), _("Closes"), _("Answers published")],
            rows,
            widths=[5, 2, 0, 0, 2],
            numbers=[4],
        )
    )
    for row in content.consultations:
        if row.report.strip():
            found.append(blocks.heading(3, _("Report: %s") % row.title))
            found += [blocks.paragraph(text) for text in paragraphs(row.report)]
    return found


def paragraphs(text: str) -> list[str]:
    return [part for part in lines(text).split("\n") if part.strip()]


# --- Organisation, gates, decisions --------------------------------------------------------------


def organisation(content) -> list[dict]:
    group, chosen = content.group, content.forms.chosen
    lead = group.lead_procurer.organisation.name if group.lead_procurer else _("not appointed yet")
    rows = [
        (_("Lead procurer"), lead),
        (_("Form of procurement"), chosen.name if chosen else _("not chosen yet")),
        (_("Who acts for the others"), chosen.acting_body if chosen else ""),
        (_("Applicable law"), chosen.applicable_law if chosen else ""),
        (_("Quorum"), content.quorum.words),
    ]
    return [blocks.heading(2, _("Who leads and who acts")), blocks.facts(rows)]


def gates(content) -> list[dict]:
    return [
        blocks.heading(2, _("The gates")),
        drawn(content.gates),
        blocks.figures(
            _("Gates of the procurement"),
            [_("Gate"), _("Planned"), _("Passed"), _("Note")],
            [
                [
                    capfirst(row.label),
                    portal.day(row.planned_on) or "–",
                    portal.day(row.passed_on) or "–",
                    row.note,
                ]
                for row in content.gates
            ],
            widths=[4, 0, 0, 6],
        ),
    ]


def drawn(rows) -> dict:
    steps = [
        {
            "label": row.label,
            "words": portal.day(row.passed_on or row.planned_on) or _("no day yet"),
            "passed": bool(row.passed_on),
        }
        for row in rows
    ]
    return blocks.chart(
        _("The seven gates; full is passed"),
        "; ".join(map(gate, rows)),
        {"type": "steps", "steps": steps},
    )


def gate(row) -> str:
    words = {"gate": row.label, "day": portal.day(row.passed_on or row.planned_on)}
    if row.passed_on:
        return _("%(gate)s: passed on %(day)s") % words
    if row.planned_on:
        return _("%(gate)s: planned for %(day)s") % words
    return _("%(gate)s: no day yet") % words


def decisions(content) -> list[dict]:
    standing = content.standing
    rows = [
        (_("State of the plan"), standing.state_label),
        (_("Decisions asked for"), portal.day(standing.asked_on)),
        (_("Decisions wanted by"), portal.day(standing.due)),
    ]
    found = [
        blocks.heading(2, _("Where the decision stands")),
        blocks.facts(rows),
        blocks.points(standing.why),
        decided(standing),
    ]
    for row in (*standing.members, *standing.former):
        if row.conditions.strip():
            found.append(
                blocks.heading(3, f"{row.name}: {row.verdict_label}"),
            )
            found += [blocks.paragraph(text) for text in paragraphs(row.conditions)]
    changed = [row for row in standing.members if row.changes]
    if changed:
        found.append(blocks.heading(3, _("What has changed since members decided")))
        found.append(
            blocks.points(
                f"{row.name}: " + "; ".join(change.text for change in row.changes)
                for row in changed
            )
        )
    return found


def decided(standing) -> dict:
    return blocks.figures(
        _("Decisions of the members that mean to buy"),
        [_("Member"), _("Tier"), _("Decision"), _("Date"), _("Signed by")],
        [
            [
                *(row.name, row.tier or _("no longer counts"), row.verdict_label),
                portal.day(row.decided_on) or "–",
                ", ".join(filter(None, (row.signatory, row.function))) or "–",
            ]
            for row in (*standing.members, *standing.former)
        ],
        widths=[3, 3, 3, 0, 4],
    )
