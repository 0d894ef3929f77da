"""Who may come to the trainings of a programme: a rule over the roster, and its reason in words."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache

from django.db import connection
from django.db.models import Q, prefetch_related_objects
from django.utils.translation import gettext as _

from buyers.models import BuyerMembership, BuyerPerson, Tier
from buyers.places import buyer_places_of
from partners.models import Organisation, Participation, Person, TeamMember
from trainings.models import Programme, Registration
from trainings.sentences import PARTNER, STANDING, filled

CLOSEST_FIRST = list(Tier.values)


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a person may come, for which organisation, and why (one or two sentences).

    Why somebody may is lazy: a page says it in its reader's language, a row keeps it in the
    portal's (core.languages.kept).
    `organisation` is None only for someone who has no place in the project at all.
    """

    eligible: bool
    why: str
    organisation: Organisation | None = None
    counts: bool = False  # towards the minimum: the person belongs to the target groups


def check(*, programme: Programme, person, today: date) -> Verdict:
    """Of one person; what a request knows of its person's places is not asked again."""
    named = {person.pk: buyer_places_of(person, today).memberships}
    return _verdicts(programme, [person.pk], named, today)[person.pk]


def check_all(*, programme: Programme, people: Iterable, today: date) -> dict[int, Verdict]:
    """{person id: verdict}; two statements when a buyer names all of them, else six at most."""
    people = [person.pk for person in people]
    named = defaultdict(set)
    places = BuyerPerson.objects.valid_on(today).filter(person__in=people)
    for pk, membership in places.values_list("person", "membership"):
        named[pk].add(membership)
    return _verdicts(programme, people, named, today)


def check_organisation(*, programme: Programme, organisation: Organisation, today: date) -> Verdict:
    """Of whomever this organisation sends, known here or not; one statement when it may."""
    members = BuyerMembership.objects.valid_on(today).filter(organisation=organisation)
    members = members.select_related("organisation", "group").order_by("pk")
    invited = list(members.filter(group__programmes=programme))
    if _entitling(programme, invited):
        return _judge(programme, invited, (), None)
    prefetch_related_objects([programme], "buyer_groups")  # for `audience_text`
    partners = Participation.objects.current(today).filter(project=programme.project_id)
    is_partner = partners.filter(organisation=organisation).exists()
    others = list(members.filter(group__project=programme.project_id))
    if is_partner or invited or others:
        return _judge(programme, invited, others, organisation if is_partner else None)
    return Verdict(False, audience_text(programme))


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


def _verdicts(programme, people, named, today) -> dict[int, Verdict]:
    """{person: verdict}; `named` has the ids of the memberships that name them: {person: ids}.

    A person stands in a buyer group because a member names them, or because the partner on whose
    team they have a place is a member itself.
    """
    ids = set().union(*named.values())
    invited = _standings(named, _memberships(ids, group__programmes=programme))
    missing = [pk for pk in people if not _entitling(programme, invited[pk])]
    partners, others = {}, {}
    if missing:
        prefetch_related_objects([programme], "buyer_groups")  # for `audience_text`
        partners = _partners(programme, missing, today)
        for pk, membership in _partners_in_groups(programme, partners, today):
            invited[pk].append(membership)
        others = _standings(named, _memberships(ids, group__project=programme.project_id))
    return {
        pk: _judge(programme, invited[pk], others.get(pk, ()), partners.get(pk)) for pk in people
    }


def _memberships(ids, **groups) -> list[BuyerMembership]:
    """Those of them in the groups for which the condition holds; none of none asks nothing."""
    if not ids:
        return []
    return list(_tiers().filter(pk__in=ids, **groups))


@cache
def _tiers():
    """Built once: docs/speed.md."""
    rows = BuyerMembership.objects.select_related("organisation", "group").order_by("pk")
    return rows.only("tier", "organisation__short_name", "group__name")


def _standings(named, memberships) -> dict[int, list[BuyerMembership]]:
    """{person: those of the memberships that name them}"""
    found = defaultdict(list)
    for pk, ids in named.items():
        found[pk] = [membership for membership in memberships if membership.pk in ids]
    return found


def _partners(programme, people, today) -> dict[int, Organisation]:
    """{person: the organisation on whose team they have a place in the project}."""
    here = {"person__in": people, "participation__project": programme.project_id}
    places = _team_places().valid_on(today).filter(**here)
    return {
        person: Organisation.from_db(places.db, ("id", "short_name"), organisation)
        for person, *organisation in places
    }


@cache
def _team_places():
    """Built once, and rows made of columns: docs/speed.md."""
    organisation = "participation__organisation"
    columns = ("person", organisation, f"{organisation}__short_name")
    return TeamMember.objects.order_by("-pk").values_list(*columns)


def _partners_in_groups(programme, partners, today):
    """(person, membership) for partners that are themselves members of a group in the audience."""
    if not partners:
        return
    own = {"group__programmes": programme, "organisation__in": set(partners.values())}
    for membership in _tiers().valid_on(today).filter(**own):
        for person, organisation in partners.items():
            if organisation.pk == membership.organisation_id:
                yield person, membership


