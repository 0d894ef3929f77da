"""Who is in a buyer group, in which tier, and who speaks for them."""

from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from buyers import emails
from buyers.models import BuyerGroup, BuyerMembership, BuyerPerson
from core.clock import local_day
from core.history import record
from core.languages import of_country
from partners import inviting
from partners.consortium import change, register
from partners.models import Organisation, Person, TeamMember


@transaction.atomic
def found(*, group: BuyerGroup, by: Person) -> BuyerGroup:
    """A new group, without members yet."""
    group.full_clean()
    record(group, _("Group founded"), by=by)
    return group


@transaction.atomic
def add_member(
    *, membership: BuyerMembership, organisation: Organisation, by: Person
) -> BuyerMembership:
    """Bring an organisation into a group; one that the portal does not know is entered too."""
    _hold(membership.group_id)
    membership.organisation = register(organisation=organisation, by=by)
    membership.full_clean()
    record(membership, _("Joined the group"), by=by)
    return membership


@transaction.atomic
def change_tier(
    *, membership: BuyerMembership, tier: str, since: date, by: Person, reason: str = ""
) -> BuyerMembership:
    """End the membership on the day before and begin one in the other tier, with the same people.

    Whoever changes it from its first day on corrects it: nothing was ever true of the old tier.
    """
    _hold(membership.group_id)
    old = BuyerMembership.objects.select_for_update().get(pk=membership.pk)
    if tier == old.tier:
        raise ValidationError({"tier": _("They are in this tier.")})
    if since < old.since or (old.until and since > old.until):
        raise ValidationError({"since": _("They are no member on this day.")})
    if since == old.since:
        return change(row=old, tier=tier, by=by, reason=reason or _("Tier corrected"))
    last, until = since - timedelta(days=1), old.until
    named = list(old.people.filter(until__isnull=True) | old.people.filter(until__gte=since))
    change(row=old, until=last, by=by, reason=reason or _("Tier changed"))
    new = BuyerMembership(
        group=old.group, organisation=old.organisation, tier=tier, since=since, until=until
    )
    new.full_clean()
    record(new, reason or _("Tier changed"), by=by)
    for place in named:
        _move(place, new, since, by)
    group = old.group
    if group.lead_procurer_id == old.pk:
        change(row=group, lead_procurer=new, by=by, reason=_("The lead procurer's tier changed"))
    return new


@transaction.atomic
def end_membership(
    *, membership: BuyerMembership, until: date, by: Person, reason: str = ""
) -> BuyerMembership:
    """The organisation and its people are in the group until this day, included."""
    _hold(membership.group_id)
    return change(row=membership, until=until, by=by, reason=reason or _("Left the group"))


@transaction.atomic
def name_person(
    *,
    membership: BuyerMembership,
    email: str,
    name: str,
    function: str = "",
    invite: bool = True,
    by: Person,
    now: datetime,
) -> BuyerPerson:
    """Somebody who speaks for the member; with `invite` they are offered an account.

    Who has an account is told by mail. Being named needs none: trainings are open to them too.
    Nobody names themselves but for the organisation they work for: who speaks for a member reads
    its drafts.
    """
    project = membership.group.project
    today = local_day(now, project.zone)
    if membership.until and membership.until < today:
        raise ValidationError(_("This organisation has left the group."))
    person = inviting.person_at(
        email=email,
        name=name,
        zone=project.zone,
        language=of_country(membership.organisation.country),
        by=by,
    )
    if person == by and not _works_for(by, membership.organisation, today):
        raise ValidationError(
            {"email": _("You do not work for this organisation: it says who speaks for it.")}
        )
    if membership.people.filter(person=person, until__isnull=True).exists():
        raise ValidationError(
            {"email": _("%(person)s is named for this member already.") % {"person": person}}
        )
    place = BuyerPerson(
        membership=membership,
        person=person,
        function=function,
        since=max(today, membership.since),
    )
    place.full_clean()
    record(place, _("Named"), by=by)
    if person.account == Person.Account.ACTIVE:
        emails.named(place, by=by)
    elif invite:
        inviting.invite_to_account(person=person, project=project, by=by, now=now)
    return place


def end_person(*, place: BuyerPerson, until: date, by: Person, reason: str = "") -> BuyerPerson:
    """They speak for the member until this day, included."""
    return change(row=place, until=until, by=by, reason=reason or _("Named no longer"))


def _move(place: BuyerPerson, new: BuyerMembership, since: date, by: Person) -> None:
    """The same person for the same organisation, in its new tier."""
    until = place.until
    if place.since < since:
        change(row=place, until=since - timedelta(days=1), by=by, reason=_("Tier changed"))
        place = BuyerPerson(person=place.person, function=place.function, since=since, until=until)
        place.membership = new
        place.full_clean()
        record(place, _("Tier changed"), by=by)
    else:
        change(row=place, membership=new, by=by, reason=_("Tier changed"))


def _works_for(person: Person, organisation: Organisation, today: date) -> bool:
    """On a team of the project, or named by it already."""
    places = TeamMember.objects.valid_on(today).filter(participation__organisation=organisation)
    named = BuyerPerson.objects.of(person, today).filter(membership__organisation=organisation)
    return places.filter(person=person).exists() or named.exists()


def _hold(group_id: int) -> None:
    """Nobody else changes who is a member until the transaction ends."""
    BuyerGroup.objects.select_for_update().get(pk=group_id)
