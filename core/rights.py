"""One condition, two uses: a filter asks it of a table, `tell` of a row that is in hand.

A right is written once, as a `Q`. Told of a loaded row it costs microseconds; annotated in SQL it
was a third of what a page cost, for Django to compile.
"""

from django.db.models import Model, Q


def tell(row, rights: dict[str, Q]):
    """The row, saying by a boolean of each name whether that right holds."""
    for name, condition in rights.items():
        setattr(row, name, holds(condition, row))
    return row


def holds(condition: Q, row) -> bool:
    """Whether a filter by this condition would let the row through.

    Knows equality, `in` and `isnull`; a queryset of ids after `in` is asked. What a condition
    follows (`work_package__lead`) has to be loaded with the row, or each row asks for it. Where
    only columns were read, `row` is a dict of them by their paths.
    """
    parts = (
        holds(part, row) if isinstance(part, Q) else _fits(row, *part)
        for part in condition.children
    )
    found = all(parts) if condition.connector == Q.AND else any(parts)
    return found != condition.negated


def _fits(row, path: str, wanted) -> bool:
    names = path.split("__")
    asks = names.pop() if names[-1] in ("in", "isnull") else "exact"
    value = row["__".join(names)] if isinstance(row, dict) else _value(row, names)
    if asks == "isnull":
        return (value is None) == wanted
    if asks == "in":
        return value in wanted
    return value == (wanted.pk if isinstance(wanted, Model) else wanted)


def _value(row, names: list[str]):
    """What stands at the end of the path; of a foreign key its id, as filters take it."""
    *through, last = names
    for name in through:
        row = getattr(row, name)
        if row is None:
            return None
    return row.pk if last == "pk" else getattr(row, row._meta.get_field(last).attname)
