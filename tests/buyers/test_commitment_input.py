"""What is typed wrong in the form of a commitment: told at its field, and nothing is lost."""

import pytest
from django.urls import reverse

from buyers.models import Commitment, Need
from tests.people import make_group, make_need
from tests.reading import errors

TYPED = {"year": "2028", "quantity": "120.5", "level": "interest"}


@pytest.fixture
def need(world):
    return make_need(world.group, title="Sorting of bulky waste")


def url(name):
    return reverse(f"buyers:{name}", args=["ppi4test", "waste-buyers"])


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"quantity": "-1"}, {"quantity": ["This cannot be negative."]}),
        ({"quantity": "NaN"}, {"quantity": ["Enter a number."]}),
        ({"quantity": "Infinity"}, {"quantity": ["Enter a number."]}),
        (
            {"quantity": "1234567890123456"},
            {"quantity": ["Ensure that there are no more than 15 digits in total."]},
        ),
        (
            {"quantity": "0.0001"},
            {"quantity": ["Ensure that there are no more than 3 decimal places."]},
        ),
        ({"quantity": ""}, {"quantity": ["This field is required."]}),
        ({"value": "5"}, {"currency": ["In which currency?"]}),
        ({"value": "-5", "currency": "EUR"}, {"value": ["This cannot be negative."]}),
        (
            {"value": "5", "currency": "XXX"},
            {"currency": ["Select a valid choice. XXX is not one of the available choices."]},
        ),
        ({"year": "1999"}, {"year": ["Ensure this value is greater than or equal to 2000."]}),
        (
            {"year": "99999999999999999999"},
            {"year": ["Ensure this value is less than or equal to 2100."]},
        ),
        ({"year": "2026"}, {"year": ["This year is over."]}),
        ({"signed_on": "2027-13-01"}, {"signed_on": ["Enter a valid date."]}),
        (
            {"signed_on": "2027-09-01", "valid_until": "2027-08-01", "year": "2027"},
            {"valid_until": ["It ends before it is signed."]},
        ),
        (
            {"valid_until": "2027-09-05", "year": "2027"},
            {"valid_until": ["This day has passed: it would count for nothing."]},
        ),
        (
            {"level": "council"},
            {"signatory": ["Who has signed it?"], "signed_on": ["On which day was it signed?"]},
        ),
        ({"conditions": "a\0b"}, {"conditions": ["Null characters are not allowed."]}),
        (
            {"signatory": "x" * 151},
            {"signatory": ["Ensure this value has at most 150 characters (it has 151)."]},
        ),
    ],
)
def test_bad_input_is_told_at_its_field_and_nothing_typed_is_lost(world, need, login, typed, told):
    values = TYPED | {"need": need.pk, "budget_line": "A 12"} | typed
    answer = login(world.buyer).post(url("new_commitment"), values)
    assert answer.status_code == 200
    assert errors(answer) == told
    assert answer.context["form"]["budget_line"].value() == "A 12"
    assert not Commitment.objects.exists()


def test_needs_of_others_and_drafts_are_no_choice(world, need, login):
    other = make_need(make_group(world.project, "Others"))
    hidden = make_need(world.group, 2, state=Need.State.DRAFT)
    for pk in (other.pk, hidden.pk, 10**30, "x"):
        answer = login(world.buyer).post(url("new_commitment"), TYPED | {"need": pk})
        assert list(errors(answer)) == ["need"]
    assert not Commitment.objects.exists()
