"""The work plan in Django admin, by noun."""

from . import baselines, codes, dependencies, items, meetings, reviews, risks, saved_filters

__all__ = [
    "baselines",
    "codes",
    "dependencies",
    "items",
    "meetings",
    "reviews",
    "risks",
    "saved_filters",
]
