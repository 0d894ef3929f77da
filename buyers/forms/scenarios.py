"""The forms of scenarios, and of what a reader tries out on the overview."""

from decimal import Decimal
from functools import cached_property

from crispy_forms.layout import Div, Field, Fieldset, Layout
from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from buyers import scenarios
from buyers.figures import money
from buyers.forms.needs import plain
from buyers.models import Scenario
from core.forms import PortalForm
from core.stale import StaleCheck

RATES = ("discount_rate", "indexation", "quantity_percent", "price_percent")
PERCENTS = (*RATES, "quantity_low", "quantity_high")


class ScenarioForm(StaleCheck, PortalForm, forms.ModelForm):
    """The instance comes with its plan. What a cost is here, instead of what it is elsewhere,
    stands as price_<cost>; `prices` are those of the scenario that a new one is copied from."""

    class Meta:
        model = Scenario
        fields = ["name", "case", "option", *PERCENTS, "seed"]

    def __init__(self, *args, prices: dict[int, Decimal] | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        plan = self.instance.plan
        self.fields["option"].queryset = plan.options.filter(question="contract")
        for name in PERCENTS:
            value = self.initial.get(name)
            self.initial[name] = None if value is None else plain(Decimal(value))
        there = prices or {}
        if self.instance.pk:
            there = dict(self.instance.prices.values_list("cost", "amount"))
        self.items = list(plan.costs.standing())
        for item in self.items:
            self.fields[f"price_{item.pk}"] = forms.DecimalField(
                label=item.name,
                max_digits=15,
                decimal_places=2,
                min_value=0,
                required=False,
                initial=plain(there.get(item.pk)),
                help_text=gettext("Elsewhere %s") % money(item.amount, plan.currency),
            )

    @cached_property
    def helper(self):
        helper = super().helper
        layout = [
            "name",
            Div("case", "option", css_class="side-by-side"),
            Div("discount_rate", "indexation", css_class="side-by-side"),
            Div("quantity_percent", "price_percent", css_class="side-by-side"),
            Fieldset(
                gettext("For the simulation of chances"),
                Div("quantity_low", "quantity_high", "seed", css_class="side-by-side"),
                css_class="group",
            ),
        ]
        if self.items:
            prices = [Field(f"price_{item.pk}") for item in self.items]
            layout.append(
                Fieldset(
                    gettext("Amounts that are others in this scenario"),
                    Div(*prices, css_class="side-by-side many"),
                    css_class="group close",
                )
            )
        if "version_seen" in self.fields:
            layout.append("version_seen")
        helper.layout = Layout(*layout)
        return helper

    def save(self, *, by, on):
        typed = self.cleaned_data
        prices = {item.pk: typed[f"price_{item.pk}"] for item in self.items}
        prices = {pk: amount for pk, amount in prices.items() if amount is not None}
        given = {"scenario": self.instance, "prices": prices, "by": by, "on": on}
        if not self.instance.pk:
            return scenarios.enter(**given)
        return scenarios.change(**given, **{name: typed[name] for name in self.Meta.fields})


class WhatIfForm(PortalForm, forms.Form):
    """Tried out in the address of the page: nothing of it is saved. What is empty is as in the
    scenario that is looked at."""

    discount_rate = forms.DecimalField(
        label=_("Discount rate, %"), min_value=0, max_value=100, max_digits=7, decimal_places=4
    )
    indexation = forms.DecimalField(
        label=_("Indexation, %"), min_value=-20, max_value=100, max_digits=7, decimal_places=4
    )
    quantity_percent = forms.DecimalField(
        label=_("Quantities, %"), min_value=0, max_value=999, max_digits=7, decimal_places=4
    )
    price_percent = forms.DecimalField(
        label=_("Prices, %"), min_value=0, max_value=999, max_digits=7, decimal_places=4
    )

    def __init__(self, data, *, scenario: Scenario):
        super().__init__(dict.fromkeys(RATES, "") | data.dict())
        for name in RATES:
            field = self.fields[name]
            field.required = False
            field.widget.attrs["step"] = "any"
            field.widget.attrs["placeholder"] = plain(getattr(scenario, name))

    @property
    def changes(self) -> dict[str, Decimal]:
        """What was asked for and can be read; empty where nothing is tried out."""
        self.is_valid()
        found = {name: self.cleaned_data.get(name) for name in RATES}
        return {name: value for name, value in found.items() if value is not None}
