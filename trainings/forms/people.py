"""The filter over the participants of all trainings of a project."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from partners.models import Organisation
from trainings.models import Registration


class PeopleFilter(forms.Form):
    """`trainings` are those whose people may be seen here; `found_in` the countries that occur."""

    q = forms.CharField(
        label=_("Name, address or organisation"),
        required=False,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    training = forms.ChoiceField(label=_("Training"), required=False)
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[
            ("", _("all registered")),
            *Registration.State.choices[:4],
            ("ended", _("no longer registered")),
            ("all", _("everybody")),
        ],
    )
    type = forms.ChoiceField(
        label=_("Kind of organisation"),
        required=False,
        choices=[("", _("all")), *Organisation.Type.choices],
    )
    country = forms.ChoiceField(label=_("Country"), required=False)
    attended = forms.ChoiceField(
        label=_("Attendance"),
        required=False,
        choices=[
            ("", _("all")),
            ("there", _("was there")),
            ("not_there", _("was not there")),
            ("unsaid", _("nothing said")),
        ],
    )

    def __init__(self, *args, trainings, found_in, **kwargs):
        super().__init__(*args, **kwargs)
        self.by_slug = {row.slug: row for row in trainings}
        named = [(slug, row.title) for slug, row in self.by_slug.items()]
        self.fields["training"].choices = [("", _("all")), *named]
        codes = sorted((countries.name(code), code) for code in found_in)
        self.fields["country"].choices = [("", _("all")), *((code, name) for name, code in codes)]

    def apply(self, rows):
        """The rows that the filter lets through; what it does not know it ignores."""
        self.is_valid()
        given = self.cleaned_data
        if slug := given.get("training"):
            rows = rows.filter(training=self.by_slug[slug])
        rows = _in_state(rows, given.get("state", ""))
        if kind := given.get("type"):
            rows = rows.filter(organisation__type=kind)
        if country := given.get("country"):
            rows = rows.filter(organisation__country=country)
        if attended := given.get("attended"):
            asked = {"there": rows.came, "not_there": rows.stayed_away, "unsaid": rows.unsaid}
            rows = asked[attended]()
        return rows.matching(given.get("q", ""))


def _in_state(rows, state: str):
    if state == "all":
        return rows
    if state == "ended":
        return rows.ended()
    return rows.filter(state=state) if state else rows.active()
