"""The forms of what a group publishes."""

from functools import cached_property

from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.conf import settings
from django.core.validators import RegexValidator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from buyers import publishing
from buyers.models import PlannedProcurement, PlanningDocument
from core.forms import PortalForm, reason_field
from core.stale import StaleCheck
from records.uploads import KINDS
from workpackages.forms.items import side_by_side


class ProcurementForm(StaleCheck, PortalForm, forms.ModelForm):
    reason = reason_field()

    class Meta:
        model = PlannedProcurement
        fields = [
            *["title", "description", "rationale", "category", "procedure", "innovation"],
            *["notice_on", "tender_on", "contract_from", "contract_until"],
        ]
        widgets = {
            "description": forms.Textarea(attrs={"rows": 6}),
            "rationale": forms.Textarea(attrs={"rows": 6}),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not self.instance.pk:
            del self.fields["reason"]

    @cached_property
    def helper(self):
        helper = super().helper
        helper.layout = Layout(
            *("title", "description", "rationale"),
            Fieldset(
                gettext("How it is bought"),
                side_by_side("category", "procedure"),
                "innovation",
                css_class="group",
            ),
            Fieldset(
                gettext("When"),
                side_by_side("notice_on", "tender_on"),
                side_by_side("contract_from", "contract_until"),
                css_class="group",
            ),
            *(name for name in ("reason", "version_seen") if name in self.fields),
        )
        return helper

    def save(self, *, by):
        values = {name: self.cleaned_data[name] for name in self.Meta.fields}
        reason = self.cleaned_data.get("reason", "")
        return publishing.describe(group=self.instance.group, by=by, reason=reason, **values)


class DocumentForm(StaleCheck, PortalForm, forms.ModelForm):
    """The day of publishing is no field of the model here: with an upload the row gets its file
    only in the act, and its rule is asked there."""

    upload = forms.FileField(
        label=_("File"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ",".join(f".{ending}" for ending in KINDS)}),
    )
    language = forms.CharField(
        label=_("Language"),
        max_length=2,
        initial="en",
        help_text=_("Two letters, such as en."),
        validators=[RegexValidator(r"^[a-z]{2}$", _("Write two small letters, such as en."))],
    )
    published_on = forms.DateField(
        label=_("Published on"),
        required=False,
        help_text=_("From this day on everybody may read it. Empty: not published."),
    )
    reason = reason_field()

    class Meta:
        model = PlanningDocument
        fields = ["type", "title", "description", "url", "language"]
        widgets = {"description": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        limit = {"kinds": ", ".join(KINDS), "limit": settings.MAX_UPLOAD_MB}
        help_text = gettext("Or a file, which the portal serves: %(kinds)s; at most %(limit)d MB.")
        if self.instance.pk:
            self.fields["published_on"].initial = self.instance.published_on
            gone = "url" if self.instance.file_id else "upload"
            del self.fields[gone]  # an address stays an address, and a file a file
            help_text = gettext("A new version: %(kinds)s; at most %(limit)d MB.")
        else:
            del self.fields["reason"]
        if "upload" in self.fields:
            self.fields["upload"].help_text = help_text % limit

    @cached_property
    def helper(self):
        helper = super().helper
        names = [
            *["type", "title", "description", "url", "upload"],
            *["language", "published_on", "reason", "version_seen"],
        ]
        helper.layout = Layout(*(name for name in names if name in self.fields))
        return helper

    def clean(self):
        """`whole` is what the page sends last: where it is missing, the rest is too."""
        cleaned = super().clean()
        if self.data.get("whole") != "yes":
            field = "upload" if "upload" in self.fields else None
            self.errors.pop("upload", None)
            self.add_error(field, _("The upload was cut off on its way. Choose the file again."))
        return cleaned

    def save(self, *, by, now):
        given = {
            "document": self.instance,
            "published_on": self.cleaned_data["published_on"],
            "upload": self.cleaned_data.get("upload"),
            "by": by,
            "now": now,
        }
        if not self.instance.pk:
            return publishing.add_document(**given)
        names = [name for name in self.Meta.fields if name in self.cleaned_data]
        values = {name: self.cleaned_data[name] for name in names}
        return publishing.change_document(**given, reason=self.cleaned_data["reason"], **values)


class TakeOutForm(PortalForm, forms.Form):
    reason = forms.CharField(
        label=_("Reason"), max_length=500, help_text=_("Goes into the history.")
    )

    def save(self, *, document, by, now, on):
        return publishing.take_out(document=document, by=by, now=now, on=on, **self.cleaned_data)
