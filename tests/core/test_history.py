from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.history import changes, record
from partners.models import Organisation


def test_the_manager_of_a_history_is_no_new_class_each_time_it_is_read(world):
    assert type(world.training.history) is type(type(world.training).history)
    assert type(world.training.history) is type(Organisation.history)


def read(change):
    return (
        str(change.who) if change.who else None,
        change.reason,
        change.created,
        [(field.label, field.old, field.new) for field in change.fields],
    )


def test_record_saves_the_named_columns_and_one_history_row_in_two_statements(world):
    training = world.training
    before = training.history.count()
    training.state, training.sequence, training.title = "cancelled", 1, "not named, so not saved"
    with CaptureQueriesContext(connection) as statements:
        record(training, "no venue", "state", "sequence", by=world.organiser)
    assert [statement["sql"].split()[0] for statement in statements] == ["UPDATE", "INSERT"]
    row = training.history.latest()
    assert training.history.count() == before + 1
    assert (row.history_user, row.history_change_reason) == (world.organiser, "no venue")
    training.refresh_from_db()
    assert (training.state, training.sequence, training.title) == ("cancelled", 1, "Zagreb")


def test_reason_and_person_belong_to_one_save_only(world):
    task = world.t41
    record(task, "because", "state", by=world.wp_lead)
    task.save(update_fields=["state"])
    row = task.history.latest()
    assert (row.history_user, row.history_change_reason) == (None, None)


def test_reason_and_person_are_forgotten_when_the_save_fails(world):
    task = world.t41
    with pytest.raises(ValueError, match="no_such_column"):
        record(task, "because", "no_such_column", by=world.wp_lead)
    assert not {"_change_reason", "_history_user"} & set(vars(task))


def test_record_inserts_a_new_row_whole(db):
    organisation = Organisation(name="Grad Split", short_name="Split", country="HR")
    record(organisation, "joined the buyer group")
    assert Organisation.objects.get().name == "Grad Split"
    assert read(*changes(organisation)) == (None, "joined the buyer group", True, [])


def test_an_existing_row_without_a_named_column_is_not_written(world):
    before = world.t41.history.count()
    with CaptureQueriesContext(connection) as statements:
        record(world.t41, "nothing changed", by=world.wp_lead)
    assert len(statements) == 0
    assert world.t41.history.count() == before


def test_the_history_reads_as_people_speak(world):
    task = world.t41
    task.state, task.progress = "running", 40
    record(task, "first report", "state", "progress", by=world.wp_lead)
    task.lead, task.first_month, task.is_illustrative = world.acr, 13, True
    record(task, "", "lead", "first_month", "starts_on", "is_illustrative", by=world.coordinator)
    task.contributors.set([world.zagreb, world.iclei])
    assert [read(change) for change in changes(task)] == [
        (None, "", False, [("contributing partners", "", "3 ICLEI, 4 ZGH")]),
        (
            "Coordinator",
            "",
            False,
            [
                ("lead partner", "2 UNIZAR", "5 ACR+"),
                ("illustrative", "no", "yes"),
                ("first month", "12", "13"),
                ("starts", "Tue 1 Dec 2026", "Fri 1 Jan 2027"),
            ],
        ),
        (
            "Wp Lead",
            "first report",
            False,
            [("state", "planned", "running"), ("progress", "0", "40")],
        ),
        (None, "", True, []),
    ]


def test_the_history_of_an_organisation_names_countries_and_empty_fields(db):
    organisation = Organisation.objects.create(name="Grad", short_name="Grad", country="HR")
    organisation.country, organisation.city = "ES", "Zaragoza"
    record(organisation, "", "country", "city")
    assert read(changes(organisation)[0])[3] == [
        ("country", "Croatia", "Spain"),
        ("city", "", "Zaragoza"),
    ]


def test_what_a_deleted_row_was_called_is_not_known_any_more(world):
    task = world.t41
    lead = task.lead_id
    task.history.filter(pk=task.history.latest().pk).update(lead_id=10**6)
    task.title = "Plan"
    record(task, "", "title")
    assert task.lead_id == lead
    assert read(changes(task, limit=1)[0])[3] == [
        ("title", "Feasibility plan", "Plan"),
        ("lead partner", "deleted", "2 UNIZAR"),
    ]


@pytest.mark.parametrize("count", [1, 3, 30])
def test_the_history_takes_the_same_statements_whatever_its_length(
    world, count, django_assert_num_queries
):
    task = world.t41
    partners = [world.acr, world.zagreb, world.iclei]
    for turn in range(count):
        task.lead, task.title = partners[turn % 3], f"Title {turn}"
        record(task, f"turn {turn}", "lead", "title", by=world.coordinator)
    # the rows with their people; contributors; partners, of whom the changes speak
    with django_assert_num_queries(3):
        found = changes(task)
    assert [change.reason for change in found] == [f"turn {n}" for n in reversed(range(count))] + [
        ""
    ]


def test_of_a_row_that_was_never_changed_nothing_is_compared(world, django_assert_num_queries):
    with django_assert_num_queries(1):
        (entered,) = changes(world.t41)
    assert entered.created


def test_only_the_newest_changes_are_read(world):
    task = world.t41
    for turn in range(5):
        task.title = f"Title {turn}"
        record(task, f"turn {turn}", "title")
    assert [change.reason for change in changes(task, limit=2)] == ["turn 4", "turn 3"]
    assert [f.old for change in changes(task, limit=2) for f in change.fields] == [
        "Title 3",
        "Title 2",
    ]


def test_saves_that_changed_nothing_and_gave_no_reason_are_left_out(world):
    task = world.t41
    task.save()
    record(task, "looked at it", "title", by=world.coordinator)
    assert [change.reason for change in changes(task)] == ["looked at it", ""]


def test_a_moment_is_told_in_the_readers_zone(world):
    training = world.training
    training.registration_closes = datetime(2027, 9, 20, 16, 0, tzinfo=UTC)
    record(training, "", "registration_closes")
    with timezone.override("Europe/Athens"):
        (field,) = changes(training, limit=1)[0].fields
    assert (field.label, field.new) == ("registration closes", "Mon 20 Sep 2027, 19:00")
    training.decision_day = date(2027, 9, 8)
    record(training, "", "decision_day")
    assert changes(training, limit=1)[0].fields[0].new == "Wed 8 Sep 2027"


def test_a_row_whose_text_is_known_is_not_asked(world, django_assert_num_queries):
    task = world.t41
    task.lead = world.iclei
    record(task, "ICLEI takes over", "lead", by=world.coordinator)
    known = {(type(world.iat), each.pk): str(each) for each in (world.unizar, world.iclei)}
    with django_assert_num_queries(2):  # the history and its contributors
        newest = changes(task, known=known)[0]
    assert [(field.old, field.new) for field in newest.fields] == [("2 UNIZAR", "3 ICLEI")]
    del known[type(world.iat), world.iclei.pk]
    with django_assert_num_queries(3):
        assert changes(task, known=known)[0] == newest
