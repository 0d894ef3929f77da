from .entry import Entry
from .preference import Preference
from .rule import Rule

__all__ = ["Entry", "Preference", "Rule"]
