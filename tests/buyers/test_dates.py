"""What has a date in a buyer group: who sees it, when it is done, who answers for it."""

from datetime import date, timedelta

import pytest

from buyers import dates
from buyers.places import remember_places
from core.dates import key_of
from partners.models import Person
from ppi_portal import dated, feeds
from tests.buyers.plans import make_option, make_plan
from tests.people import (
    TODAY,
    make_buyer,
    make_commitment,
    make_consultation,
    make_group,
    make_meeting,
    make_membership,
    make_need,
    make_organisation,
    make_person,
    make_project,
    make_share,
)

DAY = date(2027, 9, 30)


@pytest.fixture
def rival(world):
    """A second buyer, of another member."""
    member = make_membership(world.group, make_organisation("City of Graz", country="AT"))
    return make_buyer(make_person("Rival"), member)


def link_meeting(world, group=None, **fields):
    """A meeting that is linked; the key of the link."""
    group = group or world.group
    meeting = make_meeting(world.project, **{"first_day": DAY, "last_day": DAY} | fields)
    group.meetings.add(meeting)
    return f"{dates.LINK}:{dates.Link.objects.get(buyergroup=group, meeting=meeting).pk}"


def plan_of(world, group=None):
    """Asked of everybody by that day: a part, scores, decisions; and a gate."""
    plan = make_plan(
        group or world.group,
        world.coordinator,
        title="Sorting line",
        scores_due=DAY,
        decisions_due=DAY,
        decisions_asked_on=TODAY,
    )
    make_option(plan)
    plan.parts.filter(number=4).update(due_on=DAY, owner=world.city.organisation)
    plan.gates.filter(kind="tender").update(planned_on=DAY)
    return plan


def one_of_each(world) -> dict[str, str]:
    """By kind its key, all on that day; the commitment is Split's."""
    need = make_need(world.group, answers_due=DAY)
    commitment = make_commitment(need, world.city.organisation, valid_until=DAY, year=2027)
    opens = make_consultation(world.group, 1, opens_on=DAY, closes_on=DAY + timedelta(days=9))
    closes = make_consultation(world.group, 2, opens_on=TODAY, closes_on=DAY)
    plan = plan_of(world)
    return {
        "part_due": key_of(plan.parts.get(number=4)),
        "scores_wanted": key_of(plan),
        "decision_wanted": key_of(plan),
        "gate_due": key_of(plan.gates.get(kind="tender")),
        "group_meeting": link_meeting(world),
        "need_answer_due": key_of(need),
        "commitment_expires": key_of(commitment),
        "consultation_opens": key_of(opens),
        "consultation_closes": key_of(closes),
    }


def seen(person=None, **given) -> dict[str, str]:
    return {item.kind: item.key for item in dates.items(DAY, DAY, person=person, **given)}


def item(kind, **given):
    return next(item for item in dates.items(DAY, DAY, **given) if item.kind == kind)


def test_everything_is_there_once_for_the_planner(world):
    each = one_of_each(world)
    assert {kind.slug for kind in dates.KINDS} == each.keys()
    found = list(dates.items(DAY, DAY))
    assert sorted((each.kind, each.key) for each in found) == sorted(each.items())
    assert not list(dates.items(DAY + timedelta(days=400), DAY + timedelta(days=500)))


def test_everybody_sees_what_is_theirs(world, rival):
    each = one_of_each(world)
    of_group = {kind for kind in each if kind not in ("group_meeting", "commitment_expires")}
    shown = {
        "buyer": set(each),
        "rival": of_group | {"group_meeting"},  # not what another buyer has committed
        "coordinator": of_group | {"commitment_expires"},  # has the meeting from the work plan
        "wp_lead": of_group | {"commitment_expires"},  # leads the group's task
        "partner": of_group,
        "officer": of_group,
        "stranger": set(),
    }
    people = {name: rival.person if name == "rival" else world.person(name) for name in shown}
    assert {name: set(seen(person)) for name, person in people.items()} == shown


def test_who_leads_the_procurement_steers_not(world, rival):
    one_of_each(world)
    world.group.lead_procurer = rival.membership
    world.group.save()
    assert "commitment_expires" not in seen(rival.person)


def test_a_project_has_its_own_alone(world):
    one_of_each(world)
    other = make_project("Other")
    make_need(make_group(other), answers_due=DAY)
    assert len(seen(project=world.project)) == 9
    assert set(seen(project=other)) == {"need_answer_due"}
    assert seen(world.buyer, project=other) == {}


def test_drafts_have_no_date(world):
    need = make_need(world.group, state="draft", answers_due=DAY)
    make_commitment(need, world.city.organisation, state="draft", valid_until=DAY, year=2027)
    assert seen() == {}


