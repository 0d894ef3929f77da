from . import codes, items, reviews

__all__ = ["codes", "items", "reviews"]
