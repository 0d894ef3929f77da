"""Unmet needs: writing and sharing them, prior art, who sees them, what their pages cost."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from buyers import codes, needs, requests
from buyers.models import Need, NeedShare, PriorArt
from tests.partners.test_pages import fields_of, submit
from tests.people import (
    NOW,
    TODAY,
    make_consultation,
    make_group,
    make_share,
)
from tests.reading import errors, notes

SLUG, GROUP = "ppi4test", "waste-buyers"
TYPED = {
    "title": "Sort bulky waste",
    "problem": "Bulky waste is sorted by hand.",
    "desired_outcome": "Twice as much of it is used again.",
    "unit": "tonnes a year",
}


def url(name, *args):
    return reverse(f"buyers:{name}", args=[SLUG, GROUP, *args])


def enter(world, by=None, **fields) -> Need:
    return needs.enter(
        need=Need(group=world.group, **TYPED | fields),
        indicators=[{"name": "Used again", "unit": "%", "baseline": 20, "target": 40}],
        cpv=[],
        by=by or world.coordinator,
    )


# --- Acts ----------------------------------------------------------------------------------------


def test_numbers_run_in_each_group_and_a_form_sent_twice_is_one_need(world):
    one = enter(world)
    assert (enter(world).pk, one.number, one.state) == (one.pk, 1, "draft")
    assert enter(world, title="Another").number == 2
    other = Need(group=make_group(world.project, "Other"), **TYPED)
    entered = needs.enter(need=other, indicators=[], cpv=[], by=world.coordinator)
    assert entered.number == 1


def test_a_need_is_shared_withdrawn_shared_closed_and_opened_again(world):
    need, by = enter(world), world.coordinator
    for verb, state in (
        *(("share", "shared"), ("withdraw", "draft"), ("share", "shared")),
        *(("close", "closed"), ("reopen", "shared")),
    ):
        assert needs.perform(need=need, verb=verb, by=by, reason="Why").state == state
    with pytest.raises(ValidationError, match="This need is shared with the group: this cannot"):
        needs.perform(need=need, verb="share", by=by)
    make_share(need, world.city.organisation, state="draft", given_on=None)
    needs.perform(need=need, verb="withdraw", by=by)  # nobody has given an answer
    needs.perform(need=need, verb="share", by=by)
    NeedShare.objects.update(state="given")
    with pytest.raises(ValidationError, match="Somebody has answered it"):
        needs.perform(need=need, verb="withdraw", by=by)
    reasons = need.history.filter(state="closed").values_list("history_change_reason", flat=True)
    assert list(reasons) == ["Why"]


def test_a_need_about_which_somebody_was_asked_stays_shared(world):
    """Who manages the group reads its title beside the request, and by the consultation."""
    need, act = enter(world), {"verb": "withdraw", "by": world.coordinator}
    needs.perform(need=need, verb="share", by=world.coordinator)
    consultation = make_consultation(world.group)
    consultation.needs.add(need)
    with pytest.raises(ValidationError, match="Members or suppliers were asked about it"):
        needs.perform(need=need, **act)
    consultation.needs.clear()
    place = world.buyer.buyer_places.get()
    requests.ask(
        group=world.group, places=[place], kind="need", need=need, by=world.coordinator, now=NOW
    )
    with pytest.raises(ValidationError, match="Members or suppliers were asked about it"):
        needs.perform(need=need, **act)


def test_what_changes_beside_its_columns_is_told_in_its_history(world):
    codes.load_shipped(schemes=["CPV"], only=["90500000", "90511000"])
    need = enter(world)
    used = need.indicators.get()
    row = needs.change(
        need=need,
        indicators=[{"name": "Sorted", "unit": "t", "baseline": None, "target": Decimal(9)}],
        cpv=list(codes.find("CPV", "refuse", 5)),
        by=world.coordinator,
        reason="Better",
    )
    assert [each.name for each in row.indicators.all()] == ["Sorted"]
    assert used.history.latest("history_id").history_type == "-"
    assert row.history.latest("history_id").history_change_reason == (
        "Better; Indicator added: Sorted; Indicator taken out: Used again; "
        "CPV codes: – → 90500000, 90511000"
    )


def test_once_answered_unit_and_answered_indicators_stay(world):
    need = enter(world)
    needs.perform(need=need, verb="share", by=world.coordinator)
    used = need.indicators.get()
    share = make_share(need, world.city.organisation)
    share.indicators.create(indicator=used, target=30)
    same = {"id": used.pk, "name": "Reused", "unit": "%", "baseline": 20, "target": 40}
    given = {"need": need, "cpv": [], "by": world.coordinator}
    with pytest.raises(ValidationError, match="Members have answered in tonnes a year"):
        needs.change(indicators=[same], unit="lorries", **given)
    with pytest.raises(ValidationError, match="Members have answered to “Used again”"):
        needs.change(indicators=[], **given)
    needs.change(indicators=[same], **given)  # other words for it
    assert share.indicators.get().indicator.name == "Reused"


def test_a_closed_need_changes_in_nothing(world):
    need = enter(world)
    for verb in ("share", "close"):
        needs.perform(need=need, verb=verb, by=world.coordinator, reason="Bought")
    by = world.coordinator
    for act in (
        lambda: needs.change(need=need, indicators=[], cpv=[], by=by, title="x"),
        lambda: needs.add_prior_art(art=PriorArt(need=need, title="Robot"), by=by),
    ):
        with pytest.raises(ValidationError, match="Open it again first"):
            act()
    assert not PriorArt.objects.exists()


# --- Writing in the browser ----------------------------------------------------------------------


def test_a_buyer_writes_a_need_of_its_own_and_shares_it(world, login):
    codes.load_shipped(schemes=["CPV"], only=["90511000"])
    client = login(world.buyer)
    page = client.get(url("new_need"))
    assert "the group itself" not in page.text
    typed = TYPED | {
        "organisation": world.city.organisation_id,
        "cpv": ["90511000"],
        "priority": 4,
        "answers_due": "2027-10-01",
        "indicator_1": "Used again",
        "unit_1": "%",
        "today_1": "-2.5",
        "target_1": "40",
        "indicator_9": "Folded away",
        "target_9": "1",
    }
    answer = submit(client, url("new_need"), **typed)
    need = Need.objects.get()
    assert answer.url == url("need", 1)
    assert (need.organisation, need.state) == (world.city.organisation, "draft")
    assert [code.code for code in need.cpv.all()] == ["90511000"]
    assert list(need.indicators.values_list("name", "baseline", "target")) == [
        ("Used again", Decimal("-2.5"), 40),
        ("Folded away", None, 1),
    ]
    for path in (url("need", 1), url("need_act", 1, "share")):
        assert client.get(path).status_code == 200
    assert login(world.coordinator).get(url("need", 1)).status_code == 404  # not theirs yet
    answer = login(world.buyer).post(url("need_act", 1, "share"))
    assert notes(client.get(answer.url))[-1].startswith("N1 is shared.")
    assert login(world.coordinator).get(url("need", 1)).status_code == 200
    assert login(world.coordinator).get(url("edit_need", 1)).status_code == 403  # the buyer's


def test_what_is_edited_stands_there_and_an_emptied_row_goes(world, login):
    enter(world)
    client = login(world.coordinator)
    fields = fields_of(client.get(url("edit_need", 1)))
    assert (fields["indicator_1"], fields["today_1"], fields["target_1"]) == (
        *("Used again", "20", "40"),
    )
    gone = dict.fromkeys(["indicator_1", "unit_1", "today_1", "target_1"], "")
    submit(client, url("edit_need", 1), title="Sorted", reason="Shorter", **gone)
    need = Need.objects.get()
    assert (need.title, need.indicators.count()) == ("Sorted", 0)
    assert "Shorter" in client.get(url("need", 1)).text


@pytest.mark.parametrize(
    ("typed", "field", "message"),
    [
        ({"title": ""}, "title", "This field is required."),
        ({"title": "x" * 201}, "title", "Ensure this value has at most 200"),
        ({"problem": "a\0"}, "problem", "Null characters are not allowed."),
        ({"unit": " "}, "unit", "This field is required."),
        ({"priority": "0"}, "priority", "Ensure this value is greater than or equal to 1."),
        ({"answers_due": "9999-12-31"}, "answers_due", "Ensure this value is less than"),
        ({"cpv": ["12"]}, "cpv", "“12” is no code of the list CPV."),
        ({"indicator_1": "", "target_1": "4"}, "indicator_1", "What is it called?"),
        ({"indicator_1": "A", "target_1": ""}, "target_1", "Which value shall be reached?"),
        ({"indicator_1": "A", "target_1": "NaN"}, "target_1", "Enter a number."),
        ({"indicator_1": "x" * 121, "target_1": "1"}, "indicator_1", "Ensure this value has"),
        ({"organisation": "0"}, "organisation", "Select a valid choice."),
    ],
)
def test_bad_input_is_answered_at_its_field_and_changes_nothing(
    world, login, typed, field, message
):
    world.group.lead_procurer = world.city  # the buyer may write for the group too
    world.group.save()
    answer = submit(login(world.buyer), url("new_need"), **TYPED | typed)
    [(place, [told])] = errors(answer).items()
    assert (place, told[: len(message)]) == (field, message)
    assert not Need.objects.exists()


def test_a_search_for_codes_keeps_what_is_typed_and_saves_nothing(world, login):
    codes.load_shipped(schemes=["CPV"], only=["90511000"])
    typed = {"title": "Half", "indicator_1": "A", "cpv_search": "refuse", "cpv_find": "yes"}
    page = submit(login(world.coordinator), url("new_need"), **typed)
    assert (page.status_code, errors(page)) == (200, {})
    assert 'value="90511000" id="id_cpv_90511000"' in page.text
    assert page.context["form"]["title"].value() == "Half"
    assert 'value="A"' in page.text
    assert not Need.objects.exists()


def test_who_saves_second_is_told(world, login):
    enter(world)
    client = login(world.coordinator)
    seen = fields_of(client.get(url("edit_need", 1)))
    submit(client, url("edit_need", 1), indicator_2="New", target_2="1")
    answer = client.post(url("edit_need", 1), seen | {"title": "Mine"})
    assert answer.context["form"].non_field_errors()[0].startswith("This was changed while")
    assert answer.context["form"]["title"].value() == "Mine"


def test_an_act_whose_time_has_passed_is_told(world, login):
    enter(world)
    client = login(world.coordinator)
    assert client.get(url("need_act", 1, "close")).url == url("need", 1)
    answer = client.post(url("need_act", 1, "close"), {"reason": "x"})
    assert errors(answer) == {"__all__": ["This need is draft: this cannot be done now."]}
    for _press in range(2):
        answer = client.post(url("need_act", 1, "share"))
    assert errors(answer)["__all__"][0].startswith("This need is shared with the group")
    assert client.get(url("need_act", 1, "sell")).status_code == 404


# --- Prior art -----------------------------------------------------------------------------------


def test_prior_art_is_added_changed_and_taken_out(world, login):
    enter(world)
    client = login(world.coordinator)
    typed = {"title": "A sorting robot", "trl": "7", "url": "https://example.org/robot"}
    for _press in range(2):
        submit(client, url("add_prior_art", 1), **typed)
    art = PriorArt.objects.get()
    assert (art.kind, art.trl, art.covers) == ("product", 7, "partly")
    submit(client, url("edit_prior_art", 1, art.pk), covers="no")
    assert "A sorting robot" in client.get(url("need", 1)).text
    submit(client, url("take_out_prior_art", 1, art.pk), reason="It is gone")
    art.refresh_from_db()
    assert (art.covers, art.removed_on) == ("no", TODAY)
    assert art.history.latest("history_id").history_change_reason == "It is gone"
    assert notes(client.get(url("need", 1)))[-1] == "“A sorting robot” is taken out."
    assert "A sorting robot" not in client.get(url("need", 1)).text
    for pk in (art.pk, 10**20):
        assert client.get(url("edit_prior_art", 1, pk)).status_code == 404


@pytest.mark.parametrize(
    ("typed", "field", "message"),
    [
        ({"trl": "10"}, "trl", "Ensure this value is less than or equal to 9."),
        ({"url": "javascript:alert(1)"}, "url", "Enter a valid URL."),
        ({"source_date": "2027-09-07"}, "source_date", "This day has not come yet."),
        ({"kind": "dream"}, "kind", "Select a valid choice."),
    ],
)
def test_bad_prior_art_is_answered_at_its_field(world, login, typed, field, message):
    enter(world)
    answer = submit(login(world.coordinator), url("add_prior_art", 1), title="Robot", **typed)
    [(place, [told])] = errors(answer).items()
    assert (place, told[: len(message)]) == (field, message)
    assert not PriorArt.objects.exists()
