"""The pages: what each person finds on them, and what they may do."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from outbox.models import Mail, OptOut
from partners.models import Person
from reminders.emails import why_link
from reminders.models import Entry, Preference, Rule
from reminders.querysets import scope_of
from tests.people import ROLES, make_deliverable, make_project
from tests.reminders.conftest import at, ledger, run, told

NOW = at("2027-09-06 09:00")
WORDS = ["30 days before", "14 days before", "7 days before", "1 day before"]


@pytest.fixture
def today(world, lead_rule):
    """Six days after D4.1's lead was told, 60 days before."""
    run("2027-09-01 08:00")
    with time_machine.travel(NOW, tick=False):
        yield


def page(name, *args):
    return reverse(f"reminders:{name}", args=args)


@pytest.fixture
def entry(today) -> Entry:
    return Entry.objects.get()


SEES_ENTRY = {"coordinator", "partner"}


def test_the_ledger_line_is_seen_by_the_coordinator_and_by_whom_it_told(world, entry):
    seen = {role for role in ROLES if Entry.objects.visible_to(world.person(role)).exists()}
    assert seen == SEES_ENTRY
    changed = {role for role in ROLES if Entry.objects.editable_by(world.person(role)).exists()}
    assert changed == {"coordinator"}


def test_who_runs_a_training_sees_its_lines(world, entry):
    entry.item_key = f"trainings.training:{world.training.pk}"
    entry.save()
    seen = {role for role in ROLES if Entry.objects.visible_to(world.person(role)).exists()}
    assert seen == {"coordinator", "partner", "task_lead", "organiser"}
    for role in ROLES:
        scope = scope_of(world.person(role), world.project)
        covers = scope.covers(world.partner.pk, entry.item_key)
        assert covers == (role in seen)


def test_the_timeline_shows_the_coordinator_what_will_happen(world, today, login):
    response = login(world.coordinator).get(page("timeline", "ppi4test"))
    lines = response.context["lines"]
    assert [(str(line.day), line.item.label, line.words, line.told) for line in lines] == [
        ("2027-10-01", "D4.1 Training handbook", "30 days before", ["Partner"])
    ]
    assert (response.context["people"], response.context["mails"]) == (1, 1)
    response = login(world.coordinator).get(page("timeline", "ppi4test"), {"weeks": 8})
    assert [line.words for line in response.context["lines"]] == WORDS


def test_the_timeline_shows_others_only_their_own(world, today, login):
    def steps(person):
        response = login(person).get(page("timeline", "ppi4test"), {"weeks": 8})
        return [line.words for line in response.context["lines"]]

    assert steps(world.partner) == WORDS
    assert steps(world.wp_lead) == []
    assert steps(world.officer) == []
    assert login(world.buyer).get(page("timeline", "ppi4test")).status_code == 404


def test_the_timeline_says_who_does_not_want_to_be_told(world, today, login):
    OptOut.objects.create(address=world.partner.email, category="digest")
    response = login(world.coordinator).get(page("timeline", "ppi4test"))
    (line,) = response.context["lines"]
    assert (line.told, line.silent) == ([], ["Partner"])
    assert "does not want it" in response.content.decode()


def test_a_line_of_the_timeline_is_held_and_released(world, today, login):
    client = login(world.coordinator)
    (line,) = client.get(page("timeline", "ppi4test")).context["lines"]
    form = page("hold_ahead", "ppi4test") + f"?line={line.name}"
    assert "Partner" in client.get(form).content.decode()
    refused = client.post(form, {"reason": ""})
    assert refused.status_code == 200
    assert Entry.objects.filter(state="held").count() == 0
    response = client.post(form, {"reason": "The draft is nearly there"}, follow=True)
    assert "1 reminder is held." in response.content.decode()
    (line,) = response.context["lines"]
    assert (line.told, line.held) == ([], ["Partner"])
    run("2027-10-01 08:00")
    assert ledger(step=-30) == [("Partner", -30, "held")]
    held = Entry.objects.get(state="held")
    assert held.trail[0]["why"] == "The draft is nearly there"
    with time_machine.travel(at("2027-10-02 10:00")):
        login(world.coordinator).post(page("act", "ppi4test", held.pk, "release"), {"reason": ""})
    run("2027-10-02 10:01")
    assert ledger(step=-30) == [("Partner", -30, "queued")]


def test_send_now_sends_at_once_as_a_mail_of_its_own(world, today, login):
    client = login(world.coordinator)
    (line,) = client.get(page("timeline", "ppi4test")).context["lines"]
    client.post(page("hold_ahead", "ppi4test") + f"?line={line.name}", {"reason": "wait"})
    held = Entry.objects.get(state="held")
    client.post(page("act", "ppi4test", held.pk, "send"), {"reason": "They asked for it"})
    held.refresh_from_db()
    assert held.mail.subject == "D4.1 Training handbook: due in 55 days"
    assert [step["what"] for step in held.trail] == ["held", "sent at once"]
    run("2027-10-01 08:00")
    assert told() == [("Partner", -60), ("Partner", -30)]


