"""Means and weights put together: totals, ranks, and in words what the order depends on."""

from dataclasses import replace
from fractions import Fraction

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from buyers import comparison
from buyers.compared import Compared, CriterionView, OptionView
from buyers.figures import percent


def weighed(gathered: Compared, weights: dict | None = None) -> Compared:
    """With shares, totals, ranks and what the order depends on."""
    criteria = [
        replace(each, weight=weights.get(each.pk, each.weight)) if weights else each
        for each in gathered.criteria
    ]
    try:
        of = comparison.shares({each.pk: each.weight for each in criteria})
    except comparison.NoWeight:
        return replace(gathered, criteria=criteria)
    means = {option.pk: _by_criterion(option, criteria, "mean") for option in gathered.options}
    totals = {pk: comparison.total(values, of) for pk, values in means.items()}
    ranks = comparison.ranks(totals)
    options = [
        replace(
            option,
            total=totals[option.pk],
            rank=ranks.get(option.pk),
            agreement=comparison.agreement(
                comparison.total(_by_criterion(option, criteria, "spread"), of)
            ),
        )
        for option in gathered.options
    ]
    options.sort(key=lambda option: option.rank or len(options) + 1)
    return replace(
        gathered,
        criteria=[replace(each, share=of[each.pk]) for each in criteria],
        options=options,
        sensitivity=_sensitivity(options, criteria, means, totals, of),
    )


def _by_criterion(option: OptionView, criteria: list[CriterionView], what: str) -> dict:
    return {each.pk: getattr(cell, what) for each, cell in zip(criteria, option.cells, strict=True)}


def _sensitivity(options, criteria, means, totals, of) -> list[str]:
    """In words, for each criterion; nothing where there is only one, or something is not known."""
    if len(options) < 2 or len(criteria) < 2 or None in totals.values():
        return []
    highest = max(totals.values())
    first = frozenset(pk for pk, value in totals.items() if value == highest)
    told = []
    for criterion in criteria:
        now = of[criterion.pk]
        needed = {key for key, share in of.items() if share or now == 1} | {criterion.pk}
        if any(values[key] is None for values in means.values() for key in needed):
            continue
        found = comparison.stretches(means, of, criterion.pk)
        changes = comparison.changes(found, now, first)
        told += [_told(criterion, change, now, options) for change in changes]
        if not changes:
            told.append(
                ngettext(
                    "Whatever “%(criterion)s” weighs, %(first)s stays first.",
                    "Whatever “%(criterion)s” weighs, %(first)s stay first.",
                    len(first),
                )
                % {"criterion": criterion.name, "first": _named(first, options)}
            )
    return told


def _told(criterion: CriterionView, change: comparison.Change, now: Fraction, options) -> str:
    words = {
        "criterion": criterion.name,
        "at": percent(change.at, unlike=now),
        "first": _named(change.first, options),
        "now": percent(now, unlike=change.at),
    }
    if change.is_more:
        return (
            ngettext(
                "If “%(criterion)s” weighs more than %(at)s, %(first)s comes first (now %(now)s).",
                "If “%(criterion)s” weighs more than %(at)s, %(first)s come first (now %(now)s).",
                len(change.first),
            )
            % words
        )
    return (
        ngettext(
            "If “%(criterion)s” weighs less than %(at)s, %(first)s comes first (now %(now)s).",
            "If “%(criterion)s” weighs less than %(at)s, %(first)s come first (now %(now)s).",
            len(change.first),
        )
        % words
    )


def _named(first: frozenset, options: list[OptionView]) -> str:
    names = [f"“{each.name}”" for each in options if each.pk in first]
    if len(names) == 1:
        return names[0]
    return _("%(some)s and %(last)s") % {"some": ", ".join(names[:-1]), "last": names[-1]}
