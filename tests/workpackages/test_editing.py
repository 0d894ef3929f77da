"""Entering and changing plan items through their forms."""

from datetime import date

import pytest

from outbox.models import Mail
from tests.people import ROLES, make_organisation, make_partner, make_project, make_work_package
from tests.reading import notes
from workpackages.models import Deliverable, Milestone, Task, WorkPackage

BASE = "/projects/ppi4test"


def fill(world, kind="task", **typed):
    """What a person types into the form of a new item."""
    months = {"first_month": "M12", "last_month": "24"}
    due = {"due_month": "M22", "due_day": ""}
    own = {
        "package": {"number": "5", **months, "objectives": "", "description": ""},
        "task": {"number": "4.3", "months": "M12-M24", "description": ""},
        "deliverable": {"number": "4.2", **due, "type": "R", "level": "PU", "description": ""},
        "milestone": {"number": "2", **due, "work_packages": [world.wp4.pk]},
    }[kind]
    return {"title": "Something new", "lead": world.acr.pk, **own, **typed}


NEW = {
    "package": ("/plan/new-work-package/", {"coordinator"}),
    "task": ("/wp4/new-task/", {"coordinator", "wp_lead"}),
    "deliverable": ("/wp4/new-deliverable/", {"coordinator", "wp_lead"}),
    "milestone": ("/wp4/new-milestone/", {"coordinator", "wp_lead"}),
}


@pytest.mark.parametrize("kind", NEW)
def test_who_leads_adds_and_nobody_else(world, login, kind):
    path, allowed = NEW[kind]
    for role in ROLES:
        client = login(world.person(role))
        sees = role not in ("administrator", "buyer", "stranger")
        status = 200 if role in allowed else 403 if sees else 404
        assert client.get(BASE + path).status_code == status
        if role not in allowed:
            assert client.post(BASE + path, fill(world, kind)).status_code == status
    assert not WorkPackage.objects.filter(number="5").exists()
    assert (Task.objects.count(), Deliverable.objects.count()) == (2, 1)


def test_a_new_task(world, login):
    answer = login(world.wp_lead).post(
        f"{BASE}/wp4/new-task/",
        fill(world, number="T4.3", contributors=[world.zagreb.pk, world.iclei.pk]),
        follow=True,
    )
    assert answer.redirect_chain == [(f"{BASE}/t4.3/", 302)]
    assert notes(answer) == ["T4.3 Something new is in the plan."]
    task = Task.objects.get(number="4.3")
    assert (task.work_package, task.project, task.lead) == (world.wp4, world.project, world.acr)
    assert (task.starts_on, task.ends_on) == (date(2026, 12, 1), date(2027, 12, 31))
    assert set(task.contributors.all()) == {world.zagreb, world.iclei}
    assert {row.history_user for row in task.history.all()} == {world.wp_lead}
    assert list(Mail.objects.values_list("to", flat=True)) == ["partner@example.org"]


def test_a_new_work_package_deliverable_and_milestone(world, login):
    client = login(world.coordinator)
    client.post(f"{BASE}/plan/new-work-package/", fill(world, "package", number="wp 5"))
    client.post(
        f"{BASE}/wp4/new-deliverable/",
        fill(world, "deliverable", due_day="2027-10-12", reviewer=world.organiser.pk),
    )
    client.post(f"{BASE}/wp4/new-milestone/", fill(world, "milestone"))
    assert WorkPackage.objects.get(number="5").ends_on == date(2027, 12, 31)
    deliverable = Deliverable.objects.get(number="4.2")
    assert (deliverable.due_on, deliverable.reviewer) == (date(2027, 10, 12), world.organiser)
    milestone = Milestone.objects.get(number="2")
    assert (milestone.due_on, list(milestone.work_packages.all())) == (
        date(2027, 10, 31),
        [world.wp4],
    )


