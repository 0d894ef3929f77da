"""The forms by which options are described, criteria set and weighed, and one is chosen."""

from datetime import date
from functools import cached_property

from crispy_forms.layout import HTML, Div, Fieldset, Layout
from django import forms
from django.core.validators import MaxValueValidator
from django.utils.functional import lazy
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from buyers import comparison, legal, options
from buyers.figures import percent
from buyers.forms.needs import plain
from buyers.models import Criterion, PlanOption, Question
from core.forms import PortalForm
from core.stale import StaleCheck

NEW_ROWS = 3
WEIGHT = {"min_value": 0, "max_digits": 6, "decimal_places": 2}
KIND = {Question.FORM: "form", Question.CONTRACT: "contract"}  # the column of each question


def explained(question: str) -> list[tuple]:
    """The choices of a kind, each with its sentence."""
    told = lazy(
        lambda label, words: format_html(
            '{}<span class="form-text d-block">{}</span>', capfirst(label), words
        ),
        str,
    )
    return [(kind.value, told(kind.label, each.words)) for kind, each in legal.OF[question].items()]


class OptionForm(StaleCheck, PortalForm, forms.ModelForm):
    """The instance comes with its plan and question; `together` are the options that stand."""

    place = forms.IntegerField(label=_("Place in the list"), min_value=1, required=False)

    class Meta:
        model = PlanOption
        fields = ["name", "form", "contract", "applicable_law", "acting_body", "description"]
        widgets = {
            "form": forms.RadioSelect,
            "contract": forms.RadioSelect,
            "description": forms.Textarea(attrs={"rows": 5}),
        }

    def __init__(self, *args, together: list[int], **kwargs):
        super().__init__(*args, **kwargs)
        question = self.instance.question
        for other in KIND.values():
            if other != KIND[question]:
                del self.fields[other]
        if question == Question.CONTRACT:
            del self.fields["applicable_law"], self.fields["acting_body"]
        kind = self.fields[KIND[question]]
        kind.choices = explained(question)
        kind.required = True
        kind.error_messages["required"] = gettext("Choose one of them.")
        self.fields["name"].help_text = gettext("Short: it stands in the table.")
        if self.instance.pk in together:
            self.fields["place"].validators.append(MaxValueValidator(len(together)))
            self.initial["place"] = together.index(self.instance.pk) + 1
        else:
            del self.fields["place"]

    def save(self, *, by):
        """Raises ValidationError."""
        if not self.instance.pk:
            return options.add(option=self.instance, by=by)
        values = {name: self.cleaned_data[name] for name in self.Meta.fields if name in self.fields}
        place = self.cleaned_data.get("place")
        return options.change(option=self.instance, by=by, place=place, **values)


class WeightsForm(PortalForm, forms.Form):
    """A weight for each criterion, as w_<id>: tried, or written."""

    def __init__(self, *args, criteria, **kwargs):
        super().__init__(*args, **kwargs)
        for each in criteria:
            self.fields[f"w_{each.pk}"] = forms.DecimalField(
                label=each.name, initial=plain(each.weight), **WEIGHT
            )

    @cached_property
    def helper(self):
        helper = super().helper
        helper.layout = Layout(Div(*self.fields, css_class="side-by-side weights"))
        return helper

    def clean(self):
        super().clean()
        if self.fields and not self.errors and not any(self.cleaned_data.values()):
            self.add_error(next(iter(self.fields)), options.NO_WEIGHT)
        return self.cleaned_data

    @property
    def weights(self) -> dict:
        return {int(name[2:]): value for name, value in self.cleaned_data.items()}

    def save(self, *, plan, question, by):
        return options.weigh(plan=plan, question=question, weights=self.weights, by=by)


