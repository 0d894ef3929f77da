"""The planning release: valid, whole, and without anything that is not the public's."""

import copy
import json
import re
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from buyers import planned, release
from buyers.models import Need
from tests.buyers.market import (
    complete,
    make_consultation,
    make_document,
    make_filed,
    make_need,
    make_procurement,
    make_share,
)
from tests.buyers.ocds import complaints, make_validator, read_schemas
from tests.people import NOW, TODAY, make_commitment, make_membership, make_organisation

PREFIX, BASE = "ocds-213czf", "https://portal.example.org"


def facts(group):
    return planned.facts_of(group, TODAY)


def package(group, prefix=PREFIX) -> dict:
    found = release.package(facts(group), prefix=prefix, base=BASE, publisher="IAT", now=NOW)
    return json.loads(json.dumps(found))


@pytest.fixture(scope="module")
def schemas(sample_data) -> dict:
    return read_schemas(sample_data)


@pytest.fixture(scope="module")
def validator(schemas):
    return make_validator(schemas)


def test_the_release_is_valid(world, validator):
    group = complete(world)
    make_filed(group, world.coordinator)
    for number, state in enumerate(("planned", "closed", "cancelled"), start=2):
        make_consultation(group, number, state=state)
    assert complaints(validator, package(group)) == []


def test_a_release_of_next_to_nothing_is_valid_too(world, validator):
    make_procurement(world.group, **dict.fromkeys(["notice_on", "tender_on"]), description="")
    assert complaints(validator, package(world.group)) == []


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (["ocid"], ""),
        (["tag"], "planning"),
        (["tag"], ["planing"]),
        (["date"], "yesterday"),
        (["initiationType"], "auction"),
        (["tender", "status"], "soon"),
        (["tender", "mainProcurementCategory"], "supplies"),
        (["tender", "items", 0, "id"], None),
        (["planning", "milestones", 0, "status"], "open"),
        (["planning", "milestones", 0, "dueDate"], "2027-10-01"),
        (["planning", "documents", 0, "url"], "no address"),
        (["parties", 0, "name"], 7),
    ],
)
def test_the_validator_finds_what_is_wrong(world, validator, path, value):
    found = package(complete(world))
    broken = found["releases"][0]
    for step in path[:-1]:
        broken = broken[step]
    broken[path[-1]] = value
    assert complaints(validator, found) != []


def test_a_release_without_an_id_is_refused(world, validator):
    found = package(complete(world))
    for name in ("ocid", "id", "date", "tag", "initiationType"):
        broken = copy.deepcopy(found)
        del broken["releases"][0][name]
        assert complaints(validator, broken) == [f"$.releases[0]: '{name}' is a required property"]


def test_the_release_says_nothing_that_the_standard_does_not_know(world, schemas):
    """The schema lets other names through; a misspelt one would be lost to everybody."""
    [root] = [schema for address, schema in schemas.items() if "package" not in address]

    def unknown(schema, value, path=""):
        if "$ref" in schema:
            schema = root["definitions"][schema["$ref"].rsplit("/", 1)[1]]
        if isinstance(value, list):
            for each in value:
                yield from unknown(schema.get("items", {}), each, path)
        if isinstance(value, dict):
            for name, inner in value.items():
                if name not in schema.get("properties", {}):
                    yield f"{path}.{name}"
                else:
                    yield from unknown(schema["properties"][name], inner, f"{path}.{name}")

    assert list(unknown(root, package(complete(world))["releases"][0])) == []


# --- What it says --------------------------------------------------------------------------------


