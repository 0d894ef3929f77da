"""Meetings and risks of a group: what members read of the work plan, and what they never do."""

from datetime import date, time, timedelta

import pytest
from django.urls import reverse
from icalendar import Calendar

from buyers import dates
from buyers.models import BuyerGroup
from ppi_portal import feeds
from tests.buyers.test_dates import plan_of
from tests.people import (
    TODAY,
    make_action,
    make_buyer,
    make_consultation,
    make_group,
    make_meeting,
    make_membership,
    make_need,
    make_organisation,
    make_person,
    make_project,
    make_risk,
)
from tests.reading import content_of, notes, read_book, read_csv

DAY = date(2027, 9, 30)


@pytest.fixture
def meeting(world):
    """Linked, with all that only the consortium reads."""
    row = make_meeting(
        world.project,
        title="Buyers meet in Bilbao",
        first_day=DAY,
        last_day=DAY,
        starts=time(9),
        ends=time(12, 30),
        venue="Town hall",
        agenda="Welcome\nNeeds of each buyer",
        online_url="https://meet.example/bilbao",
        notes="Secret minutes",
        attendance="Secret guest",
        state="held",
    )
    row.decisions.create(number=1, text="Secret decision")
    make_action(world.organiser, row, text="Secret action")
    world.group.meetings.add(row)
    return row


def url(name="dates", *args):
    return reverse(f"buyers:{name}", args=["ppi4test", "waste-buyers", *args])


def all_paths(client) -> list[str]:
    """What the reader gets of the group's dates and risks, on every path."""
    pages = [url(), url("group"), "/search/?q=secret", "/calendar/?month=2027-09"]
    pages += ["/calendar/agenda/?from=2027-09-20", "/"]
    texts = [client.get(address).text for address in pages]
    for address in (
        url("dates_export", "csv"),
        url("risks_export", "csv"),
        url("dates_ics"),
        url("members_export", "csv"),
    ):
        texts.append(content_of(client.get(address)).decode())
    return texts


def test_a_buyer_reads_when_where_and_what_about(world, meeting, login):
    text = login(world.buyer).get(url()).text
    for words in (
        *("Buyers meet in Bilbao", "09:00–12:30 (Madrid)", "Town hall, Bilbao", "Welcome"),
        *("Needs of each buyer", "https://meet.example/bilbao", "held"),
    ):
        assert words in text, words


def test_a_buyer_never_reads_what_is_not_linked_nor_the_minutes(world, meeting, login):
    make_meeting(world.project, title="Secret unlinked", first_day=DAY, last_day=DAY)
    other = make_group(world.project, "Other buyers")
    other.meetings.add(make_meeting(world.project, title="Secret of others"))
    make_risk(world.wp4, world.acr, "1", title="Secret risk")
    other.risks.add(make_risk(world.wp4, world.acr, "2", title="Secret risk of others"))
    world.group.risks.add(
        make_risk(world.wp4, world.acr, "3", title="Shown", contingency="Secret contingency")
    )
    for texts in (all_paths(login(world.buyer)), all_paths(lead_procurers(world, login))):
        assert not [text for text in texts if "Secret" in text]
    for address in (meeting.get_absolute_url(), f"{meeting.get_absolute_url()}minutes.pdf"):
        assert login(world.buyer).get(address).status_code == 404
    unlinked = url("meeting_ics", "secret-unlinked")
    assert login(world.buyer).get(unlinked).status_code == 404
    assert login(world.coordinator).get(unlinked).status_code == 404


def lead_procurers(world, login):
    """A buyer who manages the group and does not see the project."""
    person = make_person("Procurer")
    member = make_membership(world.group, make_organisation("City of Graz", country="AT"))
    make_buyer(person, member)
    BuyerGroup.objects.filter(pk=world.group.pk).update(lead_procurer=member)
    return login(person)


def test_the_lead_procurers_people_choose_nothing_of_a_plan_they_do_not_see(world, meeting, login):
    make_meeting(world.project, title="Secret unlinked", first_day=DAY, last_day=DAY)
    client = lead_procurers(world, login)
    assert client.get(url("requests")).status_code == 200  # they manage the group
    for name in ("link_meetings", "link_risks"):
        answer = client.get(url(name))
        assert answer.status_code == 403
        assert "Secret" not in answer.text
        assert url(name) not in client.get(url()).text
        assert client.post(url(name), {}).status_code == 403
    assert world.group.meetings.exists()


def test_the_consortium_finds_the_meeting_and_the_risk_a_buyer_does_not(world, meeting, login):
    risk = make_risk(world.wp4, world.acr)
    world.group.risks.add(risk)
    links = (meeting.get_absolute_url(), risk.get_absolute_url())
    assert [link in login(world.officer).get(url()).text for link in links] == [True, True]
    assert [link in login(world.buyer).get(url()).text for link in links] == [False, False]


