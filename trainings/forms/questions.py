"""A question that is asked at registration."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import PortalForm
from trainings.models import Question


class LinesField(forms.CharField):
    """Several short texts, one a line; its value is the list of them."""

    widget = forms.Textarea

    def to_python(self, value):
        lines = super().to_python(value).splitlines()
        return [line.strip() for line in lines if line.strip()]

    def prepare_value(self, value):
        return "\n".join(value) if isinstance(value, list) else value

    def has_changed(self, initial, data):
        return self.to_python(data) != (initial or [])

    def run_validators(self, value):
        super().run_validators("\n".join(value))


class QuestionForm(PortalForm, forms.ModelForm):
    options = LinesField(
        label=_("To choose from"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Only where one chooses: one a line."),
    )
    position = forms.IntegerField(
        label=_("Position"),
        min_value=1,
        max_value=999,
        help_text=_("Questions with a smaller number come first."),
    )

    class Meta:
        model = Question
        fields = ["text", "kind", "options", "is_required", "position"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["text"].help_text = _("As people read it. Ask only what you need.")
        self.fields["is_required"].help_text = _("Without an answer nobody can register.")

    def given(self) -> dict:
        return {name: self.cleaned_data[name] for name in self._meta.fields}
