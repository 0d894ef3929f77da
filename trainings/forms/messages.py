"""Writing to the people of a training."""

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.forms import PortalForm
from trainings import emails, messages
from trainings.messages import To

# Texts to start from: {key: (what it is for, to whom, subject, text)}
READY = {
    "before": (
        _("Before the day: practical matters"),
        [To.CONFIRMED],
        _("{training}, {date}: practical matters"),
        _(
            "Dear {name},\n\n"
            "we look forward to seeing you on {date}.\n\n"
            "Where: {place}\n\n"
            "Please bring an example of a purchase that your organisation plans. "
            "If you cannot come, give your seat back in time, so that somebody else can: {link}"
        ),
    ),
    "after": (
        _("After the day: thanks and materials"),
        [To.THERE],
        _("Thank you for coming: {training}"),
        _(
            "Dear {name},\n\n"
            "thank you for taking part in {training} for {organisation}.\n\n"
            "The materials are here: {link}\n\n"
            "Questions that came up later are welcome: just answer this mail."
        ),
    ),
    "more": (
        _("We need more people"),
        [To.CONFIRMED, To.INVITED],
        _("{training}, {date}: do you know somebody who should come?"),
        _(
            "Dear {name},\n\n"
            "{training} on {date} still has free seats, and takes place only if enough people "
            "register.\n\n"
            "Please tell a colleague at {organisation}. How to register: {link}"
        ),
    ),
}


class MessageForm(PortalForm, forms.Form):
    states = forms.MultipleChoiceField(
        label=_("To everybody"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose to whom it goes.")},
        help_text=_("Each person gets one mail, whatever they are."),
    )
    subject = forms.CharField(label=_("Subject"), max_length=200)
    text = forms.CharField(
        label=_("Text"), max_length=10_000, widget=forms.Textarea(attrs={"rows": 14})
    )

    def __init__(self, *args, choices, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["states"].choices = choices
        self.fields["text"].help_text = gettext(
            "An empty line begins a paragraph. Filled in for each person: %(known)s."
        ) % {"known": ", ".join(f"{{{name}}}" for name in emails.PLACEHOLDERS)}

    def clean_subject(self):
        return " ".join(self.cleaned_data["subject"].split())

    def clean_text(self):
        return self.cleaned_data["text"].replace("\r\n", "\n")

    def clean(self):
        cleaned = super().clean()
        messages.refuse_unfilled(cleaned.get("subject", ""), cleaned.get("text", ""))
        return cleaned

    def carried(self) -> list[tuple[str, str]]:
        """What was typed, to carry it through the preview."""
        return [(name, value) for name in self.fields for value in self.data.getlist(name)]


def ready(key: str) -> dict:
    """What the form begins with."""
    if key not in READY:
        return {"states": [To.CONFIRMED]}
    _words, states, subject, text = READY[key]
    return {"states": states, "subject": str(subject), "text": str(text)}
