from . import consortium, people

__all__ = ["consortium", "people"]
