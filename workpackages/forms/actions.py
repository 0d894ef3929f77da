"""The forms of actions."""

from datetime import date

from crispy_forms.layout import Layout
from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.forms import PortalForm, reason_field
from core.stale import StaleCheck
from partners.models import Person
from workpackages import actions
from workpackages.forms.filters import ANY, ListFilter, choices_of, id_field, search_field
from workpackages.forms.items import side_by_side
from workpackages.models import Action, Meeting, Risk


class ActionFilter(ListFilter):
    SORTS = ("text", "owner", "due_on", "state_label", "source")

    q = search_field()
    owner = id_field(_("Who does it"))
    state = forms.ChoiceField(
        label=_("State"), choices=[*ANY, *Action.State.choices], required=False
    )
    late = forms.BooleanField(label=_("Late"), required=False)
    mine = forms.BooleanField(label=_("Mine"), required=False)

    def __init__(self, *args, owners, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["owner"].choices = choices_of(owners)

    def narrow(self, rows, person, today: date):
        found = rows.matching(owner=self.value("owner"), state=self.value("state"))
        if self.value("late"):
            found = found.overdue(today)
        return found.filter(owner=person) if self.value("mine") else found


class ActionForm(StaleCheck, PortalForm, forms.ModelForm):
    """Enter or change an action; the instance comes with its project and what it is part of."""

    reason = reason_field()

    class Meta:
        model = Action
        fields = ["text", "owner", "due_on", "meeting", "risk"]
        widgets = {"text": forms.Textarea(attrs={"rows": 3})}
        help_texts = {
            "meeting": _("In which it was agreed."),
            "risk": _("Against which it helps."),
        }

    def __init__(self, *args, source: str, person, today: date, **kwargs):
        """`source` is what the action is part of and stays in: "meeting" or "risk"; `person` who
        writes it, for the meetings that they keep."""
        super().__init__(*args, **kwargs)
        project, is_new = self.instance.project, not self.instance.pk
        del self.fields[source]
        if is_new:
            del self.fields["reason"]
        people = Person.objects.on_teams(project, today)
        self.fields["owner"].queryset = people | Person.objects.filter(pk=self.instance.owner_id)
        if "risk" in self.fields:
            self.fields["risk"].queryset = Risk.objects.filter(
                ~Q(state=Risk.State.CLOSED) | Q(pk=self.instance.risk_id), project=project
            )
        else:
            kept = Meeting.objects.editable_by(person).exclude(state=Meeting.State.CANCELLED)
            self.fields["meeting"].queryset = Meeting.objects.filter(
                Q(pk__in=kept.values("pk")) | Q(pk=self.instance.meeting_id), project=project
            )
        self.helper.layout = Layout(
            "text",
            side_by_side("owner", "due_on"),
            *(
                name
                for name in ("meeting", "risk", "reason", "version_seen")
                if name in self.fields
            ),
        )

    def save(self, *, by):
        if not self.instance.pk:
            return actions.assign(action=self.instance, by=by)
        values = {name: self.cleaned_data[name] for name in self.Meta.fields if name in self.fields}
        reason = self.cleaned_data["reason"]
        return actions.change(action=self.instance, by=by, reason=reason, **values)
