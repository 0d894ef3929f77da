"""Buyer groups in Django admin, by noun."""

from . import groups, market

__all__ = ["groups", "market"]
