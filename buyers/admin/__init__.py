"""Buyer groups in Django admin, by noun."""

from . import groups

__all__ = ["groups"]
