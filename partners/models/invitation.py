"""Invitations: the only way to an account."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from partners.models.project import TeamMember
from partners.querysets import InvitationQuerySet


class Invitation(models.Model):
    """A personal link by which one person opens their account and takes the place it offers.

    The link's token is stored only as its SHA-256; a resent invitation gets a new token, so the
    older link ends. The place begins when the person accepts. See partners.inviting for the acts.
    """

    class Offer(models.TextChoices):
        TEAM = "team", _("a place on a team")
        READER = "reader", _("reading the project")
        ACCOUNT = "account", _("an account")  # for a place they have already, or an administrator

    class State(models.TextChoices):
        SENT = "sent", _("waiting for an answer")
        EXPIRED = "expired", _("expired")
        ACCEPTED = "accepted", _("accepted")
        REVOKED = "revoked", _("revoked")

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="invitations",
        verbose_name=_("person"),
    )
    project = models.ForeignKey(
        "partners.Project",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="invitations",
        verbose_name=_("project"),
        help_text=_("Empty for a portal administrator."),
    )
    offer = models.CharField(_("offers"), max_length=7, choices=Offer)
    participation = models.ForeignKey(
        "partners.Participation",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="invitations",
        verbose_name=_("partner"),
    )
    access = models.CharField(
        _("access"), max_length=6, choices=TeamMember.Access, default=TeamMember.Access.EDITOR
    )
    function = models.CharField(_("function"), max_length=100, blank=True)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("invited by"),
    )
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(_("first sent"))
    sent_at = models.DateTimeField(_("last sent"))
    times_sent = models.PositiveSmallIntegerField(_("times sent"), default=1)
    expires_at = models.DateTimeField(_("expires"))
    accepted_at = models.DateTimeField(_("accepted"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("revoked by"),
    )

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["-sent_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "participation"],
                condition=Q(accepted_at__isnull=True, revoked_at__isnull=True),
                name="one_open_invitation_to_a_team",
            ),
            models.UniqueConstraint(
                fields=["person", "project", "offer"],
                condition=Q(
                    participation__isnull=True, accepted_at__isnull=True, revoked_at__isnull=True
                ),
                name="one_open_invitation_to_a_project",
            ),
            models.CheckConstraint(
                condition=Q(offer="team", participation__isnull=False)
                | Q(~Q(offer="team"), participation__isnull=True),
                name="invitation_to_a_team_names_it",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True) | Q(revoked_at__isnull=True),
                name="invitation_accepted_or_revoked",
            ),
        ]

    def __str__(self):
        return f"{self.person} ({self.participation or self.project or self.get_offer_display()})"

    def state(self, now: datetime) -> "Invitation.State":
        if self.accepted_at:
            return self.State.ACCEPTED
        if self.revoked_at:
            return self.State.REVOKED
        return self.State.EXPIRED if self.expires_at <= now else self.State.SENT
