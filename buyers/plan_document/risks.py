"""The risk strategy: the map, who bears what, measures and reviews."""

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from core.templatetags import portal
from workpackages.register import BANDS, IMPACTS, levels_of

from . import blocks


def strategy(content) -> list[dict]:
    found = content.strategy
    if not found.rows:
        return [blocks.paragraph(_("No risk is linked to the group yet."))]
    made = [
        blocks.heading(2, _("The risk map")),
        drawn(found, after=False, caption=_("Open risks by likelihood and impact, as of today")),
    ]
    if any(row.after for row in found.rows if row.open):
        made.append(
            drawn(found, after=True, caption=_("The same risks as the measures should leave them"))
        )
    made += [tally(found), register(found), borne(found)]
    if found.unallocated:
        made.append(
            blocks.note(_("Nobody bears them yet: %d of the open risks.") % found.unallocated)
        )
    made.append(blocks.heading(2, _("The risks one by one")))
    for row in found.rows:
        made += one(row)
    return made


def drawn(strategy, *, after: bool, caption: str) -> dict:
    rows = strategy.map(after=after)
    said = "; ".join(
        f"{risk.code} {level_of(risk, after)}"
        for _likelihood, _word, cells in rows
        for cell in cells
        for risk in cell.risks
    )
    drawing = {
        "type": "map",
        "likelihood": _("Likelihood"),
        "impact": _("Impact"),
        "impacts": [str(word) for word in IMPACTS.values()],
        "rows": [
            {
                "label": str(word),
                "cells": [
                    {
                        "band": cell.level.band,
                        "level": str(cell.level.value),
                        "codes": ", ".join(risk.code for risk in cell.risks),
                    }
                    for cell in cells
                ],
            }
            for _likelihood, word, cells in rows
        ],
        "bands": [
            {
                "band": band,
                "words": _("%(band)s: %(first)d to %(last)d")
                % {"band": BANDS[band], "first": levels.start, "last": levels.stop - 1},
            }
            for band, levels in levels_of(strategy.bands).items()
        ],
    }
    return blocks.chart(caption, said or _("No open risk stands on the map."), drawing)


def level_of(risk, after: bool):
    return risk.after if after else risk.now


def tally(strategy) -> dict:
    now, after = strategy.tally(after=False), strategy.tally(after=True)
    return blocks.figures(
        _("How many open risks there are in each band"),
        [_("Band"), _("Levels"), _("Today"), _("After the measures")],
        [
            [capfirst(str(word)), f"{first}–{last}", str(count), str(then[-1])]
            for (_tone, word, first, last, count), then in zip(now, after, strict=True)
        ],
        widths=[3, 3, 2, 2],
        numbers=[2, 3],
    )


def register(strategy) -> dict:
    return blocks.figures(
        _("Risks of the plan, their levels and the response"),
        [
            _("Code"),
            _("Risk"),
            _("Category"),
            _("Today"),
            _("After"),
            _("Response"),
            _("Next review"),
        ],
        [
            [
                row.code,
                row.title,
                row.category_label,
                str(row.now),
                str(row.after or "–"),
                row.response or "–",
                portal.day(row.review_on) or "–",
            ]
            for row in strategy.rows
        ],
        widths=[0, 6, 4, 0, 0, 3, 3],
    )


def borne(strategy) -> dict:
    return blocks.figures(
        _("Who bears the risks"),
        [_("Code"), _("Borne by"), _("When it matters"), _("Why, and by which clause")],
        [
            [row.code, row.borne or _("not settled"), row.stage or "–", row.reason or "–"]
            for row in strategy.rows
        ],
        widths=[0, 3, 3, 6],
    )


def one(row) -> list[dict]:
    found = [
        blocks.heading(3, f"{row.code} {row.title}"),
        blocks.facts(
            [
                (_("What may happen"), row.description),
                (_("State"), row.state_label),
                (_("Answers for it"), row.owner),
                (_("Level today"), f"{row.now}: {row.now.words}"),
                (_("After the measures"), f"{row.after}: {row.after.words}" if row.after else ""),
                (_("What is done"), row.mitigation),
            ]
        ),
    ]
    if row.measures:
        found.append(
            blocks.figures(
                _("Measures against %s") % row.code,
                [_("Measure"), _("Who"), _("By"), _("State")],
                [
                    [each.text, each.owner, portal.day(each.due_on), each.state_label]
                    for each in row.measures
                ],
                widths=[6, 3, 0, 2],
            )
        )
    if row.reviews:
        found.append(
            blocks.figures(
                _("Reviews of %s") % row.code,
                [_("Day"), _("Level"), _("Meeting"), _("Comment")],
                [
                    [portal.day(each.day), str(each.level), each.meeting or "–", each.comment]
                    for each in row.reviews
                ],
                widths=[0, 2, 4, 5],
            )
        )
    return found