def test_what_a_whole_release_says(world):
    group = complete(world)
    found = package(group)
    assert (found["version"], found["publishedDate"]) == ("1.1", "2027-09-06T07:00:00Z")
    [told] = found["releases"]
    ocid = f"ocds-213czf-ppi4test-{group.pk}"
    assert (told["ocid"], told["id"]) == (ocid, f"{ocid}-20270906T070000Z")
    split = {"id": f"organisation-{world.city.organisation.pk}", "name": "City of Split"}
    assert told["buyer"] == told["tender"]["procuringEntity"] == split
    assert {party["name"]: party["roles"] for party in told["parties"]} == {
        "ZGH": ["buyer"],
        "City of Split": ["buyer", "procuringEntity"],
    }
    assert told["parties"][1] == split | {
        "identifier": {"legalName": "City of Split"},
        "address": {"locality": "Split", "countryName": "Croatia"},
        "roles": ["buyer", "procuringEntity"],
    }
    assert told["planning"]["budget"] == {
        "project": "PPI4Test in full",
        "projectID": world.project.grant_number,
    }
    assert told["planning"]["milestones"] == [
        {
            "id": "consultation-1",
            "type": "engagement",
            "title": "Dialogue",
            "description": "Open market consultation, from 2027-09-20 to 2027-10-20.",
            "dueDate": "2027-10-20T23:59:59Z",
            "status": "scheduled",
        },
        {
            "id": "notice",
            "type": "preProcurement",
            "title": "Notice of the planned procurement",
            "dueDate": "2027-10-01T00:00:00Z",
            "status": "scheduled",
        },
        {
            "id": "call",
            "type": "preProcurement",
            "title": "Call for tenders",
            "dueDate": "2028-01-10T00:00:00Z",
            "status": "scheduled",
        },
    ]
    assert [each["documentType"] for each in told["planning"]["documents"]] == [
        *("needsAssessment", "hearingNotice")
    ]
    assert told["planning"]["documents"][0] == {
        "id": told["planning"]["documents"][0]["id"],
        "documentType": "needsAssessment",
        "title": "Needs of the cities",
        "url": "https://example.org/needs.pdf",
        "datePublished": "2027-09-01T00:00:00Z",
        "format": "application/pdf",
        "language": "en",
    }
    assert told["tender"] == {
        "id": ocid,
        "title": "Sorting of bulky waste",
        "description": "Machines that sort bulky waste, with maintenance.",
        "status": "planned",
        "procuringEntity": split,
        "items": [
            {
                "id": "need-1",
                "description": "Sorting: Twice as much is used again.",
                "classification": {
                    "scheme": "CPV",
                    "id": "42914000",
                    "description": "Recycling equipment",
                },
                "additionalClassifications": [
                    {
                        "scheme": "CPV",
                        "id": "90511000",
                        "description": "Refuse collection services",
                    }
                ],
                "unit": {"name": "tonnes a year"},
            }
        ],
        "mainProcurementCategory": "goods",
        "procurementMethod": "selective",
        "procurementMethodDetails": "innovation partnership",
        "tenderPeriod": {"startDate": "2028-01-10T00:00:00Z"},
        "contractPeriod": {
            "startDate": "2028-07-01T00:00:00Z",
            "endDate": "2032-06-30T23:59:59Z",
        },
    }


def test_drafts_quantities_and_people_are_in_no_release(world):
    group = complete(world)
    draft = make_need(
        group,
        2,
        title="Secret sorting",
        state=Need.State.DRAFT,
        organisation=world.city.organisation,
    )
    make_need(group, 3, title="Closed sorting", state=Need.State.CLOSED)
    make_share(draft, world.city.organisation, quantity=77777)
    make_document(group, title="Unpublished study", published_on=None)
    make_document(group, title="Study of tomorrow", published_on=date(2027, 9, 7))
    make_document(group, title="Withdrawn study", removed_on=TODAY)
    text = json.dumps(package(group))
    for word in (
        *("Secret", "Closed sorting", "Unpublished", "of tomorrow", "Withdrawn", "9000", "77777"),
        *("quantity", "amount", world.buyer.name, world.buyer.email, world.coordinator.email),
    ):
        assert not re.search(rf"\b{word}\b", text), word


def test_parties_are_the_buyers_of_the_day(world):
    group = complete(world)
    make_membership(group, make_organisation("Follower"), "follower")
    make_membership(group, make_organisation("Observer"), "observer")
    make_membership(group, make_organisation("Gone"), "core", until=date(2027, 9, 5))
    make_membership(group, make_organisation("To come"), "core", since=date(2027, 9, 7))
    names = [party["name"] for party in package(group)["releases"][0]["parties"]]
    assert names == ["ZGH", "City of Split"]


def test_a_lead_procurer_who_has_left_leads_no_more(world):
    group = complete(world)
    world.city.until = date(2027, 9, 5)
    world.city.save()
    [told] = package(group)["releases"]
    assert "buyer" not in told
    assert "procuringEntity" not in told["tender"]


def test_a_day_that_has_passed_is_not_said_to_be_ahead(world):
    make_procurement(world.group, notice_on=date(2027, 9, 5), tender_on=None, contract_from=None)
    [told] = package(world.group)["releases"]
    assert told["planning"]["milestones"] == [
        {
            "id": "notice",
            "type": "preProcurement",
            "title": "Notice of the planned procurement",
            "dueDate": "2027-09-05T00:00:00Z",
        }
    ]
    assert told["tender"]["status"] == "planning"


def test_files_of_the_portal_have_its_address(world):
    make_procurement(world.group)
    document = make_filed(world.group, world.coordinator)
    [told] = package(world.group)["releases"][0]["planning"]["documents"]
    assert (told["url"], told["format"]) == (
        f"{BASE}/projects/ppi4test/groups/waste-buyers/open-data/documents/{document.pk}/file/",
        "application/pdf",
    )


