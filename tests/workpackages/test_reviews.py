"""Project reviews: entered, held, listed, and told to two parties only."""

from datetime import date

import pytest

from core.dates import key_of
from tests.people import ROLES, START, TODAY, make_review
from tests.reading import READER, notes, read_csv
from tests.workpackages.test_editing import BASE, edit_form
from workpackages import dates
from workpackages.models import Review
from workpackages.timetable import move_project

LAST = date(2028, 9, 30)


@pytest.fixture
def rv1(world):
    return make_review(world.project, world.unizar, title="Interim review", venue="Brussels")


def typed(world, **values):
    return {
        "number": "RV2",
        "title": "Final review",
        "due_month": "M33",
        "due_day": "",
        "venue": "Brussels",
        "lead": world.iat.pk,
        "comments": "With the reviewers of the first one",
    } | values


def test_the_coordinator_enters_a_review(world, login):
    answer = login(world.coordinator).post(f"{BASE}/plan/new-review/", typed(world), follow=True)
    assert answer.redirect_chain == [(f"{BASE}/rv2/", 302)]
    review = Review.objects.get(number="2")
    assert (review.due_on, review.venue, review.lead) == (LAST, "Brussels", world.iat)


def test_bad_input_is_answered_at_its_field_and_kept(world, login, rv1):
    answer = login(world.coordinator).post(
        f"{BASE}/plan/new-review/", typed(world, number="1", due_month="M40", venue="Zagreb")
    )
    assert set(answer.context["form"].errors) == {"number", "due_month"}
    assert 'value="Zagreb"' in answer.content.decode()


@pytest.mark.parametrize("act", ["edit", "hold", "cancel"])
def test_nobody_else_changes_one_not_even_its_lead(world, login, rv1, act):
    for role in ROLES:
        sees = role not in ("administrator", "buyer", "stranger")
        status = 200 if role == "coordinator" else 403 if sees else 404
        assert login(world.person(role)).get(f"{BASE}/rv1/{act}/").status_code == status


def test_a_review_is_edited_held_taken_back_cancelled_and_reopened(world, login, rv1):
    client = login(world.coordinator)
    values = edit_form(client, f"{BASE}/rv1/edit/") | {"venue": "Online", "reason": "moved"}
    assert client.post(f"{BASE}/rv1/edit/", values).status_code == 302
    page = client.post(
        f"{BASE}/rv1/hold/",
        {"on": "2027-09-01", "outcome": "Good progress, two remarks."},
        follow=True,
    )
    assert notes(page)[-1] == "RV1 was held."
    rv1.refresh_from_db()
    assert (rv1.venue, rv1.state, rv1.held_on) == ("Online", "held", date(2027, 9, 1))
    text = page.content.decode()
    assert "Good progress, two remarks." in text
    assert "Wed 1 Sep 2027 (M21)" in text
    client.post(f"{BASE}/rv1/reopen/", {"reason": "It was the rehearsal"})
    rv1.refresh_from_db()
    assert (rv1.state, rv1.held_on, rv1.outcome) == ("planned", None, "")
    client.post(f"{BASE}/rv1/cancel/", {"reason": "amendment"})
    rv1.refresh_from_db()
    assert rv1.state == "cancelled"


def test_a_day_that_has_not_come_is_refused_and_what_was_typed_stays(world, login, rv1):
    answer = login(world.coordinator).post(
        f"{BASE}/rv1/hold/", {"on": "2027-09-07", "outcome": "Good"}
    )
    assert answer.context["form"].errors == {"on": ["This day has not come yet."]}
    assert "Good</textarea>" in answer.content.decode()


def test_reviews_stand_below_the_milestones_and_in_an_export_of_their_own(world, login, rv1):
    rv1.hold(by=world.coordinator, on=TODAY, outcome="Good progress")
    client = login(world.officer)
    page = client.get(f"{BASE}/milestones/")
    assert [row.code for row in page.context["reviews"]] == ["RV1"]
    text = page.content.decode()
    assert text.index("MS1") < text.index("RV1")
    assert "Add a review" not in text
    assert "Add a review" in login(world.coordinator).get(f"{BASE}/milestones/").content.decode()
    assert read_csv(client.get(f"{BASE}/reviews.csv")) == [
        [
            *["Code", "Title", "Lead partner", "Tentative month", "Day", "Planned venue"],
            *["State", "Held", "Outcome", "Comments"],
        ],
        [
            *["RV1", "Interim review", "UNIZAR", "M22", "2027-10-31", "Brussels"],
            *["held", "2027-09-06", "Good progress", ""],
        ],
    ]


def test_a_project_without_reviews_says_so(world, login):
    assert "No reviews yet" in login(world.officer).get(f"{BASE}/milestones/").content.decode()


@pytest.mark.parametrize(
    ("path", "count"), [("/milestones/", 6), ("/reviews.csv", 2), ("/rv1/", 5)]
)
def test_the_number_of_statements_does_not_grow(
    world, login, rv1, django_assert_num_queries, path, count
):
    client = login(world.coordinator)
    client.get(BASE + path)
    with django_assert_num_queries(count + READER):
        b"".join(client.get(BASE + path))
    for number in ("2", "3"):
        make_review(world.project, world.acr, number)
    with django_assert_num_queries(count + READER):
        b"".join(client.get(BASE + path))


def test_a_moved_project_moves_its_reviews(world, rv1):
    move_project(
        world.project, start=date(2026, 3, 1), duration=33, by=world.coordinator, reason="late"
    )
    rv1.refresh_from_db()
    assert rv1.due_on == date(2027, 12, 31)


def reviews(**asked):
    return [item for item in dates.items(START, LAST, **asked) if item.kind == "project_review"]


def test_a_review_as_a_dated_item(world, rv1):
    (item,) = reviews()
    assert (item.key, item.kind, item.label) == (key_of(rv1), "project_review", str(rv1))
    assert (item.moment, item.url, item.open) == (rv1.due_on, rv1.get_absolute_url(), True)
    rv1.hold(by=world.coordinator, on=TODAY)
    assert [item.open for item in reviews()] == [False]
    assert reviews(person=world.stranger) == []


def test_only_its_lead_and_the_coordinator_are_told(world, rv1):
    found = {
        role: set(dates.answerable(role, [key_of(rv1)], TODAY))
        for role in ("lead", "wp_lead", "coordinator", "reviewer", "person")
    }
    assert found == {
        "lead": {(key_of(rv1), world.wp_lead.pk)},
        "coordinator": {(key_of(rv1), world.coordinator.pk)},
        "wp_lead": set(),
        "reviewer": set(),
        "person": set(),
    }
