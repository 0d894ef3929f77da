"""Where a training stands on its way to the minimum: registrations, forecast, what speaks against.

Sentences for the training's page and for the page on which it is decided.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import accumulate

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.clock import local_day
from core.templatetags.portal import day
from trainings import eligibility
from trainings.forecast import LEAST_CAME, WINDOW, Forecast, forecast
from trainings.models import Training


@dataclass(frozen=True, slots=True)
class Standing:
    """`forecast` is None while it is too early to say; `days_left` until registration ends, None
    when it is over or was never opened; `missing` are entitled organisations without anybody."""

    sentence: str
    forecast: Forecast | None
    days_left: int | None
    missing: int

    @property
    def days_left_words(self) -> str:
        if not self.days_left:
            return _("Registration ends today.")
        return ngettext(
            "Registration ends in %(n)d day.", "Registration ends in %(n)d days.", self.days_left
        ) % {"n": self.days_left}

    @property
    def missing_words(self) -> str:
        return ngettext(
            "%(n)d entitled organisation has nobody registered.",
            "%(n)d entitled organisations have nobody registered.",
            self.missing,
        ) % {"n": self.missing}


def standing(training: Training, now: datetime) -> Standing:
    """Of a training whose days are fixed; two statements, however many are registered."""
    since = now - WINDOW
    lately = training.registrations.had_seats().after(since).order_by()
    moments = list(lately.values_list("registered_at", "ended_at"))
    came = [moment for moment, _ended in moments if moment > since]
    left = [ended for _moment, ended in moments if ended]
    # Who is here and did not come lately was here before; more than enough to say is enough.
    before = training.counting - len(came) + len(left)
    earlier = [since - WINDOW] * min(max(before, 0), LEAST_CAME)
    return _standing(training, [*earlier, *came], left, now)


def course(training: Training, now: datetime) -> tuple[Standing, list[tuple[datetime, int]]]:
    """The same, with how many counted after each moment at which somebody came or left."""
    rows = list(
        training.registrations.had_seats().order_by().values_list("registered_at", "ended_at")
    )
    came = [moment for moment, _ended in rows]
    left = [ended for _moment, ended in rows if ended]
    steps = sorted([(moment, 1) for moment in came] + [(moment, -1) for moment in left])
    counts = accumulate([step for _moment, step in steps])
    found = [(moment, count) for (moment, _step), count in zip(steps, counts, strict=True)]
    return _standing(training, came, left, now), found


def _standing(training, came, left, now) -> Standing:
    minimum, ends = training.programme.minimum, training.registration_ends
    opens = training.registration_opens
    ahead = training.registration_switch and now < ends
    foreseen = None
    if ahead:
        foreseen = forecast(
            came=came,
            left=left,
            so_far=training.counting,
            minimum=minimum,
            most=most(training),
            opened=opens if opens and opens <= now else None,
            ends=ends,
            now=now,
            zone=training.zone,
        )
    today = local_day(now, training.zone)
    return Standing(
        sentence=in_words(training, foreseen, ahead),
        forecast=foreseen,
        days_left=(local_day(ends, training.zone) - today).days if ahead else None,
        missing=eligibility.without_anybody(programme=training.programme, today=today),
    )


def most(training: Training) -> int:
    """How many can count: the seats that people outside the target groups leave."""
    return training.capacity - (training.seats_taken - training.counting)


def in_words(training, foreseen: Forecast | None, ahead: bool) -> str:
    """11 of 15 so far. At this pace about 17 by Wed 8 Sep 2027 (13 to 21)."""
    minimum = training.programme.minimum
    numbers = {"count": training.counting, "minimum": minimum}
    said = [_("%(count)d of %(minimum)d so far.") % numbers]
    if foreseen:
        words = {
            "expected": foreseen.expected,
            "day": day(foreseen.ends_on),
            "low": foreseen.low,
            "high": foreseen.high,
        }
        said.append(_("At this pace about %(expected)d by %(day)s (%(low)d to %(high)d).") % words)
        if foreseen.minimum_on:
            said.append(
                _("The minimum is reached around %(day)s.") % {"day": day(foreseen.minimum_on)}
            )
        elif training.counting < minimum:
            said.append(_("This pace does not reach the minimum."))
    elif ahead:
        said.append(_("It is too early to say how many will come."))
    return " ".join(said)


def objections(training: Training, *, unprepared: bool) -> Iterable[str]:
    """What speaks against going ahead now, each in a sentence. None of it forbids it."""
    minimum = training.programme.minimum
    if training.counting < minimum:
        yield ngettext(
            "Only %(count)d person of the target groups is registered, of at least %(minimum)d.",
            "Only %(count)d people of the target groups are registered, of at least %(minimum)d.",
            training.counting,
        ) % {"count": training.counting, "minimum": minimum}
    if most(training) < minimum:
        yield ngettext(
            "There is room for only %(most)d person of the target groups.",
            "There is room for only %(most)d people of the target groups.",
            most(training),
        ) % {"most": most(training)}
    if unprepared:
        yield _("Nobody who trains for %(organiser)s was at “%(programme)s” on all its days.") % {
            "organiser": training.organiser.organisation.short_name,
            "programme": training.programme.prerequisite,
        }
    if not training.agenda:
        yield _("The agenda is empty.")
    if not (training.venue or training.online_url):
        yield _("It has no venue, and no online link.")
    if not training.registration_switch:
        yield _("Registration is closed.")
