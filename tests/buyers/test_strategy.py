"""The risk strategy of a plan: what its members read of the register, and who bears a risk."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from buyers import strategy
from buyers.models import PlanRisk
from buyers.places import remember_places
from tests.buyers.plans import make_plan, make_plan_risk
from tests.people import TODAY, make_action, make_meeting, make_risk
from tests.reading import errors, read_csv
from workpackages import risks as register_acts
from workpackages.models import Risk, RiskBands

LATE = TODAY - timedelta(days=3)


@pytest.fixture
def plan(world):
    return make_plan(world.group, world.coordinator)


@pytest.fixture
def risk(world, plan):
    """Reviewed in a board, with two measures of which one is late."""
    row = make_risk(
        world.wp4,
        world.acr,
        "4",
        title="No supplier bids",
        description="The market is small, so nobody bids and the waste stays.",
        mitigation="Ask the market early.",
        early_sign="Secret sign",
        contingency="Secret contingency",
        residual_likelihood=2,
        residual_impact=2,
        review_on=LATE,
    )
    world.group.risks.add(row)
    board = make_meeting(world.project, first_day=LATE, last_day=LATE)
    register_acts.score(
        risk=row,
        by=world.partner,
        likelihood=4,
        impact=5,
        on=LATE,
        review_on=LATE,
        meeting=board,
        comment="Secret remark",
    )
    make_action(world.organiser, risk=row, text="Visit three suppliers", due_on=LATE)
    make_action(world.partner, risk=row, text="Publish a notice", state="done", done_on=LATE)
    make_action(world.partner, risk=row, text="Given up", state="cancelled")
    return Risk.objects.get(pk=row.pk)


def url(name="plan_risks", *args):
    return reverse(f"buyers:{name}", args=["ppi4test", "waste-buyers", *args])


def only(plan, person):
    (row,) = strategy.read(plan, person, TODAY).rows
    return row


def test_a_risk_is_read_with_its_scores_measures_and_reviews(world, plan, risk):
    row = only(plan, world.coordinator)
    assert (str(row.now), str(row.after), row.is_review_late) == ("20 red", "4 green", True)
    assert [(each.text, each.owner, each.due_on, each.state) for each in row.measures] == [
        ("Visit three suppliers", "Organiser", LATE, "late"),
        ("Publish a notice", "Partner", date(2027, 9, 20), "done"),
    ]
    (review,) = row.reviews
    assert (str(review.level), review.meeting, review.comment) == (
        *("20 red", "Project board", "Secret remark"),
    )
    assert review.meeting_url == "/projects/ppi4test/meetings/project-board/"


def test_the_map_has_each_open_risk_today_and_after_the_measures(world, plan, risk):
    world.group.risks.add(make_risk(world.wp4, world.acr, "5", state="closed"))
    world.group.risks.add(make_risk(world.wp4, world.acr, "6"))
    found = strategy.read(plan, world.buyer, TODAY)

    def placed(after):
        return {
            row.code: (likelihood, cell.level.impact, cell.level.band)
            for likelihood, _word, cells in found.map(after=after)
            for cell in cells
            for row in cell.risks
        }

    assert placed(after=False) == {"R4": (4, 5, "red"), "R6": (3, 4, "amber")}
    assert placed(after=True) == {"R4": (2, 2, "green")}
    assert [row.code for row in found.unplaced] == ["R6"]


def test_its_bands_are_those_of_the_project(world, plan, risk):
    RiskBands.objects.create(project=world.project, amber_from=2, red_from=21)
    plan.project.refresh_from_db()
    row = only(plan, world.coordinator)
    assert (str(row.now), str(row.after)) == ("20 amber", "4 amber")


def test_they_stand_by_category_the_highest_first(world, plan, risk):
    for number, category, likelihood in (
        ("5", "finance", 1),
        ("6", "technology", 2),
        ("7", "market", 1),
        ("8", "finance", 5),
    ):
        world.group.risks.add(
            make_risk(world.wp4, world.acr, number, category=category, likelihood=likelihood)
        )
    found = strategy.read(plan, world.coordinator, TODAY).by_category
    assert {label: [row.code for row in rows] for label, rows in found.items()} == {
        "technological": ["R6"],
        "market": ["R4", "R7"],
        "financial": ["R8", "R5"],
    }


def test_a_buyer_reads_all_but_what_stays_with_the_consortium(world, plan, risk, login):
    make_risk(world.wp4, world.acr, "5", title="Secret unlinked")
    text = login(world.buyer).get(url()).text
    for words in (
        *("No supplier bids", "nobody bids and the waste stays", "Ask the market early."),
        *("Visit three suppliers", "Organiser", "Project board", "20 red", "4 green"),
    ):
        assert words in text, words
    content = read_csv(login(world.buyer).get(url("plan_risks_export", "csv")))
    for told in (text, str(content)):
        assert "Secret" not in told
        assert "Given up" not in told
    links = (risk.get_absolute_url(), "/meetings/project-board/", "/projects/ppi4test/risks/")
    assert [link in text for link in links] == [False] * 3
    assert [link in login(world.officer).get(url()).text for link in links] == [True] * 3


def test_strangers_and_others_groups_people_find_nothing(world, plan, risk, login):
    assert login(world.stranger).get(url()).status_code == 404
    assert login(world.stranger).get(url("allocate_risk", risk.code)).status_code == 404


def test_what_is_not_allocated_is_counted(world, plan, risk, login):
    world.group.risks.add(make_risk(world.wp4, world.acr, "5"))
    world.group.risks.add(make_risk(world.wp4, world.acr, "6", state="closed"))
    client = login(world.buyer)
    assert "2 risks are not yet allocated to buyer or supplier." in client.get(url()).text
    make_plan_risk(plan, risk, bearer="supplier")
    assert "1 risk is not yet allocated to buyer or supplier." in client.get(url()).text


def test_who_manages_says_who_bears_it(world, plan, risk, login):
    client = login(world.wp_lead)
    typed = {"bearer": "shared", "buyer_percent": "40", "stage": "realisation", "reason": "§ 7"}
    answer = client.post(url("allocate_risk", risk.code), typed, follow=True)
    assert "R4 is saved." in answer.text
    assert "Both, the buyers 40\u00a0%" in answer.text
    row = PlanRisk.objects.get()
    assert (row.bearer, row.buyer_percent, row.stage, row.reason) == (
        *("shared", 40, "realisation", "§ 7"),
    )
    assert row.history.get().history_user == world.wp_lead
    assert url("allocate_risk", risk.code) not in login(world.buyer).get(url()).text
    assert login(world.buyer).post(url("allocate_risk", risk.code), typed).status_code == 403


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"bearer": "shared"}, {"buyer_percent": ["How much of it do the buyers bear?"]}),
        (
            {"bearer": "buyer", "buyer_percent": "40"},
            {"buyer_percent": ["Leave this empty: only one side bears it."]},
        ),
        (
            {"bearer": "shared", "buyer_percent": "100"},
            {"buyer_percent": ["Ensure this value is less than or equal to 99."]},
        ),
        (
            {"bearer": "shared", "buyer_percent": "9" * 30},
            {"buyer_percent": ["Ensure this value is less than or equal to 99."]},
        ),
        (
            {"bearer": "nobody"},
            {"bearer": ["Select a valid choice. nobody is not one of the available choices."]},
        ),
        ({"reason": "a\x00b"}, {"reason": ["Null characters are not allowed."]}),
    ],
)
def test_what_is_typed_wrong_is_told_at_its_field(world, plan, risk, login, typed, told):
    answer = login(world.coordinator).post(url("allocate_risk", risk.code), typed)
    assert errors(answer) == told
    assert not PlanRisk.objects.exists()


def test_only_risks_of_the_group_are_allocated(world, plan, risk, login):
    other = make_risk(world.wp4, world.acr, "5")
    assert login(world.coordinator).get(url("allocate_risk", other.code)).status_code == 404
    with pytest.raises(ValidationError, match="no longer linked"):
        strategy.allocate(plan=plan, risk=other, by=world.coordinator, bearer="buyer")
    world.group.risks.set([])
    with pytest.raises(ValidationError, match="no longer linked"):
        strategy.allocate(plan=plan, risk=risk, by=world.coordinator, bearer="buyer")


def test_sent_twice_it_is_written_once(world, plan, risk):
    for _press in range(2):
        strategy.allocate(plan=plan, risk=risk, by=world.coordinator, bearer="buyer")
    assert PlanRisk.objects.get().history.count() == 1


def test_an_empty_page_says_what_to_do(world, plan, login):
    text = login(world.coordinator).get(url()).text
    assert "Choose the risks of the project’s register that concern this procurement." in text
    assert url("link_risks") in text
    text = login(world.buyer).get(url()).text
    assert "Who manages the group chooses the risks" in text
    assert url("link_risks") not in text


def test_it_is_taken_along_as_a_spreadsheet(world, plan, risk, login):
    make_plan_risk(plan, risk, bearer="supplier", stage="assignment", reason="Clause 4")
    rows = read_csv(login(world.buyer).get(url("plan_risks_export", "csv")))
    assert dict(zip(rows[0], rows[1], strict=True)) == {
        "Code": "R4",
        "Title": "No supplier bids",
        "Category": "market",
        "State": "open",
        "Cause, event and effect": "The market is small, so nobody bids and the waste stays.",
        "Likelihood": "4",
        "Impact": "5",
        "Level": "20",
        "Band": "red",
        "Likelihood after the measures": "2",
        "Impact after the measures": "2",
        "Level after the measures": "4",
        "Response": "reduce",
        "Mitigation": "Ask the market early.",
        "Measures": "Visit three suppliers (Organiser, Fri 3 Sep 2027: late)\n"
        "Publish a notice (Partner, Mon 20 Sep 2027: done)",
        "Borne by": "the supplier",
        "Stage": "selection of the supplier",
        "Why, and by which clause": "Clause 4",
        "Owner": "ACR+",
        "Last reviewed": "2027-09-03",
        "Reviewed in": "Project board",
        "Next review": "2027-09-03",
    }


@pytest.mark.parametrize("rows", [1, 3])
def test_it_takes_five_statements(world, plan, rows, django_assert_num_queries):
    for number in range(rows):
        risk = make_risk(world.wp4, world.acr, str(number + 1))
        world.group.risks.add(risk)
        make_action(world.partner, risk=risk)
        make_plan_risk(plan, risk, bearer="buyer")
    remember_places(world.buyer)
    plan.project.refresh_from_db()
    with django_assert_num_queries(5 + 1):  # and the places
        assert len(strategy.read(plan, world.buyer, TODAY).rows) == rows
