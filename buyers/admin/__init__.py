"""Buyer groups in Django admin, by noun."""

from . import commitments, groups, requests

__all__ = ["commitments", "groups", "requests"]
