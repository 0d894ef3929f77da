"""Person-months as people write them: read, refused, and read back."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from workpackages.forms.effort import PersonMonthsField


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("", None),
        ("–", None),
        ("0", "0"),
        ("1.5", "1.5"),
        ("1,5", "1.5"),
        (" 12,25 ", "12.25"),
        ("1 234,50", "1234.50"),
        ("1\u202f234.5", "1234.5"),
    ],
)
def test_person_months_as_people_write_them(typed, value):
    assert PersonMonthsField().clean(typed) == (value and Decimal(value))


@pytest.mark.parametrize(
    "typed", ["x", "-1", "1.234", "1,234.5", "1.2.3", "1e9", "NaN", "inf", "100000"]
)
def test_what_is_no_figure_is_refused(typed):
    with pytest.raises(ValidationError):
        PersonMonthsField().clean(typed)


@given(st.decimals(min_value=0, max_value=Decimal("99999.99"), places=2))
def test_every_figure_is_read_back_exactly(value):
    assert PersonMonthsField().clean(str(value)) == value
    assert PersonMonthsField().clean(str(value).replace(".", ",")) == value
