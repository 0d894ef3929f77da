"""The pages of a feasibility plan: its overview and its parts."""

from datetime import timedelta

import pytest
from django.urls import reverse

from buyers import parts
from buyers.models import FeasibilityPlan, PartApproval, PartVersion
from records.models import Comment
from tests.buyers.plans import make_cost, make_plan, make_volume
from tests.partners.test_pages import submit
from tests.people import NOW, TODAY, make_buyer, make_membership, make_organisation, make_person
from tests.reading import errors, notes, read_csv

SLUG, GROUP = "ppi4test", "waste-buyers"


@pytest.fixture
def plan(world):
    return make_plan(world.group, world.coordinator)


@pytest.fixture
def part(plan):
    return plan.parts.get(number=1)


@pytest.fixture
def bob(world):
    """Of another member than the world's buyer."""
    person = make_person("Bob")
    make_buyer(person, make_membership(world.group, make_organisation("Rijeka", country="HR")))
    return person


def url(name, *args):
    return reverse(f"buyers:{name}", args=[SLUG, GROUP, *args])


def write(world, part, *texts):
    for text in texts:
        part.refresh_from_db()
        by = {"by": world.coordinator, "now": NOW}
        parts.write(part=part, text=text, note="", seen=part.version, **by)
    part.refresh_from_db()


def ask(world, part):
    parts.ask(part=part, by=world.coordinator)


# --- The plan ------------------------------------------------------------------------------------


def test_before_there_is_a_plan_its_page_says_who_begins_it(world, login):
    begin = url("new_plan")
    assert begin in login(world.coordinator).get(url("plan")).text
    for person in (world.buyer, world.officer):
        page = login(person).get(url("plan"))
        assert "No feasibility plan yet" in page.text
        assert begin not in page.text
    assert login(world.buyer).get(begin).status_code == 403


def test_a_plan_is_begun_and_edited(world, login):
    client = login(world.coordinator)
    answer = submit(client, url("new_plan"), unit="tonnes", first_year="2028", years="12")
    assert answer["Location"] == url("plan")
    again = client.post(
        url("new_plan"),
        {
            "title": "Feasibility plan of Waste buyers",
            "unit": "tonnes",
            "currency": "EUR",
            "first_year": "2028",
            "years": "12",
        },
    )
    assert again["Location"] == url("plan")  # pressed twice
    plan = FeasibilityPlan.objects.get()
    assert (plan.title, plan.years, plan.parts.count()) == (
        *("Feasibility plan of Waste buyers", 12, 12),
    )
    assert client.get(url("new_plan"))["Location"] == url("plan")
    submit(client, url("edit_plan"), title="Bulky waste", first_year="2029")
    plan.refresh_from_db()
    assert (plan.title, plan.first_year) == ("Bulky waste", 2029)
    assert client.get(url("plan")).context["changes"][0].who == world.coordinator


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"unit": ""}, "unit"),
        ({"title": "a\0b"}, "title"),
        ({"title": "x" * 201}, "title"),
        ({"years": "0"}, "years"),
        ({"years": "41"}, "years"),
        ({"years": "9" * 30}, "years"),
        ({"first_year": "1"}, "first_year"),
        ({"first_year": "NaN"}, "first_year"),
        ({"currency": "XXX"}, "currency"),
        ({"scores_due": "0001-01-01"}, "scores_due"),
        ({"scores_due": "9999-12-31"}, "scores_due"),
    ],
)
def test_bad_input_has_its_message_at_the_field(world, plan, login, typed, field):
    client = login(world.coordinator)
    answer = submit(client, url("edit_plan"), **typed)
    assert list(errors(answer)) == [field]
    assert answer.context["form"][field].value() == typed[field]
    assert FeasibilityPlan.objects.values().get() == {
        key: value for key, value in plan.__dict__.items() if not key.startswith("_")
    }


def test_currency_and_unit_stay_while_there_are_figures_in_them(world, plan, login):
    client = login(world.coordinator)
    make_cost(plan)
    make_volume(plan, world.city.organisation)
    answer = submit(client, url("edit_plan"), currency="SEK")
    assert errors(answer) == {"currency": ["There are amounts in EUR."]}
    answer = submit(client, url("edit_plan"), unit="vehicles")
    assert errors(answer) == {"unit": ["Members have named quantities in tonnes."]}
    plan.refresh_from_db()
    assert (plan.currency, plan.unit) == ("EUR", "tonnes")


