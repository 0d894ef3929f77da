from dataclasses import replace
from datetime import UTC, date, datetime, time

from core.clock import wall_moment
from core.dates import DatedItem, ids_by_model, key_of

DUE = DatedItem(
    key="workpackages.deliverable:3",
    kind="deliverable_due",
    label="D4.2 Training handbook",
    moment=date(2026, 9, 30),
    url="/projects/ppi4waste/d4.2/",
    project_id=1,
    project="PPI4Waste",
    open=True,
    state="draft",
)
TRAINING = replace(
    DUE,
    kind="training_day",
    moment=wall_moment(date(2026, 9, 24), time(23), "Europe/Athens"),
    ends=wall_moment(date(2026, 9, 25), time(1), "Europe/Athens"),
    zone="Europe/Athens",
)


def test_a_due_day_is_over_at_the_readers_midnight():
    assert (DUE.timed, DUE.day, DUE.last_day) == (False, date(2026, 9, 30), date(2026, 9, 30))
    assert DUE.over_at("Europe/Lisbon") == datetime(2026, 9, 30, 23, tzinfo=UTC)
    assert DUE.over_at("Europe/Athens") == datetime(2026, 9, 30, 21, tzinfo=UTC)


def test_several_days_are_over_after_the_last():
    meeting = replace(DUE, ends=date(2026, 10, 1), zone="Europe/Zagreb")
    assert (meeting.day, meeting.last_day) == (date(2026, 9, 30), date(2026, 10, 1))
    assert meeting.over_at("Europe/Lisbon") == datetime(2026, 10, 1, 22, tzinfo=UTC)


def test_a_timed_thing_has_the_days_of_its_place_whoever_reads():
    assert (TRAINING.timed, TRAINING.day) == (True, date(2026, 9, 24))
    assert TRAINING.last_day == date(2026, 9, 25)
    assert TRAINING.over_at("Europe/Lisbon") == TRAINING.ends
    assert replace(TRAINING, ends=None).over_at("Europe/Lisbon") == TRAINING.moment


def test_the_key_of_a_row_and_back(world):
    keys = [key_of(world.training), key_of(world.t41), key_of(world.t42)]
    assert keys[0] == f"trainings.training:{world.training.pk}"
    assert ids_by_model(keys) == {
        "trainings.training": [world.training.pk],
        "workpackages.task": [world.t41.pk, world.t42.pk],
    }
