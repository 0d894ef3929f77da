"""Meetings of the consortium, what they decided, and who has to do what by when."""

from datetime import date

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from core.constraints import SpeaksAtFields
from core.fields import Searchable, SearchTextField, ZoneField
from core.history import History, record
from workpackages.querysets import ActionQuerySet, MeetingQuerySet


class Meeting(SpeaksAtFields, Searchable):
    """A project board or another meeting, on one day or several; online when it has no city."""

    class Kind(models.TextChoices):
        BOARD = "board", _("project board")
        ASSEMBLY = "assembly", _("general assembly")
        WORK_PACKAGE = "wp", _("work package meeting")
        CONSULTATION = "consultation", _("market consultation")
        REVIEW = "review", _("review meeting")
        OTHER = "other", _("other meeting")

    class State(models.TextChoices):
        PLANNED = "planned", _("planned")
        HELD = "held", _("held")
        CANCELLED = "cancelled", _("cancelled")

    OPEN = (State.PLANNED,)

    project = models.ForeignKey(
        "partners.Project", models.PROTECT, related_name="meetings", verbose_name=_("project")
    )
    title = models.CharField(_("title"), max_length=200)
    slug = models.SlugField(_("address"), max_length=60)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.BOARD)
    state = models.CharField(
        _("state"), max_length=9, choices=State, default=State.PLANNED, editable=False
    )
    host = models.ForeignKey(
        "partners.Participation",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="hosted_meetings",
        verbose_name=_("host"),
        help_text=_("Whose people may edit it, besides the coordinator's."),
    )
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"))
    starts = models.TimeField(_("starts"), null=True, blank=True, help_text=_("On the first day."))
    ends = models.TimeField(_("ends"), null=True, blank=True, help_text=_("On the last day."))
    zone = ZoneField(_("time zone"), help_text=_("Of the place."))
    venue = models.CharField(_("venue"), max_length=200, blank=True)
    city = models.CharField(_("city"), max_length=100, blank=True)
    country = CountryField(_("country"), blank=True)
    online_url = models.URLField(_("online link"), blank=True)
    agenda = models.TextField(_("agenda"), blank=True, help_text=_("One line an item."))
    notes = models.TextField(_("minutes"), blank=True, help_text=_("What was said, in short."))
    attendance = models.TextField(
        _("who was there"), blank=True, help_text=_("One line a person: name, organisation.")
    )
    is_illustrative = models.BooleanField(
        _("illustrative"), default=False, help_text=_("Invented for the demo.")
    )
    dossier = models.OneToOneField(
        "records.Dossier", models.PROTECT, null=True, editable=False, related_name="+"
    )
    search_text = SearchTextField(sources=("title", "city", "venue"))

    objects = MeetingQuerySet.as_manager()
    history = History(excluded_fields=["search_text", "dossier"])

    class Meta:
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        ordering = ["project", "first_day", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "slug"],
                name="meeting_slug_once",
                violation_error_message=_("Another meeting of this project has this address."),
                violation_error_code="slug",
            ),
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")),
                name="meeting_days_in_order",
                violation_error_message=_("The last day lies before the first."),
                violation_error_code="last_day",
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("workpackages:meeting", args=[self.project.slug, self.slug])

    def clean(self):
        super().clean()
        if self.first_day and self.last_day and self.last_day < self.first_day:
            raise ValidationError({"last_day": _("The last day lies before the first.")})
        if self.ends and not self.starts:
            raise ValidationError({"starts": _("When does it start?")})
        if self.ends and self.first_day == self.last_day and self.ends <= self.starts:
            raise ValidationError({"ends": _("It ends before it starts.")})
        if self.host_id and self.host.project_id != self.project_id:
            raise ValidationError({"host": _("The host is no partner of this project.")})

    @property
    def place(self) -> str:
        return ", ".join(part for part in (self.venue, self.city) if part)

    @property
    def agenda_items(self) -> list[str]:
        return lines_of(self.agenda)

    @property
    def attendees(self) -> list[str]:
        return lines_of(self.attendance)

    def hold(self, *, by, on: date, reason: str = "") -> None:
        """It took place, or is taking place on this day."""
        self._refuse_unless(self.State.PLANNED)
        if on < self.first_day:
            raise ValidationError(_("It has not begun yet."), code="early")
        self.state = self.State.HELD
        record(self, reason, "state", by=by)

    def cancel(self, *, by, reason: str) -> None:
        self._refuse_unless(self.State.PLANNED)
        self.state = self.State.CANCELLED
        record(self, reason, "state", by=by)

    def reopen(self, *, by, reason: str) -> None:
        """Planned again."""
        self._refuse_unless(self.State.HELD, self.State.CANCELLED)
        self.state = self.State.PLANNED
        record(self, reason, "state", by=by)

    def _refuse_unless(self, *states: str) -> None:
        if self.state not in states:
            raise ValidationError(
                _("This meeting is %(state)s: this cannot be done now.")
                % {"state": self.get_state_display()},
                code="state",
            )


