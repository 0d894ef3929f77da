"""What a member is asked by personal link."""

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
    sent_at = models.DateTimeField(_("sent"))
    expires_at = models.DateTimeField(_("expires"))
    answered_at = models.DateTimeField(_("answered"), null=True, editable=False)
    revoked_at = models.DateTimeField(_("revoked"), null=True, editable=False)

    objects = MemberRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request to a member")
        verbose_name_plural = _("requests to members")
        ordering = ["group", "-sent_at"]

    def __str__(self):
        return f"{self.place}: {self.get_kind_display()}"
