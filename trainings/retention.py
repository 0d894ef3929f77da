"""Forgetting what is only needed for one day: food and access."""

from datetime import date, timedelta

from django.db.models import Q

from trainings.models import Registration, SpecialNeeds, Training

NEEDS_KEPT = timedelta(days=30)  # after the last day of the training
WITHOUT_A_DAY = timedelta(days=365)  # after they were told, where no day is fixed

State = Training.State


def forget_needs(*, today: date) -> int:
    """Delete the food and access that nobody needs any more; returns how many were deleted.

    30 days after the training's last day; at once where the registration has ended or the training
    does not take place. One statement: cut off in the middle it has deleted nothing, and the next
    run finds what is left.
    """
    deleted, _rows = SpecialNeeds.objects.filter(
        Q(registration__training__last_day__lt=today - NEEDS_KEPT)
        | Q(registration__training__last_day=None, told_at__date__lt=today - WITHOUT_A_DAY)
        | Q(registration__training__state__in=(State.CANCELLED, State.MERGED))
        | ~Q(registration__state__in=Registration.ACTIVE)
    ).delete()
    return deleted


def forget_needs_of(registrations) -> None:
    """Those of registrations that have ended, or whose training does not take place."""
    SpecialNeeds.objects.filter(registration__in=registrations).delete()
