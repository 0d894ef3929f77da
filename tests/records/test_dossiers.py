from datetime import timedelta
from hashlib import sha256

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from outbox.models import Mail
from outbox.posting import post
from records import dossiers
from records.models import Comment, Dossier, File, Follower, Version
from tests.people import NOW
from tests.records import samples
from tests.records.samples import file

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def dossier(world) -> Dossier:
    return dossiers.opened(holder=world.d41)


def write(dossier, by, text="Ready?", now=NOW) -> Comment:
    return dossiers.write(dossier=dossier, text=text, by=by, now=now)


def add(dossier, by, upload=None, note="", now=NOW, **into) -> Version:
    upload = upload or file()
    return dossiers.add_version(dossier=dossier, upload=upload, note=note, by=by, now=now, **into)


def follows(dossier) -> dict:
    return Follower.objects.filter(dossier=dossier).choices()


def stored(media) -> list[bytes]:
    return sorted(path.read_bytes() for path in media.rglob("*") if path.is_file())


# --- The dossier ---------------------------------------------------------------------------------


def test_a_dossier_is_opened_once_and_leaves_no_line_in_the_history(world):
    lines = world.d41.history.count()
    first = dossiers.opened(holder=world.d41)
    assert world.d41.dossier == first
    world.d41.refresh_from_db()
    assert dossiers.opened(holder=world.d41) == first == Dossier.objects.get()
    assert (first.project, world.d41.history.count()) == (world.project, lines)


# --- Talk ----------------------------------------------------------------------------------------


def test_who_writes_follows(world, dossier):
    comment = write(dossier, world.partner, "  A draft is there.\n")
    assert (comment.text, comment.author, comment.written_at) == (
        "A draft is there.",
        world.partner,
        NOW,
    )
    assert follows(dossier) == {world.partner.pk: True}


def test_the_same_words_within_seconds_are_one_comment(world, dossier):
    first = write(dossier, world.partner)
    assert write(dossier, world.partner, now=NOW + timedelta(seconds=20)) == first
    write(dossier, world.coordinator)
    write(dossier, world.partner, "Really?")
    write(dossier, world.partner, now=NOW + MINUTE)
    assert Comment.objects.count() == 4


@pytest.mark.parametrize("text", ["", " \n\t ", "x" * 10_001])
def test_nothing_and_too_much_is_refused(world, dossier, text):
    with pytest.raises(ValidationError) as refusal:
        write(dossier, world.partner, text)
    assert list(refusal.value.message_dict) == ["text"]
    assert not Comment.objects.exists()


def test_the_author_changes_it_for_an_hour_and_nobody_else(world, dossier):
    comment = write(dossier, world.partner)
    later = NOW + 59 * MINUTE
    changed = dossiers.change(comment=comment, text="Ready!", by=world.partner, now=later)
    assert (changed.text, changed.edited_at) == ("Ready!", later)
    for by, now in ((world.coordinator, later), (world.partner, NOW + HOUR)):
        with pytest.raises(ValidationError, match="by its author for an hour"):
            dossiers.change(comment=comment, text="No.", by=by, now=now)
    assert Comment.objects.get().text == "Ready!"


def test_the_same_words_are_no_change(world, dossier):
    comment = write(dossier, world.partner)
    same = dossiers.change(comment=comment, text="Ready? ", by=world.partner, now=NOW + MINUTE)
    assert same.edited_at is None


def test_taken_back_it_stays_and_its_waiting_mails_do_not_leave(world, dossier, settings):
    settings.MAIL_IS_SENT = True
    comment, other = write(dossier, world.partner), write(dossier, world.partner, "And?")
    for row in (comment, other):
        post(
            to="a@example.org",
            subject="x",
            text="x",
            language="en-gb",
            category="talk",
            purpose_key=f"{dossiers.purpose(row)}1",
        )
    dossiers.retract(comment=comment, by=world.partner, now=NOW + HOUR)
    dossiers.retract(comment=comment, by=world.coordinator, now=NOW + 2 * HOUR)
    comment.refresh_from_db()
    assert (comment.retracted_at, comment.retracted_by, comment.text) == (
        NOW + HOUR,
        world.partner,
        "Ready?",
    )
    assert list(Mail.objects.order_by("pk").values_list("state", flat=True)) == [
        "withdrawn",
        "queued",
    ]
    with pytest.raises(ValidationError):
        dossiers.change(comment=comment, text="x", by=world.partner, now=NOW + MINUTE)
    assert write(dossier, world.partner, now=NOW) != comment  # said anew


def test_to_follow_is_a_choice_and_to_write_is_to_follow_again(world, dossier):
    for choice in (True, False, False):
        dossiers.choose(dossier=dossier, person=world.officer, follows=choice)
    assert follows(dossier) == {world.officer.pk: False}
    write(dossier, world.officer)
    assert follows(dossier) == {world.officer.pk: True}


# --- Files ---------------------------------------------------------------------------------------


