from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import PortalForm
from workpackages import filters


class NameFilterForm(PortalForm, forms.Form):
    """The name of a saved filter; who coordinates the project may share it."""

    name = forms.CharField(label=_("Name"), max_length=60, help_text=_("Such as: late in WP4."))
    is_shared = forms.BooleanField(
        label=_("Share it with everybody in the project"), required=False
    )

    def __init__(self, *args, may_share: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if not may_share:
            self.fields["is_shared"].widget = forms.HiddenInput()
            self.fields["is_shared"].disabled = True  # stays as it is

    def save(self, *, saved):
        return filters.change(saved=saved, **self.cleaned_data)


class SaveFilterForm(NameFilterForm):
    """A new one; the filter goes along unseen."""

    query = forms.CharField(required=False, widget=forms.HiddenInput)

    def save(self, *, project, person, page):
        return filters.save(project=project, person=person, page=page, **self.cleaned_data)
