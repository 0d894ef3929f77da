"""What an item waits for: one select over the plan, one field for the days between."""

from collections import defaultdict

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.forms import PortalForm, reason_field
from workpackages.dependencies import MODELS, change_lag, link
from workpackages.models import Milestone, WorkPackage


class ItemField(forms.ChoiceField):
    """An item of the project. Which of them are refused is for the act to say."""

    def __init__(self, **kwargs):
        self.project = None
        super().__init__(**kwargs)

    def to_python(self, value):
        kind, _colon, pk = super().to_python(value).partition(":")
        if not kind:
            return None
        known = kind in MODELS and pk.isdecimal() and len(pk) < 18
        row = MODELS[kind].objects.filter(project=self.project, pk=pk).first() if known else None
        if row is None:
            raise ValidationError(_("This is not in the plan of %s.") % self.project, code="item")
        return row

    def validate(self, value):
        forms.Field.validate(self, value)


class LinkForm(PortalForm, forms.Form):
    earlier = ItemField(
        label=_("Waits for"), help_text=_("What has to be over before it starts or is due.")
    )
    lag = forms.IntegerField(
        label=_("Days between"), initial=0, help_text=_("Calendar days; below 0 they may overlap.")
    )
    reason = reason_field()

    def __init__(self, *args, later, **kwargs):
        super().__init__(*args, **kwargs)
        self.later = later
        self.fields["earlier"].project = later.project
        self.fields["earlier"].choices = [("", _("Choose an item")), *choices(later)]

    def save(self, *, by):
        return link(later=self.later, by=by, **self.cleaned_data)


class LagForm(PortalForm, forms.Form):
    lag = forms.IntegerField(
        label=_("Days between"), help_text=_("Calendar days; below 0 they may overlap.")
    )
    reason = reason_field()

    def save(self, *, dependency, by):
        return change_lag(dependency=dependency, by=by, **self.cleaned_data)


def choices(later) -> list:
    """The project's items but for this one and what is cancelled, by work package; four statements.

    A milestone of several work packages stands in its first one.
    """
    packages = WorkPackage.objects.filter(project=later.project).order_by("sort_key")
    names = {
        pk: f"WP{number} {title}"
        for pk, number, title in packages.values_list("pk", "number", "title")
    }
    inside, seen = defaultdict(list), set()
    for kind, model in MODELS.items():
        rows = model.objects.filter(project=later.project).exclude(state=model.State.CANCELLED)
        if kind == later._meta.model_name:
            rows = rows.exclude(pk=later.pk)
        several = model is Milestone
        holder = "work_packages" if several else "work_package"
        order = ["sort_key", *(["work_packages__sort_key"] if several else [])]
        for pk, number, title, package in rows.order_by(*order).values_list(
            "pk", "number", "title", holder
        ):
            value = f"{kind}:{pk}"
            if value not in seen:
                seen.add(value)
                inside[package].append((value, f"{model.PREFIX}{number} {title}"))
    return [(name, inside[pk]) for pk, name in names.items() if inside[pk]]
