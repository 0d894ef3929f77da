"""The modules of a programme."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import PortalForm
from core.stale import StaleCheck
from trainings import modules
from trainings.models import Module


class ModuleForm(StaleCheck, PortalForm, forms.ModelForm):
    """The instance comes with its programme."""

    class Meta:
        model = Module
        fields = ["title", "aims"]
        widgets = {"aims": forms.Textarea(attrs={"rows": 5})}
        help_texts = {"aims": _("A line each.")}

    def save(self, *, by):
        """Raises ValidationError."""
        if not self.instance.pk:
            return modules.enter(module=self.instance, by=by)
        values = {name: self.cleaned_data[name] for name in self._meta.fields}
        return modules.change(module=self.instance, by=by, **values)