def test_an_upload_is_stored_under_a_name_that_says_nothing(world, dossier, media):
    version = add(dossier, world.partner, file("../Draft\0.pdf"), "first draft")
    assert (version.file.name, version.number, version.content_type, version.size) == (
        "Draft.pdf",
        1,
        "application/pdf",
        len(samples.PDF),
    )
    assert version.sha256 == sha256(samples.PDF).hexdigest()
    assert version.content.name.startswith("records/")
    assert "raft" not in version.content.name
    assert stored(media) == [samples.PDF]
    assert follows(dossier) == {world.partner.pk: True}


def test_the_same_name_is_the_next_version(world, dossier, media):
    add(dossier, world.partner)
    second = add(dossier, world.coordinator, file(content=samples.PDF + b"2"), "more")
    add(dossier, world.partner, file("other.pdf"))
    assert (second.number, second.uploaded_by) == (2, world.coordinator)
    assert list(File.objects.values_list("name", flat=True)) == ["other.pdf", "report.pdf"]
    assert len(stored(media)) == 3


def test_a_new_version_may_have_a_new_name(world, dossier):
    first = add(dossier, world.partner, file("Draft v1.pdf"))
    second = add(dossier, world.partner, file("Draft v2.pdf", samples.PDF + b"2"), file=first.file)
    assert (second.file, second.number, second.file.name) == (first.file, 2, "Draft v2.pdf")
    assert list(first.file.versions.values_list("name", flat=True)) == [
        "Draft v2.pdf",
        "Draft v1.pdf",
    ]
    add(dossier, world.partner, file("other.pdf"))
    with pytest.raises(ValidationError, match="another file called “other"):
        add(dossier, world.partner, file("other.pdf", samples.PDF + b"3"), file=first.file)


def test_sent_twice_it_is_there_once_and_the_same_again_is_no_version(world, dossier, media):
    first = add(dossier, world.partner)
    assert add(dossier, world.partner, now=NOW + timedelta(seconds=9)) == first
    with pytest.raises(ValidationError, match="the same as version 1, byte by byte"):
        add(dossier, world.partner, now=NOW + HOUR)
    assert len(stored(media)) == 1


def test_what_is_refused_leaves_nothing(world, dossier, media):
    with pytest.raises(ValidationError):
        add(dossier, world.partner, file("picture.png", samples.SVG))
    assert (stored(media), File.objects.count(), follows(dossier)) == ([], 0, {})


def test_a_row_that_cannot_be_written_leaves_no_content(world, dossier, media):
    first = add(dossier, world.partner)
    double = Version(
        file=first.file,
        number=1,
        content=file(),
        size=1,
        uploaded_at=NOW,
        uploaded_by=world.partner,
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        dossiers.store(double, lambda version: None)
    assert len(stored(media)) == 1


def test_a_telling_that_fails_leaves_no_content_and_takes_none_that_was_there(
    world, dossier, media
):
    def fail(version):
        raise RuntimeError("no mail today")

    given = {"dossier": dossier, "note": "", "by": world.partner, "now": NOW, "tell": fail}
    with pytest.raises(RuntimeError), transaction.atomic():
        dossiers.add_version(upload=file(), **given)
    assert (stored(media), File.objects.count(), follows(dossier)) == ([], 0, {})
    first = add(dossier, world.partner)
    assert dossiers.add_version(upload=file(), **given) == first  # sent twice: nothing to tell
    assert len(stored(media)) == 1


def test_a_version_of_what_was_taken_out_meanwhile_is_refused(world, dossier, media):
    held = add(dossier, world.partner).file
    dossiers.remove(file=held, by=world.coordinator, now=NOW)
    with pytest.raises(ValidationError) as refusal:
        add(dossier, world.partner, file("other.pdf", samples.PDF + b"2"), file=held)
    assert refusal.value.message_dict == {
        "file": ["This file was taken out meanwhile. Choose again."]
    }
    assert len(stored(media)) == 1


def test_an_administrators_reason_locks_what_people_took_out_before(world, dossier, media):
    held = add(dossier, world.partner).file
    dossiers.remove(file=held, by=world.partner, now=NOW)
    given = {"file": held, "by": world.administrator, "now": NOW + HOUR}
    for reason in ("private", "not this one"):
        taken = dossiers.remove(reason=reason, **given)
        assert (taken.removed_by, taken.removed_for) == (world.administrator, "private")
    with pytest.raises(ValidationError, match="An administrator has taken"):
        dossiers.put_back(file=held)
    for _twice in range(2):
        assert dossiers.put_back(file=held, by_administrator=True).removed_at is None


def test_a_file_is_taken_out_and_back_and_never_deleted(world, dossier, media):
    version = add(dossier, world.partner)
    for by in (world.partner, world.coordinator):
        dossiers.remove(file=version.file, by=by, now=NOW)
    taken = File.objects.get()
    assert (taken.removed_at, taken.removed_by) == (NOW, world.partner)
    assert not Version.objects.readable().exists()
    add(dossier, world.partner)  # its name is free
    with pytest.raises(ValidationError, match="another file called “report"):
        dossiers.put_back(file=taken)
    dossiers.remove(file=File.objects.in_use().get(), by=world.partner, now=NOW)
    dossiers.put_back(file=taken)
    assert Version.objects.readable().get() == version
    assert len(stored(media)) == 2
