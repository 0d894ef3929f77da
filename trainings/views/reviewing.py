"""Acts that reach other people go in two steps: the form, then what it will do, then the act."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.conf import settings
from django.contrib import messages
from django.db.models import Count, Q
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from outbox.letters import Letter
from trainings import emails, links
from trainings.models import Registration

State = Registration.State
NAMES_SHOWN = 50
ASKED = "asked"  # the state of who has no registration yet
IN_WORDS = {
    State.CONFIRMED: gettext_lazy("with a seat"),
    State.OFFERED: gettext_lazy("with a seat on offer"),
    State.WAITING: gettext_lazy("on the waiting list"),
    State.APPLIED: gettext_lazy("who have applied"),
    ASKED: gettext_lazy("with an invitation to answer"),
}
NOT_TYPED = {"csrfmiddlewaretoken", "confirmed", "back"}


@dataclass(frozen=True, slots=True)
class Position:
    """People who read the same letter: in one state, and in one language."""

    state: str
    language: str
    offer_ends: datetime | None
    count: int
    linked: int  # of them, without an account: their letter has a personal link instead

    @property
    def state_words(self) -> str:
        return str(IN_WORDS[self.state])

    @property
    def language_words(self) -> str:
        return str(dict(settings.LANGUAGES).get(self.language, self.language))


@dataclass(frozen=True, slots=True)
class Affected:
    """Who is told of a change: how many in which position, and the first of them by name.

    `answer_by`: the days by which those with an invitation were to answer.
    """

    positions: list[Position]
    names: list[str]
    answer_by: list[date | None] = field(default_factory=list)

    @property
    def count(self) -> int:
        return sum(position.count for position in self.positions)

    @property
    def seated(self) -> int:
        """How many have the training in their calendar."""
        return sum(p.count for p in self.positions if p.state == State.CONFIRMED)

    @property
    def more(self) -> int:
        return self.count - len(self.names)

    @property
    def in_words(self) -> str:
        """2 with a seat, 1 on the waiting list"""
        found = Counter()
        for position in self.positions:
            found[position.state] += position.count
        return ", ".join(
            _("%(count)d %(state)s") % {"count": found[state], "state": words}
            for state, words in IN_WORDS.items()
            if found[state]
        )


@dataclass(frozen=True, slots=True)
class Review:
    """What an act will do: the facts it changes (label, old, new), who is told by which letter
    (position, letter), and in sentences what else becomes of people (`also`) and what of calendar
    entries."""

    changes: Iterable = ()
    people: Affected | None = None
    letters: Iterable[tuple[Position, Letter]] = ()
    calendar: Iterable[str] = ()
    also: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def affected(training, *, asked=None) -> Affected:
    """Two statements; a third with `asked`, the invitations of which an act tells too."""
    rows = training.registrations.active()
    groups = rows.order_by().values_list("state", "person__language", "offered_until")
    groups = groups.annotate(count=Count("pk"), linked=Count("pk", filter=~Q(link_nonce="")))
    ranked = list(IN_WORDS)
    positions = [Position(*(State(group[0]), *group[1:])) for group in groups]
    positions.sort(key=lambda p: (ranked.index(p.state), -p.count, p.language, str(p.offer_ends)))
    asked = [] if asked is None else list(told_of(asked))
    languages = Counter(row.person.language for row in asked)
    positions += [Position(ASKED, language, None, n, 0) for language, n in languages.most_common()]
    people = rows.order_by("pk").select_related("person", "organisation")
    people = people.only("person__name", "person__email", "organisation__short_name", "training")
    shown = [*people[:NAMES_SHOWN], *asked][:NAMES_SHOWN]
    return Affected(
        positions=positions,
        names=[f"{row.person}, {row.organisation}" for row in shown],
        answer_by=[row.answer_by for row in asked],
    )


def told_of(invitations):
    """Those of them whose people are told of a change."""
    rows = invitations.to_tell().order_by("pk").select_related("person", "organisation")
    columns = ("person__name", "person__email", "person__language", "organisation__short_name")
    return rows.only("training", "answer_by", *columns)


def letters(
    training,
    name,
    people: Affected,
    *,
    ends_offers=False,
    answer_by=None,
    for_asked=None,
    **context,
) -> list:
    """The letter `name` as each position reads it: (position, letter).

    With `ends_offers` the act puts who has an offer back into the line first. `answer_by` is the
    day by which who is invited is asked to answer now, `for_asked` what else their letter says.
    """
    found = []
    for position in people.positions:
        if position.state == ASKED:
            url = links.left_out(emails.INVITATION_PAGE) if answer_by else ""
            given = context | (for_asked or {}) | {"answer_by": answer_by, "url": url}
            letter = emails.asked_letter(training, name, language=position.language, **given)
            found.append((position, letter))
            continue
        state, offer_ends = position.state, position.offer_ends
        if ends_offers and state == State.OFFERED:
            state, offer_ends = State.WAITING, None
        if offer_ends and training.starts_at:
            offer_ends = min(offer_ends, training.starts_at)
        letter = emails.letter(
            training,
            name,
            state=state,
            language=position.language,
            offer_ends=emails.on_the_wall(offer_ends, training.zone),
            announcement=True,
            **context,
        )
        found.append((position, letter))
    return found


def calendar_effect(people: Affected, days: Iterable, gone: Iterable = (), known=()) -> list[str]:
    """What the act does to the calendars of who has a seat; `known` are the ids of the days that
    stand there now. Nothing when nobody has one."""
    if not people.seated:
        return []
    found = []
    for day in sorted([*days, *gone], key=lambda day: day.position):
        words = {"number": day.position, "count": people.seated}
        if day in gone:
            said = ngettext(
                "Day %(number)d is taken out of %(count)d calendar.",
                "Day %(number)d is taken out of %(count)d calendars.",
                people.seated,
            )
        elif day.pk in known:
            said = ngettext(
                "Day %(number)d is updated in %(count)d calendar.",
                "Day %(number)d is updated in %(count)d calendars.",
                people.seated,
            )
        else:
            said = ngettext(
                "Day %(number)d is entered in %(count)d calendar.",
                "Day %(number)d is entered in %(count)d calendars.",
                people.seated,
            )
        found.append(said % words)
    return found


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
    context = page | {"form": form}
    if "first_submit" in page:
        # The press that does it is that of the review.
        context |= {"submit": page["first_submit"], "danger": False}
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
