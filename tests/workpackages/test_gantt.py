"""The chart's page and its PDF: what they show, to whom, folded, filtered, compared and printed."""

import re
from datetime import date
from xml.etree import ElementTree

import pytest
from django.utils.html import strip_tags

from tests.people import (
    NOW,
    make_deliverable,
    make_milestone,
    make_partner,
    make_project,
    make_task,
    make_work_package,
)
from tests.reading import READER
from workpackages import planning
from workpackages.dependencies import link
from workpackages.models import Baseline, BaselineItem
from workpackages.timetable import move_project

GANTT = "/projects/ppi4test/gantt/"


@pytest.fixture
def read(world, login):
    """read(query, role) -> the answer of the page."""

    def get(query="", role="coordinator"):
        return login(world.person(role)).get(f"{GANTT}?{query}")

    return get


def rows(answer) -> dict:
    """The cells of each row as words, by its code."""
    found = {}
    for row in re.findall(r"<tr class.*?</tr>", answer.content.decode(), re.DOTALL):
        cells = [strip_tags(cell).strip() for cell in re.findall(r"<t[dh].*?</t[dh]>", row)]
        found[cells[0].split()[0]] = cells[1:4]
    return found


def drawings(answer) -> dict:
    """The SVG of each row, by its code."""
    found = re.findall(r"<tr class.*?</tr>", answer.content.decode(), re.DOTALL)
    codes = rows(answer)
    return {
        code: re.search(r"<svg.*</svg>", row)[0] for code, row in zip(codes, found, strict=True)
    }


def freeze(world, **shifts) -> Baseline:
    """A baseline in which these items (by attribute of the world) stood months earlier."""
    baseline = Baseline.objects.create(
        project=world.project,
        name="Grant agreement",
        taken_at=NOW,
        taken_by=world.coordinator,
        start=world.project.start,
        duration=33,
    )
    for name, shift in shifts.items():
        item = getattr(world, name)
        first = getattr(item, "first_month", None) or item.due_month
        last = getattr(item, "last_month", None) or item.due_month
        BaselineItem.objects.create(
            baseline=baseline,
            kind=item._meta.model_name,
            item_id=item.pk,
            number=item.number,
            title=item.title,
            lead=world.iat,
            state=item.state,
            first_month=first - shift,
            last_month=last - shift,
            starts_on=world.project.start,
            ends_on=world.project.start if shift else item.due_date(),
        )
    return baseline


def test_each_row_says_in_words_what_its_bar_shows(world, read):
    world.t41.report(by=world.wp_lead, progress=45)
    world.t42.intervals = ((12, 14), (20, 24))
    world.t42.save()
    make_deliverable(world.wp4, world.acr, "4.2", title="Leaflet", due_month=20)
    link(earlier=world.t41, later=world.d41, by=world.coordinator)
    assert rows(read()) == {
        "WP4": ["Capacity building", "UNIZAR", "M10–M30"],
        "T4.1": ["Feasibility plan", "UNIZAR", "M12–M24, 45 %"],
        "T4.2": ["Participation of the buyer group", "ICLEI", "M12–M14, M20–M24, planned"],
        "D4.1": ["Training handbook", "ACR+", "M22, pending, waits for T4.1"],
        "D4.2": ["Leaflet", "ACR+", "M20, pending 6 days late"],
        "MS1": ["Trainings held", "ICLEI", "M23, open"],
    }


def test_every_drawing_is_valid_svg_of_one_width(world, read):
    world.t41.report(by=world.wp_lead, progress=45)
    link(earlier=world.t41, later=world.d41, by=world.coordinator)
    baseline = freeze(world, t41=2)
    for zoom in ("month", "quarter", "year"):
        answer = read(f"zoom={zoom}&baseline={baseline.pk}")
        head = re.search(r'<svg class="scale".*?</svg>', answer.content.decode())[0]
        parsed = [ElementTree.fromstring(svg) for svg in [head, *drawings(answer).values()]]
        assert len({svg.attrib["viewBox"].split()[2] for svg in parsed}) == 1
        paths = [path.attrib["d"] for svg in parsed for path in svg.iter("path")]
        assert all(re.fullmatch(r"[MmHhVvLlz0-9 .-]+", path) for path in paths)


