"""The plan page and the two lists: what they show, filtered, sorted, folded and exported."""

import pytest

from tests.people import make_deliverable, make_milestone, make_task, make_work_package
from tests.reading import read_book, read_csv

BASE = "/projects/ppi4test"


@pytest.fixture
def plan(world, login):
    """plan(query, page, role) -> the rows as they stand on the page, top to bottom."""
    wp5 = make_work_package(world.project, world.acr, "5", title="Škola of dissemination")
    make_task(wp5, world.zagreb, "5.1", title="Website", first_month=1, last_month=3, state="done")
    make_task(world.wp4, world.acr, "4.10", title="Late arrival", last_month=13)
    make_deliverable(wp5, world.iclei, "5.1", title="Leaflet", due_month=4, state="submitted")
    world.t42.contributors.add(world.zagreb)
    make_milestone(wp5, world.iat, "2", title="Half way", due_month=16).work_packages.add(world.wp4)

    def read(query="", page="plan", role="coordinator"):
        response = login(world.person(role)).get(f"{BASE}/{page}/?{query}")
        return codes(response.context)

    return read


def codes(context):
    if "page" in context:
        return [row.code for row in context["page"]]
    found = []
    for package in context.get("packages", []):
        found.append(f"({package.code})" if package.heading else package.code)
        found += [] if package.folded else [row.code for row in package.inner]
    return found


EVERYTHING = [
    *["WP4", "T4.1", "T4.2", "T4.10", "D4.1", "MS1", "MS2"],
    *["WP5", "T5.1", "D5.1"],
]


def test_the_plan_in_the_order_of_the_grant_agreement(plan):
    assert plan() == EVERYTHING


@pytest.mark.parametrize(
    ("query", "rows"),
    [
        ("q=feasib", ["(WP4)", "T4.1"]),
        ("q=SKOLA", ["WP5"]),
        ("q=d4.1", ["(WP4)", "D4.1"]),
        ("q=t4.1+plan", ["(WP4)", "T4.1"]),
        ("q=nothing+like+it", []),
        ("kind=deliverable", ["(WP4)", "D4.1", "(WP5)", "D5.1"]),
        ("kind=workpackage", ["WP4", "WP5"]),
        ("state=done", ["(WP5)", "T5.1"]),
        ("state=unfinished&kind=deliverable", ["(WP4)", "D4.1"]),
        ("first=M21&kind=task", ["(WP4)", "T4.1", "T4.2"]),
        ("last=4&kind=task", ["(WP5)", "T5.1"]),
        ("first=4&last=4", ["(WP5)", "D5.1"]),
    ],
)
def test_the_filters_narrow_it(plan, query, rows):
    assert plan(query) == rows


def test_a_partner_is_found_as_lead_and_as_contributor(world, plan):
    assert plan(f"partner={world.zagreb.pk}") == ["(WP4)", "T4.2", "(WP5)", "T5.1"]


def test_mine_is_what_ones_partner_leads(plan):
    assert plan("mine=on", role="partner") == ["(WP4)", "T4.10", "D4.1", "WP5"]
    assert plan("mine=on", role="officer") == []


def test_mine_holds_the_drafts_that_wait_for_ones_approval(world, plan):
    world.d41.reviewer = world.organiser
    world.d41.save()
    world.d41.draft(by=world.partner)
    assert plan("mine=on&kind=deliverable", role="organiser") == ["(WP4)", "D4.1"]


def test_late_is_what_is_open_past_its_day(plan):
    assert plan("late=on") == ["(WP4)", "T4.10", "MS2"]


@pytest.mark.parametrize(
    ("query", "rows"),
    [
        ("sort=due_on&kind=task", ["T5.1", "T4.10", "T4.1", "T4.2"]),
        ("sort=-due_on&kind=task", ["T4.1", "T4.2", "T4.10", "T5.1"]),
        ("sort=title&kind=task", ["T4.1", "T4.10", "T4.2", "T5.1"]),
        ("sort=lead&kind=task", ["T4.10", "T4.2", "T4.1", "T5.1"]),
        ("sort=state_label&kind=task", ["T5.1", "T4.10", "T4.1", "T4.2"]),
    ],
)
def test_a_sorted_plan_is_one_list(plan, query, rows):
    assert plan(query) == rows


