from django import forms
from django.utils.translation import gettext_lazy as _

from outbox.models import Category, State


class OutboxFilter(forms.Form):
    """The filter above the list; what it does not know is left out."""

    text = forms.CharField(label=_("Subject or address"), required=False, max_length=100)
    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("all")), *State.choices]
    )
    category = forms.ChoiceField(
        label=_("Category"), required=False, choices=[("", _("all")), *Category.choices]
    )

    def chosen(self) -> dict[str, str]:
        """The valid fields that are filled in, for `MailQuerySet.matching`."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}
