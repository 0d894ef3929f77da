"""The forms by which meetings and risks of the work plan are shown to a group."""

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from buyers import linking, schedule
from core.forms import PortalForm, SeveralField


class Meetings(SeveralField):
    def label_from_instance(self, meeting):
        return f"{date_format(meeting.first_day)}: {meeting.title}"


class Risks(SeveralField):
    def label_from_instance(self, risk):
        return f"{risk.code} {risk.title}"


class MeetingsForm(PortalForm, forms.Form):
    meetings = Meetings(
        None, label=_("Meetings"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args, group, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["meetings"].queryset = schedule.linkable_meetings(group)
        self.fields["meetings"].initial = list(group.meetings.values_list("pk", flat=True))

    def save(self, *, group, by):
        return linking.link_meetings(group=group, meetings=self.cleaned_data["meetings"], by=by)


class RisksForm(PortalForm, forms.Form):
    risks = Risks(None, label=_("Risks"), required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args, group, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["risks"].queryset = schedule.linkable_risks(group)
        self.fields["risks"].initial = list(group.risks.values_list("pk", flat=True))

    def save(self, *, group, by):
        return linking.link_risks(group=group, risks=self.cleaned_data["risks"], by=by)
