"""What a group publishes of the purchase it plans: the facts, and documents with their files."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from buyers.models import BuyerGroup, PlannedProcurement, PlanningDocument
from core.history import entered_before, record
from records import dossiers
from records.uploads import safe_name
from workpackages.meetings import check_days
from workpackages.planning import rewrite

DAYS = ("notice_on", "tender_on", "contract_from")


@transaction.atomic
def describe(*, group: BuyerGroup, by, reason: str = "", **values) -> PlannedProcurement:
    """The facts of the purchase: entered the first time, changed from then on."""
    _hold(group)
    row = PlannedProcurement.objects.filter(group=group).first()
    old = {name: getattr(row, name, None) for name in DAYS}
    moved = {name: values[name] for name in DAYS if name in values and values[name] != old[name]}
    check_days(group.project, moved)
    if row:
        rewrite(row, by=by, reason=reason, **values)
        return row
    row = PlannedProcurement(group=group, **values)
    row.full_clean()
    record(row, reason, by=by)
    return row


@transaction.atomic
def add_document(
    *, document: PlanningDocument, published_on: date | None, upload=None, by, now: datetime
) -> PlanningDocument:
    """A document with an address or a file; sent twice it is there once. Raises ValidationError."""
    _hold(document.group)
    document.published_on = published_on
    _check_place(document, upload)
    if before := entered_before(document, by=by):
        return before

    def save():
        document.full_clean()
        record(document, "", by=by)

    if upload:
        _keep(document, upload, save, by=by, now=now)
    else:
        save()
    return document


@transaction.atomic
def change_document(
    *,
    document: PlanningDocument,
    published_on: date | None,
    upload=None,
    by,
    now: datetime,
    reason: str = "",
    **values,
) -> PlanningDocument:
    """New values; with `upload` the next version of its file, which is read from then on."""
    _hold(document.group)
    row = PlanningDocument.objects.select_for_update(no_key=True, of=("self",)).get(pk=document.pk)
    if row.removed_on:
        raise ValidationError(_("This document was taken out meanwhile."))
    if upload and not row.file_id:
        raise ValidationError(
            {"upload": _("This document has an address. Add a new one for the file.")}
        )
    rewrite(row, by=by, reason=reason, published_on=published_on, **values)
    if upload:
        _keep(row, upload, lambda: None, by=by, now=now)
    return row


@transaction.atomic
def take_out(*, document: PlanningDocument, by, now: datetime, on: date, reason: str):
    """Out of sight at once, with its file, for everybody. Twice is once."""
    row = _locked(document)
    if row.removed_on:
        return row
    if not reason.strip():
        raise ValidationError({"reason": _("Say why.")})
    row.removed_on = on
    record(row, reason, "removed_on", by=by)
    if row.file_id:
        dossiers.remove(file=row.file, by=by, now=now)
    return row


@transaction.atomic
def put_back(*, document: PlanningDocument, by) -> PlanningDocument:
    """In sight again. Raises ValidationError where its file cannot come back."""
    row = _locked(document)
    if not row.removed_on:
        return row
    if row.file_id:
        dossiers.put_back(file=row.file)
    row.removed_on = None
    record(row, _("Put back"), "removed_on", by=by)
    return row


def _locked(document: PlanningDocument) -> PlanningDocument:
    _hold(document.group)
    rows = PlanningDocument.objects.select_for_update(no_key=True, of=("self",))
    return rows.select_related("file__dossier").get(pk=document.pk)


def _check_place(document: PlanningDocument, upload) -> None:
    """Raises ValidationError where there is nothing to read, or two things."""
    if upload and document.url:
        raise ValidationError({"upload": _("Give an address or a file, not both.")})
    if not upload and not document.url:
        raise ValidationError({"url": _("Where can it be read? Give an address or a file.")})


def _keep(document: PlanningDocument, upload, save, *, by, now: datetime) -> None:
    """The upload as a version of the document's own file: last, for what is refused before leaves
    no content behind.

    Never of another file that happens to have the same name: that may be no public one.
    """
    dossier = dossiers.opened(holder=document.group)
    dossiers.hold(dossier)
    name = safe_name(upload.name)
    if dossier.files.in_use().filter(name=name).exclude(pk=document.file_id).exists():
        raise ValidationError(
            {"upload": _("There is another file called “%s”. Give this one a new name.") % name}
        )

    def tell(version):
        document.file = version.file
        save()

    dossiers.add_version(
        dossier=dossier, upload=upload, note="", by=by, now=now, file=document.file, tell=tell
    )


def _hold(group: BuyerGroup) -> None:
    """Nobody else writes what this group publishes until the transaction ends."""
    BuyerGroup.objects.select_for_update(no_key=True).get(pk=group.pk)
