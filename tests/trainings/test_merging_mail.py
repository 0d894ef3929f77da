"""What people read when two trainings become one: mail and calendar parts."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from outbox.models import Mail
from tests.people import NOW
from tests.trainings.conftest import ONE_ROOM, calendar, last_mail
from trainings import scheduling
from trainings.days import Slot
from trainings.models import Training

ZAGREB = ZoneInfo("Europe/Zagreb")


# --- What they read -----------------------------------------------------------------------------


def test_one_mail_has_the_old_and_the_new_facts_and_both_calendar_entries(
    world, training, other, buyers, enter, merge
):
    (row,) = enter(training, buyers(1))
    old_uid = calendar(last_mail(row.person))[0][1]
    before = Mail.objects.count()
    merge()
    assert Mail.objects.count() == before + 1
    mail = last_mail(row.person)
    assert mail.subject == "You have a seat: Rijeka, Wed 29 Sep 2027"
    for line in (
        "Two trainings have become one. You were registered for the other one, and have a seat",
        "Reason: One room is enough",
        "What: Rijeka (PPI4Test)",
        "Before: Wed 22 Sep 2027, 09:00–17:00 (Zagreb)",
        "Now: Wed 29 Sep 2027, 09:00–17:00 (Zagreb)",
        "Training: Rijeka (before: Zagreb)",
        "Place: Harbour, Rijeka (before: Tower, Main Street 1, Zagreb)",
        "Where: Harbour, Rijeka",
    ):
        assert line in mail.text
    new = other.registrations.get()
    assert mail.subject_key == f"trainings.registration:{new.pk}"
    uid = f"{other.days.get().uid}@{old_uid.partition('@')[2]}"
    starts = datetime(2027, 9, 29, 9, tzinfo=ZAGREB)
    assert [part[:5] for part in calendar(mail)] == [
        ("CANCEL", old_uid, 2, "CANCELLED", datetime(2027, 9, 22, 9, tzinfo=ZAGREB)),
        ("REQUEST", uid, 0, "CONFIRMED", starts),
    ]
    assert len({part["name"] for part in mail.attachments}) == 2


def test_each_day_is_told_in_the_time_of_its_place(training, other, buyers, enter, merge):
    (row,) = enter(training, buyers(1))
    Training.objects.filter(pk=other.pk).update(zone="Europe/Lisbon")
    merge()
    mail = last_mail(row.person)
    for text in (mail.text, mail.html):
        assert "Wed 22 Sep 2027, 09:00–17:00 (Zagreb)" in text
        assert "Wed 29 Sep 2027, 09:00–17:00 (Lisbon)" in text


def test_who_comes_onto_the_line_loses_the_old_entry_and_gets_no_new_one(
    world, training, other, buyers, enter, merge
):
    (seated,) = enter(training, buyers(1))
    Training.objects.filter(pk=other.pk).update(capacity=1)
    enter(other, buyers(1, start=2))
    merge()
    mail = last_mail(seated.person)
    assert mail.subject == "On the waiting list: Rijeka, Wed 29 Sep 2027"
    assert "you are on its waiting list" in mail.text
    assert [part[0] for part in calendar(mail)] == ["CANCEL"]


def test_who_waited_has_no_entry_to_cancel(world, training, other, buyers, enter, merge):
    Training.objects.filter(pk=training.pk).update(capacity=1)
    _seated, waiting = enter(training, buyers(2))
    merge()
    assert [part[0] for part in calendar(last_mail(waiting.person))] == ["REQUEST"]


def test_what_still_waits_about_the_old_training_is_taken_back(
    world, training, other, buyers, enter, merge
):
    (row,) = enter(training, buyers(1))
    slots = [Slot(date(2027, 9, 23), time(9), time(17))]
    scheduling.move(training=training, by=world.task_lead, slots=slots, reason=ONE_ROOM, now=NOW)
    Mail.objects.update(state="queued")
    merge()
    assert list(Mail.objects.order_by("pk").values_list("state", flat=True)) == [
        "withdrawn",
        "withdrawn",
        last_mail(row.person).state,
    ]
    assert last_mail(row.person).state != "withdrawn"


def test_somebody_without_an_account_gets_a_new_personal_link(
    world, training, other, buyers, enter, merge
):
    (person,) = buyers(1)
    person.account = "none"
    person.save()
    enter(training, [person])
    merge()
    old, new = training.registrations.get(), other.registrations.get()
    assert new.link_nonce
    assert new.link_nonce != old.link_nonce
    assert last_mail(person).secret
