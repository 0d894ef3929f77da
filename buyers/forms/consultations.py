"""The forms of open market consultations."""

from functools import cached_property

from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from buyers import consulting
from buyers.models import Consultation, ConsultationQuestion, Need, SupplierContact
from buyers.querysets.consultations import WAITS
from core.forms import PortalForm, SeveralField, not_in_the_future, reason_field
from core.stale import StaleCheck
from workpackages.forms.filters import ANY, ListFilter, search_field
from workpackages.forms.items import side_by_side


class OfThePast:
    """A form about something that has happened: its day is not after `today`."""

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today


class WrittenForm(StaleCheck, PortalForm, forms.ModelForm):
    """Changes some columns of a consultation."""

    def save(self, *, by):
        """Enter the new consultation, or change the one there is. Raises ValidationError."""
        if not self.instance.pk:
            needs = self.cleaned_data["needs"]
            return consulting.enter(consultation=self.instance, needs=needs, by=by)
        values = {name: self.cleaned_data[name] for name in self.Meta.fields}
        return consulting.change(
            consultation=self.instance, by=by, reason=self.cleaned_data.get("reason", ""), **values
        )


class ConsultationForm(WrittenForm):
    needs = SeveralField(
        label=_("Needs"),
        help_text=_("Which needs suppliers are asked about."),
        queryset=Need.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    reason = reason_field()

    class Meta:
        model = Consultation
        fields = [
            *["title", "description", "needs", "opens_on", "closes_on", "channel", "place"],
            *["online_url", "contact_email", "notice"],
        ]
        widgets = {"description": forms.Textarea(attrs={"rows": 10})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        shared = Need.objects.filter(group=self.instance.group_id).exclude(state=Need.State.DRAFT)
        self.fields["needs"].queryset = shared.order_by("number")
        if not self.instance.pk:
            del self.fields["reason"]

    @cached_property
    def helper(self):
        helper = super().helper
        helper.layout = Layout(
            *("title", "description", "needs"),
            Fieldset(gettext("When"), side_by_side("opens_on", "closes_on"), css_class="group"),
            Fieldset(
                gettext("Where"),
                side_by_side("channel", "place"),
                "online_url",
                css_class="group",
            ),
            Fieldset(
                gettext("For suppliers"),
                side_by_side("contact_email", "notice"),
                css_class="group",
            ),
            *(name for name in ("reason", "version_seen") if name in self.fields),
        )
        return helper


class ReportForm(WrittenForm):
    class Meta:
        model = Consultation
        fields = ["report"]
        widgets = {"report": forms.Textarea(attrs={"rows": 20})}


class StepForm(PortalForm, forms.Form):
    reason = reason_field()

    def __init__(self, *args, step, **kwargs):
        super().__init__(*args, **kwargs)
        self.step = step
        self.fields["reason"].required = step.needs_reason

    def save(self, *, consultation, by):
        return consulting.go(consultation=consultation, step=self.step, by=by, **self.cleaned_data)


class QuestionForm(OfThePast, StaleCheck, PortalForm, forms.ModelForm):
    class Meta:
        model = ConsultationQuestion
        fields = ["text", "asked_by", "asked_on", "answer"]
        widgets = {
            "text": forms.Textarea(attrs={"rows": 4}),
            "answer": forms.Textarea(attrs={"rows": 8}),
        }
        help_texts = {
            "text": _("As it was received, without anything that tells who asked."),
            "answer": _("May follow later. Only what is published is read by others."),
        }

    @cached_property
    def helper(self):
        helper = super().helper
        helper.layout = Layout(
            "text",
            side_by_side("asked_by", "asked_on"),
            "answer",
            *(name for name in ("version_seen",) if name in self.fields),
        )
        return helper

    def clean_asked_on(self):
        return not_in_the_future(self.cleaned_data["asked_on"], self.today)

    def save(self, *, by):
        if not self.instance.pk:
            return consulting.ask(question=self.instance, by=by)
        values = {name: self.cleaned_data[name] for name in self.Meta.fields}
        return consulting.answer(question=self.instance, by=by, **values)


class QuestionFilter(ListFilter):
    """Who does not manage the group sees published questions alone, and never who asked."""

    STATES = (
        ("waiting", _("without an answer")),
        ("answered", _("answered, not published")),
        ("published", _("published")),
    )

    q = search_field()
    state = forms.ChoiceField(label=_("State"), choices=[*ANY, *STATES], required=False)

    def __init__(self, *args, manages, **kwargs):
        super().__init__(*args, **kwargs)
        self.manages = manages
        if not manages:
            del self.fields["state"]

    def condition(self) -> Q:
        wanted = Q() if self.manages else Q(published_at__isnull=False)
        if text := self.value("q"):
            found = Q(text__icontains=text) | Q(answer__icontains=text)
            if self.manages:
                found |= Q(asked_by__icontains=text)
            wanted &= found
        published, answered = Q(published_at__isnull=False), ~Q(answer="")
        of = {
            "waiting": ~published & ~answered,
            "answered": ~published & answered,
            "published": published,
        }
        return wanted & of.get(self.value("state"), Q())


class ContactForm(OfThePast, PortalForm, forms.ModelForm):
    class Meta:
        model = SupplierContact
        fields = ["day", "supplier", "size", "country", "channel", "told", "shared_how"]
        widgets = {
            "told": forms.Textarea(attrs={"rows": 5}),
            "shared_how": forms.Textarea(attrs={"rows": 3}),
        }

    @cached_property
    def helper(self):
        helper = super().helper
        helper.layout = Layout(
            side_by_side("day", "channel"),
            "supplier",
            side_by_side("size", "country"),
            *("told", "shared_how"),
        )
        return helper

    def clean_day(self):
        return not_in_the_future(self.cleaned_data["day"], self.today)

    def save(self, *, by, now):
        return consulting.log(contact=self.instance, by=by, now=now)


class ShareForm(PortalForm, forms.Form):
    how = forms.CharField(
        label=_("How the others got the same"),
        help_text=_("Such as: published as question 4; sent to all who had registered."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def save(self, *, contact, by):
        return consulting.share(contact=contact, by=by, **self.cleaned_data)


class StrikeForm(PortalForm, forms.Form):
    reason = forms.CharField(
        label=_("Reason"), max_length=500, help_text=_("Stands in the log beside the line.")
    )

    def save(self, *, contact, by, on):
        return consulting.strike(contact=contact, by=by, on=on, **self.cleaned_data)


class ContactFilter(ListFilter):
    STATES = (
        ("waiting", _("the others wait")),
        ("shared", _("shared with all")),
        ("struck", _("struck out")),
    )

    q = search_field()
    state = forms.ChoiceField(label=_("State"), choices=[*ANY, *STATES], required=False)

    def condition(self) -> Q:
        wanted = Q()
        if text := self.value("q"):
            wanted &= Q(supplier__icontains=text) | Q(told__icontains=text)
        of = {
            "waiting": WAITS,
            "shared": Q(struck_on__isnull=True) & ~Q(shared_how=""),
            "struck": Q(struck_on__isnull=False),
        }
        return wanted & of.get(self.value("state"), Q())
