"""Materials: adding one with its file, changing what is said of it, a new version."""

from functools import cached_property

from crispy_forms.layout import Div, Layout
from django import forms
from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.forms import PortalForm, reason_field
from core.stale import StaleCheck
from records.uploads import KINDS
from trainings import materials
from trainings.models import Material


def upload_field() -> forms.FileField:
    accept = ",".join(f".{ending}" for ending in KINDS)
    return forms.FileField(label=_("File"), widget=forms.FileInput(attrs={"accept": accept}))


def note_field() -> forms.CharField:
    return forms.CharField(
        label=_("What is new"),
        help_text=_("Such as: the example of Split added."),
        max_length=300,
        required=False,
    )


class WholeUpload:
    """Mixin: an upload that was cut off on its way is told from a whole one."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "upload" in self.fields:
            limit = {"kinds": ", ".join(KINDS), "limit": settings.MAX_UPLOAD_MB}
            words = gettext("%(kinds)s; at most %(limit)d MB.") % limit
            self.fields["upload"].help_text = words

    def clean(self):
        """`whole` is what the page sends last: where it is missing, the rest is too."""
        cleaned = super().clean()
        if "upload" in self.fields and self.data.get("whole") != "yes":
            self.errors.pop("upload", None)
            words = gettext("The upload was cut off on its way. Choose the file again.")
            self.add_error("upload", words)
        return cleaned


class MaterialForm(WholeUpload, StaleCheck, PortalForm, forms.ModelForm):
    """`modules` are those of the programme; a new material brings its file, an old one has it."""

    language = forms.ChoiceField(label=_("Language"))
    upload = upload_field()
    reason = reason_field()

    class Meta:
        model = Material
        fields = ["title", "module", "language", "audience"]
        help_texts = {"module": _("Empty: for the programme as a whole.")}

    def __init__(self, *args, modules, **kwargs):
        super().__init__(*args, **kwargs)
        known = [(code, materials.language_name(code)) for code in materials.language_codes()]
        own = self.instance.language
        if own and own not in dict(known):
            known.append((own, own))
        known.sort(key=lambda choice: choice[1].casefold())
        self.fields["language"].choices = [("", "---------"), *known]
        self.fields["module"].queryset = modules
        if not modules:
            del self.fields["module"]
        del self.fields["upload" if self.instance.pk else "reason"]

    @cached_property
    def helper(self):
        helper = super().helper
        names = ["title", "module", Div("language", "audience", css_class="side-by-side")]
        names += ["upload", "reason", "version_seen"]
        helper.layout = Layout(
            *(name for name in names if not isinstance(name, str) or name in self.fields)
        )
        return helper

    def save(self, *, by, now):
        """Raises ValidationError as the act does."""
        if not self.instance.pk:
            given = {"material": self.instance, "upload": self.cleaned_data["upload"]}
            return materials.add(**given, by=by, now=now)
        values = {name: self.cleaned_data[name] for name in self.Meta.fields if name in self.fields}
        reason = self.cleaned_data["reason"]
        return materials.change(material=self.instance, by=by, reason=reason, **values)


class VersionForm(WholeUpload, PortalForm, forms.Form):
    upload = upload_field()
    note = note_field()

    def save(self, *, material, by, now):
        """Raises ValidationError as the act does."""
        return materials.add_version(material=material, by=by, now=now, **self.cleaned_data)
