"""Buyer groups in Django admin, by noun."""

from . import codes, groups, needs

__all__ = ["codes", "groups", "needs"]
