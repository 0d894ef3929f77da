"""What seats and line of one training should do, in plain Python and slowly: no row, no lock, no
count kept. tests/trainings/test_seats_stateful.py does the same to both and compares.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

FIXED = ("scheduled", "confirmed")
AHEAD = ("planned", *FIXED, "postponed")
SEATED = ("confirmed", "offered")
ACTIVE = ("applied", "waiting", *SEATED)
NEAR, OFFER_LASTS = timedelta(days=3), timedelta(hours=24)
TOLD = {"confirmed": "confirmed", "waiting": "waiting", "applied": "applied"}
MERGED = {"confirmed": "merged", "waiting": "merged_waiting"}


class Refused(Exception):
    """Nothing has changed."""


@dataclass(eq=False)
class Row:
    person: str
    state: str
    counts: bool
    until: datetime | None = None


@dataclass
class Seats:
    now: datetime
    starts: datetime | None
    capacity: int
    state: str = "scheduled"
    is_open: bool = True
    needs_approval: bool = False
    rows: list[Row] = field(default_factory=list)
    told: list[tuple[str, str]] = field(default_factory=list)  # (person, letter) of the last act
    written: list[tuple[int, str | None, str]] = field(default_factory=list)  # (row, who, state)

    # --- Questions ------------------------------------------------------------------------------

    @property
    def free(self) -> int:
        return self.capacity - sum(row.state in SEATED for row in self.rows)

    @property
    def begun(self) -> bool:
        return self.starts is not None and self.starts <= self.now

    def active(self, person: str) -> bool:
        return any(row.person == person and row.state in ACTIVE for row in self.rows)

    # --- Acts on one person ---------------------------------------------------------------------

    def register(self, person, by, *, counts=True, override=False):
        if self.begun or (self.state not in FIXED) or not (override or self.is_open):
            raise Refused
        if self.active(person):
            raise Refused
        if override or not self.needs_approval:
            state = "confirmed" if self.free > 0 else "waiting"
        else:
            state = "applied"
        self.rows.append(Row(person, state, counts))
        self._write(self.rows[-1], by)
        self._tell(person, TOLD[state])

    def nominate(self, people, by):
        if self.begun or self.state not in FIXED or not self.is_open:
            raise Refused
        for person in people:
            if not self.active(person):
                self.register(person, by)

    def approve(self, row, by):
        if self.state not in FIXED or self.begun or row.state != "applied":
            raise Refused
        row.state = "confirmed" if self.free > 0 else "waiting"
        self._write(row, by)
        self._tell(row.person, row.state)

    def end(self, row, by, state):
        if self.state not in AHEAD or self.begun or row.state not in ACTIVE:
            raise Refused
        self._close(row, by, state, state)
        self._promote()

    def accept(self, row, by):
        over = row.state != "offered" or row.until <= self.now
        if over or self.state not in FIXED or self.begun:
            raise Refused
        row.state, row.until = "confirmed", None
        self._write(row, by)
        self._tell(row.person, "confirmed")

    def decline(self, row, by):
        if row.state != "offered":
            raise Refused
        self._close(row, by, "declined", "declined")
        self._promote()

    def expire(self):
        over = [row for row in self.rows if row.state == "offered" and row.until <= self.now]
        for row in over:
            self._close(row, None, "declined", "expired")
        if over:
            self._promote()

    # --- Acts on the training -------------------------------------------------------------------

    def set_capacity(self, capacity):
        if self.state not in (*AHEAD, "held"):
            raise Refused
        if capacity != self.capacity and capacity < self.capacity - self.free:
            raise Refused
        self.capacity = capacity
        self._promote()

    def schedule(self, starts):
        if self.state not in ("planned", "postponed", "cancelled"):
            raise Refused
        self.state, self.starts = "scheduled", starts
        self._tell_all("scheduled")
        self._promote()

    def move(self, starts, by):
        if self.state not in FIXED or starts == self.starts:
            raise Refused
        self.starts = starts
        for row in self.rows:
            if row.state == "offered" and row.until > starts:
                row.until = starts
                self._write(row, by)
        self._tell_all("moved")
        self._promote()

    def go(self):
        if self.state != "scheduled":
            raise Refused
        self.state = "confirmed"
        self._tell_all("goes_ahead")

    def postpone(self, by):
        if self.state not in FIXED:
            raise Refused
        self.state, self.starts = "postponed", None
        self._take_back(by)
        self._tell_all("postponed")
        self._promote()

    def cancel(self, by):
        if self.state not in AHEAD:
            raise Refused
        self.state, self.is_open = "cancelled", False
        self._take_back(by)
        self._tell_all("cancelled")

    def merge(self, others, by):
        """The rows of another training come here, behind who waits: seats first, then its line."""
        if self.state not in FIXED or self.begun:
            raise Refused
        self._promote()
        for other in sorted(others, key=lambda row: row.state == "waiting"):
            if self.active(other.person):
                self._tell(other.person, "merged_twice")
                continue
            state = "confirmed" if self.free > 0 else "waiting"
            self.rows.append(Row(other.person, state, other.counts))
            self._write(self.rows[-1], by)
            self._tell(other.person, MERGED[state])

    # --- What follows ---------------------------------------------------------------------------

    def _promote(self):
        if self.state not in AHEAD or self.begun:
            return
        offer = self.starts is not None and self.starts - self.now <= NEAR
        for row in self.rows:
            if row.state == "waiting" and self.free > 0:
                row.state = "offered" if offer else "confirmed"
                if offer:
                    row.until = min(self.now + OFFER_LASTS, self.starts)
                self._write(row, None)
                self._tell(row.person, "offered" if offer else "promoted")

    def _close(self, row, by, state, letter):
        row.state, row.until = state, None
        self._write(row, by)
        self._tell(row.person, letter)

    def _take_back(self, by):
        for row in self.rows:
            if row.state == "offered":
                row.state, row.until = "waiting", None
                self._write(row, by)

    def _write(self, row, by):
        self.written.append((self.rows.index(row), by, row.state))

    def _tell(self, person, letter):
        self.told.append((person, letter))

    def _tell_all(self, letter):
        self.told += [(row.person, letter) for row in self.rows if row.state in ACTIVE]
