"""The acts of the risk register, and its forms."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from outbox.models import Mail
from tests.people import (
    TODAY,
    make_meeting,
    make_organisation,
    make_partner,
    make_period,
    make_project,
    make_risk,
    make_work_package,
)
from tests.reading import errors, notes
from workpackages import risks
from workpackages.models import Risk, RiskBands, RiskScore, StateOfPlay
from workpackages.planning import change
from workpackages.progress import open_acts, perform

BASE = "/projects/ppi4test"
NEXT = date(2027, 12, 6)


def new(world, **fields):
    fields = {
        "number": "1",
        "title": "Too few bidders",
        "category": "market",
        "lead": world.acr,
        "likelihood": 2,
        "impact": 4,
    } | fields
    return Risk(project=world.project, **fields)


def seen(risk):
    """(day, likelihood, impact, comment) of each score, the newest first."""
    columns = ("scored_on", "likelihood", "impact", "comment")
    return list(risk.scores.values_list(*columns))


def look(world, risk, **said):
    said = {"likelihood": 4, "impact": 5, "on": TODAY, "review_on": NEXT} | said
    return risks.score(risk=risk, by=world.partner, **said)


# --- Entering and changing -----------------------------------------------------------------------


def test_a_new_risk_has_its_first_score_and_its_owner_is_told(world):
    risk = risks.enter(risk=new(world), by=world.coordinator, on=TODAY, work_packages=[world.wp4])
    assert list(risk.work_packages.all()) == [world.wp4]
    assert seen(risk) == [(TODAY, 2, 4, "")]
    mail = Mail.objects.get()
    assert (mail.to, mail.subject) == (
        "partner@example.org",
        "PPI4Test: your organisation watches the risk R1 Too few bidders",
    )
    assert "Coordinator entered ACR+ as owner of the risk R1 in PPI4Test." in mail.text


def test_a_number_is_proposed_and_never_used_again(world):
    assert risks.next_number(world.project) == "1"
    for number in ("2", "10"):
        make_risk(world.wp4, world.acr, number, state="closed")
    assert risks.next_number(world.project) == "11"
    with pytest.raises(ValidationError) as refusal:
        risks.enter(risk=new(world, number="2"), by=world.coordinator, on=TODAY)
    assert refusal.value.message_dict == {
        "number": ["This number is taken. Numbers are never reused."]
    }
    assert Mail.objects.count() == 0


def test_a_new_owner_is_told(world):
    risk = make_risk(world.wp4, world.acr)
    change(item=risk, by=world.coordinator, lead=world.zagreb, reason="They buy it")
    assert list(Mail.objects.values_list("to", flat=True)) == ["organiser@example.org"]
    assert risk.history.latest("history_id").history_change_reason == "They buy it"


def test_half_an_estimate_and_a_strange_owner_are_refused(world):
    other = make_partner(make_project("Other"), make_organisation("Elsewhere"), 1)
    for fields, field in (({"residual_impact": 2}, "residual_impact"), ({"lead": other}, "lead")):
        with pytest.raises(ValidationError) as refusal:
            risks.enter(risk=new(world, **fields), by=world.coordinator, on=TODAY)
        assert list(refusal.value.message_dict) == [field]


# --- Scores --------------------------------------------------------------------------------------


def test_a_score_is_kept_and_is_what_the_risk_stands_at(world):
    risk = make_risk(world.wp4, world.acr)
    meeting = make_meeting(world.project, first_day=TODAY, last_day=TODAY)
    row = look(world, risk, meeting=meeting, comment="One bidder left")
    assert (row.likelihood, row.impact, row.level, row.review_on) == (4, 5, 20, NEXT)
    assert seen(risk) == [(TODAY, 4, 5, "One bidder left")]
    score = RiskScore.objects.get()
    assert (score.meeting, score.scored_by, score.level) == (meeting, world.partner, 20)
    assert risk.history.latest("history_id").history_change_reason == "One bidder left"


def test_a_look_at_an_earlier_day_leaves_what_is_known_since(world):
    risk = make_risk(world.wp4, world.acr)
    look(world, risk)
    row = look(world, risk, likelihood=1, impact=1, on=date(2027, 6, 1))
    assert (row.likelihood, row.impact) == (4, 5)
    assert seen(risk) == [(TODAY, 4, 5, ""), (date(2027, 6, 1), 1, 1, "")]


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"likelihood": 6}, "likelihood"),
        ({"impact": 0}, "impact"),
        ({"comment": "x" * 501}, "comment"),
    ],
)
def test_what_is_no_score_is_refused(world, fields, field):
    risk = make_risk(world.wp4, world.acr)
    with pytest.raises(ValidationError) as refusal:
        look(world, risk, **fields)
    assert list(refusal.value.message_dict) == [field]
    assert seen(risk) == []


def test_a_meeting_that_is_cited_had_this_day_and_took_place(world):
    risk = make_risk(world.wp4, world.acr)
    board = make_meeting(world.project, first_day=date(2027, 9, 1), last_day=date(2027, 9, 2))
    with pytest.raises(ValidationError) as refusal:
        look(world, risk, meeting=board)
    assert refusal.value.message_dict == {
        "on": ["Project board: Wed 1 Sep 2027 to Thu 2 Sep 2027. Give a day of the meeting."]
    }
    cancelled = make_meeting(world.project, "No", state="cancelled")
    elsewhere = make_meeting(make_project("Other"), "Other board")
    for meeting in (cancelled, elsewhere):
        with pytest.raises(ValidationError) as refusal:
            look(world, risk, meeting=meeting, on=meeting.first_day)
        assert list(refusal.value.message_dict) == ["meeting"]


def test_a_score_that_is_sent_twice_is_there_once(world):
    risk = make_risk(world.wp4, world.acr)
    for _click in range(2):
        look(world, risk)
    assert seen(risk) == [(TODAY, 4, 5, "")]
    assert look(world, risk, review_on=None).review_on is None
    assert len(seen(risk)) == 1
    look(world, risk, likelihood=1)
    assert look(world, risk).level == 20  # as the first time, but not as the newest
    look(world, risk, comment="Another word")
    assert len(seen(risk)) == 4


def test_a_closed_risk_is_not_scored(world):
    risk = make_risk(world.wp4, world.acr, state="closed")
    with pytest.raises(ValidationError, match="R1 is closed: this cannot be done now"):
        look(world, risk)
    assert seen(risk) == []


def test_a_meeting_scores_what_it_discussed_or_nothing(world):
    one, two = make_risk(world.wp4, world.acr), make_risk(world.wp4, world.acr, "2")
    board = make_meeting(world.project, first_day=TODAY, last_day=TODAY)
    said = {"by": world.coordinator, "on": TODAY, "review_on": NEXT, "meeting": board}
    good = {"likelihood": 1, "impact": 2, "comment": ""}
    with pytest.raises(ValidationError):
        risks.review(looks={one: good, two: good | {"impact": 9}}, **said)
    assert RiskScore.objects.count() == 0
    risks.review(looks={one: good, two: good | {"impact": 3}}, **said)
    assert list(board.risk_scores.order_by("risk").values_list("risk__number", "impact")) == [
        ("1", 2),
        ("2", 3),
    ]


# --- What becomes of it --------------------------------------------------------------------------


def test_it_happens_is_closed_and_reopened(world):
    risk = make_risk(world.wp4, world.acr)
    risk = perform(item=risk, verb="happen", by=world.partner, on=TODAY, reason="No bid came")
    assert (risk.state, risk.happened_on) == ("happened", TODAY)
    with pytest.raises(ValidationError, match="R1 is materialised"):
        perform(item=risk, verb="happen", by=world.partner, on=TODAY)
    risk = perform(item=risk, verb="close", by=world.partner, reason="Dealt with")
    assert (risk.state, risk.happened_on) == ("closed", TODAY)
    risk = perform(item=risk, verb="reopen", by=world.coordinator, reason="Again")
    assert (risk.state, risk.happened_on) == ("open", None)


def test_the_acts_that_a_state_allows(world):
    risk = make_risk(world.wp4, world.acr)
    risk.may_edit = True

    def verbs(state):
        risk.state = state
        return [act.verb for act in open_acts(risk, risks.ACTS)]

    assert [verbs(state) for state in ("open", "happened", "closed")] == [
        ["happen", "close"],
        ["close", "reopen"],
        ["reopen"],
    ]


# --- State of play and bands ---------------------------------------------------------------------


def test_the_state_of_play_is_written_once_for_each_risk_and_period(world):
    period, risk = make_period(world.project), make_risk(world.wp4, world.acr)
    said = {"applied": "partly", "materialised": False, "comment": "Two letters went out"}
    risks.report(period=period, by=world.partner, states={risk: said})
    assert len(risks.report(period=period, by=world.partner, states={risk: said})) == 0
    risks.report(period=period, by=world.coordinator, states={risk: said | {"applied": "yes"}})
    row = StateOfPlay.objects.get()
    assert (row.risk, row.period, row.applied, row.history.count()) == (risk, period, "yes", 2)
    with pytest.raises(ValidationError):
        risks.report(period=period, by=world.partner, states={risk: said | {"applied": "maybe"}})


def test_the_bands_of_a_project(world):
    bands = risks.set_bands(project=world.project, by=world.coordinator, amber_from=4, red_from=12)
    assert [bands.band(level) for level in (3, 4, 11, 12)] == ["green", "amber", "amber", "red"]
    risks.set_bands(project=world.project, by=world.coordinator, amber_from=4, red_from=13)
    assert RiskBands.objects.get().history.count() == 2
    with pytest.raises(ValidationError, match="Red begins above amber"):
        risks.set_bands(project=world.project, by=world.coordinator, amber_from=9, red_from=9)


# --- The forms -----------------------------------------------------------------------------------


def typed(world, **fields):
    return {
        "number": "R7",
        "title": "Too few bidders",
        "category": "market",
        "description": "",
        "work_packages": [world.wp4.pk],
        "lead": world.acr.pk,
        "likelihood": "3",
        "impact": "5",
        "response": "reduce",
        "mitigation": "",
        "early_sign": "",
        "contingency": "",
        "residual_likelihood": "",
        "residual_impact": "",
        "review_on": "2027-12-06",
        **fields,
    }


def test_a_partner_enters_a_risk_that_it_watches_itself(world, login):
    make_risk(world.wp4, world.acr, "6")
    client = login(world.partner)
    form = client.get(f"{BASE}/risks/new/").context["form"]
    assert list(form.fields["lead"].queryset) == [world.acr]
    assert "is_foreseen" not in form.fields
    assert (form["number"].value(), form["review_on"].value()) == ("7", date(2027, 12, 6))
    answer = client.post(f"{BASE}/risks/new/", typed(world, is_foreseen="on"), follow=True)
    assert answer.redirect_chain == [(f"{BASE}/r7/", 302)]
    assert notes(answer) == ["R7 Too few bidders is in the register."]
    risk = Risk.objects.get(number="7")
    assert (risk.is_foreseen, risk.level, seen(risk)) == (False, 15, [(TODAY, 3, 5, "")])
    strange = client.post(f"{BASE}/risks/new/", typed(world, number="8", lead=world.iat.pk))
    assert list(errors(strange)) == ["lead"]


def test_only_the_coordinator_marks_what_the_grant_agreement_foresees(world, login):
    client = login(world.coordinator)
    client.post(f"{BASE}/risks/new/", typed(world, is_foreseen="on"))
    assert Risk.objects.get().is_foreseen
    change = typed(world, title="Fewer bidders", reason="")
    login(world.partner).post(f"{BASE}/r7/edit/", change)
    risk = Risk.objects.get()
    # What was open in another window is told, and saved at the second press.
    assert (risk.title, risk.is_foreseen) == ("Too few bidders", True)
    version = risk.history.latest("history_id").pk
    login(world.partner).post(f"{BASE}/r7/edit/", change | {"version_seen": version})
    risk = Risk.objects.get()
    assert (risk.title, risk.is_foreseen) == ("Fewer bidders", True)


@pytest.mark.parametrize(
    ("fields", "field", "message"),
    [
        ({"number": "6"}, "number", "This number is taken. Numbers are never reused."),
        ({"number": "r 06"}, "number", "This number is taken. Numbers are never reused."),
        ({"number": "four"}, "number", "A number looks like 4."),
        ({"likelihood": ""}, "likelihood", "This field is required."),
        ({"impact": "7"}, "impact", None),
        (
            {"residual_impact": "2"},
            "residual_impact",
            "Give both, likelihood and impact, or neither.",
        ),
        ({"review_on": "soon"}, "review_on", "Enter a valid date."),
    ],
)
def test_bad_input_is_told_at_its_field_and_kept(world, login, fields, field, message):
    make_risk(world.wp4, world.acr, "6")
    answer = login(world.coordinator).post(f"{BASE}/risks/new/", typed(world, **fields))
    found = errors(answer)
    assert list(found) == [field]
    assert message is None or found[field] == [message]
    assert answer.context["form"]["title"].value() == "Too few bidders"
    assert Risk.objects.count() == 1


def test_a_score_from_the_page(world, login):
    make_risk(world.wp4, world.acr)
    board = make_meeting(world.project, first_day=TODAY, last_day=TODAY)
    later = make_meeting(world.project, "Later")
    client = login(world.partner)
    form = client.get(f"{BASE}/r1/score/").context["form"]
    assert list(form.fields["meeting"].queryset) == [board]
    assert later not in form.fields["meeting"].queryset
    said = {"likelihood": "5", "impact": "5", "on": "2027-09-06", "review_on": "", "comment": ""}
    answer = client.post(f"{BASE}/r1/score/", said | {"meeting": board.pk}, follow=True)
    assert notes(answer) == ["R1 stands at 25 red."]
    risk = Risk.objects.get()
    assert (risk.level, risk.review_on, RiskScore.objects.get().meeting) == (25, None, board)
    answer = client.post(f"{BASE}/r1/score/", said | {"on": "2027-09-07"})
    assert errors(answer)["on"] == ["This day has not come yet."]
    answer = client.post(f"{BASE}/r1/score/", said | {"on": "2027-09-05", "meeting": board.pk})
    assert list(errors(answer)) == ["on"]


def test_the_state_of_play_of_all_risks_in_one_form(world, login):
    make_period(world.project)
    mine = make_risk(world.wp4, world.acr)
    foreseen = make_risk(world.wp4, world.iat, "2", is_foreseen=True)
    path = f"{BASE}/risks/rp1/"
    form = login(world.coordinator).get(path).context["form"]
    assert [risk for risk, _fields in form.rows] == [foreseen, mine]
    client = login(world.partner)
    assert [risk for risk, _fields in client.get(path).context["form"].rows] == [mine]
    said = {f"comment_{mine.pk}": "Letters", f"applied_{mine.pk}": ""}
    answer = client.post(path, said)
    assert errors(answer) == {f"applied_{mine.pk}": ["Say whether mitigation was applied."]}
    said[f"applied_{mine.pk}"] = "partly"
    answer = client.post(path, said, follow=True)
    assert notes(answer) == ["The state of play of RP1 is saved."]
    assert StateOfPlay.objects.get().comment == "Letters"
    stale = client.post(path, said | {f"applied_{mine.pk}": "yes", "seen": "0"})
    assert errors(stale)["__all__"] == [
        "Somebody saved this period while you were writing. Save again to keep yours."
    ]
    seen_now = stale.context["form"]["seen"].value()
    client.post(path, said | {f"applied_{mine.pk}": "yes", "seen": seen_now})
    assert StateOfPlay.objects.get().applied == "yes"


def test_a_period_that_has_not_begun_has_no_state_of_play(world, login):
    make_risk(world.wp4, world.acr)
    make_period(world.project, 2, 22, 33)
    assert login(world.coordinator).get(f"{BASE}/risks/rp2/").status_code == 404


def test_the_bands_from_the_page(world, login):
    client = login(world.coordinator)
    answer = client.post(
        f"{BASE}/risks/bands/", {"amber_from": "12", "red_from": "12", "reason": ""}
    )
    assert errors(answer)["red_from"] == ["Red begins above amber."]
    client.post(f"{BASE}/risks/bands/", {"amber_from": "6", "red_from": "12", "reason": "Board"})
    assert str(RiskBands.objects.get()) == "6, 12"


def test_a_risk_of_another_project_has_no_work_package_here(world, login):
    other = make_project("Other")
    package = make_work_package(other, make_partner(other, make_organisation("Elsewhere"), 1))
    answer = login(world.coordinator).post(
        f"{BASE}/risks/new/", typed(world, work_packages=[package.pk])
    )
    assert list(errors(answer)) == ["work_packages"]
