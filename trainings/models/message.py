"""What was written to the people of a training."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from trainings.querysets import OfTrainingQuerySet


class Message(models.Model):
    """A mail to everybody in the chosen states, kept as it was written: with its placeholders.

    `states` are states of registrations, and "invited" for invitations that wait for an answer.
    It cannot be changed: it has been read.
    """

    training = models.ForeignKey(
        "trainings.Training",
        models.PROTECT,
        related_name="messages",
        verbose_name=_("training"),
    )
    subject = models.CharField(_("subject"), max_length=200)
    text = models.TextField(_("text"), max_length=10_000)
    states = models.JSONField(_("to people who are"), default=list)
    told = models.PositiveIntegerField(_("people written to"), default=0, editable=False)
    sent_at = models.DateTimeField(_("sent"))
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("sent by")
    )

    objects = OfTrainingQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["training", "-sent_at", "-pk"]

    def __str__(self):
        return self.subject

    def subject_at(self, training) -> str:
        """For lists and headings: the training stands there by its name."""
        return self.subject.replace("{training}", training.title)
