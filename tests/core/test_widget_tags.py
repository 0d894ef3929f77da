"""Inputs are written as Django writes them."""

import re

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates, get_default_renderer
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _

from core.templatetags.widgets import attributes

CHOICES = [
    ("", "–"),
    (1, _("Name")),
    ('a"b', "<b>"),
    ("<Group>", [("x", "in & out"), ("y", mark_safe("<i>safe</i>"))]),
]
WIDGETS = [
    (forms.Select(choices=CHOICES), 1),
    (forms.Select(attrs={"disabled": True, "class": '"<x>'}, choices=CHOICES), "y"),
    (forms.SelectMultiple(choices=CHOICES), ["1", 'a"b', "x"]),
    (forms.NullBooleanSelect(), True),
    (forms.TextInput(attrs={"placeholder": "<A & B>", "required": True, "hidden": False}), "'"),
    (forms.NumberInput(attrs={"min": 1, "max": 2.5}), None),
    (forms.Textarea(attrs={"rows": 3}), "</textarea>"),
    (forms.CheckboxInput(), True),
    (forms.RadioSelect(choices=CHOICES), 1),
]


@pytest.mark.parametrize(("widget", "value"), WIDGETS)
def test_a_widget_is_written_as_django_writes_it(widget, value):
    def written(renderer):
        text = widget.render("field", value, {"id": "id_field"}, renderer)
        return re.sub(r"\s*(</?(?:select|optgroup|option))\s*", r"\1 ", text).strip()

    assert written(get_default_renderer()) == written(DjangoTemplates())


def test_without_attributes_nothing_is_written():
    assert attributes({}) == attributes({"disabled": False}) == ""
