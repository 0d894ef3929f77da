"""The attendance of a training on its pages: the sheet, the door, who reads what."""

import re
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine

from tests.people import make_buyer, make_person
from tests.reading import FRAME, notes, read_csv
from tests.reading import errors as field_errors
from tests.trainings.conftest import states
from tests.trainings.test_pages import page
from trainings import attendance, links
from trainings.models import Attendance, Registration, Training

EVENING = datetime(2027, 9, 22, 18, tzinfo=ZoneInfo("Europe/Zagreb"))


@pytest.fixture
def seats(training, buyers, enter):
    return enter(training, buyers(3))


@pytest.fixture
def evening(seats):
    """The only day of the training is over, and nobody has said who was there."""
    with time_machine.travel(EVENING, tick=False):
        yield


@pytest.fixture
def cell(training):
    """cell(registration) -> the name of its cell."""
    day = training.days.get()
    return lambda row: f"at-{row.pk}-{day.pk}"


@pytest.fixture
def record(world, training):
    def say(answers, reason="", now=EVENING):
        day = training.days.get()
        said = {(row.pk, day.pk): there for row, there in answers.items()}
        fields = {"training": training, "by": world.organiser, "now": now, "reason": reason}
        return attendance.say(said=said, **fields)

    return say


def answers() -> dict[str, bool]:
    return dict(Attendance.objects.values_list("registration__person__name", "was_there"))


def shown(response) -> list[tuple[str, str]]:
    """What stands in the only cell of each row."""
    return [(row["name"], row["cells"][0]["answer"]) for row in response.context["rows"]]


def test_the_sheet_opens_on_the_first_day(world, seats, login):
    response = login(world.organiser).get(page("attendance"), follow=True)
    assert notes(response) == ["Attendance is recorded from the first day of the training."]
    response = login(world.organiser).get(page("came"), follow=True)
    assert notes(response) == ["The first day has not come: register them instead."]


def test_who_was_there_is_saved_and_shown_again(world, seats, evening, cell, login):
    client = login(world.organiser)
    first, second, _third = seats
    assert shown(client.get(page("attendance"))) == [
        ("Buyer 1", ""),
        ("Buyer 2", ""),
        ("Buyer 3", ""),
    ]
    typed = {cell(first): "y", cell(second): "n", cell(_third): ""}
    response = client.post(page("attendance"), typed, follow=True)
    assert notes(response) == ["Saved. 2 answers were added."]
    assert answers() == {"Buyer 1": True, "Buyer 2": False}
    assert shown(response) == [("Buyer 1", "y"), ("Buyer 2", "n"), ("Buyer 3", "")]
    assert "1 of 3 was there · nothing said of 1" in response.text


def test_everybody_else_was_there_by_one_press(world, training, seats, evening, cell, login):
    typed = {cell(seats[1]): "n", "others": str(training.days.get().pk)}
    response = login(world.organiser).post(page("attendance"), typed, follow=True)
    assert notes(response) == ["Saved. 3 answers were added."]
    assert answers() == {"Buyer 1": True, "Buyer 2": False, "Buyer 3": True}


def test_a_correction_asks_why_and_nothing_typed_is_lost(
    world, seats, evening, cell, login, record
):
    record({seats[0]: True})
    client = login(world.organiser)
    seen = client.get(page("attendance")).context["seen"]
    typed = {cell(seats[0]): "n", cell(seats[1]): "y", "seen": seen}
    response = client.post(page("attendance"), typed)
    assert field_errors(response) == {
        "reason": ["This changes 1 answer that was recorded: say why."]
    }
    assert shown(response) == [("Buyer 1", "n"), ("Buyer 2", "y"), ("Buyer 3", "")]
    assert answers() == {"Buyer 1": True}
    response = client.post(page("attendance"), typed | {"reason": "Mistaken"}, follow=True)
    assert notes(response) == ["Saved. 1 answer was corrected."]
    text = re.sub(r"\s+", " ", response.text)
    assert "Buyer 1, Wed 22 Sep 2027: <del>there</del> → <ins>not there</ins>" in text
    assert "“Mistaken”" in text


def test_what_one_has_not_touched_does_not_undo_what_another_has_said(
    world, seats, evening, cell, login, record
):
    record({seats[0]: True})
    client = login(world.organiser)
    seen = client.get(page("attendance")).context["seen"]
    record({seats[0]: False}, reason="Left early")
    typed = {cell(seats[0]): "y", cell(seats[1]): "y", "seen": seen}
    client.post(page("attendance"), typed)
    assert answers() == {"Buyer 1": False, "Buyer 2": True}


