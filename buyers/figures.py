"""Quantities, amounts of money and countries in words, as the reader's language writes them."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import lru_cache

from django.utils.formats import get_format
from django.utils.translation import get_language
from django_countries import countries


def number(value: Decimal) -> str:
    """1,000 or 1,000.5: as many decimals as there are."""
    return _grouped(value, max(0, -value.normalize().as_tuple().exponent))


def money(value: Decimal, currency: str) -> str:
    """1,000 EUR or 1,000.50 EUR"""
    return f"{_grouped(value, 0 if value == value.to_integral_value() else 2)} {currency}"


def rounded(value: Fraction, decimals: int) -> str:
    """7.25 of 29/4: half a unit is rounded up."""
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return _grouped(exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP), decimals)


def percent(share: Fraction, *, unlike: Fraction | None = None) -> str:
    """34.4 % of 11/32: one decimal, or none; more where it would read as another share."""
    for decimals in range(1, 7):
        text = _percent(share, decimals)
        if unlike in (None, share) or text != _percent(unlike, decimals):
            break
    return text


def _percent(share: Fraction, decimals: int) -> str:
    exact = Decimal(share.numerator * 100) / Decimal(share.denominator)
    value = exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    return f"{number(value)}\N{NO-BREAK SPACE}%"


def _grouped(value: Decimal, decimals: int) -> str:
    """As `number_format` writes it, which takes ten times as long; pages print hundreds."""
    text = f"{value:,.{decimals}f}"
    thousands, point = _marks(get_language())
    if (thousands, point) == (",", "."):
        return text
    return text.translate({ord(","): thousands, ord("."): point})


@lru_cache
def _marks(language: str) -> tuple[str, str]:
    return tuple(
        get_format(name, lang=language) for name in ("THOUSAND_SEPARATOR", "DECIMAL_SEPARATOR")
    )


def country(code: str) -> str:
    """Croatia"""
    return _country(code, get_language())


@lru_cache
def _country(code: str, language: str) -> str:
    return countries.name(code)