def test_a_failed_mail_is_tried_again(world, entry, login):
    Mail.objects.update(state="failed", last_error="550 no such user")
    client = login(world.coordinator)
    response = client.get(page("entry", "ppi4test", entry.pk))
    assert "550 no such user" in response.content.decode()
    client.post(page("act", "ppi4test", entry.pk, "retry"), {"reason": "Address mended"})
    assert Mail.objects.get().state == "queued"
    refused = client.post(page("act", "ppi4test", entry.pk, "hold"), {"reason": "Stop"})
    assert "This reminder is waiting: this cannot be done now." in refused.content.decode()


@pytest.mark.parametrize("name", ["hold", "release", "send", "retry"])
def test_only_the_coordinator_acts(world, entry, login, name):
    address = page("act", "ppi4test", entry.pk, name)
    assert login(world.partner).post(address, {"reason": "x"}).status_code == 403
    assert login(world.wp_lead).post(address, {"reason": "x"}).status_code == 404
    entry.refresh_from_db()
    assert entry.trail == []


def test_the_entry_shows_the_mail_as_it_was_sent(world, entry, login):
    response = login(world.coordinator).get(page("entry", "ppi4test", entry.pk))
    assert "what you answer for, as of Wed 1 Sep 2027" in response.content.decode()


def test_only_its_reader_can_leave_by_the_mail_that_the_ledger_shows(world, entry, login):
    link = re.search(r"http\S+/unsubscribe/\S+", entry.mail.text)[0]
    shown = {
        role: login(world.person(role)).get(page("entry", "ppi4test", entry.pk)).context["text"]
        for role in SEES_ENTRY
    }
    assert shown["partner"] == entry.mail.text
    assert link not in shown["coordinator"]
    assert "/unsubscribe/…" in shown["coordinator"]


def test_the_text_of_a_digest_over_two_projects_is_for_its_reader_alone(world, entry, login):
    other = make_project("OTHER")
    Entry.objects.create(
        **{
            field.attname: getattr(entry, field.attname)
            for field in Entry._meta.concrete_fields
            if field.attname not in ("id", "project_id", "item_key")
        },
        project=other,
        item_key="workpackages.deliverable:99",
    )
    response = login(world.coordinator).get(page("entry", "ppi4test", entry.pk))
    assert response.context["text"] == ""
    assert "as of Wed" not in response.content.decode()
    response = login(world.partner).get(page("entry", "ppi4test", entry.pk))
    assert "as of Wed" in response.context["text"]


def test_the_ledger_is_filtered_and_exported(world, entry, login):
    client = login(world.coordinator)
    address = page("ledger", "ppi4test")

    def count(**query):
        return client.get(address, query).context["page"].paginator.count

    assert count() == count(person="part") == count(item="handbook") == count(state="kept") == 1
    assert count(person="nobody") == count(item="D9") == count(state="held") == 0
    assert count(state="no such state") == 1
    assert "Nothing matches this filter" in client.get(address, {"person": "nobody"}).text
    response = client.get(page("ledger_export", "ppi4test", "csv"))
    lines = b"".join(response).decode("utf-8-sig").splitlines()
    assert len(lines) == 2
    assert lines[1].startswith("Partner,partner@example.org,D4.1 Training handbook,2027-10-31,")


def test_a_rule_is_tried_and_changed_for_one_project(world, lead_rule, today, login):
    client = login(world.coordinator)
    address = page("rule", "ppi4test", "deliverable_due", "lead")
    new = {"days_before": "40, 30; 28", "late_from": "", "late_every": "", "delivery": "own"}
    tried = client.post(address, new | {"is_on": "on", "try": "1"})
    assert tried.context["dry_run"] == "With this rule 1 person gets 3 mails in the next 30 days."
    assert Rule.objects.filter(project=world.project).count() == 0
    client.post(address, new | {"is_on": "on"})
    own = Rule.objects.get(project=world.project)
    assert (own.days_before, own.delivery, own.active_from) == ([40, 30, 28], "own", NOW)
    client.post(address, new)
    own.refresh_from_db()
    assert own.is_on is False
    assert [change.history_user for change in own.history.all()] == [world.coordinator] * 2
    lead_rule.refresh_from_db()
    assert lead_rule.days_before == [60, 30, 14, 7, 1]


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"days_before": "two weeks"}, "Write whole days from 0 to 365, such as 14, 3, 1."),
        ({"days_before": "999"}, "Write whole days from 0 to 365, such as 14, 3, 1."),
        ({"late_from": "5", "late_every": ""}, "Say both when the first reminder of a late"),
        ({"late_from": "0", "late_every": "0"}, "Say both when the first reminder of a late"),
        ({"delivery": "pigeon"}, "pigeon is not one of the available choices"),
    ],
)
def test_a_rule_that_makes_no_sense_is_refused(world, today, login, typed, message):
    address = page("rule", "ppi4test", "deliverable_due", "lead")
    given = {"days_before": "7", "late_from": "", "late_every": "", "delivery": "digest"} | typed
    response = login(world.coordinator).post(address, given)
    assert response.status_code == 200
    assert message in response.content.decode()
    assert Rule.objects.filter(project=world.project).count() == 0


