"""Moving an item and what waits for it; and the pages on which people say what waits for what."""

from datetime import date
from itertools import pairwise

import pytest
from django.core.exceptions import ValidationError

from tests.people import make_deliverable, make_milestone, make_task
from tests.reading import READER, notes
from tests.workpackages.test_editing import edit_form
from workpackages.dependencies import link
from workpackages.models import Dependency
from workpackages.moving import move, place_of, words
from workpackages.proposals import Place

BASE = "/projects/ppi4test"
SPAN = "first_month={}&last_month={}"


@pytest.fixture
def chain(world):
    """T4.1 (M12–M24) → D4.2 (M24) → T4.3 (M25–M26) → MS2 (M26)"""
    world.d42 = make_deliverable(world.wp4, world.acr, "4.2", due_month=24)
    world.t43 = make_task(world.wp4, world.iclei, "4.3", first_month=25, last_month=26)
    world.ms2 = make_milestone(world.wp4, world.iclei, "2", due_month=26)
    items = (world.t41, world.d42, world.t43, world.ms2)
    for earlier, later in pairwise(items):
        link(earlier=earlier, later=later, by=world.coordinator)
    return world


def standing(*items) -> list[str]:
    for item in items:
        item.refresh_from_db()
    return [words(place_of(item)) for item in items]


def proposed(answer) -> list:
    return [(each.item.code, each.now, each.then) for each in answer.context["followers"]]


def form_of(answer) -> dict:
    """The confirmation as a browser would send it, with everything ticked."""
    form = answer.context["confirm"]
    values = {bound.name: bound.value() for bound in form if bound.value() is not None}
    ticked = [value for value, _label in form.fields["accepted"].choices]
    return values | {"accepted": ticked, "reason": "they slip"}


def test_a_move_shows_what_follows_and_saves_nothing(chain, login):
    client = login(chain.coordinator)
    answer = client.get(f"{BASE}/t4.1/move/?{SPAN.format(14, 26)}")
    assert proposed(answer) == [
        ("D4.2", "M24", "M26"),
        ("T4.3", "M25–M26", "M27–M28"),
        ("MS2", "M26", "M28"),
    ]
    page = answer.content.decode()
    assert "From M12–M24 to M14–M26. Nothing is saved yet." in page
    assert page.count('type="checkbox" name="accepted"') == 3
    assert " checked" not in page
    assert standing(chain.t41) == ["M12–M24"]
    everything = client.get(f"{BASE}/t4.1/move/?{SPAN.format(14, 26)}&all=1")
    assert everything.content.decode().count(" checked") == 3


def test_what_is_ticked_moves_along_in_one_act_with_its_reason(chain, login):
    client = login(chain.coordinator)
    shown = client.get(f"{BASE}/t4.1/move/?{SPAN.format(14, 26)}")
    answer = client.post(f"{BASE}/t4.1/move/", form_of(shown), follow=True)
    assert answer.redirect_chain == [(f"{BASE}/t4.1/", 302)]
    assert notes(answer) == ["T4.1 is at M14–M26. 3 items that wait for it moved along."]
    items = (chain.t41, chain.d42, chain.t43, chain.ms2)
    assert standing(*items) == ["M14–M26", "M26", "M27–M28", "M28"]
    for item in items:
        newest = item.history.latest("history_id")
        told = (newest.history_user, newest.history_change_reason)
        assert told == (chain.coordinator, "they slip")
    assert chain.t43.ends_on == date(2028, 4, 30)


def test_what_is_not_ticked_stays_and_does_not_fit(chain, login):
    client = login(chain.coordinator)
    shown = client.get(f"{BASE}/t4.1/move/?{SPAN.format(14, 26)}")
    client.post(f"{BASE}/t4.1/move/", form_of(shown) | {"accepted": []})
    assert standing(chain.t41, chain.d42) == ["M14–M26", "M24"]
    page = client.get(f"{BASE}/d4.2/").content.decode()
    assert "does not fit: D4.2 is due 60 days before T4.1 ends" in page
    page = client.get(f"{BASE}/t4.1/").content.decode()
    assert "Propose new months" in page
    assert "does not fit: D4.2 is due 60 days before T4.1 ends" in page
    # and later, from the page of what it waits for, without another move
    shown = client.get(f"{BASE}/t4.1/move/")
    assert proposed(shown)[0] == ("D4.2", "M24", "M26")
    client.post(f"{BASE}/t4.1/move/", form_of(shown))
    assert standing(chain.t41, chain.d42, chain.ms2) == ["M14–M26", "M26", "M28"]


