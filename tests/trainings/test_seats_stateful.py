"""Seats and line under whatever people do in whatever order, beside a plain model of them."""

import re
from collections import Counter
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from core.clock import local_day
from outbox.models import Mail
from tests.people import NOW, fix_day, make_training
from tests.trainings.seats import ACTIVE, AHEAD, SEATED, Refused, Seats
from trainings import emails, merging, planning, registration, scheduling
from trainings.days import Slot
from trainings.models import Registration, Training

pytestmark = pytest.mark.alone

ZAGREB = ZoneInfo("Europe/Zagreb")
PEOPLE = 7
BEGINNINGS = {
    name: str(subject).partition("%(")[0] for name, (subject, _opening) in emails.WORDS.items()
}
SUBJECT = re.compile("|".join(map(re.escape, BEGINNINGS.values())))
CALENDAR = re.compile(r"UID:(\S+).*SEQUENCE:(\d+)", re.DOTALL)
WRITTEN_AT = re.compile(r"DTSTAMP:\S+")

who = st.integers(0, PEOPLE - 1)
nth = st.integers(0, 30)
# Most days lie close by, where seats are offered and a training soon begins.
in_days = st.one_of(st.integers(-1, 5), st.integers(6, 60))


class Acts(RuleBasedStateMachine):
    """Each rule does one act to the rows and to the model; the invariants compare both."""

    world = training = people = None  # set by the test

    @initialize(
        capacity=st.integers(1, 3),
        away=in_days,
        needs_approval=st.booleans(),
        crowd=st.integers(0, PEOPLE),
    )
    def begin(self, capacity, away, needs_approval, crowd):
        self.savepoint = transaction.atomic()
        self.savepoint.__enter__()
        day = local_day(NOW, "Europe/Zagreb") + timedelta(days=away)
        self.by = self.world.task_lead
        given = {"slots": [slot(day)], "reason": "-", "now": NOW}
        scheduling.move(training=self.training, by=self.by, **given)
        details = {"capacity": capacity, "needs_approval": needs_approval}
        Training.objects.update(**details)
        self.model = Seats(now=NOW, starts=start_of(day), **details)
        self.read = {"mail": 0, "history": newest(Registration.history.model)}
        self.entries = {}
        for person in range(crowd):
            self.register(person)

    def teardown(self):
        if hasattr(self, "savepoint"):
            transaction.set_rollback(True)
            self.savepoint.__exit__(None, None, None)

    def both(self, expected, act, **given):
        """Do it to both; one is refused when the other is."""
        try:
            expected()
        except Refused:
            with pytest.raises(ValidationError):
                act(**given)
        else:
            act(**given)

    def on_row(self, nth, likely, expected, act, **given):
        """The same to the nth registration in the likely states; to any where none is in them."""
        if not self.model.rows:
            return
        rows = range(len(self.model.rows))
        chosen = [place for place in rows if self.model.rows[place].state in likely] or rows
        nth = chosen[nth % len(chosen)]
        row = self.rows()[nth]
        by = given.pop("by", row.person)
        given |= {"registration": row, "by": by, "now": self.model.now}
        self.both(lambda: expected(self.model.rows[nth], by.name), act, **given)

    def rows(self):
        return list(self.training.registrations.order_by("pk").select_related("person"))

    # --- What people do -------------------------------------------------------------------------

    @rule(person=who)
    def register(self, person):
        person = self.people[person]
        self.both(
            lambda: self.model.register(person.name, person.name),
            registration.register,
            training=self.training,
            person=person,
            by=person,
            now=self.model.now,
        )

    @rule(person=who, outsider=st.booleans())
    def admit(self, person, outsider):
        person = self.world.partner if outsider else self.people[person]
        self.both(
            lambda: self.model.register(
                person.name, self.by.name, counts=not outsider, override=True
            ),
            registration.register,
            training=self.training,
            person=person,
            by=self.by,
            now=self.model.now,
            override="Phoned in",
        )

    @rule(chosen=st.lists(who, min_size=1, max_size=4))
    def nominate(self, chosen):
        chosen, by = [self.people[person] for person in chosen], self.world.buyer
        self.both(
            lambda: self.model.nominate([person.name for person in chosen], by.name),
            registration.nominate,
            training=self.training,
            people=chosen,
            by=by,
            now=self.model.now,
        )

    @rule(nth=nth)
    def approve(self, nth):
        self.on_row(nth, ["applied"], self.model.approve, registration.approve, by=self.by)

    @rule(nth=nth)
    def withdraw(self, nth):
        self.on_row(
            nth,
            SEATED,
            lambda row, by: self.model.end(row, by, "withdrawn"),
            registration.withdraw,
        )

    @rule(nth=nth)
    def reject(self, nth):
        self.on_row(
            nth,
            ACTIVE,
            lambda row, by: self.model.end(row, by, "rejected"),
            registration.reject,
            by=self.by,
            reason="Two from one desk",
        )

    @rule(nth=nth)
    def accept(self, nth):
        self.on_row(nth, ["offered"], self.model.accept, registration.accept)

    @rule(nth=nth)
    def decline(self, nth):
        self.on_row(nth, ["offered"], self.model.decline, registration.decline)

    # --- What becomes of the training -----------------------------------------------------------

    @rule(capacity=st.integers(1, 5))
    def change_capacity(self, capacity):
        self.change(lambda: self.model.set_capacity(capacity), {"capacity": capacity})

    @precondition(lambda self: self.model.state in AHEAD)
    @rule(needs_approval=st.booleans())
    def change_approval(self, needs_approval):
        self.model.needs_approval = needs_approval
        self.change(lambda: None, {"needs_approval": needs_approval})

    def change(self, expected, details):
        given = {"training": self.training, "by": self.by, "now": self.model.now}
        self.both(expected, planning.change_details, details=details, **given)

    @precondition(lambda self: self.model.state in ("scheduled", "confirmed"))
    @rule(is_open=st.booleans())
    def open_or_close(self, is_open):
        act = planning.open_registration if is_open else planning.close_registration
        self.model.is_open = is_open
        act(training=self.training, by=self.by)

    @rule(away=in_days)
    def schedule_again(self, away):
        day = local_day(self.model.now, "Europe/Zagreb") + timedelta(days=away)
        self.on_training(
            lambda by: self.model.schedule(start_of(day)), scheduling.schedule, slots=[slot(day)]
        )

    @rule(away=in_days)
    def move(self, away):
        day = local_day(self.model.now, "Europe/Zagreb") + timedelta(days=away)
        self.on_training(
            lambda by: self.model.move(start_of(day), by), scheduling.move, slots=[slot(day)]
        )

    @rule()
    def go(self):
        self.on_training(lambda by: self.model.go(), scheduling.confirm)

    @rule()
    def postpone(self):
        self.on_training(self.model.postpone, scheduling.postpone)

    @rule()
    def cancel(self):
        self.on_training(self.model.cancel, scheduling.cancel)

    @precondition(lambda self: any(row.state == "offered" for row in self.model.rows))
    @rule(away=in_days)
    def cancel_and_schedule_again(self, away):
        """Both at once: who had an offer stands in line between the two, beside a free seat."""
        self.cancel()
        self.schedule_again(away)

    @precondition(lambda self: self.model.state in ("scheduled", "confirmed"))
    @rule(chosen=st.lists(who, min_size=1, max_size=3, unique=True), capacity=st.integers(1, 2))
    def merge_another_into_it(self, chosen, capacity):
        day, now = local_day(self.model.now, "Europe/Zagreb") + timedelta(days=90), self.model.now
        title = f"Other {Training.objects.count()}"
        another = make_training(self.world.programme, self.world.zagreb, title)
        another.slug = title.lower().replace(" ", "-")
        another = fix_day(another, day, capacity=capacity)
        its = Seats(now=now, starts=start_of(day), capacity=capacity)
        for person in (self.people[nth] for nth in chosen):
            its.register(person.name, person.name)
            registration.register(training=another, person=person, by=person, now=now)
        self.model.told += its.told
        self.both(
            lambda: self.model.merge(its.rows, self.by.name),
            merging.merge,
            training=another,
            into=self.training,
            by=self.by,
            reason="-",
            now=now,
        )

    def on_training(self, expected, act, **given):
        given |= {"training": self.training, "by": self.by, "now": self.model.now}
        self.both(lambda: expected(self.by.name), act, reason="-", **given)

    # --- Time -----------------------------------------------------------------------------------

    @rule(hours=st.sampled_from([1, 12, 24, 48]))
    def time_passes(self, hours):
        self.model.now += timedelta(hours=hours)

    @rule()
    def offers_expire(self):
        self.model.expire()
        registration.expire_offers(now=self.model.now)

    # --- What always holds ----------------------------------------------------------------------

    @invariant()
    def rows_are_those_of_the_model(self):
        if not hasattr(self, "model"):
            return
        found = [(row.person.name, row.state, row.offered_until) for row in self.rows()]
        assert found == [(row.person, row.state, row.until) for row in self.model.rows]

    @invariant()
    def seats_are_counted_and_given(self):
        if not hasattr(self, "model"):
            return
        training, rows = Training.objects.get(pk=self.training.pk), self.rows()
        seated = [row for row in rows if row.state in SEATED]
        assert training.seats_taken == len(seated) <= training.capacity
        assert training.counting == sum(row.counts for row in seated)
        active = Counter(row.person_id for row in rows if row.state in ACTIVE)
        assert set(active.values()) <= {1}
        ahead = training.state in AHEAD and not training.has_begun(self.model.now)
        waits = any(row.state == "waiting" for row in rows)
        assert not (ahead and waits and training.seats_free > 0)

    @invariant()
    def each_change_has_its_history_and_its_mail(self):
        if not hasattr(self, "model"):
            return
        mails = Mail.objects.filter(pk__gt=self.read["mail"]).order_by("pk")
        named = {person.email: person.name for person in (*self.people, self.world.partner)}
        told = Counter((named[mail.to], beginning_of(mail)) for mail in mails)
        assert told == Counter((name, BEGINNINGS[letter]) for name, letter in self.model.told)
        for mail in mails:
            self.check_calendar(mail)
        self.read["mail"] = max([self.read["mail"], *(mail.pk for mail in mails)])

        places = {row.pk: nth for nth, row in enumerate(self.rows())}
        log = Registration.history.filter(history_id__gt=self.read["history"])
        log = log.filter(training=self.training.pk)  # another one ends when it is merged
        log = log.select_related("history_user").order_by("history_id")
        written = [
            (places[row.id], row.history_user and row.history_user.name, row.state) for row in log
        ]
        assert written == self.model.written
        self.read["history"] = max([self.read["history"], *(row.history_id for row in log)])
        self.model.told, self.model.written = [], []

    def check_calendar(self, mail):
        """Each entry that somebody gets is newer than the one before under its UID, or the same."""
        for part in mail.attachments:
            uid, sequence = CALENDAR.search(part["text"]).groups()
            entry = int(sequence), WRITTEN_AT.sub("", part["text"])
            before = self.entries.get((mail.to, uid))
            assert before is None or entry[0] > before[0] or entry == before
            self.entries[mail.to, uid] = entry


def slot(day):
    """In the evening: today's is still ahead, and an offer for it cannot last a day."""
    return Slot(day, time(18), time(20))


def start_of(day):
    return datetime.combine(day, time(18), ZAGREB)


def newest(model) -> int:
    return model.objects.order_by("-history_id").values_list("history_id", flat=True).first() or 0


def beginning_of(mail) -> str:
    """Of its subject: which letter it is."""
    return SUBJECT.match(mail.subject)[0]


def test_whatever_people_do_no_seat_is_lost_or_sold_twice(world, training, buyers):
    Acts.world, Acts.training, Acts.people = world, training, buyers(PEOPLE)
    run_state_machine_as_test(
        Acts, settings=settings(max_examples=40, stateful_step_count=30, deadline=None)
    )
