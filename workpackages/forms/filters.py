"""What the filters of the lists have in common; a filter lives in the address of its page."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import PortalForm

ANY = [("", _("any"))]


class ListFilter(PortalForm, forms.Form):
    """What cannot be read is left out and named in `errors`; the rest still filters."""

    SORTS: tuple[str, ...] = ()  # columns by which the list can be sorted, both ways

    sort = forms.ChoiceField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        names = [name for sort in self.SORTS for name in (sort, f"-{sort}")]
        self.fields["sort"].choices = list(zip(names, names, strict=True))

    def value(self, name):
        """What was asked for; empty where it could not be read."""
        self.is_valid()
        return self.cleaned_data.get(name) or ""


def search_field():
    return forms.CharField(
        label=_("Text"), required=False, widget=forms.TextInput(attrs={"type": "search"})
    )


def id_field(label):
    """The id or number of a row among choices that the page sets."""
    return forms.TypedChoiceField(label=label, required=False, coerce=int, empty_value=None)


def choices_of(rows):
    return ANY + [(row.pk, str(row)) for row in rows]
