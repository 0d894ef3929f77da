"""The frame and the account pages in a real browser: keyboard, phone, script off, passkey, axe."""

import re
from datetime import timedelta

from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import expect

from ppi_portal.demo_accounts import PASSWORD as DEMO_PASSWORD
from tests.addresses import need_of
from tests.people import (
    PASSWORD,
    Person,
    fix_day,
    make_action,
    make_meeting,
    make_period,
    make_review,
    make_risk,
    make_share,
)
from tests.records.samples import file
from workpackages import countdown, planning, talk

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PHONE = {"width": 320, "height": 640}
ENTRANCE = (
    "/accounts/login/",
    "/accounts/password/reset/",
    "/accounts/password/reset/done/",
    "/accounts/password/reset/key/1-used/",
    "/about/",
)
PROJECT = "/projects/ppi4test/"
INSIDE = (
    "/",
    "/calendar/",
    "/calendar/agenda/",
    "/calendar/address/",
    "/search/",
    "/search/?q=zagreb",
    "/profile/",
    "/about/",
    "/reminders/preferences/",
    PROJECT,
    *(
        PROJECT + page
        for page in (
            "plan/",
            "gantt/",
            "deliverables/",
            "milestones/",
            "wp4/",
            "t4.2/",
            "t4.2/edit/",
            "t4.2/move/",
            "t4.2/move/?first_month=14&last_month=26",
            "t4.2/waits-for/",
            "t4.2/comment/",
            "d4.1/files/new/",
            "t4.2/cancel/",
            "d4.1/",
            "d4.1/countdown/",
            "d4.1/countdown/move/",
            "rv1/",
            "rv1/hold/",
            "risks/",
            "risks/?map=after&q=nothing",
            "risks/new/",
            "risks/bands/",
            "risks/rp1/",
            "r1/",
            "r1/edit/",
            "r1/score/",
            "r1/close/",
            "r1/new-action/",
            "meetings/",
            "meetings/new/",
            "meetings/project-board/",
            "meetings/project-board/edit/",
            "meetings/project-board/minutes/",
            "meetings/project-board/new-decision/",
            "meetings/project-board/decisions/1/",
            "meetings/project-board/decisions/1/strike/",
            "meetings/project-board/risks/",
            "meetings/project-board/new-action/",
            "actions/",
            "effort/",
            "effort/plan/",
            "effort/new-period/",
            "partners/",
            "partners/3/",
            "partners/new/",
            "people/",
            "invitations/",
            "groups/",
            "groups/waste-buyers/",
            "groups/waste-buyers/needs/",
            "groups/waste-buyers/needs/new/",
            "groups/waste-buyers/needs/1/",
            "groups/waste-buyers/needs/1/edit/",
            "groups/waste-buyers/needs/1/close/",
            "groups/waste-buyers/needs/1/prior-art/new/",
            "trainings/",
            "trainings/zagreb/",
            "trainings/zagreb/move/",
            "trainings/zagreb/cancel/",
            "trainings/zagreb/registrations/",
            "reminders/",
            "reminders/ledger/",
            "reminders/rules/",
        )
    ),
)
ACCOUNT = (
    "/accounts/password/change/",
    "/accounts/2fa/",
    "/accounts/2fa/totp/activate/",
    "/accounts/2fa/webauthn/add/",
    "/accounts/sessions/",
    "/accounts/reauthenticate/",
    "/accounts/logout/",
)


