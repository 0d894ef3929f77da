"""What happens at a training, who teaches, and who hosts it with the organiser."""

from functools import cached_property

from crispy_forms.layout import Div, Layout
from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.forms import PortalForm, SeveralField
from core.stale import StaleCheck
from trainings import agenda, eligibility
from trainings.days import MOST_DAYS
from trainings.models import AgendaItem, CoHost, Trainer


class ItemForm(StaleCheck, PortalForm, forms.ModelForm):
    """The instance comes with its training; `days` are its fixed days, `used` the numbers of days
    that the agenda has. What there is nothing to choose of is not asked."""

    day = forms.TypedChoiceField(label=_("Day"), coerce=int)

    class Meta:
        model = AgendaItem
        fields = ["day", "starts", "ends", "title", "module", "trainers", "note"]
        field_classes = {"trainers": SeveralField}
        widgets = {"trainers": forms.CheckboxSelectMultiple}

    def __init__(self, *args, days, used, **kwargs):
        super().__init__(*args, **kwargs)
        training = self.instance.training
        numbers = set(range(1, (len(days) or MOST_DAYS) + 1)) | set(used)
        names = {number: date_format(day.day) for number, day in enumerate(days, 1)}
        self.fields["day"].choices = [
            (number, day_in_words(number, names.get(number))) for number in sorted(numbers)
        ]
        if len(numbers) == 1:
            self.fields["day"].widget = forms.HiddenInput()
        modules = training.programme.modules
        self.fields["module"].queryset = (
            modules.taught() | modules.filter(pk=self.instance.module_id)
        ).distinct()
        self.fields["module"].empty_label = gettext("none")
        self.fields["title"].required = False
        self.fields["title"].help_text = gettext("Empty: that of the module.")
        self.fields["trainers"].queryset = training.trainers.teaching()
        if not self.fields["module"].queryset.exists():
            del self.fields["module"]
            self.fields["title"].required = True
            self.fields["title"].help_text = ""
        if not self.fields["trainers"].queryset.exists():
            del self.fields["trainers"]

    @cached_property
    def helper(self):
        helper = super().helper
        rows = ("module", "title", "trainers", "note", "version_seen")
        helper.layout = Layout(
            Div("day", "starts", "ends", css_class="side-by-side"),
            *(name for name in rows if name in self.fields),
        )
        return helper

    def clean(self):
        cleaned = super().clean()
        module = self.cleaned_data.get("module")
        if "title" not in self.errors and not self.cleaned_data.get("title"):
            if module:
                self.cleaned_data["title"] = module.title
            elif "module" in self.fields and "module" not in self.errors:
                self.add_error("title", _("Write a title, or choose a module."))
        return cleaned

    def save(self, *, by):
        """Enter the new item, or change the one there is. Raises ValidationError."""
        trainers = self.cleaned_data.get("trainers")
        if not self.instance.pk:
            return agenda.add_item(item=self.instance, trainers=trainers or (), by=by)
        names = [name for name in self._meta.fields if name in self.fields and name != "trainers"]
        values = {name: self.cleaned_data[name] for name in names}
        return agenda.change_item(item=self.instance, by=by, trainers=trainers, **values)


def day_in_words(number: int, date: str | None) -> str:
    if date:
        return gettext("Day %(number)d, %(date)s") % {"number": number, "date": date}
    return gettext("Day %(number)d") % {"number": number}


class TrainerForm(StaleCheck, PortalForm, forms.ModelForm):
    """A new one is a person or a name; of one there is, the words change and the person stays."""

    class Meta:
        model = Trainer
        fields = ["person", "name", "organisation"]

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today
        if self.instance.pk:
            del self.fields["person"]
            return
        training = self.instance.training
        self.fields["person"].queryset = eligibility.people_of(training.programme, today)
        self.fields["person"].empty_label = gettext("somebody from elsewhere")
        self.fields["person"].help_text = gettext("With a place in this project.")
        self.fields["name"].required = False
        self.fields["name"].help_text = gettext(
            "As the agenda prints it. Empty: that of the person."
        )
        self.fields["organisation"].help_text = gettext("Empty: that of the person.")

    def save(self, *, by):
        """Raises ValidationError."""
        if not self.instance.pk:
            return agenda.add_trainer(trainer=self.instance, by=by, today=self.today)
        values = {name: self.cleaned_data[name] for name in ("name", "organisation")}
        return agenda.change_trainer(trainer=self.instance, by=by, **values)


class CoHostForm(StaleCheck, PortalForm, forms.ModelForm):
    class Meta:
        model = CoHost
        fields = ["name", "country", "website", "contact_name", "contact_email"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"].help_text = gettext("As the page and the mails print it.")
        self.fields["contact_name"].help_text = gettext("Seen only by those who run the training.")
        rows = ("name", "country", "website", "contact_name", "contact_email", "version_seen")
        self.helper.layout = Layout(*(name for name in rows if name in self.fields))

    def save(self, *, by):
        """Raises ValidationError."""
        if not self.instance.pk:
            return agenda.add_cohost(cohost=self.instance, by=by)
        values = {name: self.cleaned_data[name] for name in self._meta.fields}
        return agenda.change_cohost(cohost=self.instance, by=by, **values)
