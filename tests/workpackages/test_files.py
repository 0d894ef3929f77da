"""Files on tasks and deliverables: added, downloaded, taken out; and what attackers try."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from outbox.models import Mail
from records import dossiers
from records.models import File, Version
from tests.people import (
    NOW,
    ROLES,
    make_deliverable,
    make_meeting,
    make_member,
    make_partner,
    make_person,
    make_project,
    make_review,
    make_risk,
    make_work_package,
)
from tests.records import samples
from workpackages import progress, talk

ITEM = "/projects/ppi4test/d4.1/"
NEW = f"{ITEM}files/new/"


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def send(client, name="draft.pdf", content=samples.PDF, address=NEW, **fields):
    upload = SimpleUploadedFile(name, content, "text/html")
    fields = {"note": "for review", "whole": "yes", "upload": upload} | fields
    return client.post(address, fields)


def stored(media) -> int:
    return sum(path.is_file() for path in media.rglob("*"))


def shown(client, path) -> str:
    return client.get(path).content.decode()


def content(response) -> bytes:
    return b"".join(response.streaming_content)


# --- What people do ------------------------------------------------------------------------------


def test_a_draft_with_its_versions(world, login):
    client = login(world.partner)
    assert send(client).status_code == 302
    page = client.get(ITEM).content.decode()
    version = Version.objects.get()
    first = f"{ITEM}files/{version.file.pk}/1/"
    assert f'<a href="{first}">draft.pdf</a>' in page
    assert f"SHA-256 {version.sha256}" in page
    assert "for review" in page
    send(client, "draft v2.pdf", samples.PDF + b"2", file=version.file.pk)
    page = client.get(ITEM).content.decode()
    assert f'<a href="{ITEM}files/{version.file.pk}/2/">draft v2.pdf</a>' in page
    assert content(client.get(first)) == samples.PDF
    assert content(client.get(f"{ITEM}files/{version.file.pk}/2/")) == samples.PDF + b"2"


def test_the_box_reports_the_draft_and_stands_where_there_is_one_to_report(world, login):
    client = login(world.partner)
    assert client.get(NEW).context["form"]["as_draft"].value() is True
    send(client, as_draft="on")
    world.d41.refresh_from_db()
    assert world.d41.state == "draft"
    send(client, content=samples.PDF + b"2")
    task = login(world.task_lead).get("/projects/ppi4test/t4.2/files/new/")
    assert "as_draft" not in task.context["form"].fields
    progress.perform(item=world.d41, verb="submit", by=world.coordinator, on=NOW.date(), reason="")
    assert "as_draft" not in login(world.partner).get(NEW).context["form"].fields
    send(client, content=samples.PDF + b"3", as_draft="on")
    world.d41.refresh_from_db()
    assert world.d41.state == "submitted"


def test_a_download_is_never_a_page(world, login):
    version = talk.hand_in(
        item=world.d41, upload=samples.file("Škola (1).txt", b"a & b"), by=world.partner, now=NOW
    )
    response = login(world.officer).get(f"{ITEM}files/{version.file.pk}/1/")
    assert content(response) == b"a & b"
    headers = {
        name: response[name]
        for name in (
            "Content-Type",
            "Content-Disposition",
            "X-Content-Type-Options",
            "Content-Security-Policy",
            "Cache-Control",
        )
    }
    assert headers == {
        "Content-Type": "text/plain",
        "Content-Disposition": "attachment; filename*=utf-8''%C5%A0kola%20%281%29.txt",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
        "Cache-Control": "private, no-store",
    }


def test_a_file_is_taken_out_and_back(world, login):
    client = login(world.partner)
    send(client)
    file = File.objects.get()
    page = client.post(f"{ITEM}files/{file.pk}/take-out/", follow=True).content.decode()
    back = f"{ITEM}files/{file.pk}/put-back/"
    assert f'action="{back}"><input type="hidden"' in page
    assert "1 file is taken out" in page
    assert client.get(f"{ITEM}files/{file.pk}/1/").status_code == 404
    assert "taken out" not in login(world.organiser).get(ITEM).content.decode()
    client = login(world.partner)
    send(client)
    assert "There is another file called" in client.post(back, follow=True).content.decode()
    other = File.objects.in_use().get()
    for _twice in range(2):
        page = client.post(f"{ITEM}files/{other.pk}/take-out/", follow=True)
        assert [str(m) for m in page.context["messages"]] == ["draft.pdf is taken out."]
    for _twice in range(2):
        page = client.post(back, follow=True)
        assert [str(m) for m in page.context["messages"]] == ["draft.pdf is back."]
    assert content(client.get(f"{ITEM}files/{file.pk}/1/")) == samples.PDF


def test_what_an_administrator_took_out_only_they_put_back(world, login):
    client = login(world.partner)
    send(client)
    file = File.objects.get()
    dossiers.remove(file=file, by=world.administrator, now=NOW, reason="personal data")
    assert "taken out" not in client.get(ITEM).content.decode()
    assert client.post(f"{ITEM}files/{file.pk}/put-back/").status_code == 404


def test_a_lost_content_is_not_found(world, login, media):
    client = login(world.partner)
    send(client)
    for path in media.rglob("*"):
        if path.is_file():
            path.unlink()
    assert client.get(f"{ITEM}files/{File.objects.get().pk}/1/").status_code == 404


# --- Who may -------------------------------------------------------------------------------------


def test_who_neither_reports_nor_edits_has_no_button_and_no_door(world, login):
    send(login(world.partner))
    file = File.objects.get()
    for role in ("organiser", "task_lead", "team_reader", "officer"):
        client = login(world.person(role))
        page = client.get(ITEM).content.decode()
        assert "draft.pdf" in page
        assert "files/new/" not in page
        assert "take-out" not in page
        assert send(client, content=samples.PDF + b"2").status_code == 403
        assert client.post(f"{ITEM}files/{file.pk}/take-out/").status_code == 403
    assert Version.objects.count() == 1


def test_another_items_or_projects_file_is_not_found(world, login):
    send(login(world.partner))
    file = File.objects.get().pk
    client = login(world.coordinator)
    for path in ("t4.1", "wp4", "ms1"):
        assert client.get(f"/projects/ppi4test/{path}/files/{file}/1/").status_code == 404
    other = make_project("Other", slug="other")
    boss = make_person("Boss")
    lead = make_partner(other, world.iat.organisation, 1, "coordinator")
    make_member(boss, lead)
    make_deliverable(make_work_package(other, lead), lead)
    client = login(boss)
    assert client.get(f"/projects/ppi4test/d4.1/files/{file}/1/").status_code == 404
    for path in (f"files/{file}/1/", f"files/{file}/2/", f"files/{'9' * 20}/1/"):
        assert client.get(f"/projects/other/d4.1/{path}").status_code == 404
    for path in ("take-out/", "put-back/"):
        assert client.post(f"/projects/other/d4.1/files/{file}/{path}").status_code == 404
    assert send(client, address="/projects/other/d4.1/files/new/", file=file).status_code == 302
    page = send(client, address="/projects/other/d4.1/files/new/", file=file)
    assert list(page.context["form"].errors) == ["file"]  # there are files now, this is none
    assert Version.objects.filter(file=file).count() == 1


def test_the_minutes_of_a_meeting_are_added_by_its_host_and_the_coordinator(world, login):
    make_meeting(world.project, host=world.acr)
    board = "/projects/ppi4test/meetings/project-board/"
    for number, (role, status) in enumerate(
        [("partner", 302), ("coordinator", 302), ("wp_lead", 403), ("officer", 403)]
    ):
        client = login(world.person(role))
        upload = samples.PDF + bytes([number])
        answer = send(client, "minutes.pdf", upload, address=f"{board}files/new/")
        assert answer.status_code == status
    version = Version.objects.get(number=2)
    address = f"{board}files/{version.file.pk}/2/"
    page = login(world.officer).get(board).content.decode()
    assert f'<a href="{address}">minutes.pdf</a>' in page
    assert content(login(world.officer).get(address)) == samples.PDF + b"\1"
    assert login(world.stranger).get(address).status_code == 404


@pytest.mark.parametrize(
    ("path", "may"),
    [
        ("ms1", {"coordinator", "wp_lead", "task_lead"}),  # its lead's people report on it
        ("rv1", {"coordinator", "partner"}),
    ],
)
def test_what_proves_a_milestone_or_prepares_a_review_is_added_by_who_reports_on_it(
    world, login, path, may
):
    make_review(world.project, world.acr)
    item = f"/projects/ppi4test/{path}/"
    for number, role in enumerate(ROLES):
        sees = role not in ("administrator", "buyer", "stranger")
        client = login(world.person(role))
        answer = send(client, "list.pdf", samples.PDF + bytes([number]), f"{item}files/new/")
        assert answer.status_code == (302 if role in may else 403 if sees else 404), role
        if sees:
            assert (f'href="{item}files/new/"' in shown(client, item)) == (role in may), role
    version = Version.objects.order_by("number").last()
    assert version.number == len(may)
    address = f"{item}files/{version.file.pk}/{version.number}/"
    assert f'<a href="{address}">list.pdf</a>' in shown(login(world.officer), item)
    assert content(login(world.officer).get(address)).startswith(samples.PDF)
    assert login(world.stranger).get(address).status_code == 404
    assert Mail.objects.filter(subject__startswith="PPI4Test: a file for").exists()


@pytest.mark.parametrize("path", ["wp4", "r1"])
def test_other_items_take_no_files(world, login, path):
    make_risk(world.wp4, world.acr)
    assert (
        send(login(world.coordinator), address=f"/projects/ppi4test/{path}/files/new/").status_code
        == 403
    )


def test_the_file_of_a_cancelled_item_is_read_and_stays_as_it_is(world, login):
    send(login(world.partner))
    file = File.objects.get()
    progress.perform(item=world.d41, verb="cancel", by=world.coordinator, reason="merged")
    client = login(world.coordinator)
    assert content(client.get(f"{ITEM}files/{file.pk}/1/")) == samples.PDF
    assert "files/new/" not in client.get(ITEM).content.decode()
    assert send(client, content=samples.PDF + b"2").status_code == 403
    assert client.post(f"{ITEM}files/{file.pk}/take-out/").status_code == 403
    assert login(world.stranger).get(f"{ITEM}files/{file.pk}/1/").status_code == 404


# --- What attackers and accidents send -----------------------------------------------------------


def refused(client, **given) -> list[str]:
    """What is said at the field; the note that was typed is still there."""
    page = send(client, **given)
    assert page.status_code == 200
    form = page.context["form"]
    assert list(form.errors) == ["upload"]
    assert form["note"].value() == "for review"
    return form.errors["upload"]


def test_what_is_not_taken_is_said_at_the_field(world, login, media):
    client = login(world.partner)
    nothing_else = "its content is something else."
    assert refused(client, name="a.pdf", content=samples.HTML) == [
        f"“a.pdf” is no pdf file: {nothing_else}"
    ]
    assert refused(client, name="a.png", content=samples.SVG) == [
        f"“a.png” is no png file: {nothing_else}"
    ]
    assert refused(client, name="a.svg", content=samples.SVG)[0].startswith("Files of this kind")
    assert refused(client, name="a.html", content=samples.HTML)[0].startswith("Files of this kind")
    assert refused(client, content=b"") == ["The submitted file is empty."]
    assert refused(client, upload="no file") == ["This field is required."]
    assert (stored(media), File.objects.count()) == (0, 0)


def test_too_large_by_one_byte(world, login, settings, media):
    settings.MAX_UPLOAD_MB = 1
    client = login(world.partner)
    large = samples.PDF + bytes(1024 * 1024 - len(samples.PDF))
    assert refused(client, content=large + b"x")[0].startswith("This file is too large: at most")
    assert stored(media) == 0
    assert send(client, content=large).status_code == 302


def test_41_mb_are_not_even_kept_for_the_moment(world, login, media, settings, tmp_path):
    """Of more than the limit only so much is written that it shows."""
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path / "temporary"
    settings.FILE_UPLOAD_TEMP_DIR.mkdir()
    client = login(world.partner)
    page = send(client, content=samples.PDF + bytes(60 * 1024 * 1024))
    form = page.context["form"]
    assert form.errors["upload"][0].startswith("This file is too large: at most 40")
    assert form["note"].value() == "for review"
    limit = settings.MAX_UPLOAD_MB * 1024 * 1024
    assert limit < form.files["upload"].size <= limit + 64 * 1024
    assert stored(media) == 0


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../../etc/passwd.pdf", "passwd.pdf"),
        (r"..\..\boot.pdf", "boot.pdf"),
        ("a\0b.pdf", "ab.pdf"),
        ("<script>alert(1)<.pdf", "_script_alert(1)_.pdf"),
        ("x" * 300 + ".pdf", "x" * 146 + ".pdf"),
    ],
)
def test_names_are_made_safe_and_never_a_path(world, login, media, name, kept):
    """The act itself is asked: the test client and Django's parser take most of it out before."""
    talk.hand_in(item=world.d41, upload=samples.file(name), by=world.partner, now=NOW)
    version = Version.objects.get()
    assert version.name == kept
    assert [
        path.is_relative_to(media / "records") for path in media.rglob("*") if path.is_file()
    ] == [True]
    page = login(world.partner).get(ITEM).content.decode()
    assert "<script>alert" not in page


