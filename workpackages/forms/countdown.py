"""Days and persons of a countdown, all five steps on one page."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from crispy_forms.layout import Div, Fieldset, Layout
from django import forms
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from core.forms import DateInput, PortalForm, reason_field
from core.stale import WHILE_WRITING, StaleCheck
from core.templatetags.portal import day
from partners.models import Person, TeamMember
from workpackages import countdown
from workpackages.models import CountdownStep

Kind = CountdownStep.Kind


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who can be named for a step."""

    person: Person
    label: str
    of_lead: bool  # so they do not review


class CountdownForm(StaleCheck, PortalForm, forms.Form):
    """`day_<kind>` and `person_<kind>` of each step; what is done is shown and not changed."""

    reason = reason_field()

    def __init__(self, *args, deliverable, steps, today: date, **kwargs):
        self.instance, self.steps = deliverable, steps
        self.candidates = candidates(deliverable, steps, today)
        super().__init__(*args, **kwargs)
        for step in steps:
            self.add_step(step)

    @cached_property
    def helper(self):
        helper = super().helper
        rows = [
            Fieldset(
                self.legend(step),
                Div(f"day_{step.kind}", f"person_{step.kind}", css_class="side-by-side"),
                css_class="group close",
            )
            for step in self.steps
        ]
        helper.layout = Layout(*rows, "reason", "version_seen")
        return helper

    def legend(self, step) -> str:
        words = capfirst(step.get_kind_display())
        if not step.done_on:
            return words
        return _("%(step)s: done on %(day)s") % {"step": words, "day": day(step.done_on)}

    def add_step(self, step) -> None:
        self.fields[f"day_{step.kind}"] = forms.DateField(
            label=_("Due"),
            initial=step.due_on,
            widget=DateInput(),
            disabled=bool(step.done_on),
        )
        self.fields[f"person_{step.kind}"] = forms.TypedChoiceField(
            label=_("Reviewer") if step.kind == Kind.REVIEW else _("Person"),
            choices=[("", self.if_nobody(step)), *self.choices(step)],
            coerce=lambda pk: self.candidates[int(pk)].person,
            empty_value=None,
            initial=step.in_charge and step.in_charge.pk,
            required=False,
            disabled=bool(step.done_on),
        )

    def choices(self, step) -> list[tuple[int, str]]:
        """The review is by another partner; who is named stays in the list."""
        return [
            (pk, each.label)
            for pk, each in self.candidates.items()
            if step.kind != Kind.REVIEW or not each.of_lead or each.person == step.in_charge
        ]

    def if_nobody(self, step) -> str:
        if step.kind == Kind.REVIEW:
            return _("nobody yet")
        if step.kind in CountdownStep.OF_COORDINATOR:
            return _("the coordinator’s people")
        return _("the people of %s") % self.instance.lead.organisation.short_name

    def save(self, *, by):
        given = self.cleaned_data
        kinds = [step.kind for step in self.steps]
        return countdown.change(
            deliverable=self.instance,
            by=by,
            days={kind: given[f"day_{kind}"] for kind in kinds},
            people={kind: given[f"person_{kind}"] for kind in kinds if kind != Kind.REVIEW},
            reviewer=given[f"person_{Kind.REVIEW}"],
            reason=given["reason"],
        )

    # --- StaleCheck: the form is about the steps and the reviewer of the deliverable ---------

    def _newest(self) -> list:
        of_steps = CountdownStep.history.filter(deliverable=self.instance)
        newest = [
            rows.order_by("-history_id").first() for rows in (of_steps, self.instance.history)
        ]
        return [row for row in newest if row]

    def _version(self) -> int:
        return sum(row.history_id for row in self._newest())

    def _told(self, seen: int) -> list[str]:
        newest = max(self._newest(), key=lambda row: row.history_date)
        return [
            WHILE_WRITING,
            _("%(who)s, %(when)s")
            % {
                "who": newest.history_user or _("The portal"),
                "when": date_format(localtime(newest.history_date), "DATETIME_FORMAT"),
            },
        ]


def candidates(deliverable, steps, today: date) -> dict[int, Candidate]:
    """Who has a place on a team of the project, by name, and who is named already."""
    places = (
        TeamMember.objects.valid_on(today)
        .filter(participation__project=deliverable.project)
        .select_related("person", "participation__organisation")
        .order_by("person__name", "person")
    )
    found = {}
    for place in places:
        name = f"{place.person} ({place.participation.organisation.short_name})"
        of_lead = place.participation_id == deliverable.lead_id
        known = found.get(place.person_id)
        of_lead = of_lead or (known is not None and known.of_lead)
        found[place.person_id] = Candidate(place.person, name, of_lead)
    for step in steps:
        if step.in_charge and step.in_charge.pk not in found:
            found[step.in_charge.pk] = Candidate(step.in_charge, str(step.in_charge), False)
    return found
