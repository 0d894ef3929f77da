"""Logging in, resetting, and who may: through the pages, as a browser does it."""

import re

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.test import Client

from outbox.models import Category, Mail
from partners import accounts
from tests.people import NOW, PASSWORD, make_person

LOGIN = "/accounts/login/"
RESET = "/accounts/password/reset/"
NEW_PASSWORD = "quite another secret"


def log_in(client, email, password=PASSWORD):
    return client.post(LOGIN, {"login": email, "password": password})


def who(client) -> str | None:
    return client.session.get("_auth_user_id")


def reset_link() -> str:
    text = Mail.objects.get(secret=True).text
    return re.search(r"http://localhost:8000(/accounts/password/reset/key/\S+)", text)[1]


def follow_reset(client, link):
    form = client.get(link, follow=True)
    return client.post(
        form.request["PATH_INFO"], {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    )


def test_an_active_account_logs_in_with_any_spelling_of_its_address(world, client):
    answer = log_in(client, "Partner@Example.ORG")
    assert (answer.status_code, answer.url, who(client)) == (302, "/", str(world.partner.pk))
    assert not EmailAddress.objects.exists()


@pytest.mark.parametrize("account", ["none", "invited", "closed"])
def test_no_other_account_logs_in_or_resets(world, client, account):
    world.partner.account = account
    world.partner.save()
    known = log_in(client, world.partner.email)
    unknown = log_in(client, "nobody@example.org")
    assert known.context["form"].errors == unknown.context["form"].errors
    assert who(client) is None
    client.post(RESET, {"email": world.partner.email})
    assert not Mail.objects.exists()


def test_closing_an_account_ends_its_sessions_and_its_reset_links(world, client):
    client.post(RESET, {"email": world.partner.email})
    log_in(client, world.partner.email)
    assert client.get("/profile/").status_code == 200
    accounts.close(person=world.partner, reason="left", by=world.administrator, now=NOW)
    assert client.get("/profile/").status_code == 302
    follow_reset(client, reset_link())
    world.partner.refresh_from_db()
    assert not world.partner.check_password(NEW_PASSWORD)


def test_a_reset_mail_is_secret_and_its_link_works_once(world, client):
    answer = client.post(RESET, {"email": "PARTNER@example.org"})
    mail = Mail.objects.get()
    assert (mail.to, mail.category, mail.secret) == (world.partner.email, Category.ACCOUNT, True)
    link = reset_link()
    assert follow_reset(client, link).status_code == 302
    world.partner.refresh_from_db()
    assert world.partner.check_password(NEW_PASSWORD)
    # its owner is told, without a secret
    assert list(Mail.objects.filter(secret=False).values_list("to", "subject")) == [
        (world.partner.email, "PPI Portal: Your password was changed by a link from a mail.")
    ]
    assert "token_fail" in client.get(link).context
    assert answer.status_code == 302


def test_the_answer_to_a_reset_is_the_same_for_every_address(world, client):
    known = client.post(RESET, {"email": world.partner.email}, follow=True)
    unknown = client.post(RESET, {"email": "nobody@example.org"}, follow=True)
    assert known.redirect_chain == unknown.redirect_chain
    assert known.text == unknown.text
    assert Mail.objects.count() == 1


def test_a_reset_link_leads_to_our_own_name(world, client, settings):
    settings.BASE_URL = "https://portal.example.org"
    client.post(RESET, {"email": world.partner.email}, headers={"host": "localhost"})
    assert "https://portal.example.org/accounts/password/reset/key/" in Mail.objects.get().text


def test_a_stale_address_row_opens_nothing(world, client):
    EmailAddress.objects.create(
        user=world.partner, email="old@example.org", verified=True, primary=True
    )
    log_in(client, "old@example.org")
    assert who(client) is None
    client.post(RESET, {"email": "old@example.org"})
    assert not Mail.objects.exists()
    # it does not stand in the way of the real address either, and gets none of its mail
    log_in(client, world.partner.email)
    assert who(client) == str(world.partner.pk)
    client.post(
        "/accounts/password/change/",
        {"oldpassword": PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD},
    )
    assert list(Mail.objects.values_list("to", flat=True)) == [world.partner.email]


def test_somebody_elses_address_as_a_row_of_ones_own_opens_nothing(world, client):
    """An EmailAddress of the attacker that names the victim: the log in is still the victim's."""
    EmailAddress.objects.create(user=world.stranger, email=world.partner.email, verified=True)
    log_in(client, world.partner.email)
    assert who(client) == str(world.partner.pk)


def test_demo_accounts_log_in_and_reset_in_the_demo_only(world, client, settings):
    demo = make_person("Demo", is_demo=True)
    log_in(client, demo.email)
    client.post(RESET, {"email": demo.email})
    assert (who(client), Mail.objects.count()) == (None, 0)
    settings.DEMO = True
    log_in(client, demo.email)
    assert who(client) == str(demo.pk)
    assert client.get("/profile/").status_code == 200
    settings.DEMO = False
    assert client.get("/profile/").status_code == 302


@pytest.mark.parametrize(
    "address",
    [
        "/accounts/signup/",
        "/accounts/email/",
        "/accounts/confirm-email/",
        "/accounts/confirm-email/MQ:key/",
        "/accounts/inactive/",
        "/accounts/3rdparty/",
        "/accounts/login/code/",
    ],
)
def test_side_doors_are_walled_up(world, client, address):
    client.force_login(world.partner)
    assert client.get(address).status_code == 404
    assert client.post(address, {"email": "new@example.org", "action_add": ""}).status_code == 404
    assert not EmailAddress.objects.exists()


def test_wrong_passwords_are_throttled_for_all_spellings_of_an_address(world, client, settings):
    settings.ACCOUNT_RATE_LIMITS = {"login_failed": "3/5m/key"}
    for email in ("partner@example.org", "Partner@example.org", "PARTNER@EXAMPLE.ORG"):
        log_in(client, email, "wrong")
    answer = log_in(client, "partner@example.org")
    assert who(client) is None
    assert answer.context["form"].errors["__all__"] == [
        "Too many failed login attempts. Try again later."
    ]


def test_resets_are_throttled(world, client, settings):
    settings.ACCOUNT_RATE_LIMITS = {"reset_password": "2/m/ip"}
    codes = [client.post(RESET, {"email": f"{n}@example.org"}).status_code for n in range(3)]
    assert codes == [302, 302, 429]


# --- Second factor and sessions ------------------------------------------------------------------


def totp_code(secret: str) -> str:
    return f"{hotp_value(secret, next(yield_hotp_counters_from_time())):06d}"


def confirm(client):
    """Pages that touch the account's safety ask for the password once more."""
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})