def test_labels_hold_no_figure(world):
    """Mail and calendars are read over shoulders."""
    need = make_need(world.group, title="Sorting", answers_due=DAY)
    make_commitment(
        need,
        world.city.organisation,
        valid_until=DAY,
        year=2027,
        quantity=4711,
        value=815000,
        conditions="If the council votes",
    )
    found = item("commitment_expires")
    assert found.label == "Commitment of City of Split expires: Sorting, 2027"
    assert "4711" not in str(found)
    assert "815" not in str(found)
    assert item("need_answer_due").label == "Answer to N1 Sorting"


def test_a_need_is_open_until_all_who_buy_have_answered(world, rival):
    make_membership(world.group, make_organisation("Looks on"), "follower")
    need = make_need(world.group, answers_due=DAY)
    states = []
    for organisation in (
        *(world.zagreb.organisation, world.city.organisation, rival.membership.organisation),
    ):
        states.append(item("need_answer_due").open)
        make_share(need, organisation)
    found = item("need_answer_due")
    assert [*states, found.open] == [True, True, True, False]
    assert found.state == "answered"


def test_a_draft_answer_is_none_and_who_has_left_owes_none(world):
    need = make_need(world.group, answers_due=DAY)
    make_share(need, world.zagreb.organisation)
    make_share(need, world.city.organisation, state="draft")
    assert item("need_answer_due").open
    world.city.until = TODAY - timedelta(days=1)
    world.city.save()
    assert not item("need_answer_due").open


@pytest.mark.parametrize(
    ("state", "opens", "closes"),
    [
        ("planned", True, True),
        ("open", False, True),
        ("closed", False, False),
        ("cancelled", False, False),
    ],
)
def test_a_consultation_is_done_when_it_is_in_its_state(world, state, opens, closes):
    make_consultation(world.group, 1, opens_on=DAY, closes_on=DAY, state=state)
    first, last = item("consultation_opens"), item("consultation_closes")
    assert (first.open, last.open) == (opens, closes)
    assert first.cancelled == last.cancelled == (state == "cancelled")


def test_a_commitment_counts_while_it_stands(world):
    need = make_need(world.group)
    row = make_commitment(need, world.city.organisation, valid_until=DAY, year=2027)
    assert item("commitment_expires").open
    row.state = "withdrawn"
    row.save()
    assert seen() == {}


def test_nothing_is_open_in_a_closed_project(world):
    one_of_each(world)
    world.project.closed_on = TODAY
    world.project.save()
    assert not any(item.open for item in dates.items(DAY, DAY))


def test_a_meeting_of_two_groups_is_told_of_each(world):
    other = make_group(world.project, "Other buyers")
    member = make_membership(other, make_organisation("City of Graz"))
    graz = make_buyer(make_person("Graz"), member)
    meeting = make_meeting(world.project, first_day=DAY, last_day=DAY)
    for group in (world.group, other):
        group.meetings.add(meeting)
    first, second = dates.items(DAY, DAY)
    assert first.key != second.key
    assert {seen(world.buyer)["group_meeting"], seen(graz.person)["group_meeting"]} == {
        *(first.key, second.key)
    }


def test_a_meeting_has_its_hours_and_place(world):
    link_meeting(world, starts="09:00", ends="17:00", venue="Town hall")
    found = item("group_meeting", person=world.buyer)
    assert (found.timed, found.place, found.zone) == (True, "Town hall, Bilbao", "Europe/Madrid")
    assert found.url == "/projects/ppi4test/groups/waste-buyers/meetings/"


def test_a_project_called_0_has_its_own_address(world):
    group = make_group(make_project("Zero", slug="0"))
    make_need(group, 7, answers_due=DAY)
    assert item("need_answer_due").url.startswith("/projects/0/groups/waste-buyers/")


# --- Who answers for it --------------------------------------------------------------------------


def told(role, *keys) -> set[str]:
    names = dict(Person.objects.values_list("pk", "name"))
    return {names[person] for _key, person in dates.answerable(role, keys)}


def test_members_answer_until_they_have(world, rival):
    need = make_need(world.group, answers_due=DAY)
    follower = make_membership(world.group, make_organisation("Looks on"), "follower")
    make_buyer(make_person("Follower"), follower)
    assert told("member", key_of(need)) == {"Buyer", "Rival"}
    make_share(need, world.city.organisation, state="draft")
    assert told("member", key_of(need)) == {"Buyer", "Rival"}
    make_share(need, rival.membership.organisation)
    assert told("member", key_of(need)) == {"Buyer"}


def test_all_members_people_meet_but_who_is_told_as_a_team(world, rival):
    make_buyer(world.organiser, world.group.memberships.get(tier="core"))
    board = link_meeting(world, kind="board")
    smaller = link_meeting(world, title="Smaller", kind="wp")
    assert told("member", board) == {"Buyer", "Rival"}  # the organiser has the board's reminder
    assert told("member", smaller) == {"Buyer", "Rival", "Organiser"}


