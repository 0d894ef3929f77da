"""The planner against the small project: D4.1 is due on Sunday 31 October 2027, led by ACR+."""

from datetime import date, timedelta

import pytest
import time_machine

from outbox.posting import post
from partners.models import Person
from reminders.defaults import install_defaults
from reminders.models import CHANGED, Entry, Preference, Rule
from reminders.planning import plan
from tests.people import make_deliverable, make_member, make_person, make_risk
from tests.reminders.conftest import INSTALLED, at, ledger, run, subjects, told
from workpackages import bulk, planning, risks
from workpackages.models import Deliverable

STATEMENTS = 23

# D4.1: 60 days before is Wed 1 Sep, 30 Fri 1 Oct, 14 Sun 17 Oct -> Fri 15, 7 Sun 24 -> Fri 22,
# 1 Sat 30 -> Fri 29.


def test_each_step_tells_once_at_the_preferred_hour(world, lead_rule):
    run("2027-08-31 12:00")
    assert ledger() == []
    run("2027-09-01 07:59")
    assert ledger() == []
    run("2027-09-01 08:00")
    run("2027-09-01 08:01")
    assert ledger() == [("Partner", -60, "queued")]
    assert subjects() == ["D4.1 Training handbook: due in 60 days"]
    for day in ("2027-10-01", "2027-10-15", "2027-10-22", "2027-10-29"):
        run(f"{day} 08:00")
        run(f"{day} 20:00")
    assert told() == [("Partner", step) for step in (-60, -30, -14, -7, -1)]
    assert len(subjects()) == 5


def test_after_downtime_only_the_latest_step_goes_out(world, lead_rule):
    run("2027-09-10 12:00")
    run("2027-10-22 09:30")
    assert ledger() == [
        ("Partner", -60, "queued"),
        ("Partner", -30, "superseded"),
        ("Partner", -14, "superseded"),
        ("Partner", -7, "queued"),
    ]


def test_a_rule_never_looks_behind_its_active_from(world, lead_rule):
    lead_rule.active_from = at("2027-10-22 08:00")
    lead_rule.save()
    run("2027-10-22 09:00")
    assert ledger() == []
    run("2027-10-29 08:00")
    assert ledger() == [("Partner", -1, "queued")]


def test_what_is_late_is_told_every_five_working_days_and_escalates(world, rules):
    rules("deliverable_due/lead", "deliverable_due/wp_lead", "deliverable_due/coordinator")
    run("2027-11-04 12:00")  # the steps before the day have gone out
    sent = len(subjects())
    # Working days after Sunday 31 October: the 5th is Fri 5 Nov, the 10th Fri 12 Nov.
    run("2027-11-05 08:00")
    assert told(step=5) == [("Partner", 5), ("Wp Lead", 5)]
    run("2027-11-12 08:00")
    assert told(step=10) == [("Partner", 10), ("Wp Lead", 10), ("Coordinator", 10)]
    assert len(subjects()) == sent + 5
    assert subjects(world.coordinator) == ["D4.1 Training handbook: 12 days late"]


def test_what_is_submitted_is_told_no_more(world, lead_rule):
    run("2027-09-01 08:00")
    world.d41.draft(by=world.partner)
    world.d41.submit(by=world.coordinator, on=date(2027, 9, 2))
    run("2027-10-01 08:00")
    run("2027-11-05 08:00")
    assert told() == [("Partner", -60)]


def test_before_steps_never_go_out_after_the_day(world, lead_rule):
    run("2027-10-22 08:00")
    run("2027-11-01 06:00")  # three days down: the last step before the day was missed
    assert ledger(step=-1) == [("Partner", -1, "dropped")]
    assert Entry.objects.get(step=-1).reason == "It was over before it could be told."


