"""Who is entitled to a programme and has nobody in it: out of this gap come the invitations."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q

from buyers.models import BuyerMembership, BuyerPerson
from partners.models import Organisation, Participation, Person, TeamMember
from trainings import eligibility
from trainings.models import Invitation, Programme, Registration, Training


@dataclass(slots=True)
class Missing:
    """An entitled organisation with nobody registered in any training of the programme.

    `why` says by what it is entitled. `people` may be asked for it; `invitations` are those of the
    programme that were not taken back, whatever their training.
    """

    organisation: Organisation
    why: str
    memberships: set[int] = field(default_factory=set)
    people: list[Person] = field(default_factory=list)
    invitations: list[Invitation] = field(default_factory=list)

    @property
    def asked(self) -> bool:
        """Somebody is asked or about to be, and has not answered."""
        return any(row.state in Invitation.STANDING for row in self.invitations)


def gap(training: Training, today: date) -> list[Missing]:
    """All of them with their people and invitations; at most five statements."""
    rows = missing(training, today)
    fill(rows, training, today)
    return rows


def missing(training: Training, today: date) -> list[Missing]:
    """By name, those of the training's country first; without people. At most two statements."""
    programme = training.programme
    represented = Registration.objects.active().filter(
        training__programme=programme, training__state__in=(*Training.AHEAD, *Training.OVER)
    )
    represented = represented.values("organisation")
    found = {}
    for membership in _entitled(programme, today).exclude(organisation__in=represented):
        organisation = membership.organisation
        if organisation.pk not in found:  # the closest to the purchase comes first
            found[organisation.pk] = Missing(organisation, eligibility.standing(membership))
        found[organisation.pk].memberships.add(membership.pk)
    if programme.for_partners and not programme.tiers:
        partners = Participation.objects.current(today).filter(project=programme.project_id)
        for partner in partners.exclude(organisation__in=represented).select_related(
            "organisation"
        ):
            why = eligibility.partnership(programme, partner.organisation)
            found[partner.organisation_id] = Missing(partner.organisation, why)

    def near_first(row: Missing):
        away = row.organisation.country != training.country
        return away, row.organisation.short_name.casefold(), row.organisation.pk

    return sorted(found.values(), key=near_first)


def entitled_ids(programme: Programme, today: date) -> set[int]:
    """The organisations whose people may come, as ids."""
    ids = set(_entitled(programme, today).order_by().values_list("organisation", flat=True))
    if programme.for_partners:
        partners = Participation.objects.current(today).filter(project=programme.project_id)
        ids.update(partners.values_list("organisation", flat=True))
    return ids


def fill(rows: Iterable[Missing], training: Training, today: date) -> None:
    """Give these rows their people, by name, and their invitations; three statements."""
    rows = list(rows)
    by_organisation = {row.organisation.pk: row for row in rows}
    by_membership = {pk: row for row in rows for pk in row.memberships}
    named = BuyerPerson.objects.valid_on(today).filter(membership__in=by_membership)
    team = TeamMember.objects.valid_on(today).filter(
        participation__project=training.project_id,
        participation__organisation__in=by_organisation,
    )
    found = [
        (place.person, by_membership[place.membership_id])
        for place in named.select_related("person")
    ]
    found += [
        (place.person, by_organisation[place.participation.organisation_id])
        for place in team.select_related("person", "participation")
    ]
    for person, row in sorted(found, key=lambda pair: (str(pair[0]).casefold(), pair[0].pk)):
        if person not in row.people:
            row.people.append(person)
    invitations = Invitation.objects.filter(
        training__programme=training.programme_id, organisation__in=by_organisation
    ).exclude(state=Invitation.State.REVOKED)
    for invitation in invitations.select_related("person", "training").order_by("pk"):
        by_organisation[invitation.organisation_id].invitations.append(invitation)


def people_of(organisation: Organisation, training: Training, today: date):
    """Who may be asked for this organisation in the project."""
    named = BuyerPerson.objects.valid_on(today).filter(
        membership__organisation=organisation, membership__group__project=training.project_id
    )
    team = TeamMember.objects.valid_on(today).filter(
        participation__organisation=organisation, participation__project=training.project_id
    )
    return Person.objects.filter(
        Q(pk__in=named.values("person")) | Q(pk__in=team.values("person"))
    ).order_by("name", "pk")


def _entitled(programme: Programme, today: date):
    """The members that the rule lets in, closest to the purchase first."""
    members = BuyerMembership.objects.valid_on(today).by_tier()
    members = members.filter(group__programmes=programme, tier__in=programme.tiers)
    return members.select_related("organisation", "group")
