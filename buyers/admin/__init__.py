"""Buyer groups in Django admin, by noun."""

from . import groups, requests

__all__ = ["groups", "requests"]
