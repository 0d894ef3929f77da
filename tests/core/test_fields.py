import pytest
from django import forms
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import transaction

from core.fields import Searchable, SearchTextField, validate_zone
from partners.models import Person
from tests.people import make_person


class PersonForm(forms.ModelForm):
    class Meta:
        model = Person
        fields = ["name", "email", "zone", "language", "preferred_hour"]


@pytest.mark.parametrize("zone", ["Europe/Zagreb", "Atlantic/Azores", "UTC"])
def test_zones_are_known_by_their_iana_name(zone):
    validate_zone(zone)


@pytest.mark.parametrize("zone", ["", "Zagreb", "europe/zagreb", "CET+1", "../etc/passwd"])
def test_an_unknown_zone_is_refused_in_words(zone):
    with pytest.raises(ValidationError) as refusal:
        validate_zone(zone)
    assert refusal.value.messages == [
        f"“{zone}” is no known time zone. Use a name such as Europe/Zagreb."
    ]


def test_an_address_is_stored_in_its_one_spelling_and_found_by_any(db):
    ana = make_person("Ana", email="Ana@Grad-Čaj.HR")
    assert ana.email == "ana@xn--grad-aj-n6a.hr"
    for spelling in ("ana@grad-čaj.hr", "ANA@GRAD-ČAJ.HR", "ana＠grad-čaj.hr"):
        assert Person.objects.get(email=spelling) == ana
    assert Person.objects.filter(email="no address").count() == 0
    assert Person.objects.filter(email__in=["no address", "ANA@grad-čaj.hr"]).get() == ana


def test_an_address_saved_by_code_is_normalised_on_the_object_too(db):
    ana = make_person("Ana")
    ana.email = "ANA.NEW@example.org"
    ana.save(update_fields=["email"])
    assert ana.email == Person.objects.get().email == "ana.new@example.org"


def test_what_is_no_address_is_not_saved(db):
    ana = make_person("Ana")
    ana.email = "no address"
    with pytest.raises(ValidationError), transaction.atomic():
        ana.save()
    assert Person.objects.get().email == "ana@example.org"


def test_a_form_refuses_the_second_spelling_of_an_address_at_its_field(db):
    make_person("Ana", email="ana@grad-čaj.hr")
    typed = {"name": "Ana", "zone": "Europe/Zagreb", "language": "en-gb", "preferred_hour": "8"}
    form = PersonForm(typed | {"email": "ＡＮＡ＠Grad-Čaj.hr"})
    assert form.errors == {"email": ["Somebody with this e-mail address is already known."]}
    form = PersonForm(typed | {"email": "ana at grad"})
    assert form.errors == {"email": ["Enter a valid email address."]}


def test_search_words_follow_a_save_of_some_columns(world):
    training = world.training
    training.city = "Łódź"
    training.save(update_fields=["city"])
    training.refresh_from_db()
    assert training.search_text == "zagreb lodz"


def test_search_words_made_of_a_property_follow_too(world):
    task = world.t41
    task.number = "4.9"
    task.save(update_fields=["number", "sort_key"])
    task.refresh_from_db()
    assert task.search_text == "t4.9 feasibility plan"


def test_an_empty_save_stays_empty(world, django_assert_num_queries):
    with django_assert_num_queries(0):
        world.training.save(update_fields=[])


def test_every_model_with_search_words_keeps_them_fresh():
    forgetful = [
        model._meta.label
        for model in apps.get_models()
        if any(isinstance(field, SearchTextField) for field in model._meta.concrete_fields)
        and not issubclass(model, Searchable)
        and not hasattr(model, "instance_type")  # a history model is never saved again
    ]
    assert forgetful == []
