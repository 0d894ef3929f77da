"""The forms of gates and decisions."""

from functools import cached_property

from crispy_forms.layout import Div, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from buyers import decision, gates
from buyers.forms.needs import PLAUSIBLE
from buyers.models import Decision, Gate
from core.forms import DateInput, PortalForm
from core.stale import WHILE_WRITING


class GatesForm(PortalForm, forms.Form):
    """The days of all gates at once: each has a field of its kind, and `note_` and its kind."""

    version_seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, plan, **kwargs):
        super().__init__(*args, **kwargs)
        self.plan = plan
        longest = Gate._meta.get_field("note").max_length
        for gate in plan.gates.order_by("position"):
            self.fields |= {
                gate.kind: forms.DateField(
                    label=gate.get_kind_display().capitalize(),
                    required=False,
                    validators=PLAUSIBLE,
                    widget=DateInput,
                    initial=gate.planned_on,
                ),
                f"note_{gate.kind}": forms.CharField(
                    label=_("Note"),
                    required=False,
                    max_length=longest,
                    widget=forms.TextInput(attrs={"aria-label": f"{_('Note')}: {gate}"}),
                    initial=gate.note,
                ),
            }
        newest = Gate.history.filter(plan=plan).order_by("-history_id")
        self.fields["version_seen"].initial = (
            newest.values_list("history_id", flat=True).first() or 0
        )

    def clean(self):
        """Somebody saved in between: a second save lets this one through."""
        cleaned_data = super().clean()
        latest = self.fields["version_seen"].initial
        if cleaned_data.pop("version_seen", None) != latest:
            self.data = self.data.copy()
            self.data["version_seen"] = latest
            raise ValidationError(WHILE_WRITING)
        return cleaned_data

    @cached_property
    def helper(self):
        helper = super().helper
        rows = (Div(kind, f"note_{kind}", css_class="side-by-side") for kind in Gate.Kind.values)
        helper.layout = Layout(*rows, "version_seen")
        return helper

    def save(self, *, by):
        values = self.cleaned_data
        gates.schedule(
            plan=self.plan,
            by=by,
            days={kind: values[kind] for kind in Gate.Kind.values},
            notes={kind: values[f"note_{kind}"] for kind in Gate.Kind.values},
        )


class PassForm(PortalForm, forms.Form):
    on = forms.DateField(label=_("Passed on"), validators=PLAUSIBLE)

    def save(self, **given):
        return gates.pass_through(on=self.cleaned_data["on"], **given)


class TakeBackForm(PortalForm, forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        help_text=_("Goes into the history."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def save(self, **given):
        return gates.take_back(reason=self.cleaned_data["reason"], **given)


class AskForm(PortalForm, forms.Form):
    due = forms.DateField(
        label=_("Decisions wanted by"),
        validators=PLAUSIBLE,
        help_text=_("Members that have not decided are reminded."),
    )

    def save(self, **given):
        return decision.ask(due=self.cleaned_data["due"], **given)


class DecisionForm(PortalForm, forms.ModelForm):
    """`buyers` are the organisations for which the person may decide; the instance comes with its
    plan."""

    class Meta:
        model = Decision
        fields = [
            *["organisation", "verdict", "conditions", "decided_on", "signatory"],
            "signatory_function",
        ]
        widgets = {
            "verdict": forms.RadioSelect,
            "conditions": forms.Textarea(attrs={"rows": 4}),
        }

    def __init__(self, *args, buyers, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = buyers
        self.fields["verdict"].choices = Decision.Verdict.choices
        self.fields["decided_on"].validators += PLAUSIBLE
        self.fields["conditions"].help_text = _(
            "Wanted for a go on conditions and a no-go. All members read them."
        )
        if len(buyers) == 1:  # no choice
            self.instance.organisation = buyers[0]
            del self.fields["organisation"]

    @cached_property
    def helper(self):
        helper = super().helper
        helper.layout = Layout(
            *(name for name in ("organisation",) if name in self.fields),
            *["verdict", "conditions", "decided_on"],
            Div("signatory", "signatory_function", css_class="side-by-side"),
        )
        return helper

    def save(self, **given):
        return decision.decide(decision=self.instance, **given)
