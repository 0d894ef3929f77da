"""The forms of talk and files. Whose dossier it is, the view says."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.forms import PortalForm
from records.models import LONGEST_COMMENT, File
from records.uploads import KINDS


class CommentForm(PortalForm, forms.Form):
    """`people` are (id, name) of those who may be mentioned."""

    text = forms.CharField(
        label=gettext_lazy("Comment"),
        max_length=LONGEST_COMMENT,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    mentioned = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Mention"),
        help_text=gettext_lazy("They get it by mail. An @ and a name in the text does the same."),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "invalid_choice": gettext_lazy("Only people who see this can be mentioned.")
        },
    )

    def __init__(self, *args, people=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["mentioned"].choices = people
        if not people:
            del self.fields["mentioned"]

    def save(self, *, perform, **given):
        return perform(**given, **self.cleaned_data)


class UploadForm(PortalForm, forms.Form):
    """`draft` is the label of the box that reports a draft too; without it there is none."""

    upload = forms.FileField(
        label=gettext_lazy("File"),
        widget=forms.FileInput(attrs={"accept": ",".join(f".{ending}" for ending in KINDS)}),
    )
    file = forms.ModelChoiceField(
        label=gettext_lazy("New version of"),
        help_text=gettext_lazy("A file of the same name becomes its next version by itself."),
        empty_label=gettext_lazy("– none of these –"),
        queryset=File.objects.none(),
        required=False,
    )
    note = forms.CharField(
        label=gettext_lazy("What is new"),
        help_text=gettext_lazy("Such as: comments of the reviewer worked in."),
        max_length=300,
        required=False,
    )
    as_draft = forms.BooleanField(
        help_text=gettext_lazy(
            "The deliverable becomes a draft; where a reviewer is named, they have to approve it."
        ),
        required=False,
        initial=True,
    )

    def __init__(self, *args, dossier, draft="", **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["upload"].help_text = _("%(kinds)s; at most %(limit)d MB.") % {
            "kinds": ", ".join(KINDS),
            "limit": settings.MAX_UPLOAD_MB,
        }
        files = File.objects.in_use().filter(dossier=dossier).order_by("name")
        self.fields["file"].queryset = files
        self.fields["as_draft"].label = draft
        if not files:
            del self.fields["file"]
        if not draft:
            del self.fields["as_draft"]

    def clean(self):
        """`whole` is what the page sends last: where it is missing, the rest is too."""
        cleaned = super().clean()
        if self.data.get("whole") != "yes":
            self.errors.pop("upload", None)
            self.add_error("upload", _("The upload was cut off on its way. Choose the file again."))
        return cleaned

    def save(self, *, perform, **given):
        """Raises ValidationError as the act does."""
        return perform(**given, **self.cleaned_data)
