"""What people say and hand in about an item, who hears of it, and what its page shows of it.

An item is what has a dossier: a plan item, a risk or a meeting.
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from core.rights import holds
from partners.models import Person
from partners.places import places_of
from records import dossiers
from records.models import Comment, File, Follower, Version
from records.querysets import CHANGE_WITHIN, people_around
from workpackages import emails
from workpackages.models import Deliverable, Meeting, Milestone, Review, Task
from workpackages.progress import perform
from workpackages.querysets.talk import talks

WITH_FILES = (Deliverable, Task, Milestone, Review, Meeting)
SHOWN = 20  # comments; older ones are folded away


# --- What the page shows -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Remark:
    """A comment with what its reader may do to it."""

    pk: int
    author: str
    text: str
    written_at: datetime
    edited_at: datetime | None
    is_retracted: bool
    retracted_for: str  # the reason, where an administrator took it out
    may_change: bool
    may_retract: bool


@dataclass(frozen=True, slots=True)
class Upload:
    """A version of a file."""

    number: int
    name: str
    size: int
    sha256: str
    note: str
    uploaded_at: datetime
    uploaded_by: str


@dataclass(frozen=True, slots=True)
class HeldFile:
    pk: int
    is_removed: bool
    versions: list[Upload]  # newest first

    @property
    def newest(self) -> Upload:
        return self.versions[0]


@dataclass(frozen=True, slots=True)
class Talk:
    """What templates/records/dossier.html shows."""

    address: str  # of the item; what is done stands under it: comment/, follow/, files/
    may_write: bool
    takes_files: bool
    may_upload: bool
    earlier: list[Remark]
    latest: list[Remark]
    files: list[HeldFile]
    removed: list[HeldFile]
    people: list[tuple[int, str]]  # who may be mentioned
    followers: list[str]
    hears: bool  # by choice, or by their part in it
    has_part: bool

    @property
    def count(self) -> int:
        return sum(not remark.is_retracted for remark in (*self.earlier, *self.latest))


def talk_of(item, person, now: datetime) -> Talk:
    """For the page of an item that tells this person's rights. Three statements, one without a
    dossier."""
    remarks = remarks_on(item, person, now)
    held = files_of(item)
    people = people_around(item.dossier_id, item.project_id, localdate(now))
    choice = next((follows for pk, _name, follows in people if pk == person.pk), None)
    has_part = has_part_in(item, person)
    return Talk(
        address=item.get_absolute_url(),
        may_write=holds(talks(person), item),
        takes_files=isinstance(item, WITH_FILES),
        may_upload=may_upload(item),
        earlier=remarks[:-SHOWN],
        latest=remarks[-SHOWN:],
        files=[file for file in held if not file.is_removed],
        removed=[file for file in held if file.is_removed],
        people=[(pk, name) for pk, name, _follows in people if pk != person.pk],
        followers=[name for _pk, name, follows in people if follows],
        hears=has_part if choice is None else choice,
        has_part=has_part,
    )


def may_upload(item) -> bool:
    """Whoever may report on it or edit it, of the rights told to the row; until it is cancelled."""
    has_right = item.may_edit or getattr(item, "may_report", False)
    return isinstance(item, WITH_FILES) and has_right and not is_cancelled(item)


def is_cancelled(item) -> bool:
    return item.state == "cancelled"


def remarks_on(item, person, now: datetime) -> list[Remark]:
    if not item.dossier_id:
        return []
    rows = Comment.objects.filter(dossier=item.dossier_id).order_by("written_at", "pk")
    remarks = []
    for pk, author, name, text, written_at, edited_at, retracted_at, reason in rows.values_list(
        *["pk", "author", "author__name", "text", "written_at", "edited_at"],
        *["retracted_at", "retracted_for"],
    ):
        own = author == person.pk and not retracted_at
        remarks.append(
            Remark(
                pk=pk,
                author=name,
                text="" if retracted_at else text,
                written_at=written_at,
                edited_at=edited_at,
                is_retracted=bool(retracted_at),
                retracted_for=reason,
                may_change=own and written_at > now - CHANGE_WITHIN,
                may_retract=own,
            )
        )
    return remarks


def files_of(item) -> list[HeldFile]:
    return files_in(item.dossier_id) if isinstance(item, WITH_FILES) else []


def files_in(dossier: int | None) -> list[HeldFile]:
    """By its id; at most one statement."""
    return files_by_dossier([dossier])[dossier] if dossier else []


def files_by_dossier(dossiers: Collection[int]) -> dict[int, list[HeldFile]]:
    """Of several; at most one statement."""
    found = {dossier: [] for dossier in dossiers}
    if not found:
        return found
    rows = (
        Version.objects.shown()
        .filter(file__dossier__in=found)
        .values_list(
            *["file", "file__removed_at", "file__dossier", "number", "name", "size", "sha256"],
            *["note", "uploaded_at", "uploaded_by__name"],
        )
    )
    files = {}
    for pk, removed_at, dossier, *upload in rows:
        if pk not in files:
            files[pk] = HeldFile(pk, bool(removed_at), [])
            found[dossier].append(files[pk])
        files[pk].versions.append(Upload(*upload))
    return found


def has_part_in(item, person) -> bool:
    """They act for its lead or host, or review it."""
    reviews = getattr(item, "reviewer_id", None) == person.pk
    return reviews or lead_of(item) in places_of(person).acted_for


def lead_of(item) -> int | None:
    """The id of the partner whose people it concerns first."""
    return item.host_id if isinstance(item, Meeting) else item.lead_id


# --- Talk ----------------------------------------------------------------------------------------


@transaction.atomic
def say(*, item, text: str, by, now: datetime, mentioned: Iterable[int] = ()) -> Comment:
    """A comment, by mail to whom it concerns. `mentioned` are ids of people who see the item:
    whose name with an @ is not in the text, gets it there."""
    people = names_of(item, now)
    if not people.keys() >= set(mentioned):
        raise ValidationError({"mentioned": _("Only people who see this can be mentioned.")})
    named = named_in(text, people)
    if missing := [f"@{people[pk]}" for pk in mentioned if pk not in named]:
        text = f"{' '.join(missing)}\n{text}" if text.strip() else text
    dossier = dossiers.opened(holder=item)
    comment = dossiers.write(dossier=dossier, text=text, by=by, now=now)
    heard = hearers(item, by=by, now=now, mentioned=named | {*mentioned})
    emails.commented(item, comment, heard, now=now)
    return comment


@transaction.atomic
def reword(*, item, comment: Comment, text: str, by, now: datetime) -> Comment:
    """Change a comment; who is newly mentioned hears of it. Only within the hour."""
    comment = dossiers.change(comment=comment, text=text, by=by, now=now)
    named = named_in(text, names_of(item, now))
    heard = hearers(item, by=by, now=now, mentioned=named)
    newly = [(person, why) for person, why in heard if why == "mentioned"]
    emails.commented(item, comment, newly, now=now)
    return comment


def names_of(item, now: datetime) -> dict[int, str]:
    return dict(Person.objects.seeing(item.project_id, localdate(now)).values_list("pk", "name"))


def named_in(text: str, people: dict[int, str]) -> set[int]:
    """Whose names stand in the text after an @; of "@Ana Mary" not Ana, where both are known."""
    found = set()
    if "@" not in text:
        return found
    for pk, name in sorted(people.items(), key=lambda person: -len(person[1])):
        name = r"\s+".join(map(re.escape, name.split()))
        text, times = re.subn(rf"(?i)(?<!\w)@{name}(?!\w)", " ", text) if name else (text, 0)
        if times:
            found.add(pk)
            found.update(other for other, same in people.items() if same == people[pk])
    return found


def hearers(item, *, by, now: datetime, mentioned=frozenset()) -> list[tuple[Person, str]]:
    """(person, why: mentioned, follows or part) of all who see the item and hear of it, but who did
    it. Who asked not to hear does so only when mentioned."""
    today = localdate(now)
    choices = Follower.objects.filter(dossier=item.dossier_id).choices()
    part = set(Person.objects.acting_for(lead_of(item), today).values_list("pk", flat=True))
    part.add(getattr(item, "reviewer_id", None))
    heard = []
    for person in Person.objects.seeing(item.project_id, today).exclude(pk=by.pk):
        if person.pk in mentioned:
            heard.append((person, "mentioned"))
        elif choices.get(person.pk):
            heard.append((person, "follows"))
        elif person.pk in part and person.pk not in choices:
            heard.append((person, "part"))
    return heard


def follow(*, item, person, follows: bool) -> None:
    dossiers.choose(dossier=dossiers.opened(holder=item), person=person, follows=follows)


# --- Files ---------------------------------------------------------------------------------------


@transaction.atomic
def hand_in(
    *, item, upload, by, now: datetime, note="", file: File | None = None, as_draft=False
) -> Version:
    """A new file or version; with `as_draft` a deliverable's draft is reported too.

    Raises ValidationError where the upload is refused, or the item is cancelled.
    """
    if is_cancelled(item):
        raise ValidationError(_("This is cancelled: no files can be added."))
    if as_draft:
        perform(item=item, verb="draft", by=by, reason=note)
    dossier = dossiers.opened(holder=item)

    def tell(version):
        emails.handed_in(item, version, hearers(item, by=by, now=now), as_draft=as_draft, now=now)

    # Last: what is refused before leaves no content behind.
    return dossiers.add_version(
        dossier=dossier, upload=upload, note=note, by=by, now=now, file=file, tell=tell
    )
