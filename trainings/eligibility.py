"""Who may come to the trainings of a programme: a rule over the roster, and its reason in words."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, prefetch_related_objects
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from buyers.models import BuyerMembership, BuyerPerson, Tier
from partners.models import Organisation, Person, TeamMember
from trainings.models import Programme

# Said of the organisation, so that the person and the organiser read the same sentence.
STANDING = {
    Tier.CORE: gettext_lazy("%(organisation)s is a core buyer in %(group)s."),
    Tier.AUTHORITY: gettext_lazy("%(organisation)s is a contracting authority in %(group)s."),
    Tier.FOLLOWER: gettext_lazy("%(organisation)s is a follower in %(group)s."),
    Tier.OBSERVER: gettext_lazy("%(organisation)s is an observer in %(group)s."),
}
CLOSEST_FIRST = list(Tier.values)


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a person may come, for which organisation, and why (one or two sentences).

    `organisation` is None only for someone who has no place in the project at all.
    """

    eligible: bool
    why: str
    organisation: Organisation | None = None
    counts: bool = False  # towards the minimum: the person belongs to the target groups


def check(*, programme: Programme, person, today: date) -> Verdict:
    return check_all(programme=programme, people=[person], today=today)[person.pk]


def check_all(*, programme: Programme, people: Iterable, today: date) -> dict[int, Verdict]:
    """{person id: verdict}; two statements when a buyer names all of them, else four at most.

    The groups of the programme are asked for once, so a caller may prefetch them.

    A person stands in a buyer group because a member names them, or because the partner on whose
    team they have a place is a member itself.
    """
    people = [person.pk for person in people]
    prefetch_related_objects([programme], "buyer_groups")
    standings = _named(programme, people, today)
    missing = [pk for pk in people if not any(_entitles(programme, s) for s in standings[pk])]
    partners = {}
    if missing:
        partners = _partners(programme, missing, today)
        for pk, membership in _partners_in_groups(programme, partners, today):
            standings[pk].append((membership, True))
    audience = audience_text(programme) if missing else ""
    return {pk: _judge(programme, standings[pk], partners.get(pk), audience) for pk in people}


def audience_text(programme: Programme) -> str:
    """Whom the trainings of the programme are for, in words."""
    groups = ", ".join(group.name for group in programme.buyer_groups.all())
    tiers = ", ".join(programme.tier_labels)
    lines = []
    if groups and tiers:
        words = {"groups": groups, "tiers": tiers}
        lines.append(_("It is for members of %(groups)s (%(tiers)s).") % words)
    if programme.for_partners:
        lines.append(_("It is for the partners' own people."))
    return " ".join(lines) or _("The organiser says who comes.")


def _named(programme, people, today) -> dict[int, list]:
    """{person: [(membership, whether its group is in the audience)]} of who is named by a buyer."""
    invited = {group.pk for group in programme.buyer_groups.all()}
    places = (
        BuyerPerson.objects.valid_on(today)
        .filter(person__in=people, membership__group__project=programme.project_id)
        .select_related("membership__organisation", "membership__group")
        .order_by("pk")
    )
    found = defaultdict(list)
    for place in places:
        found[place.person_id].append((place.membership, place.membership.group_id in invited))
    return found


def _partners(programme, people, today) -> dict[int, Organisation]:
    """{person: the organisation on whose team they have a place in the project}."""
    places = (
        TeamMember.objects.valid_on(today)
        .filter(person__in=people, participation__project=programme.project_id)
        .select_related("participation__organisation")
        .order_by("-pk")
    )
    return {place.person_id: place.participation.organisation for place in places}


def _partners_in_groups(programme, partners, today):
    """(person, membership) for partners that are themselves members of a group in the audience."""
    if not partners:
        return
    memberships = (
        BuyerMembership.objects.valid_on(today)
        .filter(group__in=programme.buyer_groups.all(), organisation__in=set(partners.values()))
        .select_related("organisation", "group")
        .order_by("pk")
    )
    for membership in memberships:
        for person, organisation in partners.items():
            if organisation.pk == membership.organisation_id:
                yield person, membership


def _entitles(programme, standing) -> bool:
    membership, invited = standing
    return invited and membership.tier in programme.tiers


def _judge(programme, standings, partner, audience) -> Verdict:
    standings = sorted(standings, key=lambda standing: CLOSEST_FIRST.index(standing[0].tier))
    for standing in standings:
        if _entitles(programme, standing):
            membership = standing[0]
            return Verdict(True, _sentence(membership), membership.organisation, counts=True)
    if partner and programme.for_partners:
        return Verdict(
            True,
            _("%(organisation)s is a partner of %(project)s.")
            % {"organisation": partner.short_name, "project": programme.project.acronym},
            partner,
            counts=not programme.tiers,  # for the partners alone, they are its target group
        )
    if standings:
        membership = standings[0][0]
        return Verdict(False, f"{_sentence(membership)} {audience}", membership.organisation)
    if partner:
        return Verdict(False, audience, partner)
    return Verdict(False, f"{_('No organisation of the project names you.')} {audience}")


def _sentence(membership) -> str:
    return str(STANDING[membership.tier]) % {
        "organisation": membership.organisation.short_name,
        "group": membership.group.name,
    }


def colleagues(*, programme: Programme, person, today: date):
    """The people of the organisations for which this person may act in the project.

    Who is named by a buyer acts for it; on a partner's team only editors do.
    """
    project = programme.project_id
    named = BuyerPerson.objects.valid_on(today).filter(membership__group__project=project)
    team = TeamMember.objects.valid_on(today).filter(participation__project=project)
    own = Organisation.objects.filter(
        Q(pk__in=named.filter(person=person).values("membership__organisation"))
        | Q(pk__in=team.editors().filter(person=person).values("participation__organisation"))
    ).values("pk")
    return Person.objects.filter(
        Q(pk__in=named.filter(membership__organisation__in=own).values("person"))
        | Q(pk__in=team.filter(participation__organisation__in=own).values("person"))
    ).order_by("name", "pk")


def speaks_for(*, person, organisation, today: date) -> bool:
    """Whether the person may register colleagues of this organisation: see `colleagues`."""
    named = BuyerPerson.objects.of(person, today).filter(membership__organisation=organisation)
    team = TeamMember.objects.of(person, today).editors()
    return named.exists() or team.filter(participation__organisation=organisation).exists()


def people_of(programme: Programme, today: date):
    """Everybody with a place in the project: on a partner's team, or named by a buyer."""
    project = programme.project_id
    named = BuyerPerson.objects.valid_on(today).filter(membership__group__project=project)
    team = TeamMember.objects.valid_on(today).filter(participation__project=project)
    return Person.objects.filter(
        Q(pk__in=named.values("person")) | Q(pk__in=team.values("person"))
    ).order_by("name", "pk")