def test_nothing_on_the_page_breaks_the_content_security_policy(read):
    page = read().content.decode()
    assert " style=" not in page
    assert "<style" not in page
    assert re.findall(r"<script(?! src)", page) == []


def test_bars_progress_and_what_is_late(world, read):
    world.t41.report(by=world.wp_lead, progress=50)
    late = make_task(world.wp4, world.acr, "4.3", last_month=13)
    found = drawings(read())
    assert '<path class="work" d="M242 7H528v14H242z"/>' in found["T4.1"]
    assert '<path class="fill" d="M242 7H385v14H242z"/>' in found["T4.1"]
    assert 'class="warn"' in found[late.code]
    assert not any('class="warn"' in found[code] for code in ("WP4", "T4.1", "D4.1"))
    assert 'class="fill"' not in found["T4.2"]


def test_dependencies_are_lines_and_those_that_do_not_fit_are_marked(world, read):
    link(earlier=world.t41, later=world.d41, by=world.coordinator)
    link(earlier=world.d41, later=world.ms1, by=world.coordinator)
    found = drawings(read())
    assert 'class="dep bad"' in found["D4.1"]  # T4.1 ends in M24, D4.1 is due in M22
    assert 'class="dep" ' in found["MS1"]
    assert "dep" not in found["T4.1"]
    world.t41.finish(by=world.wp_lead)
    assert 'class="dep" ' in drawings(read())["D4.1"]
    assert "dep" not in drawings(read("kind=deliverable"))["D4.1"]


def test_today_is_a_line_inside_the_project_only(world, read):
    page = read().content.decode()
    assert 'class="gantt-today" d="M444 0v28"' in page
    assert page.count('class="now"') == 1
    world.project.start = world.project.start.replace(year=2030)
    world.project.save()
    answer = read()
    assert answer.context["chart"].today is None
    assert 'class="now"' not in answer.content.decode()


def test_work_packages_fold_through_the_address(world, read):
    make_deliverable(world.wp4, world.acr, "4.2", due_month=20)
    answer = read("open=none&zoom=year")
    assert rows(answer) == {"WP4": ["Capacity building", "UNIZAR", "M10–M30, 5 items, 1 late"]}
    page = answer.content.decode()
    assert 'href="?open=4&amp;zoom=year#wp4" aria-expanded="false"' in page
    assert '<input type="hidden" name="open" value="none" id="id_open">' in page
    assert list(rows(read("open=4"))) == ["WP4", "T4.1", "T4.2", "D4.1", "D4.2", "MS1"]


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ("work_package={wp4}&kind=task", ["WP4", "T4.1", "T4.2"]),
        ("work_package={wp5}", ["WP5", "T5.1"]),
        ("partner={acr}", ["WP4", "D4.1"]),
        ("state=achieved", []),
        ("late=on", ["WP5", "T5.1"]),
        ("mine=on", ["WP4", "T4.1"]),
        ("q=handbook", ["WP4", "D4.1"]),
    ],
)
def test_the_filters_of_the_tables(world, read, query, codes):
    wp5 = make_work_package(world.project, world.iclei, "5")
    make_task(wp5, world.iclei, "5.1", last_month=13)
    query = query.format(wp4=world.wp4.pk, wp5=wp5.pk, acr=world.acr.pk)
    assert list(rows(read(query, "wp_lead"))) == codes


def test_ghosts_of_a_baseline_and_what_moved_says_so(world, read):
    baseline = freeze(world, t41=2, t42=0, d41=0, ms1=3)
    answer = read(f"baseline={baseline.pk}")
    found, told = drawings(answer), rows(answer)
    assert '<path class="ghost" d="M198 23H484v3H198z"/>' in found["T4.1"]
    assert told["T4.1"][2] == "M12–M24, planned, was M10–M22"
    assert told["T4.2"][2] == "M12–M24, planned"
    assert told["D4.1"][2] == "M22, pending"
    assert told["MS1"][2] == "M23, open, was M20"
    assert "ghost" not in found["WP4"]
    assert "Grant agreement" in answer.content.decode()
    assert not any("ghost" in svg for svg in drawings(read()).values())


