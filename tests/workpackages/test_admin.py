"""Django admin: an administrator repairs anything and breaks no rule."""

from datetime import date

import pytest

from outbox.models import Mail
from tests.people import (
    make_deliverable,
    make_organisation,
    make_partner,
    make_project,
    make_review,
    make_task,
    make_work_package,
)
from tests.reading import notes
from workpackages import countdown
from workpackages.dependencies import link
from workpackages.models import Deliverable, Dependency, Task

ADMIN = "/admin/workpackages"
MODELS = ("workpackage", "task", "deliverable", "milestone", "review")


def fields(admin, path):
    """The values of a change form as a browser would send them back."""
    form = admin.get(path).context["adminform"].form
    values = {name: form[name].value() for name in form.fields}
    return {name: "" if value is None else value for name, value in values.items()} | {
        f"{prefix}-{part}_FORMS": "0"
        for prefix in ("tasks", "deliverables", "steps")
        for part in ("TOTAL", "INITIAL")
    }


@pytest.mark.parametrize("model", MODELS)
def test_the_pages_of_every_kind(world, admin, model):
    row = {
        "workpackage": world.wp4,
        "task": world.t42,
        "deliverable": world.d41,
        "milestone": world.ms1,
        "review": make_review(world.project, world.iat),
    }[model]
    for path in ("/", "/?q=KAPAZITAT", "/add/", f"/{row.pk}/change/", f"/{row.pk}/history/"):
        assert admin.get(f"{ADMIN}/{model}{path}").status_code == 200
    assert admin.get(f"{ADMIN}/{model}/{row.pk}/delete/").status_code == 403


@pytest.mark.parametrize("model", MODELS)
def test_only_administrators_get_in(world, login, model):
    assert login(world.coordinator).get(f"{ADMIN}/{model}/").status_code == 302


def test_search_takes_words_without_case_and_accents(world, admin):
    world.t42.title = "Škola of buyers"
    world.t42.save()
    page = admin.get(f"{ADMIN}/task/?q=SKOLA")
    assert [row.number for row in page.context["cl"].result_list] == ["4.2"]


@pytest.mark.parametrize(("model", "count"), [("task", 7), ("deliverable", 9)])
def test_the_list_takes_the_same_statements_for_more_rows(
    world, admin, model, count, django_assert_num_queries
):
    with django_assert_num_queries(count):
        admin.get(f"{ADMIN}/{model}/")
    for number in ("4.5", "4.6", "4.7"):
        make_task(world.wp4, world.zagreb, number)
        make_deliverable(world.wp4, world.zagreb, number)
    with django_assert_num_queries(count):
        admin.get(f"{ADMIN}/{model}/")


def test_a_repair_goes_through_the_acts(world, admin):
    path = f"{ADMIN}/task/{world.t42.pk}/change/"
    typed = fields(admin, path) | {"last_month": "25", "lead": world.acr.pk}
    assert admin.post(path, typed).status_code == 302
    world.t42.refresh_from_db()
    assert (world.t42.ends_on, world.t42.lead) == (date(2028, 1, 31), world.acr)
    row = world.t42.history.latest("history_id")
    assert (row.history_user, row.history_change_reason) == (
        world.administrator,
        "In the administration",
    )
    assert list(Mail.objects.values_list("to", flat=True)) == ["partner@example.org"]


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"number": "4.1"}, "number"),
        ({"last_month": "34"}, "last_month"),
        ({"last_month": "3"}, "last_month"),
        ({"number": "x"}, "number"),
    ],
)
def test_no_rule_can_be_broken(world, admin, typed, field):
    path = f"{ADMIN}/task/{world.t42.pk}/change/"
    answer = admin.post(path, fields(admin, path) | typed)
    assert set(answer.context["adminform"].form.errors) == {field}
    assert Task.objects.get(pk=world.t42.pk).history.count() == 1


def test_nothing_of_another_project_can_be_chosen(world, admin):
    other = make_project("Other")
    stranger = make_partner(other, make_organisation("Elsewhere"), 1)
    package = make_work_package(other, stranger, "1")
    path = f"{ADMIN}/task/{world.t42.pk}/change/"
    answer = admin.post(
        path,
        fields(admin, path)
        | {"lead": stranger.pk, "contributors": [stranger.pk], "work_package": package.pk},
    )
    assert set(answer.context["adminform"].form.errors) == {"lead", "contributors", "work_package"}
    answer = admin.post(
        f"{ADMIN}/task/add/",
        fields(admin, path)
        | {
            "project": world.project.pk,
            "number": "4.9",
            "lead": stranger.pk,
            "contributors": [stranger.pk],
            "work_package": package.pk,
        },
    )
    assert set(answer.context["adminform"].form.errors) == {"lead", "contributors", "work_package"}
    assert not Task.objects.filter(number="4.9").exists()


def test_a_new_item(world, admin):
    path = f"{ADMIN}/deliverable/{world.d41.pk}/change/"
    typed = fields(admin, path) | {"project": world.project.pk, "number": "4.2"}
    assert admin.post(f"{ADMIN}/deliverable/add/", typed).status_code == 302
    assert Deliverable.objects.get(number="4.2").due_on == date(2027, 10, 31)


def test_state_and_days_are_not_fields(world, admin):
    names = set(fields(admin, f"{ADMIN}/deliverable/{world.d41.pk}/change/"))
    assert not names & {"state", "approved_on", "submitted_on", "accepted_on", "due_on", "project"}