def log_in(page, person):
    page.goto("/accounts/login/?next=/accounts/sessions/")
    page.get_by_label("E-mail address").fill(person.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_label("Password").press("Enter")
    expect(page.get_by_role("heading", name="Where you are logged in")).to_be_visible()


def prove(page, address):
    """To a page that wants the password once more."""
    page.goto(address)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Confirm").click()
    expect(page).to_have_url(re.compile(address))


def found_by_axe(page, run_only) -> list:
    violations = Axe().run(page, options={"runOnly": run_only}).response["violations"]
    return [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in violations]


def assert_fit(page, address, status=200):
    """Nothing for axe to find, light or dark; and nothing makes a phone scroll sideways."""
    assert page.goto(address).status == status
    assert found_by_axe(page, WCAG) == []
    page.emulate_media(color_scheme="dark")
    assert found_by_axe(page, ["color-contrast"]) == []
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(PHONE)
    wider = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(wider) == 0
    page.set_viewport_size({"width": 1280, "height": 800})


def test_the_entrance_is_fit_for_everyone(page):
    for address in ENTRANCE:
        assert_fit(page, address)
    assert_fit(page, "/accounts/signup/", status=404)


def test_the_account_pages_are_fit_for_everyone(page, world):
    log_in(page, world.coordinator)
    prove(page, "/accounts/2fa/totp/activate/")
    for address in ACCOUNT:
        assert_fit(page, address)


def fill_register(world):
    """A risk that a meeting has scored twice, with an action; a period to report about."""
    today = timezone.localdate()
    make_period(world.project)
    risk = make_risk(
        world.wp4, world.acr, review_on=today, residual_likelihood=1, residual_impact=2
    )
    board = make_meeting(
        world.project, first_day=today, last_day=today, agenda="Risks", notes="We met."
    )
    board.decisions.create(number=1, text="Go on")
    board.decisions.create(number=2, text="Wait", withdrawn_on=today)
    make_action(world.partner, board, risk)
    for days, impact in ((100, 2), (0, 5)):
        risk.scores.create(
            likelihood=4,
            impact=impact,
            scored_on=today - timedelta(days=days),
            scored_by=world.partner,
            meeting=None if days else board,
        )


def test_the_pages_of_a_project_are_fit_for_everyone(page, world):
    fix_day(world.training, timezone.localdate() + timedelta(days=30))
    talk.hand_in(item=world.d41, upload=file(), by=world.partner, now=timezone.now())
    talk.say(
        item=world.d41, text="Ready? https://example.org", by=world.partner, now=timezone.now()
    )
    make_review(world.project, world.iat)
    countdown.plan(deliverable=world.d41, by=world.partner)
    planning.change(item=world.d41, by=world.coordinator, due_month=23)  # it no longer fits
    fill_register(world)
    make_share(need_of(world), world.city.organisation, price_estimate=5, currency="EUR")
    log_in(page, world.coordinator)
    for address in INSIDE:
        assert_fit(page, address)


def test_a_wrong_password_is_said_and_the_address_kept(page, world):
    page.goto("/accounts/login/")
    page.get_by_label("E-mail address").fill(world.buyer.email)
    page.get_by_label("Password").fill("not this one")
    page.get_by_role("button", name="Log in", exact=True).click()
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.get_by_label("E-mail address")).to_have_value(world.buyer.email)
    expect(page.get_by_label("Password")).to_have_value("")


