"""The forms of the risk register."""

from datetime import date, timedelta
from functools import cached_property

from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.forms import PortalForm, SeveralField, not_in_the_future, reason_field
from core.stale import StaleCheck
from workpackages import planning, risks
from workpackages.forms.filters import ANY, ListFilter, choices_of, id_field, search_field
from workpackages.forms.items import side_by_side
from workpackages.models import Meeting, Risk, RiskBands, WorkPackage
from workpackages.register import BANDS, IMPACTS, LIKELIHOODS, SORTS, levels_of

REVIEW_AFTER = timedelta(days=91)  # what a form proposes: once a quarter


def scale(words, label, *, required=True):
    """A choice from 1 to 5, each with its word."""
    choices = [(value, f"{value} {word}") for value, word in words.items()]
    return forms.TypedChoiceField(
        label=label,
        choices=[("", "–"), *choices],
        coerce=int,
        empty_value=None,
        required=required,
    )


class RiskFilter(ListFilter):
    SORTS = SORTS

    q = search_field()
    category = forms.ChoiceField(
        label=_("Category"), choices=[*ANY, *Risk.Category.choices], required=False
    )
    band = forms.ChoiceField(label=_("Band"), choices=[*ANY, *BANDS.items()], required=False)
    work_package = id_field(_("Work package"))
    partner = id_field(_("Owner"))
    state = forms.ChoiceField(
        label=_("State"),
        choices=[*ANY, ("unfinished", _("not closed")), *Risk.State.choices],
        required=False,
    )
    due = forms.BooleanField(label=_("Review due"), required=False)

    def __init__(self, *args, partners, work_packages, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["partner"].choices = choices_of(partners)
        self.fields["work_package"].choices = choices_of(work_packages)

    def narrow(self, rows, bands: RiskBands, today: date):
        found = rows.matching(
            text=self.value("q"),
            category=self.value("category"),
            state=self.value("state"),
            partner=self.value("partner"),
            work_package=self.value("work_package"),
            levels=levels_of(bands).get(self.value("band")),
        )
        return found.review_due(today) if self.value("due") else found


class RiskForm(StaleCheck, PortalForm, forms.ModelForm):
    """Enter or change a risk; the instance comes with its project.

    `coordinates`: whether the person may mark what the grant agreement foresees. `owners` are the
    partners it may be given to.
    """

    residual_likelihood = scale(LIKELIHOODS, _("Likelihood after mitigation"), required=False)
    residual_impact = scale(IMPACTS, _("Impact after mitigation"), required=False)
    reason = reason_field()

    class Meta:
        model = Risk
        fields = [
            *["number", "title", "category", "is_foreseen", "description", "work_packages"],
            *["lead", "response", "mitigation", "early_sign", "contingency"],
            *["residual_likelihood", "residual_impact", "review_on"],
        ]
        field_classes = {"work_packages": SeveralField}
        widgets = {
            "work_packages": forms.CheckboxSelectMultiple,
            "description": forms.Textarea(attrs={"rows": 4}),
            "mitigation": forms.Textarea(attrs={"rows": 4}),
            "contingency": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(self, *args, coordinates: bool, owners, **kwargs):
        super().__init__(*args, **kwargs)
        if not coordinates:
            del self.fields["is_foreseen"]
        self.fields["work_packages"].queryset = WorkPackage.objects.filter(
            project=self.instance.project
        )
        self.fields["lead"].queryset = owners

    @cached_property
    def helper(self):
        helper = super().helper
        helper.layout = Layout(
            *self.only("number", "title", "category", "is_foreseen", "description"),
            *self.only("work_packages", "lead"),
            *self.score(),
            Fieldset(
                gettext("What is done about it"),
                *("response", "mitigation", "early_sign", "contingency"),
                side_by_side("residual_likelihood", "residual_impact"),
                "review_on",
                css_class="group",
            ),
            *self.only("reason", "version_seen"),
        )
        return helper

    def only(self, *names):
        return [name for name in names if name in self.fields]

    def score(self) -> list:
        return []

    def clean_number(self):
        """People write 4, 04, R4 or r 4."""
        number = self.cleaned_data["number"].strip().lower().removeprefix("r").strip()
        return number.lstrip("0") or "0"

    def _get_validation_exclusions(self):
        # The project is no field of the form, but a number is taken once in it.
        return super()._get_validation_exclusions() - {"project"}

    def save(self, *, by):
        """Change the risk; raises ValidationError as the act does."""
        values = {name: self.cleaned_data[name] for name in self.only(*self.Meta.fields)}
        reason = self.cleaned_data["reason"]
        return planning.change(item=self.instance, by=by, reason=reason, **values)


class NewRiskForm(RiskForm):
    """With the first score; later ones are acts of their own."""

    likelihood = scale(LIKELIHOODS, _("Likelihood"))
    impact = scale(IMPACTS, _("Impact"))

    class Meta(RiskForm.Meta):
        fields = [*RiskForm.Meta.fields, "likelihood", "impact"]

    def __init__(self, *args, today: date, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today
        self.initial |= {
            "number": risks.next_number(self.instance.project),
            "review_on": today + REVIEW_AFTER,
        }
        del self.fields["reason"]

    def score(self):
        return [
            Fieldset(
                gettext("How it looks today"),
                side_by_side("likelihood", "impact"),
                css_class="group",
            )
        ]

    def save(self, *, by):
        packages = self.cleaned_data["work_packages"]
        return risks.enter(risk=self.instance, by=by, on=self.today, work_packages=packages)


class ScoreForm(PortalForm, forms.Form):
    """Another look at a risk."""

    likelihood = scale(LIKELIHOODS, _("Likelihood"))
    impact = scale(IMPACTS, _("Impact"))
    on = forms.DateField(label=_("Looked at on"))
    review_on = forms.DateField(label=_("Next review"), required=False)
    meeting = forms.ModelChoiceField(
        Meeting.objects.none(),
        label=_("Reviewed in"),
        help_text=_("When it was a meeting that looked at it."),
        required=False,
    )
    comment = forms.CharField(
        label=_("Comment"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )

    def __init__(self, *args, risk, today: date, **kwargs):
        super().__init__(*args, **kwargs)
        self.risk, self.today = risk, today
        self.fields["meeting"].queryset = Meeting.objects.filter(
            project=risk.project_id, first_day__lte=today
        ).exclude(state=Meeting.State.CANCELLED)
        self.initial |= {
            "likelihood": risk.likelihood,
            "impact": risk.impact,
            "on": today,
            "review_on": propose_review(risk.review_on, today),
        }
        self.helper.layout = Layout(
            side_by_side("likelihood", "impact"),
            side_by_side("on", "review_on"),
            *("meeting", "comment"),
        )

    def clean_on(self):
        return not_in_the_future(self.cleaned_data["on"], self.today)

    def save(self, *, by):
        return risks.score(risk=self.risk, by=by, **self.cleaned_data)


def propose_review(planned: date | None, today: date) -> date:
    return planned if planned and planned > today else today + REVIEW_AFTER


class BandsForm(StaleCheck, PortalForm, forms.ModelForm):
    reason = reason_field()

    class Meta:
        model = RiskBands
        fields = ["amber_from", "red_from"]
        help_texts = {
            "amber_from": _("The lowest level that is amber, 2 to 25."),
            "red_from": _("The lowest level that is red; above amber."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper.layout = Layout(
            side_by_side("amber_from", "red_from"), "reason", "version_seen"
        )

    def clean(self):
        cleaned = super().clean()
        amber, red = cleaned.get("amber_from"), cleaned.get("red_from")
        if amber and red and red <= amber:
            self.add_error("red_from", _("Red begins above amber."))
        return cleaned

    def save(self, *, by):
        named = {name: self.cleaned_data[name] for name in ("amber_from", "red_from", "reason")}
        return risks.set_bands(project=self.instance.project, by=by, **named)
