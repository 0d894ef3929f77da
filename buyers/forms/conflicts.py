"""The form by which a member declares conflicts of interest."""

from django import forms
from django.utils.translation import gettext_lazy as _

from buyers import conflicts
from core.forms import PortalForm
from partners.models import Organisation


class ConflictFields(PortalForm, forms.Form):
    """No conflict, or one that is explained."""

    NONE, ONE = "none", "one"

    declaration = forms.ChoiceField(
        label=_("Is there a conflict of interest?"),
        choices=[
            (NONE, _("There is none: the organisation is no potential supplier")),
            (ONE, _("There is one, explained below")),
        ],
        widget=forms.RadioSelect,
    )
    explanation = forms.CharField(
        label=_("Explanation"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Such as: we hold shares of a company that may offer."),
    )

    def clean(self):
        cleaned = super().clean()
        there_is_one = cleaned.get("declaration") == self.ONE
        if there_is_one and not cleaned.get("explanation") and "explanation" not in self.errors:
            self.add_error("explanation", _("Say what the conflict is."))
        if cleaned.get("declaration") == self.NONE and cleaned.get("explanation"):
            self.add_error("declaration", _("You have explained one: then choose that there is."))
        return cleaned

    def declared(self) -> dict:
        return {
            "has_conflict": self.cleaned_data["declaration"] == self.ONE,
            "explanation": self.cleaned_data["explanation"],
        }


class DeclareForm(ConflictFields):
    """`organisations` are the members for which the person speaks; one is no choice."""

    def __init__(self, *args, organisations: list[Organisation], **kwargs):
        super().__init__(*args, **kwargs)
        self._by_id = {str(each.pk): each for each in organisations}
        if len(organisations) > 1:
            choices = [(pk, each.name) for pk, each in self._by_id.items()]
            field = forms.ChoiceField(label=_("Organisation"), choices=choices)
            self.fields = {"organisation": field, **self.fields}

    def save(self, *, group, by, now):
        chosen = self.cleaned_data.get("organisation") or next(iter(self._by_id))
        return conflicts.declare(
            group=group,
            organisation=self._by_id[chosen],
            by=by,
            now=now,
            **self.declared(),
        )
