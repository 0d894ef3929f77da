"""Naming colleagues: those who are known here, and others by name and address."""

from crispy_forms.layout import HTML, Div, Fieldset, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.fields import NormalisedEmailFormField
from core.forms import PortalForm, SeveralField
from partners.models import Person
from trainings.nominating import MOST, Colleague

FEW = 2  # rows that are open from the start


class ColleagueRows(PortalForm):
    """A form's rows for people by name and address: name_1, email_1, and so on.

    A row is both or nothing; one address stands once, in whatever spelling.
    """

    def add_rows(self, few: int = FEW) -> list:
        """Adds the fields; returns them for a layout, the later ones folded."""
        rows = []
        for number in range(1, MOST + 1):
            self.fields |= {
                f"name_{number}": forms.CharField(
                    label=_("Name"), max_length=150, required=False, empty_value=""
                ),
                f"email_{number}": NormalisedEmailFormField(
                    label=_("E-mail address"), max_length=254, required=False
                ),
            }
            rows.append(
                Fieldset(
                    gettext("Colleague %(number)d") % {"number": number},
                    Div(f"name_{number}", f"email_{number}", css_class="side-by-side many"),
                    css_class="group close",
                )
            )
        later = (f"{name}_{n}" for n in range(few + 1, MOST + 1) for name in ("name", "email"))
        is_open = any(self.data.get(name) for name in later)
        return [
            *rows[:few],
            HTML(f'<details class="more"{" open" if is_open else ""}>'),
            HTML(f"<summary>{gettext('More colleagues')}</summary>"),
            *rows[few:],
            HTML("</details>"),
        ]

    def clean(self):
        super().clean()
        self.colleagues, seen = [], {}
        for number in range(1, MOST + 1):
            name, email = (self.cleaned_data.get(f"{of}_{number}") for of in ("name", "email"))
            if {f"name_{number}", f"email_{number}"} & set(self.errors):
                continue
            if bool(name) != bool(email):
                lacks = "email" if name else "name"
                words = {"email": _("Enter their address."), "name": _("Enter their name.")}
                self.add_error(f"{lacks}_{number}", words[lacks])
            elif email in seen:
                words = _("This is the address of colleague %(number)d.")
                self.add_error(f"email_{number}", words % {"number": seen[email]})
            elif email:
                seen[email] = number
                self.colleagues.append(Colleague(name, email))
        return self.cleaned_data


class ColleaguesForm(ColleagueRows, forms.Form):
    """Who comes with the invited person, or in their place."""

    comes_too = forms.BooleanField(label=_("I come too"), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper.layout = Layout("comes_too", *self.add_rows(few=1))

    def clean(self):
        cleaned = super().clean()
        if not self.colleagues and not self.errors:
            raise ValidationError(_("Name at least one colleague."))
        return cleaned

    def given(self) -> dict:
        """What the act takes."""
        return {"colleagues": self.colleagues, "comes_too": self.cleaned_data["comes_too"]}


class NobodyForm(PortalForm, forms.Form):
    words = forms.CharField(
        label=_("Do you want to say why?"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("The organiser reads it."),
    )


class NominateForm(ColleagueRows, forms.Form):
    """Colleagues to register: `able` are those known here who may come and are not registered yet;
    others by name and address, for one of the `organisations`; none of these: no rows."""

    people = SeveralField(
        label=_("Who should come"),
        queryset=None,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args, able, organisations, **kwargs):
        super().__init__(*args, **kwargs)
        self.organisations = organisations
        self.fields["people"].queryset = Person.objects.filter(
            pk__in=[row.pk for row in able]
        ).order_by("name", "pk")
        self.fields["people"].choices = [(row.pk, str(row)) for row in able]
        self.colleagues = []
        layout = ["people"]
        if organisations:
            layout += self.rows_for(organisations)
        self.helper.layout = Layout(*layout)

    def rows_for(self, organisations) -> list:
        rows = self.add_rows()
        if len(organisations) > 1:
            self.fields["organisation"] = forms.TypedChoiceField(
                label=_("They come for"),
                choices=[(row.pk, row.name) for row in organisations],
                coerce=int,
            )
            rows.insert(0, "organisation")
        title = gettext("Others of your organisation")
        hint = gettext(
            "They need no account. Each gets a mail with all details and their own link."
        )
        return [HTML(f'<h2>{title}</h2><p class="form-text">{hint}</p>'), *rows]

    def clean(self):
        cleaned = super().clean() if self.organisations else self.cleaned_data
        if not self.colleagues and not cleaned.get("people") and not self.errors:
            self.add_error("people", _("Choose or name at least one person."))
        return cleaned

    @property
    def organisation(self):
        """For whom the colleagues come; None where there is nobody to name."""
        chosen = self.cleaned_data.get("organisation")
        return next(
            (row for row in self.organisations if chosen in (None, row.pk)),
            None,
        )
