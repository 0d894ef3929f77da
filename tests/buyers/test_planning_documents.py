"""The documents of a planned purchase: public ones are everybody's, others are of no path."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from buyers import publishing
from buyers.models import PlanningDocument
from records import dossiers
from records.models import File, Version
from tests.buyers.market import (
    MANAGES,
    READS,
    make_document,
    make_filed,
    make_procurement,
    rival_of,
    url,
)
from tests.partners.test_pages import fields_of, submit
from tests.people import NOW, ROLES, TODAY, make_group
from tests.reading import content_of, errors, notes, read_csv
from tests.records.samples import HTML, PDF, file

TOMORROW = TODAY + timedelta(days=1)


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def good(**fields):
    return {"type": "needsAssessment", "title": "Needs", "language": "en", "whole": "yes"} | fields


# --- Who reads what ------------------------------------------------------------------------------


def statuses(world, login, address) -> dict[str, int]:
    found = {}
    for role in ROLES:
        answer = login(world.person(role)).get(address)
        found[role] = answer.status_code
        b"".join(answer)
    client = login(world.stranger)
    client.logout()
    answer = client.get(address)
    b"".join(answer)
    return found | {"visitor": answer.status_code}


def test_a_published_file_is_everybodys(world, login):
    address = url("document_file", make_filed(world.group, world.coordinator).pk)
    assert set(statuses(world, login, address).values()) == {200}
    answer = login(world.buyer).get(address)
    assert content_of(answer) == PDF
    assert answer["Content-Disposition"] == 'attachment; filename="study.pdf"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"].startswith("default-src 'none'")


@pytest.mark.parametrize("published_on", [None, TOMORROW])
def test_what_is_not_published_yet_is_of_who_manages_the_group(world, login, published_on):
    document = make_filed(world.group, world.coordinator, published_on)
    found = statuses(world, login, url("document_file", document.pk))
    assert found == {role: 200 if role in MANAGES else 404 for role in (*ROLES, "visitor")}
    for person in (world.partner, world.buyer, rival_of(world), world.coordinator):
        client = login(person)
        text = client.get(url("open_data")).text
        rows = read_csv(client.get(url("documents_export", "csv")))
        shown = person == world.coordinator
        assert ("Study study.pdf" in text) == shown
        assert len(rows) == 1 + shown


def test_what_is_taken_out_is_nobodys(world, login):
    make_procurement(world.group)
    document = make_filed(world.group, world.coordinator)
    client = login(world.coordinator)
    submit(client, url("take_out_document", document.pk), reason="Figures were wrong")
    found = statuses(world, login, url("document_file", document.pk))
    assert set(found.values()) == {404}
    assert "study.pdf" not in login(world.coordinator).get(url("open_data")).text
    document.refresh_from_db()
    assert document.removed_on == TODAY
    assert document.history.first().history_change_reason == "Figures were wrong"
    client = login(world.coordinator)
    assert client.get(url("put_back_document", document.pk)).status_code == 405
    answer = client.post(url("put_back_document", document.pk), follow=True)
    assert notes(answer)[-1] == "“Study study.pdf” is back."
    assert content_of(client.get(url("document_file", document.pk))) == PDF


def test_what_an_administrator_took_out_stays_out(world, login):
    document = make_filed(world.group, world.coordinator)
    dossiers.remove(file=document.file, by=world.administrator, now=NOW, reason="Personal data")
    client = login(world.coordinator)
    assert client.get(url("document_file", document.pk)).status_code == 404
    publishing.take_out(document=document, by=world.wp_lead, now=NOW, on=TODAY, reason="So")
    answer = client.post(url("put_back_document", document.pk), follow=True)
    assert notes(answer) == ["An administrator has taken study.pdf out."]
    document.refresh_from_db()
    assert document.removed_on == TODAY


@pytest.mark.parametrize("where", ["edit_document", "take_out_document", "put_back_document"])
def test_only_who_manages_the_group_changes_a_document(world, login, where):
    document = make_document(world.group)
    for role in ROLES:
        if role not in MANAGES:
            answer = login(world.person(role)).post(url(where, document.pk), good(reason="x"))
            assert answer.status_code == (403 if role in READS else 404), role
    document.refresh_from_db()
    assert (document.title, document.removed_on) == ("Needs of the cities", None)


def test_a_document_is_reached_through_its_own_group_only(world, login):
    make_group(world.project, "Other buyers")
    document = make_filed(world.group, world.coordinator)
    client = login(world.coordinator)
    for name in ("edit_document", "take_out_document", "document_file"):
        elsewhere = url(name, document.pk).replace("waste-buyers", "other-buyers")
        assert client.get(elsewhere).status_code == 404, name
        assert client.get(url(name, 10**19)).status_code == 404, name


# --- Writing -------------------------------------------------------------------------------------


def test_a_document_has_an_address_or_a_file(world, login):
    client = login(world.coordinator)
    answer = client.post(url("new_document"), good(url="https://example.org/a.pdf"))
    assert answer.url == url("open_data") + "#documents"
    answer = client.post(
        url("new_document"), good(title="Study", published_on="2027-09-06", upload=file())
    )
    assert answer.status_code == 302
    address, held = PlanningDocument.objects.order_by("pk")
    assert (address.url, address.file, address.published_on) == (
        *("https://example.org/a.pdf", None, None),
    )
    assert (held.url, held.file.name, held.published_on) == ("", "report.pdf", TODAY)
    assert held.file.dossier.project == world.project
    world.group.refresh_from_db()
    assert held.file.dossier == world.group.dossier


def test_sent_twice_it_is_there_once(world, login):
    client = login(world.coordinator)
    for _press in range(2):
        assert client.post(url("new_document"), good(upload=file())).status_code == 302
    assert (PlanningDocument.objects.count(), Version.objects.count()) == (1, 1)


def test_a_new_version_is_what_is_read_from_then_on(world, login):
    document = make_filed(world.group, world.coordinator)
    client = login(world.wp_lead)
    typed = fields_of(client.get(url("edit_document", document.pk))) | {"whole": "yes"}
    newer = PDF + b"newer"
    typed |= {"title": "Study, second edition", "upload": file("second.pdf", newer)}
    assert client.post(url("edit_document", document.pk), typed).status_code == 302
    answer = client.get(url("document_file", document.pk))
    assert content_of(answer) == newer
    assert answer["Content-Disposition"] == 'attachment; filename="second.pdf"'
    document.refresh_from_db()
    assert document.title == "Study, second edition"
    assert Version.objects.filter(file=document.file).count() == 2


def test_a_file_of_the_same_name_is_not_made_public_by_chance(world, login):
    """The group's dossier may hold files that are no documents: they get no version, and no
    document becomes one of them."""
    dossier = dossiers.opened(holder=world.group)
    private = dossiers.add_version(
        dossier=dossier, upload=file("offer.pdf"), note="", by=world.coordinator, now=NOW
    )
    client = login(world.coordinator)
    typed = good(published_on="2027-09-06", upload=file("offer.pdf", PDF + b"x"))
    answer = client.post(url("new_document"), typed)
    assert errors(answer) == {
        "upload": ["There is another file called “offer.pdf”. Give this one a new name."]
    }
    assert not PlanningDocument.objects.exists()
    assert list(Version.objects.all()) == [private]


@pytest.mark.parametrize(
    ("typed", "field", "message"),
    [
        ({}, "url", "Where can it be read? Give an address or a file."),
        ({"published_on": "2027-09-06"}, "url", "Where can it be read?"),
        ({"url": "example"}, "url", "Enter a valid URL."),
        ({"url": "javascript:alert(1)"}, "url", "Enter a valid URL."),
        ({"url": "https://x.eu/" + "a" * 500}, "url", "Ensure this value has at most 500"),
        ({"url": "https://x.eu", "language": "English"}, "language", "Write two small letters"),
        ({"url": "https://x.eu", "language": "1!"}, "language", "Write two small letters"),
        ({"url": "https://x.eu", "type": "secret"}, "type", "Select a valid choice."),
        ({"url": "https://x.eu", "title": "a\0"}, "title", "Null characters are not"),
        ({"url": "https://x.eu", "published_on": "now"}, "published_on", "Enter a valid date."),
        ({"url": "https://x.eu", "whole": ""}, "upload", "The upload was cut off"),
    ],
)
def test_bad_input_is_answered_at_its_field(world, login, typed, field, message):
    answer = login(world.coordinator).post(url("new_document"), good(**typed))
    assert list(errors(answer)) == [field]
    assert errors(answer)[field][0].startswith(message)
    assert answer.context["form"]["title"].value() == typed.get("title", "Needs")
    assert not PlanningDocument.objects.exists()


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"upload": file("study.html", HTML)}, "Files of this kind are not taken."),
        ({"upload": file("study.pdf", HTML)}, "“study.pdf” is no pdf file"),
        ({"upload": file(), "url": "https://x.eu"}, "Give an address or a file, not both."),
    ],
)
def test_a_refused_file_leaves_nothing_behind(world, login, typed, message):
    answer = login(world.coordinator).post(url("new_document"), good(**typed))
    assert list(errors(answer)) == ["upload"]
    assert errors(answer)["upload"][0].startswith(message)
    assert not PlanningDocument.objects.exists()
    assert not File.objects.exists()


def test_what_was_taken_out_meanwhile_is_not_changed(world):
    document = make_document(world.group, removed_on=TODAY)
    with pytest.raises(ValidationError, match="taken out meanwhile"):
        publishing.change_document(
            document=document, published_on=date(2027, 9, 6), by=world.coordinator, now=NOW
        )
    again = publishing.take_out(
        document=document, by=world.coordinator, now=NOW, on=TOMORROW, reason="Again"
    )
    assert again.removed_on == TODAY