def test_the_first_stop_of_the_keyboard_skips_to_the_content(page):
    page.goto("/accounts/login/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_the_slash_goes_to_the_search_box_but_not_while_typing(page, world):
    log_in(page, world.administrator)
    page.goto("/outbox/")
    search = page.get_by_label("Words or a code")
    page.keyboard.press("/")
    expect(search).to_be_focused()
    page.keyboard.type("a/b")
    expect(search).to_have_value("a/b")
    page.set_viewport_size({"width": 390, "height": 800})  # the page's own, where that is folded
    page.goto("/outbox/")
    page.keyboard.press("/")
    expect(page.get_by_label("Subject or address")).to_be_focused()


def test_the_menus_close_on_escape_and_on_a_press_elsewhere(page, world):
    log_in(page, world.coordinator)
    account, security = (
        page.get_by_text("Your account"),
        page.get_by_role("link", name="Second factor and passkeys"),
    )
    summary = page.locator("summary", has=account)
    summary.click()
    expect(security).to_be_visible()
    page.keyboard.press("Escape")
    expect(security).to_be_hidden()
    expect(summary).to_be_focused()
    summary.click()
    page.get_by_role("heading", name="Where you are logged in").click()
    expect(security).to_be_hidden()


def test_on_a_phone_without_script_the_menu_unfolds_and_logs_out(new_context, world):
    page = new_context(java_script_enabled=False, viewport=PHONE).new_page()
    log_in(page, world.coordinator)
    calendar = page.get_by_role("link", name="Calendar")
    expect(calendar).to_be_hidden()
    page.get_by_text("Menu", exact=True).click()
    expect(calendar).to_be_visible()
    page.locator("summary", has=page.get_by_text("Your account")).click()
    page.get_by_role("button", name="Log out").click()
    expect(page.get_by_role("heading", name="Log in")).to_be_visible()
    expect(page.get_by_role("status")).to_have_text("You are logged out.")


def test_on_a_phone_without_script_a_filter_folds_to_its_first_field(new_context, world):
    page = new_context(java_script_enabled=False, viewport=PHONE).new_page()
    log_in(page, world.coordinator)
    page.goto(f"{PROJECT}deliverables/")
    form = page.get_by_role("search", name="Filter this list")
    words, partner = form.get_by_label("Text"), form.get_by_label("Partner")
    expect(words).to_be_visible()
    expect(partner).to_be_hidden()
    words.focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(partner).to_be_visible()
    partner.select_option(str(world.acr.pk))
    form.get_by_role("button", name="Filter").click()
    expect(page.get_by_role("link", name="Clear")).to_be_visible()
    expect(partner).to_be_visible()  # what is chosen is seen
    page.set_viewport_size({"width": 1280, "height": 800})
    expect(form.get_by_text("More choices")).to_be_hidden()
    page.goto(f"{PROJECT}deliverables/")
    expect(partner).to_be_visible()


def test_in_the_demo_one_press_logs_in_without_script(new_context, world, settings):
    settings.DEMO = True
    Person.objects.create_user(
        "iclei@ppi4waste.example", DEMO_PASSWORD, name="Demo of ICLEI", is_demo=True
    )
    page = new_context(java_script_enabled=False).new_page()
    page.goto("/accounts/login/?next=/accounts/sessions/")
    page.get_by_role("button", name="Log in: Schedules the trainings, ICLEI").click()
    expect(page.get_by_role("heading", name="Where you are logged in")).to_be_visible()
    expect(page.locator(".person-name")).to_have_text("Demo of ICLEI")


def test_outside_the_demo_no_account_is_offered(page, world):
    page.goto("/accounts/login/")
    assert "ppi4waste.example" not in page.content()
    assert DEMO_PASSWORD not in page.content()


def test_a_form_pressed_twice_is_sent_once(page, world):
    log_in(page, world.coordinator)
    page.goto("/accounts/password/change/")
    sent = []
    page.route(
        "**/password/change/", lambda it: (sent.append(it.request.method), it.fulfill(status=204))
    )
    button = page.get_by_role("button", name="Change the password")
    button.evaluate("button => { button.click(); button.click(); }")
    expect(button).to_be_visible()
    assert sent == ["POST"]


def test_a_passkey_is_added_and_logs_in(context, page, world):
    session = context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    key = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": key})
    log_in(page, world.buyer)
    prove(page, "/accounts/2fa/webauthn/add/")
    page.get_by_label("Name").fill("Work laptop")
    page.get_by_label("Passwordless").check()
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    assert_fit(page, "/accounts/2fa/recovery-codes/")
    assert_fit(page, "/accounts/2fa/webauthn/")
    expect(page.get_by_role("row", name="Work laptop")).to_contain_text("passkey")
    context.clear_cookies()
    page.goto("/accounts/login/?next=/accounts/sessions/")
    page.get_by_role("button", name="Log in with a passkey").click()
    expect(page.get_by_role("heading", name="Where you are logged in")).to_be_visible()
    expect(page.locator(".person-name")).to_have_text(world.buyer.name)