def test_a_ghost_says_of_an_exact_day_which_one_it_was(world, read):
    baseline = freeze(world, d41=0, ms1=0)
    planning.change(item=world.ms1, by=world.coordinator, due_day=date(2027, 11, 12))
    assert rows(read(f"baseline={baseline.pk}"))["MS1"][2] == "M23, open, was Tue 30 Nov 2027"


def test_nothing_has_moved_in_the_plan_where_the_whole_project_has(world, read):
    baseline = freeze(world, t41=0, t42=2, d41=0)
    start = date(2026, 3, 1)
    move_project(world.project, start=start, duration=33, by=world.coordinator, reason="late")
    answer = read(f"baseline={baseline.pk}")
    found, told = drawings(answer), rows(answer)
    assert told["T4.1"][2] == "M12–M24, planned"
    assert told["T4.2"][2] == "M12–M24, planned, was M10–M22"
    assert told["D4.1"][2] == "M22, pending"
    assert '<path class="ghost" d="M198 23H484v3H198z"/>' in found["T4.1"]  # where its days were


def test_another_projects_baseline_is_left_out_and_named(world, read):
    other = make_project("Other")
    make_partner(other, world.acr.organisation, 1)
    freeze(world)
    foreign = Baseline.objects.create(
        project=other, name="x", taken_at=NOW, taken_by=world.coordinator, start=NOW, duration=3
    )
    answer = read(f"baseline={foreign.pk}&zoom=century")
    assert answer.status_code == 200
    assert "ghost" not in "".join(drawings(answer).values())
    assert "The filter “Compare with” was left out:" in answer.content.decode()


MOVERS = {
    "coordinator": ["WP4", "T4.1", "T4.2", "D4.1", "MS1"],
    "wp_lead": ["WP4", "T4.1", "T4.2", "D4.1", "MS1"],
    "task_lead": ["T4.2"],
    "partner": [],
    "team_reader": [],
    "officer": [],
}


@pytest.mark.parametrize("role", MOVERS)
def test_a_bar_leads_to_moving_it_for_who_may_edit(world, read, role):
    found = drawings(read(role=role))
    assert [code for code, svg in found.items() if "<a " in svg] == MOVERS[role]


def test_what_is_closed_does_not_move(world, read):
    world.t41.finish(by=world.wp_lead)
    found = drawings(read())
    assert "<a " not in found["T4.1"]
    assert 'href="../t4.2/move/?first_month=12&amp;last_month=24"' in found["T4.2"]
    assert 'href="../d4.1/move/?due_month=22"' in found["D4.1"]
    world.project.closed_on = world.project.end
    world.project.save()
    assert not any("<a " in svg for svg in drawings(read()).values())


def test_an_empty_plan_and_a_filter_that_finds_nothing_say_what_to_do(world, login, read):
    assert "Nothing matches this filter" in read("q=nothing+like+it").content.decode()
    empty = make_project("Empty")
    partner = make_partner(empty, world.acr.organisation, 1)
    partner.team.create(person=world.partner, access="editor", since=empty.start)
    page = login(world.partner).get("/projects/empty/gantt/").content.decode()
    assert "The plan is empty" in page


@pytest.mark.parametrize(
    ("role", "query", "count"),
    [
        ("coordinator", "", 9),
        ("wp_lead", "", 10),
        ("wp_lead", "baseline=1&kind=milestone", 9),
    ],
)
def test_the_number_of_statements_does_not_grow(
    world, login, django_assert_num_queries, role, query, count
):
    if query:
        query = f"baseline={freeze(world, t41=2).pk}&kind=milestone"
    client = login(world.person(role))
    client.get(f"{GANTT}?{query}")
    with django_assert_num_queries(count + READER):
        one = client.get(f"{GANTT}?{query}").content
    for number in ("6", "7", "8"):
        package = make_work_package(world.project, world.acr, number)
        task = make_task(package, world.iclei, f"{number}.1")
        deliverable = make_deliverable(package, world.iat, f"{number}.1")
        milestone = make_milestone(package, world.unizar, number)
        milestone.work_packages.add(world.wp4)
        link(earlier=task, later=deliverable, by=world.coordinator)
        link(earlier=deliverable, later=milestone, by=world.coordinator)
    with django_assert_num_queries(count + READER):
        many = client.get(f"{GANTT}?{query}").content
    assert len(many) > len(one)
