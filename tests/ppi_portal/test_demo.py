"""The demo: PPI4Waste as it stood before its regional trainings, moved to today."""

from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command

from buyers import deciding, outlook, strategy
from buyers.models import BuyerMembership, FeasibilityPlan
from core.clock import is_working_day, wall_moment
from core.rights import tell
from outbox.models import Mail
from partners.models import Participation, Person, Project
from ppi_portal.demo import facts
from ppi_portal.demo.seeding import seed
from ppi_portal.demo_accounts import ACCOUNTS, PASSWORD
from reminders import planning, sending
from trainings import attendance, gap
from trainings.models import (
    Attendance,
    Material,
    Programme,
    Question,
    QuestionAnswer,
    SpecialNeeds,
    Training,
)
from workpackages import comparison
from workpackages.baselines import differences
from workpackages.models import (
    Baseline,
    CountdownStep,
    Deliverable,
    EffortReport,
    Meeting,
    Review,
    Risk,
    RiskScore,
    SavedFilter,
    StateOfPlay,
    Task,
    WorkPackage,
)

REAL = date(2016, 9, 1)


@pytest.fixture
def demo(db, settings):
    settings.DEMO = True


def test_on_1_september_2016_it_is_the_real_project(demo):
    project = seed(today=REAL)
    assert (project.start, project.duration, project.grant_number) == (
        date(2015, 1, 1),
        33,
        "642451",
    )
    assert Participation.objects.count() == 8
    wp4 = WorkPackage.objects.get(number="4")
    assert (wp4.lead.organisation.short_name, wp4.is_illustrative) == ("UNIZAR-OBCP", False)
    assert list(Task.objects.filter(is_illustrative=False).values_list("number", flat=True)) == [
        "4.1",
        "4.2",
    ]
    assert not Deliverable.objects.filter(is_illustrative=False).exists()
    assert list(Training.objects.order_by("pk").values_list("slug", "state", "first_day")) == [
        ("bilbao", "held", date(2016, 4, 25)),
        ("zagreb", "scheduled", date(2016, 9, 22)),
        ("boras", "scheduled", date(2016, 10, 4)),
        ("seville", "scheduled", date(2016, 10, 27)),
        ("freiburg", "planned", None),
    ]
    assert Training.objects.get(slug="bilbao").last_day == date(2016, 4, 26)
    zagreb = Training.objects.get(slug="zagreb")
    assert (zagreb.programme.minimum, zagreb.counting) == (15, 11)
    assert set(BuyerMembership.objects.filter(tier="core").values_list(
        "organisation__short_name", flat=True
    )) == {"Mancomunidad del Sur", "ZGH"}  # fmt: skip


def test_two_deliverables_have_moved_since_the_grant_agreement(demo):
    project = seed(today=REAL)
    baseline = Baseline.objects.get()
    names = {each.pk: str(each) for each in Participation.objects.all()}
    moved = differences(baseline, REAL, names)
    assert [(each.row.code, each.old, each.new) for each in moved] == [
        ("D4.2", "M24", "M26"),
        ("D4.4", "M25", "M27"),
    ]
    assert str(baseline) == "Grant agreement"
    assert SavedFilter.objects.get().is_shared
    assert project.baselines.get() == baseline


def test_wp4_counts_down_and_the_reviews_stand_in_the_plan(demo):
    seed(today=REAL)
    d43 = Deliverable.objects.get(number="4.3")
    assert dict(d43.steps.values_list("kind", "due_on")) == {
        "draft": date(2016, 8, 10),
        "review": date(2016, 8, 19),
        "revision": date(2016, 8, 26),
        "check": date(2016, 9, 2),
        "submission": date(2016, 9, 9),
    }
    assert set(d43.steps.filter(done_on=None).values_list("kind", flat=True)) == {
        *["review", "revision", "check", "submission"],
    }
    assert CountdownStep.objects.count() == 15
    assert list(Review.objects.values_list("number", "state", "held_on", "is_illustrative")) == [
        ("1", "held", date(2016, 6, 21), True),
        ("2", "planned", None, True),
    ]
    assert Task.objects.get(number="3.2").intervals == ((6, 12), (18, 30))


