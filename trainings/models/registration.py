"""A person's registration for a training."""

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.history import History
from trainings.querysets import RegistrationQuerySet

from .link import Linked


class Registration(Linked):
    """One person at one training, changed only by trainings.registration under the training's lock.

    `why` is the eligibility in plain words, as it was found at registration; `counts` says whether
    the person belongs to the target groups, so counts towards the minimum. The line is the order of
    the rows: whoever joined it first under the training's lock stands first. Who comes back after
    an end gets a new row. Who applied where registrations are approved has no seat and stands in no
    line until then. The personal link is for people without an account.
    """

    class State(models.TextChoices):
        APPLIED = "applied", _("applied")
        CONFIRMED = "confirmed", _("confirmed")
        WAITING = "waiting", _("on the waiting list")
        OFFERED = "offered", _("seat offered")
        DECLINED = "declined", _("declined")
        WITHDRAWN = "withdrawn", _("withdrawn")
        REJECTED = "rejected", _("rejected")

    ACTIVE = (State.APPLIED, State.CONFIRMED, State.WAITING, State.OFFERED)
    SEATED = (State.CONFIRMED, State.OFFERED)

    training = models.ForeignKey(
        "trainings.Training",
        models.PROTECT,
        related_name="registrations",
        verbose_name=_("training"),
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="registrations",
        verbose_name=_("person"),
    )
    organisation = models.ForeignKey(
        "partners.Organisation",
        models.PROTECT,
        related_name="registrations",
        verbose_name=_("organisation"),
    )
    state = models.CharField(_("state"), max_length=10, choices=State)
    why = models.CharField(_("may come because"), max_length=300)
    counts = models.BooleanField(_("counts towards the minimum"), default=True)
    registered_at = models.DateTimeField(_("registered"))
    registered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("registered by")
    )
    offered_until = models.DateTimeField(_("offer ends"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    end_reason = models.CharField(_("why it ended"), max_length=300, blank=True)
    # How far this person's iCalendar SEQUENCE is ahead of the training's: an entry that ended with
    # a seat and comes back under its UID has to rise both times.
    calendar_shift = models.PositiveSmallIntegerField(default=0, editable=False)

    objects = RegistrationQuerySet.as_manager()
    history = History(excluded_fields=[*Linked.LINK_COLUMNS, "calendar_shift"])

    class Meta:
        verbose_name = _("registration")
        verbose_name_plural = _("registrations")
        ordering = ["training", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["training", "person"],
                condition=Q(state__in=("applied", "confirmed", "waiting", "offered")),
                name="one_active_registration",
                violation_error_message=_("This person is already registered."),
            ),
        ]
        indexes = [
            models.Index(fields=["training", "state", "id"], name="registration_line"),
            models.Index(
                fields=["offered_until"],
                condition=Q(state="offered"),
                name="registration_offers",
            ),
        ]

    def __str__(self):
        return f"{self.person} ({self.get_state_display()})"

    @property
    def is_active(self) -> bool:
        return self.state in self.ACTIVE

    def position(self) -> int:
        """Which seat this is, or which place in the line; one statement."""
        waits = self.state == self.State.WAITING
        peers = Registration.objects.filter(training=self.training_id, pk__lte=self.pk)
        return (peers.waiting() if waits else peers.seated()).count()

    def unanswered(self) -> int:
        """How many questions that need an answer have none yet; one statement."""
        asked = apps.get_model("trainings", "Question").objects.asked_at(self.training)
        return asked.filter(is_required=True).exclude(answers__registration=self.pk).count()
