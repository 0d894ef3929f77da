"""The ledger: who was told, is to be told or was not told of which date, and why."""

from datetime import datetime
from functools import lru_cache

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from core.clock import UTC
from core.dates import DatedItem
from outbox.models import State as MailState
from reminders.querysets import EntryQuerySet

CHANGED = 1000  # steps from here on are notices of a changed date, counted


class Entry(models.Model):
    """One telling of one person about one date by one step of one rule; never written twice.

    planned -> queued (the outbox has it: from then on the state of `mail` is the state), held by a
    person, dropped or superseded, both with the reason in words. `step` is negative for days
    before, 0 for the day, positive for working days late, from CHANGED on a notice that the date
    has changed. `moment` is the date that is told of, as text: part of the item's name.
    """

    class State(models.TextChoices):
        PLANNED = "planned", _("to be sent")
        HELD = "held", _("held")
        QUEUED = "queued", _("handed over")
        DROPPED = "dropped", _("not sent")
        SUPERSEDED = "superseded", _("replaced")

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="reminders",
        verbose_name=_("person"),
    )
    rule = models.ForeignKey(
        "reminders.Rule", models.PROTECT, related_name="entries", verbose_name=_("rule")
    )
    project = models.ForeignKey(
        "partners.Project", models.PROTECT, related_name="reminders", verbose_name=_("project")
    )
    kind = models.CharField(_("kind of date"), max_length=40)
    item_key = models.CharField(_("is about"), max_length=100)
    label = models.CharField(_("what"), max_length=300)
    url = models.CharField(max_length=300)
    moment = models.CharField(_("date"), max_length=32)  # "2027-09-30" or an ISO moment in UTC
    item_day = models.DateField(_("day"))
    step = models.SmallIntegerField(_("step"))
    due = models.DateTimeField(_("when to tell"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PLANNED)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    mail = models.ForeignKey(
        "outbox.Mail",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="reminders",
        verbose_name=_("mail"),
    )
    created_at = models.DateTimeField(_("written"))
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    # {"when", "who", "what", "why"} of what people did with it, oldest first
    trail = models.JSONField(_("decisions"), default=list, blank=True)

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        ordering = ["-due", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["item_key", "person", "moment", "rule", "step"], name="told_once"
            ),
            models.CheckConstraint(
                condition=Q(state="queued", mail__isnull=False)
                | (~Q(state="queued") & Q(mail__isnull=True)),
                name="reminder_queued_with_its_mail",
            ),
        ]
        indexes = [
            models.Index(name="reminder_to_send", fields=["due"], condition=Q(state="planned")),
            models.Index(name="reminder_of_project", fields=["project", "-due"]),
            models.Index(name="reminder_of_person", fields=["person", "-due"]),
            models.Index(name="reminder_told", fields=["item_day", "kind", "item_key", "moment"]),
        ]

    def __str__(self):
        return f"{self.label}: {step_words(self.step)}"

    def note(self, what: str, *, by, why: str, now: datetime) -> None:
        """Add a line to the trail. Not saved."""
        line = {"when": now.isoformat(), "who": str(by), "what": str(what), "why": str(why)}
        self.trail = [*self.trail, line]
        self.decided_at = now

    @property
    def words(self) -> str:
        return step_words(self.step)

    @property
    def shown_state(self) -> str:
        """The state as people see it; the mail's own once the outbox has it."""
        return self.mail.state if self.mail_id else self.state

    @property
    def shown_state_label(self) -> str:
        return str(STATE_LABELS[self.shown_state])


STATE_LABELS = dict([*Entry.State.choices, *MailState.choices])  # "queued" is the mail's


def moment_text(item: DatedItem) -> str:
    """The moment of an item as the ledger names it: "2027-09-30", or an ISO moment in UTC."""
    moment = item.moment.astimezone(UTC) if item.timed else item.moment
    return moment.isoformat()


def in_days(days: int) -> str:
    """today, tomorrow, in 3 days"""
    if days <= 0:
        return _now("today")
    if days == 1:
        return _now("tomorrow")
    return ngettext("in %(days)d day", "in %(days)d days", days) % {"days": days}


def step_words(step: int) -> str:
    """When a step tells: "14 days before", "on the day", "5 working days late"."""
    return _step_words(step, get_language())


@lru_cache(maxsize=1024)
def _step_words(step: int, language: str) -> str:
    if step >= CHANGED:
        return _now("the date has changed")
    if step < 0:
        return ngettext("%(n)d day before", "%(n)d days before", -step) % {"n": -step}
    if step == 0:
        return _now("on the day")
    return ngettext("%(n)d working day late", "%(n)d working days late", step) % {"n": step}
