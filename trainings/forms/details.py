"""What a programme and a training are."""

from crispy_forms.layout import Div, Fieldset, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from buyers.forms.codes import CodeField, FindsCodes
from buyers.models import Tier
from core.forms import (
    MonthField,
    PortalForm,
    SeveralField,
    ZoneChoiceField,
    month_help,
    reason_field,
)
from core.stale import StaleCheck
from partners.models import Participation
from trainings.models import Programme, Training


class ProgrammeForm(StaleCheck, PortalForm, forms.ModelForm):
    first_month = MonthField(label=_("Window: first month"))
    last_month = MonthField(label=_("Window: last month"))
    tiers = forms.MultipleChoiceField(
        label=_("Tiers"),
        choices=Tier.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Which members of the groups may come."),
    )

    class Meta:
        model = Programme
        fields = [
            "task",
            "title",
            "purpose",
            "first_month",
            "last_month",
            "window_opens",
            "window_closes",
            "target_number",
            "minimum",
            "offer_days",
            "buyer_groups",
            "tiers",
            "for_partners",
            "prerequisite",
            "is_public",
        ]
        field_classes = {"buyer_groups": SeveralField}
        widgets = {
            "purpose": forms.Textarea(attrs={"rows": 3}),
            "buyer_groups": forms.CheckboxSelectMultiple,
        }

    def __init__(self, *args, tasks, **kwargs):
        super().__init__(*args, **kwargs)
        project = self.instance.project
        self.fields["task"].queryset = tasks
        self.fields["buyer_groups"].queryset = project.buyer_groups.all()
        self.fields["prerequisite"].queryset = project.programmes.exclude(pk=self.instance.pk)
        self.fields["first_month"].help_text = month_help(project.start, project.duration)
        self.helper.layout = Layout(
            "task",
            "title",
            "purpose",
            Fieldset(
                gettext("When"),
                Div("first_month", "last_month", css_class="side-by-side"),
                Div("window_opens", "window_closes", css_class="side-by-side"),
                css_class="group",
            ),
            Fieldset(
                gettext("How many"),
                "target_number",
                "minimum",
                "offer_days",
                css_class="group",
            ),
            Fieldset(
                gettext("Who may come"),
                "buyer_groups",
                "tiers",
                "for_partners",
                "prerequisite",
                css_class="group",
            ),
            "is_public",
            *(["version_seen"] if self.instance.pk else []),
        )

    def act_fields(self) -> dict:
        return {"programme": self.instance, "buyer_groups": self.cleaned_data["buyer_groups"]}


class RegionForm(FindsCodes, PortalForm, forms.ModelForm):
    """The region of a training as a code of the list; its value is the code."""

    nuts = CodeField(
        scheme="NUTS",
        label=_("Region (NUTS)"),
        required=False,
        help_text=_("Tick what the search finds. Reports count trainings by it."),
    )

    def clean_nuts(self):
        row = self.cleaned_data["nuts"]
        return row.code if row else ""


class PlanForm(RegionForm):
    """A training in its window; place and agenda may follow later."""

    zone = ZoneChoiceField(label=_("Time zone"), help_text=_("Of the place."))
    reason = reason_field(_("Needed when its window lies outside that of the programme."))

    class Meta:
        model = Training
        fields = [
            *["title", "organiser", "window_opens", "window_closes", "region", "nuts", "city"],
            *["country", "zone", "capacity"],
        ]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        organisers(self.fields["organiser"], self.instance.project)
        name_window(self.fields)
        self.helper.layout = Layout(
            "title",
            "organiser",
            Fieldset(
                gettext("Planned window"),
                Div("window_opens", "window_closes", css_class="side-by-side"),
                "reason",
                css_class="group",
            ),
            Fieldset(
                gettext("Where"),
                Div("city", "country", css_class="side-by-side"),
                "region",
                "nuts",
                "zone",
                css_class="group",
            ),
            Fieldset(gettext("Participants"), "capacity", css_class="group"),
        )

    def details(self) -> dict:
        return {name: self.cleaned_data[name] for name in self._meta.fields}


class DetailsForm(StaleCheck, RegionForm):
    """Everything about a training but its days."""

    zone = ZoneChoiceField(label=_("Time zone"), help_text=_("Of the place."))
    reason = forms.CharField(
        label=_("Why"),
        required=False,
        max_length=200,
        help_text=_(
            "Registered people read it when name, place or zone change. Needed for a window "
            "outside that of the programme."
        ),
    )

    class Meta:
        model = Training
        fields = [
            "title",
            "organiser",
            "description",
            "window_opens",
            "window_closes",
            "region",
            "nuts",
            "venue",
            "address",
            "city",
            "country",
            "zone",
            "map_url",
            "online_url",
            "language",
            "meeting",
            "capacity",
            "needs_approval",
            "decision_day",
            "contact_name",
            "contact_email",
        ]
        widgets = {
            "description": forms.Textarea(attrs={"rows": 4}),
        }

    def __init__(self, *args, may_schedule, **kwargs):
        super().__init__(*args, **kwargs)
        if may_schedule:
            organisers(self.fields["organiser"], self.instance.project)
            name_window(self.fields)
        else:
            for name in ("organiser", "window_opens", "window_closes"):
                del self.fields[name]
        window = Fieldset(
            gettext("Planned window"),
            Div("window_opens", "window_closes", css_class="side-by-side"),
            css_class="group",
        )
        self.helper.layout = Layout(
            "title",
            *(["organiser"] if may_schedule else []),
            "description",
            *([window] if may_schedule else []),
            Fieldset(
                gettext("Where"),
                "venue",
                "address",
                Div("city", "country", css_class="side-by-side"),
                "region",
                "nuts",
                "zone",
                "map_url",
                "online_url",
                "meeting",
                css_class="group",
            ),
            Fieldset(
                gettext("Participants"),
                "capacity",
                "needs_approval",
                "decision_day",
                "language",
                Div("contact_name", "contact_email", css_class="side-by-side"),
                css_class="group",
            ),
            Fieldset(gettext("This change"), "reason", css_class="group"),
            "version_seen",
        )

    def details(self) -> dict:
        return {name: self.cleaned_data[name] for name in self.fields if name in self._meta.fields}

    def clean_decision_day(self):
        day, first = self.cleaned_data["decision_day"], self.instance.first_day
        if day and first and day > first:
            raise ValidationError(_("Go or no-go is decided before the training."))
        return day


def organisers(field, project) -> None:
    """Partners to choose an organiser from, by name instead of number."""
    field.queryset = (
        Participation.objects.filter(project=project)
        .select_related("organisation")
        .order_by("number")
    )
    field.label_from_instance = lambda partner: partner.organisation.short_name


def name_window(fields) -> None:
    """Under the heading of the planned window its days need no more than this."""
    fields["window_opens"].label = gettext("First day")
    fields["window_closes"].label = gettext("Last day")