def test_a_note_is_text(world, login):
    client = login(world.partner)
    send(client, note='<img src=x onerror="alert(1)">')
    page = client.get(ITEM).content.decode()
    assert "<img src=x" not in page
    assert "&lt;img src=x" in page


def test_a_zip_bomb_is_stored_as_it_came(world, login, media):
    send(login(world.partner), "all.zip", samples.bomb())
    assert Version.objects.get().size == len(samples.bomb()) < 20_000
    assert stored(media) == 1


def body(*parts: tuple[str, str]) -> bytes:
    lines = []
    for head, value in parts:
        lines += ["--cut", f"Content-Disposition: form-data; {head}", "", value]
    return "\r\n".join([*lines, "--cut--", ""]).encode()


def test_an_upload_that_was_cut_off_leaves_nothing(world, login, media):
    client = login(world.partner)
    whole = body(
        ('name="note"', "for review"),
        ('name="upload"; filename="draft.pdf"', samples.PDF.decode() + "x" * 1000),
        ('name="whole"', "yes"),
    )
    kind = "multipart/form-data; boundary=cut"
    for length in (len(whole) - 700, len(whole) - 30, len(whole) - 12):
        page = client.post(NEW, whole[:length], content_type=kind)
        assert page.context["form"].errors == {
            "upload": ["The upload was cut off on its way. Choose the file again."]
        }
        assert page.context["form"]["note"].value() == "for review"
        assert (stored(media), File.objects.count()) == (0, 0)
    assert client.post(NEW, whole, content_type=kind).status_code == 302


def test_two_clicks_are_one_version(world, login, media):
    client = login(world.partner)
    for _click in range(2):
        assert send(client).status_code == 302
    assert (Version.objects.count(), stored(media)) == (1, 1)


def test_without_the_token_nothing_is_taken(world, media):
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.partner, backend="django.contrib.auth.backends.ModelBackend")
    assert send(client).status_code == 403
    assert stored(media) == 0
