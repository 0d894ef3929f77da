from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import PortalForm, reason_field
from workpackages.baselines import CHANGES, MODELS, Difference, freeze
from workpackages.forms.filters import ANY, choices_of, id_field


class FreezeForm(PortalForm, forms.Form):
    name = forms.CharField(
        label=_("Name"), max_length=100, help_text=_("Such as: grant agreement, or amendment 1.")
    )
    reason = reason_field(_("Stands beside the name, for those who compare with it later."))

    def save(self, *, project, by, now):
        return freeze(project=project, by=by, now=now, **self.cleaned_data)


class DifferenceFilter(PortalForm, forms.Form):
    """The filter of what differs; what cannot be read is left out and named in `errors`."""

    partner = id_field(_("Lead, then or today"))
    kind = forms.ChoiceField(
        label=_("Kind"),
        required=False,
        choices=[
            *ANY,
            *((model._meta.model_name, model._meta.verbose_name) for model in MODELS),
        ],
    )
    change = forms.ChoiceField(
        label=_("Difference"), required=False, choices=[*ANY, *CHANGES.items()]
    )

    def __init__(self, *args, partners, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["partner"].choices = choices_of(partners)
        self.is_valid()

    def lets_through(self, difference: Difference) -> bool:
        wanted = self.cleaned_data
        partner = wanted.get("partner")
        return (
            partner in (None, *difference.led_by)
            and wanted.get("kind") in (None, "", difference.row.model._meta.model_name)
            and wanted.get("change") in (None, "", difference.change)
        )