@pytest.mark.parametrize(
    ("typed", "errors"),
    [
        ({"at-1-1": "perhaps"}, {"__all__": ["Say of each person “there” or “not there”."]}),
        (
            {f"at-{'9' * 18}-1": "y"},
            {"__all__": ["The list has changed since you opened it. Look at it again."]},
        ),
        ({"others": "x" * 50}, {"__all__": ["Choose a day of the list."]}),
        (
            {"others": "9" * 18},
            {"__all__": ["The list has changed since you opened it. Look at it again."]},
        ),
        ({"reason": "a\0b"}, {"reason": ["Null characters are not allowed."]}),
        (
            {"reason": "a" * 301},
            {"reason": ["Ensure this value has at most 300 characters (it has 301)."]},
        ),
    ],
)
def test_nonsense_is_refused_and_changes_nothing(world, seats, evening, login, typed, errors):
    response = login(world.organiser).post(page("attendance"), typed)
    assert field_errors(response) == errors
    assert not Attendance.objects.exists()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_sheet_takes_few_statements(
    world, training, buyers, enter, login, record, django_assert_num_queries, rows
):
    record(dict.fromkeys(enter(training, buyers(rows)), True))
    with time_machine.travel(EVENING, tick=False):
        client = login(world.organiser)
        # The training, its days; the seats, who, what is said; two summaries, corrections
        with django_assert_num_queries(8 + FRAME):
            response = client.get(page("attendance"))
        assert len(response.context["rows"]) == rows
        with django_assert_num_queries(5 + FRAME):
            response = client.get(page("registrations"))
        assert [row["there"] for row in response.context["rows"]] == ["there"] * rows


# --- Held -----------------------------------------------------------------------------------------


def test_marking_as_held_asks_who_was_there_first(world, seats, evening, login):
    client = login(world.organiser)
    response = client.post(page("held"), follow=True)
    assert notes(response) == ["First say who was there, or mark it as held and say it later."]
    assert response.redirect_chain[-1][0] == page("attendance")
    assert Training.objects.get().state == "scheduled"
    assert notes(client.post(page("held"), {"later": "yes"}, follow=True)) == ["Marked as held."]
    assert Training.objects.get().state == "held"
    assert "Attendance is not recorded yet." in client.get(page("training")).text


def test_the_sheet_saves_and_marks_as_held_in_one_press(world, seats, evening, cell, login):
    typed = {cell(row): "y" for row in seats} | {"held": "yes"}
    response = login(world.organiser).post(page("attendance"), typed, follow=True)
    assert notes(response) == ["Saved. 3 answers were added.", "Marked as held."]
    assert Training.objects.get().state == "held"


# --- Who reads what -------------------------------------------------------------------------------


def test_of_several_days_it_says_what_is_counted(world, training, seats, evening, login, record):
    record({seats[0]: True, seats[1]: True})
    training.days.create(position=2, day=date(2027, 9, 21), starts=time(9), ends=time(17))
    Training.objects.update(state="held")
    words = "2 of 3 were there on at least one day"
    assert words in login(world.organiser).get(page("attendance")).text
    assert words in login(world.partner).get(page("training")).text


def test_others_read_counts_and_the_person_their_own(world, seats, evening, login, record):
    record({seats[0]: True, seats[1]: True, seats[2]: False})
    Training.objects.update(state="held")
    text = login(world.partner).get(page("training")).text
    assert "2 of 3 were there." in text
    assert "Buyer 1" not in text
    assert page("attendance") not in text
    assert page("attendance") in login(world.organiser).get(page("training")).text
    text = login(seats[2].person).get(page("training")).text
    assert "Wed 22 Sep 2027: you were not there" in text
    assert "of 3 were there" not in text


def test_who_has_no_account_reads_their_own_by_their_link(seats, evening, client, record):
    record({seats[0]: True, seats[1]: False})
    seats[0].save(update_fields=links.give(seats[0], ends=EVENING + timedelta(days=1)))
    text = client.get(links.address(seats[0], "trainings:seat")).text
    assert "Wed 22 Sep 2027: you were there" in text
    assert "not there" not in text


def test_the_export_has_a_column_for_each_day(world, seats, evening, login, record):
    record({seats[0]: True, seats[1]: False})
    rows = read_csv(login(world.organiser).get(page("registrations_export", "csv")))
    assert [row[0] for row in rows] == ["Name", "Buyer 1", "Buyer 2", "Buyer 3"]
    assert [row[9:10] for row in rows] == [["There on 2027-09-22"], ["yes"], ["no"], [""]]


# --- Somebody who came ----------------------------------------------------------------------------


def test_somebody_who_came_is_added_for_a_reason(world, training, evening, login):
    client = login(world.organiser)
    typed = {
        "email": "PARTNER@example.org",
        "override": "Came along",
        "days": [training.days.get().pk],
    }
    response = client.post(page("came"), typed, follow=True)
    assert notes(response) == ["Partner is on the list."]
    client.post(page("came"), typed)
    assert Registration.objects.filter(person=world.partner).count() == 1
    assert answers() == {"Partner": True}


