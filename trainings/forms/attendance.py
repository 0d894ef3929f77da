"""Who was there: the sheet of a training, and somebody who came without being registered."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.forms import PortalForm
from core.templatetags.portal import day as day_words
from trainings.forms.registering import AddForm

CELL = re.compile(r"at-(\d{1,18})-(\d{1,18})")
SEEN = re.compile(r"(\d{1,18})-(\d{1,18})([yn])")
ANSWERS = {"y": True, "n": False}


class SheetForm(PortalForm, forms.Form):
    """A cell for each person and day, `at-<registration>-<day>`: "y", "n", or nothing.

    `seen` is what the cells said when the page was opened: what the person has not touched is not
    written, whatever somebody else has recorded meanwhile.
    """

    reason = forms.CharField(
        label=_("Why, if you correct something"),
        required=False,
        max_length=300,
        help_text=_("It is kept with what was recorded before."),
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def typed(self) -> dict[tuple[int, int], str]:
        """What stands in the cells, as it was sent."""
        found = {}
        for name, value in self.data.items():
            if cell := CELL.fullmatch(name):
                found[int(cell[1]), int(cell[2])] = value
        return found

    def clean(self):
        cleaned = super().clean()
        seen = {
            (int(registration), int(day)): answer
            for registration, day, answer in SEEN.findall(cleaned.get("seen", ""))
        }
        self.said = {}
        for cell, answer in self.typed().items():
            if answer not in ("", *ANSWERS):
                raise ValidationError(_("Say of each person “there” or “not there”."))
            if answer and seen.get(cell) != answer:
                self.said[cell] = ANSWERS[answer]
        others = self.data.get("others", "")
        if others and not re.fullmatch(r"[0-9]{1,18}", others):
            raise ValidationError(_("Choose a day of the list."))
        self.others_on = int(others) if others else None
        return cleaned


def seen_text(known: dict[tuple[int, int], bool]) -> str:
    """What `seen` carries."""
    return " ".join(
        f"{registration}-{day}{'y' if there else 'n'}"
        for (registration, day), there in known.items()
    )


class SheetFilter(forms.Form):
    q = forms.CharField(
        label=_("Name, address or organisation"),
        required=False,
        widget=forms.TextInput(attrs={"type": "search"}),
    )

    def apply(self, rows):
        given = self.cleaned_data if self.is_valid() else {}
        return rows.matching(given.get("q", ""))


class CameForm(AddForm):
    """Somebody who came; `days_begun` are the days on which they may have been there."""

    days = forms.TypedMultipleChoiceField(
        label=_("There on"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one day.")},
    )

    def __init__(self, *args, days_begun, **kwargs):
        super().__init__(*args, **kwargs)
        self.days_begun = days_begun
        self.fields["days"].choices = [(row.pk, day_words(row.day)) for row in days_begun]
        self.fields["days"].initial = [row.pk for row in days_begun]

    def given(self) -> dict:
        """What the act asks for."""
        chosen = self.cleaned_data["days"]
        return {
            "person": self.cleaned_data["person"],
            "reason": self.cleaned_data["override"],
            "days": [row for row in self.days_begun if row.pk in chosen],
        }
