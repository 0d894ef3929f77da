"""The open data of a group: its page, the facts, what is missing, the release as a download."""

import json

import pytest
from django.conf import settings as portal

from buyers import planned
from buyers.models import PlannedProcurement
from tests.buyers.market import (
    MANAGES,
    READS,
    complete,
    make_consultation,
    make_document,
    make_filed,
    make_need,
    make_procurement,
    make_share,
    rival_of,
    url,
)
from tests.partners.test_pages import fields_of, submit
from tests.people import ROLES, TODAY, make_membership, make_organisation
from tests.reading import FRAME, READER, errors, notes, read_book, read_csv

GOOD = {"title": "Sorting", "rationale": "Most of it is burnt."}


@pytest.fixture(autouse=True)
def prefix(settings):
    settings.OCDS_PREFIX = "ocds-213czf"


PAGES = {
    "open_data": ([], READS, set()),
    "edit_procurement": ([], MANAGES, READS),
    "release": ([], READS, set()),
    "notice_export": (["csv"], READS, set()),
    "documents_export": (["csv"], READS, set()),
    "new_document": ([], MANAGES, READS),
}


@pytest.mark.parametrize("where", PAGES)
def test_a_page_opens_for_exactly_these(world, login, where):
    make_procurement(world.group)
    args, may, sees = PAGES[where]
    address = url(where, *args)
    expected = {role: 200 if role in may else 403 if role in sees else 404 for role in ROLES}
    assert {role: login(world.person(role)).get(address).status_code for role in ROLES} == expected
    refused = {role: code for role, code in expected.items() if code != 200}
    forced = {role: login(world.person(role)).post(address, GOOD) for role in refused}
    assert {role: answer.status_code for role, answer in forced.items()} == refused


def test_acts_have_a_button_only_for_whom_they_are(world, login):
    document = make_document(world.group)
    for role in ("coordinator", "partner", "buyer"):
        text = login(world.person(role)).get(url("open_data")).text
        addresses = [
            *[url("edit_procurement"), url("new_document")],
            *[url(name, document.pk) for name in ("edit_document", "take_out_document")],
        ]
        assert [each in text for each in addresses] == [role == "coordinator"] * 4


# --- What is missing -----------------------------------------------------------------------------


def gaps_of(group) -> list[str]:
    return [gap.text for gap in planned.gaps(planned.facts_of(group, TODAY))]


def test_what_is_missing_is_said_in_plain_words(world, settings):
    settings.OCDS_PREFIX = ""
    world.group.memberships.update(tier="observer")
    assert gaps_of(world.group) == [
        "The portal has no OCDS prefix. Who runs it asks the Open Contracting Partnership for one "
        "(it is free) and sets OCDS_PREFIX.",
        "Say what will be bought, why and how.",
        "No core buyer or contracting authority is a member of the group.",
        "No need is shared with the group.",
        "No document is published.",
    ]
    settings.OCDS_PREFIX = "ocds-213czf"
    world.group.memberships.update(tier="core")
    make_procurement(world.group, description="", tender_on=TODAY.replace(day=5), notice_on=None)
    make_need(world.group, title="Sorting")
    make_need(world.group, 2, title="Secret", state="draft")
    assert gaps_of(world.group) == [
        "The purchase has no description.",
        "The call for tenders was planned for Sun 5 Sep 2027. This day has passed.",
        "No member of today is the lead procurer.",
        "Need N1 “Sorting” has no CPV code.",
        "No document is published.",
    ]


def test_nothing_is_missing_of_a_whole_group(world, login):
    complete(world)
    page = login(world.buyer).get(url("open_data"))
    assert page.context["gaps"] == []
    assert "Nothing is missing" in page.text


def test_gaps_lead_to_where_they_are_filled_for_who_may(world, login):
    text = login(world.coordinator).get(url("open_data")).text
    assert f'<a href="{url("edit_procurement")}">Say what will be bought' in text
    text = login(world.partner).get(url("open_data")).text
    assert "Say what will be bought" in text
    assert url("edit_procurement") not in text


# --- The release ---------------------------------------------------------------------------------


