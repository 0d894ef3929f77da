"""What a new training takes from another."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from core.forms import PortalForm, ZoneChoiceField
from trainings.forms.details import organisers
from trainings.models import Training

WORDS = {
    "description": _("What it is about"),
    "place": _("Place: venue, address, city and region"),
    "contact": _("Whom participants may ask"),
    "agenda": ngettext_lazy("Agenda: %(n)d item", "Agenda: %(n)d items", "n"),
    "trainers": ngettext_lazy("%(n)d trainer", "%(n)d trainers", "n"),
    "cohosts": ngettext_lazy("%(n)d co-host", "%(n)d co-hosts", "n"),
    "questions": ngettext_lazy("%(n)d question of its own", "%(n)d questions of its own", "n"),
}


class CloneForm(PortalForm, forms.Form):
    """`held` says how much there is of each part that can be copied."""

    title = forms.CharField(
        label=_("Title"), max_length=Training._meta.get_field("title").max_length
    )
    organiser = forms.ModelChoiceField(label=_("Organiser"), queryset=None)
    zone = ZoneChoiceField(label=_("Time zone"), help_text=_("Of the place."))
    parts = forms.MultipleChoiceField(
        label=_("What is copied"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args, project, held: dict[str, int], **kwargs):
        super().__init__(*args, **kwargs)
        organisers(self.fields["organiser"], project)
        self.fields["parts"].choices = [(part, WORDS[part] % {"n": n}) for part, n in held.items()]
        self.initial["parts"] = list(held)
        if not held:
            del self.fields["parts"]

    def given(self) -> dict:
        """What the act takes."""
        return {"parts": (), **self.cleaned_data}
