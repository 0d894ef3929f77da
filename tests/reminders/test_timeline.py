"""The timeline of thousands: counted and folded, and the same as telling by telling."""

from collections import Counter
from datetime import timedelta
from itertools import product
from urllib.parse import quote

import pytest
import time_machine

from core.dates import key_of
from outbox.models import OptOut
from reminders import ahead
from reminders.answering import MANY, at_once, is_known
from reminders.crowds import Asking, Crowd
from reminders.facts import facts_of
from reminders.lines import OPEN
from reminders.models import Entry
from reminders.querysets import scope_of
from reminders.sources import answerable
from tests.people import (
    fix_day,
    make_deliverable,
    make_member,
    make_milestone,
    make_organisation,
    make_partner,
    make_person,
    make_task,
    make_training,
)
from tests.reading import READER
from tests.reminders.conftest import at
from tests.reminders.test_pages import page
from tests.workpackages.samples import one_of_each
from trainings.models import Registration
from workpackages.dates import KINDS

NOW = at("2027-09-06 12:00")
GUESTS = 30


def seat_at(training, person) -> None:
    Registration.objects.create(
        training=training,
        person=person,
        organisation=training.organiser.organisation,
        state="confirmed",
        registered_at=NOW,
        registered_by=person,
    )


@pytest.fixture
def crowd(world, rules):
    """Thirty people with a seat at a training on 22 September, told on the 8th, 19th and 21st."""
    rules("training_day/participant", "training_day/organiser", "deliverable_due/lead")
    fix_day(world.training)
    guests = []
    for number in range(GUESTS):
        zone = "Europe/Athens" if number % 3 else "Europe/Lisbon"
        guests.append(make_person(f"Guest {number:02}", zone=zone))
        seat_at(world.training, guests[-1])
    with time_machine.travel(NOW, tick=False):
        yield guests


def count(found) -> tuple[int, int]:
    facts = facts_of(found, NOW)
    return ahead.count(ahead.outlook(found, facts), facts)


def named(roles, scope) -> set[tuple[str, str, int]]:
    """(role, key, person id) for all of them, none in a crowd."""
    found, _groups = at_once(roles, NOW.date(), scope)
    return {(role, key, reader.pk) for role, pairs in found.items() for key, reader in pairs}


def test_a_crowd_counts_as_its_people_one_by_one(world, crowd):
    """Also who wants no such mail, and who has gone."""
    OptOut.objects.create(address=crowd[1].email, category="training")
    crowd[2].close_account(by=world.administrator, reason="gone")
    scope = scope_of(world.coordinator, world.project)
    exact = ahead.to_come(world.project, NOW, 28)
    counted = ahead.to_come(world.project, NOW, 28, ask=Asking(NOW.date(), scope))
    assert len(counted) < len(exact)

    def moments(tellings):
        found = Counter()
        for telling in tellings:
            found[ahead.row_of(telling), telling.due] += getattr(telling.reader, "size", 1)
        return found

    assert moments(counted) == moments(exact)
    assert count(counted) == count(exact)


def test_who_takes_part_in_two_trainings_is_one_person(world, crowd):
    """Of the second too few come to be counted, until it is as many as make a crowd."""
    second = make_training(world.programme, world.iclei, "Second", slug="second")
    fix_day(second)
    scope = scope_of(world.coordinator, world.project)
    OptOut.objects.create(address=crowd[1].email, category="training")
    for seats, crowds in ((range(MANY - 1), 1), (range(MANY - 1, MANY), 2)):
        for number in seats:
            seat_at(second, crowd[-number])
        exact = ahead.to_come(world.project, NOW, 28)
        counted = ahead.to_come(world.project, NOW, 28, ask=Asking(NOW.date(), scope))
        of_crowds = {telling.item.key for telling in counted if isinstance(telling.reader, Crowd)}
        assert len(of_crowds) == crowds
        assert count(counted) == count(exact)


def test_who_runs_one_training_reads_of_no_other_and_of_themselves(world, crowd):
    """In the statement as in the scope."""
    organiser = world.organiser
    other = make_training(world.programme, world.acr, "Other", slug="other")
    fix_day(other)
    for person in (crowd[0], organiser):
        seat_at(other, person)
    scope = scope_of(organiser, world.project)
    assert not scope.everything
    keys = {key_of(world.training), key_of(other), key_of(world.d41)}
    roles = dict.fromkeys(("participant", "organiser", "lead"), keys)
    everything = named(roles, scope_of(world.coordinator, world.project))
    assert named(roles, scope) == {line for line in everything if scope.covers(line[2], line[1])}
    assert ("participant", key_of(other), organiser.pk) in named(roles, scope)
    assert named(roles, scope) < everything


