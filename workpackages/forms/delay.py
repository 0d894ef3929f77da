"""Why a deliverable is late."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import PortalForm
from core.stale import StaleCheck
from workpackages import progress


class DelayForm(StaleCheck, PortalForm, forms.Form):
    """No model form: the other rules of the deliverable have no say here."""

    delay = forms.CharField(
        label=_("Justification of the delay"),
        help_text=_("The EU portal asks for it when a report is locked."),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def __init__(self, *args, deliverable, **kwargs):
        self.instance = deliverable
        super().__init__(*args, initial={"delay": deliverable.delay}, **kwargs)

    def save(self, *, by):
        delay = self.cleaned_data["delay"]
        return progress.perform(item=self.instance, verb="justify", by=by, delay=delay)
