"""One change to many items: what is proposed, what is refused, and that nothing else is done."""

import re
from datetime import date

import pytest

from buyers.places import remember_places
from outbox.models import Mail
from partners.places import places_of
from tests.people import ROLES, make_deliverable, make_member, make_person, make_task
from tests.reading import notes
from workpackages import bulk, planning
from workpackages.bulk import Change
from workpackages.models import Deliverable, Milestone, Task, WorkPackage

BASE = "/projects/ppi4test"
PAGE = f"{BASE}/plan/change/"


def keys(*items):
    return ",".join(f"{item._meta.model_name}-{item.pk}" for item in items)


def proposed(world, change, *items, by=None):
    """[(code, old, new or why not)]"""
    picked = bulk.read_picked(keys(*items))
    return [
        (each.item.code, each.old, each.refusal or each.new)
        for each in bulk.propose(world.project, picked, change, by=by or world.coordinator)
    ]


def all_of(world):
    return (world.wp4, world.t41, world.t42, world.d41, world.ms1)


# --- What would happen ---------------------------------------------------------------------------


def test_a_new_lead(world):
    world.t41.finish(by=world.wp_lead)
    assert proposed(world, Change("lead", world.acr), *all_of(world)) == [
        ("WP4", "UNIZAR", "ACR+"),
        ("T4.1", "", "T4.1 is done: this cannot be done now."),
        ("T4.2", "ICLEI", "ACR+"),
        ("D4.1", "", "ACR+ leads it already."),
        ("MS1", "ICLEI", "ACR+"),
    ]


def test_a_partner_that_leaves_before_is_refused_as_lead(world):
    world.acr.exit = date(2027, 10, 31)
    world.acr.save()
    refused = "ACR+ takes part until Sun 31 Oct 2027: this is due later."
    assert proposed(world, Change("lead", world.acr), world.t42) == [("T4.2", "", refused)]


def test_moving_by_months(world):
    world.t42.intervals = ((12, 14), (20, 24))
    world.t42.save()
    world.ms1.due_day = date(2027, 11, 29)
    world.ms1.save()
    assert proposed(world, Change("move", 3), *all_of(world)) == [
        ("WP4", "M10–M30", "M13–M33"),
        ("T4.1", "M12–M24", "M15–M27"),
        ("T4.2", "M12–M14, M20–M24", "M15–M17, M23–M27"),
        ("D4.1", "M22", "M25"),
        ("MS1", "Mon 29 Nov 2027 (M23)", "Tue 29 Feb 2028 (M26)"),
    ]
    outside = "M34 lies outside the project: PPI4Test runs from M1 to M33."
    assert proposed(world, Change("move", 4), world.wp4, world.d41) == [
        ("WP4", "", outside),
        ("D4.1", "M22", "M26"),
    ]
    assert proposed(world, Change("move", -12), world.t41) == [
        ("T4.1", "", "M0 lies outside the project: PPI4Test runs from M1 to M33.")
    ]


def test_a_reviewer_is_for_deliverables(world):
    assert proposed(world, Change("reviewer", world.organiser), world.t42, world.d41) == [
        ("T4.2", "", "Only deliverables have a reviewer."),
        ("D4.1", "", "Organiser"),
    ]


def test_contributing_partners_come_and_go(world):
    world.t42.contributors.set([world.zagreb])
    assert proposed(world, Change("join", world.acr), world.t42, world.d41) == [
        ("T4.2", "ZGH", "ZGH, ACR+"),
        ("D4.1", "", "ACR+ leads it."),
    ]
    assert proposed(world, Change("join", world.zagreb), world.t42) == [
        ("T4.2", "", "ZGH contributes already.")
    ]
    assert proposed(world, Change("leave", world.zagreb), world.t41, world.t42) == [
        ("T4.1", "", "ZGH does not contribute."),
        ("T4.2", "ZGH", ""),
    ]


def test_cancelling_a_work_package_names_what_goes_along(world):
    world.t41.finish(by=world.wp_lead)
    picked = bulk.read_picked(keys(world.wp4, world.ms1))
    found = bulk.propose(world.project, picked, Change("cancel"), by=world.coordinator)
    assert [(each.item.code, each.new, each.along) for each in found] == [
        ("WP4", "cancelled", ("T4.2", "D4.1")),
        ("MS1", "cancelled", ()),
    ]


def test_what_one_may_not_edit_is_refused(world):
    refused = "You may not edit it."
    assert proposed(world, Change("move", 1), world.t41, world.t42, by=world.task_lead) == [
        ("T4.1", "", refused),
        ("T4.2", "M12–M24", "M13–M25"),
    ]
    assert proposed(world, Change("cancel"), world.wp4, by=world.wp_lead) == [("WP4", "", refused)]
    assert proposed(world, Change("move", 1), world.wp4, by=world.wp_lead) == [
        ("WP4", "M10–M30", "M11–M31")
    ]


