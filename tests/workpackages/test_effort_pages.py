"""The pages of the effort: what they show to whom, and what becomes of what is typed there."""

from datetime import timedelta
from decimal import Decimal

from tests.people import (
    NOW,
    TODAY,
    make_member,
    make_organisation,
    make_partner,
    make_period,
    make_project,
    make_work_package,
)
from tests.reading import FRAME, notes, read_book, read_csv
from tests.workpackages.conftest import plan
from workpackages import effort
from workpackages.models import EffortReport, ReportedEffort

BASE = "/projects/ppi4test/effort"
PLAN = f"{BASE}/plan/"
ACR = f"{BASE}/rp1/5/"


def report(world, period, lines, partner=None, **fields):
    fields = {"comment": "", "by": world.partner, "now": NOW, "hand_in_on": TODAY} | fields
    return effort.write(
        period=period,
        participation=partner or world.acr,
        lines={wp.pk: Decimal(value) for wp, value in lines.items()},
        **fields,
    )


def table(response) -> list[tuple]:
    return [
        (
            *(row.label, row.planned, *row.spent),
            *(row.actual, row.difference, row.share),
        )
        for row in [*response.context["rows"], response.context["total"]]
    ]


def typed(page) -> dict:
    """What a browser would send back from the form of a page, unchanged."""
    form = page.context["form"]
    names = [name for name in form.fields if name.startswith("pm-")]
    assert f'name="seen" value="{form.newest}">' in page.text
    values = {name: form.cell(name).value for name in names}
    values |= {name: form[name].value() or "" for name in form.fields if name not in names}
    return values | {"seen": form.newest}


# --- The page ------------------------------------------------------------------------------------


def test_planned_against_spent_with_totals(world, period, login):
    report(world, period, {world.wp4: "2.5", world.wp5: "1.25"})
    page = login(world.officer).get(f"{BASE}/")
    assert table(page) == [
        ("ICLEI", "4.50", "0.00", "−4.50", "0 %"),
        ("WP4", "4.50", "0.00", "−4.50", "0 %"),
        ("ACR+", "7.00", "3.75", "−3.25", "54 %"),
        ("WP4", "6.00", "2.50", "−3.50", "42 %"),
        ("WP5", "1.00", "1.25", "+0.25", "125 %"),
        ("Total", "11.50", "3.75", "−7.75", "33 %"),
    ]
    page = login(world.officer).get(f"{BASE}/?by=package&open=none")
    assert table(page) == [
        ("WP4", "10.50", "2.50", "−8.00", "24 %"),
        ("WP5", "1.00", "1.25", "+0.25", "125 %"),
        ("Total", "11.50", "3.75", "−7.75", "33 %"),
    ]


def test_a_partner_whose_effort_was_taken_back_counts_no_longer(world, period, login):
    effort.plan(
        project=world.project,
        cells={(world.wp4.pk, world.iclei.pk): None},
        by=world.coordinator,
        now=NOW,
    )
    page = login(world.task_lead).get(f"{BASE}/")
    assert page.context["mine"] == []
    assert "0 of 1 in, 0 approved" in page.text
    report(world, period, {world.wp4: "1"}, world.iclei)  # and counts when it is there
    assert "1 of 2 in, 0 approved" in login(world.task_lead).get(f"{BASE}/").text


def test_a_sum_unfolds_at_its_link_with_the_filter_kept(world, period, login):
    client = login(world.officer)
    page = client.get(f"{BASE}/?open=none&by=package")
    first = page.context["rows"][0]
    assert first.toggle == f"?by=package&open=package-{world.wp4.pk}#package-{world.wp4.pk}"
    assert f'id="package-{world.wp4.pk}"' in page.text
    unfolded = client.get(f"{BASE}/{first.toggle.partition('#')[0]}")
    assert [row.label for row in unfolded.context["rows"]] == ["WP4", "ICLEI", "ACR+", "WP5"]


def test_periods_have_a_column_each_or_stand_alone(world, period, login):
    second = make_period(world.project, 2, 19, 33)
    report(world, period, {world.wp4: "2.5"})
    report(world, second, {world.wp4: "1"})
    client = login(world.partner)
    assert table(client.get(f"{BASE}/?partner=5"))[0] == (
        *("ACR+", "7.00", "2.50", "1.00", "3.50", "−3.50", "50 %"),
    )
    assert table(client.get(f"{BASE}/?partner=5&period=2"))[-1] == (
        *("Total", "7.00", "1.00", "−6.00", "14 %"),
    )
    page = client.get(f"{BASE}/?period=9&partner=x")
    assert set(page.context["filter"].errors) == {"period", "partner"}
    assert len(page.context["rows"]) == 5


