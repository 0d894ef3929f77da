"""Forms of procurement and contract models compared, and the clauses to settle."""

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from . import blocks

MOST_CRITERIA = 6  # that stand side by side on a page; more are set one below the other


def forms(content) -> list[dict]:
    return compared(content.forms)


def contracts(content) -> list[dict]:
    return [*compared(content.contracts), *clauses(content.clauses)]


def compared(found) -> list[dict]:
    made = [blocks.heading(2, _("The options compared"))]
    if not found.options:
        return [*made, blocks.paragraph(_("No option is written down yet."))]
    made.append(blocks.paragraph(summed_up(found)))
    if found.is_scored:
        made += [drawn(found), means(found)]
    if found.hides:
        made.append(
            blocks.note(
                _(
                    "Hidden is a mean of fewer than three members that keep their scores to "
                    "themselves, and each total that would give it away."
                )
            )
        )
    if found.sensitivity:
        made.append(blocks.heading(3, _("What the order depends on")))
        made.append(blocks.points(found.sensitivity))
    made += criteria(found)
    made.append(blocks.heading(2, _("The options one by one")))
    for option in (*found.options, *found.out):
        made += one(option)
    return made


def summed_up(found) -> str:
    """3 of 5 members have scored them. “Joint” comes first with 7.40 of 10. “Joint” is chosen."""
    said = [
        _("%(given)d of %(asked)d members have scored the options, from 0 to 10 by each criterion.")
        % {"given": found.given, "asked": found.asked}
    ]
    first = [option for option in found.options if option.rank == 1]
    if first:
        words = {
            "names": ", ".join(f"“{option.name}”" for option in first),
            "total": first[0].total_text,
        }
        said.append(_("The highest weighted total has %(names)s: %(total)s of 10.") % words)
    if found.chosen:
        said.append(_("The group has chosen “%s”.") % found.chosen.name)
    else:
        said.append(_("The group has not chosen yet."))
    return " ".join(said)


def drawn(found) -> dict:
    said = "; ".join(f"{option.name}: {option.total_text}" for option in found.options)
    return blocks.chart(
        _("Weighted totals of the options, of 10; the chosen one is filled"),
        said,
        bars(found),
    )


def bars(found) -> dict:
    return blocks.bars(
        (
            (option.name, option.total, total_words(option), option.state == "chosen")
            for option in found.options
        ),
        longest=10,
    )


def total_words(option) -> str:
    """7.40 (chosen)"""
    if option.state == "chosen":
        return _("%s (chosen)") % option.total_text
    return option.total_text


def means(found) -> dict:
    """Criteria as columns while they fit; else as rows."""
    caption = _("Mean scores of the members, weights and weighted totals")
    names = [f"{each.name} ({each.share_text})" for each in found.criteria]
    columns = [
        [*(cell.text for cell in option.cells), option.total_text, option.agreement_text or "–"]
        for option in found.options
    ]
    last = [_("Total"), _("Agreement")]
    if len(names) <= MOST_CRITERIA:
        return blocks.figures(
            caption,
            [_("Option"), *names, *last],
            [[option.name, *cells] for option, cells in zip(found.options, columns, strict=True)],
            widths=[4, *[2] * len(names), 2, 2],
            numbers=range(1, len(names) + 2),
        )
    return blocks.figures(
        caption,
        [_("Criterion"), *(option.name for option in found.options)],
        [[name, *row] for name, *row in zip([*names, *last], *columns, strict=True)],
        widths=[4, *[2] * len(found.options)],
        numbers=range(1, len(found.options) + 1),
        strong=[len(names)],
    )


def criteria(found) -> list[dict]:
    if not found.criteria:
        return []
    return [
        blocks.figures(
            _("By what the options are compared"),
            [_("Criterion"), _("What is meant"), _("Weight")],
            [[each.name, each.description or "–", each.share_text] for each in found.criteria],
            widths=[3, 6, 0],
            numbers=[2],
        )
    ]


def one(option) -> list[dict]:
    """What was typed of an option, and what the law says of its kind."""
    name = option.name
    if option.state != "proposed":
        name = f"{name} ({option.state_label})"
    return [
        blocks.heading(3, name),
        blocks.facts(
            [
                (_("Kind"), capfirst(option.kind_label)),
                (_("What it is"), option.explained),
                (_("Applicable law"), option.applicable_law),
                (_("Who acts"), option.acting_body),
            ]
        ),
        *blocks.typed(option.description, 4),
    ]


def clauses(found) -> list[dict]:
    settled = sum(clause.is_done for clause in found)
    made = [
        blocks.heading(2, _("The clauses to settle")),
        blocks.paragraph(
            _("%(settled)d of %(all)d are settled or not needed.")
            % {"settled": settled, "all": len(found)}
        ),
        blocks.figures(
            _("What the contract has to settle"),
            [_("Clause"), _("State"), _("Prepared by")],
            [
                [capfirst(clause.label), clause.state_label, clause.owner or by_all()]
                for clause in found
            ],
            widths=[6, 3, 4],
        ),
    ]
    for clause in found:
        if clause.text.strip():
            made.append(blocks.heading(3, capfirst(clause.label)))
            made += blocks.typed(clause.text, 4)
    return made


def by_all() -> str:
    return _("who manages the group")
