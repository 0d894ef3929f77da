"""Materials: added with a file, given new versions, taken out, put back; and how they are shown.

An act holds the programme, so that the same file sent twice is there once.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from django.conf.locale import LANG_INFO
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from core.history import assign, record
from records import dossiers
from records.models import Version
from trainings.models import Material, Module, Programme, Registration, Training
from trainings.querysets.content import HAS_MATERIALS

# --- Acts -----------------------------------------------------------------------------------------


@transaction.atomic
def add(*, material: Material, upload, by, now: datetime, note: str = "") -> Material:
    """A new material with the first version of its file; sent twice it is there once.

    Raises ValidationError at the field that is wrong, at `title` where one of this title stands at
    the same place, at `upload` for a file that is not taken.
    """
    _hold(material)
    material.project_id = material.programme.project_id
    material.full_clean()
    if twin := _twin_of(material):
        if twin.audience == material.audience and _newest_is(twin, upload):
            return twin
        words = _("“%s” is there already. Add a new version to it, or choose another title.")
        raise ValidationError({"title": words % twin})
    record(material, "", by=by)
    dossier = dossiers.opened(holder=material)
    dossiers.add_version(dossier=dossier, upload=upload, note=note, by=by, now=now)
    return material


@transaction.atomic
def change(*, material: Material, by, reason: str = "", **values) -> Material:
    """Title, module, language, audience. Raises ValidationError at the field that is wrong."""
    row = _locked(material)
    _refuse_if_out(row)
    changed = assign(row, **values)
    row.full_clean()
    record(row, reason, *changed, by=by)
    return row


@transaction.atomic
def add_version(*, material: Material, upload, by, now: datetime, note: str = "") -> Version:
    """The next version of its file, which is read from now on; older ones are kept."""
    row = _locked(material)
    _refuse_if_out(row)
    dossier = dossiers.opened(holder=row)
    file = dossier.files.in_use().first()
    return dossiers.add_version(
        dossier=dossier, upload=upload, note=note, by=by, now=now, file=file
    )


@transaction.atomic
def take_out(*, material: Material, by, now: datetime) -> Material:
    """Out of sight for everybody at once. Twice is once."""
    row = _locked(material)
    if not row.removed_at:
        row.removed_at = now
        record(row, _("Taken out"), "removed_at", by=by)
    return row


@transaction.atomic
def put_back(*, material: Material, by) -> Material:
    """In sight again, for those who had it before. Twice is once."""
    row = _locked(material)
    if row.removed_at:
        row.removed_at = None
        record(row, _("Put back"), "removed_at", by=by)
    return row


def _hold(material: Material) -> None:
    rows = Programme.objects.select_for_update(no_key=True, of=("self",))
    material.programme = rows.select_related("project").get(pk=material.programme_id)


def _locked(material: Material) -> Material:
    """As it is now."""
    row = Material.objects.select_for_update(no_key=True, of=("self",)).get(pk=material.pk)
    _hold(row)
    return row


def _twin_of(material: Material) -> Material | None:
    """The one of this title at the same place: there after a second press, or for who went back in
    the browser and means a new version."""
    columns = ("programme_id", "training_id", "module_id", "language")
    place = {name: getattr(material, name) for name in columns}
    return Material.objects.in_use().filter(title__iexact=material.title, **place).first()


def _newest_is(material: Material, upload) -> bool:
    versions = Version.objects.filter(file__dossier=material.dossier_id)
    newest = versions.order_by("-number").first()
    return newest is not None and newest.sha256 == dossiers.fingerprint(upload)


def _refuse_if_out(row: Material) -> None:
    if row.removed_at:
        raise ValidationError(_("This material was taken out meanwhile. Put it back first."))


# --- Languages ------------------------------------------------------------------------------------


@cache
def _codes() -> dict[str, str]:
    """{a name of a language, in English and its own: its code}"""
    found = {}
    for code, info in LANG_INFO.items():
        if len(code) == 2 and "name" in info:
            names = (code, info["name"].lower(), info["name_local"].lower())
            found |= dict.fromkeys(names, code)
    return found


def language_codes() -> list[str]:
    return sorted(set(_codes().values()))


def languages_in(words: str) -> list[str]:
    """The codes of the languages that a training names in words: "Croatian and English"."""
    named = (_codes().get(word) for word in re.findall(r"\w+", words.lower()))
    return list(dict.fromkeys(code for code in named if code))


def language_name(code: str) -> str:
    """Croatian, for hr; the code itself where nothing is known of it."""
    try:
        return str(get_language_info(code)["name_translated"])
    except KeyError:
        return code


# --- For pages ------------------------------------------------------------------------------------


def in_order(rows: Iterable[Material], *languages: str) -> list[Material]:
    """By module, those of the first of the languages first; each gets `language_words`.

    `rows` follow their module.
    """

    def rank(row):
        position = languages.index(row.language) if row.language in languages else len(languages)
        module = (row.module.position, row.module_id) if row.module else (0, 0)
        return (module, position, row.language, row.pk)

    rows = sorted(rows, key=rank)
    for row in rows:
        row.language_words = language_name(row.language)
    return rows


@cache
def shown():
    """As pages show them. Built once: docs/speed.md."""
    return Material.objects.select_related("module").with_newest()


def for_participant(training: Training, registration: Registration | None, link: str = "") -> list:
    """What the page of a training offers its reader to open: by their right to run it, else by
    their own newest registration in it, else what is for all.

    `training` was told the reader's rights. Each has its `address`; with the secret of a personal
    `link`, one that needs no account.
    """
    rows = shown().at(training)
    if not link and training.may_run:
        rows = rows.in_use()
    elif registration and registration.state in HAS_MATERIALS:
        rows = rows.for_participants()
    else:
        rows = rows.public()
    found = in_order(rows, *languages_in(training.language))
    page = "trainings:seat_material" if link else "trainings:material"
    slugs = [link] if link else [training.project.slug, training.programme.slug]
    for row in found:
        row.address = reverse(page, args=[*slugs, row.pk])
    return found


@dataclass(frozen=True, slots=True)
class Cell:
    code: str  # of the language
    language: str  # its name
    found: list[Material]
    is_wanted: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One module (None: the programme as a whole) in each language of the table."""

    module: Module | None
    cells: list[Cell]