def test_the_owner_of_a_commitment_and_nobody_else(world, rival):
    need = make_need(world.group)
    mine = make_commitment(need, world.city.organisation, valid_until=DAY, year=2027)
    theirs = make_commitment(need, rival.membership.organisation, valid_until=DAY, year=2027)
    assert told("owner", key_of(mine)) == {"Buyer"}
    assert told("owner", key_of(theirs)) == {"Rival"}


def test_who_manages_the_group_opens_and_closes_consultations(world, rival):
    key = key_of(make_consultation(world.group))
    assert told("manager", key) == {"Coordinator", "Wp Lead"}
    world.group.lead_procurer = rival.membership
    world.group.save()
    assert told("manager", key) == {"Coordinator", "Wp Lead", "Rival"}
    world.group.task = world.t42
    world.group.save()
    assert told("manager", key) == {"Coordinator", "Task Lead", "Rival"}


def test_who_has_left_answers_for_nothing(world):
    each = one_of_each(world)
    world.city.until = TODAY - timedelta(days=1)
    world.city.save()
    assert told("member", each["group_meeting"], each["need_answer_due"]) == set()
    assert told("owner", each["commitment_expires"]) == set()


def test_keys_of_other_apps_are_passed_over(world, django_assert_num_queries):
    with django_assert_num_queries(0):
        for role in ("member", "owner", "manager", "writer", "scorer", "decider", "lead"):
            assert list(dates.answerable(role, [key_of(world.d41)])) == []


# --- What it costs -------------------------------------------------------------------------------


def test_the_number_of_statements_does_not_grow(world, django_assert_num_queries):
    keys = list(one_of_each(world).values())

    def cost():
        remember_places(world.buyer)
        with django_assert_num_queries(1):
            list(dates.items(DAY, DAY))
        with django_assert_num_queries(1 + 1):  # and the places, once for the whole page
            list(dates.items(DAY, DAY, person=world.buyer))
        with django_assert_num_queries(3 + 2):
            list(dates.answerable("member", keys))
        with django_assert_num_queries(1):
            list(dates.answerable("owner", keys))
        with django_assert_num_queries(3 + 3):
            list(dates.answerable("manager", keys))
        with django_assert_num_queries(1):
            list(dates.answerable("writer", keys))
        with django_assert_num_queries(3):
            list(dates.answerable("scorer", keys))
        with django_assert_num_queries(2):
            list(dates.answerable("decider", keys))

    cost()
    for number in (5, 6):
        need = make_need(world.group, number, answers_due=DAY)
        row = make_commitment(need, world.city.organisation, valid_until=DAY, year=2027)
        consultation = make_consultation(world.group, number, opens_on=DAY, closes_on=DAY)
        keys += [key_of(need), key_of(row), key_of(consultation)]
        keys.append(link_meeting(world, title=f"Meeting {number}"))
        group = make_group(world.project, f"Group {number}", task=world.t41)
        make_buyer(world.buyer, make_membership(group, world.city.organisation))
        plan = plan_of(world, group)
        keys += [key_of(plan), *map(key_of, [*plan.gates.all(), plan.parts.get(number=4)])]
    cost()


# --- Calendars -----------------------------------------------------------------------------------


def test_a_buyers_feed_has_its_own_expiry_and_not_anothers(world, rival):
    need = make_need(world.group, title="Sorting")
    for place in (world.buyer.buyer_places.get(), rival):
        make_commitment(need, place.membership.organisation, valid_until=DAY, year=2027)
    shown = {
        person.name: [
            name
            for name in ("City of Split", "City of Graz")
            if f"Commitment of {name}" in feeds.calendar_file(person, TODAY).replace("\r\n ", "")
        ]
        for person in (world.buyer, rival.person, world.coordinator, world.partner)
    }
    assert shown == {
        "Buyer": ["City of Split"],
        "Rival": ["City of Graz"],
        "Coordinator": ["City of Split", "City of Graz"],
        "Partner": [],
    }


def test_nobody_has_a_meeting_twice(world):
    link_meeting(world, title="Board of September")
    for person in (world.buyer, world.coordinator):
        labels = [each.label for each in dated.items(DAY, DAY, person)]
        assert labels.count("Board of September") == 1


def test_calendar_and_agenda_show_them(world, login):
    link_meeting(world, title="Board of September")
    make_meeting(world.project, title="Unlinked", first_day=DAY, last_day=DAY)
    need = make_need(world.group, title="Sorting", answers_due=DAY)
    make_commitment(need, world.city.organisation, valid_until=DAY, year=2027)
    client = login(world.buyer)
    for address in ("/calendar/?month=2027-09", "/calendar/agenda/?from=2027-09-20"):
        text = client.get(address).text
        assert "Board of September" in text
        assert "Answer to N1 Sorting" in text
        assert "Commitment of City of Split expires" in text
        assert "Unlinked" not in text