def test_the_board_of_bilbao_is_past_and_has_reviewed_two_risks(demo):
    seed(today=REAL)
    meetings = Meeting.objects.values_list("title", "state", "first_day", "last_day")
    assert list(meetings) == [
        ("Project board, Bilbao", "held", date(2016, 4, 25), date(2016, 4, 26)),
        ("Project board, Rotterdam", "planned", date(2016, 10, 18), date(2016, 10, 19)),
    ]
    assert Training.objects.get(slug="bilbao").meeting == "Project board, Bilbao"
    assert list(Risk.objects.values_list("number", "likelihood", "impact", "is_illustrative")) == [
        ("1", 4, 4, True),
        ("2", 3, 4, True),
        ("3", 3, 5, True),
        ("4", 2, 5, True),
        ("5", 3, 3, True),
        ("6", 2, 4, True),
    ]
    reviewed = RiskScore.objects.exclude(meeting=None).order_by("pk")
    assert list(reviewed.values_list("risk__number", "scored_on")) == [
        ("1", date(2016, 4, 26)),
        ("2", date(2016, 4, 26)),
    ]
    assert [risk.number for risk in Risk.objects.review_due(REAL)] == ["5"]
    assert list(StateOfPlay.objects.values_list("period__number", "risk__number")) == [
        (1, "1"),
        (1, "2"),
        (1, "3"),
    ]


def test_the_regional_trainings_have_modules_an_agenda_and_a_community(demo):
    project = seed(today=REAL)
    modules = facts.MODULES.splitlines()
    for slug in ("trainers", "regional"):
        programme = Programme.objects.get(slug=slug)
        assert list(programme.modules.values_list("position", "title")) == list(
            enumerate(modules, start=1)
        )
    regional = Programme.objects.get(slug="regional")
    groups = regional.buyer_groups.order_by("pk")
    assert [(group.name, group.memberships.count()) for group in groups] == [
        ("Bulky waste buyers", 11),
        ("Purchasing community", 14),
    ]
    assert regional.prerequisite.slug == "trainers"
    # How many points the agenda has, who teaches, and with whom: in Freiburg all of it is open.
    assert {
        row.slug: (
            row.agenda_items.count(),
            [each.person.email.partition("@")[0] for each in row.trainers.order_by("pk")],
            row.cohosts,
            row.nuts,
        )
        for row in project.trainings.order_by("pk")
    } == {
        "bilbao": (6, ["iclei"], "", ""),
        "zagreb": (9, ["zagreb", "iclei"], "", "HR050"),
        "boras": (9, ["partner", "iclei"], "", "SE232"),
        "seville": (9, ["coordinator", "iclei"], "", "ES618"),
        "freiburg": (0, [], "KOINNO", "DE131"),
    }
    # By country whom there is to invite: enough for each region, with their colleagues.
    missing = Counter(
        row.organisation.country.code
        for row in gap.missing(Training.objects.get(slug="freiburg"), REAL)
    )
    assert missing == {"HR": 2, "SE": 4, "ES": 4, "DE": 5}


def test_who_was_in_bilbao_is_prepared_and_freiburg_has_nobody(demo):
    seed(today=REAL)
    bilbao = Training.objects.get(slug="bilbao")
    missed = Attendance.objects.filter(registration__training=bilbao, was_there=False)
    assert list(missed.values_list("day__position", "registration__person__email")) == [
        (2, "iclei@ppi4waste.example")
    ]
    assert attendance.summary(bilbao) == attendance.Summary(seated=5, came=5, unsaid=0)
    [message] = bilbao.messages.all()
    assert (message.subject, message.states, message.told) == (
        "Thank you for coming: {training}",
        ["there"],
        5,
    )
    assert {
        row.slug: attendance.preparation(row).prepared
        for row in Training.objects.filter(programme__slug="regional")
    } == {"zagreb": True, "boras": True, "seville": True, "freiburg": False}