class CriteriaForm(PortalForm, forms.Form):
    """All criteria of a question, as name_1, meant_1, weight_1, place_1, out_1, ...; those taken
    out earlier can be put back by their boxes back_<id>."""

    def __init__(self, *args, criteria: list[Criterion], **kwargs):
        super().__init__(*args, **kwargs)
        self.there = [each for each in criteria if not each.removed_on]
        self.gone = [each for each in criteria if each.removed_on]
        self.shown = min(len(self.there) + NEW_ROWS, max(options.MOST_CRITERIA, len(self.there)))
        try:
            shares = comparison.shares({each.pk: each.weight for each in self.there})
        except comparison.NoWeight:
            shares = {}
        for n in range(1, self.shown + 1):
            self._add_row(n, self.there[n - 1] if n <= len(self.there) else None, shares)
        for each in self.gone:
            self.fields[f"back_{each.pk}"] = forms.BooleanField(label=each.name, required=False)

    def _add_row(self, n: int, criterion: Criterion | None, shares: dict) -> None:
        share = shares.get(criterion.pk) if criterion else None
        self.fields |= {
            f"name_{n}": forms.CharField(
                label=gettext("Criterion") + f" {n}", max_length=120, required=bool(criterion)
            ),
            f"meant_{n}": forms.CharField(
                label=gettext("What is meant"),
                help_text=gettext("When is it 10, when 0?"),
                max_length=300,
                required=False,
            ),
            f"weight_{n}": forms.DecimalField(
                label=gettext("Weight"),
                help_text=gettext("now %s") % percent(share) if share is not None else "",
                required=bool(criterion),
                **WEIGHT,
            ),
            f"place_{n}": forms.IntegerField(
                label=gettext("Place"), min_value=1, max_value=99, required=False
            ),
        }
        self.initial[f"place_{n}"] = n
        if criterion:
            self.fields[f"out_{n}"] = forms.BooleanField(label=gettext("Take out"), required=False)
            self.initial |= {
                f"name_{n}": criterion.name,
                f"meant_{n}": criterion.description,
                f"weight_{n}": plain(criterion.weight),
            }

    @cached_property
    def helper(self):
        helper = super().helper
        rows = [
            Div(
                *(
                    name
                    for each in ("name", "meant", "weight", "place", "out")
                    if (name := f"{each}_{n}") in self.fields
                ),
                css_class="side-by-side criterion",
            )
            for n in range(1, self.shown + 1)
        ]
        told = gettext("They keep their scores. Tick those that count again.")
        back = [
            Fieldset(
                gettext("Taken out earlier"),
                HTML(f'<p class="form-text">{told}</p>'),
                *(f"back_{each.pk}" for each in self.gone),
                css_class="group close",
            )
        ]
        helper.layout = Layout(*rows, *(back if self.gone else []))
        return helper

    def clean(self):
        """The rows, in their order, as the act takes them."""
        super().clean()
        self.rows, names = [], set()
        for n in range(1, self.shown + 1):
            values = {name: self.cleaned_data.get(f"{name}_{n}") for name in ("name", "weight")}
            criterion = self.there[n - 1] if n <= len(self.there) else None
            if f"name_{n}" in self.errors or not values["name"]:
                if values["weight"] and f"name_{n}" not in self.errors:
                    self.add_error(f"name_{n}", gettext("What is it called?"))
                continue
            is_out = bool(self.cleaned_data.get(f"out_{n}"))
            if values["name"] in names and not is_out:
                self.add_error(f"name_{n}", gettext("There is one of this name already."))
            names |= set() if is_out else {values["name"]}
            if values["weight"] is None and f"weight_{n}" not in self.errors:
                self.add_error(f"weight_{n}", gettext("How much does it weigh, beside the others?"))
            row = {
                "id": criterion.pk if criterion else None,
                "description": self.cleaned_data.get(f"meant_{n}") or "",
                "is_out": is_out,
            }
            place = self.cleaned_data.get(f"place_{n}")
            self.rows.append((n if place is None else place, n, row | values))
        self.rows = [row for _place, _n, row in sorted(self.rows, key=lambda each: each[:2])]
        for each in self.gone:
            if self.cleaned_data.get(f"back_{each.pk}"):
                values = {"name": each.name, "description": each.description}
                values |= {"id": each.pk, "weight": each.weight, "is_out": False}
                self.rows.append(values)
        staying = [row for row in self.rows if not row["is_out"]]
        if not self.errors and staying and not any(row["weight"] for row in staying):
            self.add_error("weight_1", options.NO_WEIGHT)
        return self.cleaned_data

    def save(self, *, plan, question, by, on: date):
        """Raises ValidationError."""
        return options.write_criteria(plan=plan, question=question, rows=self.rows, by=by, on=on)


class PressForm(PortalForm, forms.Form):
    """An act on an option that asks nothing, and a place for what it refuses."""

    def save(self, *, option, verb, by, now):
        return options.perform(option=option, verb=verb, by=by, now=now, **self.cleaned_data)


class WhyForm(PressForm):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        help_text=_("Goes into the history, and into the plan where it is a choice."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