def lines_of(text: str) -> list[str]:
    """The lines that say something."""
    return [line.strip() for line in text.splitlines() if line.strip()]


class Decision(Searchable):
    """What a meeting decided. Numbers run from 1 in each meeting and are never reused."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="decisions")
    number = models.PositiveSmallIntegerField(_("number"))
    text = models.TextField(_("decision"))
    withdrawn_on = models.DateField(_("struck out"), null=True, editable=False)

    search_text = SearchTextField(sources=("text",))

    history = History(excluded_fields=["search_text"])

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ["meeting", "number"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "number"], name="decision_number_once"),
        ]

    def __str__(self):
        return self.text[:60]

    def strike(self, *, by, on: date, reason: str) -> None:
        """Struck out, and still read: it no longer holds."""
        if self.withdrawn_on:
            raise ValidationError(_("This decision is struck out already."), code="state")
        self.withdrawn_on = on
        record(self, reason, "withdrawn_on", by=by)


class Action(Searchable):
    """Something that one person has to do by a day; from a meeting, against a risk, or both."""

    class State(models.TextChoices):
        OPEN = "open", _("open")
        DONE = "done", _("done")
        CANCELLED = "cancelled", _("cancelled")

    OPEN = (State.OPEN,)

    project = models.ForeignKey(
        "partners.Project", models.PROTECT, related_name="actions", verbose_name=_("project")
    )
    meeting = models.ForeignKey(
        Meeting,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="actions",
        verbose_name=_("meeting"),
    )
    risk = models.ForeignKey(
        "workpackages.Risk",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="actions",
        verbose_name=_("risk"),
    )
    text = models.CharField(_("what is to be done"), max_length=300)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="actions",
        verbose_name=_("who does it"),
    )
    due_on = models.DateField(_("due"), db_index=True)
    state = models.CharField(
        _("state"), max_length=9, choices=State, default=State.OPEN, editable=False
    )
    done_on = models.DateField(_("done"), null=True, editable=False)
    search_text = SearchTextField(sources=("text",))

    objects = ActionQuerySet.as_manager()
    history = History(excluded_fields=["search_text"])

    class Meta:
        verbose_name = _("action")
        verbose_name_plural = _("actions")
        ordering = ["project", "due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(meeting__isnull=False) | Q(risk__isnull=False),
                name="action_comes_from_somewhere",
            ),
        ]

    def __str__(self):
        return self.text

    def get_absolute_url(self):
        """Where it stands: on the page of its meeting, else of its risk."""
        return f"{(self.meeting or self.risk).get_absolute_url()}#action-{self.pk}"

    def clean(self):
        super().clean()
        for name in ("meeting", "risk"):
            above = getattr(self, name)
            if above and above.project_id != self.project_id:
                raise ValidationError({name: _("This belongs to another project.")})
        if self.owner_id and self.project_id:
            places = self.owner.places.filter(participation__project=self.project_id)
            if not places.exists():
                raise ValidationError({"owner": _("This person is on no team of the project.")})

    def finish(self, *, by, on: date, reason: str = "") -> None:
        self._refuse_unless_open()
        self.state, self.done_on = self.State.DONE, on
        record(self, reason, "state", "done_on", by=by)

    def cancel(self, *, by, reason: str) -> None:
        self._refuse_unless_open()
        self.state = self.State.CANCELLED
        record(self, reason, "state", by=by)

    def reopen(self, *, by, reason: str = "") -> None:
        if self.state == self.State.OPEN:
            raise ValidationError(_("This action is open."))
        self.state, self.done_on = self.State.OPEN, None
        record(self, reason, "state", "done_on", by=by)

    def _refuse_unless_open(self) -> None:
        if self.state != self.State.OPEN:
            raise ValidationError(
                _("This action is %(state)s already.") % {"state": self.get_state_display()},
                code="state",
            )
