"""Buyer groups in Django admin, by noun."""

from . import codes, commitments, decisions, groups, market, needs, requests

__all__ = [
    "codes",
    "commitments",
    "decisions",
    "groups",
    "market",
    "needs",
    "requests",
]