def test_what_is_folded_lives_in_the_address(world, login, plan):
    assert plan("open=none") == ["WP4", "WP5"]
    assert plan("open=5") == ["WP4", "WP5", "T5.1", "D5.1"]
    assert plan("open=all") == EVERYTHING
    packages = login(world.partner).get(f"{BASE}/plan/?open=5").context["packages"]
    assert [(row.toggle, row.inner_late) for row in packages] == [("4,5", 2), ("none", 0)]
    page = login(world.partner).get(f"{BASE}/plan/?open=5&q=e").content.decode()
    assert 'href="?open=4%2C5&amp;q=e#wp4" aria-expanded="false"' in page


def test_a_long_plan_begins_folded(world, plan):
    for number in range(60):
        make_task(world.wp4, world.acr, f"4.{number + 20}")
    assert plan() == ["WP4", "WP5"]
    assert len(plan("open=all")) == len(EVERYTHING) + 60
    assert plan("q=website") == ["(WP5)", "T5.1"]


def test_a_sorted_plan_is_paged(world, plan):
    for number in range(60):
        make_task(world.wp4, world.acr, f"4.{number + 20}")
    assert len(plan("sort=title")) == 50
    assert len(plan("sort=title&page=2")) == len(EVERYTHING) + 60 - 50


def test_a_filter_that_cannot_be_read_is_named_and_left_out(world, login, plan):
    query = "first=spring&partner=99999&kind=cake&sort=colour&last=M4"
    assert plan(query) == ["(WP5)", "T5.1", "D5.1"]
    page = login(world.coordinator).get(f"{BASE}/plan/?{query}").content.decode()
    assert "The filter “From month” was left out: Write a project month such as M21." in page
    assert 'value="spring"' in page


def test_an_empty_plan_says_what_to_do(world, login):
    page = login(world.coordinator).get(f"{BASE}/plan/?q=zzz").content.decode()
    assert "Nothing matches this filter" in page
    for model in (type(world.ms1), type(world.d41)):
        model.objects.all().delete()
    assert (
        "No deliverables yet"
        in login(world.coordinator).get(f"{BASE}/deliverables/").content.decode()
    )


def test_the_lists(world, plan):
    assert plan(page="deliverables") == ["D4.1", "D5.1"]
    assert plan(page="milestones") == ["MS1", "MS2"]
    assert plan(f"work_package={world.wp4.pk}", page="deliverables") == ["D4.1"]
    assert plan(f"work_package={world.wp4.pk}", page="milestones") == ["MS1", "MS2"]
    assert plan("sort=-title", page="deliverables") == ["D4.1", "D5.1"]
    assert plan("state=submitted", page="deliverables") == ["D5.1"]


def test_a_row_leads_to_its_page(world, login, plan):
    packages = login(world.partner).get(f"{BASE}/plan/").context["packages"]
    urls = {row.code: row.url for package in packages for row in [package, *package.inner]}
    for item in (world.wp4, world.t42, world.d41, world.ms1):
        assert urls[item.code] == item.get_absolute_url()