BAD = [
    ("task", {"number": "4.1"}, "number", "T4.1 is “Feasibility plan”. Numbers are never reused."),
    ("task", {"number": "four"}, "number", "A number looks like 4 or 4.2."),
    ("task", {"number": ""}, "number", "This field is required."),
    ("task", {"title": ""}, "title", "This field is required."),
    (
        "task",
        {"months": "spring"},
        "months",
        "“spring” is no interval of months. Write M12-M24, or M1-M4, M10.",
    ),
    (
        "task",
        {"months": "M12-M11"},
        "months",
        "“M12-M11” is no interval of months. Write M12-M24, or M1-M4, M10.",
    ),
    (
        "task",
        {"months": "M12-M20, M30-M34"},
        "months",
        "M34 lies outside the project: PPI4Test runs from M1 to M33.",
    ),
    ("task", {"months": ""}, "months", "This field is required."),
    ("package", {"first_month": "spring"}, "first_month", "Write a project month such as M21."),
    (
        "package",
        {"last_month": "M34"},
        "last_month",
        "M34 lies outside the project: PPI4Test runs from M1 to M33.",
    ),
    ("package", {"last_month": "11"}, "last_month", "The last month lies before the first."),
    (
        "deliverable",
        {"due_month": "0"},
        "due_month",
        "Ensure this value is greater than or equal to 1.",
    ),
    (
        "deliverable",
        {"due_day": "2027-11-01"},
        "due_day",
        "This day lies in M23, not in the due month.",
    ),
    (
        "deliverable",
        {"due_day": "2028-10-01"},
        "due_day",
        "This day lies outside the project: PPI4Test runs from 01 Jan 2026 to 30 Sep 2028.",
    ),
    ("milestone", {"work_packages": []}, "work_packages", "This field is required."),
]


@pytest.mark.parametrize(("kind", "typed", "field", "message"), BAD)
def test_bad_input_is_answered_at_its_field_and_kept(world, login, kind, typed, field, message):
    typed = {"title": "What I typed", **typed}
    answer = login(world.coordinator).post(BASE + NEW[kind][0], fill(world, kind, **typed))
    assert answer.status_code == 200
    assert answer.context["form"].errors == {field: [message]}
    page = answer.content.decode()
    assert f'id="id_{field}_error"' in page
    assert ('value="What I typed"' in page) == (typed["title"] != "")
    assert (Task.objects.count(), Deliverable.objects.count(), Milestone.objects.count()) == (
        2,
        1,
        1,
    )


@pytest.mark.parametrize("month", ["99999999999999999999", "40000"])
def test_a_month_beyond_all_bounds_is_an_error_and_no_crash(world, login, month):
    answer = login(world.coordinator).post(
        f"{BASE}/plan/new-work-package/",
        fill(world, "package", first_month=month, last_month=month),
    )
    assert answer.status_code == 200
    assert {"first_month", "last_month"} <= answer.context["form"].errors.keys()
    answer = login(world.coordinator).post(f"{BASE}/wp4/new-task/", fill(world, months=month))
    assert set(answer.context["form"].errors) == {"months"}


def test_every_error_is_shown_at_once(world, login):
    answer = login(world.coordinator).post(
        f"{BASE}/wp4/new-task/", fill(world, number="4.1", months="40", title="")
    )
    assert set(answer.context["form"].errors) == {"number", "months", "title"}


def test_the_number_of_a_cancelled_item_stays_taken(world, login):
    world.t41.cancel(by=world.coordinator, reason="amendment")
    answer = login(world.coordinator).post(f"{BASE}/wp4/new-task/", fill(world, number="4.1"))
    assert set(answer.context["form"].errors) == {"number"}


def test_a_number_is_free_in_another_project(world, login):
    other = make_project("Other")
    lead = make_partner(other, world.acr.organisation, 1)
    make_work_package(other, lead, "5")
    login(world.coordinator).post(f"{BASE}/plan/new-work-package/", fill(world, "package"))
    assert WorkPackage.objects.filter(number="5").count() == 2


def test_only_a_partner_of_today_can_be_given_the_lead(world, login):
    other = make_partner(make_project("Other"), make_organisation("Elsewhere"), 1)
    world.zagreb.exit = date(2026, 10, 31)
    world.zagreb.save()
    message = "This partner does not take part in the project today."
    for partner in (other, world.zagreb):
        answer = login(world.coordinator).post(
            f"{BASE}/wp4/new-task/", fill(world, lead=partner.pk)
        )
        assert answer.context["form"].errors == {"lead": [message]}


def test_a_partner_that_leaves_before_it_is_due_cannot_lead(world, login):
    world.acr.exit = date(2027, 11, 30)
    world.acr.save()
    answer = login(world.coordinator).post(f"{BASE}/wp4/new-task/", fill(world))
    assert answer.context["form"].errors == {
        "lead": ["ACR+ takes part until Tue 30 Nov 2027: this is due later."]
    }


def test_nothing_is_added_to_a_cancelled_work_package(world, login):
    world.wp4.cancel(by=world.coordinator, reason="amendment")
    assert login(world.coordinator).post(f"{BASE}/wp4/new-task/", fill(world)).status_code == 403


