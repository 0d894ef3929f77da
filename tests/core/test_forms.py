"""The bricks of forms, as a browser meets them."""

from datetime import date, datetime, time

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.template import Context, Template

from core.forms import MonthField, PortalForm, ZoneChoiceField, month_help


class MeetingForm(PortalForm, forms.Form):
    title = forms.CharField(help_text="As on the agenda.")
    day = forms.DateField(initial=date(2016, 9, 22))
    starts = forms.TimeField(initial=time(9))
    ends = forms.DateTimeField(initial=datetime(2016, 9, 22, 17), required=False)
    tier = forms.ChoiceField(widget=forms.RadioSelect, choices=[("a", "Core buyer")])


def shown(form) -> str:
    template = Template("{% load crispy_forms_tags %}{% crispy form %}")
    return template.render(Context({"form": form}))


def test_days_and_times_use_the_browsers_own_inputs():
    form = MeetingForm()
    assert [form.fields[name].widget.input_type for name in ("day", "starts", "ends")] == [
        "date",
        "time",
        "datetime-local",
    ]
    page = shown(form)
    assert 'value="2016-09-22"' in page
    assert 'value="09:00"' in page
    assert 'value="2016-09-22T17:00"' in page


def test_the_hint_and_the_error_stand_between_label_and_field():
    page = shown(MeetingForm({"day": "someday", "starts": "9:00"}))
    places = [
        page.index(piece)
        for piece in (
            '<label for="id_title">Title</label>',
            'id="id_title_helptext">As on the agenda.',
            'id="id_title_error">This field is required.',
            '<input type="text" name="title"',
        )
    ]
    assert places == sorted(places)
    assert 'aria-describedby="id_title_helptext id_title_error"' in page


def test_the_summary_links_each_error_to_its_field():
    form = MeetingForm({"title": "Board", "day": "someday", "starts": "9:00"})
    form.add_error(None, "The room is taken.")
    page = shown(form)
    assert "<li>The room is taken.</li>" in page
    assert '<li><a href="#id_day">Day: Enter a valid date.</a></li>' in page
    assert '<a href="#id_tier">Tier: This field is required.</a>' in page
    assert '<fieldset id="id_tier"' in page
    assert 'value="someday"' in page


def test_optional_fields_are_marked_and_required_ones_are_not():
    page = shown(MeetingForm())
    assert page.count("(optional)") == 1
    assert 'Ends <span class="optional">(optional)</span>' in page
    assert "*" not in page


def test_what_an_act_refuses_stands_at_its_field():
    def act(*, day):
        raise ValidationError({"day": "A public holiday.", "unknown": "The room is taken."})

    form = MeetingForm({"title": "Board", "day": "2016-09-22", "starts": "9:00", "tier": "a"})
    assert not form.carry_out(act, day=date(2016, 9, 22))
    assert form.errors["day"] == ["A public holiday."]
    assert form.non_field_errors() == ["The room is taken."]


@pytest.mark.parametrize("written", ["21", "M21", "m21", " M 21 "])
def test_a_month_is_read_as_people_write_it(written):
    assert MonthField().clean(written) == 21


@pytest.mark.parametrize("written", ["M", "21.5", "MM21", "Sep", "0", "M-3"])
def test_what_is_no_month_is_refused(written):
    with pytest.raises(ValidationError):
        MonthField().clean(written)


def test_a_month_is_shown_with_its_letter_and_what_was_typed_is_kept():
    class DueForm(PortalForm, forms.Form):
        due = MonthField()

    assert 'value="M21"' in str(DueForm(initial={"due": 21})["due"])
    assert 'value="Sep"' in str(DueForm({"due": "Sep"})["due"])


def test_the_hint_of_a_month_names_the_first_and_the_last():
    assert month_help(date(2015, 1, 1), 33) == "M1 is Jan 2015; the last, M33, is Sep 2017."


def test_zones_are_offered_by_city_and_nothing_else_is_taken():
    field = ZoneChoiceField()
    (_europe, first), (_world, _rest) = field.choices
    assert ("Europe/Zagreb", "Zagreb (Europe)") in first
    assert field.clean("Europe/Zagreb") == "Europe/Zagreb"
    with pytest.raises(ValidationError):
        field.clean("Europe/Atlantis")