def test_a_partner_sees_at_once_what_it_owes(world, period, login):
    period.effort_due_on = TODAY + timedelta(days=12)
    period.save()
    make_period(world.project, 2, 22, 33)  # has not begun
    effort.expect_reports(project=world.project, by=world.coordinator)
    page = login(world.partner).get(f"{BASE}/")
    assert [(each.partner, each.url) for each in page.context["mine"]] == [("ACR+", ACR)]
    assert "due in 12 days" in page.text
    assert "Report RP1 of ACR+" in page.text
    for role in ("team_reader", "officer", "wp_lead"):
        assert login(world.person(role)).get(f"{BASE}/").context["mine"] == []
    report(world, period, {world.wp4: "2"})
    page = login(world.partner).get(f"{BASE}/")
    assert page.context["mine"] == page.context["waiting"] == []
    waiting = login(world.coordinator).get(f"{BASE}/").context["waiting"]
    assert [(each.partner, each.actual) for each in waiting] == [("ACR+", "2.00")]


def test_an_empty_page_says_what_to_do(world, login):
    assert "Enter planned effort" in login(world.coordinator).get(f"{BASE}/").text
    assert "The coordinator enters" in login(world.partner).get(f"{BASE}/").text
    client = login(world.coordinator)
    assert "There are no work packages yet" not in client.get(PLAN).text
    empty = make_project("Empty")
    make_member(world.coordinator, make_partner(empty, world.iat.organisation, 1, "coordinator"))
    page = client.get("/projects/empty/effort/plan/").text
    assert "There are no work packages yet" in page
    assert "<table" not in page


def test_the_number_of_statements_does_not_grow(world, period, login, django_assert_num_queries):
    client = login(world.coordinator)
    pages = {f"{BASE}/": 6, f"{BASE}.ods": 6, PLAN: 5, ACR: 10}
    report(world, period, {world.wp4: "2"})
    for path, count in pages.items():
        b"".join(client.get(path))
        with django_assert_num_queries(count + FRAME):
            b"".join(client.get(path))
    for number in ("6", "7", "8"):
        package = make_work_package(world.project, world.acr, number)
        partner = make_partner(world.project, make_organisation(f"P{number}"), int(number))
        plan(world, {(package, partner): "1", (package, world.acr): "2"})
        another = make_period(world.project, int(number), 13 + int(number), 13 + int(number))
        report(world, another, {package: "1"}, partner)
        report(world, another, {package: "1"})
        report(world, period, {package: "1"}, hand_in_on=None)
    for path, count in pages.items():
        with django_assert_num_queries(count + FRAME):
            b"".join(client.get(path))


def test_the_export_holds_the_lines_of_the_page(world, period, login):
    make_period(world.project, 2, 19, 33)
    report(world, period, {world.wp4: "2.5"})
    client = login(world.partner)
    assert read_csv(client.get(f"{BASE}.csv?partner=5")) == [
        [
            *["Partner", "Work package", "Title of the work package", "Planned", "RP1", "RP2"],
            *["Spent", "Difference", "Per cent of the plan"],
        ],
        ["ACR+", "WP4", "Capacity building", "6.00", "2.50", "0.00", "2.50", "-3.50", "42"],
        ["ACR+", "WP5", "Dissemination", "1.00", "0.00", "0.00", "0.00", "-1.00", "0"],
    ]
    for format in ("xlsx", "ods"):
        book = read_book(client.get(f"{BASE}.{format}?by=package&period=1"))
        assert book["Effort"][1:] == [
            ["WP4", "ICLEI", "Capacity building", 4.5, 0, 0, -4.5, 0],
            ["WP4", "ACR+", "Capacity building", 6, 2.5, 2.5, -3.5, 42],
            ["WP5", "ACR+", "Dissemination", 1, 0, 0, -1, 0],
        ]


# --- A partner's report --------------------------------------------------------------------------


def test_a_partner_fills_in_and_hands_in(world, period, login):
    wp6 = make_work_package(world.project, world.iat, "6", title="Evaluation")
    client = login(world.partner)
    page = client.get(ACR)
    assert [row[0].code for row in page.context["rows"]] == ["WP4", "WP5"]
    values = typed(page) | {
        f"pm-{world.wp4.pk}": "2,5",
        "other": wp6.pk,
        "pm-other": "0.75",
        "comment": "Staff joined late",
    }
    answer = client.post(ACR, values | {"save": ""}, follow=True)
    assert notes(answer) == ["Saved. It is not handed in yet."]
    assert [row[0].code for row in answer.context["rows"]] == ["WP4", "WP5", "WP6"]
    answer = client.post(ACR, typed(answer) | {"hand_in": ""}, follow=True)
    assert notes(answer) == ["The report is handed in. The coordinator checks it."]
    row = EffortReport.objects.get(participation=world.acr)
    assert (row.state, row.comment) == ("submitted", "Staff joined late")
    assert sorted(row.lines.values_list("work_package__number", "person_months")) == [
        ("4", Decimal("2.50")),
        ("6", Decimal("0.75")),
    ]


