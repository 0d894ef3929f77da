from .entry import CHANGED, Entry, moment_text, step_words
from .preference import Preference
from .rule import Rule

__all__ = ["CHANGED", "Entry", "Preference", "Rule", "moment_text", "step_words"]
