"""Buyer groups in Django admin, by noun."""

from . import codes, groups

__all__ = ["codes", "groups"]
