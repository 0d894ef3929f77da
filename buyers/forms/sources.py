"""The forms of funding sources: first which scheme and for whom, then what that kind asks."""

from functools import cached_property

from crispy_forms.layout import Div, Field, Fieldset, Layout
from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from buyers import sources
from buyers.forms.needs import plain
from buyers.models import FundingScheme, FundingSource
from core.forms import PortalForm, SeveralField
from core.stale import StaleCheck

FOR_ALL = "all"
NUMBERS = ("rate", "ceiling", "interest", "fee")


class SchemeForm(PortalForm, forms.Form):
    """Which kind of money, and whose: the first page of a new source, in its address.

    `owners` are (organisation or "all", name) of those for whom this person may write.
    """

    scheme = forms.ModelChoiceField(
        FundingScheme.objects.none(), label=_("Which kind of money"), empty_label=None
    )
    owner = forms.ChoiceField(label=_("For whom"))

    def __init__(self, *args, owners, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["scheme"].queryset = FundingScheme.objects.offered_on(today)
        self.fields["owner"].choices = owners

    def clean(self):
        super().clean()
        scheme, owner = self.cleaned_data.get("scheme"), self.cleaned_data.get("owner")
        if scheme and scheme.kind == FundingScheme.Kind.BUDGET and owner == FOR_ALL:
            self.add_error("owner", _("Own money is of one buyer."))
        return self.cleaned_data


class SourceForm(StaleCheck, PortalForm, forms.ModelForm):
    """The instance comes with its plan, scheme and owner. Own budgets stand as year_1, year_2, …"""

    class Meta:
        model = FundingSource
        fields = [
            *["name", "rate", "interest", "fee", "term", "grace", "ceiling", "from_year", "costs"],
        ]
        field_classes = {"costs": SeveralField}
        widgets = {"costs": forms.CheckboxSelectMultiple}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        source = self.instance
        kind = source.scheme.kind
        for name in {*self.Meta.fields} - {"name", *sources.FIELDS[kind]}:
            del self.fields[name]
        for name in sources.WANTED.get(kind, ()):
            self.fields[name].required = True
        for name in NUMBERS:
            if name in self.fields:
                self.initial[name] = plain(getattr(source, name))
        if "costs" in self.fields:
            new = source.plan.costs.standing().filter(is_today=False)
            self.fields["costs"].queryset = new
            self.fields["costs"].required = True
        if "rate" in self.fields and source.scheme.rate is not None:
            self.fields["rate"].help_text = gettext("At most %s %%, says the scheme.") % plain(
                source.scheme.rate
            )
        if "ceiling" in self.fields:
            self.fields["ceiling"].help_text = gettext(
                "In %s, over the whole plan. Empty: no limit."
            ) % (source.plan.currency)
        if not source.pk:
            self.initial["name"] = source.scheme.name
        self.years = range(1, source.plan.years + 1) if kind == FundingScheme.Kind.BUDGET else ()
        there = {line.year: line.amount for line in source.lines.all()} if source.pk else {}
        for year in self.years:
            self.fields[f"year_{year}"] = forms.DecimalField(
                label=str(source.plan.first_year + year - 1),
                max_digits=15,
                decimal_places=2,
                min_value=0,
                required=False,
                initial=plain(there.get(year)),
            )

    @cached_property
    def helper(self):
        helper = super().helper
        there = [name for name in ("rate", "interest", "fee") if name in self.fields]
        terms = [name for name in ("term", "grace") if name in self.fields]
        limits = [name for name in ("ceiling", "from_year") if name in self.fields]
        layout = [
            "name",
            *(Div(*names, css_class="side-by-side") for names in (there, terms, limits) if names),
        ]
        if self.years:
            years = [Field(f"year_{year}") for year in self.years]
            legend = gettext("Own money by year, in %s") % self.instance.plan.currency
            layout.append(
                Fieldset(
                    legend, Div(*years, css_class="side-by-side many"), css_class="group close"
                )
            )
        layout += [name for name in ("costs", "version_seen") if name in self.fields]
        helper.layout = Layout(*layout)
        return helper

    def save(self, *, by, on):
        typed = self.cleaned_data
        given = {
            "source": self.instance,
            "costs": typed.get("costs", ()),
            "lines": {year: typed[f"year_{year}"] for year in self.years},
            "by": by,
            "on": on,
        }
        if not self.instance.pk:
            return sources.enter(**given)
        values = {
            name: typed[name]
            for name in self.Meta.fields
            if name in self.fields and name != "costs"
        }
        return sources.change(**given, **values)
