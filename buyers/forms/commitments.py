"""The forms of commitments, and the filter of their ledger."""

from functools import cached_property

from crispy_forms.layout import Div, Fieldset, Layout
from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from buyers import commitment
from buyers.models import Commitment
from core.forms import PortalForm
from core.stale import StaleCheck
from workpackages.forms.filters import ANY, ListFilter

STATES = [(value, label) for value, label in Commitment.State.choices if value != "draft"]


class LedgerFilter(ListFilter):
    """`needs` are those of the group. The need is that of the totals too."""

    need = forms.TypedChoiceField(label=_("Need"), required=False, coerce=int, empty_value=None)
    level = forms.ChoiceField(
        label=_("Level"), choices=[*ANY, *Commitment.Level.choices], required=False
    )
    state = forms.ChoiceField(label=_("State"), choices=[*ANY, *STATES], required=False)
    year = forms.IntegerField(
        label=_("Year"),
        required=False,
        min_value=2000,
        max_value=2100,
        widget=forms.NumberInput(attrs={"class": "short"}),
    )

    def __init__(self, *args, needs, **kwargs):
        super().__init__(*args, **kwargs)
        self.needs = {need.number: need for need in needs}
        self.fields["need"].choices = ANY + [(need.number, str(need)) for need in needs]
        for value in self.fields.values():
            value.error_messages["invalid_choice"] = _("There is none like this.")

    @property
    def chosen(self):
        """The need that was asked for, or None."""
        return self.needs.get(self.value("need"))

    def narrow(self, rows):
        for name in ("level", "state", "year"):
            if value := self.value(name):
                rows = rows.filter(**{name: value})
        return rows.filter(need=self.chosen.pk) if self.chosen else rows


class CommitmentForm(StaleCheck, PortalForm, forms.ModelForm):
    """Write a draft. `buyers` are the organisations for which the person may commit something,
    `needs` those to which it may be; the instance comes with its group."""

    class Meta:
        model = Commitment
        fields = [
            *["organisation", "need", "year", "quantity", "value", "currency", "level"],
            *["signatory", "signatory_function", "signed_on", "valid_until", "budget_line"],
            *["conditions", "is_disclosed"],
        ]
        widgets = {"conditions": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args, buyers, needs, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("quantity", "value"):
            if (value := self.initial.get(name)) is not None:
                self.initial[name] = f"{value.normalize():f}"
        self.fields["need"].queryset = needs
        self.fields["organisation"].queryset = buyers
        self.fields["currency"].help_text = _("Wanted where there is a value.")
        self.fields["signatory"].help_text = _("Not needed for an interest.")
        self.fields["signed_on"].help_text = _("Not needed for an interest.")
        if len(buyers) == 1:  # no choice
            self.instance.organisation = buyers[0]
            del self.fields["organisation"]

    @cached_property
    def helper(self):
        helper = super().helper
        helper.layout = Layout(
            *(name for name in ("organisation",) if name in self.fields),
            "need",
            Div("year", "quantity", css_class="side-by-side"),
            Div("value", "currency", css_class="side-by-side"),
            Fieldset(
                gettext("How firmly"),
                "level",
                Div("signatory", "signatory_function", css_class="side-by-side"),
                Div("signed_on", "valid_until", css_class="side-by-side"),
                css_class="group",
            ),
            Fieldset(gettext("On what it rests"), "budget_line", "conditions", css_class="group"),
            "is_disclosed",
            *(name for name in ("version_seen",) if name in self.fields),
        )
        return helper

    def save(self, *, by, today):
        values = {name: self.cleaned_data[name] for name in self.Meta.fields if name in self.fields}
        return commitment.save_draft(commitment=self.instance, by=by, today=today, **values)


class RecordForm(PortalForm, forms.Form):
    """One press; what does not hold any more is said above it."""

    def save(self, **given):
        return commitment.record_draft(**given)


class DiscardForm(PortalForm, forms.Form):
    def save(self, **given):
        return commitment.discard_draft(**given)


class WithdrawForm(PortalForm, forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        help_text=_("Whoever saw the commitment reads it."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def save(self, **given):
        return commitment.withdraw(**given, **self.cleaned_data)
