"""The forms of the roof's own pages."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import PortalForm
from ppi_portal.rights import known_projects


class CalendarFilterForm(PortalForm, forms.Form):
    """What the calendar shows: one project or all, one sort of thing or all.

    `beside` names what else is in the address, and stays when one filters.
    """

    project = forms.ChoiceField(required=False, label=_("Project"))
    what = forms.ChoiceField(
        required=False,
        label=_("Show"),
        choices=[
            ("", _("Everything")),
            ("trainings", _("Trainings")),
            ("plan", _("Work plan")),
        ],
    )

    def __init__(self, *args, person, beside: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields[beside] = forms.CharField(required=False, widget=forms.HiddenInput)
        self.projects = {project.slug: project for project in known_projects(person)}
        named = [(slug, project.acronym) for slug, project in self.projects.items()]
        self.fields["project"].choices = [("", _("All projects")), *named]

    def chosen(self, items):
        """The items that pass; a filter that makes no sense filters nothing."""
        if not self.is_valid():
            return items
        project, what = self.cleaned_data["project"], self.cleaned_data["what"]
        if project:
            pk = self.projects[project].pk
            items = (item for item in items if item.project_id == pk)
        if what:
            items = (
                item for item in items if item.key.startswith("trainings.") == (what == "trainings")
            )
        return items
