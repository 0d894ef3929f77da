"""The mails about a training. Each carries all facts as they are now; who has a seat gets one
calendar part per training day."""

from .calendar import active_days, calendar_parts, event, organiser_address
from .letters import facts_of, letter
from .merging import MERGED_NAMES, merged_letter, tell_merged
from .telling import OF_STATE, on_the_wall, tell, tell_all, tell_one
from .words import WORDS

__all__ = [
    "MERGED_NAMES",
    "OF_STATE",
    "WORDS",
    "active_days",
    "calendar_parts",
    "event",
    "facts_of",
    "letter",
    "merged_letter",
    "on_the_wall",
    "organiser_address",
    "tell",
    "tell_all",
    "tell_merged",
    "tell_one",
]
