"""A training and its days."""

import uuid
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from core.clock import wall_moment
from core.fields import Searchable, SearchTextField, ZoneField
from core.history import History
from trainings.querysets import TrainingDayQuerySet, TrainingQuerySet


class Training(Searchable):
    """One training of a programme, run by its organiser in the time zone of its place.

    planned (window only) -> scheduled (days fixed) -> confirmed (go) -> held -> reported; postponed
    (days taken back), cancelled and merged (its people went to `merged_into`) are states with a
    reason. Whether people can register follows
    from the switch, the window and the state: `takes_registrations(now)`.

    `seats_taken` counts confirmed and offered registrations, `counting` those of them that count
    towards the minimum; both are written only under the row's lock (trainings.registration), and
    the seats taken can never pass `capacity`. `sequence` is the iCalendar SEQUENCE of all its days:
    one more at each change of time, place or status.
    """

    class State(models.TextChoices):
        PLANNED = "planned", _("planned")
        SCHEDULED = "scheduled", _("scheduled")
        CONFIRMED = "confirmed", _("confirmed")
        HELD = "held", _("held")
        REPORTED = "reported", _("reported")
        POSTPONED = "postponed", _("postponed")
        CANCELLED = "cancelled", _("cancelled")
        MERGED = "merged", _("merged into another")

    AHEAD = (State.PLANNED, State.SCHEDULED, State.CONFIRMED, State.POSTPONED)
    FIXED = (State.SCHEDULED, State.CONFIRMED)
    OVER = (State.HELD, State.REPORTED)
    OFF = (State.CANCELLED, State.MERGED)  # stay in lists and calendars, struck out

    programme = models.ForeignKey(
        "trainings.Programme",
        models.PROTECT,
        related_name="trainings",
        verbose_name=_("programme"),
    )
    project = models.ForeignKey(
        "partners.Project", models.PROTECT, related_name="trainings", verbose_name=_("project")
    )
    title = models.CharField(_("title"), max_length=200)
    slug = models.SlugField(_("address"), max_length=60)
    organiser = models.ForeignKey(
        "partners.Participation",
        models.PROTECT,
        related_name="trainings",
        verbose_name=_("organiser"),
    )
    # In words, for mails and calendars; the rows of both are kept by trainings.agenda.
    cohosts = models.CharField(_("co-hosts"), max_length=500, blank=True, editable=False)
    description = models.TextField(_("what it is about"), blank=True)
    agenda = models.TextField(_("agenda"), blank=True, editable=False)
    window_opens = models.DateField(
        _("planned window: first day"),
        null=True,
        blank=True,
        help_text=_("When not the window of its programme."),
    )
    window_closes = models.DateField(_("planned window: last day"), null=True, blank=True)
    region = models.CharField(_("region"), max_length=100, blank=True)
    nuts = models.CharField(
        _("NUTS code"),
        max_length=5,
        blank=True,
        validators=[RegexValidator(r"^[A-Z]{2}[0-9A-Z]{0,3}$", _("Such as HR05."))],
    )
    venue = models.CharField(_("venue"), max_length=200, blank=True)
    address = models.CharField(_("address of the venue"), max_length=300, blank=True)
    city = models.CharField(_("city"), max_length=100, blank=True)
    country = CountryField(_("country"), blank=True)
    map_url = models.URLField(_("map link"), blank=True)
    online_url = models.URLField(
        _("online link"), blank=True, help_text=_("Shown to registered people only.")
    )
    zone = ZoneField(_("time zone"), help_text=_("Of the place, such as Europe/Zagreb."))
    language = models.CharField(_("language"), max_length=60, blank=True)
    contact_name = models.CharField(_("who participants may ask"), max_length=150, blank=True)
    contact_email = models.EmailField(_("their e-mail address"), blank=True)
    capacity = models.PositiveIntegerField(
        _("capacity"), default=25, validators=[MinValueValidator(1)]
    )
    seats_taken = models.PositiveIntegerField(_("seats taken"), default=0, editable=False)
    counting = models.PositiveIntegerField(
        _("count towards the minimum"), default=0, editable=False
    )
    state = models.CharField(
        _("state"), max_length=10, choices=State, default=State.PLANNED, editable=False
    )
    needs_approval = models.BooleanField(
        _("registrations are approved"),
        default=False,
        help_text=_("The organiser accepts or declines each; until then nobody has a seat."),
    )
    registration_switch = models.BooleanField(_("registration open"), default=False, editable=False)
    registration_opens = models.DateTimeField(_("registration opens"), null=True, blank=True)
    registration_closes = models.DateTimeField(_("registration closes"), null=True, blank=True)
    decision_day = models.DateField(
        _("go/no-go day"),
        null=True,
        blank=True,
        help_text=_("The organiser decides whether it takes place."),
    )
    first_day = models.DateField(_("first day"), null=True, editable=False, db_index=True)
    last_day = models.DateField(_("last day"), null=True, editable=False)
    starts_at = models.DateTimeField(_("starts"), null=True, editable=False)
    ends_at = models.DateTimeField(_("ends"), null=True, editable=False)
    sequence = models.PositiveIntegerField(default=0, editable=False)
    meeting = models.CharField(
        _("held in a meeting"),
        max_length=200,
        blank=True,
        help_text=_("Such as the project board in which it took place."),
    )
    # By scheduling.confirm, whenever it is decided.
    unprepared_because = models.CharField(
        _("why it went ahead without a prepared trainer"),
        max_length=300,
        blank=True,
        editable=False,
    )
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="merged_from",
        editable=False,
        verbose_name=_("merged into"),
    )
    is_illustrative = models.BooleanField(
        _("illustrative"), default=False, help_text=_("Invented for the demo.")
    )
    search_text = SearchTextField(sources=("title", "city", "region", "venue"))

    objects = TrainingQuerySet.as_manager()
    # Counters are no part of the history, nor is what follows from the days or is for the
    # registered alone.
    history = History(
        excluded_fields=[
            "seats_taken",
            "counting",
            "search_text",
            "first_day",
            "last_day",
            "sequence",
            "online_url",
        ]
    )

    class Meta:
        verbose_name = _("training")
        verbose_name_plural = _("trainings")
        ordering = ["project", F("first_day").asc(nulls_last=True), "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "slug"],
                name="training_slug_once",
                violation_error_message=_("Another training of this project has this address."),
            ),
            models.CheckConstraint(
                condition=Q(seats_taken__lte=F("capacity")),
                name="training_never_oversold",
                violation_error_message=_("More seats are taken than this capacity has."),
            ),
            models.CheckConstraint(
                condition=Q(registration_opens__isnull=True)
                | Q(registration_closes__isnull=True)
                | Q(registration_closes__gt=F("registration_opens")),
                name="training_registration_in_order",
                violation_error_message=_("Registration closes before it opens."),
            ),
            models.CheckConstraint(
                condition=Q(window_opens__isnull=True)
                | Q(window_closes__isnull=True)
                | Q(window_closes__gte=F("window_opens")),
                name="training_window_in_order",
                violation_error_message=_("The last day lies before the first."),
            ),
            models.CheckConstraint(
                condition=Q(state="merged", merged_into__isnull=False)
                | (~Q(state="merged") & Q(merged_into__isnull=True)),
                name="training_merged_into_one",
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("trainings:training", args=[self.project.slug, self.slug])

    def clean(self):
        super().clean()
        if self.organiser_id and self.organiser.project_id != self.project_id:
            raise ValidationError({"organiser": _("The organiser is no partner of this project.")})
        if self.programme_id and self.programme.project_id != self.project_id:
            raise ValidationError({"programme": _("This is another project's programme.")})
        if self.capacity is not None and self.capacity < self.seats_taken:
            raise ValidationError(
                {
                    "capacity": _(
                        "%(taken)d seats are taken. A smaller capacity needs withdrawals first."
                    )
                    % {"taken": self.seats_taken}
                }
            )

    @property
    def opens(self) -> date:
        """First day on which it may take place; follows the programme and its project."""
        return self.window_opens or self.programme.opens

    @property
    def closes(self) -> date:
        """Last day on which it may take place."""
        return self.window_closes or self.programme.closes

    @property
    def may_run(self) -> bool:
        """Of a row told somebody's rights: they schedule it, or belong to its organiser."""
        return self.may_schedule or self.organises

    @property
    def place(self) -> str:
        """Where it is, in one line: venue, address and city, as far as they are known."""
        parts = [self.venue, self.address]
        if self.city and self.city.casefold() not in self.address.casefold():
            parts.append(self.city)
        return ", ".join(part for part in parts if part)

    @property
    def is_off(self) -> bool:
        return self.state in self.OFF

    @property
    def seats_free(self) -> int:
        return self.capacity - self.seats_taken

    def takes_registrations(self, now: datetime) -> bool:
        """Whether someone entitled can register now, for a seat or for the waiting list."""
        return (
            self.registration_switch
            and self.state in self.FIXED
            and (self.registration_opens is None or self.registration_opens <= now)
            and (self.registration_ends is None or now < self.registration_ends)
        )

    @property
    def registration_ends(self) -> datetime | None:
        """When registration closes: at the set moment, at the latest when the training starts."""
        moments = [m for m in (self.registration_closes, self.starts_at) if m]
        return min(moments) if moments else None

    def has_begun(self, now: datetime) -> bool:
        return self.starts_at is not None and self.starts_at <= now

    def refuse_unless(self, *states: str) -> None:
        """Raises ValidationError when the training is in none of these states."""
        if self.state not in states:
            raise ValidationError(
                _("This training is %(state)s: this cannot be done now.")
                % {"state": self.get_state_display()},
                code="state",
            )


class TrainingDay(models.Model):
    """One day of a training, in wall time of the training's zone.

    `uid` is the iCalendar UID: it stays when the day moves. A day that a move takes away keeps its
    row as withdrawn (`is_withdrawn`), so its calendar entry can be cancelled under the same UID.
    """

    training = models.ForeignKey(
        Training, models.PROTECT, related_name="days", verbose_name=_("training")
    )
    position = models.PositiveSmallIntegerField(_("day"), default=1)
    day = models.DateField(_("date"))
    starts = models.TimeField(_("starts"))
    ends = models.TimeField(_("ends"))
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    is_withdrawn = models.BooleanField(default=False, editable=False)

    objects = TrainingDayQuerySet.as_manager()
    history = History()

    class Meta:
        verbose_name = _("training day")
        verbose_name_plural = _("training days")
        ordering = ["training", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["training", "position"], name="training_day_position_once"
            ),
            models.CheckConstraint(
                condition=Q(ends__gt=F("starts")),
                name="training_day_ends_after_start",
                violation_error_message=_("It ends before it starts."),
            ),
        ]

    def __str__(self):
        return f"{self.day} {self.starts:%H:%M}–{self.ends:%H:%M}"

    def move_to(self, day: date, starts, ends) -> None:
        """The rule for one row: it ends after it starts. Not saved; see trainings.scheduling."""
        if ends <= starts:
            raise ValidationError({"ends": _("It ends before it starts.")})
        self.day, self.starts, self.ends, self.is_withdrawn = day, starts, ends, False

    def span(self, zone: str) -> tuple[datetime, datetime]:
        """Start and end as moments, in the training's zone."""
        return (
            wall_moment(self.day, self.starts, zone),
            wall_moment(self.day, self.ends, zone),
        )
