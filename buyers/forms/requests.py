"""The forms of requests to members, and those by which they are answered."""

from crispy_forms.layout import Div, Layout
from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from buyers import requests
from buyers.forms.needs import PLAUSIBLE
from buyers.models import MemberRequest, Need, NeedShare
from core.forms import PortalForm, SeveralField
from workpackages.forms.filters import ANY, ListFilter, id_field

from .conflicts import ConflictFields


class SeveralPeople(SeveralField):
    """People named for members; who has no account is marked, for they have no other way in."""

    def label_from_instance(self, place):
        words = {"person": place.person.name, "member": place.membership.organisation.short_name}
        if place.person.account == "active":
            return gettext("%(person)s (%(member)s)") % words
        return gettext("%(person)s (%(member)s), no account") % words


class AskForm(PortalForm, forms.Form):
    """`people` are the places that may be asked, `needs` those that are shared."""

    kind = forms.ChoiceField(
        label=_("What is asked"), choices=MemberRequest.Kind, widget=forms.RadioSelect
    )
    need = forms.ModelChoiceField(
        Need.objects.none(),
        label=_("Need"),
        required=False,
        empty_label=_("none"),
        help_text=_("When it is a need that they shall answer. It has to be shared."),
    )
    people = SeveralPeople(
        None,
        label=_("Who is asked"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Each gets a mail with a personal link. It holds for 14 days."),
        error_messages={"required": _("Choose at least one person.")},
    )

    def __init__(self, *args, people, needs, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["people"].queryset = people
        self.fields["need"].queryset = needs

    def clean(self):
        cleaned = super().clean()
        asks_need = cleaned.get("kind") == MemberRequest.Kind.NEED
        if asks_need and not cleaned.get("need") and "need" not in self.errors:
            self.add_error("need", _("Which need?"))
        return cleaned

    def save(self, *, group, by, now):
        given = self.cleaned_data
        return requests.ask(
            group=group,
            places=given["people"],
            kind=given["kind"],
            need=given["need"],
            by=by,
            now=now,
        )


class MemberForm(PortalForm, forms.Form):
    """Of which member the people are shown, in a large group."""

    member = id_field(_("Member"))

    def __init__(self, *args, members, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["member"].choices = [("", _("choose")), *members]


class RequestFilter(ListFilter):
    state = forms.ChoiceField(
        label=_("State"), choices=[*ANY, *MemberRequest.State.choices], required=False
    )
    kind = forms.ChoiceField(
        label=_("Asks to"), choices=[*ANY, *MemberRequest.Kind.choices], required=False
    )
    corrected = forms.BooleanField(label=_("With corrections"), required=False)

    def narrow(self, rows, now):
        rows = rows.in_state(self.value("state"), now)
        if kind := self.value("kind"):
            rows = rows.filter(kind=kind)
        return rows.corrected() if self.value("corrected") else rows


class DataForm(PortalForm, forms.Form):
    """What the portal knows of the organisation: right, or what is wrong."""

    RIGHT, WRONG = "right", "wrong"

    verdict = forms.ChoiceField(
        label=_("Are these data right?"),
        choices=[(RIGHT, _("Yes, all of them")), (WRONG, _("No, something is to be corrected"))],
        widget=forms.RadioSelect,
    )
    corrections = forms.CharField(
        label=_("What is to be corrected"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Who manages the buyer group reads it and has the data corrected."),
    )

    def clean(self):
        cleaned = super().clean()
        is_wrong = cleaned.get("verdict") == self.WRONG
        if is_wrong and not cleaned.get("corrections") and "corrections" not in self.errors:
            self.add_error("corrections", _("Say what is to be corrected."))
        if cleaned.get("verdict") == self.RIGHT and cleaned.get("corrections"):
            self.add_error("verdict", _("You have written a correction: then choose No."))
        return cleaned

    def save(self, *, token, now):
        return requests.answer_data(
            token=token, corrections=self.cleaned_data["corrections"], now=now
        )


class ConflictAnswerForm(ConflictFields):
    def save(self, *, token, now):
        return requests.answer_conflict(token=token, now=now, **self.declared())


class NeedAnswerForm(PortalForm, forms.ModelForm):
    """What one buyer answers to a need; the instance comes with need and organisation."""

    class Meta:
        model = NeedShare
        fields = [
            *["quantity", "price_estimate", "currency", "replacement_on", "priority"],
            *["differences", "discloses"],
        ]
        widgets = {"differences": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        unit = self.instance.need.unit
        self.fields["quantity"].required = True
        self.fields["quantity"].help_text = gettext("In %(unit)s.") % {"unit": unit}
        self.fields["replacement_on"].validators += PLAUSIBLE

    @cached_property
    def helper(self):
        helper = super().helper
        helper.layout = Layout(
            "quantity",
            Div("price_estimate", "currency", css_class="side-by-side"),
            Div("replacement_on", "priority", css_class="side-by-side"),
            *("differences", "discloses"),
        )
        return helper

    def save(self, *, token, now):
        values = {name: self.cleaned_data[name] for name in self.Meta.fields}
        return requests.answer_need_asked(token=token, now=now, **values)