def test_a_person_in_several_roles_is_told_once(world, rules):
    rules("deliverable_due/lead", "deliverable_due/wp_lead", "deliverable_due/coordinator")
    make_member(world.partner, world.unizar)
    make_member(world.partner, world.iat)
    run("2027-11-08 12:00")
    run("2027-11-12 08:00")
    assert told(person=world.partner, step=10) == [("Partner", 10)]
    assert ledger(person=world.partner, step=10) == [
        ("Partner", 10, "queued"),
        ("Partner", 10, "superseded"),
        ("Partner", 10, "superseded"),
    ]
    reasons = set(
        Entry.objects.filter(step=10, state="superseded").values_list("reason", flat=True)
    )
    assert "Told once: the same person has another role too." in reasons


def test_who_becomes_answerable_later_is_not_told_of_the_past(world, lead_rule):
    run("2027-10-18 12:00")
    newcomer = make_person("Newcomer")
    make_member(newcomer, world.acr)
    run("2027-10-18 12:01")
    assert ledger(person=newcomer) == [
        ("Newcomer", -60, "superseded"),
        ("Newcomer", -30, "superseded"),
        ("Newcomer", -14, "superseded"),
    ]
    run("2027-10-22 08:00")
    assert told(person=newcomer) == [("Newcomer", -7)]


def test_who_becomes_answerable_after_the_last_step_is_told_at_once(world, lead_rule):
    """Nothing else would tell them in time."""
    run("2027-10-29 12:00")
    newcomer = make_person("Newcomer")
    make_member(newcomer, world.acr)
    run("2027-10-29 12:01")
    run("2027-10-29 12:02")
    assert told(person=newcomer) == [("Newcomer", -1)]
    assert subjects(newcomer) == ["D4.1 Training handbook: due in 2 days"]


def test_unless_an_act_has_mailed_them(world, lead_rule):
    run("2027-10-29 12:00")
    newcomer = make_person("Newcomer")
    make_member(newcomer, world.acr)
    post(
        to=newcomer.email,
        subject="You lead D4.1",
        text="You lead D4.1",
        language="en-gb",
        category="service",
        purpose_key="lead",
        subject_key=f"workpackages.deliverable:{world.d41.pk}",
        now=at("2027-10-29 12:00:30"),
    )
    run("2027-10-29 12:01")
    assert set(ledger(person=newcomer)) == {
        ("Newcomer", step, "superseded") for step in (-60, -30, -14, -7, -1)
    }


def test_one_act_may_have_mailed_them_of_many_things(world, rules):
    """The coordinator makes ICLEI lead two deliverables at once, and forgets the third."""
    rules("deliverable_due/lead")
    more = [make_deliverable(world.wp4, world.acr, n, due_month=22) for n in ("4.2", "4.3")]
    run("2027-10-29 12:00")
    change = bulk.Change("lead", world.iclei)
    with time_machine.travel(at("2027-10-29 12:00:30"), tick=False):
        picked = {Deliverable: {world.d41.pk, more[0].pk}}
        given = {"project": world.project, "picked": picked, "change": change}
        proposals = bulk.propose(**given, by=world.coordinator)
        people = bulk.told(proposals, change, by=world.coordinator)
        seen = bulk.fingerprint(proposals, people)
        bulk.carry_out(**given, seen=seen, by=world.coordinator)
        planning.change(item=more[1], lead=world.iclei, by=world.coordinator, notify=False)
    run("2027-10-29 12:01")
    assert told(person=world.task_lead) == [("Task Lead", -1)]
    assert subjects(world.task_lead) == ["D4.3 Deliverable 4.3: due in 2 days"]


def test_a_date_moved_before_telling_is_a_new_date(world, lead_rule):
    run("2027-08-20 12:00")
    move(world.d41, 23, "2027-08-20 12:30")  # to 30 November
    run("2027-09-01 08:00")
    assert ledger() == []
    run("2027-10-01 08:00")
    assert told() == [("Partner", -60)]


def test_a_date_moved_after_telling_is_followed_by_one_notice(world, lead_rule):
    run("2027-10-15 08:00")
    assert told() == [("Partner", -14)]
    move(world.d41, 23, "2027-10-15 12:00")  # to 30 November: 60 days before has passed
    run("2027-10-15 12:01")
    assert ledger(moment="2027-11-30") == [
        ("Partner", -60, "superseded"),
        ("Partner", CHANGED, "planned"),
    ]
    run("2027-10-18 08:00")  # Monday
    run("2027-10-19 08:00")
    assert told(moment="2027-11-30") == [("Partner", CHANGED)]
    assert subjects()[-1] == "D4.1 Training handbook: due in 43 days"
    assert "New date. It was Sun 31 Oct 2027 before." in last_text()


