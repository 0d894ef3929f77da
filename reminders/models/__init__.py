from .entry import CHANGED, Entry, in_days, moment_text, step_words
from .preference import Preference
from .rule import LONGEST, Rule

__all__ = [
    "CHANGED",
    "LONGEST",
    "Entry",
    "Preference",
    "Rule",
    "in_days",
    "moment_text",
    "step_words",
]
