"""When the demo takes place: the real project, shifted by whole months to shortly before today.

The real window of the regional trainings opened on 15 September 2016, in M21. The demo moves M1 so
that the window still opens on the 15th of M21, and at least a week after today: then everything is
ahead that should be ahead. On 1 September 2016 nothing moves.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from core import months
from core.clock import is_working_day

START = date(2015, 1, 1)  # M1 of PPI4Waste
DURATION = 33
WINDOW = (21, 23)
WINDOW_DAY = 15
A_WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Timeline:
    """Days of the real project as days of the demo."""

    shift: int  # months

    @classmethod
    def before_window(cls, today: date) -> "Timeline":
        """The smallest shift after which the window opens a week or more from `today`."""
        shift = months.month_of(START, today) - WINDOW[0]
        opens = months.first_day(START, WINDOW[0] + shift) + timedelta(days=WINDOW_DAY - 1)
        return cls(shift if opens - today >= A_WEEK else shift + 1)

    @property
    def start(self) -> date:
        """The first day of the demo's M1."""
        return months.first_day(START, 1 + self.shift)

    @property
    def window_opens(self) -> date:
        return months.first_day(self.start, WINDOW[0]) + timedelta(days=WINDOW_DAY - 1)

    @property
    def window_closes(self) -> date:
        return months.last_day(self.start, WINDOW[1])

    def day(self, real: date) -> date:
        """The same day of the same project month; the 31st of a shorter month is its last day."""
        month = months.month_of(START, real)
        day = months.first_day(self.start, month) + timedelta(days=real.day - 1)
        return min(day, months.last_day(self.start, month))

    def weekday(self, real: date, country: str, *, in_window: bool = False) -> date:
        """The nearest day with the same weekday that is no public holiday in `country`.

        With `in_window` one on which the regional trainings may take place.
        """
        wished = self.day(real)
        near = wished + timedelta(days=(real.weekday() - wished.weekday() + 3) % 7 - 3)
        nearest_first = (near + week * A_WEEK for week in sorted(range(-13, 14), key=abs))
        return next(
            day
            for day in nearest_first
            if is_working_day(day, country)
            and (not in_window or self.window_opens <= day <= self.window_closes)
        )