EDITORS = {
    "/wp4/": {"coordinator", "wp_lead"},
    "/t4.2/": {"coordinator", "wp_lead", "task_lead"},
    "/d4.1/": {"coordinator", "wp_lead"},
    "/ms1/": {"coordinator", "wp_lead"},
}


@pytest.mark.parametrize("path", EDITORS)
def test_who_leads_edits_and_nobody_else(world, login, path):
    for role in ROLES:
        sees = role not in ("administrator", "buyer", "stranger")
        status = 200 if role in EDITORS[path] else 403 if sees else 404
        client = login(world.person(role))
        assert client.get(f"{BASE}{path}edit/").status_code == status
        if status != 200:
            assert client.post(f"{BASE}{path}edit/", fill(world)).status_code == status
    world.t42.refresh_from_db()
    assert world.t42.title == "Participation of the buyer group"


def edit_form(client, path):
    """The values of an edit form as a browser would send them back."""
    form = client.get(path).context["form"]
    values = {}
    for bound in form:
        value = form[bound.name].value()
        values[bound.name] = "" if value is None else value
    return values


def test_an_edit_with_its_reason(world, login):
    client = login(world.task_lead)
    typed = edit_form(client, f"{BASE}/t4.2/edit/") | {"months": "M12-M26", "reason": "they slip"}
    answer = client.post(f"{BASE}/t4.2/edit/", typed, follow=True)
    assert notes(answer) == ["T4.2 is saved."]
    world.t42.refresh_from_db()
    assert (world.t42.last_month, world.t42.ends_on) == (26, date(2028, 2, 29))
    newest = world.t42.history.latest("history_id")
    assert (newest.history_user, newest.history_change_reason) == (world.task_lead, "they slip")
    assert not Mail.objects.exists()


def test_an_edit_that_changes_nothing_writes_nothing(world, login):
    client = login(world.task_lead)
    client.post(f"{BASE}/t4.2/edit/", edit_form(client, f"{BASE}/t4.2/edit/"))
    assert world.t42.history.count() == 1


def test_a_changed_number_gives_a_new_address_and_place(world, login):
    client = login(world.coordinator)
    typed = edit_form(client, f"{BASE}/t4.2/edit/") | {"number": "4.10"}
    answer = client.post(f"{BASE}/t4.2/edit/", typed)
    assert answer["Location"] == f"{BASE}/t4.10/"
    world.t42.refresh_from_db()
    assert (world.t42.sort_key, world.t42.search_text.split()[0]) == ("00004.00010", "t4.10")


def test_who_saves_second_is_told_and_keeps_what_they_typed(world, login):
    client = login(world.coordinator)
    typed = edit_form(client, f"{BASE}/t4.2/edit/") | {"title": "My title"}
    world.t42.report(by=world.task_lead, progress=30)
    answer = client.post(f"{BASE}/t4.2/edit/", typed)
    assert answer.status_code == 200
    told = answer.context["form"].non_field_errors()
    assert told[0].startswith("This was changed while you were writing.")
    assert "Task Lead" in told[1]
    assert 'value="My title"' in answer.content.decode()
    world.t42.refresh_from_db()
    assert world.t42.title == "Participation of the buyer group"
    again = typed | {"version_seen": answer.context["form"]["version_seen"].value()}
    assert client.post(f"{BASE}/t4.2/edit/", again).status_code == 302
    world.t42.refresh_from_db()
    assert (world.t42.title, world.t42.progress) == ("My title", 30)


def test_who_has_left_keeps_what_they_led_and_gets_nothing_new(world, login):
    world.acr.exit = date(2026, 10, 31)
    world.acr.save()
    world.d41.due_month = 9
    world.d41.save()
    client = login(world.coordinator)
    typed = edit_form(client, f"{BASE}/d4.1/edit/") | {"title": "Handbook"}
    assert client.post(f"{BASE}/d4.1/edit/", typed).status_code == 302
    choices = client.get(f"{BASE}/t4.2/edit/").context["form"].fields["lead"].queryset
    assert world.acr not in choices


def test_a_reviewer_has_a_place_in_the_project(world, login):
    client = login(world.coordinator)
    typed = edit_form(client, f"{BASE}/d4.1/edit/") | {"reviewer": world.stranger.pk}
    answer = client.post(f"{BASE}/d4.1/edit/", typed)
    assert set(answer.context["form"].errors) == {"reviewer"}
