"""The mails about a training. Each carries all facts as they are now; who has a seat gets one
calendar part per training day."""

from .calendar import active_days, calendar_parts, event, organiser_address
from .letters import facts_of, letter
from .telling import OF_STATE, on_the_wall, tell, tell_all, tell_one, told_of
from .words import WORDS

__all__ = [
    "OF_STATE",
    "WORDS",
    "active_days",
    "calendar_parts",
    "event",
    "facts_of",
    "letter",
    "on_the_wall",
    "organiser_address",
    "tell",
    "tell_all",
    "tell_one",
    "told_of",
]