def test_anybody_may_read_of_the_regional_trainings_and_their_materials(demo, client):
    seed(today=REAL)
    programmes = Programme.objects.order_by("pk").values_list("slug", "is_public")
    assert list(programmes) == [("trainers", False), ("regional", True)]
    kinds = Material.objects.values_list("language", "audience", "training__slug")
    assert Counter(kinds) == {
        ("en", "all", None): 3,
        ("en", "participants", None): 3,
        ("hr", "all", None): 3,
        ("hr", "participants", None): 3,
        ("en", "runners", None): 1,
        ("hr", "all", "zagreb"): 1,
    }
    page = client.get("/open/ppi4waste/trainings/regional/")
    assert page.status_code == 200
    for training in Training.objects.filter(programme__slug="regional"):
        assert training.title in page.text
    assert client.get("/open/ppi4waste/trainings/trainers/").status_code == 404


def test_two_questions_are_asked_and_three_people_have_told(demo):
    seed(today=REAL)
    asked = Question.objects.values_list("programme__slug", "position", "kind", "is_required")
    assert list(asked) == [("regional", 1, "one", False), ("regional", 2, "text", False)]
    told = QuestionAnswer.objects.order_by("registration", "question")
    assert list(told.values_list("registration__person__email", "text")) == [
        ("rijeka@ppi4waste.example", "We are preparing a purchase"),
        (
            "rijeka@ppi4waste.example",
            "An example of award criteria that reward new technology.",
        ),
        ("osijek@ppi4waste.example", "We have not begun"),
        ("osijek@ppi4waste.example", "How to begin."),
        ("varazdin@ppi4waste.example", "We are preparing a purchase"),
    ]
    needs = SpecialNeeds.objects.order_by("registration")
    assert list(needs.values_list("registration__person__email", "diet", "access")) == [
        ("rijeka@ppi4waste.example", "Vegetarian", ""),
        ("varazdin@ppi4waste.example", "No nuts", "A place near the door"),
    ]


@pytest.mark.parametrize("today", [date(2026, 11, 23), date(2027, 1, 31), date(2028, 2, 29)])
def test_whatever_the_day_the_regional_trainings_lie_ahead_in_their_window(demo, today):
    project = seed(today=today)
    regional = Training.objects.filter(programme__slug="regional").exclude(first_day=None)
    assert len(regional) == 3
    for training in regional:
        assert training.programme.opens <= training.first_day <= training.programme.closes
        assert training.first_day > today
        assert is_working_day(training.first_day, training.country.code)
        assert 21 <= project.month(training.first_day) <= 23
    assert Training.objects.get(slug="bilbao").last_day < today
    assert Meeting.objects.get(slug="project-board-bilbao").last_day < today
    assert Meeting.objects.get(slug="project-board-rotterdam").first_day > today


@pytest.mark.parametrize("hour", [0, 7, 12, 23])
def test_the_first_planner_run_tells_somebody_at_any_hour(demo, hour):
    now = wall_moment(date(2026, 11, 23)) + timedelta(hours=hour)
    with time_machine.travel(now, tick=False):
        seed(today=date(2026, 11, 23))
        planning.plan(now)
    own, digests = sending.waiting(now)
    assert own or digests


