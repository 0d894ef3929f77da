"""The form of the risk strategy: who bears a risk."""

from functools import cached_property

from crispy_forms.layout import Div, Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from buyers import strategy
from buyers.models import PlanRisk
from core.forms import PortalForm
from core.stale import StaleCheck


class AllocationForm(StaleCheck, PortalForm, forms.ModelForm):
    """The instance comes with its plan and its risk."""

    class Meta:
        model = PlanRisk
        fields = ["bearer", "buyer_percent", "stage", "reason"]
        widgets = {"reason": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["bearer"].choices = [("", _("not allocated yet")), *PlanRisk.Bearer.choices]
        self.fields["stage"].choices = [("", _("not said")), *PlanRisk.Stage.choices]
        self.fields["buyer_percent"].help_text = _("Only where both bear it.")

    @cached_property
    def helper(self):
        helper = super().helper
        version = [name for name in ("version_seen",) if name in self.fields]
        pair = Div("bearer", "buyer_percent", css_class="side-by-side")
        helper.layout = Layout(pair, "stage", "reason", *version)
        return helper

    def save(self, *, by):
        row = self.instance
        values = {name: self.cleaned_data[name] for name in self.Meta.fields}
        return strategy.allocate(plan=row.plan, risk=row.risk, by=by, **values)
