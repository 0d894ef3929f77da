"""The register as people look at it: rows, map, chart, the pages of the list and of one risk."""

from datetime import date

import pytest

from tests.people import (
    TODAY,
    make_action,
    make_meeting,
    make_period,
    make_risk,
    make_work_package,
)
from tests.reading import READER, read_csv
from workpackages import register, risks
from workpackages.models import Risk, RiskBands

BASE = "/projects/ppi4test"


@pytest.fixture
def found(world):
    """Three risks: red, amber without an estimate after mitigation, and a closed green one."""
    red = make_risk(
        world.wp4,
        world.acr,
        title="Škola closes",
        likelihood=5,
        impact=4,
        residual_likelihood=2,
        residual_impact=2,
        review_on=date(2027, 9, 1),
    )
    amber = make_risk(world.wp4, world.iat, "2", category="legal", review_on=date(2027, 10, 1))
    closed = make_risk(world.wp4, world.acr, "10", likelihood=1, impact=1, state="closed")
    return red, amber, closed


def codes(client, query=""):
    return [row.code for row in client.get(f"{BASE}/risks/{query}").context["rows"]]


# --- Levels and bands ----------------------------------------------------------------------------


def test_the_usual_bands():
    bands = RiskBands()
    assert [bands.band(level) for level in (1, 4, 5, 14, 15, 25)] == [
        *["green", "green", "amber", "amber", "red", "red"],
    ]
    assert register.levels_of(bands) == {
        "green": range(1, 5),
        "amber": range(5, 15),
        "red": range(15, 26),
    }


def test_a_level_in_words():
    level = register.Level.of(4, 3, RiskBands())
    assert (str(level), level.tone, level.words) == (
        "12 amber",
        "tone-warn",
        "likely (4) × moderate (3)",
    )
    assert register.Level.of(4, None, RiskBands()) is None


# --- The list ------------------------------------------------------------------------------------


def test_a_row_says_it_all(world, login, found):
    make_action(world.partner, risk=found[0])
    make_action(world.partner, risk=found[0], state="done")
    row = login(world.coordinator).get(f"{BASE}/risks/").context["rows"][0]
    assert (row.code, row.title, row.owner, row.packages) == ("R1", "Škola closes", "ACR+", ["WP4"])
    assert (str(row.now), str(row.after), row.actions) == ("20 red", "4 green", 1)
    assert (row.review, row.due, row.due_class) == ("Wed 1 Sep 2027", "5 days late", "due-late")
    assert row.url == found[0].get_absolute_url() == f"{BASE}/r1/"


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["R1", "R2", "R10"]),
        ("?q=skola", ["R1"]),
        ("?q=r2", ["R2"]),
        ("?q=%00", ["R1", "R2", "R10"]),
        ("?category=legal", ["R2"]),
        ("?band=red", ["R1"]),
        ("?band=green", ["R10"]),
        ("?state=unfinished", ["R1", "R2"]),
        ("?state=closed", ["R10"]),
        ("?due=on", ["R1"]),
        ("?sort=level", ["R10", "R2", "R1"]),
        ("?sort=-level", ["R1", "R2", "R10"]),
        ("?sort=review_on", ["R1", "R2", "R10"]),
        ("?sort=residual", ["R2", "R10", "R1"]),
        ("?sort=nonsense&band=red", ["R1"]),
    ],
)
def test_the_register_is_filtered_and_sorted_from_its_address(world, login, found, query, expected):
    assert codes(login(world.partner), query) == expected


def test_the_register_by_owner_and_work_package(world, login, found):
    other = make_work_package(world.project, world.iat, "5")
    make_risk(other, world.iat, "3")
    client = login(world.partner)
    assert codes(client, f"?partner={world.iat.pk}") == ["R2", "R3"]
    assert codes(client, f"?work_package={other.pk}") == ["R3"]
    page = client.get(f"{BASE}/risks/?work_package=soon&band=blue")
    assert len(page.context["rows"]) == 4
    assert "The filter “Band” was left out" in page.content.decode()


def test_the_export_has_what_the_filter_shows(world, login, found):
    answer = login(world.officer).get(f"{BASE}/risks.csv?state=unfinished&sort=-level")
    rows = read_csv(answer)
    assert [row[0] for row in rows] == ["Code", "R1", "R2"]
    assert rows[1] == [
        *["R1", "Škola closes", "market", "no", "WP4", "ACR+", "5", "4", "20", "red", "4"],
        *["reduce", "2027-09-01", "0", "open"],
    ]


def test_an_empty_register_says_what_to_do(world, login):
    page = login(world.coordinator).get(f"{BASE}/risks/").content.decode()
    assert "No risks yet" in page
    assert "No risks yet" not in login(world.coordinator).get(f"{BASE}/risks/?q=x").content.decode()


# --- The map -------------------------------------------------------------------------------------


def placed(context):
    """{(likelihood, impact): codes} of the cells that hold something."""
    return {
        (likelihood, cell.level.impact): [row.code for row in cell.risks]
        for likelihood, _word, cells in context["map"]
        for cell in cells
        if cell.risks
    }


