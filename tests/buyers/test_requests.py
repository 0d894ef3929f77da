"""What members are asked by personal link: asking, sending anew, revoking, the page of requests."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.urls import reverse

from buyers import requests
from buyers.models import MemberRequest
from outbox.models import Mail
from tests.people import (
    NOW,
    TODAY,
    make_buyer,
    make_group,
    make_membership,
    make_need,
    make_organisation,
    make_person,
)
from tests.reading import notes, read_book, read_csv

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def a_mail_server(settings):
    settings.MAIL_IS_SENT = True


@pytest.fixture
def ana(world):
    """A contact without an account, named for the City of Split."""
    return make_buyer(make_person("Ana", account="none"), world.city)


def url(name="requests", *args):
    return reverse(f"buyers:{name}", args=["ppi4test", "waste-buyers", *args])


def ask(world, *places, kind="data", now=NOW, by=None, **given):
    return requests.ask(
        group=world.group, places=places, kind=kind, by=by or world.coordinator, now=now, **given
    )


def newest_token() -> str:
    mail = Mail.objects.filter(secret=True).latest("pk")
    return re.search(r"/requests/([^/\s]+)/", mail.text)[1]


def works(token: str, now=NOW) -> bool:
    try:
        return bool(requests.find(token=token, now=now))
    except requests.DeadLink:
        return False


# --- Acts ----------------------------------------------------------------------------------------


def test_each_person_gets_a_mail_of_their_own_with_a_link(world, ana):
    first, second = ask(world, ana, world.buyer.buyer_places.get())
    mails = Mail.objects.order_by("pk")
    assert sorted(mail.to for mail in mails) == ["ana@example.org", "buyer@example.org"]
    assert {(mail.secret, mail.category, mail.not_after) for mail in mails} == {
        (True, "service", NOW + 14 * DAY)
    }
    mail = mails.get(to="ana@example.org")
    assert mail.subject == "PPI4Test: please confirm your data for the buyer group Waste buyers"
    assert "Coordinator asks you to confirm the data of City of Split" in mail.text
    token = re.search(r"http://localhost:8000/requests/(\S+)/", mail.text)[1]
    assert token in mail.html
    assert works(token)
    assert first.expires_at == second.expires_at == NOW + 14 * DAY


def test_the_token_is_stored_hashed_alone(world, ana):
    [row] = ask(world, ana)
    token = newest_token()
    assert row.token_hash == requests.hashed(token)
    assert token not in {str(value) for value in MemberRequest.objects.values_list().get()}


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("conflict", "please declare conflicts of interest for the buyer group"),
        ("need", "please answer a need of the buyer group"),
    ],
)
def test_the_mail_says_what_is_asked(world, ana, kind, words):
    need = make_need(world.group, title="Sorting bulky waste")
    ask(world, ana, kind=kind, need=need)
    mail = Mail.objects.get()
    assert words in mail.subject
    assert ("Sorting bulky waste" in mail.text) == (kind == "need")


def test_a_newer_request_for_the_same_ends_the_older(world, ana):
    need = make_need(world.group)
    tokens = []
    for kind in ("data", "conflict", "need"):
        ask(world, ana, kind=kind, need=need)
        tokens.append(newest_token())
    assert all(map(works, tokens))
    ask(world, ana, kind="need", need=make_need(world.group, 2))  # of another need
    assert all(map(works, tokens))
    ask(world, ana, kind="need", need=need, now=NOW + DAY)
    assert [works(token, NOW + DAY) for token in tokens] == [True, True, False]
    assert works(newest_token(), NOW + DAY)
    assert Mail.objects.filter(state="withdrawn").count() == 1


def test_a_form_sent_twice_asks_once(world, ana):
    ask(world, ana)
    token = newest_token()
    assert ask(world, ana, now=NOW + timedelta(seconds=3)) == []
    assert (Mail.objects.count(), works(token)) == (1, True)


def test_a_link_ends_with_its_days_and_when_it_is_revoked(world, ana):
    [row] = ask(world, ana)
    token = newest_token()
    assert works(token, NOW + 14 * DAY - timedelta(seconds=1))
    assert not works(token, NOW + 14 * DAY)
    requests.revoke(request=row, now=NOW)
    assert not works(token)
    assert Mail.objects.get().state == "withdrawn"
    with pytest.raises(ValidationError, match="answered or revoked meanwhile"):
        requests.revoke(request=row, now=NOW)


def test_sent_anew_the_older_link_ends(world, ana):
    [row] = ask(world, ana)
    old = newest_token()
    later = NOW + 20 * DAY
    again = requests.resend(request=row, by=world.wp_lead, now=later)
    assert (again.pk, again.times_sent, again.sent_by) == (row.pk, 2, world.wp_lead)
    assert [works(token, later) for token in (old, newest_token())] == [False, True]


def test_who_no_longer_speaks_for_a_member_has_no_link(world, ana):
    ask(world, ana)
    token = newest_token()
    yesterday = TODAY - DAY
    for row in (ana, world.city):
        row.until = yesterday
        row.save()
        assert not works(token)
        row.until = None
        row.save()
    ana.person.account = "closed"
    ana.person.save()
    assert not works(token)
    ana.person.account = "none"
    ana.person.save()
    world.project.closed_on = yesterday
    world.project.save()
    assert not works(token)
    world.project.closed_on = None
    world.project.save()
    assert works(token)


def test_the_link_to_a_need_ends_with_the_need(world, ana):
    need = make_need(world.group)
    ask(world, ana, kind="need", need=need)
    token = newest_token()
    need.state = "closed"
    need.save()
    assert not works(token)
    with pytest.raises(ValidationError, match="not shared any more"):
        requests.resend(request=MemberRequest.objects.get(), by=world.coordinator, now=NOW)


def test_nobody_is_asked_who_is_not_named_here_nor_what_is_not_shared(world, ana):
    other = make_group(world.project, "Other")
    stranger = make_buyer(world.stranger, make_membership(other, make_organisation("X")))
    for given, field in (
        ({"places": [stranger]}, "people"),
        ({"places": []}, "people"),
        ({"places": [ana], "kind": "need"}, "need"),
        ({"places": [ana], "kind": "need", "need": make_need(other)}, "need"),
        ({"places": [ana], "kind": "need", "need": make_need(world.group, state="draft")}, "need"),
    ):
        places = given.pop("places")
        with pytest.raises(ValidationError) as refusal:
            ask(world, *places, **given)
        assert list(refusal.value.error_dict) == [field]
    assert not MemberRequest.objects.exists()
    assert not Mail.objects.exists()


def test_nobody_gets_a_new_link_after_leaving(world, ana):
    [row] = ask(world, ana)
    ana.until = TODAY - DAY
    ana.save()
    with pytest.raises(ValidationError, match="no longer speaks"):
        requests.resend(request=row, by=world.coordinator, now=NOW)


# --- Pages ---------------------------------------------------------------------------------------


@pytest.fixture
def today():
    with time_machine.travel(NOW, tick=False):
        yield


def test_who_manages_asks_sends_anew_and_revokes(world, ana, today, login):
    client = login(world.wp_lead)
    page = client.get(url("ask"))
    assert "Ana (City of Split), no account" in page.text
    assert "Buyer (City of Split)<" in re.sub(r"\s+<", "<", page.text)
    answer = client.post(url("ask"), {"kind": "conflict", "people": [ana.pk]}, follow=True)
    assert notes(answer) == ["1 request is on its way. Its link holds for 14 days."]
    row = MemberRequest.objects.get()
    assert (row.kind, row.place, row.sent_by) == ("conflict", ana, world.wp_lead)
    answer = client.post(url("resend_request", row.pk), follow=True)
    assert notes(answer) == ["ana@example.org gets a new link. The older one no longer works."]
    client.get(url("revoke_request", row.pk))
    assert works(newest_token())
    client.post(url("revoke_request", row.pk))
    assert not works(newest_token())
    client.get(url())  # reads the note of the revoking
    answer = client.post(url("resend_request", row.pk), follow=True)
    assert notes(answer) == ["This request was answered or revoked meanwhile."]


def test_requests_are_reached_through_their_own_group_only(world, ana, today, login):
    [row] = ask(world, ana)
    make_group(world.project, "Other")
    client = login(world.coordinator)
    address = reverse("buyers:resend_request", args=["ppi4test", "other", row.pk])
    assert client.post(address).status_code == 404


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"kind": "data", "people": []}, "people"),
        ({"kind": "data", "people": ["99999999999999999999"]}, "people"),
        ({"kind": "data", "people": ["x"]}, "people"),
        ({"kind": "war"}, "kind"),
        ({"kind": "need"}, "need"),
        ({"kind": "need", "need": "99999999999999999999"}, "need"),
        ({"kind": "need", "need": "draft"}, "need"),
        ({"kind": "need", "need": "elsewhere"}, "need"),
        ({"kind": "data", "people": ["elsewhere"]}, "people"),
    ],
)
def test_bad_input_is_answered_at_its_field(world, ana, today, login, typed, field):
    other = make_group(world.project, "Other")
    stranger = make_buyer(world.stranger, make_membership(other, make_organisation("X")))
    ids = {
        "draft": make_need(world.group, state="draft").pk,
        "elsewhere": make_need(other).pk if typed.get("need") else stranger.pk,
    }
    given = {"people": [ana.pk]} | typed
    given["people"] = [ids.get(pk, pk) for pk in given["people"]]
    if "need" in given:
        given["need"] = ids.get(given["need"], given["need"])
    answer = login(world.coordinator).post(url("ask"), given)
    assert list(answer.context["form"].errors) == [field]
    assert not MemberRequest.objects.exists()


def test_in_a_large_group_one_chooses_a_member_first(world, ana, today, login, monkeypatch):
    monkeypatch.setattr("buyers.views.requests.MANY", 1)
    client = login(world.coordinator)
    page = client.get(url("ask"))
    assert "Ana (" not in page.text
    assert "choose the member whose people" in page.text
    address = f"{url('ask')}?member={world.city.pk}"
    assert "Ana (City of Split)" in client.get(address).text
    assert client.post(address, {"kind": "data", "people": [ana.pk]}).url == url()
    assert client.get(f"{url('ask')}?member=x").status_code == 200


def test_the_page_shows_open_answered_and_expired_ones(world, ana, today, login):
    [open_one] = ask(world, ana)
    [old] = ask(world, ana, kind="conflict", now=NOW - 20 * DAY)
    [answered] = ask(world, world.buyer.buyer_places.get())
    requests.answer_data(token=newest_token(), corrections="We have moved", now=NOW)
    [revoked] = ask(world, world.buyer.buyer_places.get(), kind="conflict")
    requests.revoke(request=revoked, now=NOW)
    client = login(world.coordinator)

    def shown(**query):
        return {row.pk: str(state) for row, state in client.get(url(), query).context["rows"]}

    all_four = {
        open_one.pk: "open",
        old.pk: "expired",
        answered.pk: "answered",
        revoked.pk: "revoked",
    }
    assert shown() == all_four
    for pk, state in all_four.items():
        assert shown(state=state) == {pk: state}
    assert shown(corrected="on") == {answered.pk: "answered"}
    assert shown(kind="data").keys() == {open_one.pk, answered.pk}
    assert shown(state="nonsense") == all_four
    text = client.get(url()).text
    assert "1 answer has corrections" in text
    assert "We have moved" in text
    rows = read_csv(client.get(url("requests_export", "csv"), {"state": "answered"}))
    assert [row[:6] + row[-1:] for row in rows[1:]] == [
        [
            *[
                "Buyer",
                "buyer@example.org",
                "City of Split",
                "confirm the data of the organisation",
            ],
            *["", "answered", "We have moved"],
        ]
    ]
    for format in ("xlsx", "ods"):
        [sheet] = read_book(client.get(url("requests_export", format))).values()
        assert len(sheet) == 5


def test_the_statements_do_not_grow_with_the_rows(world, today, login, django_assert_num_queries):
    client = login(world.coordinator)

    def grow(number):
        member = make_membership(world.group, make_organisation(f"City {number}"))
        place = make_buyer(make_person(f"Clerk {number}", account="none"), member)
        ask(world, place, kind="need", need=make_need(world.group, number))

    grow(1)
    client.get(url())
    for numbers in ((), (2, 3)):
        for number in numbers:
            grow(number)
        with django_assert_num_queries(7):
            client.get(url())
        with django_assert_num_queries(8):
            client.get(url("ask"))


def test_the_page_has_fifty_a_page(world, ana, login):
    MemberRequest.objects.bulk_create(
        MemberRequest(
            group=world.group,
            place=ana,
            kind="data",
            token_hash=str(number),
            sent_by=world.coordinator,
            sent_at=NOW,
            expires_at=NOW,
        )
        for number in range(60)
    )
    pages = [login(world.coordinator).get(url(), {"page": page}) for page in (1, 2)]
    assert [len(page.context["rows"]) for page in pages] == [50, 10]