def test_the_overview_says_how_far_each_part_is(world, plan, part, bob, login):
    write(world, part, "One", "Two")
    ask(world, part)
    owner = {"owner": world.city.organisation, "due_on": TODAY - timedelta(days=2)}
    parts.assign(part=part, by=world.coordinator, today=TODAY, **owner)
    client = login(world.buyer)
    page = client.get(url("plan"))
    row, act, act_url = page.context["rows"][0]
    assert (row.title, row.owner, row.version, row.answers) == (
        *("Scope and unmet need", "City of Split", 2, "0 of 3 approve"),
    )
    assert (act, act_url) == ("Approve or object", url("plan_part", 1))
    assert "2 days late" in page.text
    assert [n for _value, _label, n in page.context["states"]] == [11, 0, 1, 0]
    assert page.context["late"] == 1
    sheet = read_csv(client.get(url("plan_export", "csv")))
    assert len(sheet) == 13
    assert sheet[1] == [
        *["1", "Scope and unmet need", "City of Split", "waits for approval", "2027-09-04", "2"],
        *["", "", "City of Split; Rijeka; ZGH"],
    ]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_statements_do_not_grow(world, plan, login, django_assert_num_queries, rows):
    for number in range(1, rows + 1):
        part = plan.parts.get(number=number)
        write(world, part, *(f"Text {n}" for n in range(rows)))
        ask(world, part)
    part = plan.parts.get(number=1)
    for number in range(rows):
        member = make_membership(world.group, make_organisation(f"Town {number}"))
        given = {"organisation": member.organisation, "version": part.version, "comment": ""}
        parts.answer(part=part, verdict="approves", by=world.buyer, now=NOW, **given)
        client = login(world.buyer)
        client.post(url("comment_part", 1), {"text": f"Comment {number}"})
    client.get(url("plan"))
    with django_assert_num_queries(STATEMENTS["plan"]):
        assert len(client.get(url("plan")).context["rows"]) == 12
    with django_assert_num_queries(STATEMENTS["part"]):
        page = client.get(url("plan_part", 1))
    assert len(page.context["answers"]) == 2 + rows
    assert len(page.context["versions"]) == len(page.context["remarks"]) == rows
    with django_assert_num_queries(STATEMENTS["export"]):
        read_csv(client.get(url("plan_export", "csv")))


STATEMENTS = {"plan": 8, "part": 9, "export": 7}


# --- A part --------------------------------------------------------------------------------------


def test_its_text_is_shown_clean_and_nobody_else_sees_its_page(world, part, login):
    write(world, part, "## Need\n\n<script>alert(1)</script> [x](javascript:alert(1))")
    page = login(world.officer).get(url("plan_part", 1))
    assert "<h3>Need</h3>" in page.text
    assert "<script>alert" not in page.text
    assert 'href="javascript' not in page.text
    assert login(world.stranger).get(url("plan_part", 1)).status_code == 404
    for number in (0, 13, 10**25):
        assert login(world.coordinator).get(url("plan_part", number)).status_code == 404


def test_it_is_assigned_to_a_member_whose_people_write_it(world, part, login, bob):
    owner = world.city.organisation
    answer = submit(login(world.coordinator), url("assign_part", 1), owner=owner.pk, due_on=TODAY)
    assert answer["Location"] == url("plan_part", 1)
    part.refresh_from_db()
    assert (part.owner, part.due_on) == (owner, TODAY)
    assert login(bob).post(url("write_part", 1), {"text": "Mine"}).status_code == 403
    answer = submit(login(world.buyer), url("write_part", 1), text="We sort.", note="Begun")
    assert answer["Location"] == url("plan_part", 1)
    assert part.versions.get().written_by == world.buyer
    for name in ("assign_part", "ask_part", "agree_part"):
        assert login(world.buyer).post(url(name, 1)).status_code == 403


@pytest.mark.parametrize("typed", [{"owner": "9" * 25}, {"due_on": "9999-12-31"}, {"owner": "0"}])
def test_a_wrong_owner_or_day_is_told(world, part, login, typed):
    answer = submit(login(world.coordinator), url("assign_part", 1), **typed)
    assert list(errors(answer)) == list(typed)
    part.refresh_from_db()
    assert (part.owner, part.due_on) == (None, None)


