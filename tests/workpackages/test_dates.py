from datetime import date

from core.dates import DatedItem, key_of
from tests.people import START, TODAY, make_deliverable, make_milestone, make_task
from workpackages import dates

FIRST, LAST = START, date(2028, 9, 30)


def keys(*rows):
    return {key_of(row) for row in rows}


def pairs(role, *rows):
    return set(dates.answerable(role, keys(*rows), TODAY))


def test_a_deliverable_as_a_dated_item(world):
    assert [item for item in dates.items(FIRST, LAST) if item.kind == "deliverable_due"] == [
        DatedItem(
            key=f"workpackages.deliverable:{world.d41.pk}",
            kind="deliverable_due",
            label="D4.1 Training handbook",
            moment=date(2027, 10, 31),
            url="/projects/ppi4test/d4.1/",
            project_id=world.project.pk,
            project="PPI4Test",
            open=True,
            state="pending",
        )
    ]


def test_an_item_is_named_and_found_as_its_row(world):
    rows = [world.t41, world.t42, world.d41, world.ms1]
    assert {(item.key, item.label, item.url) for item in dates.items(FIRST, LAST)} == {
        (key_of(row), str(row), row.get_absolute_url()) for row in rows
    }


def test_the_window_holds_both_its_ends(world):
    on_the_day = date(2027, 11, 30)  # MS1, end of M23
    assert [item.label for item in dates.items(on_the_day, on_the_day)] == ["MS1 Trainings held"]
    assert list(dates.items(date(2027, 11, 1), date(2027, 11, 29))) == []


def test_an_exact_day_counts_and_not_the_end_of_its_month(world):
    world.d41.due_day = date(2027, 10, 12)
    world.d41.save()
    assert [item.moment for item in dates.items(date(2027, 10, 1), date(2027, 10, 31))] == [
        date(2027, 10, 12)
    ]


def test_what_is_over_stays_as_an_item_that_is_not_open(world):
    world.t41.finish(by=world.wp_lead)
    world.d41.cancel(by=world.coordinator, reason="amendment")
    found = {item.label[:4]: item for item in dates.items(FIRST, LAST)}
    assert (found["T4.1"].open, found["T4.1"].cancelled) == (False, False)
    assert (found["D4.1"].open, found["D4.1"].cancelled) == (False, True)
    assert (found["T4.2"].open, found["MS1 "].open) == (True, True)


def test_nothing_is_open_in_a_closed_project(world):
    world.project.closed_on = TODAY
    world.project.save()
    assert [item.open for item in dates.items(FIRST, LAST)] == [False] * 4


def test_a_person_gets_what_they_may_see(world):
    seen = [item.label for item in dates.items(FIRST, LAST, person=world.team_reader)]
    assert sorted(label.split()[0] for label in seen) == ["D4.1", "MS1", "T4.1", "T4.2"]
    assert list(dates.items(FIRST, LAST, person=world.buyer)) == []
    assert list(dates.items(FIRST, LAST, person=world.stranger)) == []


def test_who_answers_for_what(world):
    everything = [world.t41, world.t42, world.d41, world.ms1]
    t41, t42, d41, ms1 = [key_of(row) for row in everything]
    assert pairs("lead", *everything) == {
        (t41, world.wp_lead.pk),
        (t42, world.task_lead.pk),
        (d41, world.partner.pk),
        (ms1, world.task_lead.pk),
    }
    assert pairs("wp_lead", *everything) == {
        (key, world.wp_lead.pk) for key in (t41, t42, d41, ms1)
    }
    assert pairs("coordinator", *everything) == {
        (key, world.coordinator.pk) for key in (t41, t42, d41, ms1)
    }
    assert pairs("reviewer", *everything) == set()


def test_readers_and_those_who_left_answer_for_nothing(world):
    assert world.team_reader.pk not in dict(pairs("lead", world.d41)).values()
    world.partner.places.update(until=date(2027, 9, 5))
    assert pairs("lead", world.d41) == set()


def test_a_closed_account_answers_for_nothing(world):
    world.partner.close_account(by=world.coordinator, reason="left")
    assert pairs("lead", world.d41) == set()


def test_the_reviewer_answers_for_a_draft_until_it_is_approved(world):
    world.d41.reviewer = world.wp_lead
    world.d41.save()
    assert pairs("reviewer", world.d41) == set()
    world.d41.draft(by=world.partner)
    assert pairs("reviewer", world.d41) == {(key_of(world.d41), world.wp_lead.pk)}
    world.d41.approve(by=world.wp_lead, on=TODAY)
    assert pairs("reviewer", world.d41) == set()


def test_a_past_coordinator_answers_for_nothing(world):
    world.iat.exit = date(2027, 8, 31)
    world.iat.save()
    world.acr.role = "coordinator"
    world.acr.save()
    assert pairs("coordinator", world.t42) == {(key_of(world.t42), world.partner.pk)}


def test_the_number_of_statements_does_not_grow(world, django_assert_num_queries):
    with django_assert_num_queries(2):  # for everything of the plan
        assert len(list(dates.items(FIRST, LAST))) == 4
    more = []
    for number in ("4.7", "4.8", "4.9"):
        more += [
            make_task(world.wp4, world.acr, number),
            make_deliverable(world.wp4, world.acr, number),
            make_milestone(world.wp4, world.acr, number),
        ]
    with django_assert_num_queries(2):
        assert len(list(dates.items(FIRST, LAST))) == 13
    for role in dates.plan.ROLES:
        with django_assert_num_queries(3):
            assert len(list(dates.answerable(role, keys(*more), TODAY))) == 9


def test_keys_of_other_apps_are_passed_over(world, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert list(dates.answerable("lead", ["trainings.training:7"], TODAY)) == []