def test_what_comes_stands_first_then_what_has_been(world, login):
    for title, days in (("Later", 20), ("Sooner", 2), ("Today", 0), ("Last", -3), ("First", -30)):
        day = TODAY + timedelta(days=days)
        world.group.meetings.add(
            make_meeting(world.project, title=title, first_day=day, last_day=day)
        )
    make_need(world.group, title="Sorting", answers_due=TODAY + timedelta(days=5))
    make_need(world.group, 2, state="draft", answers_due=TODAY + timedelta(days=5))
    make_consultation(
        world.group,
        title="Dialogue",
        opens_on=TODAY - timedelta(days=1),
        closes_on=TODAY + timedelta(days=7),
    )
    parts = login(world.buyer).get(url()).context["parts"]
    assert [(part, [(entry.kind, entry.title) for entry in rows]) for part, rows in parts] == [
        (
            "Coming",
            [
                ("project board", "Today"),
                ("project board", "Sooner"),
                ("Answers wanted", "N1 Sorting"),
                ("Market consultation closes", "Dialogue"),
                ("project board", "Later"),
            ],
        ),
        (
            "Past",
            [
                ("Market consultation opens", "Dialogue"),
                ("project board", "Last"),
                ("project board", "First"),
            ],
        ),
    ]


def test_members_read_level_and_mitigation_of_a_risk(world, login):
    world.group.risks.add(
        make_risk(world.wp4, world.acr, "1", title="Small", likelihood=1, impact=2),
        make_risk(world.wp4, world.acr, "2", title="Grave", likelihood=4, impact=5,
                  mitigation="Ask the market early", category="market", response="avoid"),
    )  # fmt: skip
    page = login(world.buyer).get(url())
    assert [(risk.code, str(risk.level)) for risk in page.context["risks"]] == [
        ("R2", "20 red"),
        ("R1", "2 green"),
    ]
    assert "Ask the market early" in page.text
    rows = read_csv(login(world.buyer).get(url("risks_export", "csv")))
    assert rows[1] == [
        *["R2", "Grave", "market", "open", "4", "5", "20", "red", "avoid", "Ask the market early"],
    ]


# --- Linking -------------------------------------------------------------------------------------


def test_who_manages_links_and_unlinks(world, meeting, login):
    other = make_meeting(world.project, title="Second")
    client = login(world.wp_lead)
    page = client.get(url("link_meetings"))
    assert page.context["form"]["meetings"].initial == [meeting.pk]
    assert "Thu 30 Sep 2027: Buyers meet in Bilbao" in page.text
    key = dates.Link.objects.get(meeting=meeting).pk
    answer = client.post(url("link_meetings"), {"meetings": [meeting.pk, other.pk]}, follow=True)
    assert notes(answer) == ["The meetings of the group are saved."]
    assert set(world.group.meetings.all()) == {meeting, other}
    assert dates.Link.objects.get(meeting=meeting).pk == key  # calendars know it by this
    client.post(url("link_meetings"), {"meetings": [other.pk]})
    assert list(world.group.meetings.all()) == [other]
    reasons = world.group.history.values_list("history_change_reason", "history_user__name")
    assert list(reasons[:2]) == [
        ("Meetings linked: Second", "Wp Lead"),
        ("Meetings linked: Buyers meet in Bilbao; Second", "Wp Lead"),
    ]
    risk = make_risk(world.wp4, world.acr)
    client.post(url("link_risks"), {"risks": [risk.pk]})
    assert list(world.group.risks.all()) == [risk]
    count = world.group.history.count()
    answer = client.post(f"{url('link_risks')}?plan", {"risks": [risk.pk]})
    assert answer["Location"] == url("plan_risks")  # back to where one came from
    assert world.group.history.count() == count  # nothing has changed
    assert "Risks linked: R1 Risk 1" in client.get(url("group")).text


@pytest.mark.parametrize("typed", ["elsewhere", "x", "99999999999999999999", "-1"])
@pytest.mark.parametrize("field", ["meetings", "risks"])
def test_what_belongs_elsewhere_is_no_choice(world, login, field, typed):
    other = make_project("Other")
    if typed == "elsewhere":
        typed = make_meeting(other).pk if field == "meetings" else 77777
    answer = login(world.coordinator).post(url(f"link_{field}"), {field: [typed]})
    assert list(answer.context["form"].errors) == [field]
    assert not getattr(world.group, field).exists()


def test_nothing_cancelled_or_closed_is_offered(world, login):
    make_meeting(world.project, title="Called off", state="cancelled")
    make_risk(world.wp4, world.acr, title="Over", state="closed")
    client = login(world.coordinator)
    assert "Called off" not in client.get(url("link_meetings")).text
    assert "Over" not in client.get(url("link_risks")).text


# --- Calendar files ------------------------------------------------------------------------------


