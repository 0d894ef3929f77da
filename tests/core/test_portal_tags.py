"""What pages read: days, hours, lateness, seats, undo, pages, and what is kept."""

import re
from datetime import UTC, date, datetime, time
from types import SimpleNamespace

import pytest
from django.core.paginator import Paginator
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import timezone

from core.templatetags import portal
from partners.models import Person

PROJECT = SimpleNamespace(start=date(2015, 1, 1), duration=33)
TODAY = date(2016, 9, 12)


def test_a_day_has_its_weekday():
    assert portal.day(TODAY) == "Mon 12 Sep 2016"
    assert portal.day(None) == ""


def test_a_moment_is_shown_on_the_readers_calendar():
    late_evening = datetime(2016, 9, 12, 22, 30, tzinfo=UTC)
    with timezone.override("Europe/Zagreb"):
        assert portal.day(late_evening) == "Tue 13 Sep 2016"
    with timezone.override("UTC"):
        assert portal.day(late_evening) == "Mon 12 Sep 2016"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (date(2015, 1, 1), "Thu 1 Jan 2015 (M1)"),
        (TODAY, "Mon 12 Sep 2016 (M21)"),
        (date(2017, 9, 30), "Sat 30 Sep 2017 (M33)"),
        (date(2017, 10, 1), "Sun 1 Oct 2017"),
        (date(2014, 12, 31), "Wed 31 Dec 2014"),
        (None, ""),
    ],
)
def test_a_day_with_its_project_month(value, text):
    assert portal.day_month(value, PROJECT) == text


def test_the_month_of_a_day_is_named_inside_the_project_only():
    assert portal.project_month(TODAY, PROJECT) == "M21"
    assert portal.project_month(date(2014, 12, 31), PROJECT) == ""
    assert portal.project_month(date(2017, 10, 1), PROJECT) == ""


@pytest.mark.parametrize(
    ("zone", "city"),
    [
        ("Europe/Zagreb", "Zagreb"),
        ("America/Argentina/Buenos_Aires", "Buenos Aires"),
        ("UTC", "UTC"),
    ],
)
def test_a_zone_is_called_by_its_city(zone, city):
    assert portal.city(zone) == city


def test_hours_of_a_wall_clock_stay_as_they_are():
    assert portal.hours(time(9), time(17), "Europe/Zagreb") == "09:00–17:00 (Zagreb)"


def test_hours_of_moments_are_those_of_the_place():
    start = datetime(2016, 9, 12, 7, tzinfo=UTC)
    end = datetime(2016, 9, 12, 15, tzinfo=UTC)
    assert portal.hours(start, end, "Europe/Zagreb") == "09:00–17:00 (Zagreb)"
    assert portal.hours(start, None, "Europe/Lisbon") == "08:00 (Lisbon)"


@pytest.mark.parametrize(
    ("value", "words", "lateness"),
    [
        (date(2016, 9, 2), "10 days late", "late"),
        (date(2016, 9, 11), "1 day late", "late"),
        (date(2016, 9, 12), "due today", "today"),
        (date(2016, 9, 13), "due tomorrow", "soon"),
        (date(2016, 9, 19), "due in 7 days", "soon"),
        (date(2016, 9, 20), "due in 8 days", "later"),
        (None, "", "later"),
    ],
)
def test_how_far_off_a_due_day_is(value, words, lateness):
    assert portal.due(value, TODAY) == words
    assert portal.lateness(value, TODAY) == lateness


