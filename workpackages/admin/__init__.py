"""The work plan in Django admin, by noun."""

from . import (
    baselines,
    codes,
    dependencies,
    effort,
    items,
    meetings,
    reviews,
    risks,
    saved_filters,
)

__all__ = [
    "baselines",
    "codes",
    "dependencies",
    "effort",
    "items",
    "meetings",
    "reviews",
    "risks",
    "saved_filters",
]