def test_who_is_told_by_name_and_in_a_crowd_is_one_person(world, crowd):
    make_member(crowd[0], world.training.organiser)  # whom the organiser's rule tells
    scope = scope_of(world.coordinator, world.project)
    exact = ahead.to_come(world.project, NOW, 28)
    counted = ahead.to_come(world.project, NOW, 28, ask=Asking(NOW.date(), scope))
    assert count(counted)[0] == count(exact)[0] == GUESTS + 2


@pytest.mark.parametrize("seats", [GUESTS - 5, GUESTS])
def test_a_larger_crowd_takes_no_more_statements(
    world, crowd, login, django_assert_num_queries, seats
):
    Registration.objects.exclude(person__in=crowd[:seats]).delete()
    client = login(world.coordinator)
    with django_assert_num_queries(READER + 9):
        response = client.get(page("timeline", "ppi4test"))
    assert f"{seats} people" in response.text


def test_a_crowd_is_counted_on_the_page_and_named_on_request(world, crowd, login):
    OptOut.objects.create(address=crowd[0].email, category="training")
    client = login(world.coordinator)
    address = page("timeline", "ppi4test")
    response = client.get(address)
    lines = [line for line in response.context["lines"] if "Participants" in line.roles]
    assert [(line.words, line.told_count, line.told) for line in lines] == [
        ("14 days before", GUESTS - 1, []),
        ("3 days before", GUESTS - 1, []),
        ("1 day before", GUESTS - 1, []),
    ]
    assert "29 people" in response.text
    assert "Guest 01" not in response.text
    response = client.get(address, {"who": lines[0].name})
    named = next(line for line in response.context["lines"] if line.name == lines[0].name)
    assert (len(named.told), named.silent) == (GUESTS - 1, ["Guest 00"])
    assert "Guest 29" in response.text
    client.post(
        page("hold_ahead", "ppi4test") + f"?line={quote(lines[1].name)}", {"reason": "Not yet"}
    )
    assert Entry.objects.filter(state="held").count() == GUESTS - 1
    response = client.get(address)
    held = next(line for line in response.context["lines"] if line.name == lines[1].name)
    assert (held.told_count, held.crowd["held"]) == (0, GUESTS - 1)
    assert response.context["mails"] == sum(line.told_count for line in response.context["lines"])


def test_who_is_held_and_then_leaves_the_crowd_counts_no_more(world, crowd, login):
    """One gives the seat back, one leaves such mail, and one stays but was never held."""
    client = login(world.coordinator)
    address = page("timeline", "ppi4test")
    name = client.get(address).context["lines"][0].name
    client.post(page("hold_ahead", "ppi4test") + f"?line={quote(name)}", {"reason": "Not yet"})
    world.training.registrations.filter(person=crowd[0]).update(state="cancelled")
    OptOut.objects.create(address=crowd[1].email, category="training")
    Entry.objects.filter(person=crowd[2]).delete()
    response = client.get(address)
    line = next(line for line in response.context["lines"] if line.name == name)
    assert line.crowd == {"told": 1, "held": GUESTS - 3, "silent": 1}
    assert response.context["mails"] == sum(line.told_count for line in response.context["lines"])


def test_a_guest_sees_their_own_reminders_and_nobody_elses(world, crowd, login):
    seat = Registration.objects.filter(training=world.training).first()
    seat.person = world.partner
    seat.save()
    response = login(world.partner).get(page("timeline", "ppi4test"), {"kind": "training_day"})
    assert [(line.words, line.told) for line in response.context["lines"]] == [
        (words, ["Partner"]) for words in ("14 days before", "3 days before", "1 day before")
    ]