@dataclass(frozen=True, slots=True)
class Table:
    languages: list[str]  # names, in the order of the cells
    lines: list[Line]
    missing: list[tuple[Module, list[str]]]  # modules, and the languages in which they lack one


def table(modules: Iterable[Module], rows: Iterable[Material], trainings) -> Table:
    """Module x language. Wanted are the languages in which the programme's trainings are held;
    one that is called off wants none, nor does a module that is retired."""
    off = (Training.State.CANCELLED, Training.State.MERGED)
    wanted = {
        code: None
        for training in trainings
        if training.state not in off
        for code in languages_in(training.language)
    }
    cells = defaultdict(list)
    for row in rows:
        cells[row.module_id, row.language].append(row)
    codes = [*wanted, *sorted({language for _module, language in cells} - set(wanted))]
    lines = []
    if any(module is None for module, _language in cells):
        lines.append(Line(None, _cells(None, codes, cells, ())))
    filled = {module for module, _language in cells}
    lines += [
        Line(module, _cells(module.pk, codes, cells, () if module.retired_at else wanted))
        for module in modules
        if module.retired_at is None or module.pk in filled
    ]
    names = dict(zip(codes, map(language_name, codes), strict=True))
    missing = [
        (line.module, [cell.language for cell in line.cells if cell.is_wanted and not cell.found])
        for line in lines
    ]
    return Table(list(names.values()), lines, [each for each in missing if each[1]])


def _cells(module: int | None, codes, cells, wanted) -> list[Cell]:
    return [Cell(code, language_name(code), cells[module, code], code in wanted) for code in codes]
