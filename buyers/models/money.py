"""Amounts: exact decimals, and never without their currency."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

# ISO 4217: the currencies of the countries that take part in EU programmes.
CURRENCIES = [
    (code, code)
    for code in (
        *("EUR", "ALL", "BAM", "CHF", "CZK", "DKK", "GBP", "GEL", "HUF", "ILS", "ISK"),
        *("MDL", "MKD", "NOK", "PLN", "RON", "RSD", "SEK", "TND", "TRY", "UAH"),
    )
]


class CurrencyField(models.CharField):
    """An ISO 4217 code, or nothing where there is no amount."""

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("max_length", 3)
        kwargs.setdefault("choices", CURRENCIES)
        super().__init__(*args, **kwargs)


class QuantityField(models.DecimalField):
    """In the unit of its need; up to three decimals."""

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("max_digits", 15)
        kwargs.setdefault("decimal_places", 3)
        super().__init__(*args, **kwargs)


class AmountField(models.DecimalField):
    """Money, in the currency that stands beside it."""

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("max_digits", 15)
        kwargs.setdefault("decimal_places", 2)
        super().__init__(*args, **kwargs)


LONGEST_PLAN = 40  # years


class PercentField(models.DecimalField):
    """A share or a rate, in percent; up to four decimals."""

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("max_digits", 7)
        kwargs.setdefault("decimal_places", 4)
        kwargs.setdefault("validators", [MinValueValidator(0), MaxValueValidator(100)])
        super().__init__(*args, **kwargs)


class PlanYearField(models.PositiveSmallIntegerField):
    """A year of the plan, counted from 1."""

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("validators", [MinValueValidator(1), MaxValueValidator(LONGEST_PLAN)])
        super().__init__(*args, **kwargs)


def not_negative(field: str, name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(**{f"{field}__isnull": True}) | Q(**{f"{field}__gte": 0}),
        name=name,
        violation_error_message=_("This cannot be negative."),
        violation_error_code=field,
    )


def with_currency(amount: str, name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(**{f"{amount}__isnull": True}) | ~Q(currency=""),
        name=name,
        violation_error_message=_("In which currency?"),
        violation_error_code="currency",
    )


def years_in_order(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(to_year__isnull=True) | Q(to_year__gte=F("from_year")),
        name=name,
        violation_error_message=_("It ends before it begins."),
        violation_error_code="to_year",
    )
