import pytest

from partners.templatetags.browsers import browser

MOZILLA = "Mozilla/5.0"
CHROME = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0"


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        (f"{MOZILLA} (X11; Linux x86_64) {CHROME} Safari/537.36", "Chrome on Linux"),
        (f"{MOZILLA} (Windows NT 10.0; Win64) {CHROME} Safari/537.36 Edg/140.0", "Edge on Windows"),
        (f"{MOZILLA} (Linux; Android 10; K) {CHROME} Mobile Safari/537.36", "Chrome on Android"),
        (
            f"{MOZILLA} (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0",
            "Firefox on Windows",
        ),
        (
            f"{MOZILLA} (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 "
            "(KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1",
            "Safari on iPhone",
        ),
        (
            f"{MOZILLA} (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 "
            "(KHTML, like Gecko) Version/18.5 Safari/605.1.15",
            "Safari on Mac",
        ),
        ("curl/8.5.0", "curl/8.5.0"),
        ("x" * 200, "x" * 40),
        ("", "unknown browser"),
    ],
)
def test_a_browser_is_called_by_its_name_and_where_it_runs(user_agent, words):
    assert browser(user_agent) == words


def test_the_pages_of_the_account_lead_back_and_speak_like_the_others(world, login):
    client = login(world.partner)
    pages = {
        "/accounts/sessions/": ("/profile/", []),
        "/accounts/2fa/": ("/profile/", []),
        "/accounts/password/change/": (
            "/profile/",
            ["Current password", "New password", "New password, once more"],
        ),
    }
    for address, (above, labels) in pages.items():
        response = client.get(address)
        crumbs = response.text.split('class="crumbs"')[1].split("</nav>")[0]
        assert f'href="{above}"' in crumbs
        form = response.context.get("form")
        assert [each.label for each in form or ()] == labels


def test_who_is_asked_once_more_can_go_back(world, login):
    page = login(world.partner).get("/accounts/2fa/totp/activate/", follow=True).text
    assert '<a href="/profile/">Back to the profile</a>' in page


def test_a_password_is_asked_for_by_the_address_as_everywhere(client, db):
    form = client.get("/accounts/password/reset/").context["form"]
    assert [each.label for each in form.visible_fields()] == ["E-mail address"]
