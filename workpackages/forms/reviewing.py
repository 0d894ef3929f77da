"""One form over several risks: what a meeting thinks of them, and their state of play."""

from datetime import date

from crispy_forms.layout import Layout
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.forms import PortalForm, not_in_the_future
from workpackages import risks
from workpackages.forms.items import side_by_side
from workpackages.forms.risks import REVIEW_AFTER, scale
from workpackages.models import Risk, StateOfPlay
from workpackages.register import IMPACTS, LIKELIHOODS


class SeveralRisksForm(PortalForm, forms.Form):
    """Each risk has its own set of the fields NAMES; `rows` is what the page shows.

    A label names its risk, so that a message at the top of the page tells which one it is about.
    """

    NAMES: tuple[str, ...] = ()

    def __init__(self, *args, of: list[Risk], **kwargs):
        super().__init__(*args, **kwargs)
        self.of = of
        for risk in of:
            for name, field in zip(self.NAMES, self.fields_for(risk), strict=True):
                field.label = f"{risk.code}: {field.label}"
                self.fields[f"{name}_{risk.pk}"] = field

    def fields_for(self, risk: Risk) -> tuple[forms.Field, ...]:
        raise NotImplementedError

    @property
    def rows(self) -> list[tuple[Risk, list]]:
        return [(risk, [self[f"{name}_{risk.pk}"] for name in self.NAMES]) for risk in self.of]

    def said(self, risk: Risk) -> dict:
        """What was typed for one risk."""
        return {name: self.cleaned_data.get(f"{name}_{risk.pk}") for name in self.NAMES}


class StateOfPlayForm(SeveralRisksForm):
    """`reported`: what there is for the period already, by the id of the risk."""

    NAMES = ("applied", "materialised", "comment")

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, period, reported: dict[int, StateOfPlay], **kwargs):
        self.period, self.reported = period, reported
        super().__init__(*args, **kwargs)
        told = StateOfPlay.history.filter(period=period).order_by("-history_id")
        self.newest = told.values_list("history_id", flat=True).first() or 0
        self.fields["seen"].initial = self.newest
        self.helper.layout = Layout("seen")

    def fields_for(self, risk):
        there = self.reported.get(risk.pk)
        applied = forms.ChoiceField(
            label=_("mitigation applied"),
            choices=[("", _("not reported")), *StateOfPlay.Applied.choices],
            initial=there.applied if there else "",
            required=bool(there),
        )
        materialised = forms.BooleanField(
            label=_("it has happened"),
            initial=there.materialised if there else risk.state == Risk.State.MATERIALISED,
            required=False,
        )
        comment = forms.CharField(
            label=_("comment"),
            initial=there.comment if there else "",
            widget=forms.Textarea(attrs={"rows": 2}),
            max_length=2000,
            required=False,
        )
        return applied, materialised, comment

    def clean(self):
        cleaned = super().clean()
        for risk in self.of:
            said = self.said(risk)
            if said["comment"] and said["applied"] == "":
                self.add_error(f"applied_{risk.pk}", _("Say whether mitigation was applied."))
        if (cleaned.get("seen") or 0) != self.newest:
            self.data = self.data.copy()
            self.data["seen"] = self.newest
            raise ValidationError(
                _("Somebody saved this period while you were writing. Save again to keep yours.")
            )
        return cleaned

    def save(self, *, by):
        states = {risk: said for risk in self.of if (said := self.said(risk))["applied"]}
        return risks.report(period=self.period, by=by, states=states)


class ReviewForm(SeveralRisksForm):
    """Only what was discussed is filled in."""

    NAMES = ("likelihood", "impact", "comment")

    on = forms.DateField(label=_("Looked at on"))
    review_on = forms.DateField(
        label=_("Next review"), required=False, help_text=_("Of the risks that you fill in.")
    )

    def __init__(self, *args, meeting, today: date, **kwargs):
        super().__init__(*args, **kwargs)
        self.meeting, self.today = meeting, today
        self.initial |= {
            "on": max(meeting.first_day, min(meeting.last_day, today)),
            "review_on": max(meeting.last_day, today) + REVIEW_AFTER,
        }
        self.helper.layout = Layout(side_by_side("on", "review_on"))

    def fields_for(self, risk):
        return (
            scale(LIKELIHOODS, _("likelihood"), required=False),
            scale(IMPACTS, _("impact"), required=False),
            forms.CharField(label=_("comment"), max_length=500, required=False),
        )

    def clean_on(self):
        return not_in_the_future(self.cleaned_data["on"], self.today)

    def clean(self):
        cleaned = super().clean()
        for risk in self.of:
            said = self.said(risk)
            for name in ("likelihood", "impact"):
                field = f"{name}_{risk.pk}"
                if any(said.values()) and said[name] is None and field not in self.errors:
                    self.add_error(field, _("Give both, likelihood and impact."))
        if not self.errors and not any(self.said(risk)["likelihood"] for risk in self.of):
            raise ValidationError(_("Fill in the risks that were discussed."))
        return cleaned

    def save(self, *, by):
        looks = {risk: said for risk in self.of if (said := self.said(risk))["likelihood"]}
        on, review_on = self.cleaned_data["on"], self.cleaned_data["review_on"]
        return risks.review(meeting=self.meeting, by=by, on=on, review_on=review_on, looks=looks)
