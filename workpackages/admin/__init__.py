"""The work plan in Django admin, by noun."""

from workpackages.admin import dependencies, items

__all__ = ["dependencies", "items"]
