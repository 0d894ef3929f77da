"""Acts that reach other people go in two steps: the form, then what it will do, then the act."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import ngettext

from outbox.letters import Letter
from trainings.models import Registration

NAMES_SHOWN = 50
NOT_TYPED = {"csrfmiddlewaretoken", "confirmed", "back"}


@dataclass(frozen=True, slots=True)
class Affected:
    """Who is told of a change: how many, and the first of them by name."""

    seated: int
    waiting: int
    applied: int
    names: list[str]

    @property
    def count(self) -> int:
        return self.seated + self.waiting + self.applied

    @property
    def more(self) -> int:
        return self.count - len(self.names)


@dataclass(frozen=True, slots=True)
class Review:
    """What an act will do: the facts it changes (label, old, new), who is told, the mail.

    `also` says in sentences what becomes of people, `more` are further letters, each under its
    heading.
    """

    changes: Iterable = ()
    people: Affected | None = None
    letter: Letter | None = None
    also: list[str] = field(default_factory=list)
    more: list[tuple[str, Letter]] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def affected(training) -> Affected:
    rows = training.registrations.active().order_by("pk")
    states = list(rows.values_list("state", flat=True))
    people = rows.select_related("person", "organisation").only(
        "person__name", "person__email", "organisation__short_name", "training"
    )
    seated = sum(state in Registration.SEATED for state in states)
    waiting = states.count(Registration.State.WAITING)
    return Affected(
        seated=seated,
        waiting=waiting,
        applied=len(states) - seated - waiting,
        names=[f"{row.person}, {row.organisation}" for row in people[:NAMES_SHOWN]],
    )


def proceed(
    request,
    form,
    page: dict,
    *,
    review: Callable,
    act: Callable,
    done: str,
):
    """One page of an act: its form, its review, or the way back to the training once it is done.

    `review(form)` says what the valid form will do, or None when nothing needs a second look;
    `act(form)` does it and returns the training. `done` is said afterwards, with who was told.
    `page` names the `form_template`, the words of the button (`submit`) and, where the form is
    always followed by a review, those of its own button (`first_submit`).
    """
    if request.method == "POST" and "back" not in request.POST and form.is_valid():
        found = review(form)
        if found is None or "confirmed" in request.POST:
            if form.carry_out(act, form=form):
                messages.success(request, f"{done} {told(found)}".strip())
                return redirect(form.outcome)
        else:
            context = page | {"review": found, "typed": typed(request)}
            return render(request, "trainings/review.html", context)
    context = page | {"form": form, "submit": page.get("first_submit", page["submit"])}
    return render(request, page["form_template"], context)


def told(review: Review | None) -> str:
    people = review.people if review else None
    if not people or not people.count:
        return ""
    return ngettext("%(count)d person was told.", "%(count)d people were told.", people.count) % {
        "count": people.count
    }


def typed(request) -> list[tuple[str, str]]:
    """What the person typed, to carry it through the review."""
    return [
        (name, value)
        for name, values in request.POST.lists()
        if name not in NOT_TYPED
        for value in values
    ]