def act(admin, model, verb, *rows, reason=""):
    return admin.post(
        f"{ADMIN}/{model}/",
        {"action": verb, "_selected_action": [row.pk for row in rows], "reason": reason},
        follow=True,
    )


def test_an_act_is_an_action_with_a_reason(world, admin):
    answer = act(admin, "task", "cancel", world.t41, world.t42)
    assert notes(answer) == ["This act needs a reason: write it beside the action."]
    world.t41.finish(by=world.wp_lead)
    answer = act(admin, "task", "cancel", world.t41, world.t42, reason="amendment 2")
    assert sorted(str(m) for m in answer.context["messages"]) == [
        "T4.1 is done: this cannot be done now.",
        "T4.2 is cancelled.",
    ]
    row = world.t42.history.latest("history_id")
    assert (row.state, row.history_user, row.history_change_reason) == (
        "cancelled",
        world.administrator,
        "amendment 2",
    )


def test_an_older_version_is_read_and_not_put_back(world, admin):
    first = world.t42.history.earliest("history_id").history_id
    world.t42.finish(by=world.task_lead)
    path = f"{ADMIN}/task/{world.t42.pk}/history/{first}/"
    assert admin.get(path).status_code == 200
    assert admin.post(path, {}).status_code == 403
    world.t42.refresh_from_db()
    assert world.t42.state == "done"


def test_a_dependency_is_linked_changed_and_taken_back_by_its_acts(world, admin):
    path = f"{ADMIN}/dependency"
    typed = {"earlier_task": world.t41.pk, "later_deliverable": world.d41.pk, "lag": "7"}
    assert admin.post(f"{path}/add/", typed).status_code == 302
    row = Dependency.objects.get()
    assert (str(row), row.project, row.lag) == ("T4.1 → D4.1", world.project, 7)
    for page in ("/", "/?q=T4.1", "/add/", f"/{row.pk}/change/", f"/{row.pk}/history/"):
        assert admin.get(path + page).status_code == 200
    assert admin.post(f"{path}/{row.pk}/change/", {"lag": "14"}).status_code == 302
    assert admin.post(f"{path}/{row.pk}/delete/", {"post": "yes"}).status_code == 302
    kept = Dependency.history.order_by("history_id")
    assert [(each.history_type, each.lag) for each in kept] == [("+", 7), ("~", 14), ("-", 14)]
    assert {each.history_user for each in kept} == {world.administrator}


@pytest.mark.parametrize(
    ("typed", "field", "message"),
    [
        (lambda world: {}, "earlier_task", "Choose one task, deliverable or milestone."),
        (
            lambda world: {"earlier_milestone": world.ms1.pk, "earlier_task": world.t42.pk},
            "earlier_task",
            "Choose one task, deliverable or milestone.",
        ),
        (
            lambda world: {"earlier_deliverable": world.d41.pk},
            "earlier_deliverable",
            "This would be a circle: T4.1 → D4.1 → T4.1.",
        ),
        (
            lambda world: {"earlier_task": world.t41.pk},
            "earlier_task",
            "T4.1 cannot wait for itself.",
        ),
        (
            lambda world: {"earlier_task": world.t42.pk, "lag": "9999"},
            "lag",
            "At most 3650 days, forwards or back.",
        ),
    ],
)
def test_a_dependency_that_the_act_refuses(world, admin, typed, field, message):
    link(earlier=world.t41, later=world.d41, by=world.coordinator)
    typed = {"lag": "0", "later_task": world.t41.pk} | typed(world)
    answer = admin.post(f"{ADMIN}/dependency/add/", typed)
    assert answer.context["adminform"].form.errors == {field: [message]}
    assert Dependency.objects.count() == 1


@pytest.mark.parametrize("lag", ["99999", "9999", "-9999", "9" * 30, "soon", ""])
def test_days_between_that_cannot_be_are_refused_at_their_field(world, admin, lag):
    row = link(earlier=world.t41, later=world.d41, by=world.coordinator)
    answer = admin.post(f"{ADMIN}/dependency/{row.pk}/change/", {"lag": lag})
    assert set(answer.context["adminform"].form.errors) == {"lag"}
    typed = {"earlier_task": world.t42.pk, "later_task": world.t41.pk, "lag": lag}
    answer = admin.post(f"{ADMIN}/dependency/add/", typed)
    assert set(answer.context["adminform"].form.errors) == {"lag"}
    row.refresh_from_db()
    assert row.lag == 0


def test_a_deliverable_shows_its_countdown_and_does_not_edit_it(world, admin):
    countdown.plan(deliverable=world.d41, by=world.partner)
    path = f"{ADMIN}/deliverable/{world.d41.pk}/change/"
    page = admin.get(path)
    (shown,) = page.context["inline_admin_formsets"]
    steps = list(world.d41.steps.order_by("due_on"))
    assert {form.instance for form in shown.formset.forms} == set(steps)
    for day in ("8 Oct 2027", "31 Oct 2027"):
        assert day in page.text
    ticked = {
        "steps-TOTAL_FORMS": "1",
        "steps-INITIAL_FORMS": "1",
        "steps-0-id": steps[0].pk,
        "steps-0-due_on": "2027-09-09",
        "steps-0-DELETE": "on",
    }
    assert admin.post(path, fields(admin, path) | ticked).status_code == 302
    assert list(world.d41.steps.order_by("due_on")) == steps
    assert world.d41.steps.filter(due_on="2027-09-09").count() == 0
