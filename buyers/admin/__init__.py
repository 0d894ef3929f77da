"""Buyer groups in Django admin, by noun."""

from . import codes, commitments, groups, market, needs, options, requests

__all__ = ["codes", "commitments", "groups", "market", "needs", "options", "requests"]
