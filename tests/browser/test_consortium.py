"""Partners, people and buyer groups in a real browser: an invitation from end to end, and axe."""

import re

from playwright.sync_api import expect

from outbox.models import Mail
from partners.models import Person
from tests.browser.test_frame import assert_fit, log_in
from tests.buyers import test_pages as buyers
from tests.partners import test_pages as partners


def test_an_invited_person_opens_the_account_and_sees_the_project(page, new_context, world):
    log_in(page, world.coordinator)
    page.goto("/projects/ppi4test/partners/5/")
    page.get_by_role("link", name="Invite somebody").click()
    page.get_by_label("Name").fill("Ana Novak")
    page.get_by_label("E-mail address").fill("Ana@Example.org")
    page.get_by_role("button", name="Send the invitation").click()
    expect(page.get_by_role("status")).to_contain_text("is on its way")
    expect(page.get_by_text("Invited, not answered")).to_be_visible()

    [link] = re.findall(r"https?://\S+/invitations/\S+", Mail.objects.get().text)
    hers = new_context().new_page()
    assert_fit(hers, link)
    hers.goto(link)
    hers.get_by_label("Your name").fill("Ana Novak")
    hers.get_by_label("Choose a password").fill("12345")
    hers.get_by_role("button", name="Open my account").click()
    expect(hers.get_by_role("alert")).to_contain_text("too short")
    hers.get_by_label("Choose a password").fill("a long enough secret")
    hers.get_by_role("button", name="Open my account").click()
    expect(hers.get_by_role("status").first).to_contain_text("Your account is open")
    hers.goto("/projects/ppi4test/partners/5/")
    expect(hers.get_by_role("heading", name="ACR+")).to_be_visible()
    expect(hers.get_by_role("link", name="Invite somebody")).to_have_count(0)

    other = new_context().new_page()
    assert_fit(other, link, 404)  # used: the page that all dead links have
    expect(other.get_by_role("heading", name="This link does not work")).to_be_visible()
    assert Person.objects.get(name="Ana Novak").places.count() == 1


def test_pages_of_the_consortium_are_fit_for_everybody(page, world):
    log_in(page, world.coordinator)
    partners.invite(world)
    for address in (partners.READ | partners.EDIT).values():
        assert_fit(page, address(world))
    assert_fit(page, "/profile/")


def test_pages_of_buyer_groups_are_fit_for_everybody(page, new_context, world):
    log_in(page, world.coordinator)
    for address, _may, _sees in buyers.PAGES.values():
        assert_fit(page, address(world))
    buyers_page = new_context().new_page()
    log_in(buyers_page, world.buyer)
    for where in ("list", "group"):
        assert_fit(buyers_page, buyers.address_of(world, where))


def test_the_page_of_a_new_project_is_fit_for_everybody(page, world):
    log_in(page, world.administrator)
    assert_fit(page, "/new-project/")
    page.get_by_role("button", name="Set up the project").click()
    expect(page.get_by_role("alert")).to_contain_text("There is a problem")
