"""A planning release of the Open Contracting Data Standard, version 1.1.5, from facts in hand.

https://standard.open-contracting.org/1.1/en/: what is not known is left out, nothing is empty.
"""

import mimetypes
from datetime import UTC, date, datetime
from decimal import Decimal
from urllib.parse import urlsplit

from django.urls import reverse
from django.utils import translation

from buyers.models import BuyerGroup, Consultation, PlannedProcurement
from buyers.planned import Code, Facts, Wanted
from buyers.querysets.consultations import PUBLIC
from partners.models import Organisation

LANGUAGE = "en"
# The methods of the standard are those of the Agreement on Government Procurement.
METHODS = {PlannedProcurement.Procedure.OPEN: "open"}
OTHER_METHOD = "selective"
CONSULTED = {
    Consultation.State.PLANNED: "scheduled",
    Consultation.State.OPEN: "scheduled",
    Consultation.State.CLOSED: "met",
    Consultation.State.CANCELLED: "notMet",
}


def ocid_of(group: BuyerGroup, prefix: str) -> str:
    """The same for ever, and of no other group of this portal: of ids alone."""
    return f"{prefix}-{group.project.slug}-{group.pk}"


def package(facts: Facts, *, prefix: str, base: str, publisher: str, now: datetime) -> dict:
    """The release as a package. `base` is the portal's address without a slash at its end;
    `facts.procurement` is there."""
    group = facts.group
    address = reverse("buyers:release", args=[group.project.slug, group.slug])
    with translation.override(LANGUAGE):
        release = _release(facts, ocid_of(group, prefix), base, now)
    return {
        "uri": base + address,
        "version": "1.1",
        "publishedDate": _moment(now),
        "publisher": {"name": publisher},
        "releases": [release],
    }


def _release(facts: Facts, ocid: str, base: str, now: datetime) -> dict:
    return _filled(
        {
            "ocid": ocid,
            # Whoever downloads it later gets another release: of what is true then.
            "id": f"{ocid}-{now.astimezone(UTC):%Y%m%dT%H%M%SZ}",
            "date": _moment(now),
            "tag": ["planning"],
            "initiationType": "tender",
            "language": LANGUAGE,
            "parties": [_party(each, facts.lead) for each in facts.buyers],
            "buyer": facts.lead and _reference(facts.lead),
            "planning": _planning(facts, ocid, base),
            "tender": _tender(facts, ocid),
        }
    )


def _party(organisation: Organisation, lead: Organisation | None) -> dict:
    """No scheme of identifiers: none of org-id.guide is sure to hold the participants of EU
    programmes, and one of our own making would say what is not so."""
    leads = organisation == lead
    return _filled(
        {
            **_reference(organisation),
            "identifier": {"legalName": organisation.name},
            "address": _filled(
                {"locality": organisation.city, "countryName": organisation.country.name}
            ),
            "roles": ["buyer", "procuringEntity"] if leads else ["buyer"],
        }
    )


def _reference(organisation: Organisation) -> dict:
    return {"id": f"organisation-{organisation.pk}", "name": organisation.name}


def _planning(facts: Facts, ocid: str, base: str) -> dict:
    project = facts.group.project
    budget = {"project": project.title, "projectID": project.grant_number}
    if facts.budget:
        budget |= {
            "id": f"{ocid}-budget",
            "description": "Indicative value of what the members of the buyer group committed.",
            "amount": _value(*facts.budget),
        }
    return _filled(
        {
            "rationale": facts.procurement.rationale,
            "budget": budget,
            "documents": _documents(facts, base),
            "milestones": _milestones(facts),
        }
    )


