"""Go or no-go, and merging, on their pages."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from tests.people import NOW, TODAY, fix_day, make_training
from tests.reading import FRAME, notes
from tests.reading import errors as field_errors
from tests.trainings.conftest import last_mail, states
from tests.trainings.test_pages import page
from trainings import eligibility, merging, registration
from trainings.models import Registration, Training
from trainings.views.deciding import by_day


@pytest.fixture
def other(world):
    """Rijeka, Wed 29 Sep 2027, of the same programme."""
    rijeka = make_training(world.programme, world.zagreb, "Rijeka", venue="Harbour")
    return fix_day(rijeka, date(2027, 9, 29))


@pytest.fixture
def register(training, buyers):
    """register(3) -> three people, one on each of the days before, the last one two days ago."""

    def enter(count):
        people = buyers(count)
        for nth, person in enumerate(people):
            moment = NOW - timedelta(days=2 + count - 1 - nth)
            registration.register(training=training, person=person, by=person, now=moment)
        return people

    return enter


@pytest.fixture
def merge(world, training, other):
    def act():
        given = {"training": training, "into": other, "reason": "One room", "now": NOW}
        merging.merge(by=world.task_lead, **given)

    return act


# --- Where it stands ----------------------------------------------------------------------------


def test_the_page_says_where_the_numbers_stand(world, training, register, login):
    register(8)
    context = login(world.organiser).get(page("confirm")).context
    # 8 in 9 days, and 16 days to the start: 14 more.
    assert context["standing"].sentence == (
        "8 of 15 so far. At this pace about 22 by Wed 22 Sep 2027 (15 to 25). "
        "The minimum is reached around Tue 14 Sep 2027."
    )
    assert context["standing"].days_left_words == "Registration ends in 16 days."
    assert context["standing"].missing_words == ("1 entitled organisation has nobody registered.")
    assert context["steps"][0] == {"day": date(2027, 9, 4), "came": 1, "left": 0, "count": 8}
    assert len(context["steps"]) == 8
    assert 'class="so-far"' in context["drawing"]
    assert 'class="range"' in context["drawing"]
    text = login(world.partner).get(page("training")).context["standing"].sentence
    assert text == context["standing"].sentence


def test_who_left_and_who_only_waited(world, training, register, buyers, enter, login):
    (person, *_others) = register(3)
    row = training.registrations.get(person=person)
    registration.withdraw(registration=row, by=person, now=NOW)
    Training.objects.update(capacity=2)
    (waits,) = enter(training, buyers(1, start=9))
    registration.withdraw(registration=waits, by=waits.person, now=NOW)
    context = login(world.organiser).get(page("confirm")).context
    assert context["steps"] == [
        {"day": TODAY, "came": 0, "left": 1, "count": 2},
        {"day": date(2027, 9, 4), "came": 1, "left": 0, "count": 3},
        {"day": date(2027, 9, 3), "came": 1, "left": 0, "count": 2},
        {"day": date(2027, 9, 2), "came": 1, "left": 0, "count": 1},
    ]


def test_the_days_of_the_table_are_those_of_the_place():
    late = datetime(2027, 9, 1, 21, 59, tzinfo=UTC)  # a minute before midnight in Zagreb
    moments = [late, late, late + timedelta(minutes=1), late + timedelta(days=1, minutes=1)]
    steps = list(zip(moments, [1, 2, 1, 2], strict=True))
    assert by_day(steps, "Europe/Zagreb") == [
        {"day": date(2027, 9, 3), "came": 1, "left": 0, "count": 2},
        {"day": date(2027, 9, 2), "came": 0, "left": 1, "count": 1},
        {"day": date(2027, 9, 1), "came": 2, "left": 0, "count": 2},
    ]
    assert by_day([], "Europe/Zagreb") == []


def test_too_early_and_closed(world, training, enter, login):
    client = login(world.organiser)
    response = client.get(page("confirm"))
    assert response.context["standing"].sentence == (
        "0 of 15 so far. It is too early to say how many will come."
    )
    assert "Nobody of the target groups has registered yet" in response.text
    Training.objects.update(registration_switch=False)
    stands = client.get(page("confirm")).context["standing"]
    assert (stands.sentence, stands.days_left) == ("0 of 15 so far.", None)


def test_organisations_with_somebody_anywhere_in_the_programme_are_not_missing(
    world, training, other, enter
):
    def missing():
        return eligibility.without_anybody(programme=world.programme, today=TODAY)

    assert missing() == 2  # the City of Split, and Zagreb's own
    (row,) = enter(other, [world.buyer])
    assert missing() == 1
    registration.withdraw(registration=row, by=world.buyer, now=NOW)
    assert missing() == 2
    world.programme.tiers = ["core"]
    assert missing() == 1


def test_what_speaks_against(world, training, login):
    client = login(world.organiser)
    Training.objects.update(venue="", capacity=12, registration_switch=False)
    assert client.get(page("confirm")).context["objections"] == [
        "Only 0 people of the target groups are registered, of at least 15.",
        "There is room for only 12 people of the target groups.",
        "The agenda is empty.",
        "It has no venue, and no online link.",
        "Registration is closed.",
    ]
    Training.objects.update(
        venue="Tower",
        capacity=25,
        registration_switch=True,
        agenda="Welcome",
        counting=15,
        seats_taken=15,
    )
    response = client.get(page("confirm"))
    assert response.context["objections"] == []
    assert "Nothing that the portal knows." in response.text


def test_after_its_day_the_page_says_that_nothing_is_decided(world, training, login):
    client = login(world.organiser)
    assert client.get(page("confirm")).context["overdue"] == ""
    with time_machine.travel(NOW + timedelta(days=5)):
        response = login(world.organiser).get(page("confirm"))
    assert response.context["overdue"] == (
        "The go/no-go day was Wed 8 Sep 2027, 3 days ago, and nothing is decided. Decide now."
    )


# --- The four ways ------------------------------------------------------------------------------


def test_who_schedules_has_four_ways_and_who_organises_one(world, training, enter, login):
    enter(training, [world.buyer])
    response = login(world.task_lead).get(page("confirm"))
    for name in ("postpone", "merge", "cancel"):
        assert page(name) in response.text
    for name in ("go_letter", "postponed_letter", "cancelled_letter"):
        assert response.context[name].subject in response.text
    # Each of its presses leads to a look at who is told.
    assert response.text.count(">See who is told<") == 3
    assert "danger" not in response.text
    response = login(world.organiser).get(page("confirm"))
    for name in ("postpone", "merge", "cancel"):
        assert page(name) not in response.text
    assert "ICLEI, who leads T4.2, and the coordinator postpone, merge or cancel it." in (
        response.text
    )


def test_what_is_refused_comes_back_on_the_whole_page(world, training, enter, login):
    enter(training, [world.buyer])
    client = login(world.organiser)
    response = client.post(
        page("confirm"), {"reason": "Enough for us", "sequence": "7", "confirmed": "yes"}
    )
    assert list(field_errors(response)) == ["__all__"]
    assert "Enough for us" in response.text
    assert response.context["standing"].sentence in response.text
    response = client.post(page("confirm"), {"reason": "\x00", "sequence": "0"})
    assert list(field_errors(response)) == ["reason"]
    assert Training.objects.get().state == "scheduled"


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_takes_as_many_statements_whoever_is_registered(
    world, training, register, login, django_assert_num_queries, rows
):
    register(rows)
    client = login(world.task_lead)
    with django_assert_num_queries(5 + FRAME):
        client.get(page("confirm"))


# --- Merging ------------------------------------------------------------------------------------


def test_merging_shows_everything_before_it_happens(world, training, other, register, login):
    people = register(3)
    Training.objects.filter(pk=other.pk).update(capacity=2)
    client = login(world.task_lead)
    typed = {"into": str(other.pk), "reason": "One room is enough", "sequence": "0"}
    first = client.get(page("merge")).text
    assert ">See who is told</button>" in first
    assert "btn-danger" not in first
    review = client.post(page("merge"), typed).context["review"]
    assert review.changes == [
        {"label": "State", "old": "scheduled", "new": "merged into another"},
        {"label": "Training", "old": "Zagreb", "new": "Rijeka"},
        {
            "label": "When",
            "old": "Wed 22 Sep 2027, 09:00–17:00 (Zagreb)",
            "new": "Wed 29 Sep 2027, 09:00–17:00 (Zagreb)",
        },
        {"label": "Where", "old": "Tower, Main Street 1, Zagreb", "new": "Harbour, Rijeka"},
    ]
    assert review.also == [
        "2 people get a seat at Rijeka.",
        "1 person comes onto its waiting list.",
    ]
    assert len(review.warnings) == 1
    assert [(position.state, position.count) for position, _letter in review.letters] == [
        ("confirmed", 2),
        ("waiting", 1),
    ]
    assert review.calendar == [
        "Zagreb is taken out of 3 calendars.",
        "Rijeka is entered in 2 calendars.",
    ]
    assert states(training) == ["confirmed"] * 3

    response = client.post(page("merge"), typed | {"confirmed": "yes"}, follow=True)
    assert notes(response) == ["The training is merged. 3 people were told."]
    assert last_mail(people[0]).text == review.letters[0][1].text
    assert last_mail(people[2]).text == review.letters[1][1].text
    assert "This training has been merged into" in response.text
    assert f'href="{other.get_absolute_url()}"' in response.text
    assert page("edit") not in response.text
    assert notes(client.get(page("edit"), follow=True)) == [
        "This training is merged into another: this cannot be done now."
    ]
    assert 'class="off"' in client.get("/projects/ppi4test/trainings/").text
    assert client.get(page("registrations")).status_code == 200
    assert "become one with Rijeka" in login(people[0]).get(page("training")).text


def test_the_other_training_says_who_came_from_where(
    world, training, other, buyers, enter, merge, login
):
    there_before, both = buyers(2, start=8)
    enter(other, [there_before, both], now=NOW - timedelta(days=1))
    enter(training, [*buyers(2), both])
    client, address = login(world.organiser), other.get_absolute_url()
    assert "was merged into" not in client.get(address).text
    merge()
    said = (
        f'<a href="{page("training")}">Zagreb</a> was merged into this training on '
        "Mon 6 Sep 2027: 3 people came along."
    )
    assert said in client.get(address).text
    assert said not in login(world.partner).get(address).text
    assert "Zagreb was merged into this training: 3 people came along" in (
        client.get(f"{address}history/").text
    )
    rows = login(world.organiser).get(f"{address}registrations/").context["rows"]
    assert [(row["name"], row["came_from"]) for row in rows] == [
        ("Buyer 8", ""),
        ("Buyer 9", ""),  # was there already
        ("Buyer 1", "Zagreb"),
        ("Buyer 2", "Zagreb"),
    ]


@pytest.mark.parametrize("into", ["", "0", "nonsense", "9" * 30, "\x00", "own", "planned"])
def test_into_what_the_form_does_not_let_it(world, training, other, login, into):
    planned = make_training(world.programme, world.zagreb, "Osijek")
    value = {"own": training.pk, "planned": planned.pk}.get(into, into)
    typed = {"into": value, "reason": "One room", "confirmed": "yes"}
    response = login(world.task_lead).post(page("merge"), typed)
    assert list(field_errors(response)) == ["into"]
    assert "One room" in response.text
    assert Training.objects.get(pk=training.pk).state == "scheduled"


def test_nowhere_to_merge_it_into(world, training, login):
    response = login(world.task_lead).get(page("merge"))
    assert "There is no training to merge it into" in response.text


def test_a_merge_is_forced_by_nobody_else(world, training, other, enter, login):
    enter(training, [world.buyer])
    typed = {"into": other.pk, "reason": "-", "confirmed": "yes"}
    for role, status in (("organiser", 403), ("partner", 403), ("stranger", 404)):
        assert login(world.person(role)).post(page("merge"), typed).status_code == status
    assert Registration.objects.get().state == "confirmed"


@pytest.mark.parametrize("rows", [1, 3])
def test_the_review_takes_as_many_statements_however_many_come(
    world, training, other, register, login, django_assert_num_queries, rows
):
    register(rows)
    client = login(world.task_lead)
    typed = {"into": str(other.pk), "reason": "One room is enough", "sequence": "0"}
    with django_assert_num_queries(10 + FRAME):
        client.post(page("merge"), typed)


def test_a_merged_training_is_offered_no_acts(world, training, other, login):
    merging.merge(training=training, into=other, by=world.task_lead, reason="-", now=NOW)
    context = login(world.task_lead).get(page("training")).context
    assert context["acts"] == ()
    response = login(world.organiser).get(page("confirm"), follow=True)
    assert notes(response) == ["This training is merged into another: this cannot be done now."]


# --- Who applied --------------------------------------------------------------------------------


def test_who_applied_is_told_so_and_is_counted_apart(world, training, enter, login):
    Training.objects.update(needs_approval=True)
    enter(training, [world.buyer])
    text = login(world.buyer).get(page("training")).text
    assert "You have applied." in text
    assert "waiting list" not in text
    typed = {"reason": "Strike", "sequence": "0"}
    people = login(world.task_lead).post(page("postpone"), typed).context["review"].people
    assert (people.seated, people.in_words) == (0, "1 who have applied")