def test_an_edit_that_moves_leads_to_what_no_longer_fits(chain, login):
    client = login(chain.coordinator)
    typed = edit_form(client, f"{BASE}/t4.1/edit/") | {"months": "M12-M25"}
    answer = client.post(f"{BASE}/t4.1/edit/", typed, follow=True)
    assert answer.redirect_chain == [(f"{BASE}/t4.1/move/", 302)]
    assert notes(answer) == [
        "T4.1 is saved.",
        "3 items that wait for it no longer fit.",
    ]
    typed = edit_form(client, f"{BASE}/t4.1/edit/") | {"title": "Plan"}
    assert client.post(f"{BASE}/t4.1/edit/", typed)["Location"] == f"{BASE}/t4.1/"


def test_what_lies_outside_the_project_cannot_be_accepted(chain, login):
    client = login(chain.coordinator)
    shown = client.get(f"{BASE}/t4.1/move/?{SPAN.format(20, 32)}")
    assert [each.outside for each in shown.context["followers"]] == [False, True, True]
    assert shown.content.decode().count("outside the project") >= 2
    values = [each.value for each in shown.context["followers"]]
    answer = client.post(f"{BASE}/t4.1/move/", form_of(shown) | {"accepted": values})
    assert "accepted" in answer.context["confirm"].errors
    assert standing(chain.t41, chain.d42) == ["M12–M24", "M24"]
    place = Place(((20, 32),), starts=True)
    with pytest.raises(ValidationError) as refusal:
        move(item=chain.t41, place=place, accepted=values, by=chain.coordinator, reason="x")
    assert set(refusal.value.message_dict) == {"accepted"}
    assert standing(chain.t41) == ["M12–M24"]


def test_only_what_one_may_edit_can_be_ticked(chain, login):
    chain.t41.lead = chain.t42.lead  # ICLEI leads T4.1 and T4.3, and neither D4.2 nor MS2
    chain.t41.save()
    client = login(chain.task_lead)
    shown = client.get(f"{BASE}/t4.1/move/?{SPAN.format(14, 26)}")
    assert [each.may_edit for each in shown.context["followers"]] == [False, True, False]
    assert shown.content.decode().count("not yours to move") == 2
    values = [each.value for each in shown.context["followers"]]
    answer = client.post(f"{BASE}/t4.1/move/", form_of(shown) | {"accepted": values})
    assert "accepted" in answer.context["confirm"].errors
    client.post(f"{BASE}/t4.1/move/", form_of(shown))
    assert standing(chain.t41, chain.d42, chain.t43) == ["M14–M26", "M24", "M27–M28"]


def test_a_rule_that_forbids_a_follower_stops_all_of_it_and_says_which(chain, login):
    chain.acr.exit = date(2028, 1, 31)  # M25, and D4.2 would be due in M26
    chain.acr.save()
    client = login(chain.coordinator)
    shown = client.get(f"{BASE}/t4.1/move/?{SPAN.format(14, 26)}")
    answer = client.post(f"{BASE}/t4.1/move/", form_of(shown))
    assert answer.context["confirm"].errors == {
        "accepted": ["D4.2: ACR+ takes part until Mon 31 Jan 2028: this is due later."]
    }
    page = answer.content.decode()
    assert 'value="they slip"' in page
    assert page.count(" checked") == 3
    assert standing(chain.t41, chain.d42, chain.t43) == ["M12–M24", "M24", "M25–M26"]