def test_a_date_moved_back_before_the_notice_went_out_is_no_news(world, lead_rule):
    run("2027-10-15 08:00")
    move(world.d41, 23, "2027-10-15 12:00")
    run("2027-10-15 12:01")
    move(world.d41, 22, "2027-10-15 13:00")
    run("2027-10-18 08:00")
    assert told() == [("Partner", -14)]
    dropped = Entry.objects.get(step=CHANGED)
    assert (dropped.state, dropped.reason) == ("dropped", "The date has moved or was taken back.")


def test_a_date_that_moves_again_and_again_is_told_each_time(world, lead_rule):
    run("2027-10-15 08:00")
    for month, day in ((23, "2027-10-15"), (22, "2027-10-18"), (23, "2027-10-19")):
        move(world.d41, month, f"{day} 12:00")
        run(f"{day} 12:01")
        run(at(f"{day} 08:00") + timedelta(days=3 if day == "2027-10-15" else 1))
    run("2027-10-21 08:00")
    notices = Entry.objects.filter(step__gte=CHANGED, mail__isnull=False).order_by("pk")
    assert list(notices.values_list("moment", "step")) == [
        ("2027-11-30", CHANGED),
        ("2027-10-31", CHANGED + 1),
        ("2027-11-30", CHANGED + 2),
    ]


def test_a_date_moved_far_away_is_told_too(world, lead_rule):
    run("2027-10-15 08:00")
    move(world.d41, 33, "2027-10-15 12:00")  # to 30 September 2028
    run("2027-10-15 12:01")
    run("2027-10-18 08:00")
    run("2027-10-19 08:00")
    assert told(moment="2028-09-30") == [("Partner", CHANGED)]


def test_a_date_moved_close_is_told_by_the_notice_alone(world, lead_rule):
    run("2027-10-01 08:00")
    run("2027-10-04 11:59")
    with time_machine.travel(at("2027-10-04 12:00")):
        world.d41.due_month, world.d41.due_day = 22, date(2027, 10, 5)
        world.d41.save()
    run("2027-10-04 12:01")
    run("2027-10-05 08:00")
    assert told() == [("Partner", -30), ("Partner", CHANGED)]


def test_changing_the_hour_loses_no_step(world, lead_rule):
    with time_machine.travel(at("2027-08-01 12:00")):
        world.partner.preferred_hour = 15
        world.partner.save()
    run("2027-09-01 09:59")
    with time_machine.travel(at("2027-09-01 10:00")):
        world.partner.preferred_hour = 8
        world.partner.save()
    run("2027-09-01 10:01")
    assert told() == [("Partner", -60)]


def test_changing_to_a_weekly_digest_loses_no_step(world, lead_rule):
    run("2027-09-28 12:00")
    run("2027-09-29 12:00")  # Wednesday; 30 days before is Friday, in a weekly digest Monday
    with time_machine.travel(at("2027-09-29 12:30")):
        Preference.objects.create(person=world.partner, rhythm="weekly", weekday=0)
    run("2027-09-29 12:31")
    assert told(step=-30) == [("Partner", -30)]


def test_the_weekly_digest_tells_early_never_late(world, lead_rule):
    Preference.objects.create(person=world.partner, rhythm="weekly", weekday=2)
    run("2027-09-28 12:00")
    run("2027-09-29 08:00")  # the Wednesday before Fri 1 Oct
    assert told(step=-30) == [("Partner", -30)]


def test_a_projects_own_rule_takes_the_place_of_the_default(world, lead_rule):
    rule = Rule.objects.create(
        project=world.project,
        kind="deliverable_due",
        role="lead",
        days_before=[20],
        active_from=lead_rule.active_from,
    )
    run("2027-10-01 08:00")
    assert ledger() == []
    run("2027-10-11 08:00")
    assert told(rule=rule) == [("Partner", -20)]


