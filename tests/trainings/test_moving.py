"""Another day: who is told, what follows, and who was faster."""

from datetime import date, datetime, time

from outbox.models import Mail
from tests.people import NOW, TODAY
from tests.trainings.conftest import calendar, last_mail, mail_states
from tests.trainings.test_scheduling import WHY, ZAGREB, again, refused, slot
from trainings import scheduling
from trainings.models import Registration, Training


def test_a_move_keeps_the_calendar_entry_and_raises_its_sequence(world, training, buyers, enter):
    (row,) = enter(training, buyers(1))
    (before,) = calendar(last_mail(row.person))
    scheduling.move(
        training=training,
        by=world.task_lead,
        slots=[slot(date(2027, 11, 3), time(10), time(16))],
        reason=WHY,
        now=NOW,
    )
    mail = last_mail(row.person)
    (after,) = calendar(mail)
    assert before[:4] == ("REQUEST", before[1], 0, "CONFIRMED")
    assert after == (
        "REQUEST",
        before[1],
        1,
        "CONFIRMED",
        datetime(2027, 11, 3, 10, tzinfo=ZAGREB),
        datetime(2027, 11, 3, 16, tzinfo=ZAGREB),
    )
    assert mail.subject == "Moved to Wed 3 Nov 2027: Zagreb"
    for line in (
        "Reason: Venue double booked",
        "Before: Wed 22 Sep 2027, 09:00–17:00 (Zagreb)",
        "Now: Wed 3 Nov 2027, 10:00–16:00 (Zagreb)",
        "Where: Tower, Main Street 1, Zagreb",
        "Questions: Ana ana@zgh.example",
    ):
        assert line in mail.text.splitlines()
    assert mail.not_after == datetime(2027, 11, 3, 10, tzinfo=ZAGREB)


def test_a_move_takes_days_away_under_their_uid_and_brings_them_back(
    world, training, buyers, enter
):
    (row,) = enter(training, buyers(1))
    fields = {"training": training, "by": world.task_lead, "reason": WHY, "now": NOW}
    two = [slot(date(2027, 10, 5)), slot(date(2027, 10, 6))]
    scheduling.move(**fields, slots=two)
    uids = [part[1] for part in calendar(last_mail(row.person))]
    assert len(set(uids)) == 2

    scheduling.move(**fields, slots=two[:1])
    parts = [part[:4] for part in calendar(last_mail(row.person))]
    assert parts == [
        ("REQUEST", uids[0], 2, "CONFIRMED"),
        ("CANCEL", uids[1], 2, "CANCELLED"),
    ]
    scheduling.move(**fields, slots=[slot(date(2027, 10, 12))])
    assert [part[:3] for part in calendar(last_mail(row.person))] == [("REQUEST", uids[0], 3)]

    scheduling.move(**fields, slots=two)
    assert [part[:3] for part in calendar(last_mail(row.person))] == [
        ("REQUEST", uids[0], 4),
        ("REQUEST", uids[1], 4),
    ]


def test_everybody_registered_is_told_by_their_position(world, training, buyers, enter):
    Training.objects.update(capacity=1, online_url="https://meet.example/room")
    seated, waiting, gone = enter(training, buyers(3))
    Registration.objects.filter(pk=gone.pk).update(state="withdrawn")
    Mail.objects.all().delete()
    scheduling.move(
        training=training,
        by=world.task_lead,
        slots=[slot(date(2027, 10, 5))],
        reason=WHY,
        now=NOW,
    )
    assert Mail.objects.count() == 2
    for row, parts, position in (
        (seated, 1, "https://meet.example/room"),
        (waiting, 0, "You are on the waiting list."),
    ):
        mail = last_mail(row.person)
        assert len(mail.attachments) == parts
        assert position in mail.text
    assert "meet.example" not in last_mail(waiting.person).text


def test_deadlines_follow_the_first_day(world, training):
    Training.objects.update(
        decision_day=date(2027, 9, 10),
        registration_closes=datetime(2027, 9, 20, 18, tzinfo=ZAGREB),
    )
    scheduling.move(
        training=training,
        by=world.task_lead,
        slots=[slot(date(2027, 11, 10))],
        reason=WHY,
        now=NOW,
    )
    row = again(training)
    assert row.decision_day == date(2027, 10, 29)
    # Summer time has ended between the two: still six in the evening.
    assert row.registration_closes == datetime(2027, 11, 8, 18, tzinfo=ZAGREB)


def test_go_no_go_never_lies_in_the_past(world, training):
    soon = [slot(date(2027, 9, 15))]
    scheduling.move(training=training, by=world.task_lead, slots=soon, reason=WHY, now=NOW)
    assert again(training).decision_day == TODAY


def test_a_move_needs_a_reason_and_another_day(world, training):
    fields = {"training": training, "by": world.task_lead, "now": NOW}
    assert refused(scheduling.move, **fields, slots=[slot(date(2027, 10, 5))], reason=" ") == {
        "reason": ["Say why: everybody registered reads it."]
    }
    assert refused(scheduling.move, **fields, slots=[slot(date(2027, 9, 22))], reason=WHY) == {
        "slots": ["These are the days it has now."]
    }
    assert again(training).sequence == 0


def test_who_saves_second_reads_that_somebody_was_faster(world, training):
    fields = {"training": training, "by": world.task_lead, "reason": WHY, "now": NOW}
    scheduling.move(**fields, slots=[slot(date(2027, 10, 5))], sequence=0)
    assert refused(scheduling.move, **fields, slots=[slot(date(2027, 10, 6))], sequence=0) == [
        "Somebody has changed this training since you opened the page. Look at it again."
    ]
    assert again(training).first_day == date(2027, 10, 5)


def test_mail_that_still_waits_about_the_old_date_is_withdrawn(
    settings, world, training, buyers, enter
):
    settings.MAIL_IS_SENT = True
    enter(training, buyers(2))
    fields = {"training": training, "by": world.task_lead, "reason": WHY, "now": NOW}
    scheduling.move(**fields, slots=[slot(date(2027, 10, 5))])
    assert mail_states() == {"withdrawn": 2, "queued": 2}
    scheduling.move(**fields, slots=[slot(date(2027, 10, 6))])
    assert mail_states() == {"withdrawn": 4, "queued": 2}


def test_a_move_takes_as_many_statements_for_thirty_as_for_one(
    world, training, buyers, enter, django_assert_num_queries
):
    fields = {"training": training, "by": world.task_lead, "reason": WHY, "now": NOW}
    enter(training, buyers(1))
    with django_assert_num_queries(19):
        scheduling.move(**fields, slots=[slot(date(2027, 10, 5))])
    Training.objects.update(capacity=40)
    enter(training, buyers(29, start=2))
    with django_assert_num_queries(19):
        scheduling.move(**fields, slots=[slot(date(2027, 10, 6))])
    assert Mail.objects.filter(subject="Moved to Wed 6 Oct 2027: Zagreb").count() == 30
