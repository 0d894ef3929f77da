from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import MonthField, PortalForm
from workpackages.forms.filters import ANY, choices_of, id_field, search_field
from workpackages.models import Deliverable
from workpackages.plan import SORTS


class TableFilter(PortalForm, forms.Form):
    """The filter of the plan, deliverables and milestones pages; it lives in their address.

    What cannot be read is left out and named in `errors`; the rest still filters.
    """

    q = search_field()
    partner = id_field(_("Partner"))
    work_package = id_field(_("Work package"))
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    state = forms.ChoiceField(label=_("State"), required=False)
    first = MonthField(label=_("From month"), required=False, max_value=240)
    last = MonthField(label=_("To month"), required=False, max_value=240)
    late = forms.BooleanField(label=_("Late"), required=False)
    unjustified = forms.BooleanField(label=_("Late without justification"), required=False)
    mine = forms.BooleanField(label=_("Mine"), required=False)
    baseline = id_field(_("Compare with"))
    sort = forms.ChoiceField(
        choices=[(name, name) for sort in SORTS for name in (sort, f"-{sort}")],
        required=False,
        widget=forms.HiddenInput,
    )

    def __init__(self, *args, models, partners, baselines=(), work_packages=None, **kwargs):
        super().__init__(*args, **kwargs)
        states = {value: label for model in models for value, label in model.State.choices}
        self.fields["state"].choices = [
            *ANY,
            ("unfinished", _("not finished")),
            *states.items(),
        ]
        self.fields["partner"].choices = choices_of(partners)
        if len(models) > 1:
            kinds = [(model._meta.model_name, model._meta.verbose_name) for model in models]
            self.fields["kind"].choices = ANY + kinds
        else:
            del self.fields["kind"]
        if baselines:
            choices = [(each.pk, each.name) for each in baselines]
            self.fields["baseline"].choices = [("", _("nothing")), *choices]
        else:
            del self.fields["baseline"]
        if tuple(models) != (Deliverable,):
            del self.fields["unjustified"]
        if work_packages is None:
            del self.fields["work_package"]
        else:
            self.fields["work_package"].choices = choices_of(work_packages)
        self.is_valid()

    def value(self, name):
        """What was asked for; None where the page has no such field or it could not be read."""
        return self.cleaned_data.get(name)

    def narrow(self, rows, person, today: date):
        """The rows of one model that match."""
        found = rows.matching(
            text=self.value("q") or "",
            partner=self.value("partner"),
            work_package=self.value("work_package"),
            state=self.value("state") or "",
            first=self.value("first"),
            last=self.value("last"),
        )
        if self.value("late"):
            found = found.overdue(today)
        if self.value("unjustified"):
            found = found.unjustified(today)
        if self.value("mine"):
            found = found.mine(person, today)
        return found


class BoardFilter(TableFilter):
    """The filter of the board: its columns are the states, and its kind is chosen beside it."""

    def __init__(self, *args, kinds, **kwargs):
        super().__init__(*args, **kwargs)
        del self.fields["state"], self.fields["sort"]
        names = [(model._meta.model_name, model._meta.verbose_name) for model in kinds]
        self.fields["kind"] = forms.ChoiceField(
            choices=names, required=False, widget=forms.HiddenInput
        )
        self.full_clean()

    @property
    def asks(self) -> bool:
        """For anything besides the kind."""
        return any(value for name, value in self.cleaned_data.items() if name != "kind")
