"""Who is told: what the planner and the mails need to know of a person."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from partners.models import Person
from reminders.models import Preference
from reminders.steps import Clock

# What the database knows of a person's clock, for `clock_of`.
CLOCK = (
    "zone",
    "preferred_hour",
    "country",
    "reminder_preference__rhythm",
    "reminder_preference__weekday",
)
READER = ("pk", "email", "name", "language", "account", *CLOCK)
AT_ONCE = 5000  # ids in one statement; SQLite takes some 30,000


@dataclass(frozen=True, slots=True)
class Reader:
    """A person as a recipient."""

    pk: int
    email: str
    name: str
    language: str
    closed: bool
    clock: Clock

    def __str__(self):
        return self.name


def readers(ids: Iterable[int]) -> dict[int, Reader]:
    """The people with these ids; one statement for five thousand."""
    ids = list(ids)
    found = {}
    for start in range(0, len(ids), AT_ONCE):
        people = Person.objects.filter(pk__in=ids[start : start + AT_ONCE])
        found |= {row[0]: reader_of(*row) for row in people.values_list(*READER)}
    return found


def reader_of(pk, email, name, language, account, *clock) -> Reader:
    """From the columns READER."""
    return Reader(
        pk=pk,
        email=email,
        name=name or email,
        language=language,
        closed=account == Person.Account.CLOSED,
        clock=clock_of(*clock),
    )


def clocks_at(moment: datetime, ids: Iterable[int]) -> dict[int, Clock]:
    """The clocks that these people had at `moment`; who was not known then is left out."""
    people = Person.history.filter(id__in=ids, history_date__lte=moment).order_by("history_id")
    chosen = Preference.history.filter(person__in=ids, history_date__lte=moment)
    rhythms = {
        person: (rhythm, weekday)
        for person, rhythm, weekday in chosen.order_by("history_id").values_list(
            "person", "rhythm", "weekday"
        )
    }
    return {
        pk: clock_of(zone, hour, country, *rhythms.get(pk, (None, None)))
        for pk, zone, hour, country in people.values_list("id", "zone", "preferred_hour", "country")
    }


def clock_of(zone, hour, country, rhythm, weekday) -> Clock:
    weekly = rhythm == Preference.Rhythm.WEEKLY
    return Clock(zone, hour, str(country or ""), weekday if weekly else None)
