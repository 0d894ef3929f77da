"""Buyer groups in Django admin, by noun."""

from . import codes, commitments, costs, groups, market, needs, requests

__all__ = ["codes", "commitments", "costs", "groups", "market", "needs", "requests"]
