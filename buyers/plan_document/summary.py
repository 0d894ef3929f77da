"""Two pages for who decides: what is proposed, for whom, what it costs, what is asked of them.

Typed texts are cut to what two pages hold; the template makes the rest fit.
"""

from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from buyers.models import Scenario
from buyers.sheets import cents
from core.templatetags import portal

from . import blocks, group, money, options, scenarios
from .content import Content
from .plan_in_full import frame, grant, notes

WORDS = 90  # of what the first part says
LINE = 90  # characters of a cell
MOST = 5  # options, risks
MOST_SCENARIOS = 4
MOST_MEMBERS = 12


def content(plan, person, today) -> dict:
    """What the template reads."""
    read = Content(plan, person, today)
    first = [*proposed(read), *for_whom(read), *compared(read), *costs(read)]
    second = [*risks(read), *gates(read), *asked(read), *decided(read)]
    return {
        **frame(read),
        "kind": _("Summary for decision makers"),
        "group": blocks.printable(read.group.name),
        "facts": blocks.printable(facts(read)),
        "notes": blocks.printable(notes(read)),
        "footer": blocks.printable(f"{read.project.acronym} · {grant(read)}"),
        "pages": [tidy(first), tidy(second)],
    }


def tidy(made: list[dict]) -> list[dict]:
    """Without numbers before the captions: two pages need none."""
    return [
        {**block, "left": tidy(block["left"]), "right": tidy(block["right"])}
        if block["kind"] == "pair"
        else block
        for block in blocks.printable(made)
    ]


def facts(read: Content) -> list[str]:
    return [
        read.group.name,
        portal.day(read.today),
        _("State: %s") % read.standing.state_label,
    ]


def short(text: str, most: int = LINE) -> str:
    return Truncator(" ".join(text.split())).chars(most)


# --- The first page ------------------------------------------------------------------------------


def proposed(read: Content) -> list[dict]:
    made = [blocks.heading(2, _("What is proposed"))]
    scope = next((part.text for part in read.parts if part.number == 1), "")
    if said := opening(scope):
        made.append(blocks.paragraph(said))
    plan = read.plan
    rows = [
        (_("Form of procurement"), chosen(read.forms)),
        (_("Contract model"), chosen(read.contracts)),
        (
            _("Period"),
            _("%(years)d years, %(first)d to %(last)d")
            % {"years": plan.years, "first": plan.first_year, "last": plan.last_year},
        ),
        (_("Clauses settled"), settled(read)),
    ]
    return [*made, blocks.facts(rows)]


def opening(text: str) -> str:
    """What a part says first, as plain words."""
    said = [
        "".join(run["text"] for run in block["runs"])
        for block in blocks.typed(text, 1)
        if block["kind"] == "paragraph"
    ]
    return Truncator(short(" ".join(said[:3]), 700)).words(WORDS)


def chosen(found) -> str:
    if not found.chosen:
        return _("not chosen yet")
    return short(f"{found.chosen.name} – {found.chosen.kind_label}")


def settled(read: Content) -> str:
    done = sum(clause.is_done for clause in read.clauses)
    return _("%(n)d of %(all)d") % {"n": done, "all": len(read.clauses)}


def for_whom(read: Content) -> list[dict]:
    by_tier = {}
    for row in read.members:
        by_tier.setdefault(row.get_tier_display(), []).append(row.organisation.short_name)
    rows = [(capfirst(tier), listed(names)) for tier, names in by_tier.items()]
    rows.append((_("Quorum"), read.quorum.words))
    for totals in read.commitments[:3]:
        rows.append((_("Committed, %s") % totals.need.code, committed(totals)))
    return [blocks.heading(2, _("For whom")), blocks.facts(rows)]


def listed(names: list[str]) -> str:
    if len(names) <= MOST_MEMBERS:
        return ", ".join(short(name, 40) for name in names)
    more = len(names) - MOST_MEMBERS
    shown = ", ".join(short(name, 40) for name in names[:MOST_MEMBERS])
    return ngettext("%(names)s and %(n)d more", "%(names)s and %(n)d more", more) % {
        "names": shown,
        "n": more,
    }


def committed(totals) -> str:
    """16,000 tonnes; 1,300,000 EUR"""
    cells = totals.total.cells
    if cells[0].is_hidden:
        return cells[0].words
    found = [f"{cells[0].words} {totals.need.unit}"]
    found += [cell.words for cell in cells[1:] if not cell.is_hidden]
    return short("; ".join(found))


def compared(read: Content) -> list[dict]:
    return [
        blocks.heading(2, _("The options compared")),
        {"kind": "pair", "left": options_of(read.forms), "right": options_of(read.contracts)},
        blocks.paragraph(
            _("Weighted totals of the members' scores, from 0 to 10; the chosen one is filled.")
        ),
    ]


def options_of(found) -> list[dict]:
    title = capfirst(found.question_label)
    shown = found.options[:MOST]
    if not shown:
        return [blocks.paragraph(title, bold=True), blocks.paragraph(_("No option yet."))]
    drawing = blocks.bars(
        (
            (
                short(option.name, 45),
                option.total,
                options.total_words(option),
                option.state == "chosen",
            )
            for option in shown
        ),
        longest=10,
    )
    said = "; ".join(f"{option.name}: {option.total_text}" for option in shown)
    return [blocks.chart(title, said, drawing | {"label": 46, "reach": 56})]


