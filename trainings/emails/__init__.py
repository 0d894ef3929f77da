"""The mails about a training. Each carries all facts as they are now; who has a seat gets one
calendar part per training day."""

from .asked import asked_letter, tell_asked
from .calendar import (
    active_days,
    calendar_entries,
    calendar_parts,
    event,
    organiser_address,
)
from .inviting import INVITATION_PAGE, invitation_letter, invite
from .letters import facts_of, in_words, letter
from .merging import MERGED_NAMES, merged_letter, tell_merged
from .messages import (
    PLACEHOLDERS,
    fill_ins,
    filled,
    message_drafts,
    message_letter,
    unfilled,
)
from .telling import OF_STATE, on_the_wall, tell, tell_all, tell_one, told_of
from .words import ASKED_WORDS, INVITATION_WORDS, WORDS

__all__ = [
    "ASKED_WORDS",
    "INVITATION_PAGE",
    "INVITATION_WORDS",
    "MERGED_NAMES",
    "OF_STATE",
    "PLACEHOLDERS",
    "WORDS",
    "active_days",
    "asked_letter",
    "calendar_entries",
    "calendar_parts",
    "event",
    "facts_of",
    "fill_ins",
    "filled",
    "in_words",
    "invitation_letter",
    "invite",
    "letter",
    "merged_letter",
    "message_drafts",
    "message_letter",
    "on_the_wall",
    "organiser_address",
    "tell",
    "tell_all",
    "tell_asked",
    "tell_merged",
    "tell_one",
    "told_of",
    "unfilled",
]
