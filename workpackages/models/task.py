from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core import months
from core.fields import MonthSpansField, SearchTextField
from core.history import History, assign, record
from workpackages.querysets import TaskQuerySet

from .base import PlanItem, Spanning, all_of


class Task(Spanning, PlanItem):
    """A task of a work package; `progress` is what its lead reports, in per cent.

    `intervals` says when it is worked on where it pauses in between; its first and last month are
    the task's. Empty: all the time.
    """

    PREFIX = "T"
    ACT_FIELDS = ("state", "progress")

    class State(models.TextChoices):
        PLANNED = "planned", _("planned")
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        CANCELLED = "cancelled", _("cancelled")

    OPEN = (State.PLANNED, State.RUNNING)

    work_package = models.ForeignKey(
        "workpackages.WorkPackage",
        models.PROTECT,
        related_name="tasks",
        verbose_name=_("work package"),
    )
    intervals = MonthSpansField(
        _("worked on in"),
        blank=True,
        default=(),
        help_text=_("Only where the task pauses: M1-M4, M10-M12."),
    )
    description = models.TextField(_("description"), blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=State, default=State.PLANNED, editable=False
    )
    progress = models.PositiveSmallIntegerField(
        _("progress"),
        default=0,
        validators=[MaxValueValidator(100)],
        help_text=_("Per cent."),
        editable=False,
    )
    contributors = models.ManyToManyField(
        "partners.Participation",
        blank=True,
        related_name="contributed_tasks",
        verbose_name=_("contributing partners"),
    )
    search_text = SearchTextField(sources=("code", "title"))

    objects = TaskQuerySet.as_manager()
    history = History(
        excluded_fields=["search_text", "sort_key", "dossier"], m2m_fields=[contributors]
    )

    class Meta:
        verbose_name = _("task")
        verbose_name_plural = _("tasks")
        ordering = ["project", "sort_key"]
        constraints = [
            *Spanning.Meta.constraints,
            models.UniqueConstraint(
                fields=["project", "number"],
                name="task_number_once",
                violation_error_message=_("This number is taken. Numbers are never reused."),
            ),
            models.CheckConstraint(condition=models.Q(progress__lte=100), name="task_progress"),
        ]

    def get_absolute_url(self):
        return reverse("workpackages:task", args=[self.project.slug, self.code.lower()])

    def clean(self):
        all_of(super().clean, self.check_work_package, self.check_intervals)

    @property
    def spans(self) -> tuple[tuple[int, int], ...]:
        """Its intervals, first one first; one of them where it never pauses."""
        return self.intervals or ((self.first_month, self.last_month),)

    @property
    def span(self) -> str:
        """M1–M4, M10–M12"""
        return months.spans_text(self.spans)

    def check_intervals(self) -> None:
        if not self.intervals or not self.first_month or not self.last_month:
            return
        if (self.intervals[0][0], self.intervals[-1][1]) != (self.first_month, self.last_month):
            raise ValidationError(
                {"intervals": _("They begin in the first month of the task and end in its last.")}
            )

    def check_work_package(self) -> None:
        if self.work_package_id and self.work_package.project_id != self.project_id:
            raise ValidationError({"work_package": _("This is another project's work package.")})

    def start(self, *, by, reason: str = "") -> None:
        """Work has begun."""
        self.refuse_unless(self.State.PLANNED)
        self.state = self.State.RUNNING
        record(self, reason, "state", by=by)

    def report(self, *, by, progress: int, reason: str = "") -> None:
        """Progress in per cent, as the lead sees it; the first report starts a planned task.

        What is known already is written once more only with something to say.
        """
        self.refuse_unless(*self.OPEN)
        if not 0 <= progress <= 100:
            raise ValidationError({"progress": _("Progress lies between 0 and 100 per cent.")})
        if assign(self, progress=progress, state=self.State.RUNNING) or reason:
            record(self, reason, "progress", "state", by=by)

    def finish(self, *, by, reason: str = "") -> None:
        self.refuse_unless(*self.OPEN)
        self.state, self.progress = self.State.DONE, 100
        record(self, reason, "state", "progress", by=by)

    def reopen(self, *, by, reason: str) -> None:
        """Back to work after it was done or cancelled."""
        self.refuse_unless(self.State.DONE, self.State.CANCELLED)
        self.state = self.State.RUNNING if self.progress else self.State.PLANNED
        record(self, reason, "state", by=by)

    def cancel(self, *, by, reason: str) -> None:
        self.refuse_unless(*self.OPEN)
        self.state = self.State.CANCELLED
        record(self, reason, "state", by=by)
