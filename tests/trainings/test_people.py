"""The participants of all trainings of a project, for who runs some of them."""

import pytest

from partners.models import Organisation, Person
from tests.people import (
    NOW,
    fix_day,
    make_buyer,
    make_membership,
    make_organisation,
    make_person,
    make_training,
)
from tests.reading import FRAME, read_book, read_csv
from tests.trainings.test_pages import page
from trainings import planning, registration
from trainings.models import Attendance, Programme, Registration, Training

BASE = "/projects/ppi4test/trainings/people"


def names(response) -> list[str]:
    return [row["name"] for row in response.context["rows"]]


def was_there(row, answer) -> None:
    fields = {"recorded_at": NOW, "recorded_by": row.person, "was_there": answer}
    Attendance.objects.create(registration=row, day=row.training.days.get(), **fields)


@pytest.fixture
def seville(world):
    """Another training, that ICLEI organises."""
    return fix_day(make_training(world.programme, world.iclei, "Seville"))


@pytest.fixture
def people(world, training, seville, buyers, enter):
    """Buyer 1 and 2 in Zagreb, there and not; Buyer 2 and a Dane in Seville; one has left."""
    first, second, gone = buyers(3)
    dane = make_person("Żółta", email="dane@example.org")
    harbour = make_organisation("Harbour", country="DK", type="PRC")
    make_buyer(dane, make_membership(world.group, harbour))
    rows = enter(training, [first, second, gone])
    enter(seville, [second, dane])
    registration.withdraw(registration=rows[2], by=gone, now=NOW)
    was_there(rows[0], True)
    was_there(rows[1], False)
    return rows


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["Żółta", "Buyer 2", "Buyer 2", "Buyer 1"]),
        ("?training=zagreb", ["Buyer 2", "Buyer 1"]),
        ("?training=zagreb&state=all", ["Buyer 3", "Buyer 2", "Buyer 1"]),
        ("?state=ended", ["Buyer 3"]),
        ("?state=confirmed&country=DK", ["Żółta"]),
        ("?type=PRC", ["Żółta"]),
        ("?attended=there", ["Buyer 1"]),
        ("?attended=not_there", ["Buyer 2"]),
        ("?attended=unsaid", ["Żółta", "Buyer 2"]),
        ("?q=zolta", ["Żółta"]),
        ("?q=harbour", ["Żółta"]),
        ("?q=dane@example", ["Żółta"]),
        ("?q=nobody", []),
        (
            "?training=x&country=%00&state=x&attended=x&type=x&page=99",
            ["Żółta", "Buyer 2", "Buyer 2", "Buyer 1"],
        ),
    ],
)
def test_the_filters_find_people(world, people, login, query, found):
    response = login(world.task_lead).get(f"{BASE}/{query}")
    assert names(response) == found
    assert ("Nothing matches this filter" in response.text) == (not found)


def test_an_organiser_sees_the_people_of_their_own_trainings(world, people, login):
    response = login(world.organiser).get(f"{BASE}/")
    assert names(response) == ["Buyer 2", "Buyer 1"]
    assert names(login(world.organiser).get(f"{BASE}/?training=seville")) == ["Buyer 2", "Buyer 1"]
    rows = read_csv(login(world.organiser).get(f"{BASE}.csv"))
    assert [row[0] for row in rows[1:]] == ["Buyer 2", "Buyer 1"]


def test_a_row_says_for_which_training_and_whether_they_were_there(world, people, login):
    dane, _seville, absent, there = login(world.task_lead).get(f"{BASE}/").context["rows"]
    assert (dane["training"], dane["organisation"], dane["country"]) == ("Seville", "Harbour", "DK")
    assert (dane["kind"], dane["there"]) == ("private company", "")
    assert (absent["there"], there["there"]) == ("not there", "there")
    assert there["url"] == "/projects/ppi4test/trainings/zagreb/"


def test_the_download_holds_what_the_filter_shows(world, people, login):
    client = login(world.task_lead)
    rows = read_csv(client.get(f"{BASE}.csv?training=zagreb&state=all"))
    moment = "2027-09-06 07:00"
    city = ["City of Split", "public body", "HR", "Zagreb", "2027-09-22"]
    assert rows == [
        [
            *["Name", "E-mail address", "Organisation", "Kind of organisation", "Country"],
            *["Training", "First day", "State", "Counts towards the minimum", "Days there"],
            *["Days recorded", "Registered"],
        ],
        ["Buyer 3", "buyer.3@example.org", *city, "withdrawn", "yes", "", "", moment],
        ["Buyer 2", "buyer.2@example.org", *city, "confirmed", "yes", "0", "1", moment],
        ["Buyer 1", "buyer.1@example.org", *city, "confirmed", "yes", "1", "1", moment],
    ]
    assert len(read_book(client.get(f"{BASE}.xlsx"))["Participants"]) == 5
    assert len(read_book(client.get(f"{BASE}.ods"))["Participants"]) == 5


@pytest.mark.parametrize("rows", [1, 3, 60])
def test_it_takes_few_statements(world, training, buyers, login, django_assert_num_queries, rows):
    for person in buyers(rows):
        Registration.objects.create(
            training=training,
            person=person,
            organisation=world.city.organisation,
            state="waiting",
            why="-",
            registered_at=NOW,
            registered_by=person,
        )
    client = login(world.task_lead)
    # The project, its trainings, the countries; how many, who, and who was there
    with django_assert_num_queries(6 + FRAME):
        response = client.get(f"{BASE}/")
    assert (len(response.context["rows"]), response.context["page"].paginator.count) == (
        min(rows, 50),
        rows,
    )
    with django_assert_num_queries(5 + FRAME):
        assert len(read_csv(client.get(f"{BASE}.csv"))) == 1 + rows


def test_they_are_counted_and_sorted_without_their_names(
    world, people, login, django_assert_num_queries
):
    client = login(world.task_lead)
    with django_assert_num_queries(6 + FRAME) as asked:
        client.get(f"{BASE}/?state=all")
    counted, shown = (
        next(each["sql"] for each in asked.captured_queries if words in each["sql"])
        for words in ("COUNT(*)", "registered_at")
    )
    assert "partners_person" not in counted
    assert "partners_person" not in shown.rpartition("IN (SELECT")[2]


def test_what_people_wrote_is_no_markup(world, training, people, login):
    name = """<i a="1" b='2'>&"""
    escaped = "&lt;i a=&quot;1&quot; b=&#x27;2&#x27;&gt;&amp;"
    Person.objects.update(name=name)
    Training.objects.update(title=name, city=name)
    Organisation.objects.filter(pk=world.city.organisation_id).update(short_name=name)
    Registration.objects.update(why=name, end_reason=name)
    Programme.objects.update(is_public=True)
    client = login(world.task_lead)
    for address in (
        f"{BASE}/?state=all",
        page("registrations") + "?state=all",
        "/projects/ppi4test/trainings/",
        f"/open/ppi4test/trainings/{world.programme.slug}/",
    ):
        text = client.get(address).text
        assert "<i a=" not in text
        assert escaped in text


def test_the_trainings_lead_there_for_who_runs_some(world, training, login):
    for person, leads in ((world.organiser, True), (world.partner, False), (world.buyer, False)):
        text = login(person).get("/projects/ppi4test/trainings/").text
        assert (f'href="{BASE}/"' in text) == leads


def test_no_training_takes_its_address(world):
    row = planning.plan(
        programme=world.programme,
        by=world.task_lead,
        title="People",
        organiser=world.zagreb,
        zone="Europe/Zagreb",
    )
    assert row.slug == "people-2"