def events(client, *args) -> dict[str, str]:
    answer = client.get(url(*args))
    assert answer["Content-Type"] == "text/calendar; charset=utf-8; method=PUBLISH"
    return {
        str(event["UID"]): str(event["SUMMARY"])
        for event in Calendar.from_ical(answer.content).walk("VEVENT")
    }


def test_the_dates_of_a_group_as_a_file(world, meeting, login):
    make_need(world.group, title="Sorting", answers_due=DAY)
    make_consultation(world.group, title="Dialogue", opens_on=DAY, closes_on=DAY)
    found = events(login(world.buyer), "dates_ics")
    assert sorted(found.values()) == [
        "PPI4Test: Answers wanted: N1 Sorting",
        "PPI4Test: Buyers meet in Bilbao",
        "PPI4Test: Dialogue: Market consultation closes",
        "PPI4Test: Dialogue: Market consultation opens",
    ]
    [alone] = events(login(world.buyer), "meeting_ics", meeting.slug).items()
    assert alone in found.items()


@pytest.mark.parametrize("role", ["buyer", "coordinator"])
def test_no_calendar_has_a_date_twice(world, meeting, login, role):
    """The file has each under the UID of the reader's own feed."""
    make_need(world.group, answers_due=DAY)
    make_consultation(world.group, opens_on=DAY, closes_on=DAY)
    person = world.person(role)
    feed = Calendar.from_ical(feeds.calendar_file(person, TODAY))
    of_feed = {str(event["UID"]) for event in feed.walk("VEVENT")}
    assert events(login(person), "dates_ics").keys() <= of_feed


def test_the_file_of_a_buyer_leads_to_the_group_and_tells_no_more_than_the_page(
    world, meeting, login
):
    [event] = Calendar.from_ical(
        login(world.buyer).get(url("meeting_ics", meeting.slug)).content
    ).walk("VEVENT")
    assert str(event["URL"]) == f"http://localhost:8000{url()}"
    assert str(event["DESCRIPTION"]) == "Welcome\nNeeds of each buyer"
    assert "Secret" not in event.to_ical().decode()


# --- What it costs, and files --------------------------------------------------------------------


def test_the_calendar_as_a_spreadsheet(world, meeting, login):
    client = login(world.buyer)
    rows = read_csv(client.get(url("dates_export", "csv")))
    assert rows[1:] == [
        [
            *["2027-09-30", "2027-09-30", "09:00", "12:30", "Europe/Madrid", "project board"],
            *["Buyers meet in Bilbao", "held", "Town hall, Bilbao", "https://meet.example/bilbao"],
            "Welcome\nNeeds of each buyer",
        ]
    ]
    for name in ("dates_export", "risks_export"):
        for format in ("xlsx", "ods"):
            assert read_book(client.get(url(name, format)))


def test_the_days_of_a_feasibility_plan_stand_among_them(world, login):
    plan = plan_of(world)
    plan.gates.filter(kind="needs").update(planned_on=TODAY, passed_on=TODAY)
    client = login(world.buyer)
    rows = read_csv(client.get(url("dates_export", "csv")))[1:]
    assert [(row[0], row[5], row[6], row[7]) for row in rows] == [
        ("2027-09-06", "Gate of the feasibility plan", "Needs assessed", "passed"),
        ("2027-09-30", "Part of the feasibility plan due", "4 form of procurement", "not begun"),
        ("2027-09-30", "Scores of the options wanted", "Sorting line", "wanted"),
        ("2027-09-30", "Decisions wanted", "Sorting line", "wanted"),
        ("2027-09-30", "Gate of the feasibility plan", "Tender published", "not passed"),
    ]
    events = Calendar.from_ical(content_of(client.get(url("dates_ics"))))
    feed = Calendar.from_ical(feeds.calendar_file(world.buyer, TODAY))
    uids = [{str(each["UID"]) for each in file.walk("VEVENT")} for file in (events, feed)]
    assert len(uids[0]) == 5
    assert uids[0] <= uids[1]


def test_the_statements_do_not_grow_with_the_rows(world, login, django_assert_num_queries):
    client = login(world.buyer)
    plan_of(world)

    def grow(number):
        world.group.meetings.add(make_meeting(world.project, f"Meeting {number}"))
        world.group.risks.add(make_risk(world.wp4, world.acr, str(number)))
        make_need(world.group, number, answers_due=DAY)
        world.group.plan.parts.filter(number=number).update(due_on=DAY)
        make_consultation(world.group, number)

    grow(1)
    client.get(url())
    for numbers in ((), (2, 3)):
        for number in numbers:
            grow(number)
        with django_assert_num_queries(8 + 3):
            client.get(url())


def test_an_empty_page_says_what_to_do(world, login):
    text = login(world.coordinator).get(url()).text
    assert "Choose the meetings of the work plan that concern the group." in text
    assert "No dates yet" in login(world.buyer).get(url()).text
