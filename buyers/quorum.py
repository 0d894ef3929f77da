"""Who has to be in a buyers group before it may buy: the quorum, counted from its members.

Horizon 2020, Work Programme, General Annex D: a PPI or PCP action needs at least two public
procurers, established in two different Member States or associated countries. A public procurer is
a contracting authority or entity under Directives 2014/24/EU and 2014/25/EU: the portal takes for
one whoever is a public body (`Organisation.Type.PUBLIC`). The buyers group are those who mean to
buy, core buyers and contracting authorities; followers and observers bind themselves to nothing.

Nothing here reads the database. Which countries are associated, the portal does not know: any two
countries count.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from buyers.places import BUYING
from partners.models import Organisation

PROCURERS, COUNTRIES = 2, 2  # at least


class Seat(NamedTuple):
    """A member as the quorum sees it."""

    organisation: int
    tier: str
    type: str
    country: str  # ISO 3166, two letters
    since: date


@dataclass(frozen=True, slots=True)
class Quorum:
    procurers: int
    countries: int  # theirs

    @property
    def is_met(self) -> bool:
        return self.procurers >= PROCURERS and self.countries >= COUNTRIES

    @property
    def words(self) -> str:
        """3 public procurers from 2 countries"""
        procurers = ngettext("%(n)d public procurer", "%(n)d public procurers", self.procurers) % {
            "n": self.procurers
        }
        countries = ngettext("%(n)d country", "%(n)d countries", self.countries)
        return _("%(procurers)s from %(countries)s") % {
            "procurers": procurers,
            "countries": countries % {"n": self.countries},
        }

    @property
    def missing(self) -> str:
        """What would meet it, or nothing."""
        if self.is_met:
            return ""
        lacking = max(PROCURERS - self.procurers, 1)
        if self.procurers and self.countries < COUNTRIES:
            return ngettext(
                "It needs %(n)d more public procurer, from another country.",
                "It needs %(n)d more public procurers, from another country.",
                lacking,
            ) % {"n": lacking}
        return _("It needs two public procurers from two countries.")


def of(seats: Iterable[Seat]) -> Quorum:
    """The quorum of these members, all of them of one day; an organisation counts once."""
    procurers = {
        seat.organisation: seat.country
        for seat in seats
        if seat.tier in BUYING and seat.type == Organisation.Type.PUBLIC
    }
    return Quorum(len(procurers), len(set(procurers.values())))


def breaks_without(seats: Iterable[Seat], organisation: int) -> Quorum | None:
    """What is left of a quorum that is met now, when this organisation no longer buys and that
    breaks it; None: it does not."""
    seats = list(seats)
    left = of(seat for seat in seats if seat.organisation != organisation)
    return left if of(seats).is_met and not left.is_met else None
