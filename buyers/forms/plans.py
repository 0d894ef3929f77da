"""The forms of a feasibility plan and its parts: one for each act."""

from datetime import date

from crispy_forms.layout import Div, Field, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from buyers import parts, plans
from buyers.models import FeasibilityPlan, PartApproval, PlanPart
from buyers.models.plan import LONGEST_TEXT
from core.forms import PortalForm
from core.stale import StaleCheck
from partners.models import Organisation

PLAUSIBLE = [MinValueValidator(date(1990, 1, 1)), MaxValueValidator(date(2100, 1, 1))]


class PlanForm(StaleCheck, PortalForm, forms.ModelForm):
    class Meta:
        model = FeasibilityPlan
        fields = ["title", "unit", "currency", "first_year", "years", "scores_due"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["scores_due"].validators += PLAUSIBLE

    @property
    def helper(self):
        helper = super().helper
        pairs = (("unit", "currency"), ("first_year", "years"))
        helper.layout = Layout(
            "title",
            *(Div(*pair, css_class="side-by-side") for pair in pairs),
            "scores_due",
            *([Field("version_seen")] if "version_seen" in self.fields else []),
        )
        return helper

    def save(self, *, by):
        """Begin the plan, or change it. Raises ValidationError."""
        if not self.instance.pk:
            return plans.start(plan=self.instance, by=by)
        values = {name: self.cleaned_data[name] for name in self.Meta.fields}
        return plans.change(plan=self.instance, by=by, **values)


class AssignForm(StaleCheck, PortalForm, forms.ModelForm):
    """`members`: ids of the organisations that may write the part."""

    class Meta:
        model = PlanPart
        fields = ["owner", "due_on"]

    def __init__(self, *args, members, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["owner"]
        field.queryset = Organisation.objects.filter(pk__in=members).order_by("short_name")
        field.empty_label = _("who manages the group")
        self.fields["due_on"].validators += PLAUSIBLE

    def save(self, *, by, today):
        return parts.assign(part=self.instance, by=by, today=today, **self.cleaned_data)


class Overtakable(PortalForm, forms.Form):
    """The page carries the number of the version that its person has read. Where another has come,
    the act says so, what was typed stays, and what the page shows now is the newest."""

    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def go_on_from(self, part: PlanPart, refusal: ValidationError) -> None:
        if getattr(refusal, "code", "") == "overtaken":
            part.refresh_from_db(fields=["version"])
            self.data = self.data.copy()
            self.data["seen"] = part.version


class WriteForm(Overtakable):
    text = forms.CharField(
        label=_("Text"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 24, "class": "writing"}),
        help_text=_("In Markdown: see below how headings, lists and tables are written."),
    )
    note = forms.CharField(
        label=_("What is new"),
        max_length=300,
        required=False,
        help_text=_("For those who have read the version before."),
    )

    field_order = ["text", "note", "seen"]

    def save(self, *, part, by, now):
        seen = self.cleaned_data["seen"] or 0
        values = {name: self.cleaned_data[name] for name in ("text", "note")}
        try:
            return parts.write(part=part, seen=seen, by=by, now=now, **values)
        except ValidationError as refusal:
            self.go_on_from(part, refusal)
            raise


class AnswerForm(Overtakable):
    verdict = forms.ChoiceField(
        label=_("Answer"), choices=PartApproval.Verdict, widget=forms.RadioSelect
    )
    comment = forms.CharField(
        label=_("Comment"),
        max_length=500,
        required=False,
        help_text=_("Who objects says why. The whole group reads it."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    field_order = ["verdict", "comment", "seen"]

    def save(self, *, part, organisation, by, now):
        values = {name: self.cleaned_data[name] for name in ("verdict", "comment")}
        version = self.cleaned_data["seen"] or 0
        try:
            return parts.answer(
                part=part, organisation=organisation, version=version, by=by, now=now, **values
            )
        except ValidationError as refusal:
            self.go_on_from(part, refusal)
            raise


class AskForm(PortalForm, forms.Form):
    """An act that asks nothing: one press, and a place for what the act refuses."""

    def save(self, *, part, by, today):
        return parts.ask(part=part, by=by)


class AgreeForm(PortalForm, forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        required=False,
        help_text=_("Needed where not every member approves. Goes into the history."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def save(self, *, part, by, today):
        return parts.agree(part=part, by=by, today=today, **self.cleaned_data)
