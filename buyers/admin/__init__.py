"""Buyer groups in Django admin, by noun."""

from . import (
    codes,
    commitments,
    costs,
    decisions,
    groups,
    market,
    needs,
    options,
    plans,
    requests,
)

__all__ = [
    "codes",
    "commitments",
    "costs",
    "decisions",
    "groups",
    "market",
    "needs",
    "options",
    "plans",
    "requests",
]
