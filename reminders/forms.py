from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.forms import PortalForm
from outbox.models import Category, OptOut
from outbox.models import State as MailState
from reminders.models import LONGEST, Entry, Preference, Rule
from reminders.ruling import COLUMNS
from reminders.sources import kinds

USUAL_WEEKS, MOST_WEEKS = 4, 8


class ReasonForm(PortalForm, forms.Form):
    """Why a person does something with a reminder; it is kept with it."""

    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("Stays with the reminder, for those who see it."),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args, required: bool, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = required

    def save(self, *, perform, **given):
        return perform(reason=self.cleaned_data["reason"], **given)


class DaysField(forms.CharField):
    """Days before, as people write them: "14, 3, 1". Its value is the list, furthest first."""

    widget = forms.TextInput

    def to_python(self, value):
        words = super().to_python(value).replace(";", ",").replace(",", " ").split()
        if not all(word.isdecimal() and int(word) <= LONGEST for word in words):
            raise ValidationError(
                _("Write whole days from 0 to %(longest)d, such as 14, 3, 1."),
                params={"longest": LONGEST},
            )
        return sorted({int(word) for word in words}, reverse=True)

    def prepare_value(self, value):
        return ", ".join(map(str, value)) if isinstance(value, list) else value


class RuleForm(PortalForm, forms.ModelForm):
    """A project's rule for one audience of one kind of date."""

    days_before = DaysField(
        label=_("Days before"),
        required=False,
        help_text=_("Such as 14, 3, 1. 0 is the day itself; nothing: never before."),
    )

    class Meta:
        model = Rule
        fields = COLUMNS
        widgets = {
            "late_from": forms.NumberInput(attrs={"class": "short", "min": 1}),
            "late_every": forms.NumberInput(attrs={"class": "short", "min": 1}),
        }

    def save(self, *, perform, **given):
        return perform(**given, **{name: self.cleaned_data[name] for name in COLUMNS})


class LedgerFilter(forms.Form):
    """The filter above the ledger; what it does not know is left out."""

    person = forms.CharField(label=_("Person"), required=False, max_length=100)
    item = forms.CharField(label=_("What"), required=False, max_length=100)
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[
            ("", _("all")),
            *(choice for choice in Entry.State.choices if choice[0] != Entry.State.QUEUED),
            *MailState.choices,
        ],
    )

    def chosen(self) -> dict[str, str]:
        """The valid fields that are filled in, for `EntryQuerySet.matching`."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class TimelineFilter(forms.Form):
    """How far the timeline looks, and at what; what it does not know is left out."""

    weeks = forms.TypedChoiceField(
        label=_("How far ahead"),
        coerce=int,
        choices=[(2, _("2 weeks")), (4, _("4 weeks")), (8, _("8 weeks"))],
    )
    kind = forms.ChoiceField(label=_("Kind of date"), required=False)

    def __init__(self, data):
        super().__init__({"weeks": USUAL_WEEKS, **data})
        every = [(slug, kind.label) for slug, kind in kinds().items()]
        self.fields["kind"].choices = [("", _("all")), *every]

    def chosen(self) -> tuple[int, str]:
        """(weeks, slug of a kind or "")"""
        self.is_valid()
        return self.cleaned_data.get("weeks", USUAL_WEEKS), self.cleaned_data.get("kind", "")


class PreferenceForm(PortalForm, forms.ModelForm):
    """How often the digest comes, and which optional mail a person wants."""

    wanted = forms.MultipleChoiceField(
        label=_("Mail that you want"),
        required=False,
        choices=[category for category in Category.choices if Category(category[0]).optional],
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "What you take out is not sent to you, and the coordinator sees that it is not. "
            "Confirmations, changes and cancellations always reach you."
        ),
    )

    class Meta:
        model = Preference
        fields = ["rhythm", "weekday"]
        widgets = {"rhythm": forms.RadioSelect}
        help_texts = {"weekday": _("Of the weekly digest.")}

    def __init__(self, *args, person, **kwargs):
        super().__init__(*args, **kwargs)
        left = {category for _address, category in OptOut.objects.pairs([person.email])}
        self.fields["wanted"].initial = [
            value for value, _label in self.fields["wanted"].choices if value not in left
        ]

    def save(self, *, perform, **given):
        return perform(**given, **self.cleaned_data)