def test_a_projects_rule_that_is_off_silences_the_default(world, lead_rule):
    Rule.objects.create(
        project=world.project,
        kind="deliverable_due",
        role="lead",
        is_on=False,
        active_from=lead_rule.active_from,
    )
    run("2027-10-01 08:00")
    assert ledger() == []


def test_a_changed_rule_counts_from_then_on(world, lead_rule):
    run("2027-10-04 12:00")
    lead_rule.change(by=world.administrator, now=at("2027-10-04 12:30"), days_before=[28, 20])
    run("2027-10-04 12:31")
    run("2027-10-11 08:00")
    assert told() == [("Partner", -30), ("Partner", -20)]


def test_trouble_in_one_app_stops_no_other(world, lead_rule, monkeypatch, caplog):
    from trainings import dates

    def broken(first, last):
        raise RuntimeError("broken")

    monkeypatch.setattr(dates, "items", broken)
    run("2027-09-01 08:00")
    assert told() == [("Partner", -60)]
    assert "Reminders of trainings.dates could not be planned" in caplog.text


@pytest.mark.parametrize("review_on", ["2027-10-25", "2027-11-02", "2028-04-30"])
def test_a_risk_that_was_reviewed_has_no_new_date(world, rules, review_on):
    """It comes again: soon, on a day of the same window, or long after it."""
    rules("risk_review/lead")
    risk = make_risk(world.wp4, world.acr, review_on=date(2027, 10, 19))
    run("2027-10-05 08:00")
    assert told() == [("Partner", -14)]
    look_at(risk, world.partner, "2027-10-06 10:00", review_on=date.fromisoformat(review_on))
    for day in ("2027-10-06 10:01", "2027-10-07 08:00", "2027-10-08 08:00"):
        run(day)
    assert not Entry.objects.filter(step__gte=CHANGED).exists()


def test_a_review_that_comes_sooner_than_people_were_told_is_a_new_date(world, rules):
    rules("risk_review/lead")
    risk = make_risk(world.wp4, world.acr, review_on=date(2027, 10, 19))
    run("2027-10-05 08:00")
    look_at(risk, world.partner, "2027-10-06 10:00", review_on=date(2027, 10, 8))
    run("2027-10-06 10:01")
    run("2027-10-07 08:00")
    assert told() == [("Partner", -14), ("Partner", CHANGED)]
    assert "New date. It was Tue 19 Oct 2027 before." in last_text()


@pytest.mark.parametrize("account", [Person.Account.NONE, Person.Account.INVITED])
def test_people_without_an_account_are_told_too(world, lead_rule, account):
    Person.objects.filter(pk=world.partner.pk).update(account=account)
    run("2027-09-01 08:00")
    assert told() == [("Partner", -60)]


def test_a_quiet_run_takes_as_many_statements_for_three_as_for_one(
    world, django_assert_num_queries
):
    install_defaults(active_from=INSTALLED)
    run("2027-10-20 09:00")
    with django_assert_num_queries(STATEMENTS):
        assert plan(at("2027-10-20 09:01")) == 0
    for number in ("4.2", "4.3"):
        make_deliverable(world.wp4, world.acr, number, due_month=22)
    run("2027-10-20 09:02")
    with django_assert_num_queries(STATEMENTS):
        assert plan(at("2027-10-20 09:03")) == 0


def move(deliverable, month: int, now: str) -> None:
    with time_machine.travel(at(now), tick=False):
        deliverable.due_month = month
        deliverable.save()


def look_at(risk, by, now: str, *, review_on: date) -> None:
    """Score it and say when it is looked at again."""
    now = at(now)
    with time_machine.travel(now, tick=False):
        given = {"likelihood": 2, "impact": 2, "on": now.date(), "review_on": review_on}
        risks.score(risk=risk, by=by, **given)


def last_text() -> str:
    return Entry.objects.exclude(mail=None).order_by("mail_id").last().mail.text
