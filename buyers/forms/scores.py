"""The form by which a member scores the options of a plan."""

from datetime import date
from functools import cached_property

from crispy_forms.layout import HTML, Div, Fieldset, Layout
from django import forms
from django.utils.html import escape
from django.utils.translation import gettext

from buyers import score_sheets
from buyers.comparison import HIGHEST
from buyers.models import ScoreSheet
from core.forms import PortalForm
from core.stale import StaleCheck


class ScoresForm(StaleCheck, PortalForm, forms.ModelForm):
    """A number for each option and criterion, as s_<option>_<criterion>, one criterion after the
    other: so the options are compared. The instance comes with plan, question and organisation."""

    class Meta:
        model = ScoreSheet
        fields = ["discloses"]

    def __init__(self, *args, options, criteria, **kwargs):
        super().__init__(*args, **kwargs)
        self.options, self.criteria = options, criteria
        self.given = self.instance.state == ScoreSheet.State.GIVEN
        whole = self.given or not self.is_bound or "give" in self.data  # a draft may wait
        scores = {}
        if self.instance.pk:
            rows = self.instance.scores.values_list("option", "criterion", "value")
            scores = {(option, criterion): value for option, criterion, value in rows}
        for option, criterion in self._cells():
            name = f"s_{option.pk}_{criterion.pk}"
            self.fields[name] = forms.IntegerField(
                label=option.name,
                min_value=0,
                max_value=HIGHEST,
                required=whole,
                error_messages={"required": gettext("From 0 to 10.")},
            )
            self.fields[name].widget.attrs |= {"inputmode": "numeric", "class": "short"}
            self.initial[name] = scores.get((option.pk, criterion.pk))
        help_text = gettext("Else they count in means of at least three members alone.")
        self.fields["discloses"].help_text = help_text

    def _cells(self):
        return [(option, criterion) for criterion in self.criteria for option in self.options]

    @cached_property
    def helper(self):
        helper = super().helper
        groups = [
            Fieldset(
                criterion.name,
                HTML(f'<p class="form-text">{escape(criterion.description)}</p>'),
                Div(
                    *(f"s_{option.pk}_{criterion.pk}" for option in self.options),
                    css_class="side-by-side scores",
                ),
                css_class="group close",
            )
            for criterion in self.criteria
        ]
        last = [name for name in ("version_seen",) if name in self.fields]
        helper.layout = Layout(*groups, Fieldset("", "discloses", css_class="group close"), *last)
        return helper

    def save(self, *, give: bool, by, on: date):
        """Raises ValidationError."""
        typed = self.cleaned_data
        return score_sheets.write(
            sheet=self.instance,
            scores={
                (option.pk, criterion.pk): typed[f"s_{option.pk}_{criterion.pk}"]
                for option, criterion in self._cells()
            },
            discloses=typed["discloses"],
            give=give or self.given,
            by=by,
            on=on,
        )