def test_later_days_are_folded_until_one_asks(world, lead_rule, login):
    for number in range(OPEN):
        make_deliverable(world.wp4, world.acr, f"5.{number}", due_month=21)
    with time_machine.travel(NOW, tick=False):
        client = login(world.coordinator)
        response = client.get(page("timeline", "ppi4test"), {"weeks": 8})
        first, *later = response.context["days"]
        assert len(first.lines) == OPEN
        assert all(day.lines == [] for day in later if day.reminders > 1)
        folded = next(day for day in later if not day.lines)
        assert f"{OPEN} reminders about {OPEN} dates" in response.text
        chosen = {"weeks": 8, "day": folded.day.isoformat()}
        response = client.get(page("timeline", "ppi4test"), chosen)
        unfolded = next(day for day in response.context["days"] if day.day == folded.day)
        assert len(unfolded.lines) == len(folded.names)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"kind": "deliverable_due"}, {"Deliverable due"}),
        ({"kind": "training_day"}, {"Training"}),
        ({"kind": "milestone_due"}, set()),
        ({"kind": "nonsense", "weeks": "x", "day": "2027", "who": "a/b"}, None),
        ({}, None),
    ],
)
def test_the_timeline_shows_one_kind_or_all(world, crowd, login, query, found):
    response = login(world.coordinator).get(page("timeline", "ppi4test"), query)
    kinds = {line.kind for line in response.context["lines"]}
    assert kinds == ({"Deliverable due", "Training"} if found is None else found)
    assert response.context["weeks"] == 4


def test_who_coordinated_a_closed_project_still_sees_all_of_it(world):
    type(world.project).objects.update(closed_on=NOW.date())
    found = {
        role: scope_of(world.person(role), world.project, NOW.date()).everything
        for role in ("coordinator", "partner", "officer")
    }
    assert found == {"coordinator": True, "partner": False, "officer": False}


def test_at_once_says_the_same_as_answerable(world):
    """For every kind and role of the plan. Beside whoever answers stand those who do so no more, or
    not yet."""
    rows = one_of_each(world)
    make_milestone(world.wp4, world.acr, "9").work_packages.set([world.wp4])
    yesterday, tomorrow = NOW.date() - timedelta(days=1), NOW.date() + timedelta(days=1)
    silent, told = set(), set()
    for partner in (world.acr, world.unizar, world.iat):  # lead, work package lead, coordinator
        name = partner.organisation.short_name
        for what, place in {
            "left": {"until": yesterday},
            "is to come": {"since": tomorrow},
            "reads": {"access": "reader"},
            "closed": {},
        }.items():
            person = make_person(f"{name} {what}")
            make_member(person, partner, **place)
            silent.add(person.pk)
        person.close_account(by=world.administrator, reason="gone")
        person = make_person(f"{name} leaves today")
        make_member(person, partner, until=NOW.date())
        told.add(person.pk)
    gone = make_partner(world.project, make_organisation("Gone"), 9, exit=yesterday)
    silent.add(make_member(make_person("Of the gone"), gone).person_id)
    for make in (make_task, make_deliverable, make_milestone):
        rows[make.__name__] = make(world.wp4, gone, "4.8")

    keys = {key_of(row) for row in (*rows.values(), world.d41)}
    roles = {role: keys for kind in KINDS for role in kind.roles}
    together = named(roles, scope_of(world.coordinator, world.project, NOW.date()))
    with time_machine.travel(NOW, tick=False):
        one_by_one = {
            (role, *pair)
            for kind, role in product(KINDS, roles)
            if role in kind.roles
            for pair in answerable(kind.slug, role, keys)
        }
    assert together == {line for line in one_by_one if is_known(line[0], line[1])}
    people = {person for _role, _key, person in together}
    assert people & silent == set()
    assert people >= told
    known = {(role, key.partition(":")[0]) for role, key, _person in together}
    models = ("task", "deliverable", "milestone")
    assert known == {
        (role, f"workpackages.{model}")
        for role in ("lead", "wp_lead", "coordinator")
        for model in models
    } | {("reviewer", "workpackages.deliverable")}


def test_at_once_says_the_same_of_trainings(world, crowd):
    """Not of those who wait, nor of the organiser's people who read, are to come or have gone."""
    organiser, tomorrow = world.training.organiser, NOW.date() + timedelta(days=1)
    Registration.objects.filter(person__in=crowd[:3]).update(state="waiting")
    for name, place in {"reads": {"access": "reader"}, "is to come": {"since": tomorrow}}.items():
        make_member(make_person(f"Who {name}"), organiser, **place)
    gone = make_person("Who has gone")
    make_member(gone, organiser)
    gone.close_account(by=world.administrator, reason="gone")
    make_member(make_person("Another organiser"), organiser)
    keys = {key_of(world.training)}
    roles = dict.fromkeys(("participant", "organiser"), keys)
    scope = scope_of(world.coordinator, world.project, NOW.date())
    together = Counter(role for role, _key, _person in named(roles, scope))
    assert together["participant"] == GUESTS - 3
    assert together["organiser"] >= 2
    assert named(roles, scope) == {
        (role, *pair) for role in roles for pair in answerable("training_day", role, keys)
    }
