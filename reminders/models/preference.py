"""How a person wants their digest. Whoever never chose has none of these: a digest a day."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.history import History


class Preference(models.Model):
    """The hour, zone and language of reminders stand in the person's profile; leaving a category
    of mail is an opt-out of the outbox."""

    class Rhythm(models.TextChoices):
        DAILY = "daily", _("every day on which something is due")
        WEEKLY = "weekly", _("once a week")

    class Weekday(models.IntegerChoices):
        """As Python counts them."""

        MONDAY = 0, _("Monday")
        TUESDAY = 1, _("Tuesday")
        WEDNESDAY = 2, _("Wednesday")
        THURSDAY = 3, _("Thursday")
        FRIDAY = 4, _("Friday")

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="reminder_preference",
        verbose_name=_("person"),
    )
    rhythm = models.CharField(_("digest"), max_length=6, choices=Rhythm, default=Rhythm.DAILY)
    weekday = models.PositiveSmallIntegerField(
        _("day of the week"), choices=Weekday, default=Weekday.MONDAY
    )

    history = History()

    class Meta:
        verbose_name = _("reminder preference")
        verbose_name_plural = _("reminder preferences")

    def __str__(self):
        return f"{self.person}: {self.get_rhythm_display()}"
