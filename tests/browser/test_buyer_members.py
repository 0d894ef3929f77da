"""Members, requests and dates of a buyer group in a browser: a link from end to end, and axe."""

import re
from datetime import time, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from buyers import requests
from buyers.models import MemberRequest, Tier
from outbox.models import Mail
from tests.browser.test_frame import assert_fit, log_in
from tests.people import (
    make_buyer,
    make_consultation,
    make_meeting,
    make_membership,
    make_need,
    make_organisation,
    make_person,
    make_risk,
)

GROUP = "/projects/ppi4test/groups/waste-buyers/"


@pytest.fixture
def full(world):
    """The world's group with a few members, dates, risks and requests in every state."""
    today, now = timezone.localdate(), timezone.now()
    group = world.group
    group.lead_procurer = group.memberships.get(tier=Tier.CORE)
    group.save()
    graz = make_membership(
        group, make_organisation("Stadt Graz", country="AT", city="Graz", name="Stadt Graz")
    )
    ana = make_buyer(make_person("Ana Novak", account="none"), world.city, function="Procurement")
    maria = make_buyer(make_person("Maria Huber", account="none"), graz, function="Waste services")
    need = make_need(
        group,
        title="Sorting of bulky waste without hands",
        problem="Four in five tonnes of bulky waste are burnt, for sorting by hand is slow.",
        desired_outcome="Half of it is used again within two years.",
        answers_due=today + timedelta(days=12),
    )
    make_consultation(
        group,
        title="Dialogue with suppliers of sorting robots",
        opens_on=today - timedelta(days=3),
        closes_on=today + timedelta(days=30),
        state="open",
    )
    for days, title, more in (
        (-20, "Kick-off of the buyers", {"state": "held", "city": "Zagreb", "venue": "City hall"}),
        (
            9,
            "Buyers compare their needs",
            {
                "starts": time(9, 30),
                "ends": time(12),
                "agenda": "Welcome\nNeeds side by side\nWhat the market says\nNext steps",
                "online_url": "https://meet.example.org/buyers",
            },
        ),
        (40, "Visit of the sorting plant", {"state": "cancelled", "venue": "Plant Jakuševec"}),
    ):
        day = today + timedelta(days=days)
        group.meetings.add(
            make_meeting(
                world.project,
                title=title,
                slug=title.lower().replace(" ", "-"),
                first_day=day,
                last_day=day,
                kind="wp",
                **more,
            )
        )
    group.risks.add(
        make_risk(
            *(world.wp4, world.acr, "1"),
            title="No supplier offers within the budget",
            mitigation="Ask the market before the tender; split it into lots.",
            likelihood=4,
            impact=4,
        ),
        make_risk(
            *(world.wp4, world.acr, "2"),
            title="A council votes later than planned",
            category="organisation",
            likelihood=2,
            impact=3,
            response="accept",
        ),
    )
    group.declarations.create(
        organisation=graz.organisation,
        person=maria.person,
        has_conflict=True,
        explanation="The city holds a third of Sortier GmbH, which may offer.",
        declared_at=now - timedelta(days=4),
    )
    group.declarations.create(
        organisation=world.city.organisation,
        person=world.buyer,
        has_conflict=False,
        declared_at=now - timedelta(days=2),
    )
    asked = {"group": group, "by": world.coordinator}
    requests.ask(places=[maria], kind="data", now=now - timedelta(days=6), **asked)
    requests.answer_data(
        token=token(), corrections="The PIC is 998877665.", now=now - timedelta(days=5)
    )
    requests.ask(places=[ana], kind="conflict", now=now - timedelta(days=30), **asked)
    requests.ask(places=[ana, maria], kind="need", need=need, now=now, **asked)
    return world


def token() -> str:
    return re.search(r"/requests/([^/\s]+)/", Mail.objects.latest("pk").text)[1]


def test_a_contact_without_account_answers_one_request(page, new_context, world):
    make_buyer(make_person("Ana Novak", account="none"), world.city)
    log_in(page, world.coordinator)
    page.goto(GROUP)
    page.get_by_role("link", name="Requests").click()
    page.get_by_role("link", name="Ask by mail").first.click()
    page.get_by_label("declare conflicts of interest").check()
    page.get_by_label("Ana Novak (City of Split), no account").check()
    page.get_by_role("button", name="Send the requests").click()
    expect(page.get_by_role("status")).to_contain_text("1 request is on its way")

    [link] = re.findall(r"https?://\S+/requests/\S+", Mail.objects.get().text)
    hers = new_context().new_page()
    assert_fit(hers, link)
    hers.goto(link)
    hers.get_by_label("There is one, explained below").check()
    hers.get_by_role("button", name="Send the answer").click()
    expect(hers.get_by_role("alert")).to_contain_text("Say what the conflict is.")
    hers.get_by_label("Explanation").fill("We hold shares of a supplier.")
    hers.get_by_role("button", name="Send the answer").click()
    expect(hers.get_by_role("heading", name="Thank you")).to_be_visible()
    assert_fit(hers, link, 404)  # used: the page that all dead links have
    expect(hers.get_by_role("heading", name="This link does not work")).to_be_visible()
    hers.goto(GROUP)
    expect(hers).to_have_url(re.compile("/accounts/login/"))  # it lets nobody in

    page.goto(f"{GROUP}conflicts/")
    expect(page.get_by_text("We hold shares of a supplier.")).to_be_visible()


def test_pages_of_members_are_fit_for_everybody(page, new_context, full):
    log_in(page, full.coordinator)
    pk = MemberRequest.objects.unanswered().first().pk
    for end in (
        *("", "conflicts/", "requests/", "requests/?state=expired", "requests/new/"),
        *("requests/new/?member=1", f"requests/{pk}/revoke/", "meetings/"),
        *("meetings/choose/", "risks/choose/", f"members/{full.city.pk}/end/"),
    ):
        assert_fit(page, GROUP + end)
    buyers_page = new_context().new_page()
    log_in(buyers_page, full.buyer)
    for end in ("", "conflicts/", "conflicts/new/", "meetings/"):
        assert_fit(buyers_page, GROUP + end)
    visitor = new_context().new_page()
    links = [
        re.search(r"https?://\S+/requests/\S+", mail.text)[0]
        for mail in Mail.objects.order_by("pk")
    ]
    for link in links[-2:]:
        assert_fit(visitor, link)
    assert_fit(visitor, "/requests/answered/")