@pytest.mark.parametrize(
    ("typed", "errors"),
    [
        ({"email": ""}, ["email"]),
        ({"email": "stranger@example.org"}, ["email"]),
        ({"override": ""}, ["override"]),
        ({"days": []}, ["days"]),
        ({"days": ["9" * 30]}, ["days"]),
        ({"override": "a\0"}, ["override"]),
    ],
)
def test_a_wrong_entry_is_said_at_its_field(world, training, evening, login, typed, errors):
    given = {"email": "partner@example.org", "override": "Came", "days": [training.days.get().pk]}
    response = login(world.organiser).post(page("came"), given | typed)
    assert list(field_errors(response)) == errors
    assert not Attendance.objects.exists()


def test_a_full_room_says_what_to_do(world, training, evening, login):
    Training.objects.update(capacity=3)
    person = make_person("Late")
    make_buyer(person, world.city)
    given = {"email": person.email, "override": "Came", "days": [training.days.get().pk]}
    response = login(world.organiser).post(page("came"), given)
    assert field_errors(response) == {
        "__all__": [
            "All 3 seats are taken, also by those who have not come. Raise the capacity of the "
            "training, then add them."
        ]
    }
    assert states(training) == ["confirmed"] * 3


# --- A long list ----------------------------------------------------------------------------------


@pytest.fixture
def two_a_page(monkeypatch):
    monkeypatch.setattr("trainings.views.attendance.MOST_ROWS", 2)


def test_going_to_another_page_saves_this_one(world, seats, evening, two_a_page, cell, login):
    client = login(world.organiser)
    response = client.get(page("attendance"))
    assert [row["name"] for row in response.context["rows"]] == ["Buyer 1", "Buyer 2"]
    assert "Save and go on to page 2" in response.text
    assert "?page=" not in response.text  # a plain link would lose the ticks
    typed = {cell(seats[0]): "y", cell(seats[1]): "n", "go": "2"}
    response = client.post(page("attendance"), typed, follow=True)
    assert notes(response) == ["Saved. 2 answers were added."]
    assert response.redirect_chain[-1][0] == f"{page('attendance')}?page=2"
    assert shown(response) == [("Buyer 3", "")]
    assert "Save and go on" not in response.text
    response = client.post(f"{page('attendance')}?page=2", {"go": "1"}, follow=True)
    assert notes(response) == []
    assert shown(response) == [("Buyer 1", "y"), ("Buyer 2", "n")]


def test_what_is_refused_stays_on_its_page(world, seats, evening, two_a_page, cell, login, record):
    record({seats[0]: True})
    client = login(world.organiser)
    seen = client.get(page("attendance")).context["seen"]
    typed = {cell(seats[0]): "n", cell(seats[1]): "y", "seen": seen, "go": "2"}
    response = client.post(page("attendance"), typed)
    assert shown(response) == [("Buyer 1", "n"), ("Buyer 2", "y")]
    assert answers() == {"Buyer 1": True}


def test_the_search_goes_along_and_nonsense_leads_nowhere(
    world, seats, evening, two_a_page, cell, login
):
    client = login(world.organiser)
    answer = client.post(f"{page('attendance')}?q=Buyer", {cell(seats[0]): "y", "go": "2"})
    assert answer.url == f"{page('attendance')}?q=Buyer&page=2"
    answer = client.post(page("attendance"), {"go": "//x\r\n"})
    assert answer.url == f"{page('attendance')}?page=%2F%2Fx%0D%0A"
    assert shown(client.get(answer.url)) == [("Buyer 1", "y"), ("Buyer 2", "")]


def test_searching_saves_what_is_ticked(world, seats, evening, cell, login):
    client = login(world.organiser)
    typed = {cell(seats[0]): "y", "find": "yes", "q": " Buyer 2 "}
    response = client.post(page("attendance"), typed, follow=True)
    assert notes(response) == ["Saved. 1 answer was added."]
    assert response.redirect_chain[-1][0] == f"{page('attendance')}?q=Buyer+2"
    assert shown(response) == [("Buyer 2", "")]
    typed = {cell(seats[1]): "n", "clear": "yes", "q": "Buyer 2"}
    response = client.post(f"{page('attendance')}?q=Buyer+2", typed, follow=True)
    assert response.redirect_chain[-1][0] == page("attendance")
    assert shown(response) == [("Buyer 1", "y"), ("Buyer 2", "n"), ("Buyer 3", "")]
    response = client.post(page("attendance"), {"find": "yes", "q": "a\0b"}, follow=True)
    assert (notes(response), response.status_code) == ([], 200)


def test_everybody_else_is_offered_while_there_is_somebody_else(
    world, seats, evening, cell, login, record
):
    client = login(world.organiser)
    record({seats[0]: True, seats[1]: False})
    assert "Everybody else was there" in client.get(page("attendance")).text
    record({seats[2]: True})
    assert "Everybody else was there" not in client.get(page("attendance")).text
