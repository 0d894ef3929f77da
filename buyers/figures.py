"""Quantities, amounts of money and countries in words, as the reader's language writes them."""

from decimal import Decimal
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
