from datetime import date

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.fields import SearchTextField
from core.history import History, assign, record
from workpackages.querysets import DeliverableQuerySet

from .base import Due, PlanItem, all_of
from .codes import Code


class Deliverable(Due, PlanItem):
    """A deliverable, with the states that the EU portal gives it.

    pending (nothing uploaded there) -> draft -> submitted -> accepted; a rejection sends it back to
    pending. Only the coordinator submits; where a reviewer is named, after their approval.
    """

    PREFIX = "D"
    ACT_FIELDS = ("state", "approved_on", "submitted_on", "accepted_on")

    class State(models.TextChoices):
        PENDING = "pending", _("pending")
        DRAFT = "draft", _("draft")
        SUBMITTED = "submitted", _("submitted")
        ACCEPTED = "accepted", _("accepted")
        CANCELLED = "cancelled", _("cancelled")

    OPEN = (State.PENDING, State.DRAFT)
    JUSTIFIABLE = (*OPEN, State.SUBMITTED)

    work_package = models.ForeignKey(
        "workpackages.WorkPackage",
        models.PROTECT,
        related_name="deliverables",
        verbose_name=_("work package"),
    )
    description = models.TextField(_("description"), blank=True)
    type = models.CharField(_("type"), max_length=12, default="R")  # see Code
    level = models.CharField(_("dissemination level"), max_length=12, default="PU")
    state = models.CharField(
        _("state"), max_length=10, choices=State, default=State.PENDING, editable=False
    )
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="reviewed_deliverables",
        verbose_name=_("reviewer"),
        help_text=_("Approves the draft before the coordinator submits it."),
    )
    approved_on = models.DateField(_("approved by the reviewer"), null=True, editable=False)
    submitted_on = models.DateField(_("submitted"), null=True, editable=False)
    accepted_on = models.DateField(_("accepted"), null=True, editable=False)
    delay = models.TextField(
        _("justification of the delay"),
        blank=True,
        help_text=_("The EU portal asks for it when a report is locked."),
    )
    contributors = models.ManyToManyField(
        "partners.Participation",
        blank=True,
        related_name="contributed_deliverables",
        verbose_name=_("contributing partners"),
    )
    search_text = SearchTextField(sources=("code", "title"))

    objects = DeliverableQuerySet.as_manager()
    history = History(
        excluded_fields=["search_text", "sort_key", "dossier"], m2m_fields=[contributors]
    )

    class Meta:
        verbose_name = _("deliverable")
        verbose_name_plural = _("deliverables")
        ordering = ["project", "sort_key"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "number"],
                name="deliverable_number_once",
                violation_error_message=_("This number is taken. Numbers are never reused."),
            ),
        ]

    def get_absolute_url(self):
        return reverse("workpackages:deliverable", args=[self.project.slug, self.code.lower()])

    def clean(self):
        all_of(super().clean, self.check_work_package, self.check_reviewer, self.check_codes)

    def check_codes(self) -> None:
        """Type and level stand in the code lists of the project's framework programme."""
        if not self.project_id:
            return
        known = Code.objects.of(self.project).order_by("position").values_list("list", "code")
        refused = {}
        for name in ("type", "level"):
            codes = [code for kind, code in known if kind == name]
            if codes and getattr(self, name) not in codes:
                refused[name] = _("%(programme)s knows no “%(code)s”. It has: %(codes)s.") % {
                    "programme": self.project.get_programme_display(),
                    "code": getattr(self, name),
                    "codes": ", ".join(codes),
                }
        if refused:
            raise ValidationError(refused)

    def check_work_package(self) -> None:
        if self.work_package_id and self.work_package.project_id != self.project_id:
            raise ValidationError({"work_package": _("This is another project's work package.")})

    def check_reviewer(self) -> None:
        """On a team of the project; in a countdown, on that of another partner than the lead."""
        if not self.reviewer_id or not self.project_id:
            return
        places = self.reviewer.places.filter(participation__project=self.project_id)
        if not places.exists():
            raise ValidationError({"reviewer": _("This person is on no team of the project.")})
        of_lead = places.not_over().filter(participation=self.lead_id)
        if self.pk and of_lead.exists() and self.steps.exists():
            raise ValidationError(
                {
                    "reviewer": _(
                        "%(name)s is on the team of the lead partner: somebody of another partner "
                        "reviews."
                    )
                    % {"name": self.reviewer}
                }
            )

    @property
    def waits_for_approval(self) -> bool:
        """There is a draft, and its named reviewer has not approved it."""
        return self.state == self.State.DRAFT and bool(self.reviewer_id) and not self.approved_on

    def is_delayed(self, today: date) -> bool:
        """Handed in after its due day, or still to be handed in when that day has passed."""
        return self.is_late(today) or bool(self.submitted_on and self.submitted_on > self.due_on)

    def draft(self, *, by, reason: str = "") -> None:
        """A draft is there. A new draft needs a new approval."""
        self.refuse_unless(*self.OPEN)
        self.state, self.approved_on = self.State.DRAFT, None
        record(self, reason, "state", "approved_on", by=by)

    def approve(self, *, by, on: date, reason: str = "") -> None:
        """The named reviewer finds the draft ready. Raises ValidationError for anyone else."""
        self.refuse_unless(self.State.DRAFT)
        if self.reviewer_id != by.pk:
            raise ValidationError(_("Only the named reviewer can approve %s.") % self.code)
        self.approved_on = on
        record(self, reason, "approved_on", by=by)

    def justify(self, *, by, delay: str, reason: str = "") -> None:
        """Say why it is late; until the Commission has accepted it."""
        self.refuse_unless(*self.JUSTIFIABLE)
        if assign(self, delay=delay) or reason:
            record(self, reason, "delay", by=by)

    def submit(self, *, by, on: date, delay: str | None = None, reason: str = "") -> None:
        """Handed in at the EU portal on this day; `delay` says why it is late, None as before."""
        self.refuse_unless(self.State.DRAFT)
        if self.waits_for_approval:
            raise ValidationError(
                _("%(code)s waits for the approval of its reviewer, %(name)s.")
                % {"code": self.code, "name": self.reviewer}
            )
        self.state, self.submitted_on = self.State.SUBMITTED, on
        self.delay = self.delay if delay is None else delay
        record(self, reason, "state", "submitted_on", "delay", by=by)

    def accept(self, *, by, on: date, reason: str = "") -> None:
        """The Commission has accepted it."""
        self.refuse_unless(self.State.SUBMITTED)
        if on < self.submitted_on:
            raise ValidationError({"on": _("It was submitted after this day.")})
        self.state, self.accepted_on = self.State.ACCEPTED, on
        record(self, reason, "state", "accepted_on", by=by)

    def reject(self, *, by, reason: str) -> None:
        """The Commission sent it back: pending again, as in the EU portal."""
        self.refuse_unless(self.State.SUBMITTED)
        self.state, self.submitted_on, self.approved_on = self.State.PENDING, None, None
        record(self, reason, "state", "submitted_on", "approved_on", by=by)

    def cancel(self, *, by, reason: str) -> None:
        self.refuse_unless(*self.OPEN)
        self.state = self.State.CANCELLED
        record(self, reason, "state", by=by)

    def reopen(self, *, by, reason: str) -> None:
        self.refuse_unless(self.State.CANCELLED)
        self.state = self.State.PENDING
        record(self, reason, "state", by=by)
