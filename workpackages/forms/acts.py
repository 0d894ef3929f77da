from datetime import date

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from core.forms import PortalForm, not_in_the_future
from workpackages.progress import Act, perform


class ActForm(PortalForm, forms.Form):
    """What an act wants to know: any of its fields. `late`: there is a delay to be justified."""

    progress = forms.IntegerField(
        label=_("Progress"),
        help_text=_("Per cent, 0 to 100."),
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )
    on = forms.DateField()
    outcome = forms.CharField(
        label=_("Outcome"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    delay = forms.CharField(
        label=_("Justification of the delay"),
        help_text=_("It is past its due day. The EU portal asks why; it can be added later too."),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    reason = forms.CharField(
        label=_("Comment"),
        help_text=_("Goes into the history."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args, act: Act, today: date, late: bool = False, **kwargs):
        super().__init__(*args, **kwargs)
        self.act, self.today = act, today
        asked = set(act.asks) - ({"delay"} if not late else set())
        for name in self.fields.keys() - asked:
            del self.fields[name]
        if "on" in self.fields:
            self.fields["on"].label = act.day_label
            self.fields["on"].initial = today
        if "reason" in self.fields:
            self.fields["reason"].required = act.needs_reason
            if act.needs_reason:
                self.fields["reason"].label = _("Reason")

    def clean_on(self):
        return not_in_the_future(self.cleaned_data["on"], self.today)

    def save(self, *, item, by):
        """Do the act; raises ValidationError as the act does."""
        details = {"on": self.today} if self.act.needs_day else {}
        details |= self.cleaned_data
        return perform(item=item, verb=self.act.verb, by=by, **details)
