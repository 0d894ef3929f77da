"""The forms of unmet needs: the template with its indicators, and prior art."""

from datetime import date
from functools import cached_property

from crispy_forms.layout import HTML, Div, Field, Fieldset, Layout
from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from buyers import needs
from buyers.forms.codes import CodesField, FindsCodes
from buyers.models import Need, PriorArt
from core.forms import PortalForm, not_in_the_future, reason_field
from core.stale import StaleCheck
from workpackages.forms.filters import ANY, ListFilter, search_field

SHOWN = 2  # rows of indicators that are open
ROW = ("indicator", "unit", "today", "target")
PLAUSIBLE = [MinValueValidator(date(1990, 1, 1)), MaxValueValidator(date(2100, 1, 1))]


class NeedFilter(ListFilter):
    q = search_field()
    state = forms.ChoiceField(label=_("State"), choices=[*ANY, *Need.State.choices], required=False)

    def narrow(self, rows):
        return rows.matching(text=self.value("q"), state=self.value("state"))


class NeedForm(StaleCheck, FindsCodes, PortalForm, forms.ModelForm):
    """Write a need; its indicators stand as indicator_1, unit_1, today_1, target_1, ... An emptied
    row takes one out.

    `owners`: for a new one (organisation or "", name) of those for whom the person may write.
    """

    cpv = CodesField(
        scheme="CPV",
        label=_("CPV codes"),
        required=False,
        help_text=_("What it would be bought as. Tick what the search finds."),
    )
    reason = reason_field()

    class Meta:
        model = Need
        fields = [
            *["organisation", "title", "problem", "affected_users", "desired_outcome", "trigger"],
            *["constraints", "market_gap", "evidence", "unit", "cpv", "priority", "answers_due"],
        ]
        widgets = {
            name: forms.Textarea(attrs={"rows": rows})
            for name, rows in {
                "problem": 5,
                "affected_users": 2,
                "desired_outcome": 4,
                "constraints": 3,
                "market_gap": 3,
                "evidence": 3,
            }.items()
        }

    def __init__(self, *args, owners=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.there = list(self.instance.indicators.all()) if self.instance.pk else []
        if self.instance.pk:
            del self.fields["organisation"]
        else:
            del self.fields["reason"]
            self._offer(dict(owners))
        self.fields["answers_due"].validators += PLAUSIBLE
        self.fields["trigger"].choices = [("", gettext("not said")), *Need.Trigger.choices]
        for number in range(1, needs.MOST_INDICATORS + 1):
            indicator = self.there[number - 1] if number <= len(self.there) else None
            self._add_row(number, indicator)

    def _offer(self, owners: dict) -> None:
        if set(owners) == {""}:  # the group's own: nothing to choose
            del self.fields["organisation"]
            return
        field = self.fields["organisation"]
        field.queryset = field.queryset.filter(pk__in=[pk for pk in owners if pk])
        field.required = "" not in owners
        field.empty_label = owners.get("")
        field.help_text = ""

    def _more_typed(self, shown: int) -> bool:
        numbers = range(shown + 1, needs.MOST_INDICATORS + 1)
        return any(self.data.get(f"{name}_{n}") for n in numbers for name in ROW)

    def _add_row(self, number: int, indicator) -> None:
        decimals = {"max_digits": 15, "decimal_places": 3, "required": False}
        last = f" {number}"
        self.fields |= {
            f"row_{number}": forms.IntegerField(required=False, widget=forms.HiddenInput),
            f"indicator_{number}": forms.CharField(
                label=gettext("Indicator") + last, max_length=120, required=False
            ),
            f"unit_{number}": forms.CharField(label=gettext("Unit"), max_length=40, required=False),
            f"today_{number}": forms.DecimalField(label=gettext("Today"), **decimals),
            f"target_{number}": forms.DecimalField(label=gettext("Target"), **decimals),
        }
        if indicator:
            self.initial |= {
                f"row_{number}": indicator.pk,
                f"indicator_{number}": indicator.name,
                f"unit_{number}": indicator.unit,
                f"today_{number}": plain(indicator.baseline),
                f"target_{number}": plain(indicator.target),
            }

    @cached_property
    def helper(self):
        helper = super().helper
        rows = [
            Div(
                *(f"{name}_{number}" for name in ("row", *ROW)),
                css_class="side-by-side row-of-four",
            )
            for number in range(1, needs.MOST_INDICATORS + 1)
        ]
        shown = min(max(SHOWN, len(self.there) + 1), needs.MOST_INDICATORS)
        more = gettext("More indicators")
        unfolded = " open" if self._more_typed(shown) else ""
        helper.layout = Layout(
            *self._there("organisation", "title"),
            Fieldset(
                gettext("What is missing"),
                *("problem", "affected_users", "desired_outcome", "trigger"),
                css_class="group",
            ),
            Fieldset(
                gettext("By what it is measured"),
                *rows[:shown],
                HTML(f'<details class="more"{unfolded}><summary>{more}</summary>'),
                *rows[shown:],
                HTML("</details>"),
                css_class="group indicators",
            ),
            Fieldset(
                gettext("Why nobody offers it yet"),
                *("constraints", "market_gap", "evidence"),
                css_class="group",
            ),
            Fieldset(
                gettext("What members are asked"),
                Div("unit", "priority", "answers_due", css_class="side-by-side"),
                "cpv",
                css_class="group",
            ),
            *self._there("reason", "version_seen"),
        )
        return helper

    def _there(self, *names):
        return [Field(name) for name in names if name in self.fields]

    def clean(self):
        super().clean()
        self.indicators = []
        for number in range(1, needs.MOST_INDICATORS + 1):
            name, unit, today, target = (
                self.cleaned_data.pop(f"{each}_{number}", None) for each in ROW
            )
            row = self.cleaned_data.pop(f"row_{number}", None)
            if not name and (unit or today is not None or target is not None):
                if f"indicator_{number}" in self.errors:
                    continue
                self.add_error(f"indicator_{number}", gettext("What is it called?"))
            elif name and target is None and f"target_{number}" not in self.errors:
                self.add_error(f"target_{number}", gettext("Which value shall be reached?"))
            elif name:
                values = {"name": name, "unit": unit or "", "baseline": today, "target": target}
                self.indicators.append({"id": row} | values)
        return self.cleaned_data

    def save(self, *, by):
        """Enter the new need, or change the one there is. Raises ValidationError."""
        cpv = self.cleaned_data.get("cpv", [])
        if not self.instance.pk:
            return needs.enter(need=self.instance, indicators=self.indicators, cpv=cpv, by=by)
        values = {
            name: self.cleaned_data[name]
            for name in self.Meta.fields
            if name in self.cleaned_data and name != "cpv"
        }
        return needs.change(
            need=self.instance,
            indicators=self.indicators,
            cpv=cpv,
            by=by,
            reason=self.cleaned_data["reason"],
            **values,
        )


def plain(value):
    """A number as one types it: 0.5 and not 0.500."""
    return None if value is None else f"{value.normalize():f}"


class WhyForm(PortalForm, forms.Form):
    """What an act on a need wants to know."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        help_text=_("Goes into the history."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def save(self, *, need, verb, by):
        return needs.perform(need=need, verb=verb, by=by, **self.cleaned_data)


class PressForm(PortalForm, forms.Form):
    """An act that asks nothing: one press, and a place for what the act refuses."""

    def save(self, *, need, verb, by):
        return needs.perform(need=need, verb=verb, by=by)


class PriorArtForm(StaleCheck, PortalForm, forms.ModelForm):
    """The instance comes with its need."""

    class Meta:
        model = PriorArt
        fields = ["kind", "title", "owner", "url", "trl", "covers", "source_date", "note"]
        widgets = {"note": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args, today: date, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["source_date"].validators += PLAUSIBLE

    def clean_source_date(self):
        day = self.cleaned_data["source_date"]
        return day and not_in_the_future(day, self.today)

    def save(self, *, by):
        if not self.instance.pk:
            return needs.add_prior_art(art=self.instance, by=by)
        values = {name: self.cleaned_data[name] for name in self.Meta.fields}
        return needs.change_prior_art(art=self.instance, by=by, **values)


class TakeOutForm(PortalForm, forms.Form):
    reason = forms.CharField(
        label=_("Reason"), max_length=500, help_text=_("Goes into the history.")
    )

    def save(self, *, art, by, on):
        return needs.take_out_prior_art(art=art, by=by, on=on, **self.cleaned_data)