def test_what_is_named_wrongly_or_elsewhere_is_left_out(world):
    picked = bulk.read_picked(f"task-{world.t42.pk},kitchen-3,task-x,task-999,-4,{'9' * 30}")
    assert picked == {Task: {world.t42.pk, 999}}
    found = bulk.propose(world.project, picked, Change("move", 1), by=world.coordinator)
    assert [each.item for each in found] == [world.t42]


@pytest.mark.parametrize("kind", ["lead", "move", "join", "cancel"])
def test_looking_takes_the_same_statements_whatever_the_number(
    world, django_assert_num_queries, kind
):
    value = {"lead": world.acr, "move": 1, "join": world.acr}.get(kind)
    items = [*all_of(world)]
    remember_places(world.coordinator)
    places_of(world.coordinator)
    for count in (1, 3):
        for nth in range(count):
            items.append(make_task(world.wp4, world.iclei, f"4.{count}{nth}"))
            items.append(make_deliverable(world.wp4, world.iclei, f"4.{count}{nth}"))
        with django_assert_num_queries({"lead": 4, "move": 4, "join": 8, "cancel": 6}[kind]):
            proposed(world, Change(kind, value), *items)


# --- Doing it ------------------------------------------------------------------------------------


@pytest.fixture
def press(world, login):
    """press(items, role, **typed) -> the answer to the list, the preview or the confirmation."""

    def post(*items, role="coordinator", **typed):
        back = f"{BASE}/plan/?kind=task"
        return login(world.person(role)).post(
            PAGE, {"picked": keys(*items), "next": back} | typed, follow=True
        )

    return post


def test_from_the_list_over_the_preview_to_the_change(world, login, press):
    client = login(world.coordinator)
    page = client.get(f"{BASE}/plan/?kind=task").content.decode()
    boxes = re.findall(r'form="bulk" name="item" value="([\w-]+)" aria-label="([\w.]+)"', page)
    assert [code for _key, code in boxes] == ["WP4", "T4.1", "T4.2"]
    asked = {"item": [key for key, code in boxes if code != "WP4"], "kind": "move"}
    answer = client.post(PAGE, asked | {"next": f"{BASE}/plan/?kind=task"})
    assert (answer.context["count"], "proposals" in answer.context) == (2, False)
    answer = press(world.t41, world.t42, kind="move", months="2")
    assert answer.context["fitting"] == 2
    assert "Nobody gets a mail of it." in answer.content.decode()
    seen = answer.context["seen"]
    assert f'name="seen" value="{seen}"' in answer.content.decode()
    answer = press(world.t41, world.t42, kind="move", months="2", seen=seen, reason="amendment 2")
    assert answer.redirect_chain == [(f"{BASE}/plan/?kind=task", 302)]
    assert notes(answer) == ["2 items are changed."]
    for task in Task.objects.all():
        assert (task.first_month, task.last_month, task.ends_on) == (14, 26, date(2028, 2, 29))
        newest = task.history.latest("history_id")
        assert (newest.history_user, newest.history_change_reason) == (
            world.coordinator,
            "amendment 2",
        )


def do(press, *items, **typed):
    """Look, then do what was shown."""
    seen = press(*items, **typed).context["seen"]
    return press(*items, seen=seen, **({"reason": ""} | typed))


def test_what_is_refused_stays_and_the_rest_is_done(world, press):
    world.t41.finish(by=world.wp_lead)
    answer = do(press, world.t41, world.t42, kind="join", partner=world.acr.pk, reason="they help")
    assert notes(answer) == ["1 item is changed."]
    assert list(world.t42.contributors.all()) == [world.acr]
    assert world.t42.history.latest("history_id").history_change_reason == "they help"
    assert not world.t41.contributors.exists()


def test_the_people_of_a_new_lead_get_one_mail_that_names_all(world, press):
    make_member(make_person("Colleague"), world.acr)
    items = [world.t41, world.t42, world.ms1]
    answer = press(*items, kind="lead", partner=world.acr.pk)
    assert [str(person) for person in answer.context["people"]] == ["Colleague", "Partner"]
    do(press, *items, kind="lead", partner=world.acr.pk)
    mail, other = Mail.objects.order_by("to")
    assert (mail.to, other.to) == ("colleague@example.org", "partner@example.org")
    assert mail.subject == "PPI4Test: your organisation leads 3 more items"
    for words in ("T4.1 Feasibility plan", "MS1 Trainings held", "as lead partner of 3 items"):
        assert words in mail.text
    assert "/projects/ppi4test/t4.2/" in mail.html
    assert Milestone.objects.get().lead == world.acr


