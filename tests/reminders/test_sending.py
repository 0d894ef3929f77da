"""From the ledger to mail: letters, digests, and the last look before they are written."""

from datetime import date, time

import pytest
import time_machine
from icalendar import Calendar

from outbox.models import Mail
from partners.models import Person
from reminders import emails, planning, sending
from reminders.models import CHANGED, Entry, Preference
from tests.people import (
    fix_day,
    make_buyer,
    make_deliverable,
    make_member,
    make_partner,
    make_person,
    make_project,
    make_work_package,
)
from tests.reminders.conftest import at, ledger, run, subjects, told
from trainings import registration, scheduling
from trainings.days import Slot


@pytest.fixture
def training(world, rules):
    """Zagreb, Wed 22 Sep 2027, 09:00; the participants' rule alone is on, the buyer registered."""
    rules("training_day/participant")
    training = fix_day(world.training, venue="Tower", country="HR")
    world.buyer.country = "HR"
    world.buyer.save()
    with time_machine.travel(at("2027-08-02 12:00"), tick=False):
        planning.plan(at("2027-08-02 12:00"))
        registration.register(
            training=training, person=world.buyer, by=world.buyer, now=at("2027-08-02 12:00")
        )
    return training


def plan_only(now: str) -> None:
    with time_machine.travel(at(now), tick=False):
        planning.plan(at(now))


def send_only(now: str) -> None:
    with time_machine.travel(at(now), tick=False):
        sending.send_all(at(now))


# --- Participants ----------------------------------------------------------------------------


def test_participants_are_told_14_3_and_1_days_before(world, training):
    # 3 days before is a Sunday: a mail of its own stays on its day.
    for day in range(1, 23):
        run(at(f"2027-09-{day:02} 08:00", "Europe/Zagreb"))
    assert subjects(world.buyer) == [
        "In 14 days: Zagreb, Wed 22 Sep 2027",
        "In 3 days: Zagreb, Wed 22 Sep 2027",
        "Tomorrow: Zagreb, Wed 22 Sep 2027",
    ]
    entry = Entry.objects.get(step=-3)
    assert entry.due == at("2027-09-19 08:00", "Europe/Zagreb")


def test_a_participants_mail_has_all_facts_and_the_calendar_entry(world, training):
    run(at("2027-09-21 08:00", "Europe/Zagreb"))
    mail = Mail.objects.get(category="training")
    assert (mail.to, mail.not_after) == (world.buyer.email, training.starts_at)
    for fact in ("The training takes place tomorrow.", "09:00–17:00 (Zagreb)", "Tower"):
        assert fact in mail.text
        assert fact in mail.html
    assert emails.why_link(mail.purpose_key) in mail.text
    assert emails.why_link(mail.purpose_key) in mail.html
    assert "invalid" not in mail.text + mail.html
    assert mail.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    (part,) = mail.attachments
    (event,) = Calendar.from_ical(part["text"]).walk("VEVENT")
    uid = training.days.get().uid
    assert str(event["UID"]).startswith(str(uid))
    assert event["ATTENDEE"] == f"mailto:{world.buyer.email}"


def test_who_registers_after_a_step_is_not_told_of_it(world, training):
    run("2027-09-21 12:00")
    late = make_person("Late")
    make_buyer(late, world.city)
    with time_machine.travel(at("2027-09-21 12:30")):
        registration.register(training=training, person=late, by=late, now=at("2027-09-21 12:30"))
    run("2027-09-21 12:31")
    assert told(person=late) == []
    assert {state for _who, _step, state in ledger(person=late)} == {"superseded"}


def test_who_gave_the_seat_back_after_planning_is_not_told(world, training):
    plan_only("2027-09-21 08:00")
    seat = training.registrations.get()
    with time_machine.travel(at("2027-09-21 08:00:30")):
        registration.withdraw(registration=seat, by=world.buyer, now=at("2027-09-21 08:00:30"))
    send_only("2027-09-21 08:01")
    entry = Entry.objects.get(step=-1)
    assert (entry.state, entry.reason) == (
        "dropped",
        "The person no longer answers for it or takes part in it.",
    )


