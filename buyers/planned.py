"""What open data tells of the purchase that a group plans, read once, and what is still missing."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from buyers import disclosure, totals
from buyers.disclosure import Part
from buyers.models import (
    BuyerGroup,
    Consultation,
    Need,
    NeedShare,
    PlannedProcurement,
    PlanningDocument,
)
from buyers.places import BUYING
from partners.models import Organisation


class Published(NamedTuple):
    """What the public may read of the commitments."""

    budget: tuple[Decimal, str] | None  # amount and currency
    quantities: dict[int, Decimal]  # by the id of the need


def published(group: BuyerGroup, day: date) -> Published:
    """Totals that neither the world nor a member can take apart; one statement.

    That a member shows its entry to the others is no consent to tell it to the world: here it
    counts among the three. And a member, who reads that entry, must not find out by the published
    total what its own page hides. There is no budget in several currencies, for the standard has
    room for one.
    """
    quantities, values = defaultdict(list), defaultdict(list)
    for entry in totals.gather(group, day):
        part = Part(entry.organisation, entry.is_disclosed, entry.quantity, ())
        quantities[entry.need].append(part)
        if entry.value is not None:
            values[entry.need, entry.currency].append(part._replace(amount=entry.value))
    amounts = [_total(parts) for parts in values.values()]
    currencies = {currency for _need, currency in values}
    budget = None
    if len(currencies) == 1 and None not in amounts:
        budget = sum(amounts), currencies.pop()
    by_need = {need: _total(parts) for need, parts in quantities.items()}
    return Published(budget, {need: total for need, total in by_need.items() if total is not None})


def _total(parts: list[Part]) -> Decimal | None:
    to_members = disclosure.totals(parts, ()).total
    to_all = disclosure.totals([part._replace(agreed=False) for part in parts], ()).total
    return None if to_members is None else to_all


@dataclass(frozen=True, slots=True)
class Code:
    code: str
    label: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """A need that the group shares."""

    pk: int
    number: int
    title: str
    outcome: str
    unit: str
    cpv: tuple[Code, ...]
    quantity: Decimal | None


@dataclass(frozen=True, slots=True)
class Facts:
    group: BuyerGroup
    day: date
    procurement: PlannedProcurement | None
    buyers: tuple[Organisation, ...]
    lead: Organisation | None
    needs: tuple[Wanted, ...]
    places: tuple[Code, ...]  # NUTS, of what buyers have answered
    consultations: tuple[Consultation, ...]
    documents: tuple[PlanningDocument, ...]  # in use, published or not; `with_files`
    budget: tuple[Decimal, str] | None

    @property
    def published(self) -> list[PlanningDocument]:
        return [each for each in self.documents if each.is_published(self.day)]

    @property
    def coming(self) -> Consultation | None:
        """The first consultation that is planned or open."""
        ahead = (Consultation.State.PLANNED, Consultation.State.OPEN)
        return next((each for each in self.consultations if each.state in ahead), None)


def facts_of(group: BuyerGroup, day: date) -> Facts:
    """Five statements; `group` comes with project, lead procurer and `procurement`.

    Drafts of needs are nobody's but their owner's, so they are not among them, whoever asks.
    """
    members = group.memberships.valid_on(day).filter(tier__in=BUYING).by_tier()
    organisations = tuple(member.organisation for member in members.select_related("organisation"))
    lead = group.lead_procurer and group.lead_procurer.organisation
    shares = NeedShare.objects.given().filter(
        need__group=group,
        need__state=Need.State.SHARED,
        organisation__in=[each.pk for each in organisations],
        nuts__isnull=False,
    )
    places = shares.order_by("nuts__code").values_list("nuts__code", "nuts__label").distinct()
    public = published(group, day)
    return Facts(
        group=group,
        day=day,
        procurement=getattr(group, "procurement", None),
        buyers=organisations,
        lead=lead if lead in organisations else None,  # one that has left leads no more
        needs=_needs(group, public.quantities),
        places=tuple(Code(*row) for row in places),
        consultations=tuple(group.consultations.order_by("opens_on", "number")),
        documents=tuple(
            group.documents.in_use().with_files().order_by("published_on", "title", "pk")
        ),
        budget=public.budget,
    )


def _needs(group: BuyerGroup, quantities: dict[int, Decimal]) -> tuple[Wanted, ...]:
    """One statement: a row for each need and each of its CPV codes."""
    rows = Need.objects.filter(group=group, state=Need.State.SHARED)
    found = {}
    for pk, number, title, outcome, unit, code, label in rows.order_by(
        "number", "cpv__code"
    ).values_list(*("pk", "number", "title", "desired_outcome", "unit", "cpv__code", "cpv__label")):
        _need, codes = found.setdefault(pk, ((pk, number, title, outcome, unit), []))
        if code:
            codes.append(Code(code, label))
    return tuple(
        Wanted(*need, cpv=tuple(codes), quantity=quantities.get(pk))
        for pk, (need, codes) in found.items()
    )


# --- What is missing -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that a release should say and cannot; with `blocks` there is no release."""

    text: str
    url: str = ""  # where it is filled in, for who may
    blocks: bool = False


def gaps(facts: Facts) -> list[Gap]:
    group = facts.group
    here = group.get_absolute_url()
    edit = f"{here}open-data/edit/"
    found = []
    if not settings.OCDS_PREFIX:
        text = _(
            "The portal has no OCDS prefix. Who runs it asks the Open Contracting Partnership for "
            "one (it is free) and sets OCDS_PREFIX."
        )
        found.append(Gap(text, blocks=True))
    procurement = facts.procurement
    if not procurement:
        found.append(Gap(_("Say what will be bought, why and how."), edit, blocks=True))
    else:
        if not procurement.description:
            found.append(Gap(_("The purchase has no description."), edit))
        if not procurement.tender_on:
            found.append(Gap(_("The call for tenders has no day."), edit))
        elif procurement.tender_on < facts.day:
            text = _("The call for tenders was planned for %s. This day has passed.")
            found.append(Gap(text % date_format(procurement.tender_on), edit))
        if not procurement.contract_from:
            found.append(Gap(_("The contract has no first day."), edit))
    if not facts.buyers:
        text = _("No core buyer or contracting authority is a member of the group.")
        found.append(Gap(text, f"{here}members/new/"))
    elif not facts.lead:
        found.append(Gap(_("No member of today is the lead procurer."), f"{here}edit/"))
    if not facts.needs:
        found.append(Gap(_("No need is shared with the group."), f"{here}needs/"))
    for need in facts.needs:
        if not need.cpv:
            text = _("Need N%(number)d “%(title)s” has no CPV code.")
            text %= {"number": need.number, "title": need.title}
            found.append(Gap(text, f"{here}needs/{need.number}/"))
    if not facts.published:
        found.append(Gap(_("No document is published."), f"{here}open-data/documents/new/"))
    return found