def _entitling(programme, memberships) -> list[BuyerMembership]:
    return [membership for membership in memberships if membership.tier in programme.tiers]


def _judge(programme, invited, others, partner) -> Verdict:
    """`invited`: the person's memberships in the audience's groups; `others`: those beside them."""
    entitling = _entitling(programme, invited)
    if entitling:
        membership = _closest(entitling)
        return Verdict(True, standing(membership), membership.organisation, counts=True)
    if partner and programme.for_partners:
        return Verdict(
            True,
            partnership(programme, partner),
            partner,
            counts=not programme.tiers,  # for the partners alone, they are its target group
        )
    audience = audience_text(programme)
    if invited or others:
        membership = _closest([*invited, *others])
        return Verdict(False, f"{standing(membership)} {audience}", membership.organisation)
    if partner:
        return Verdict(False, audience, partner)
    return Verdict(False, f"{_('No organisation of the project names you.')} {audience}")


def _closest(memberships) -> BuyerMembership:
    """To the purchase."""
    return min(memberships, key=lambda membership: CLOSEST_FIRST.index(membership.tier))


def standing(membership) -> str:
    """In which tier of which group its organisation stands, lazily; follows both."""
    words = {
        "organisation": membership.organisation.short_name,
        "group": membership.group.name,
    }
    return filled(STANDING[membership.tier], words)


def partnership(programme: Programme, partner: Organisation) -> str:
    words = {"organisation": partner.short_name, "project": programme.project.acronym}
    return filled(PARTNER, words)


def colleagues(*, programme: Programme, organisations: Iterable[int], today: date):
    """The people of these organisations, by ids, in the project; of those that a person is
    `spoken_for` it is whom they may register."""
    named, team = _places(programme, today)
    return Person.objects.filter(
        Q(pk__in=named.filter(membership__organisation__in=organisations).values("person"))
        | Q(pk__in=team.filter(participation__organisation__in=organisations).values("person"))
    ).order_by("name", "pk")


def spoken_for(*, programme: Programme, person, today: date):
    """The organisations for which this person may act in the project.

    Who is named by a buyer acts for it; on a partner's team only editors do.
    """
    named, team = _places(programme, today)
    return Organisation.objects.filter(
        Q(pk__in=named.filter(person=person).values("membership__organisation"))
        | Q(pk__in=team.editors().filter(person=person).values("participation__organisation"))
    ).order_by("short_name", "pk")


def _places(programme: Programme, today: date):
    project = programme.project_id
    named = BuyerPerson.objects.valid_on(today).filter(membership__group__project=project)
    return named, TeamMember.objects.valid_on(today).filter(participation__project=project)


def speaks_for(*, person, organisation, today: date) -> bool:
    """Whether the person may register colleagues of this organisation: see `colleagues`."""
    if organisation.pk in buyer_places_of(person, today).organisations:
        return True
    partners = Participation.objects.acted_for_by(person, today)
    return partners.filter(organisation=organisation).exists()


# By hand: of each member one registration says enough, and PostgreSQL stops at the first where it
# stands as a column. As `NOT IN` or `NOT EXISTS` all of the programme were read, 7 ms for 20,000.
WITHOUT_ANYBODY = """
    SELECT COUNT(*) FROM (
        SELECT DISTINCT member.organisation_id
          FROM buyers_buyermembership member
          JOIN trainings_programme_buyer_groups audience
            ON audience.buyergroup_id = member.group_id AND audience.programme_id = %(programme)s
         WHERE member.tier IN ({tiers}) AND member.since <= %(today)s
           AND (member.until IS NULL OR member.until >= %(today)s)
           AND (SELECT registration.id
                  FROM trainings_registration registration
                  JOIN trainings_training training ON training.id = registration.training_id
                 WHERE registration.organisation_id = member.organisation_id
                   AND registration.state IN ({active}) AND training.programme_id = %(programme)s
                 LIMIT 1) IS NULL
    ) missing
"""


def without_anybody(*, programme: Programme, today: date) -> int:
    """How many entitled organisations have nobody registered in the programme; one statement."""
    tiers = [tier for tier in Tier.values if tier in programme.tiers]
    if not tiers:
        return 0
    lists = {"tiers": tiers, "active": Registration.ACTIVE}
    statement = WITHOUT_ANYBODY.format(
        **{name: ", ".join(f"'{word}'" for word in words) for name, words in lists.items()}
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, {"programme": programme.pk, "today": today})
        return cursor.fetchone()[0]


def people_of(programme: Programme, today: date):
    """Everybody with a place in the project: on a partner's team, or named by a buyer."""
    named, team = _places(programme, today)
    return Person.objects.filter(
        Q(pk__in=named.values("person")) | Q(pk__in=team.values("person"))
    ).order_by("name", "pk")