def test_only_the_coordinator_changes_rules(world, today, login):
    address = page("rule", "ppi4test", "deliverable_due", "lead")
    assert login(world.partner).post(address, {"days_before": ""}).status_code == 403
    assert login(world.stranger).get(address).status_code == 404
    assert "Change" not in login(world.partner).get(page("rules", "ppi4test")).content.decode()


def test_preferences_are_kept_and_obeyed(world, today, login):
    client = login(world.partner)
    address = page("preferences")
    assert client.get(address).context["form"]["wanted"].value() == [
        "invitation",
        "training",
        "reminder",
        "digest",
        "talk",
    ]
    wanted = ["training", "reminder", "digest", "talk"]
    chosen = {"rhythm": "weekly", "weekday": "2", "wanted": wanted}
    assert client.post(address, chosen).status_code == 302
    mine = Preference.objects.get()
    assert (mine.person, mine.rhythm, mine.weekday) == (world.partner, "weekly", 2)
    assert OptOut.objects.pairs([world.partner.email]) == {(world.partner.email, "invitation")}
    client.post(address, chosen | {"wanted": []})
    run("2027-10-01 08:00")
    dropped = Entry.objects.get(step=-30)
    assert (dropped.state, dropped.reason) == (
        "dropped",
        "The person has unsubscribed from this kind of mail: Digests of what is due.",
    )


def test_why_is_answered_without_log_in(world, entry, client):
    link = why_link(entry.mail.purpose_key)
    assert link in entry.mail.text
    path = link.removeprefix("http://localhost:8000")
    response = client.get(path)
    assert response.status_code == 200
    assert "Lead partner" in response.content.decode()
    assert client.get(path[:-3] + "/").status_code == 404
    assert client.post(path).status_code == 405


PAGES = {"timeline": 12, "ledger": 6, "rules": 5}  # with every shipped rule on


@pytest.mark.parametrize("name", PAGES)
def test_a_page_takes_as_many_statements_for_three_as_for_one(
    world, today, login, django_assert_num_queries, name
):
    Rule.objects.update(is_on=True)
    client = login(world.coordinator)
    address = page(name, "ppi4test")
    client.get(address)
    with django_assert_num_queries(PAGES[name]):
        client.get(address)
    for number in ("4.2", "4.3"):
        make_deliverable(world.wp4, world.acr, number, due_month=22)
    run(NOW + timedelta(minutes=1))
    with django_assert_num_queries(PAGES[name]):
        client.get(address)


def test_an_entry_page_takes_as_many_statements_for_a_full_digest(
    world, entry, login, django_assert_num_queries
):
    client = login(world.coordinator)
    with django_assert_num_queries(7):
        client.get(page("entry", "ppi4test", entry.pk))


def test_the_admin_reads_the_ledger_and_versions_rules(world, lead_rule, entry, login):
    client = login(world.administrator)
    assert "D4.1 Training handbook" in client.get("/admin/reminders/entry/").content.decode()
    assert client.get(f"/admin/reminders/entry/{entry.pk}/change/").status_code == 200
    assert client.post(f"/admin/reminders/entry/{entry.pk}/delete/").status_code == 403
    address = f"/admin/reminders/rule/{lead_rule.pk}/change/"
    given = {"days_before": "[20, 40]", "late_from": 5, "late_every": 5, "delivery": "digest"}
    assert client.post(address, given | {"is_on": "on"}).status_code == 302
    lead_rule.refresh_from_db()
    assert (lead_rule.days_before, lead_rule.active_from) == ([40, 20], NOW)
    refused = client.post(address, given | {"days_before": '["soon"]'})
    assert "Write whole days" in refused.content.decode()


def test_a_person_without_any_reminder_is_told_so(world, today, login):
    Person.objects.filter(pk=world.wp_lead.pk).update(preferred_hour=9)
    response = login(world.wp_lead).get(page("ledger", "ppi4test"))
    assert "Nobody has been told of anything yet" in response.content.decode()
    assert "My reminders" in response.content.decode()