def test_the_release_is_a_download(world, login):
    complete(world)
    answer = login(world.buyer).get(url("release"))
    assert answer["Content-Type"] == "application/json"
    assert answer["Content-Disposition"] == (
        'attachment; filename="ppi4test-waste-buyers-planning.json"'
    )
    found = json.loads(answer.content)
    assert found["uri"] == portal.BASE_URL + url("release")
    assert found["publisher"] == {"name": "IAT"}  # the coordinator
    assert found["releases"][0]["tender"]["title"] == "Sorting of bulky waste"
    assert "Splitsko" not in answer.text  # the standard has no place for regions


def test_without_a_prefix_or_facts_the_release_says_what_to_do(world, login, settings):
    client = login(world.buyer)
    answer = client.get(url("release"), follow=True)
    assert notes(answer) == ["There is no release yet. Say what will be bought, why and how."]
    assert url("release") not in answer.text
    make_procurement(world.group)
    settings.OCDS_PREFIX = ""
    [told] = notes(client.get(url("release"), follow=True))
    assert told.startswith("There is no release yet. The portal has no OCDS prefix.")


def test_a_draft_need_is_on_no_path_of_anybodys(world, login):
    """Not even its owner's: what is downloaded is passed on."""
    complete(world)
    owner = world.city.organisation
    draft = make_need(world.group, 2, title="Secret sorting", organisation=owner, state="draft")
    make_share(draft, owner, state="draft")
    for person in (world.buyer, rival_of(world), world.coordinator, world.officer):
        client = login(person)
        for name, args in (
            *[("open_data", []), ("release", []), ("notice_export", ["csv"])],
            ("documents_export", ["csv"]),
        ):
            assert "Secret sorting" not in b"".join(client.get(url(name, *args))).decode()


# --- The notice ----------------------------------------------------------------------------------


def notice_of(client) -> dict:
    _header, *rows = read_csv(client.get(url("notice_export", "csv")))
    return {(row[0], row[2]): row[3:6] for row in rows}


def test_a_consultation_ahead_makes_it_an_e1_notice(world, login):
    complete(world)
    found = notice_of(login(world.buyer))
    assert found["OPP-070", ""] == ["E1", "demanded", "filled in"]
    assert found["BT-02", ""] == ["pmc", "demanded", "filled in"]
    assert found["BT-262", ""] == ["42914000", "demanded", "filled in"]
    assert found["BT-263", ""] == ["90511000", "may be given", "filled in"]
    assert found["BT-23", ""] == ["supplies", "demanded", "filled in"]
    assert found["BT-5071", ""] == ["HR035", "may be given", "filled in"]
    assert found["BT-13", ""] == ["2027-10-20", "may be given", "filled in"]
    assert found["BT-514", "City of Split"] == ["HRV", "demanded", "filled in"]
    assert found["BT-506", "City of Split"] == ["m@example.org", "may be given", "filled in"]
    assert found["BT-501", "City of Split"] == ["", "may be given", ""]
    assert found["BT-06", ""] == ["inn-pur", "in the contract notice", "filled in"]
    assert found["BT-776", ""] == ["mar-nov", "in the contract notice", "filled in"]
    assert found["BT-105", ""] == ["innovation", "in the contract notice", "filled in"]


def test_without_one_it_is_a_prior_information_notice(world, login):
    complete(world).consultations.update(state="closed")
    found = notice_of(login(world.buyer))
    assert found["OPP-070", ""] == ["4", "demanded", "filled in"]
    assert found["BT-01", ""] == ["32014L0024", "demanded", "filled in"]
    assert found["BT-127", ""] == ["2028-01-10", "demanded", "filled in"]
    assert found["BT-501", "City of Split"] == ["", "demanded", "missing"]
    assert ("BT-13", "") not in found


def test_of_nothing_the_notice_marks_what_is_missing(world, login):
    world.group.memberships.update(tier="observer")
    page = login(world.buyer).get(url("open_data"))
    missing = {field.number for field in page.context["fields"] if field.is_missing}
    assert missing == {"BT-21", "BT-24", "BT-23", "BT-262", "BT-127"}
    for format in ("xlsx", "ods"):
        book = read_book(login(world.buyer).get(url("notice_export", format)))
        assert book["Notice 4"][1][:2] == ["OPP-070", "Notice Subtype"]


