from django import forms
from django.utils.translation import gettext_lazy as _

from workpackages.forms.tables import TableFilter
from workpackages.gantt import WIDTHS

LONG = 48  # months from which a plan begins with quarters


class GanttFilter(TableFilter):
    """The filter of the tables, with how wide a month is and what the plan is compared with."""

    baseline = forms.TypedChoiceField(
        label=_("Compare with"), required=False, coerce=int, empty_value=None
    )
    zoom = forms.ChoiceField(
        choices=[(name, name) for name in WIDTHS], required=False, widget=forms.HiddenInput
    )
    open = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, baselines, **kwargs):
        super().__init__(*args, **kwargs)
        del self.fields["sort"]
        if baselines:
            choices = [(baseline.pk, baseline.name) for baseline in baselines]
            self.fields["baseline"].choices = [("", _("nothing")), *choices]
        else:
            del self.fields["baseline"]
        self.full_clean()  # now that it knows what there is to compare with

    @property
    def kept(self) -> list:
        """What stays in the address when the filter changes."""
        return [self[name] for name in ("zoom", "open") if self.value(name)]

    def zoom_of(self, project) -> str:
        return self.value("zoom") or ("quarter" if project.duration > LONG else "month")