def test_who_moves_second_is_told_and_a_second_save_goes_through(chain, login):
    client = login(chain.coordinator)
    shown = client.get(f"{BASE}/t4.1/move/?{SPAN.format(14, 26)}")
    place = Place(((13, 25),), starts=True)
    move(item=chain.t41, place=place, by=chain.wp_lead, reason="mine")
    answer = client.post(f"{BASE}/t4.1/move/", form_of(shown))
    assert answer.context["confirm"].non_field_errors() == [
        "T4.1 was moved while you were looking: it is at M13–M25 now. Compare."
    ]
    assert client.post(f"{BASE}/t4.1/move/", form_of(answer)).status_code == 302
    assert standing(chain.t41) == ["M14–M26"]


def test_a_plan_that_changed_meanwhile_is_looked_at_again(chain, login):
    client = login(chain.coordinator)
    shown = client.get(f"{BASE}/t4.1/move/?{SPAN.format(14, 26)}")
    Dependency.objects.filter(later_task=chain.t43).delete()
    answer = client.post(f"{BASE}/t4.1/move/", form_of(shown))
    assert answer.context["confirm"].errors["accepted"] == [
        "The plan has changed since you looked. See what follows now."
    ]
    assert proposed(answer) == [("D4.2", "M24", "M26")]
    assert standing(chain.t41, chain.d42) == ["M12–M24", "M24"]


BAD = [
    ("t4.1", SPAN.format("M30", "M34"), "last_month", "M34 lies outside the project: PPI4Test runs"
     " from M1 to M33."),
    ("t4.1", SPAN.format(20, 19), "last_month", "The last month lies before the first."),
    ("t4.1", SPAN.format("spring", 19), "first_month", "Write a project month such as M21."),
    ("t4.1", SPAN.format(10**30, 10**30), "first_month", None),
    ("t4.2", SPAN.format(12, 25), "last_month", "T4.2 pauses in between and moves as a whole:"
     " M12–M14, M20–M24."),
    ("d4.1", "due_month=0", "due_month", "Ensure this value is greater than or equal to 1."),
    ("d4.1", "due_month=22&due_day=2027-11-01", "due_day", "This day does not lie in the due"
     " month."),
    ("d4.1", "due_month=22&due_day=tomorrow", "due_day", "Enter a valid date."),
]  # fmt: skip


@pytest.mark.parametrize(("code", "query", "field", "message"), BAD)
def test_bad_months_are_answered_at_their_field(world, login, code, query, field, message):
    world.t42.intervals = ((12, 14), (20, 24))
    world.t42.save()
    answer = login(world.coordinator).get(f"{BASE}/{code}/move/?{query}")
    assert answer.status_code == 200
    errors = answer.context["form"].errors
    assert field in errors
    assert message is None or errors[field] == [message]
    assert answer.context["confirm"] is None


def test_a_move_needs_a_reason_and_something_that_moves(world, login):
    client = login(world.coordinator)
    shown = client.get(f"{BASE}/d4.1/move/?due_month=M23")
    answer = client.post(f"{BASE}/d4.1/move/", form_of(shown) | {"reason": " "})
    assert answer.context["confirm"].errors == {"reason": ["This field is required."]}
    typed = form_of(shown) | {"due_month": "22"}
    answer = client.post(f"{BASE}/d4.1/move/", typed)
    assert answer.status_code == 302
    assert standing(world.d41) == ["M22"]


def test_a_second_click_and_the_back_button_are_told_it_is_done(world, login):
    client = login(world.coordinator)
    shown = form_of(client.get(f"{BASE}/t4.1/move/?{SPAN.format(14, 26)}"))
    for said in ("T4.1 is at M14–M26.", "Nothing left to do. T4.1 is at M14–M26."):
        answer = client.post(f"{BASE}/t4.1/move/", shown, follow=True)
        assert notes(answer) == [said]
    assert world.t41.history.filter(first_month=14).count() == 1


