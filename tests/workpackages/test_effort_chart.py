"""The bars on the page of the effort: planned against spent, of each partner and work package."""

import re
from decimal import Decimal

from tests.people import NOW, TODAY, make_period, make_work_package
from workpackages import effort

PAGE = "/projects/ppi4test/effort/"


def enter(world):
    """ACR+ has 6 in WP4 and 1 in WP5 and spent 7.5; ICLEI has 4 in WP4 and reported nothing."""
    world.wp5 = make_work_package(world.project, world.acr, "5", title="Dissemination")
    period = make_period(world.project)
    planned = {(world.wp4, world.acr): 6, (world.wp5, world.acr): 1, (world.wp4, world.iclei): 4}
    effort.plan(
        project=world.project,
        cells={(wp.pk, partner.pk): Decimal(value) for (wp, partner), value in planned.items()},
        by=world.coordinator,
        now=NOW,
    )
    effort.write(
        period=period,
        participation=world.acr,
        lines={world.wp4.pk: Decimal("5.5"), world.wp5.pk: Decimal(2)},
        comment="",
        by=world.partner,
        now=NOW,
        hand_in_on=TODAY,
    )


def drawn(text: str, figure: str) -> list[tuple]:
    """(label, planned width, class and width of what is spent, words) of each bar of a figure."""
    figure = re.search(rf'<figure class="bars" aria-labelledby="{figure}">.*?</figure>', text, re.S)
    return re.findall(
        r'<li>.*?<span class="label"[^>]*>(.*?)</span>.*?'
        r'<rect class="planned"[^>]* width="([\d.]+)".*?'
        r'<rect class="(actual[^"]*)"[^>]* width="([\d.]+)".*?'
        r'<span class="value num">(.*?)</span>',
        figure[0],
        re.S,
    )


def test_a_bar_of_each_partner_and_of_each_work_package(world, login):
    enter(world)
    page = login(world.officer).get(PAGE).text
    assert drawn(page, "bars-partner") == [
        ("ICLEI", "53.33", "actual", "0.00", "0.00 of 4.00"),
        ("ACR+", "93.33", "actual over", "100.00", "7.50 of 7.00"),
    ]
    assert drawn(page, "bars-package") == [
        ("WP4", "100.00", "actual", "55.00", "5.50 of 10.00"),
        ("WP5", "10.00", "actual over", "20.00", "2.00 of 1.00"),
    ]


def test_the_bars_follow_the_filter(world, login):
    enter(world)
    page = login(world.officer).get(f"{PAGE}?partner=3&by=package").text
    assert drawn(page, "bars-partner") == [("ICLEI", "100.00", "actual", "0.00", "0.00 of 4.00")]
    assert drawn(page, "bars-package") == [("WP4", "100.00", "actual", "0.00", "0.00 of 4.00")]


def test_without_effort_there_is_no_chart(world, login):
    assert '<figure class="bars"' not in login(world.officer).get(PAGE).text
