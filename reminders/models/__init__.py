from .entry import CHANGED, Entry, moment_text, step_words
from .preference import Preference
from .rule import LONGEST, Rule

__all__ = ["CHANGED", "LONGEST", "Entry", "Preference", "Rule", "moment_text", "step_words"]
