from django import forms

from workpackages.forms.tables import TableFilter
from workpackages.gantt import WIDTHS

LONG = 48  # months from which a plan begins with quarters


class GanttFilter(TableFilter):
    """The filter of the tables, with how wide a month is; what is folded stays in the address."""

    sort = None
    zoom = forms.ChoiceField(
        choices=[(name, name) for name in WIDTHS], required=False, widget=forms.HiddenInput
    )
    open = forms.CharField(required=False, widget=forms.HiddenInput)

    def zoom_of(self, project) -> str:
        return self.value("zoom") or ("quarter" if project.duration > LONG else "month")
