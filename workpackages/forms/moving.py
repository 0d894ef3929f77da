"""Other months for one item: first to look at, then to confirm."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.forms import MonthField, PortalForm, month_help
from workpackages import moving
from workpackages.models.base import all_of
from workpackages.proposals import Place


class PlaceForm(PortalForm, forms.Form):
    """Where the item shall stand; nothing is written.

    A task that pauses moves as a whole: its length is changed where its intervals are edited.
    """

    first_month = MonthField(label=gettext_lazy("First month"))
    last_month = MonthField(label=gettext_lazy("Last month"))
    due_month = MonthField(label=gettext_lazy("Due month"))
    due_day = forms.DateField(
        label=gettext_lazy("Exact day"),
        required=False,
        help_text=gettext_lazy("Only when it is not the last day of the due month."),
    )
    back = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, item, **kwargs):
        self.item, self.now = item, moving.place_of(item)
        kwargs["initial"] = {
            name: getattr(item, name, None) for name in moving.MONTHS
        } | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        if self.is_bound:
            self.data = self.data.copy()
            if self.now.day:  # a bar's link names the month only
                self.data.setdefault("due_day", self.now.day.isoformat())
        other = ("due_month", "due_day") if self.now.starts else ("first_month", "last_month")
        for name in other:
            del self.fields[name]
        month = self.fields["first_month" if self.now.starts else "due_month"]
        month.help_text = month_help(item.project.start, item.project.duration)

    def clean(self):
        cleaned = super().clean()
        project = self.item.project
        checks = [
            lambda name=name: project.check_month(cleaned[name], name)
            for name in ("first_month", "last_month", "due_month")
            if cleaned.get(name)
        ]
        all_of(*checks, self.check_months, self.check_day)
        return cleaned

    def check_months(self):
        first, last = self.cleaned_data.get("first_month"), self.cleaned_data.get("last_month")
        if not first or not last:
            return
        if last < first:
            raise ValidationError({"last_month": _("The last month lies before the first.")})
        pauses, length = len(self.now.spans) > 1, self.now.last_month - self.now.first_month
        if pauses and last - first != length:
            raise ValidationError(
                {
                    "last_month": _("%(code)s pauses in between and moves as a whole: %(months)s.")
                    % {"code": self.item.code, "months": moving.words(self.now)}
                }
            )

    def check_day(self):
        day, month = self.cleaned_data.get("due_day"), self.cleaned_data.get("due_month")
        if not day:
            return
        self.item.project.check_day(day, "due_day")
        if month and self.item.project.month(day) != month:
            if day != self.now.day:
                raise ValidationError({"due_day": _("This day does not lie in the due month.")})
            # Who names another month and leaves the day as it was means the month.
            self.cleaned_data["due_day"] = None
            self.data["due_day"] = ""

    @property
    def place(self) -> Place:
        """What was asked for; of what was not, or could not be read, where the item stands."""
        if not self.is_valid():
            return self.now
        cleaned = self.cleaned_data
        if not self.now.starts:
            month = cleaned["due_month"]
            return Place(((month, month),), starts=False, day=cleaned["due_day"])
        if len(self.now.spans) > 1:
            return self.now.later_by(cleaned["first_month"] - self.now.first_month)
        return Place(((cleaned["first_month"], cleaned["last_month"]),), starts=True)


class FollowersField(forms.MultipleChoiceField):
    """Which of the followers move along; for templates/workpackages/followers.html."""

    default_error_messages = {
        "invalid_choice": gettext_lazy(
            "The plan has changed since you looked. See what follows now."
        )
    }

    def __init__(self):
        super().__init__(
            label=gettext_lazy("Move along"), required=False, widget=forms.CheckboxSelectMultiple
        )

    def offer(self, followers) -> None:
        self.choices = [(each.value, str(each.item)) for each in followers if each.acceptable]


class MoveForm(PlaceForm):
    """Do what was looked at: the months go along unseen."""

    accepted = FollowersField()
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=500,
        help_text=gettext_lazy("Goes into the history of everything that moves."),
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, item, followers, **kwargs):
        super().__init__(*args, item=item, auto_id="move_%s", **kwargs)
        self.fields["accepted"].offer(followers)
        self.fields["seen"].initial = moving.words(self.now)
        for name in moving.MONTHS & self.fields.keys():
            self.fields[name].widget = forms.HiddenInput()

    def clean(self):
        cleaned = super().clean()
        now = moving.words(self.now)
        if cleaned.get("seen") != now:
            self.data["seen"] = now  # a second save goes through
            raise ValidationError(
                _("%(code)s was moved while you were looking: it is at %(months)s now. Compare.")
                % {"code": self.item.code, "months": now}
            )
        if not self.errors and self.place == self.now and not cleaned["accepted"]:
            raise ValidationError(_("Tick what shall move: nothing has changed yet."))
        return cleaned

    def save(self, *, by):
        return moving.move(
            item=self.item,
            place=self.place,
            accepted=self.cleaned_data["accepted"],
            by=by,
            reason=self.cleaned_data["reason"],
        )