@pytest.mark.parametrize(
    ("numbers", "words", "fill", "filled", "least"),
    [
        ((11, 15, 25), "11 of at least 15, 25 seats", "bar-short", 53, 72),
        ((15, 15, 25), "15 of at least 15, 25 seats", "bar-enough", 72, 72),
        ((25, 15, 25), "25 of at least 15, 25 seats", "bar-enough", 120, 72),
        ((4, 15, None), "4 of at least 15", "bar-short", 22, 82),
        ((0, 15, 15), "0 of at least 15, 15 seats", "bar-short", 0, 119),
        ((0, 0, 1), "0 of at least 0, 1 seat", "bar-enough", 0, 1),
    ],
)
def test_the_meter_draws_and_says_the_seats(numbers, words, fill, filled, least):
    meter = Template("{% load portal %}{% meter a b c %}").render(
        Context(dict(zip("abc", numbers, strict=True)))
    )
    assert f"<span>{words}</span>" in meter
    assert f'class="{fill}" x="0" y="2" width="{filled}"' in meter
    assert f'd="M{least} 0v12"' in meter
    assert "style" not in meter


@pytest.mark.parametrize(
    ("tags", "address"),
    [
        ("undo:/trainings/zagreb/move-back/", "/trainings/zagreb/move-back/"),
        ("wide undo:/x/", "/x/"),
        ("wide", ""),
        ("", ""),
        (None, ""),
        ("undo:https://elsewhere.example/", ""),
        ("undo://elsewhere.example/", ""),
    ],
)
def test_a_note_is_undone_only_on_this_site(tags, address):
    assert portal.undo_address(SimpleNamespace(extra_tags=tags)) == address


def test_a_kept_part_is_rendered_once_for_equal_facts():
    page = Template(
        "{% load portal %}{% kept 'reminders/tab_links.html' slug=project.slug here=here %}"
    )
    first, second = (SimpleNamespace(slug=slug) for slug in ("first", "second"))
    context = {"project": first, "here": "rules"}
    text = page.render(Context(context))
    assert '<a href="/projects/first/reminders/rules/" aria-current="page">Rules</a>' in text
    hits = portal._kept_html.cache_info().hits
    assert page.render(Context(context)) == text
    assert portal._kept_html.cache_info().hits == hits + 1
    assert "first" not in page.render(Context(context | {"project": second}))
    assert page.render(Context(context | {"here": "ledger"})).count("aria-current") == 1


def test_a_row_of_the_database_is_no_fact():
    """It would be equal to itself after a change, and the old words would be shown."""
    with pytest.raises(TypeError, match="give it columns, no rows"):
        portal.kept("reminders/tab_links.html", slug=Person(pk=1))


def test_downloads_keep_the_filter_and_not_the_page():
    request = RequestFactory().get("/?page=2&q=a%26b&open=1")
    text = portal.exports({"request": request}, "workpackages:plan_export", "ppi4test")
    assert re.findall(r'<a href="([^"]+)">(\w+)</a>', text) == [
        (f"/projects/ppi4test/plan.{format}?q=a%26b", format.upper())
        for format in ("csv", "xlsx", "ods")
    ]


def pager(number: int, count: int, query: str = "") -> str:
    request = RequestFactory().get(f"/?{query}")
    page = Paginator(range(count), 10).get_page(number)
    return render_to_string("components/pages.html", {"page": page, "request": request})


def test_a_list_of_one_page_has_no_pages():
    assert pager(1, 10).strip() == ""


def test_the_pages_of_a_list_are_links_but_for_this_one():
    text = pager(2, 21, "page=2&q=a%26b&state=x&state=y")
    rest = "?q=a%26b&amp;state=x&amp;state=y&amp;page="
    assert re.findall(r'href="([^"]+)"', text) == [f"{rest}{n}" for n in (1, 1, 3, 3)]
    assert re.findall(r'aria-label="(Page [^"]+)">(\d+)<', text) == [
        ("Page 1", "1"),
        ("Page 3", "3"),
    ]
    assert '<span class="here" aria-current="page">2</span>' in text
    assert "11–20 of 21" in text


def test_a_long_list_shows_its_ends_and_the_pages_around_this_one():
    text = pager(20, 400)
    numbers = re.findall(r"<li><(?:a|span) [^>]*>([^<]+)</", text)[1:-1]
    assert " ".join(numbers) == "1 2 … 17 18 19 20 21 22 23 … 39 40"
    assert '<span class="here" aria-current="page">20</span>' in text
    assert 'href="?page=19" rel="prev"' in text