def test_fifty_buyers_stand_on_the_page_and_all_in_the_files(world, login):
    for number in range(60):
        make_membership(world.group, make_organisation(f"Town {number:02}"))
    client = login(world.buyer)
    page = client.get(url("open_data"))
    assert (len(page.context["buyers"]), page.context["more_buyers"]) == (50, 12)
    assert "12 more buyers stand in the files." in page.text
    assert page.context["buyers"][0] == ["ZGH", "Zaragoza", "HRV", "", ""]
    assert len({of for _number, of in notice_of(client) if of}) == 62


# --- The facts -----------------------------------------------------------------------------------


def test_the_facts_are_entered_and_changed_and_kept_in_the_history(world, login):
    client = login(world.wp_lead)
    answer = submit(client, url("edit_procurement"), **GOOD, tender_on="2028-01-10")
    assert answer.url == url("open_data")
    seen = fields_of(client.get(url("edit_procurement")))
    submit(client, url("edit_procurement"), title="Sorting of bulky waste", reason="Clearer")
    row = PlannedProcurement.objects.get()
    assert (row.group, row.title) == (world.group, "Sorting of bulky waste")
    assert [each.history_change_reason for each in row.history.all()] == ["Clearer", ""]
    answer = client.post(url("edit_procurement"), seen | {"title": "Other"})
    assert errors(answer)["__all__"][0].startswith("This was changed while")
    # Pressed twice at the first time: there is one row.
    PlannedProcurement.objects.all().delete()
    for _press in range(2):
        client.post(url("edit_procurement"), GOOD | {"category": "goods", "procedure": "open"})
    assert PlannedProcurement.objects.count() == 1


@pytest.mark.parametrize(
    ("typed", "field", "message"),
    [
        ({"title": ""}, "title", "This field is required."),
        ({"rationale": "a\0"}, "rationale", "Null characters are not allowed."),
        ({"title": "x" * 201}, "title", "Ensure this value has at most 200"),
        ({"category": "money"}, "category", "Select a valid choice."),
        ({"innovation": "none"}, "innovation", "Select a valid choice."),
        ({"tender_on": "spring"}, "tender_on", "Enter a valid date."),
        ({"notice_on": "1900-01-01"}, "notice_on", "This day is far from the project"),
        ({"contract_until": "2028-06-30"}, "contract_until", "The contract ends before it"),
        ({"notice_on": "2028-02-01"}, "notice_on", "The notice comes before the call"),
        ({"contract_from": "2028-01-09"}, "contract_from", "The contract begins after the"),
    ],
)
def test_bad_facts_are_answered_at_their_field(world, login, typed, field, message):
    make_procurement(world.group)
    before = PlannedProcurement.objects.values().get()
    answer = submit(login(world.coordinator), url("edit_procurement"), **typed)
    assert list(errors(answer)) == [field]
    assert errors(answer)[field][0].startswith(message)
    assert answer.context["form"][field].value() == typed[field]
    assert PlannedProcurement.objects.values().get() == before


# --- Statements ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "args", "statements"),
    [
        ("open_data", [], FRAME + 7),
        ("release", [], READER + 8),
        ("notice_export", ["csv"], READER + 7),
        ("documents_export", ["csv"], READER + 7),
    ],
)
def test_the_statements_do_not_grow_with_the_rows(
    world, login, name, args, statements, django_assert_num_queries
):
    complete(world)
    client = login(world.coordinator)
    address = url(name, *args)
    b"".join(client.get(address))
    for n in range(3):
        with django_assert_num_queries(statements):
            b"".join(client.get(address))
        need = make_need(world.group, n + 2)
        make_share(need, world.city.organisation)
        make_membership(world.group, make_organisation(f"Town {n}"), "core")
        make_consultation(world.group, n + 2)
        make_document(world.group)
        make_filed(world.group, world.coordinator, name=f"{n}.pdf")
