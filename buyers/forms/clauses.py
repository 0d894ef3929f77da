"""The form of a clause to settle."""

from django import forms

from buyers import clauses
from buyers.models import Clause
from core.forms import PortalForm, reason_field
from core.stale import StaleCheck


class ClauseForm(StaleCheck, PortalForm, forms.ModelForm):
    """`owners`: who may prepare it; without them that is not this person's to say."""

    reason = reason_field()

    class Meta:
        model = Clause
        fields = ["state", "text", "owner"]
        widgets = {"text": forms.Textarea(attrs={"rows": 8})}

    def __init__(self, *args, owners=None, **kwargs):
        super().__init__(*args, **kwargs)
        if owners is None:
            del self.fields["owner"]
        else:
            self.fields["owner"].queryset = owners

    def save(self, *, by):
        """Raises ValidationError."""
        values = {name: self.cleaned_data[name] for name in self.Meta.fields if name in self.fields}
        return clauses.change(
            clause=self.instance, by=by, reason=self.cleaned_data["reason"], **values
        )
