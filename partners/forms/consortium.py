"""The forms of projects, partners and organisations."""

from crispy_forms.layout import HTML, Div, Fieldset, Layout
from django import forms
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from core.forms import PortalForm, ZoneChoiceField, reason_field
from core.stale import StaleCheck
from partners import consortium
from partners.models import Organisation, Participation, Project

ORGANISATION = ["name", "short_name", "type", "country", "city", "pic", "website"]


class OrganisationChoice(PortalForm):
    """Mixin: an organisation that the portal knows, or the description of a new one.

    `cleaned_data["organisation"]` is a row, or an unsaved one that passed its checks.
    """

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["organisation"] = forms.ModelChoiceField(
            Organisation.objects.only("short_name", "name"),
            label=_("Organisation"),
            required=False,
            empty_label=_("A new one, described below"),
            help_text=_("One that the portal knows from this or another project."),
        )
        self.fields |= forms.fields_for_model(Organisation, fields=ORGANISATION)
        if self.is_bound and not self._describes_one():
            for name in ORGANISATION:
                self.fields[name].required = False

    def _describes_one(self) -> bool:
        """Nothing is chosen, and something is written about a new one."""
        typed = {name: self.data.get(self.add_prefix(name)) for name in ORGANISATION}
        del typed["type"]  # comes chosen
        return not self.data.get(self.add_prefix("organisation")) and any(typed.values())

    def clean(self):
        cleaned_data = super().clean()
        if self._describes_one():
            cleaned_data["organisation"] = self._described()
        elif not cleaned_data.get("organisation") and "organisation" not in self.errors:
            self.add_error("organisation", _("Choose an organisation, or describe a new one."))
        return cleaned_data

    def _described(self) -> Organisation:
        organisation = Organisation(
            **{name: self.cleaned_data.get(name, "") for name in ORGANISATION}
        )
        try:
            organisation.full_clean(exclude=set(self.errors))
        except forms.ValidationError as refusal:
            for name, errors in refusal.error_dict.items():
                self.add_error(name, errors)
        return organisation

    def organisation_layout(self):
        return (
            "organisation",
            Fieldset(
                _("A new organisation"),
                "name",
                Div("short_name", "type", css_class="side-by-side"),
                Div("country", "city", css_class="side-by-side"),
                Div("pic", "website", css_class="side-by-side"),
                css_class="group",
            ),
        )


class OrganisationForm(StaleCheck, PortalForm, forms.ModelForm):
    class Meta:
        model = Organisation
        fields = ORGANISATION

    def save(self, *, by):
        values = {name: self.cleaned_data[name] for name in ORGANISATION}
        return consortium.change(row=self.instance, by=by, **values)


class PartnerForm(StaleCheck, PortalForm, forms.ModelForm):
    """Number, role, entry and exit of a partner."""

    reason = reason_field(_("Goes into the history. Such as: amendment 2."))

    class Meta:
        model = Participation
        fields = ["number", "role", "entry", "exit"]

    def save(self, *, by):
        values = {name: self.cleaned_data[name] for name in self.Meta.fields}
        reason = self.cleaned_data["reason"]
        return consortium.change(row=self.instance, by=by, reason=reason, **values)


class NewPartnerForm(OrganisationChoice, forms.ModelForm):
    class Meta:
        model = Participation
        fields = ["number", "role", "entry"]

    @property
    def helper(self):
        helper = super().helper
        helper.layout = Layout(
            Div("number", "role", "entry", css_class="side-by-side"), *self.organisation_layout()
        )
        return helper

    def save(self, *, by):
        return consortium.add_partner(
            participation=self.instance, organisation=self.cleaned_data["organisation"], by=by
        )


class ProjectForm(StaleCheck, PortalForm, forms.ModelForm):
    """What the project is. Its start and duration move the plan: that is workpackages' page."""

    zone = ZoneChoiceField(
        label=_("Time zone"), help_text=_("In which its days begin and end, for all partners.")
    )

    class Meta:
        model = Project
        fields = ["acronym", "title", "grant_number", "programme", "zone", "summary"]
        widgets = {"summary": forms.Textarea(attrs={"rows": 6})}

    def save(self, *, by):
        values = {name: self.cleaned_data[name] for name in self.Meta.fields}
        return consortium.change(row=self.instance, by=by, **values)


class NewProjectForm(OrganisationChoice, forms.ModelForm):
    """A project, its coordinating organisation and that organisation's first person."""

    zone = ZoneChoiceField(label=_("Time zone"), initial="Europe/Brussels")
    coordinator_name = forms.CharField(label=_("Name"), max_length=150)
    coordinator_email = forms.EmailField(
        label=_("E-mail address"), help_text=_("They get an invitation at once.")
    )

    class Meta:
        model = Project
        fields = [
            *("acronym", "title", "grant_number", "programme"),
            *("start", "duration", "zone", "summary"),
        ]
        widgets = {"summary": forms.Textarea(attrs={"rows": 4})}

    @property
    def helper(self):
        helper = super().helper
        helper.layout = Layout(
            Div("acronym", "grant_number", css_class="side-by-side"),
            "title",
            Div("programme", "zone", css_class="side-by-side"),
            Div("start", "duration", css_class="side-by-side"),
            "summary",
            HTML(f"<h2>{_('Its coordinator')}</h2>"),
            *self.organisation_layout(),
            Fieldset(
                _("The first person of the coordinator's team"),
                Div("coordinator_name", "coordinator_email", css_class="side-by-side"),
                css_class="group",
            ),
        )
        return helper

    def clean_acronym(self):
        """The project's address follows from its acronym, once and for all."""
        acronym = self.cleaned_data["acronym"]
        self.instance.slug = slugify(acronym)
        if not self.instance.slug:
            raise forms.ValidationError(_("Use Latin letters or figures."))
        if Project.objects.filter(slug=self.instance.slug).exists():
            raise forms.ValidationError(_("Another project has this acronym."))
        return acronym

    def save(self, *, by, now):
        data = self.cleaned_data
        return consortium.found(
            project=self.instance,
            organisation=data["organisation"],
            coordinator_email=data["coordinator_email"],
            coordinator_name=data["coordinator_name"],
            by=by,
            now=now,
        )