def test_nobody_is_told_who_was_not_to_be(world, press):
    do(press, world.t41, world.t42, kind="lead", partner=world.acr.pk, quiet="on")
    assert Task.objects.filter(lead=world.acr).count() == 2
    assert not Mail.objects.exists()


def test_cancelling_wants_a_reason(world, press):
    seen = press(world.d41, world.ms1, kind="cancel").context["seen"]
    answer = press(world.d41, world.ms1, kind="cancel", seen=seen, reason="")
    assert answer.context["confirm"].errors == {"reason": ["This field is required."]}
    press(world.d41, world.ms1, kind="cancel", seen=seen, reason="amendment 2")
    assert (Deliverable.objects.get().state, Milestone.objects.get().state) == (
        "cancelled",
        "cancelled",
    )


def test_a_work_package_and_what_is_in_it_are_cancelled_together(world, press):
    answer = do(press, world.wp4, world.t41, world.d41, kind="cancel", reason="amendment 2")
    assert notes(answer) == ["3 items are changed."]
    assert WorkPackage.objects.get().state == "cancelled"
    assert set(Task.objects.values_list("state", flat=True)) == {"cancelled"}


def test_when_the_plan_changes_meanwhile_the_preview_comes_again(world, press):
    typed = {"kind": "move", "months": "2", "reason": "amendment 2"}
    seen = press(world.t41, world.t42, **typed).context["seen"]
    planning.change(item=world.t42, by=world.task_lead, last_month=25)
    answer = press(world.t41, world.t42, seen=seen, **typed)
    assert answer.context["confirm"].non_field_errors() == [
        "The plan has changed meanwhile. This is what would happen now."
    ]
    assert Task.objects.get(number="4.1").last_month == 24
    page = answer.content.decode()
    assert "M14–M27" in page
    assert 'value="amendment 2"' in page
    again = answer.context["seen"]
    assert f'name="seen" value="{again}"' in page
    assert notes(press(world.t41, world.t42, seen=again, **typed)) == ["2 items are changed."]


def test_nothing_is_done_when_one_of_them_fails(world, press):
    """The database knows a rule that the preview does not ask: all of it is taken back."""
    reviewer = make_person("Was here")
    make_member(reviewer, world.acr)
    other = make_deliverable(world.wp4, world.acr, "4.2")
    typed = {"kind": "reviewer", "reviewer": reviewer.pk, "reason": ""}
    seen = press(world.d41, other, **typed).context["seen"]
    Deliverable.objects.filter(pk=other.pk).update(type="PIE")  # as if entered before the lists
    answer = press(world.d41, other, seen=seen, **typed)
    assert answer.context["confirm"].non_field_errors() == [
        "D4.2: Horizon 2020 knows no “PIE”. It has: R, DEM, DEC, OTHER, ORDP, ETHICS."
    ]
    assert not Deliverable.objects.exclude(reviewer=None).exists()


@pytest.mark.parametrize(
    ("typed", "errors"),
    [
        ({"kind": "move", "months": "two"}, {"months": ["Enter a whole number."]}),
        ({"kind": "move", "months": "0"}, {"months": ["By 0 months nothing moves."]}),
        ({"kind": "move", "months": ""}, {"months": ["This field is required."]}),
        ({"kind": "lead", "partner": "999"}, {"partner"}),
        ({"kind": "reviewer", "reviewer": ""}, {"reviewer": ["This field is required."]}),
    ],
)
def test_bad_input_comes_back_with_its_error(world, press, typed, errors):
    answer = press(world.t42, **typed)
    assert answer.context["form"].errors.keys() == set(errors)
    if isinstance(errors, dict):
        assert answer.context["form"].errors == errors
    assert f'value="{keys(world.t42)}"' in answer.content.decode()


def test_nothing_ticked_and_no_change_lead_back_to_the_list(world, press):
    for answer in (press(kind="move"), press(world.t42, kind="burn"), press(world.t42)):
        assert answer.redirect_chain == [(f"{BASE}/plan/?kind=task", 302)]
        assert notes(answer) == ["Tick what you want to change first, and choose a change."]


EDITORS = {"coordinator", "wp_lead", "task_lead"}


def test_only_who_may_edit_something_has_boxes(world, login):
    for role in set(ROLES) - {"administrator", "buyer", "stranger"}:
        client = login(world.person(role))
        for page in ("plan/", "deliverables/", "milestones/"):
            shown = client.get(f"{BASE}/{page}").content.decode()
            assert ('name="item"' in shown) == (role in EDITORS)
    world.project.closed_on = date(2027, 9, 1)
    world.project.save()
    for role in EDITORS:
        page = login(world.person(role)).get(f"{BASE}/plan/").content.decode()
        assert 'name="item"' not in page
