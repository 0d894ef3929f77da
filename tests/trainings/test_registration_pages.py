"""The registrations of a training, for who runs it."""

import pytest

from tests.people import NOW, fix_day, make_buyer, make_membership, make_organisation, make_person
from tests.reading import FRAME, notes
from tests.reading import errors as field_errors
from tests.trainings.conftest import states
from tests.trainings.test_pages import page
from trainings import registration
from trainings.models import Registration, Training


@pytest.mark.parametrize("rows", [1, 3, 60])
def test_the_list_takes_four_statements(
    world, training, buyers, enter, login, django_assert_num_queries, rows
):
    Training.objects.update(capacity=10)
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
    client = login(world.organiser)
    with django_assert_num_queries(4 + FRAME):
        response = client.get(page("registrations"))
    assert len(response.context["rows"]) == min(rows, 50)
    assert response.context["page"].paginator.count == rows


@pytest.mark.parametrize(
    ("state", "is_open", "told", "way"),
    [
        ("planned", False, "People can register once the days are fixed.", "schedule"),
        ("scheduled", False, "Registration is not open.", "open"),
        ("scheduled", True, "Registration is open: people of the target groups can", "add"),
        ("cancelled", False, "Registration is over.", None),
    ],
)
def test_the_empty_list_says_what_comes_next(world, login, state, is_open, told, way):
    if state != "planned":
        fix_day(world.training)
    Training.objects.update(state=state, registration_switch=is_open)
    text = login(world.task_lead).get(page("registrations")).text
    assert told in text
    ways = {name for name in ("schedule", "open", "add") if f'href="{page(name)}"' in text}
    assert ways == {way, *(["add"] if state == "scheduled" else [])} - {None}


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", ["Buyer 1", "Buyer 2", "Żółć"]),
        ("?q=zolc", ["Żółć"]),
        ("?q=split+buyer", ["Buyer 1", "Buyer 2"]),
        ("?q=łódź", ["Żółć"]),
        ("?state=waiting", ["Buyer 2", "Żółć"]),
        ("?state=ended", ["Gone"]),
        ("?state=nonsense&page=99", ["Buyer 1", "Buyer 2", "Żółć"]),
        ("?q=nobody", []),
    ],
)
def test_the_list_finds_people_by_name_and_organisation(
    world, training, buyers, enter, login, query, names
):
    Training.objects.update(capacity=1)
    gone = make_person("Gone")
    make_buyer(gone, world.city)
    (row,) = enter(training, [gone])
    registration.withdraw(registration=row, by=gone, now=NOW)
    enter(training, buyers(2))
    other = make_person("Żółć", email="zz@example.org")
    make_buyer(other, make_membership(world.group, make_organisation("Łódź")))
    enter(training, [other])
    response = login(world.organiser).get(page("registrations") + query)
    assert [row["name"] for row in response.context["rows"]] == names
    assert ("Nothing matches this filter" in response.text) == (not names)


def test_the_export_holds_what_the_list_shows_and_no_formula(
    world, training, enter, login, django_assert_num_queries
):
    person = make_person("=HYPERLINK(1)", email="formula@example.org")
    make_buyer(person, world.city)
    enter(training, [person, world.buyer])
    client = login(world.organiser)
    with django_assert_num_queries(4 + FRAME):  # the rows, their consents, what is asked
        response = client.get(page("registrations_export", "csv") + "?q=formula")
        lines = b"".join(response.streaming_content).decode("utf-8-sig").splitlines()
    assert lines == [
        "Name,E-mail address,Organisation,Country,State,Counts towards the minimum,"
        "May come because,Registered,Why it ended,Agrees to",
        "'=HYPERLINK(1),formula@example.org,City of Split,HR,confirmed,yes,"
        "City of Split is a contracting authority in Waste buyers.,2027-09-06 07:00,,",
    ]


def test_somebody_is_added_for_a_reason(world, training, login):
    client = login(world.organiser)
    response = client.post(
        page("add"), {"email": "PARTNER@example.org ", "override": "Speaks"}, follow=True
    )
    assert notes(response) == ["Partner: confirmed."]
    assert Registration.objects.get().why == "Admitted by Organiser: Speaks"
    for typed, errors in (
        ({"email": "stranger@example.org", "override": "Friend"}, ["email"]),
        ({"email": "partner@example.org", "override": "Again"}, ["__all__"]),
        ({"email": "nonsense", "override": ""}, ["email", "override"]),
    ):
        assert list(field_errors(client.post(page("add"), typed))) == errors


def test_a_registration_is_declined_with_a_reason(world, training, enter, login):
    (row,) = enter(training, [world.buyer])
    client = login(world.organiser)
    url = page("reject", row.pk)
    assert field_errors(client.post(url, {"reason": ""})) == {"reason": ["This field is required."]}
    client.post(url, {"reason": "Two from one desk"})
    assert states(training) == ["rejected"]
    assert client.get(url).status_code == 404
    text = login(world.buyer).get(page("training")).content.decode()
    assert "Two from one desk" in text
