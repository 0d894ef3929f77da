"""The forms of buyer groups."""

from crispy_forms.layout import Div, Layout
from django import forms
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from buyers import membership
from buyers.models import BuyerGroup, BuyerMembership, Tier
from core.forms import PortalForm, reason_field
from core.stale import StaleCheck
from partners.consortium import change
from partners.forms.consortium import OrganisationChoice
from workpackages.models import Task

RESERVED = {"new"}  # stands where a group's address would


class GroupForm(StaleCheck, PortalForm, forms.ModelForm):
    """Found or edit a group; the instance comes with its project. With the task goes who steers and
    reads all: only who does already, `may_steer`, chooses it."""

    class Meta:
        model = BuyerGroup
        fields = ["name", "purpose", "task", "lead_procurer"]
        widgets = {"purpose": forms.Textarea(attrs={"rows": 5})}

    def __init__(self, *args, may_steer=True, **kwargs):
        super().__init__(*args, **kwargs)
        group = self.instance
        if may_steer:
            self.fields["task"].queryset = Task.objects.filter(project=group.project_id)
        else:
            del self.fields["task"]
        if group.pk:
            members = group.memberships.filter(until__isnull=True).by_tier()
            self.fields["lead_procurer"].queryset = members.select_related("organisation")
        else:
            del self.fields["lead_procurer"]

    def clean_name(self):
        """The group's address follows from its first name, once and for all."""
        name = self.cleaned_data["name"]
        if not self.instance.pk:
            slug = self.instance.slug = slugify(name)[:60]
            same = BuyerGroup.objects.filter(project=self.instance.project_id, slug=slug)
            if not slug or slug in RESERVED:
                raise forms.ValidationError(_("Choose another name: this makes no address."))
            if same.exists():
                raise forms.ValidationError(_("Another group of this project has this name."))
        return name

    def save(self, *, by):
        if not self.instance.pk:
            return membership.found(group=self.instance, by=by)
        values = {name: self.cleaned_data[name] for name in self.Meta.fields if name in self.fields}
        return change(row=self.instance, by=by, **values)


class NewMemberForm(OrganisationChoice, forms.ModelForm):
    class Meta:
        model = BuyerMembership
        fields = ["tier", "since"]

    @property
    def helper(self):
        helper = super().helper
        helper.layout = Layout(
            Div("tier", "since", css_class="side-by-side"), *self.organisation_layout()
        )
        return helper

    def save(self, *, by):
        return membership.add_member(
            membership=self.instance, organisation=self.cleaned_data["organisation"], by=by
        )


class TierForm(PortalForm, forms.Form):
    tier = forms.ChoiceField(label=_("New tier"), choices=Tier)
    since = forms.DateField(label=_("From"), help_text=_("The first day in the new tier."))
    reason = reason_field()

    def save(self, *, membership_row, by):
        return membership.change_tier(membership=membership_row, by=by, **self.cleaned_data)


class EndForm(PortalForm, forms.Form):
    until = forms.DateField(label=_("Last day"))
    reason = reason_field()

    def save(self, *, end, by, **row):
        """`end` is the act, `row` what it ends."""
        return end(by=by, **row, **self.cleaned_data)


class NamePersonForm(PortalForm, forms.Form):
    name = forms.CharField(label=_("Name"), max_length=150, help_text=_("First name and surname."))
    email = forms.EmailField(label=_("E-mail address"))
    function = forms.CharField(label=_("Function"), max_length=100, required=False)
    invite = forms.BooleanField(
        label=_("Invite them to open an account"),
        required=False,
        initial=True,
        help_text=_("Without an account they cannot look at the group, only be invited."),
    )

    def save(self, *, membership_row, by, now):
        return membership.name_person(
            membership=membership_row, by=by, now=now, **self.cleaned_data
        )
