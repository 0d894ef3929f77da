"""A rule: who is told of which kind of date, how long before it and how often when it is late."""

from datetime import datetime
from functools import lru_cache

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from core.history import History, record
from reminders.querysets import RuleQuerySet
from reminders.sources import kinds

LONGEST = 365  # days before; planning looks no further ahead


class Rule(models.Model):
    """One audience of one kind of date. Without a project it is the default of all projects.

    A project's own rule takes the place of the default for the same kind and role, also when it is
    off. Escalation is a rule of its own for the next role, which begins later.

    `days_before` counts calendar days, 0 is the day itself; `late_from` and `late_every` count
    working days of the person who is told. `active_from`: no telling whose moment lies before it.
    `planned_until`: up to this moment the planner has written down whatever came due.
    """

    class Delivery(models.TextChoices):
        DIGEST = "digest", _("in the digest")
        OWN = "own", _("a mail of its own")

    project = models.ForeignKey(
        "partners.Project",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="reminder_rules",
        verbose_name=_("project"),
        help_text=_("Empty: for every project without a rule of its own."),
    )
    kind = models.CharField(_("kind of date"), max_length=40)
    role = models.CharField(_("who is told"), max_length=40)
    days_before = models.JSONField(
        _("days before"), default=list, blank=True, help_text=_("Such as [14, 3, 1].")
    )
    late_from = models.PositiveSmallIntegerField(
        _("when late: first after"), null=True, blank=True, help_text=_("Working days.")
    )
    late_every = models.PositiveSmallIntegerField(
        _("when late: again every"), null=True, blank=True, help_text=_("Working days.")
    )
    delivery = models.CharField(_("how"), max_length=6, choices=Delivery, default=Delivery.DIGEST)
    is_on = models.BooleanField(_("on"), default=True)
    active_from = models.DateTimeField(
        _("active from"), help_text=_("Nobody is told of what lies before this moment.")
    )
    planned_until = models.DateTimeField(null=True, editable=False)

    objects = RuleQuerySet.as_manager()
    history = History(excluded_fields=["planned_until"])

    class Meta:
        verbose_name = _("reminder rule")
        verbose_name_plural = _("reminder rules")
        ordering = [F("project").asc(nulls_first=True), "kind", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "role"],
                condition=Q(project__isnull=True),
                name="reminder_default_once",
                violation_error_message=_("There is a default for this kind and role."),
            ),
            models.UniqueConstraint(
                fields=["project", "kind", "role"],
                name="reminder_rule_once",
                violation_error_message=_("This project has a rule for this kind and role."),
            ),
            models.CheckConstraint(
                condition=Q(late_from__isnull=True, late_every__isnull=True)
                | Q(
                    late_from__isnull=False,
                    late_every__isnull=False,
                    late_from__gte=1,
                    late_every__gte=1,
                ),
                name="reminder_late_both_or_none",
                violation_error_message=_(
                    "Say both when the first reminder of a late thing comes and how often, "
                    "in whole working days from 1, or neither."
                ),
            ),
        ]

    def __str__(self):
        return f"{self.kind_label}: {self.role_label}"

    @property
    def kind_label(self) -> str:
        return _kind_label(self.kind, get_language())

    @property
    def role_label(self) -> str:
        return _role_label(self.kind, self.role, get_language())

    @property
    def delivery_label(self) -> str:
        return _delivery_label(self.delivery, get_language())

    @property
    def since(self) -> datetime:
        """What came due up to this moment is written down, or was never to be told."""
        return max(self.active_from, self.planned_until or self.active_from)

    def clean(self):
        super().clean()
        known = kinds().get(self.kind)
        if known is None:
            raise ValidationError({"kind": _("There is no such kind of date.")})
        if self.role not in known.roles:
            raise ValidationError({"role": _("Nobody has this role for this kind of date.")})
        self.days_before = check_days(self.days_before)

    def change(self, *, by, now: datetime, reason: str = "", **fields) -> None:
        """Change steps, delivery or switch; from now on, never for moments that have passed."""
        for name, value in fields.items():
            setattr(self, name, value)
        self.active_from = now
        self.full_clean(validate_unique=False)
        record(self, reason, *fields, "active_from", by=by)


# A timeline says the same few words hundreds of times.


@lru_cache
def _kind_label(kind: str, language: str) -> str:
    known = kinds().get(kind)
    return str(known.label) if known else kind


@lru_cache
def _role_label(kind: str, role: str, language: str) -> str:
    known = kinds().get(kind)
    return str(known.roles.get(role, role)) if known else role


@lru_cache
def _delivery_label(delivery: str, language: str) -> str:
    return str(Rule.Delivery(delivery).label)


def check_days(days) -> list[int]:
    """Days before, furthest first, each once. Raises ValidationError on `days_before`."""
    whole = isinstance(days, list) and all(type(day) is int for day in days)
    if not whole or not all(0 <= day <= LONGEST for day in days):
        raise ValidationError(
            {
                "days_before": _("Write whole days from 0 to %(longest)d, such as 14, 3, 1.")
                % {"longest": LONGEST}
            }
        )
    return sorted(set(days), reverse=True)
