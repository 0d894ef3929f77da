"""Market consultations and open data in a real browser: fit for everyone, and a first story."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.browser.test_frame import assert_fit, log_in
from tests.buyers.market import (
    complete,
    make_contact,
    make_filed,
    make_published,
    make_question,
    url,
)

PUBLIC = "/consultations/ppi4test/waste-buyers/1/"


@pytest.fixture
def group(world, settings):
    """With something in each list of its pages."""
    settings.OCDS_PREFIX = "ocds-213czf"
    group = complete(world)
    consultation = group.consultations.get()
    make_published(consultation, 1)
    make_question(consultation, 2, answer="Yes.")
    make_question(consultation, 3)
    make_contact(consultation, world.coordinator)
    make_contact(
        consultation,
        world.coordinator,
        struck_on=timezone.localdate(),
        struck_reason="This was another supplier, whose name is much longer",
    )
    make_filed(group, world.coordinator, timezone.localdate() + timedelta(days=9))
    return group


def test_the_pages_are_fit_for_everyone(page, world, group):
    log_in(page, world.coordinator)
    line, document = group.consultations.get().contacts.first(), group.documents.first()
    for address in (
        *[url("consultations"), url("new_consultation"), url("consultation", 1)],
        *[
            url("edit_consultation", 1),
            url("write_report", 1),
            url("consultation_act", 1, "cancel"),
        ],
        *[url("new_question", 1), url("publish_question", 1, 2), url("supplier_log", 1)],
        *[
            url("new_contact", 1),
            url("share_contact", 1, line.pk),
            url("strike_contact", 1, line.pk),
        ],
        *[url("open_data"), url("edit_procurement"), url("new_document")],
        *[url("edit_document", document.pk), url("take_out_document", document.pk), PUBLIC],
    ):
        assert_fit(page, address)


def test_a_supplier_reads_what_was_published_and_nothing_else(page, world, group):
    log_in(page, world.coordinator)
    page.goto(url("consultation", 1))
    page.locator("a[href$='questions/2/publish/']").click()
    page.get_by_role("button", name="Publish it").click()
    expect(page.get_by_text("Question 2 is published.")).to_be_visible()
    page.context.clear_cookies()
    page.goto(PUBLIC)
    expect(page.get_by_text("Question 2?")).to_be_visible()
    expect(page.get_by_text("Question 3?")).to_have_count(0)
    expect(page.get_by_role("link", name="Log in")).to_be_visible()
