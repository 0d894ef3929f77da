"""What people do in a dossier: talk, follow, hand in files. It asks no right and knows no owner.

Each act locks the dossier, so that two people at once make one version each, and never the same.
"""

import hashlib
import logging
from collections.abc import Callable
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.files import File as Content
from django.db import transaction
from django.utils.translation import gettext as _

from core.history import SAME_WITHIN
from outbox.posting import withdraw_purposes
from records.models import Comment, Dossier, File, Follower, Version
from records.uploads import checked, safe_name

logger = logging.getLogger(__name__)


@transaction.atomic
def opened(*, holder) -> Dossier:
    """The dossier of a row that has the columns `project` and `dossier`; made by whoever is first.

    `holder.dossier` is set.
    """
    rows = type(holder)._base_manager
    row = rows.select_for_update().only("project", "dossier").get(pk=holder.pk)
    if row.dossier_id is None:
        row.dossier = Dossier.objects.create(project_id=row.project_id)
        # Not by save(): it would put an empty line into the history of the holder.
        rows.filter(pk=row.pk).update(dossier=row.dossier)
    holder.dossier = row.dossier
    return holder.dossier


@transaction.atomic
def write(*, dossier: Dossier, text: str, by, now: datetime) -> Comment:
    """A comment. Whoever writes follows. The same words a moment later are the same comment."""
    hold(dossier)
    text = text.strip()
    since = now - SAME_WITHIN
    said = dossier.comments.standing().filter(author=by, text=text, written_at__gte=since)
    if before := said.first():
        return before
    comment = Comment(dossier=dossier, author=by, text=text, written_at=now)
    comment.full_clean()
    comment.save()
    choose(dossier=dossier, person=by, follows=True)
    return comment


@transaction.atomic
def change(*, comment: Comment, text: str, by, now: datetime) -> Comment:
    """New words, within the hour, by its author. Raises ValidationError afterwards."""
    hold(comment.dossier)
    comment = Comment.objects.changeable_by(by, now).filter(pk=comment.pk).first()
    if not comment:
        raise ValidationError(_("A comment can be changed by its author for an hour."))
    if text.strip() != comment.text:
        comment.text, comment.edited_at = text.strip(), now
        comment.full_clean()
        comment.save(update_fields=["text", "edited_at"])
    return comment


@transaction.atomic
def retract(*, comment: Comment, by, now: datetime, reason: str = "") -> Comment:
    """Its author takes it back, or an administrator takes it out and says why; mails about it that
    still wait are taken back too. Twice is once."""
    hold(comment.dossier)
    comment = Comment.objects.get(pk=comment.pk)
    if not comment.retracted_at:
        comment.retracted_at, comment.retracted_by, comment.retracted_for = now, by, reason
        comment.save(update_fields=["retracted_at", "retracted_by", "retracted_for"])
        withdraw_purposes(purpose(comment), reason=_("The comment was taken back."))
    return comment


def purpose(row: Comment | Version) -> str:
    """How the purposes of all mails about it begin: "comment:7:"."""
    return f"{row._meta.model_name}:{row.pk}:"


@transaction.atomic
def choose(*, dossier: Dossier, person, follows: bool) -> None:
    """From now on the person hears of it, or does not."""
    Follower.objects.update_or_create(dossier=dossier, person=person, defaults={"follows": follows})


