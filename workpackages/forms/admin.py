"""What the admin pages of the work plan ask for beyond their fields."""

from django import forms
from django.contrib.admin.helpers import ActionForm
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.forms import KeptForm


class ActWithReason(ActionForm):
    reason = forms.CharField(label=gettext_lazy("Reason:"), required=False, max_length=500)


class ItemAdminForm(KeptForm):
    """What concerns several partners or work packages: all are of the item's project."""

    def clean(self):
        cleaned = super().clean()
        project = self.instance.project_id or getattr(cleaned.get("project"), "pk", None)
        for name in {"contributors", "work_packages"} & cleaned.keys():
            if any(row.project_id != project for row in cleaned[name]):
                self.add_error(name, _("One of these belongs to another project."))
        return cleaned


class WithProject:
    def label_from_instance(self, row):
        return f"{row.project.acronym}: {row}"


class ChoicesWithProject(WithProject, forms.ModelChoiceField):
    pass


class SeveralWithProject(WithProject, forms.ModelMultipleChoiceField):
    pass