def test_the_map_places_open_risks_today_and_after_mitigation(world, login, found):
    client = login(world.partner)
    today = client.get(f"{BASE}/risks/").context
    assert placed(today) == {(5, 4): ["R1"], (3, 4): ["R2"]}
    assert [(word, n) for _tone, word, _first, _last, n in today["tally"]] == [
        ("red", 1),
        ("amber", 1),
        ("green", 0),
    ]
    after = client.get(f"{BASE}/risks/?map=after").context
    assert placed(after) == {(2, 2): ["R1"]}
    assert [row.code for row in after["unplaced"]] == ["R2"]


def test_the_map_is_coloured_by_the_bands_of_the_project(world, login, found):
    risks.set_bands(project=world.project, by=world.coordinator, amber_from=2, red_from=3)
    cells = login(world.partner).get(f"{BASE}/risks/").context["map"][-1][2]
    assert [cell.level.band for cell in cells] == ["green", "amber", "red", "red", "red"]


def test_a_cell_says_its_level_to_who_cannot_see_it(world, login, found):
    page = login(world.partner).get(f"{BASE}/risks/").content.decode()
    assert (
        '<span class="visually-hidden">20 red: </span>'
        f'<a href="{BASE}/r1/" title="Škola closes">R1</a>' in page
    )


# --- One risk ------------------------------------------------------------------------------------


def test_the_scores_are_a_line_of_steps(world):
    risk = make_risk(world.wp4, world.acr)
    for day, likelihood, impact in (
        (date(2027, 1, 1), 1, 5),
        (date(2027, 5, 5), 5, 5),
    ):
        risk.scores.create(
            scored_on=day, likelihood=likelihood, impact=impact, scored_by=world.partner
        )
    scores = list(risk.scores.order_by("scored_on"))
    assert register.chart(scores[:1], RiskBands(), TODAY) is None
    chart = register.chart(scores, RiskBands(), date(2027, 9, 6))
    assert chart.line == "M10 114.0H320V10.0H630"
    assert [(x, y, str(level)) for x, y, level in chart.points] == [
        (10, 114.0, "5 amber"),
        (320, 10.0, "25 red"),
    ]
    assert chart.strips == [
        ("tone-good", 116.6, 23.4),
        ("tone-warn", 64.6, 52.0),
        ("tone-bad", 10.0, 54.6),
    ]


def test_the_page_of_a_risk(world, login):
    make_period(world.project)
    risk = make_risk(world.wp4, world.acr, mitigation="Ask early", early_sign="Silence")
    board = make_meeting(world.project, first_day=TODAY, last_day=TODAY)
    risks.score(
        risk=risk,
        by=world.partner,
        likelihood=5,
        impact=5,
        on=TODAY,
        review_on=date(2027, 12, 1),
        meeting=board,
        comment="Board was worried",
    )
    make_action(world.partner, risk=risk, text="Call <them>")
    page = login(world.partner).get(f"{BASE}/r1/")
    text = page.content.decode()
    assert str(page.context["now"]) == "25 red"
    for words in ("Ask early", "Silence", "Board was worried", "Call &lt;them&gt;", "RP1"):
        assert words in text
    assert f'<a href="{BASE}/meetings/project-board/">Project board</a>' in text
    assert [act.verb for act in page.context["acts"]] == ["happen", "close"]
    reader = login(world.officer).get(f"{BASE}/r1/")
    assert reader.context["acts"] == []
    assert "new-action" not in reader.content.decode()


@pytest.mark.parametrize("code", ["r9", "r01", "r1.1", "R1", "r1234567"])
def test_a_code_that_is_not_in_the_register_is_not_found(world, login, code):
    make_risk(world.wp4, world.acr)
    assert login(world.coordinator).get(f"{BASE}/{code}/").status_code == 404


# --- Statements ----------------------------------------------------------------------------------

STATEMENTS = {  # without session, person and their places
    "/risks/": 6,
    "/risks/?map=after&sort=-level&band=amber": 6,
    "/risks.csv": 5,
    "/r1/": 9,
    "/risks/rp1/": 5,
}


def fill(world, number):
    risk = make_risk(world.wp4, world.acr, number)
    risk.work_packages.add(make_work_package(world.project, world.iat, f"1{number}"))
    one = Risk.objects.get(number="1")
    for target in {risk.pk: risk, one.pk: one}.values():
        make_action(world.partner, risk=target)
    meeting = make_meeting(world.project, f"Board {number}", first_day=TODAY, last_day=TODAY)
    risks.score(
        risk=one,
        by=world.partner,
        likelihood=3,
        impact=4,
        on=TODAY,
        review_on=TODAY,
        meeting=meeting,
    )


@pytest.mark.parametrize(("path", "count"), STATEMENTS.items())
def test_the_number_of_statements_does_not_grow(
    world, login, django_assert_num_queries, path, count
):
    make_period(world.project)
    fill(world, "1")
    client = login(world.coordinator)
    b"".join(client.get(BASE + path))
    with django_assert_num_queries(count + READER):
        one = b"".join(client.get(BASE + path))
    for number in ("2", "3"):
        fill(world, number)
    with django_assert_num_queries(count + READER):
        many = b"".join(client.get(BASE + path))
    assert len(many) > len(one)
