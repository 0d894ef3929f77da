"""What a member is asked by personal link."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from buyers.querysets import MemberRequestQuerySet


class MemberRequest(models.Model):
    """One named request to a contact without an account: the link answers it, and nothing else.

    The token is stored only as its SHA-256. The link ends with its answer, its expiry, a newer one
    for the same request, or when it is revoked.
    """

    class Kind(models.TextChoices):
        DATA = "data", _("confirm the data of the organisation")
        CONFLICT = "conflict", _("declare conflicts of interest")
        NEED = "need", _("answer a need")

    class State(models.TextChoices):
        OPEN = "open", _("open")
        ANSWERED = "answered", _("answered")
        EXPIRED = "expired", _("expired")
        REVOKED = "revoked", _("revoked")

    group = models.ForeignKey(
        "buyers.BuyerGroup", models.PROTECT, related_name="requests", verbose_name=_("buyer group")
    )
    place = models.ForeignKey(
        "buyers.BuyerPerson", models.PROTECT, related_name="requests", verbose_name=_("person")
    )
    kind = models.CharField(_("asks to"), max_length=8, choices=Kind)
    need = models.ForeignKey(
        "buyers.Need",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="requests",
        verbose_name=_("need"),
    )
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("sent by")
    )
    sent_at = models.DateTimeField(_("last sent"))
    times_sent = models.PositiveSmallIntegerField(_("times sent"), default=1)
    expires_at = models.DateTimeField(_("expires"))
    answered_at = models.DateTimeField(_("answered"), null=True, editable=False)
    revoked_at = models.DateTimeField(_("revoked"), null=True, editable=False)
    answer = models.TextField(
        _("corrections"),
        blank=True,
        max_length=2000,
        help_text=_("What is wrong in the data of the organisation. It changes nothing by itself."),
    )

    objects = MemberRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request to a member")
        verbose_name_plural = _("requests to members")
        ordering = ["group", "-sent_at", "-pk"]

    def __str__(self):
        return f"{self.place}: {self.get_kind_display()}"

    def state(self, now: datetime) -> "MemberRequest.State":
        if self.answered_at:
            return self.State.ANSWERED
        if self.revoked_at:
            return self.State.REVOKED
        return self.State.EXPIRED if self.expires_at <= now else self.State.OPEN