@transaction.atomic
def add_version(
    *,
    dossier: Dossier,
    upload: Content,
    note: str,
    by,
    now: datetime,
    file: File | None = None,
    tell: Callable[[Version], object] = lambda version: None,
) -> Version:
    """The next version of `file`, or else of the file of its name, or of a new file.

    The file is called as its newest version is. Whoever hands in follows. What was sent twice is
    there once. `tell` is called with what is new, and where it fails no content is kept either.
    Raises ValidationError (at `upload`) for what is not taken: see `records.uploads`; at `file`
    where that was taken out meanwhile.
    """
    name = safe_name(upload.name)
    content_type = checked(upload, name)
    hold(dossier)
    named = dossier.files.in_use().filter(name=name).first()
    if file and not (file := dossier.files.in_use().filter(pk=file.pk).first()):
        raise ValidationError({"file": _("This file was taken out meanwhile. Choose again.")})
    file = file or named
    if named and named != file:
        raise ValidationError(
            {"upload": _("There is another file called “%s”. Give this one a new name.") % name}
        )
    sha256 = fingerprint(upload)
    newest = file and file.versions.first()
    if newest and newest.sha256 == sha256:
        if newest.uploaded_by_id == by.pk and now - newest.uploaded_at < SAME_WITHIN:
            return newest
        raise ValidationError(
            {"upload": _("This is the same as version %d, byte by byte.") % newest.number}
        )
    if not file:
        file = File.objects.create(dossier=dossier, name=name)
    elif file.name != name:
        file.name = name
        file.save(update_fields=["name"])
    version = Version(
        file=file,
        number=newest.number + 1 if newest else 1,
        name=name,
        content=upload,
        content_type=content_type,
        size=upload.size,
        sha256=sha256,
        note=note,
        uploaded_at=now,
        uploaded_by=by,
    )
    choose(dossier=dossier, person=by, follows=True)
    store(version, tell)
    return version


def fingerprint(upload: Content) -> str:
    found = hashlib.sha256()
    for chunk in upload.chunks():
        found.update(chunk)
    return found.hexdigest()


def store(version: Version, tell: Callable[[Version], object]) -> None:
    """Content, row and telling, or none of them: so it is the last thing that an act does.

    A full disk or a bucket that is gone is told to who hands in.
    """
    try:
        version.content.save(version.name, version.content.file, save=False)
    except Exception as error:  # every storage has errors of its own
        logger.exception("A file could not be stored.")
        raise ValidationError(
            {"upload": _("The file could not be stored. Please try again in a few minutes.")}
        ) from error
    try:
        version.save()
        tell(version)
    except BaseException:
        version.content.storage.delete(version.content.name)
        raise


@transaction.atomic
def remove(*, file: File, by, now: datetime, reason: str = "") -> File:
    """Out of sight, with all its versions. Twice is once; but with a reason, of an administrator,
    what people took out before is locked too."""
    hold(file.dossier)
    file = File.objects.get(pk=file.pk)
    if not file.removed_at or (reason and not file.removed_for):
        file.removed_at, file.removed_by, file.removed_for = now, by, reason
        file.save(update_fields=["removed_at", "removed_by", "removed_for"])
    return file


@transaction.atomic
def put_back(*, file: File, by_administrator: bool = False) -> File:
    """In sight again. Twice is once. Raises ValidationError where its name is taken by another file
    meanwhile, and for what an administrator took out: only they put it back."""
    hold(file.dossier)
    file = File.objects.get(pk=file.pk)
    if file.removed_for and not by_administrator:
        raise ValidationError(_("An administrator has taken %s out.") % file.name)
    if file.dossier.files.in_use().filter(name=file.name).exclude(pk=file.pk).exists():
        raise ValidationError(_("There is another file called “%s” now.") % file.name)
    file.removed_at, file.removed_by, file.removed_for = None, None, ""
    file.save(update_fields=["removed_at", "removed_by", "removed_for"])
    return file


@transaction.atomic
def destroy(*, dossier: Dossier) -> None:
    """With all that is in it, for good; the row that held it is gone already. Only where nobody
    but its owner could ever read it: what was shown to others is kept."""
    hold(dossier)
    versions = Version.objects.filter(file__dossier=dossier)
    contents = [version.content for version in versions]
    versions.delete()
    for rows in (dossier.files, dossier.comments, dossier.followers):
        rows.all().delete()
    dossier.delete()

    def forget():
        for content in contents:
            content.storage.delete(content.name)

    transaction.on_commit(forget)


def hold(dossier: Dossier) -> None:
    """Nobody else writes in this dossier until the transaction ends."""
    Dossier.objects.select_for_update().get(pk=dossier.pk)