def test_totp_is_switched_on_and_asked_for(world, client, django_capture_on_commit_callbacks):
    log_in(client, world.partner.email)
    confirm(client)
    page = client.get("/accounts/2fa/totp/activate/")
    secret = page.context["form"].secret
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/accounts/2fa/totp/activate/", {"code": totp_code(secret)})
    assert Authenticator.objects.filter(user=world.partner, type="totp").exists()
    assert list(Mail.objects.values_list("to", "subject")) == [
        (world.partner.email, "PPI Portal: A second factor was switched on.")
    ]
    client.post("/accounts/logout/")

    answer = log_in(client, world.partner.email)
    assert (answer.url, who(client)) == ("/accounts/2fa/authenticate/", None)
    client.post(answer.url, {"code": "000000"})
    assert who(client) is None
    client.post(answer.url, {"code": totp_code(secret)})
    assert who(client) == str(world.partner.pk)


def test_a_recovery_code_logs_in_once(world, client):
    TOTP.activate(world.partner, generate_totp_secret())
    code = RecoveryCodes.activate(world.partner).get_unused_codes()[0]
    for expected in (str(world.partner.pk), None):
        log_in(client, world.partner.email)
        client.post("/accounts/2fa/authenticate/", {"code": code})
        assert who(client) == expected
        client.post("/accounts/logout/")


def test_other_sessions_are_listed_and_ended(world, client):
    phone = Client(headers={"user-agent": "Phone"})
    log_in(phone, world.partner.email)
    log_in(client, world.partner.email)
    page = client.get("/accounts/sessions/")
    assert page.context["session_count"] == 2
    assert "Phone" in page.text
    client.post("/accounts/sessions/")
    assert phone.get("/profile/").status_code == 302
    assert client.get("/profile/").status_code == 200


def test_the_second_factor_page_is_open_to_who_has_given_the_password(world, client):
    """LoginRequiredMiddleware must not stand in front of allauth's log in stages."""
    assert client.get("/accounts/2fa/authenticate/").url == LOGIN
    asked = client.get("/accounts/2fa/webauthn/login/", headers={"accept": "application/json"})
    assert set(asked.json()) == {"request_options"}


def test_a_wrong_password_is_refused_in_plain_words(world, client, login):
    typed = {"login": world.buyer.email, "password": "wrong"}
    refused = client.post("/accounts/login/", typed).context["form"].non_field_errors()
    assert refused == ["This address and this password do not belong together."]
    typed = {"oldpassword": "wrong", "password1": "a long new one", "password2": "a long new one"}
    form = login(world.buyer).post("/accounts/password/change/", typed).context["form"]
    assert form.errors == {"oldpassword": ["This is not your password. Type the one you have now."]}