def test_totals_are_told_where_the_public_may_read_them(world, validator):
    known = facts(complete(world))
    assert (known.budget, [need.quantity for need in known.needs]) == (None, [None])
    known = replace(
        known,
        budget=(Decimal("1250000.50"), "EUR"),
        needs=tuple(replace(need, quantity=Decimal("9000.000")) for need in known.needs),
    )
    found = release.package(known, prefix=PREFIX, base=BASE, publisher="IAT", now=NOW)
    assert complaints(validator, found) == []
    [told] = found["releases"]
    value = {"amount": 1250000.5, "currency": "EUR"}
    assert told["planning"]["budget"]["amount"] == told["tender"]["value"] == value
    assert told["tender"]["items"][0]["quantity"] == 9000


def told_of(group):
    known = facts(group)
    return known.budget, known.needs[0].quantity


def commit(group, *names, **fields):
    for name in names:
        town = make_organisation(name, country="HR")
        make_membership(group, town)
        make_commitment(group.needs.get(), town, **fields)


def test_the_public_reads_totals_of_three_members(world):
    group = complete(world)
    commit(group, "Zadar", "Pula")
    assert told_of(group) == (None, None)
    commit(group, "Sisak")
    assert told_of(group) == ((Decimal(150_000), "EUR"), Decimal(3000))
    commit(group, "Oslo", "Bergen", "Tromsø", currency="NOK")
    assert told_of(group) == (None, Decimal(6000))  # two currencies have no sum


def test_what_a_member_shows_to_the_others_is_not_told_to_the_world(world):
    group = complete(world)
    commit(group, "Zadar", "Pula", is_disclosed=True)
    assert told_of(group) == (None, None)


def test_no_member_finds_by_open_data_what_its_own_page_hides(world):
    """Who takes the two that are shown from the sum of four has the sum of two."""
    group = complete(world)
    commit(group, "Zadar", "Pula", is_disclosed=True)
    commit(group, "Sisak", "Knin")
    assert told_of(group) == (None, None)


def test_no_member_works_out_another_from_what_the_public_reads(world):
    """Each of them reads the release, the entries that were shown to it, and its own page."""
    group = complete(world)
    need = group.needs.get()
    towns = [make_organisation(f"Town {n}", country="HR") for n in range(4)]
    for town in towns:
        make_membership(group, town)

    def told():
        known = facts(group)
        return known.budget, [each.quantity for each in known.needs]

    for town, agreed in zip(towns[:3], (True, False, False), strict=True):
        make_commitment(need, town, is_disclosed=agreed)
    assert told() == (None, [None])  # less what is shown it would tell of two
    make_commitment(need, towns[3])
    assert told() == ((Decimal(200_000), "EUR"), [Decimal(4000)])
    other = make_need(group, 2)
    row = make_commitment(other, towns[0], value=None, currency="")
    assert told() == ((Decimal(200_000), "EUR"), [Decimal(4000), None])
    row.value, row.currency = 70_000, "EUR"
    row.save()
    assert told() == (None, [Decimal(4000), None])  # less the first need it would tell of one


def test_a_member_learns_nothing_from_open_data_by_taking_away_what_it_was_shown(world):
    """Two of three have agreed: their page hides the total, and so the release has none."""
    group = complete(world)
    need = group.needs.get()
    towns = [make_organisation(f"Town {n}", country="HR") for n in range(5)]
    for n, town in enumerate(towns):
        make_membership(group, town)
        if n < 3:
            make_commitment(need, town, is_disclosed=n > 0)
    assert (facts(group).budget, facts(group).needs[0].quantity) == (None, None)
    for town in towns[3:]:
        make_commitment(need, town)
    assert facts(group).budget == (Decimal(250_000), "EUR")


def test_a_budget_less_the_totals_of_the_needs_tells_of_nobody(world):
    """The values of the first need are on the page of the group; what is left would be one's."""
    group = complete(world)
    need, other = group.needs.get(), make_need(group, 2)
    for n in range(3):
        town = make_organisation(f"Town {n}", country="HR")
        make_membership(group, town)
        make_commitment(need, town)
    assert facts(group).budget == (Decimal(150_000), "EUR")
    make_commitment(other, town)
    assert facts(group).budget is None
    assert [each.quantity for each in facts(group).needs] == [Decimal(3000), None]


def test_the_facts_cost_the_same_whatever_the_rows(world, django_assert_num_queries):
    group = complete(world)
    for n in range(3):
        row = (
            type(group)
            .objects.select_related("project", "lead_procurer__organisation", "procurement")
            .get()
        )
        with django_assert_num_queries(6):
            package(row)
        need = make_need(group, n + 2)
        make_share(need, make_organisation(f"City {n}"))
        make_membership(group, make_organisation(f"Town {n}"), "core")
        make_consultation(group, n + 2, state="closed")
        make_document(group)