@pytest.mark.parametrize("today", [REAL, date(2026, 11, 23), date(2028, 2, 29)])
def test_one_partner_is_late_with_its_effort_and_the_sums_add_up(demo, today):
    project = seed(today=today)
    reports = EffortReport.objects.filter(period__number=1).order_by("participation__number")
    assert list(reports.values_list("participation__organisation__short_name", "state")) == [
        ("IAT", "approved"),
        ("ICLEI", "approved"),
        ("ZGH", "approved"),
        ("UNIZAR-OBCP", "approved"),
        ("ACR+", "approved"),
        ("Mancomunidad del Sur", "submitted"),
        ("SP", "open"),
        ("Rijkswaterstaat", "approved"),
    ]
    period = reports[0].period
    assert period.effort_day(project.start) < today
    partners = list(project.participations.select_related("organisation"))
    total = comparison.compare(comparison.read(project, partners), by="package")
    assert [(line.label, line.planned, line.actual) for line in total.inner] == [
        ("WP1", Decimal("24.50"), Decimal("12.75")),
        ("WP2", Decimal("33.00"), Decimal("24.20")),
        ("WP3", Decimal("36.00"), Decimal("19.00")),
        ("WP4", Decimal("48.50"), Decimal("13.30")),
        ("WP5", Decimal("21.50"), Decimal("9.75")),
    ]
    assert (total.planned, total.actual) == (Decimal("163.50"), Decimal("79.00"))


def test_the_feasibility_plan_waits_for_decisions_with_all_there_is_to_decide_on(demo):
    seed(today=REAL)
    lead = Person.objects.get(email="wp4.lead@ppi4waste.example")
    plan = FeasibilityPlan.objects.select_related("group__project", "group__task").get()
    tell(plan, FeasibilityPlan.objects.rights_of(lead, REAL))
    assert plan.is_illustrative
    standing = deciding.read(plan, lead, REAL)
    assert (standing.state, standing.decided, len(standing.members)) == ("deciding", 2, 9)
    assert list(plan.options.filter(question="contract").values_list("name", flat=True)) == [
        "Buyers own and run the lines",
        "Paid by the result",
        "Pay per use",
    ]
    found = outlook.read(plan, lead, REAL).scenarios
    assert [(each.name, round(each.total.saving)) for each in found] == [
        ("Paid by the result", 9_213_520),
        ("Paid per use", 5_425_609),
        ("Buyers run the lines", 9_124_371),
        ("All join, prices fall", 14_209_823),
        ("Few tonnes, high prices", -1_807_046),
    ]
    risks = strategy.read(plan, lead, REAL)
    assert [(row.code, row.bearer) for row in risks.rows] == [
        ("R4", "shared"),
        ("R2", "buyer"),
        ("R5", ""),
        ("R3", "buyer"),
    ]
    cells = [cell for _n, _word, line in risks.map(after=False) for cell in line]
    placed = {row.code for cell in cells for row in cell.risks}
    assert placed == {"R2", "R3", "R4", "R5"}


def test_every_account_of_the_login_page_logs_in(demo, client, settings):
    seed(today=REAL)
    for address, _role in ACCOUNTS:
        client.logout()
        answer = client.post("/accounts/login/", {"login": address, "password": PASSWORD})
        assert (answer.status_code, answer["Location"]) == (302, "/"), address
    settings.DEMO = False
    client.logout()
    address = ACCOUNTS[0][0]
    answer = client.post("/accounts/login/", {"login": address, "password": PASSWORD})
    assert answer.status_code == 200
    assert not answer.wsgi_request.user.is_authenticated


def test_the_people_are_roles_and_their_addresses_reach_nobody(demo):
    seed(today=REAL)
    assert not Person.objects.filter(is_demo=False).exclude(email__startswith="rws@").exists()
    assert not Person.objects.exclude(email__endswith=".example").exists()
    assert not Mail.objects.exclude(to__endswith=".example").exists()


def test_the_command_says_what_it_did_and_refuses_what_it_should_not_do(demo, settings):
    out = StringIO()
    call_command("seed_demo", today="2016-09-01", stdout=out)
    assert out.getvalue() == "PPI4Waste is there; M1 is January 2015.\n"
    with pytest.raises(CommandError, match="There are projects already"):
        call_command("seed_demo")
    settings.DEMO = False
    with pytest.raises(CommandError, match="This is not a demo"):
        call_command("seed_demo")


def test_a_day_that_is_none_is_refused_and_nothing_is_written(demo):
    with pytest.raises(CommandError, match="“soon” is no day"):
        call_command("seed_demo", today="soon")
    assert not Project.objects.exists()