def test_a_mail_that_waits_is_withdrawn_with_the_seat(world, training):
    run("2027-09-21 08:00")
    Mail.objects.filter(category="training").update(state="queued")
    seat = training.registrations.get()
    with time_machine.travel(at("2027-09-21 08:00:30")):
        registration.withdraw(registration=seat, by=world.buyer, now=at("2027-09-21 08:00:30"))
    assert Mail.objects.get(category="training").state == "withdrawn"


def test_a_moved_training_is_told_by_the_move_and_reminded_of_anew(world, training):
    run("2027-09-08 08:00")
    run("2027-09-20 11:59")
    assert told() == [("Buyer", -14), ("Buyer", -3)]
    move(training, date(2027, 9, 29), "2027-09-20 12:00")
    run("2027-09-20 12:01")
    run("2027-09-21 08:00")
    assert told() == [("Buyer", -14), ("Buyer", -3)]
    new = {(step, state) for _who, step, state in ledger(item_day=date(2027, 9, 29))}
    assert new == {(-14, "superseded"), (CHANGED, "superseded")}
    run("2027-09-26 08:00")
    run("2027-09-28 08:00")
    assert told(item_day=date(2027, 9, 29)) == [("Buyer", -3), ("Buyer", -1)]


def test_a_training_moved_between_planning_and_sending(world, training):
    plan_only("2027-09-21 08:00")
    move(training, date(2027, 9, 29), "2027-09-21 08:00:30")
    send_only("2027-09-21 08:01")
    entry = Entry.objects.get(step=-1)
    assert (entry.state, entry.reason) == ("dropped", "The date has moved or was taken back.")


def test_a_cancelled_training_reminds_nobody(world, training):
    with time_machine.travel(at("2027-09-10 12:00")):
        scheduling.cancel(
            training=training, by=world.task_lead, reason="No room", now=at("2027-09-10 12:00")
        )
    run("2027-09-21 08:00")
    assert told(step=-1) == []


def test_the_organiser_hears_of_too_few_registrations(world, training, rules):
    rules("registrations_lag/organiser")  # go or no-go on Wed 8 September
    run("2027-08-18 08:00")
    run("2027-08-25 08:00")
    assert told(person=world.organiser) == [("Organiser", -21), ("Organiser", -14)]
    assert subjects(world.organiser)[0] == ("Zagreb: 1 of at least 15 registered: due in 21 days")
    world.training.refresh_from_db()
    world.training.counting = 15
    world.training.seats_taken = 15
    world.training.save()
    run("2027-09-01 08:00")
    assert told(step=-7) == []


# --- Digests ---------------------------------------------------------------------------------


def test_a_day_is_one_digest_by_project_with_what_is_late_first(world, lead_rule):
    make_deliverable(world.wp4, world.acr, "4.0", title="Old report", due_month=20)
    other = make_project("OTHER", start=date(2026, 1, 1))
    acr = make_partner(other, world.acr.organisation, 1, "coordinator")
    make_member(world.partner, acr)
    make_deliverable(make_work_package(other, acr), acr, "1.1", title="Website")
    run("2027-09-30 12:00")
    run("2027-10-01 08:00")
    mails = Mail.objects.filter(to=world.partner.email).order_by("-pk")
    assert mails.count() == 2  # catching up on 30 September, and this one
    assert mails[0].subject == "D1.1 Website: due in 30 days, and 1 more date"
    text = mails[1].text
    order = ["OTHER", "D1.1 Website", "PPI4Test", "D4.0 Old report", "D4.1 Training handbook"]
    assert sorted(order, key=text.index) == order
    assert "Tue 31 Aug 2027: 30 days late (pending)" in text


