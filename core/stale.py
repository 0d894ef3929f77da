"""Two people edit one row: who saves second is told, and nobody's work is lost."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.history import changes

WHILE_WRITING = gettext_lazy(
    "This was changed while you were writing. Compare, then save again to keep yours."
)


def told(change) -> str:
    """A change of `core.history` in one line."""
    return _("%(who)s, %(when)s: %(what)s") % {
        "who": change.who or _("The portal"),
        "when": date_format(localtime(change.when), "DATETIME_FORMAT"),
        "what": "; ".join(
            f"{field.label}: {field.old or '–'} → {field.new or '–'}" for field in change.fields
        )
        or change.reason,
    }


class StaleCheck:
    """Mixin for the edit form of a model with history, named before `forms.ModelForm`.

    The page carries the version it was made from. When somebody saved in between, the form says
    who, when and what, keeps what was typed, and lets a second save through. It guards the minutes
    while a person writes; the lock in the act guards the moment of saving.
    """

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["version_seen"] = forms.IntegerField(
                widget=forms.HiddenInput, required=False, initial=self._version()
            )

    def clean(self):
        cleaned_data = super().clean()
        if self.instance.pk:
            seen = self.cleaned_data.pop("version_seen", None) or 0
            latest = self.fields["version_seen"].initial
            if seen != latest:
                self.data = self.data.copy()
                self.data[self.add_prefix("version_seen")] = latest
                raise ValidationError(self._told(seen))
        return cleaned_data

    def _version(self) -> int:
        newest = self.instance.history.order_by("-history_id").values_list("history_id", flat=True)
        return newest.first() or 0

    def _told(self, seen: int) -> list[str]:
        newer = self.instance.history.filter(history_id__gt=seen).count()
        return [WHILE_WRITING, *(told(each) for each in changes(self.instance, limit=newer))]
