"""An organisation registers its colleagues, also people who are not known here yet.

Whoever names an address learns nothing of who has it: what they read back is what they typed.
Somebody who belongs to another organisation, or has an account of their own, is not registered by
others but asked: they get an invitation. Whether or not somebody has the address, the nominator is
told the same (`Outcome.discreet`). See docs/decisions/0060-trainings.md.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from buyers.models import BuyerPerson
from core.clock import local_day
from core.text import normalise_email
from partners.models import Organisation, Person, TeamMember
from trainings import eligibility, inviting, registration
from trainings.models import Registration, Training

MOST = 5  # colleagues in one go


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody as the nominator wrote them."""

    name: str
    email: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one of them, for the nominator: `name` is the one they wrote or chose."""

    name: str
    registration: Registration | None = None
    refusal: str = ""
    asked: bool = False  # they decide themselves: see above
    # By an address that is nobody's of this organisation: a mail says what became of it, no page.
    discreet: bool = False


@transaction.atomic
def nominate(
    *,
    training,
    organisation: Organisation,
    people: Iterable[Person] = (),
    colleagues: Iterable[Colleague] = (),
    by,
    now: datetime,
) -> list[Outcome]:
    """Register people who are known to belong to the nominator's organisations, and colleagues of
    `organisation` by name and address; each gets an answer of their own.

    Two spellings of one address are one person. Raises ValidationError when registration is not
    open.
    """
    training = Training.objects.locked(training.pk)
    people = list(people)
    answers = registration.nominate(training=training, people=people, by=by, now=now)
    outcomes = [Outcome(str(a.person), a.registration, a.refusal) for a in answers]
    return outcomes + _nominate_colleagues(training, organisation, colleagues, by=by, now=now)


def _nominate_colleagues(training, organisation, colleagues, *, by, now) -> list[Outcome]:
    named = {}  # the first of two spellings is the one that counts
    for colleague in colleagues:
        named.setdefault(normalise_email(colleague.email), colleague.name)
    if not named:
        return []
    today = local_day(now, training.zone)
    verdict = eligibility.check_organisation(
        programme=training.programme, organisation=organisation, today=today
    )
    if not verdict.eligible:
        return [Outcome(name, refusal=verdict.why) for name in named.values()]
    people = {
        inviting.person_at(
            name=name, email=email, zone=training.zone, language=by.language, by=by
        ): name
        for email, name in named.items()
    }
    registered = dict(
        training.registrations.active()
        .filter(person__in=people)
        .values_list("person", "organisation")
    )
    own, strangers = _without_asking(people, organisation, today)
    own.add(by.pk)
    outcomes, free = {}, []
    for person, name in people.items():
        if registered.get(person.pk) == organisation.pk:
            already = _("%(person)s is already registered.") % {"person": name}
            outcomes[person] = Outcome(name, refusal=already, discreet=person.pk not in own)
        elif person.pk in registered:
            outcomes[person] = Outcome(name, asked=True, discreet=True)
        elif person.pk in own | strangers:
            free.append(person)
        else:
            inviting.ask(
                training=training,
                organisation=organisation,
                person=person,
                why=verdict.why,
                by=by,
                now=now,
            )
            outcomes[person] = Outcome(name, asked=True, discreet=True)
    verdicts = {person.pk: verdict for person in free}
    answers = (
        registration.nominate(training=training, people=free, by=by, now=now, verdicts=verdicts)
        if free
        else []
    )
    for answer in answers:
        person = answer.person
        outcomes[person] = Outcome(
            people[person], answer.registration, answer.refusal, discreet=person.pk not in own
        )
    return [outcomes[person] for person in people]


def _without_asking(people, organisation, today) -> tuple[set[int], set[int]]:
    """Those of them whom this organisation may register without asking them, as ids.

    Its own people; and whoever has neither an account nor a place or registration elsewhere.
    """
    named = BuyerPerson.objects.valid_on(today).filter(person__in=people)
    team = TeamMember.objects.valid_on(today).filter(person__in=people)
    seats = Registration.objects.active().filter(
        person__in=people, training__state__in=Training.AHEAD
    )
    of = {}
    for pk, place in [
        *named.values_list("person", "membership__organisation"),
        *team.values_list("person", "participation__organisation"),
    ]:
        of.setdefault(pk, set()).add(place)
    own = {pk for pk, places in of.items() if organisation.pk in places}
    elsewhere = set(of) | set(
        seats.exclude(organisation=organisation).values_list("person", flat=True)
    )
    strangers = {
        person.pk
        for person in people
        if person.account == Person.Account.NONE and person.pk not in elsewhere
    }
    return own, strangers


def refuse_if_all_refused(outcomes: list[Outcome]) -> None:
    """Raises ValidationError with the reasons when nothing came of any of them, as far as the
    nominator may know."""
    if outcomes and all(outcome.refusal and not outcome.discreet for outcome in outcomes):
        reasons = [
            _("%(name)s: %(reason)s") % {"name": outcome.name, "reason": outcome.refusal}
            for outcome in outcomes
        ]
        raise ValidationError(reasons)
