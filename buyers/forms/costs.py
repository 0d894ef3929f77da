"""The forms of cost elements and of a member's quantity."""

from functools import cached_property

from crispy_forms.layout import Div, Field, Fieldset, Layout
from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from buyers import costs, volumes
from buyers.forms.needs import plain
from buyers.models import BuyerVolume, CostItem
from core.forms import PortalForm
from core.stale import StaleCheck

AMOUNTS = ("amount", "low", "high")


class CostForm(StaleCheck, PortalForm, forms.ModelForm):
    """Enter a cost, or change it. The instance comes with its plan; what each of `members`
    ({organisation: short name}) bears of it stands as share_<organisation>."""

    class Meta:
        model = CostItem
        fields = [
            *["name", "is_today", "phase", "nature", "amount", "low", "high", "from_year"],
            *["to_year", "is_indexed", "key", "like", "option", "source"],
        ]

    def __init__(self, *args, members: dict[int, str], **kwargs):
        super().__init__(*args, **kwargs)
        self.members = members
        plan = self.instance.plan
        others = plan.costs.standing().exclude(pk=self.instance.pk)
        self.fields["like"].queryset = others
        self.fields["option"].queryset = plan.options.filter(question="contract")
        self.fields["amount"].help_text = gettext(
            "In %(currency)s, at the prices of the first year. Per unit: for one of %(unit)s."
        ) % {"currency": plan.currency, "unit": plan.unit}
        self.fields["like"].help_text = gettext("Where it is shared like another cost.")
        for name in AMOUNTS:
            self.initial[name] = plain(getattr(self.instance, name))
        there = {}
        if self.instance.pk:
            there = {row.organisation_id: row.percent for row in self.instance.shares.all()}
        for pk, name in members.items():
            self.fields[f"share_{pk}"] = forms.DecimalField(
                label=gettext("%s, %%") % name,
                max_digits=7,
                decimal_places=4,
                min_value=0,
                max_value=100,
                required=False,
                initial=plain(there.get(pk)),
            )

    @cached_property
    def helper(self):
        helper = super().helper
        shares = [f"share_{pk}" for pk in self.members]
        layout = [
            Div("name"),
            "is_today",
            Div("phase", "nature", css_class="side-by-side"),
            Div("amount", css_class="side-by-side"),
            Div("from_year", "to_year", css_class="side-by-side"),
            "is_indexed",
            Fieldset(
                gettext("How the buyers share it"),
                Div("key", "like", css_class="side-by-side"),
                css_class="group",
            ),
        ]
        if shares:
            layout.append(
                Fieldset(
                    gettext("Fixed percentages, 100 together"),
                    Div(*map(Field, shares), css_class="side-by-side many"),
                    css_class="group close",
                )
            )
        layout.append(
            Fieldset(
                gettext("How sure the figure is"),
                Div("low", "high", css_class="side-by-side"),
                "source",
                "option",
                css_class="group",
            )
        )
        if "version_seen" in self.fields:
            layout.append("version_seen")
        helper.layout = Layout(*layout)
        return helper

    def save(self, *, by, on):
        typed = self.cleaned_data
        shares = {pk: typed[f"share_{pk}"] for pk in self.members}
        given = {"cost": self.instance, "shares": shares, "by": by, "on": on}
        if not self.instance.pk:
            return costs.enter(**given)
        return costs.change(**given, **{name: typed[name] for name in self.Meta.fields})


class VolumeForm(StaleCheck, PortalForm, forms.ModelForm):
    """The instance comes with its plan and organisation."""

    class Meta:
        model = BuyerVolume
        fields = ["quantity", "from_year", "to_year", "discloses"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        plan = self.instance.plan
        self.fields["quantity"].help_text = gettext("%s a year.") % plan.unit
        self.fields["from_year"].help_text = gettext("1 is %(first)d, %(years)d is %(last)d.") % {
            "first": plan.first_year,
            "years": plan.years,
            "last": plan.last_year,
        }
        self.fields["discloses"].help_text = _(
            "Otherwise they see totals of at least three members alone; who steers the group sees "
            "all of it."
        )
        if self.instance.pk:
            self.initial["quantity"] = plain(self.instance.quantity)

    @cached_property
    def helper(self):
        helper = super().helper
        helper.layout = Layout(
            "quantity",
            Div("from_year", "to_year", css_class="side-by-side"),
            "discloses",
            *(name for name in ("version_seen",) if name in self.fields),
        )
        return helper

    def clean(self):
        """What was sent twice is there already: nobody changed it meanwhile."""
        typed, there = self.cleaned_data, self.instance
        if there.pk and all(typed.get(name) == getattr(there, name) for name in self.Meta.fields):
            return typed
        return super().clean()

    def save(self, *, by, on):
        values = {name: self.cleaned_data[name] for name in self.Meta.fields}
        return volumes.name(volume=self.instance, by=by, on=on, **values)


class PressForm(PortalForm, forms.Form):
    """One press; what the act refuses stands above it."""
