"""The lists of the consortium as downloads: their cells, their filter, what they cost."""

from datetime import UTC, date, datetime

import pytest
import time_machine

from partners.models import Invitation
from tests.partners.test_pages import invite
from tests.people import NOW, make_member, make_organisation, make_partner, make_person
from tests.reading import read_book, read_csv

BASE = "/projects/ppi4test"


@pytest.fixture(autouse=True)
def now():
    with time_machine.travel(NOW, tick=False):
        yield


# --- Partners ------------------------------------------------------------------------------------


def test_the_partners_with_what_their_pages_say_and_who_left(world, login):
    organisation = make_organisation(
        "RWS",
        name="Rijkswaterstaat",
        country="NL",
        city="Utrecht",
        pic="012345678",
        website="https://rws.example",
    )
    gone = make_partner(world.project, organisation, 6, "associated", exit=date(2027, 9, 5))
    make_member(world.partner, gone)
    client = login(world.officer)
    rows = read_csv(client.get(f"{BASE}/partners.csv"))
    assert rows[0] == [
        *["No.", "Partner", "Name", "Role", "Type", "Country", "City", "PIC", "Website"],
        *["Entry", "Exit", "Left", "People"],
    ]
    assert [row[1] for row in rows[1:]] == ["IAT", "UNIZAR", "ICLEI", "ZGH", "ACR+", "RWS"]
    assert rows[5:] == [
        [
            *["5", "ACR+", "ACR+", "beneficiary", "public body", "Belgium", "Zaragoza", "", ""],
            *["2026-01-01", "", "no", "2"],
        ],
        [
            *["6", "RWS", "Rijkswaterstaat", "associated partner", "public body", "Netherlands"],
            *["Utrecht", "012345678", "https://rws.example", "2026-01-01", "2027-09-05"],
            *["yes", "0"],
        ],
    ]
    last = read_book(client.get(f"{BASE}/partners.xlsx"))["Partners"][-1]
    assert (last[0], last[7]) == (6, "012345678")
    assert last[9:] == [date(2026, 1, 1), date(2027, 9, 5), "yes", 0]


# --- People --------------------------------------------------------------------------------------


def test_the_people_of_the_teams_and_then_the_readers_from_outside(world, login):
    world.officer.readings.update(function="Project officer")
    ana = make_person("Ana", account="invited")
    make_member(ana, world.iat, "reader", function="Finance", until=date(2027, 12, 31))
    former = make_person("Former")
    make_member(former, world.iat, until=date(2027, 9, 5))
    client = login(world.team_reader)
    rows = read_csv(client.get(f"{BASE}/people.csv"))
    assert rows[0] == [
        *["No.", "Partner", "Name", "E-mail address", "Function", "Access", "Account"],
        *["From", "To"],
    ]
    assert rows[1] == [
        *["1", "IAT", "Ana", "ana@example.org", "Finance", "reader", "invited"],
        *["2026-01-01", "2027-12-31"],
    ]
    assert [row[2] for row in rows[2:-1]] == [
        *["Coordinator", "Wp Lead", "Task Lead", "Organiser", "Partner", "Team Reader"]
    ]
    assert rows[-1] == [
        *["", "", "Officer", "officer@example.org", "Project officer", "reader from outside"],
        *["active", "2026-01-01", ""],
    ]
    sheet = read_book(client.get(f"{BASE}/people.xlsx"))["People"]
    assert sheet[1][:3] == [1, "IAT", "Ana"]
    assert sheet[1][-2:] == [date(2026, 1, 1), date(2027, 12, 31)]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("q=SKODA", ["Jiří Škoda"]),
        ("q=jiri%40", ["Jiří Škoda"]),
        ("q=offic", ["Officer"]),
        ("q=nobody", []),
    ],
)
def test_the_people_are_those_whom_the_page_finds(world, login, query, names):
    make_member(make_person("Jiří Škoda", email="jiri@example.org"), world.acr)
    client = login(world.coordinator)
    page = client.get(f"{BASE}/people/?{query}")
    shown = [place.person.name for place in [*page.context["places"], *page.context["readers"]]]
    rows = read_csv(client.get(f"{BASE}/people.csv?{query}"))[1:]
    assert [row[2] for row in rows] == shown == names
    assert f'<a href="/projects/ppi4test/people.csv?{query}">CSV</a>' in page.text