def _documents(facts: Facts, base: str) -> list[dict]:
    group = facts.group
    here = f"{base}{group.get_absolute_url()}open-data/documents/"
    documents = [
        _filled(
            {
                "id": f"document-{each.pk}",
                "documentType": each.type,
                "title": each.title,
                "description": each.description,
                "url": f"{here}{each.pk}/file/" if each.file_id else each.url,
                "datePublished": _first_moment(each.published_on),
                "format": each.file_type or mimetypes.guess_type(urlsplit(each.url).path)[0],
                "language": each.language,
            }
        )
        for each in facts.published
    ]
    for each in facts.consultations:
        if each.state in PUBLIC:
            address = reverse(
                "buyers:public_consultation", args=[group.project.slug, group.slug, each.number]
            )
            documents.append(
                {
                    "id": f"consultation-page-{each.number}",
                    "documentType": "hearingNotice",
                    "title": each.title,
                    "url": base + address,
                    "format": "text/html",
                    "language": LANGUAGE,
                }
            )
    return documents


def _milestones(facts: Facts) -> list[dict]:
    milestones = [
        _filled(
            {
                "id": f"consultation-{each.number}",
                "type": "engagement",
                "title": each.title,
                "description": f"Open market consultation, from {each.opens_on} to"
                f" {each.closes_on}.",
                "dueDate": _last_moment(each.closes_on),
                "status": CONSULTED[each.state],
            }
        )
        for each in facts.consultations
    ]
    procurement = facts.procurement
    for name, title, day in (
        ("notice", "Notice of the planned procurement", procurement.notice_on),
        ("call", "Call for tenders", procurement.tender_on),
    ):
        if day:
            milestone = {
                "id": name,
                "type": "preProcurement",
                "title": title,
                "dueDate": _first_moment(day),
            }
            if day >= facts.day:  # of a day that has passed the portal does not know what was done
                milestone["status"] = "scheduled"
            milestones.append(milestone)
    return milestones


def _tender(facts: Facts, ocid: str) -> dict:
    procurement = facts.procurement
    return _filled(
        {
            "id": ocid,
            "title": procurement.title,
            "description": procurement.description,
            # "planned" says that it is scheduled, "planning" that it is only thought of.
            "status": "planned" if procurement.tender_on else "planning",
            "procuringEntity": facts.lead and _reference(facts.lead),
            "items": [_item(need) for need in facts.needs],
            "value": facts.budget and _value(*facts.budget),
            "mainProcurementCategory": procurement.category,
            "procurementMethod": METHODS.get(procurement.procedure, OTHER_METHOD),
            "procurementMethodDetails": str(
                PlannedProcurement.Procedure(procurement.procedure).label
            ),
            "tenderPeriod": _period(procurement.tender_on, None),
            "contractPeriod": _period(procurement.contract_from, procurement.contract_until),
        }
    )


def _item(need: Wanted) -> dict:
    codes = [_classification(code) for code in need.cpv]
    return _filled(
        {
            "id": f"need-{need.number}",
            "description": f"{need.title}: {need.outcome}",
            "classification": codes[0] if codes else None,
            "additionalClassifications": codes[1:],
            "quantity": None if need.quantity is None else _number(need.quantity),
            "unit": {"name": need.unit},
        }
    )


def _classification(code: Code) -> dict:
    return {"scheme": "CPV", "id": code.code, "description": code.label}


def _value(amount: Decimal, currency: str) -> dict:
    return {"amount": _number(amount), "currency": currency}


def _number(value: Decimal) -> int | float:
    """JSON knows no decimals; up to 15 digits come back as they were."""
    return int(value) if value == value.to_integral_value() else float(value)


def _period(first: date | None, last: date | None) -> dict:
    return _filled(
        {
            "startDate": first and _first_moment(first),
            "endDate": last and _last_moment(last),
        }
    )


def _moment(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _first_moment(day: date) -> str:
    return f"{day.isoformat()}T00:00:00Z"


def _last_moment(day: date) -> str:
    return f"{day.isoformat()}T23:59:59Z"


def _filled(found: dict) -> dict:
    """Without what is empty; nought is not."""
    return {key: value for key, value in found.items() if value not in (None, "", [], {})}
