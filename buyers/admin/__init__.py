"""Buyer groups in Django admin, by noun."""

from . import codes, commitments, groups, market, needs, requests

__all__ = ["codes", "commitments", "groups", "market", "needs", "requests"]
