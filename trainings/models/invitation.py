"""Invitations: who is entitled to a training, has nobody there yet, and is asked to come."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.history import History
from trainings.querysets import InvitationQuerySet

from .link import Linked


class Invitation(Linked):
    """One person asked, for their organisation, to come to one training or to send somebody.

    A row of its own and no registration: the line is the order in which people registered, and who
    is only invited stands in no line. `why` is the reason for which the organisation may come, as
    it was found when the invitation was prepared.
    """

    class State(models.TextChoices):
        PREPARED = "prepared", _("prepared")
        SENT = "sent", _("sent")
        ACCEPTED = "accepted", _("accepted")
        DECLINED = "declined", _("declined")
        REVOKED = "revoked", _("taken back")

    STANDING = (State.PREPARED, State.SENT)

    training = models.ForeignKey(
        "trainings.Training",
        models.PROTECT,
        related_name="invitations",
        verbose_name=_("training"),
    )
    organisation = models.ForeignKey(
        "partners.Organisation",
        models.PROTECT,
        related_name="+",
        verbose_name=_("organisation"),
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="training_invitations",
        verbose_name=_("person"),
    )
    state = models.CharField(
        _("state"), max_length=8, choices=State, default=State.PREPARED, editable=False
    )
    why = models.CharField(_("may come because"), max_length=300)
    answer_by = models.DateField(_("answer by"), null=True, blank=True)
    prepared_at = models.DateTimeField(_("prepared"))
    prepared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("prepared by")
    )
    sent_at = models.DateTimeField(_("sent"), null=True, editable=False)
    nudged_at = models.DateTimeField(_("last nudged"), null=True, editable=False)
    times_nudged = models.PositiveSmallIntegerField(_("times nudged"), default=0, editable=False)
    answered_at = models.DateTimeField(_("answered"), null=True, editable=False)
    answer = models.CharField(_("what they wrote"), max_length=500, blank=True)

    objects = InvitationQuerySet.as_manager()
    history = History(excluded_fields=list(Linked.LINK_COLUMNS))

    class Meta:
        verbose_name = _("invitation to a training")
        verbose_name_plural = _("invitations to trainings")
        ordering = ["training", "organisation", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["training", "person"],
                condition=Q(state__in=("prepared", "sent")),
                name="one_standing_invitation",
                violation_error_message=_("This person is already invited."),
            ),
        ]

    def __str__(self):
        return f"{self.person} ({self.get_state_display()})"

    @property
    def answer_page(self) -> str:
        """Where its person answers, for pages that only they see; of a sent one."""
        from trainings import links  # which knows the models

        return reverse("trainings:invitation", args=[links.secret(self)])
