"""The internal countdown of a deliverable: what has to happen before it can be handed in."""

from datetime import date

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.history import History, record
from workpackages.querysets import CountdownQuerySet


class CountdownStep(models.Model):
    """One step on the way to a deliverable, with its own day and person.

    Draft, review and submission are done by the acts on the deliverable (workpackages.steps),
    the other two by hand. Who reviews is the deliverable's `reviewer` and stands only there.
    """

    class Kind(models.TextChoices):
        DRAFT = "draft", _("draft")
        REVIEW = "review", _("review by another partner")
        REVISION = "revision", _("revision")
        CHECK = "check", _("coordinator's check")
        SUBMISSION = "submission", _("submission")

    # Days before the due day, where nobody has chosen others.
    DAYS_BEFORE = {
        Kind.DRAFT: 30,
        Kind.REVIEW: 21,
        Kind.REVISION: 12,
        Kind.CHECK: 5,
        Kind.SUBMISSION: 0,
    }
    ORDER = tuple(DAYS_BEFORE)
    OF_COORDINATOR = (Kind.CHECK, Kind.SUBMISSION)  # where no person is named

    deliverable = models.ForeignKey(
        "workpackages.Deliverable",
        models.PROTECT,
        related_name="steps",
        verbose_name=_("deliverable"),
    )
    kind = models.CharField(_("step"), max_length=10, choices=Kind)
    due_on = models.DateField(_("due"))
    counted_from = models.DateField(_("counted from"), editable=False)  # the due day it was set for
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="countdown_steps",
        verbose_name=_("person"),
        help_text=_("Empty: the lead's people; for check and submission the coordinator's."),
    )
    done_on = models.DateField(_("done"), null=True, blank=True, editable=False)

    objects = CountdownQuerySet.as_manager()
    history = History(excluded_fields=["counted_from"])

    class Meta:
        verbose_name = _("step of a countdown")
        verbose_name_plural = _("steps of countdowns")
        ordering = ["deliverable", "due_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["deliverable", "kind"], name="countdown_step_once"),
            models.CheckConstraint(
                condition=~Q(kind="review") | Q(person__isnull=True),
                name="countdown_reviewer_once",
                violation_error_message=_("Who reviews is named at the deliverable."),
            ),
        ]

    def __str__(self):
        return f"{self.deliverable.code}: {self.get_kind_display()}"

    @property
    def in_charge(self):
        """The person named for it, or None."""
        return self.deliverable.reviewer if self.kind == self.Kind.REVIEW else self.person

    @property
    def by_hand(self) -> bool:
        """Marked by people; the other steps are done by an act on the deliverable."""
        if self.kind == self.Kind.REVIEW:
            return self.deliverable.reviewer_id is None
        return self.kind in (self.Kind.REVISION, self.Kind.CHECK)

    @property
    def can_be_marked(self) -> bool:
        """By a press: the draft as by reporting it, the review as by approving the draft."""
        if self.done_on or self.kind == self.Kind.SUBMISSION:
            return False
        return self.by_hand or self.kind == self.Kind.DRAFT

    def finish(self, *, by, on: date, reason: str = "") -> None:
        """Done on this day. Raises ValidationError when it was done before."""
        if self.done_on:
            raise ValidationError(_("This step is done already."))
        self.done_on = on
        record(self, reason, "done_on", by=by)

    def reopen(self, *, by, reason: str = "") -> None:
        """To be done again, as after a rejected draft."""
        if self.done_on:
            self.done_on = None
            record(self, reason, "done_on", by=by)
