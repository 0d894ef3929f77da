"""Buyer groups in Django admin, by noun."""

from . import codes, commitments, groups, market, needs, plans, requests

__all__ = ["codes", "commitments", "groups", "market", "needs", "plans", "requests"]
