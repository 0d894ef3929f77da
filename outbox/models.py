"""Outgoing mail as rows: written in the transaction of the act that causes it, sent by workers."""

import secrets

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.fields import NormalisedEmailField
from outbox.querysets import MailQuerySet, OptOutQuerySet


class Category(models.TextChoices):
    """What sort of mail it is: decides who may opt out of it and what goes out first."""

    ACCOUNT = "account", _("Account and access")
    SERVICE = "service", _("Confirmations and changes")
    INVITATION = "invitation", _("Invitations to trainings")
    TRAINING = "training", _("Reminders of trainings")
    REMINDER = "reminder", _("Single reminders of what is due")
    DIGEST = "digest", _("Digests of what is due")
    TALK = "talk", _("Comments and files")

    @property
    def optional(self) -> bool:
        """Carries List-Unsubscribe; the others are service mail, which nobody can opt out of."""
        return self not in (Category.ACCOUNT, Category.SERVICE)

    @property
    def rank(self) -> int:
        """A password reset never waits behind five thousand reminders."""
        return 0 if self is Category.ACCOUNT else 1 if self is Category.SERVICE else 2


class State(models.TextChoices):
    QUEUED = "queued", _("waiting")
    SENDING = "sending", _("being sent")
    SENT = "sent", _("sent")
    KEPT = "kept", _("kept here")
    FAILED = "failed", _("failed")
    SUPPRESSED = "suppressed", _("unsubscribed")
    WITHDRAWN = "withdrawn", _("withdrawn")
    EXPIRED = "expired", _("too late")


TO_DO = (State.QUEUED, State.SENDING)


def new_message_id() -> str:
    return f"<{secrets.token_hex(16)}@{settings.MAIL_DOMAIN}>"


class Mail(models.Model):
    """One mail to one address.

    queued -> sending -> sent, or failed; queued -> withdrawn, suppressed, expired; `kept` from the
    start where no mail server is set. A worker that takes a queued row stamps it with its `lease`
    and moves `next_try` to the lease's end; the row is `sending` only while the server has it.
    """

    to = models.EmailField(_("to"))  # in its one spelling; what is no address fails when sent
    subject = models.CharField(_("subject"), max_length=255)
    text = models.TextField(_("text"), blank=True)
    html = models.TextField(_("HTML"), blank=True)
    attachments = models.JSONField(  # [{"name": "x.ics", "type": "text/calendar; ...", "text": ""}]
        _("attachments"), default=list, blank=True
    )
    headers = models.JSONField(_("headers"), default=dict, blank=True)
    language = models.CharField(_("language"), max_length=10)
    category = models.CharField(_("category"), max_length=12, choices=Category)
    rank = models.PositiveSmallIntegerField(_("rank"))
    secret = models.BooleanField(  # holds a link that lets someone in
        _("secret"), default=False
    )

    message_id = models.CharField(_("Message-ID"), max_length=255, default=new_message_id)
    purpose_key = models.CharField(_("purpose"), max_length=200)
    subject_key = models.CharField(_("is about"), max_length=100, blank=True)
    also_about = models.JSONField(_("also about"), default=list, blank=True)  # more such keys
    not_after = models.DateTimeField(_("not after"), null=True, blank=True)

    state = models.CharField(_("state"), max_length=10, choices=State, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_try = models.DateTimeField(_("next try"), default=timezone.now)
    lease = models.CharField(max_length=32, blank=True, editable=False)
    last_error = models.TextField(_("last error"), blank=True)
    reason = models.TextField(_("reason"), blank=True)  # why it was withdrawn or suppressed

    created_at = models.DateTimeField(_("created"), default=timezone.now)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    purged_at = models.DateTimeField(_("text deleted"), null=True, blank=True)

    objects = MailQuerySet.as_manager()

    class Meta:
        verbose_name = _("mail")
        verbose_name_plural = _("mails")
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(name="mail_purpose_once", fields=["purpose_key"]),
            models.CheckConstraint(name="mail_state_known", condition=Q(state__in=State.values)),
            models.CheckConstraint(
                name="mail_sent_when_sent",
                condition=Q(state=State.SENT, sent_at__isnull=False)
                | (~Q(state=State.SENT) & Q(sent_at__isnull=True)),
            ),
        ]
        # Few on purpose: a mail is updated three times on its way, and each index is written then.
        indexes = [
            models.Index(
                name="mail_to_do", fields=["rank", "next_try"], condition=Q(state__in=TO_DO)
            ),
            models.Index(name="mail_about", fields=["subject_key"]),
            models.Index(name="mail_newest", fields=["-created_at", "-id"]),
        ]

    def __str__(self):
        return f"{self.subject} -> {self.to}"

    @property
    def readable(self) -> bool:
        """Its text may be shown to those who may see the mail; a secret only in the demo."""
        return not self.purged_at and (settings.DEMO or not self.secret)


class OptOut(models.Model):
    """An address that no longer wants the mail of one category; it need not belong to anyone."""

    address = NormalisedEmailField(_("address"))
    category = models.CharField(_("category"), max_length=12, choices=Category)
    created_at = models.DateTimeField(_("since"), default=timezone.now)

    objects = OptOutQuerySet.as_manager()

    class Meta:
        verbose_name = _("opt-out")
        verbose_name_plural = _("opt-outs")
        ordering = ["address", "category"]
        constraints = [models.UniqueConstraint(name="opt_out_once", fields=["address", "category"])]

    def __str__(self):
        return f"{self.address}: {self.get_category_display()}"
