"""What attackers upload: too much, odd names, pages that pose as documents, others' ids."""

import re

import pytest

from records.models import File, Version
from tests.people import (
    NOW,
    make_deliverable,
    make_member,
    make_partner,
    make_project,
    make_work_package,
)
from tests.records import samples
from tests.workpackages.test_files import (
    ITEM,
    NEW,
    body,
    content,
    media,
    refused,
    send,
    stored,
)
from workpackages import talk

__all__ = ["media"]  # each test has its own folder


def test_of_40_mb_not_one_byte_more_is_taken(world, login, media, settings):
    assert settings.MAX_UPLOAD_MB == 40
    client = login(world.partner)
    large = samples.PDF + bytes(40 * 1024 * 1024 - len(samples.PDF))
    assert refused(client, content=large + b"x") == [
        "This file is too large: at most 40 MB are taken."
    ]
    assert stored(media) == 0
    assert send(client, content=large).status_code == 302
    assert Version.objects.get().size == len(large)


SENT = (  # as it stands in the request, and what the file is called then; or why it is refused
    (r'filename="../../../etc/passwd.pdf"', "passwd.pdf"),
    (r'filename="..\\..\\windows\\boot.pdf"', "boot.pdf"),
    (r'filename="/etc/cron.d/x.pdf"', "x.pdf"),
    ("filename*=UTF-8''..%2F..%2Fetc%2Fpasswd.pdf", "passwd.pdf"),
    (r'filename="&#46;&#46;&#47;passwd.pdf"', "passwd.pdf"),
    (r'filename=".htaccess.pdf"', "htaccess.pdf"),
    ('filename="report\u202efdp.pdf"', "reportfdp.pdf"),  # turns round what follows
    (f'filename="{"x" * 300}.pdf"', f"{'x' * 146}.pdf"),
    (f'filename="x.{"pdf" * 300}"', None),
    (r'filename="report.pdf.exe"', None),
    (r'filename="report.pdf/.."', None),
    (r'filename=".pdf"', None),
    (r'filename="..."', None),
)


@pytest.mark.parametrize(("sent", "called"), SENT)
def test_a_name_in_a_request_is_never_a_path_nor_too_long(world, login, media, sent, called):
    parts = (('name="upload"; ' + sent, samples.PDF.decode()), ('name="whole"', "yes"))
    client = login(world.partner)
    answer = client.post(NEW, body(*parts), content_type="multipart/form-data; boundary=cut")
    if not called:
        assert list(answer.context["form"].errors) == ["upload"]
        assert (stored(media), Version.objects.count()) == (0, 0)
        return
    version = Version.objects.get()
    assert (version.name, version.file.name) == (called, called)
    (kept,) = (path for path in media.rglob("*") if path.is_file())
    assert kept.is_relative_to(media / "records")
    assert re.fullmatch(r"[-\w]{32}", kept.name)
    answer = client.get(f"{ITEM}files/{version.file.pk}/1/")
    assert content(answer) == samples.PDF
    assert answer["Content-Disposition"] == f'attachment; filename="{called}"'


@pytest.mark.parametrize("name", ["x" * 5000 + ".pdf", "../" * 1000 + "x.pdf"])
def test_a_name_of_thousands_of_letters_is_no_request(world, login, media, name):
    parts = ((f'name="upload"; filename="{name}"', samples.PDF.decode()), ('name="whole"', "yes"))
    client = login(world.partner)
    answer = client.post(NEW, body(*parts), content_type="multipart/form-data; boundary=cut")
    assert (answer.status_code, stored(media)) == (400, 0)


def test_a_page_that_begins_as_a_pdf_is_served_as_no_page(world, login):
    """It may be both; the browser is told to save it, and to run nothing of it."""
    client = login(world.partner)
    send(client, "report.pdf", b"%PDF-1.7\n" + samples.HTML)
    answer = client.get(f"{ITEM}files/{File.objects.get().pk}/1/")
    assert content(answer).endswith(samples.HTML)
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == (
        "application/pdf",
        "nosniff",
    )
    assert answer["Content-Disposition"].startswith("attachment;")
    assert "sandbox" in answer["Content-Security-Policy"]


def test_a_file_of_another_project_gets_no_version_from_here(world, login, media):
    """Whoever works in both projects cannot move a file between them by its id either."""
    other = make_project("Other", slug="other")
    lead = make_partner(other, world.acr.organisation, 1)
    make_member(world.partner, lead)
    item = make_deliverable(make_work_package(other, lead), lead)
    theirs = talk.hand_in(item=item, upload=samples.file(), by=world.partner, now=NOW).file
    client = login(world.partner)
    send(client, "own.pdf", samples.PDF + b"1")
    page = send(client, "own.pdf", samples.PDF + b"2", file=theirs.pk)
    assert list(page.context["form"].errors) == ["file"]
    for path in (f"{theirs.pk}/1/", f"{theirs.pk}/take-out/", f"{theirs.pk}/put-back/"):
        ask = client.get if path.endswith("1/") else client.post
        assert ask(f"{ITEM}files/{path}").status_code == 404
    theirs.refresh_from_db()
    assert (theirs.versions.count(), theirs.removed_at, stored(media)) == (1, None, 2)
