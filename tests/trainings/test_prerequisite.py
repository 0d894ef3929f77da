"""Whether the organiser has a trainer who was at the prerequisite, and going ahead without one."""

from datetime import date, time

import pytest

from tests.people import NOW, fix_day, make_programme, make_training
from tests.reading import errors as field_errors
from tests.trainings.test_attendance import refused
from tests.trainings.test_pages import page
from trainings import attendance, scheduling
from trainings.models import Attendance, Registration, Trainer, Training, TrainingDay


def again(training):
    return Training.objects.select_related("programme__project", "project").get(pk=training.pk)


@pytest.fixture
def prerequisite(world, training):
    """A training for trainers, held, at which ICLEI's person was."""
    trainers = make_programme(world.t42, title="Trainers", slug="trainers", for_partners=True)
    world.programme.prerequisite = trainers
    world.programme.save()
    held = fix_day(make_training(trainers, world.iclei, "Bilbao"), state="held")
    return Registration.objects.create(
        training=held,
        person=world.task_lead,
        organisation=world.iclei.organisation,
        state="confirmed",
        why="-",
        registered_at=NOW,
        registered_by=world.task_lead,
    )


def there(registration, *answers) -> None:
    """On each day of the training whether the person was there; None: nobody has said."""
    days = registration.training.days.order_by("position")
    for day, was_there in zip(days, answers, strict=True):
        if was_there is not None:
            Attendance.objects.create(
                registration=registration,
                day=day,
                was_there=was_there,
                recorded_at=NOW,
                recorded_by=registration.person,
            )


def test_without_a_prepared_trainer_it_goes_ahead_only_for_a_reason(world, training, prerequisite):
    there(prerequisite, True)  # of ICLEI, and the training is the Zagreb holding's
    fields = {"training": training, "by": world.organiser, "now": NOW}
    assert refused(scheduling.confirm, **fields) == {
        "reason": ["Say why it goes ahead without a prepared trainer."]
    }
    scheduling.confirm(**fields, reason="ICLEI sends its trainer")
    assert training.history.first().history_change_reason == "ICLEI sends its trainer"
    assert again(training).unprepared_because == "ICLEI sends its trainer"


def test_a_reason_beside_a_prepared_trainer_is_no_override(world, training, prerequisite):
    Registration.objects.update(organisation=world.zagreb.organisation)
    there(prerequisite, True)
    fields = {"training": training, "by": world.organiser, "now": NOW}
    scheduling.confirm(**fields, reason="The board agrees")
    assert again(training).unprepared_because == ""


@pytest.mark.parametrize(
    ("organisation", "days", "prepared"),
    [
        ("iclei", [True, True], False),  # of another partner
        ("zagreb", [True, True], True),
        ("zagreb", [True, False], False),  # on all its days
        ("zagreb", [True, None], False),
        ("zagreb", [False, False], False),
        ("zagreb", [None, None], None),  # nobody's attendance is known
    ],
)
def test_who_was_there_decides_whether_a_trainer_is_prepared(
    world, training, prerequisite, organisation, days, prepared
):
    second = {"day": date(2027, 9, 23), "starts": time(9), "ends": time(17)}
    TrainingDay.objects.create(training=prerequisite.training, position=2, **second)
    prerequisite.organisation = getattr(world, organisation).organisation
    prerequisite.save()
    there(prerequisite, *days)
    assert scheduling.trainer_prepared(again(training)) is prepared
    found = attendance.preparation(again(training))
    assert found.names == (["Task Lead"] if prepared else [])
    assert found.unrecorded == ([prerequisite.training] if prepared is None else [])


def test_a_trainer_from_elsewhere_prepares_it_too(world, training, prerequisite):
    there(prerequisite, True)
    trainer = Trainer.objects.create(training=training, person=world.task_lead, name="Ana")
    assert scheduling.trainer_prepared(again(training)) is True
    trainer.left_at = NOW
    trainer.save()
    assert scheduling.trainer_prepared(again(training)) is False


@pytest.mark.parametrize("state", ["withdrawn", "waiting"])
def test_only_who_had_a_seat_is_prepared(world, training, prerequisite, state):
    Registration.objects.update(organisation=world.zagreb.organisation, state=state)
    there(prerequisite, True)
    assert scheduling.trainer_prepared(again(training)) is False


# --- On the pages ---------------------------------------------------------------------------------


def test_the_go_page_names_the_prepared_trainers(world, training, prerequisite, login):
    Registration.objects.update(organisation=world.zagreb.organisation)
    there(prerequisite, True)
    text = login(world.organiser).get(page("confirm")).text
    assert "Prepared by “Trainers”: Task Lead." in text


def test_the_go_page_asks_for_a_reason_and_the_training_shows_it(
    world, training, prerequisite, login
):
    there(prerequisite, True)
    client = login(world.organiser)
    assert (
        "Nobody who trains for ZGH was at “Trainers” on all its days."
        in client.get(page("confirm")).text
    )
    given = {"sequence": "0", "confirmed": "yes"}
    assert list(field_errors(client.post(page("confirm"), given))) == ["reason"]
    client.post(page("confirm"), given | {"reason": "ICLEI <b>sends</b> its trainer"})
    shown = "Went ahead without a prepared trainer: ICLEI &lt;b&gt;sends&lt;/b&gt; its trainer"
    assert shown in client.get(page("training")).text
    assert shown not in login(world.buyer).get(page("training")).text


def test_where_nobody_has_recorded_it_the_page_leads_there(world, training, prerequisite, login):
    text = login(world.coordinator).get(page("confirm")).text
    assert "Attendance of “Trainers” is not recorded yet" in text
    assert f'href="{page("attendance").replace("zagreb", "bilbao")}"' in text
