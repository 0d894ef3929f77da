"""A person's registration for a training."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from trainings.querysets import RegistrationQuerySet


class Registration(models.Model):
    """One person at one training. Changed only by trainings.registration, under the training's lock.

    `why` is the eligibility in plain words, as it was found at registration; `counts` says whether
    the person belongs to the target groups, so counts towards the minimum.
    """

    class State(models.TextChoices):
        CONFIRMED = "confirmed", _("confirmed")
        WAITING = "waiting", _("on the waiting list")
        OFFERED = "offered", _("seat offered")
        DECLINED = "declined", _("declined")
        WITHDRAWN = "withdrawn", _("withdrawn")
        REJECTED = "rejected", _("rejected")

    ACTIVE = (State.CONFIRMED, State.WAITING, State.OFFERED)
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

    objects = RegistrationQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("registration")
        verbose_name_plural = _("registrations")
        ordering = ["training", "registered_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["training", "person"],
                condition=Q(state__in=("confirmed", "waiting", "offered")),
                name="one_active_registration",
                violation_error_message=_("This person is already registered."),
            ),
        ]
        indexes = [
            models.Index(
                fields=["training", "state", "registered_at", "id"], name="registration_line"
            ),
        ]

    def __str__(self):
        return f"{self.person} ({self.get_state_display()})"
