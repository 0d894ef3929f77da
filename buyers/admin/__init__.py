"""Buyer groups in Django admin, by noun."""

from . import commitments, groups

__all__ = ["commitments", "groups"]
