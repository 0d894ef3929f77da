"""What the admin pages of the work plan ask for beyond their fields."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from core.forms import KeptForm
from workpackages import dependencies


class ItemAdminForm(KeptForm):
    """What concerns several partners or work packages: all are of the item's project."""

    def clean(self):
        cleaned = super().clean()
        project = self.instance.project_id or getattr(cleaned.get("project"), "pk", None)
        for name in {"contributors", "work_packages"} & cleaned.keys():
            if any(row.project_id != project for row in cleaned[name]):
                self.add_error(name, _("One of these belongs to another project."))
        return cleaned


class DependencyAdminForm(KeptForm):
    """One item at each end; the rules are those of the act, whose `earlier` has three fields."""

    def clean(self):
        cleaned = super().clean()
        if self.errors:
            return cleaned
        if self.instance.pk:
            dependencies.check_lag(cleaned["lag"])
            return cleaned
        earlier, later = self.end("earlier"), self.end("later")
        try:
            dependencies.check(earlier, later, cleaned["lag"])
        except ValidationError as refusal:
            for name, errors in refusal.error_dict.items():
                place = f"earlier_{earlier._meta.model_name}" if name == "earlier" else name
                self.add_error(place, errors)
        return cleaned

    def end(self, end: str):
        names = [f"{end}_{kind}" for kind in dependencies.KINDS]
        chosen = [self.cleaned_data[name] for name in names if self.cleaned_data.get(name)]
        if len(chosen) != 1:
            raise ValidationError({names[0]: _("Choose one task, deliverable or milestone.")})
        return chosen[0]
