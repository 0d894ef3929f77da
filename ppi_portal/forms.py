"""The forms of the roof's own pages."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import PortalForm
from ppi_portal.rights import projects_open_to


class CalendarFilterForm(PortalForm, forms.Form):
    """What the calendar shows: one project or all, one sort of thing or all."""

    project = forms.ModelChoiceField(
        None,
        required=False,
        to_field_name="slug",
        label=_("Project"),
        empty_label=_("All projects"),
    )
    what = forms.ChoiceField(
        required=False,
        label=_("Show"),
        choices=[
            ("", _("Everything")),
            ("trainings", _("Trainings")),
            ("plan", _("Work plan")),
        ],
    )

    def __init__(self, *args, person, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["project"].queryset = projects_open_to(person).only("slug", "acronym")

    def chosen(self, items):
        """The items that pass; a filter that makes no sense filters nothing."""
        if not self.is_valid():
            return items
        project, what = self.cleaned_data["project"], self.cleaned_data["what"]
        if project:
            items = (item for item in items if item.project_id == project.pk)
        if what:
            items = (
                item for item in items if item.key.startswith("trainings.") == (what == "trainings")
            )
        return items