def test_the_export_holds_what_the_page_shows(world, login, plan):
    client = login(world.partner)
    header, *rows = read_csv(client.get(f"{BASE}/plan.csv?kind=task&open=none"))
    assert header == [
        *["Code", "Kind", "Title", "Lead partner", "First month", "Last month"],
        *["Months", "Due or last day", "State", "Late", "Progress in per cent"],
    ]
    assert rows == [
        [
            "T4.1",
            "task",
            "Feasibility plan",
            "UNIZAR",
            "M12",
            "M24",
            "M12–M24",
            "2027-12-31",
            "planned",
            "no",
            "0",
        ],
        [
            *["T4.2", "task", "Participation of the buyer group", "ICLEI", "M12", "M24"],
            *["M12–M24", "2027-12-31", "planned", "no", "0"],
        ],
        [
            "T4.10",
            "task",
            "Late arrival",
            "ACR+",
            "M12",
            "M13",
            "M12–M13",
            "2027-01-31",
            "planned",
            "yes",
            "0",
        ],
        ["T5.1", "task", "Website", "ZGH", "M1", "M3", "M1–M3", "2026-03-31", "done", "no", "0"],
    ]
    rows = read_csv(client.get(f"{BASE}/plan.csv?sort=-due_on&kind=task"))
    assert [row[0] for row in rows] == ["Code", "T4.1", "T4.2", "T4.10", "T5.1"]


def test_the_lists_are_exported_too(world, login, plan):
    client = login(world.partner)
    assert read_csv(client.get(f"{BASE}/deliverables.csv")) == [
        [
            *["Code", "Work packages", "Title", "Lead partner", "Due month", "Due", "State"],
            *["Late", "Type", "Dissemination level", "Justification of the delay"],
        ],
        [
            "D4.1",
            "WP4",
            "Training handbook",
            "ACR+",
            "M22",
            "2027-10-31",
            "pending",
            "no",
            "R: document, report",
            "PU: public",
            "",
        ],
        [
            *["D5.1", "WP5", "Leaflet", "ICLEI", "M4", "2026-04-30", "submitted", "no"],
            *["R: document, report", "PU: public", ""],
        ],
    ]
    assert read_csv(client.get(f"{BASE}/milestones.csv?q=half")) == [
        [
            *["Code", "Work packages", "Title", "Lead partner", "Due month", "Due", "State"],
            *["Late", "Means of verification"],
        ],
        ["MS2", "WP4, WP5", "Half way", "IAT", "M16", "2027-04-30", "open", "yes", ""],
    ]


def as_text(cell) -> str:
    return str(int(cell)) if isinstance(cell, float) else str(cell)


@pytest.mark.parametrize("format", ["xlsx", "ods"])
@pytest.mark.parametrize(
    ("name", "sheet"),
    [
        ("plan", "Plan"),
        ("plan?sort=-due_on&kind=task", "Plan"),
        ("deliverables", "Deliverables"),
        ("milestones?q=half", "Milestones"),
    ],
)
def test_the_three_formats_hold_the_same_cells(world, login, plan, format, name, sheet):
    client = login(world.partner)
    name, mark, query = name.partition("?")
    response = client.get(f"{BASE}/{name}.{format}{mark}{query}")
    book = read_book(response)
    assert list(book) == [sheet]
    cells = [[as_text(cell) for cell in row] for row in book[sheet]]
    assert cells == read_csv(client.get(f"{BASE}/{name}.csv{mark}{query}"))


def test_the_page_links_to_what_it_shows(world, login, plan):
    page = login(world.partner).get(f"{BASE}/plan/?kind=task&sort=lead&page=1&open=4").text
    for label in ("csv", "xlsx", "ods"):
        link = f'<a href="/projects/ppi4test/plan.{label}?kind=task&amp;sort=lead">'
        assert page.count(f"{link}{label.upper()}</a>") == 1


def test_a_milestone_without_work_package_is_still_shown(world, plan):
    world.ms1.work_packages.clear()
    assert plan() == [code for code in EVERYTHING if code != "MS1"] + ["MS1"]


def test_what_was_typed_into_a_list_is_shown_as_typed(world, login):
    make_milestone(
        world.wp4, world.iat, "7", title="<b>Half</b>", means_of_verification="<i>Minutes</i>"
    )
    make_milestone(world.wp4, world.iat, "8", title="Gone", state="cancelled")
    text = login(world.coordinator).get(f"{BASE}/milestones/").text
    assert ">&lt;b&gt;Half&lt;/b&gt;</a>" in text
    assert '<td data-label="Means of verification">&lt;i&gt;Minutes&lt;/i&gt;</td>' in text
    assert text.count('<tr class="off">') == 1