def test_tasks_keep_their_pauses_and_exact_days_go_with_their_month(world, login):
    world.t42.intervals = ((12, 14), (20, 24))
    world.t42.save()
    world.d41.due_day = date(2027, 10, 12)
    world.d41.save()
    client = login(world.coordinator)
    for code, query in (("t4.2", SPAN.format(14, 26)), ("d4.1", "due_month=23")):
        shown = client.get(f"{BASE}/{code}/move/?{query}")
        assert client.post(f"{BASE}/{code}/move/", form_of(shown)).status_code == 302
    assert standing(world.t42, world.d41) == ["M14–M16, M22–M26", "M23"]
    assert world.d41.due_on == date(2027, 11, 30)


def test_an_exact_day_stays_until_another_month_or_day_is_named(world, login):
    world.d41.due_day = date(2027, 10, 12)
    world.d41.save()
    client = login(world.coordinator)

    def lede(query):
        answer = client.get(f"{BASE}/d4.1/move/?{query}")
        return answer.context["then"], answer.context["form"]["due_day"].value()

    assert lede("due_month=22") == ("Tue 12 Oct 2027 (M22)", "2027-10-12")
    assert lede("due_month=22&due_day=") == ("M22", "")
    assert lede("due_month=23") == ("M23", "")
    assert lede("due_month=23&due_day=2027-11-02") == ("Tue 2 Nov 2027 (M23)", "2027-11-02")
    shown = client.get(f"{BASE}/d4.1/move/?due_month=23&due_day=2027-11-02")
    client.post(f"{BASE}/d4.1/move/", form_of(shown))
    assert standing(world.d41) == ["Tue 2 Nov 2027 (M23)"]


def test_one_interval_is_no_pause(world, login):
    world.t42.intervals = ((12, 24),)
    world.t42.save()
    client = login(world.coordinator)
    shown = client.get(f"{BASE}/t4.2/move/?{SPAN.format(14, 28)}")
    assert client.post(f"{BASE}/t4.2/move/", form_of(shown)).status_code == 302
    assert standing(world.t42) == ["M14–M28"]


def test_a_work_package_moves_alone(world, login):
    client = login(world.wp_lead)
    shown = client.get(f"{BASE}/wp4/move/?{SPAN.format(11, 31)}")
    assert "Everything that waits for it still fits" in shown.content.decode()
    assert client.post(f"{BASE}/wp4/move/", form_of(shown)).status_code == 302
    assert standing(world.wp4) == ["M11–M31"]


def test_one_returns_to_the_chart_as_it_was(world, login):
    client = login(world.coordinator)
    came = {"referer": f"https://testserver{BASE}/gantt/?open=4&zoom=year"}
    shown = client.get(f"{BASE}/t4.1/move/?{SPAN.format(13, 25)}", headers=came)
    answer = client.post(f"{BASE}/t4.1/move/", form_of(shown))
    assert answer["Location"] == f"{BASE}/gantt/?open=4&zoom=year"
    for nonsense in ("http://[", "//[::1", "http://exam\u2100ple.org/"):
        shown = client.get(f"{BASE}/t4.1/move/", headers={"referer": nonsense})
        assert shown.context["cancel_url"] == f"{BASE}/t4.1/"
    for elsewhere in ("https://example.org/", "//example.org/", "/accounts/logout/"):
        shown = client.get(
            f"{BASE}/t4.1/move/", {"first_month": 14, "last_month": 26, "back": elsewhere}
        )
        assert shown.context["cancel_url"] == f"{BASE}/t4.1/"


def test_statements_of_a_move_do_not_grow(chain, login, django_assert_num_queries):
    client = login(chain.coordinator)
    path = f"{BASE}/t4.1/move/?{SPAN.format(14, 26)}"
    client.get(path)
    with django_assert_num_queries(9 + READER):
        client.get(path)
    for number in ("5", "6", "7"):
        task = make_task(chain.wp4, chain.acr, f"4.{number}", first_month=25, last_month=26)
        link(earlier=chain.t41, later=task, by=chain.coordinator)
        due = make_deliverable(chain.wp4, chain.acr, f"4.{number}", due_month=24)
        link(earlier=task, later=due, by=chain.coordinator)
    with django_assert_num_queries(9 + READER):
        assert len(client.get(path).context["followers"]) == 9