def costs(read: Content) -> list[dict]:
    outlook, currency = read.outlook, read.plan.currency
    made = [blocks.heading(2, _("What it costs in each scenario"))]
    known = [each for each in outlook.scenarios if each.total]
    if not known:
        why = _("The totals are %s.") % outlook.hides if outlook.hides else ""
        return [*made, blocks.paragraph(why or _("Nothing can be computed yet."))]
    known, more = told(known), len(known) - MOST_SCENARIOS
    made.append(scenarios.compared(known, currency))
    totals, per_unit = [each.total for each in known], _("Cost per unit, %s") % read.plan.unit
    rows = [
        [_("Cost over the whole life"), *(money.whole(of.life_cycle_total) for of in totals)],
        [_("Its present value"), *(money.whole(of.life_cycle_value) for of in totals)],
        [_("Saved against today"), *(money.whole(of.saving) for of in totals)],
        [_("Paid off in"), *(money.paid_off(of.break_even) for of in totals)],
        [per_unit, *(cents(of.per_unit) for of in totals)],
    ]
    if all(of.cash for of in totals):
        rows.append([_("Own money needed"), *(money.whole(of.cash.need_total) for of in totals)])
    made.append(
        blocks.figures(
            _("All buyers together, in %s") % currency,
            ["", *(short(money.name_of(each.scenario), 40) for each in known)],
            rows,
            widths=[4, *[3] * len(known)],
            numbers=range(1, len(known) + 1),
            strong=[1],
        )
    )
    if more > 0:
        words = ngettext(
            "%(n)d more scenario stands in the plan.",
            "%(n)d more scenarios stand in the plan.",
            more,
        )
        made.append(blocks.paragraph(words % {"n": more}))
    return made


def told(known: list) -> list:
    """Those for which there is room, the base case first: a worst case is never left out for one
    that is neither best nor worst."""
    cases = (Scenario.Case.WORST, Scenario.Case.BEST, Scenario.Case.LIKELY, Scenario.Case.OTHER)

    def weight(each) -> tuple:
        return not each.scenario.is_base, cases.index(each.scenario.case)

    chosen = sorted(known, key=weight)[:MOST_SCENARIOS]
    return sorted(chosen, key=lambda each: (not each.scenario.is_base, known.index(each)))


# --- The second page -----------------------------------------------------------------------------


def risks(read: Content) -> list[dict]:
    """The highest levels first."""
    made = [blocks.heading(2, _("Main risks"))]
    found = sorted((row for row in read.strategy.rows if row.open), key=lambda row: -row.now.value)
    if not found:
        return [*made, blocks.paragraph(_("No open risk is linked to the group."))]
    return [
        *made,
        blocks.figures(
            _("The highest of %d open risks") % len(found),
            [_("Risk"), _("Today"), _("After"), _("What is done"), _("Borne by")],
            [
                [
                    short(f"{row.code} {row.title}"),
                    str(row.now),
                    str(row.after or "–"),
                    short(row.mitigation or row.response or "–"),
                    row.borne or _("not settled"),
                ]
                for row in found[:MOST]
            ],
            widths=[5, 0, 0, 6, 3],
        ),
    ]


def gates(read: Content) -> list[dict]:
    return [blocks.heading(2, _("The way ahead")), group.drawn(read.gates)]


def asked(read: Content) -> list[dict]:
    """Of the council of each member that means to buy; with its own figures where the reader
    speaks for one."""
    standing = read.standing
    by = portal.day(standing.due)
    points = [
        _("To decide by %s whether to buy: go, go on conditions, or no-go.") % by
        if by
        else _("To decide whether to buy: go, go on conditions, or no-go."),
        _("To say the conditions, and to name who signs."),
        _("To confirm quantity and year as a commitment, and to set the money aside."),
    ]
    base = read.outlook.of(None)
    for each in base.buyers if base else []:
        if each.is_own:
            points.append(own(each, read))
    return [blocks.heading(2, _("What is asked of the council")), blocks.points(points)]


def own(each, read: Content) -> str:
    """Of one's own member: the figures that its council decides on."""
    words = {
        "name": each.name,
        "quantity": read.volumes.get(each.organisation, "0"),
        "unit": read.plan.unit,
        "currency": read.plan.currency,
        "cost": money.whole(each.figures.life_cycle_total),
        "need": money.whole(each.figures.cash and each.figures.cash.need_total),
    }
    return (
        _(
            "%(name)s: %(quantity)s %(unit)s a year, which cost %(cost)s %(currency)s over the "
            "whole life; of own money it needs %(need)s %(currency)s."
        )
        % words
    )


def decided(read: Content) -> list[dict]:
    standing = read.standing
    made = [
        blocks.heading(2, _("Decisions so far")),
        blocks.paragraph(short(" ".join(standing.why), 400)),
    ]
    rows = [
        [
            short(row.name, 40),
            capfirst(row.verdict_label),
            portal.day(row.decided_on) or "–",
            short(row.conditions) or "–",
        ]
        for row in standing.members
    ]
    shown = rows[:MOST_MEMBERS]
    if shown:
        made.append(
            blocks.figures(
                _("Decisions of the members that mean to buy"),
                [_("Member"), _("Decision"), _("Date"), _("Conditions or reasons")],
                shown,
                widths=[4, 3, 0, 7],
            )
        )
    if len(rows) > len(shown):
        made.append(
            blocks.note(_("%d more members are not listed here.") % (len(rows) - len(shown)))
        )
    return made