def test_two_writers_lose_nothing(world, part, login):
    write(world, part, "We buy.")
    client = login(world.coordinator)
    typed = {"text": "We buy 100 tonnes.", "note": "How much", "seen": "1"}
    parts.write(part=part, text="We lease.", note="", seen=1, by=world.wp_lead, now=NOW)
    answer = client.post(url("write_part", 1), typed)
    assert errors(answer) == {
        "__all__": [
            "This was changed while you were writing. Compare, then save again to keep yours."
        ]
    }
    assert answer.context["form"]["text"].value() == "We buy 100 tonnes."
    assert "<del>buy</del><ins>lease</ins>" in answer.text
    assert part.versions.count() == 2
    shown = {name: answer.context["form"][name].value() for name in ("text", "note", "seen")}
    assert client.post(url("write_part", 1), shown)["Location"] == url("plan_part", 1)
    assert client.post(url("write_part", 1), shown)["Location"] == url("plan_part", 1)  # twice
    newest = part.versions.first()
    assert (newest.number, newest.text, newest.note) == (3, "We buy 100 tonnes.", "How much")


def test_a_look_before_saving_keeps_what_was_typed_and_saves_nothing(world, part, login):
    client = login(world.coordinator)
    typed = {"text": "**bold**\0", "note": "x" * 400, "seen": "NaN", "preview": "yes"}
    page = client.post(url("write_part", 1), typed)
    assert "<strong>bold</strong>" in page.text
    for name in ("text", "note", "seen"):
        assert page.context["form"][name].value() == typed[name]
    assert client.post(url("write_part", 1), {"preview": "yes"}).status_code == 200
    assert not PartVersion.objects.exists()


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"text": ""}, "text"),
        ({"text": "a\0b"}, "text"),
        ({"text": "x" * 50_001}, "text"),
        ({"note": "x" * 301}, "note"),
        ({"seen": "9" * 30}, "__all__"),
        ({"seen": "NaN"}, "seen"),
    ],
)
def test_a_text_that_cannot_be_saved_stays_in_the_form(world, part, login, typed, field):
    typed = {"text": "Text", "note": "", "seen": "0"} | typed
    answer = login(world.coordinator).post(url("write_part", 1), typed)
    assert field in errors(answer)
    assert answer.context["form"]["text"].value() == typed["text"]
    assert not PartVersion.objects.exists()


def test_members_approve_or_object_on_its_page(world, part, login, bob):
    write(world, part, "One")
    ask(world, part)
    city = world.city.organisation_id
    client = login(world.buyer)
    told = client.post(
        url("answer_part", 1, city), {"verdict": "approves", "seen": "1"}, follow=True
    )
    assert notes(told) == ["City of Split approves this version."]
    answer = client.post(url("answer_part", 1, city), {"verdict": "objects", "seen": "1"})
    assert errors(answer) == {"comment": ["Say why, so that the others can do something."]}
    typed = {"verdict": "objects", "comment": "Too few", "seen": "1"}
    assert client.post(url("answer_part", 1, city), typed)["Location"] == url("plan_part", 1)
    page = login(world.coordinator).get(url("plan_part", 1))
    assert "Version 1: 0 of 3 approve, 1 objects" in page.text
    assert "Too few" in page.text
    for person in (bob, world.coordinator, world.organiser):
        answer = login(person).post(url("answer_part", 1, city), typed | {"verdict": "approves"})
        assert answer.status_code == 403
    assert login(world.buyer).post(url("answer_part", 1, 10**25), typed).status_code == 404
    assert PartApproval.objects.count() == 2


def test_who_answers_learns_of_a_version_that_came_meanwhile(world, part, login):
    write(world, part, "One")
    ask(world, part)
    write(world, part, "Two")
    ask(world, part)
    city = world.city.organisation_id
    client = login(world.buyer)
    typed = {"verdict": "objects", "comment": "Too few", "seen": "1"}
    answer = client.post(url("answer_part", 1, city), typed)
    assert errors(answer)["__all__"] == [
        "Version 2 has come meanwhile. Read it, then answer again."
    ]
    form = answer.context["form"]
    assert (form["comment"].value(), form["seen"].value()) == ("Too few", 2)
    assert not PartApproval.objects.exists()