def test_only_whom_no_filter_finds_are_said_to_be_nobody(world, login):
    """Somebody who reads from outside is found, though no team has anybody of that name."""
    client = login(world.coordinator)
    pages = [client.get(f"{BASE}/people/?q={q}").text for q in ("nobody", "offic")]
    assert ["Nothing matches this filter" in page for page in pages] == [True, False]


# --- Invitations ---------------------------------------------------------------------------------


def test_the_invitations_with_what_became_of_them(world, login):
    """Days are those of who reads: 22:30 UTC is the next day in Brussels."""
    for name in ("waits", "expired", "accepted", "revoked"):
        invite(world, f"{name}@example.org", world.zagreb)
    found = {row.person.email.split("@")[0]: row for row in Invitation.objects.all()}

    def keep(name, **fields):
        Invitation.objects.filter(pk=found[name].pk).update(**fields)

    def moment(day):
        return datetime(2027, 9, day, 22, 30, tzinfo=UTC)

    keep("revoked", sent_at=moment(1), revoked_at=moment(3))
    keep("accepted", sent_at=moment(2), accepted_at=moment(4), access="reader", function="Lawyer")
    keep("expired", sent_at=moment(3), expires_at=moment(4))
    keep(
        "waits",
        created_at=moment(1),
        sent_at=moment(4),
        times_sent=2,
        offer="reader",
        participation=None,
        expires_at=moment(18),
    )
    client = login(world.coordinator)
    rows = read_csv(client.get(f"{BASE}/invitations.csv"))
    day = "2027-09-06"
    team = ["a place on a team", "ZGH"]
    assert rows == [
        [
            *["Person", "E-mail address", "Invited to", "Partner", "Access", "Function", "State"],
            *["First sent", "Last sent", "Times sent", "Link ends", "Accepted", "Revoked"],
            "Invited by",
        ],
        [
            *["Ana", "waits@example.org", "reading the project", "", "", ""],
            *["waiting for an answer", "2027-09-02", "2027-09-05", "2", "2027-09-19", "", ""],
            "Coordinator",
        ],
        [
            *["Ana", "expired@example.org", *team, "editor", "", "expired"],
            *[day, "2027-09-04", "1", "2027-09-05", "", "", "Coordinator"],
        ],
        [
            *["Ana", "accepted@example.org", *team, "reader", "Lawyer", "accepted"],
            *[day, "2027-09-03", "1", "", "2027-09-05", "", "Coordinator"],
        ],
        [
            *["Ana", "revoked@example.org", *team, "editor", "", "revoked"],
            *[day, "2027-09-02", "1", "", "", "2027-09-04", "Coordinator"],
        ],
    ]
    first = read_book(client.get(f"{BASE}/invitations.xlsx"))["Invitations"][1]
    assert first[7:11] == [date(2027, 9, 2), date(2027, 9, 5), 2, date(2027, 9, 19)]


# --- What they cost ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "statements"),
    [("partners", 1), ("people", 2), ("invitations", 1)],
)
def test_the_statements_do_not_grow_with_the_rows(
    world, login, name, statements, django_assert_num_queries
):
    client = login(world.coordinator)

    def grow(n):
        partner = make_partner(world.project, make_organisation(f"Org {n}"), 10 + n)
        make_member(make_person(f"Someone {n}"), partner)
        invite(world, f"ana{n}@example.org", partner)

    for n in (0, 1, 2):
        grow(n)
        with django_assert_num_queries(4 + statements):  # session, person, places, project
            rows = read_csv(client.get(f"{BASE}/{name}.csv"))
    assert len(rows) == 1 + {"partners": 8, "people": 10, "invitations": 3}[name]