def test_what_is_wrong_in_a_report_stands_there_and_nothing_is_written(world, period, login):
    client = login(world.partner)
    values = typed(client.get(ACR)) | {
        f"pm-{world.wp4.pk}": "-2",
        "pm-other": "1",
        "comment": "Typed for long",
    }
    page = client.post(ACR, values | {"hand_in": ""})
    assert {name: list(errors) for name, errors in page.context["form"].errors.items()} == {
        f"pm-{world.wp4.pk}": ["Not less than 0."],
        "other": ["Choose the work package of these person-months."],
    }
    assert 'value="-2"' in page.text
    assert "Typed for long" in page.text
    assert not ReportedEffort.objects.exists()
    assert EffortReport.objects.get(participation=world.acr).state == "open"


def test_an_edit_of_a_locked_report_is_refused_at_the_form(world, period, login):
    row = report(world, period, {world.wp4: "2"}, comment="Done")
    client = login(world.partner)
    values = typed(client.get(ACR))
    effort.approve(report=row, by=world.coordinator, on=TODAY)
    values["seen"] = client.get(ACR).context["form"].newest
    page = client.post(ACR, values | {f"pm-{world.wp4.pk}": "3", "comment": "One more trip"})
    assert page.context["form"].errors["__all__"] == [
        "This report was approved on Mon 6 Sep 2027 and is locked. The coordinator can reopen it."
    ]
    assert 'value="3"' in page.text
    assert "One more trip" in page.text
    assert ReportedEffort.objects.get().person_months == Decimal("2.00")
    assert "Save" not in client.get(ACR).text


def test_a_report_changed_meanwhile_is_said_at_the_form(world, period, login):
    client = login(world.partner)
    values = typed(client.get(ACR)) | {f"pm-{world.wp4.pk}": "3"}
    report(world, period, {world.wp5: "1"}, hand_in_on=None, now=NOW + timedelta(minutes=1))
    page = client.post(ACR, values)
    assert page.context["form"].errors["__all__"] == [
        "This was changed while you were writing. Compare, then save again to keep yours.",
        "Partner, Mon 6 Sep 2027, 09:01: WP5: – → 1.00",
    ]


def test_the_coordinator_approves_what_it_saw_or_returns_it(world, period, login):
    report(world, period, {world.wp4: "2"})
    client = login(world.coordinator)
    page = client.get(ACR)
    version = page.context["version"]
    report(world, period, {world.wp4: "9"}, hand_in_on=None)
    answer = client.post(f"{ACR}approve/", {"seen": version}, follow=True)
    assert notes(answer) == ["The report has changed since you opened it. Look at it again."]
    answer = client.post(f"{ACR}approve/", {"seen": answer.context["version"]}, follow=True)
    assert notes(answer) == ["Approved: the report is locked now."]
    answer = client.post(f"{ACR}return/", {"reason": ""})
    assert list(answer.context["form"].errors) == ["reason"]
    answer = client.post(f"{ACR}return/", {"reason": "WP4 is too high"}, follow=True)
    assert notes(answer) == ["The report is the partner's again. Its people were told."]
    page = login(world.partner).get(ACR)
    assert "Coordinator returned this report:" in page.text
    assert "WP4 is too high" in page.text
    answer = login(world.coordinator).get(f"{ACR}return/", follow=True)
    assert notes(answer) == ["This report is the partner's already."]
    answer = login(world.coordinator).post(f"{ACR}return/", {"reason": "WP5 too"})
    assert answer.context["form"].non_field_errors() == [
        "The report is open: this cannot be done now."
    ]
    assert "WP5 too</textarea>" in answer.text


def test_who_reads_a_report_and_who_writes_it(world, period, login):
    for role in ("wp_lead", "team_reader", "officer"):
        client = login(world.person(role))
        assert "<textarea" not in client.get(ACR).text
        assert client.post(ACR, {}).status_code == 403
    assert login(world.stranger).get(ACR).status_code == 404
    assert login(world.coordinator).get(f"{BASE}/rp9/5/").status_code == 404
    assert login(world.coordinator).get(f"{BASE}/rp1/99/").status_code == 404
    assert login(world.coordinator).get(f"{BASE}/rp1/1/approve/").status_code == 405


def test_a_partner_without_planned_effort_may_report_too(world, period, login):
    client = login(world.organiser)
    page = client.get(f"{BASE}/rp1/4/")
    assert page.context["rows"] == []
    values = typed(page) | {"other": world.wp4.pk, "pm-other": "1"}
    assert client.post(f"{BASE}/rp1/4/", values | {"hand_in": ""}).status_code == 302
    assert EffortReport.objects.get(participation=world.zagreb).state == "submitted"