def test_who_has_approved_sees_what_changed_since(world, part, login):
    write(world, part, "We sort together.", "We sort apart.")
    ask(world, part)
    city = world.city.organisation
    given = {"organisation": city, "version": 2, "verdict": "approves", "comment": ""}
    part.refresh_from_db()
    parts.answer(part=part, by=world.buyer, now=NOW, **given)
    client = login(world.buyer)
    since = f"{url('part_differences', 1)}?from=2&amp;to=3"
    assert since not in client.get(url("plan_part", 1)).text
    write(world, part, "We sort and buy apart.")
    page = client.get(url("plan_part", 1))
    assert "City of Split has approved version 2. The text has changed since." in page.text
    assert since in page.text
    assert since not in login(world.coordinator).get(url("plan_part", 1)).text
    page = client.get(since.replace("&amp;", "&"))
    assert "We sort <ins>and buy </ins>apart." in page.text
    page = client.get(url("part_version", 1, 1))
    assert "We sort together." in page.text
    assert "An earlier version. The part is at version 3 now." in page.text


@pytest.mark.parametrize("query", ["?from=x&to=%00", "?from=0&to=99", f"?from={'9' * 30}", "?to=²"])
def test_versions_that_are_not_there_are_not_compared(world, part, login, query):
    client = login(world.coordinator)
    assert client.get(url("part_differences", 1)).status_code == 404
    write(world, part, "One", "Two")
    page = client.get(url("part_differences", 1) + query)
    assert (page.context["first"], page.context["last"]) == (1, 2)
    for number in (0, 3, 10**25):
        assert client.get(url("part_version", 1, number)).status_code == 404


def test_it_is_agreed_on_its_page(world, part, login):
    write(world, part, "One")
    client = login(world.coordinator)
    told = client.post(url("ask_part", 1), follow=True)
    assert notes(told) == ["The members are asked."]
    answer = client.post(url("agree_part", 1), {"reason": ""})
    assert errors(answer) == {
        "reason": ["Not every member approves. Say why it is agreed all the same."]
    }
    assert "Not answered: City of Split, ZGH." in answer.text
    told = client.post(url("agree_part", 1), {"reason": "The board decided"}, follow=True)
    assert notes(told) == ["The part is agreed."]
    told = client.get(url("ask_part", 1), follow=True)
    assert notes(told) == ["This part is agreed: this cannot be done now."]


def test_it_is_discussed_by_who_answers_or_manages(world, part, login):
    for person in (world.buyer, world.coordinator):
        answer = login(person).post(url("comment_part", 1), {"text": f"From {person.name}"})
        assert answer["Location"].startswith(f"{url('plan_part', 1)}#comment-")
    for person in (world.officer, world.partner):
        client = login(person)
        assert "From Buyer" in client.get(url("plan_part", 1)).text
        assert client.post(url("comment_part", 1), {"text": "Mine"}).status_code == 403
    first, second = Comment.objects.order_by("pk")
    client = login(world.buyer)
    client.post(url("change_part_comment", 1, first.pk), {"text": "Better"})
    assert client.post(url("change_part_comment", 1, second.pk), {"text": "x"}).status_code == 403
    first.refresh_from_db()
    assert first.text == "Better"
    told = client.post(url("take_back_part_comment", 1, first.pk), follow=True)
    assert notes(told) == ["Your comment is taken back."]
    assert "Better" not in client.get(url("plan_part", 1)).text
    other = url("change_part_comment", 2, first.pk)  # on another part
    assert client.get(other).status_code == 404


def test_in_a_closed_project_all_is_read_and_nothing_written(world, plan, part, login):
    write(world, part, "One")
    ask(world, part)
    world.project.closed_on = TODAY
    world.project.save()
    for person in (world.coordinator, world.buyer):
        client = login(person)
        assert {act for _row, act, _url in client.get(url("plan")).context["rows"]} == {""}
        page = client.get(url("plan_part", 1))
        assert page.context["acts"] == set()
        assert "<textarea" not in page.text
        city = world.city.organisation_id
        for address in (
            *(url("edit_plan"), url("write_part", 1), url("assign_part", 1), url("ask_part", 1)),
            *(url("agree_part", 1), url("answer_part", 1, city), url("comment_part", 1)),
        ):
            assert client.post(address, {"text": "x"}).status_code == 403
