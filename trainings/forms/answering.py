"""What one tells at registration and later: answers, food and access, consents."""

from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.forms import PortalForm
from trainings import answering
from trainings.models import Question

Kind = Question.Kind
UNSAID = ("", _("no answer"))
LONGEST = 2000


class ToldForm(PortalForm, forms.Form):
    """`questions` are those asked; None: it is too late for answers, only consents are left.

    The fields of text are sent even when they are empty: by `diet` a form that was filled in is
    told from a press on the button alone.
    """

    def __init__(self, *args, questions, **kwargs):
        super().__init__(*args, **kwargs)
        self.questions = None if questions is None else list(questions)
        for question in self.questions or ():
            self.fields[answering.field_of(question)] = field_for(question)
        groups = [answering.field_of(question) for question in self.questions or ()]
        if self.questions is not None:
            self.fields |= needs_fields()
            groups.append(Fieldset(gettext("Food and access"), "diet", "access", css_class="group"))
        for purpose, words in answering.WORDS.items():
            self.fields[purpose.value] = forms.BooleanField(label=words, required=False)
        groups.append(Fieldset(gettext("Do you agree?"), *answering.WORDS, css_class="group"))
        self.helper.layout = Layout(*groups)

    def told(self) -> answering.Told:
        given = self.cleaned_data
        consents = frozenset(purpose for purpose in answering.WORDS if given[purpose])
        if self.questions is None:
            return answering.Told(consents=consents)
        return answering.Told(
            answers={each: said(given[answering.field_of(each)]) for each in self.questions},
            diet=given["diet"],
            access=given["access"],
            consents=consents,
        )


class PressForm(PortalForm, forms.Form):
    """The press on a button where nothing is asked."""

    def told(self) -> None:
        return None


def initial_of(registration, questions) -> dict:
    """What was told so far, for the fields; the questions know what was `answered`."""
    agreed = registration.consents.standing().values_list("purpose", flat=True)
    found = dict.fromkeys(agreed, True)
    for question in questions or ():
        text = question.answered or ""
        several = question.kind == Kind.SEVERAL
        found[answering.field_of(question)] = text.splitlines() if several else text
    if questions is not None:
        needs = getattr(registration, "special_needs", None)
        found |= {"diet": needs.diet, "access": needs.access} if needs else {}
    return found


def needs_fields() -> dict:
    return {
        "diet": forms.CharField(
            label=_("Food"),
            required=False,
            max_length=300,
            help_text=_("What you cannot or do not eat, such as nuts."),
        ),
        "access": forms.CharField(
            label=_("Access"),
            required=False,
            max_length=300,
            help_text=_(
                "What you need to take part, such as a ramp. Only the organiser reads both; they "
                "are deleted 30 days after the training."
            ),
        ),
    }


def field_for(question) -> forms.Field:
    given = {"label": question.text, "required": question.is_required}
    if question.kind == Kind.LINE:
        return forms.CharField(max_length=300, **given)
    if question.kind == Kind.TEXT:
        return forms.CharField(
            max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 4}), **given
        )
    choices = (
        answering.YES_OR_NO
        if question.kind == Kind.YES
        else [(each, each) for each in question.options]
    )
    if question.kind == Kind.SEVERAL:
        return forms.MultipleChoiceField(
            choices=choices, widget=forms.CheckboxSelectMultiple, **given
        )
    if not question.is_required:  # a radio button, once pressed, cannot be left empty again
        choices = [*choices, UNSAID]
    return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **given)


def said(value) -> str:
    """As it is stored: of several options one a line."""
    return "\n".join(value) if isinstance(value, list) else value
