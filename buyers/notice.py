"""What a notice on TED asks, and what the portal can answer: a list to copy from.

Numbers, names and what each notice demands are those of the eForms SDK of the Publications Office
(https://docs.ted.europa.eu/eforms/latest/): subtype E1, the notice on a voluntary pre-market
consultation, and subtype 4, the prior information notice used only for information (Directive
2014/24/EU). Some fields are asked neither there nor there; the contract notice (subtype 16) asks
them.
"""

from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from buyers.models import PlannedProcurement
from buyers.planned import Facts
from partners.models import Organisation

CONSULTATION, INFORMATION = "E1", "4"
NAMES = {
    CONSULTATION: gettext_lazy("E1, voluntary pre-market consultation"),
    INFORMATION: gettext_lazy("4, prior information notice used only for information"),
}
NOTICE_TYPES = {CONSULTATION: "pmc", INFORMATION: "pin-only"}
NATURES = {  # the code list contract-nature
    PlannedProcurement.Category.GOODS: "supplies",
    PlannedProcurement.Category.WORKS: "works",
    PlannedProcurement.Category.SERVICES: "services",
}
MUST, MAY, LATER = "must", "may", "later"
DEMANDS = {
    MUST: gettext_lazy("demanded"),
    MAY: gettext_lazy("may be given"),
    LATER: gettext_lazy("in the contract notice"),
}
ALWAYS = (CONSULTATION, INFORMATION)


@dataclass(frozen=True, slots=True)
class Field:
    number: str  # of the business term
    name: str  # as the SDK has it
    value: str
    demand: str
    of: str = ""  # the organisation it is about
    hint: str = ""

    @property
    def is_missing(self) -> bool:
        return self.demand == MUST and not self.value

    @property
    def demand_label(self) -> str:
        return str(DEMANDS[self.demand])

    @property
    def state(self) -> str:
        if self.is_missing:
            return _("missing")
        return _("filled in") if self.value else ""


def subtype_of(facts: Facts) -> str:
    """E1 while a consultation is planned or open, else 4."""
    return CONSULTATION if facts.coming else INFORMATION


def fields(facts: Facts) -> list[Field]:
    """In the order of the notice: what it is, what is bought, where and when, who buys."""
    subtype = subtype_of(facts)
    return [
        *_of_the_notice(facts, subtype),
        *_of_the_purchase(facts),
        *_of_place_and_time(facts, subtype),
        *(field for row in buyers(facts) for field in row),
        *_for_the_contract_notice(facts),
    ]


def buyers(facts: Facts) -> list[list[Field]]:
    """The fields of each buyer."""
    subtype = subtype_of(facts)
    return [list(_of_a_buyer(each, facts, subtype)) for each in facts.buyers]


def _of_the_notice(facts: Facts, subtype: str):
    chosen = _("Chosen in the form of the notice.")
    yield Field("OPP-070", "Notice Subtype", subtype, MUST)
    yield Field("BT-02", "Notice Type", NOTICE_TYPES[subtype], MUST)
    if subtype == INFORMATION:
        yield Field("BT-01", "Procedure Legal Basis", "32014L0024", MUST)
    else:
        yield Field("BT-01", "Procedure Legal Basis", "", MUST, hint=chosen)


def _of_the_purchase(facts: Facts):
    bought = facts.procurement
    codes = list(dict.fromkeys(code.code for need in facts.needs for code in need.cpv))
    yield Field("BT-21", "Title", bought.title if bought else "", MUST)
    yield Field("BT-24", "Description", bought.description if bought else "", MUST)
    yield Field("BT-23", "Main Nature", NATURES[bought.category] if bought else "", MUST)
    yield Field("BT-262", "Main Classification Code", "".join(codes[:1]), MUST, hint="CPV")
    yield Field("BT-263", "Additional Classification Code", ", ".join(codes[1:]), MAY, hint="CPV")
    value = ""
    if facts.budget:
        amount, currency = facts.budget
        value = f"{number_format(amount, decimal_pos=2, force_grouping=True)} {currency}"
    yield Field("BT-27", "Estimated Value", value, MAY)


def _of_place_and_time(facts: Facts, subtype: str):
    bought = facts.procurement
    countries = sorted({each.country.alpha3 for each in facts.buyers})
    yield Field("BT-5141", "Place Performance Country Code", ", ".join(countries), MAY)
    rough = any(len(place.code) < 5 for place in facts.places)
    yield Field(
        "BT-5071",
        "Place Performance Country Subdivision",
        ", ".join(place.code for place in facts.places),
        MAY,
        hint=_("The notice takes NUTS codes of level 3 (five signs).") if rough else "",
    )
    if subtype == CONSULTATION:
        closes = _day(facts.coming.closes_on)
        yield Field("BT-13", "Additional Information Deadline", closes, MAY)
    starts, ends = (bought.contract_from, bought.contract_until) if bought else (None, None)
    yield Field("BT-536", "Duration Start Date", _day(starts), MAY)
    yield Field("BT-537", "Duration End Date", _day(ends), MAY)
    future = _day(bought.tender_on) if bought else ""
    yield Field("BT-127", "Future Notice", future, MUST if subtype == INFORMATION else MAY)


def _of_a_buyer(organisation: Organisation, facts: Facts, subtype: str):
    in_information = MUST if subtype == INFORMATION else MAY
    unknown = _("The portal does not keep it.")
    email = ""
    if organisation == facts.lead:
        given = [each.contact_email for each in facts.consultations if each.contact_email]
        email = given[-1] if given else ""
    for number, name, value, demand, hint in (
        ("BT-500", "Organisation Name", organisation.name, MUST, ""),
        ("BT-501", "Organisation Identifier", "", in_information, unknown),
        ("BT-513", "Organisation City", organisation.city, in_information, ""),
        ("BT-514", "Organisation Country Code", organisation.country.alpha3, MUST, ""),
        ("BT-506", "Organisation Contact Email Address", email, in_information, ""),
        ("BT-505", "Organisation Internet Address", organisation.website, MAY, ""),
        ("BT-11", "Buyer Legal Type", "", in_information, unknown),
        ("BT-10", "Activity Authority", "", in_information, unknown),
    ):
        yield Field(number, name, value, demand, organisation.short_name, "" if value else hint)


def _for_the_contract_notice(facts: Facts):
    bought = facts.procurement
    innovation = bought.innovation if bought else ""
    yield Field("BT-105", "Procedure Type", bought.procedure if bought else "", LATER)
    yield Field("BT-06", "Strategic Procurement", "inn-pur" if innovation else "", LATER)
    yield Field("BT-776", "Procurement of Innovation", innovation, LATER)


def _day(day) -> str:
    return day.isoformat() if day else ""