def test_what_comes_up_after_todays_digest_waits_for_tomorrows(world, lead_rule):
    run("2027-09-30 12:00")  # Thursday
    make_deliverable(world.wp4, world.acr, "4.2", due_month=21, due_day=date(2027, 9, 30))
    with time_machine.travel(at("2027-09-30 13:00")):
        Entry.objects.filter(step=-60).update(step=-59, state="planned", mail=None)
    run("2027-09-30 13:01")
    assert len(subjects(world.partner)) == 2  # due today: that one could not wait
    waiting = Entry.objects.get(step=-59)
    assert (waiting.state, waiting.due) == ("planned", at("2027-10-01 08:00"))
    run("2027-10-01 08:00")
    assert len(subjects(world.partner)) == 3
    assert Entry.objects.get(step=-59).mail.category == "digest"


def test_empty_means_no_mail(world, lead_rule):
    plan_only("2027-09-01 08:00")
    world.d41.cancel(by=world.coordinator, reason="Merged into D4.2")
    send_only("2027-09-01 08:01")
    assert subjects() == []
    assert Entry.objects.get().reason == "Nothing to remind of any more: it is cancelled."


def test_who_left_the_team_after_planning_is_not_told(world, lead_rule):
    plan_only("2027-09-01 08:00")
    world.partner.places.update(until=date(2027, 8, 31))
    send_only("2027-09-01 08:01")
    assert ledger() == [("Partner", -60, "dropped")]


def test_a_closed_account_is_not_told(world, lead_rule):
    plan_only("2027-09-01 08:00")
    Person.objects.filter(pk=world.partner.pk).update(account="closed")
    send_only("2027-09-01 08:01")
    assert ledger() == [("Partner", -60, "dropped")]


def test_a_rule_switched_off_after_planning_tells_nobody(world, lead_rule):
    plan_only("2027-09-01 08:00")
    lead_rule.change(by=world.administrator, now=at("2027-09-01 08:00:30"), is_on=False)
    send_only("2027-09-01 08:01")
    assert Entry.objects.get().reason == "The rule has been switched off."


def test_each_reader_has_their_own_hour_zone_and_holidays(world, lead_rule):
    world.partner.zone, world.partner.preferred_hour = "Europe/Lisbon", 7
    world.partner.country = "PT"
    world.partner.save()
    run(at("2027-09-01 07:00", "Europe/Lisbon"))
    assert Entry.objects.get().due == at("2027-09-01 07:00", "Europe/Lisbon")


def test_one_letter_that_cannot_be_written_holds_up_no_other(world, rules, monkeypatch):
    rules("deliverable_due/lead", "milestone_due/lead")
    write = emails.digest

    def broken_for_the_partner(reader, *rest):
        if reader.email == world.partner.email:
            raise ValueError("no such tag")
        return write(reader, *rest)

    monkeypatch.setattr(emails, "digest", broken_for_the_partner)
    run("2027-11-16 08:00")
    assert subjects() == ["MS1 Trainings held: due in 14 days"]
    broken = Entry.objects.exclude(state__in=("superseded", "queued", "dropped")).get()
    assert broken.reason == "The mail could not be written: ValueError('no such tag')"
    monkeypatch.undo()
    run("2027-11-16 08:01")
    assert len(subjects()) == 2


def test_the_weekly_digest_gathers_a_week(world, lead_rule):
    Preference.objects.create(person=world.partner, rhythm="weekly", weekday=0)
    make_deliverable(world.wp4, world.acr, "4.2", due_month=22, due_day=date(2027, 10, 7))
    run("2027-09-19 12:00")
    before = len(subjects())
    for day in range(27, 31):
        run(f"2027-09-{day} 08:00")
    for day in range(1, 4):
        run(f"2027-10-{day:02} 08:00")
    assert len(subjects()) == before + 1
    digest = Mail.objects.latest("pk")
    assert digest.subject == "D4.2 Deliverable 4.2: due in 10 days, and 1 more date"


def move(training, day: date, now: str) -> None:
    with time_machine.travel(at(now), tick=False):
        scheduling.move(
            training=training,
            by=training.organiser.team.first().person,
            slots=[Slot(day, time(9), time(17))],
            reason="Room double booked",
            now=at(now),
        )
