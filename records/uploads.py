"""What may be uploaded: kinds found from the content, names made safe, a limit of the size.

A file is looked at, never opened: of an archive only the list of its members is read.
"""

import re
import unicodedata
from pathlib import PurePath

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

OFFICE = "application/vnd.openxmlformats-officedocument"
OPEN_DOCUMENT = "application/vnd.oasis.opendocument"
KINDS = {  # by the ending of the name
    "pdf": "application/pdf",
    "docx": f"{OFFICE}.wordprocessingml.document",
    "odt": f"{OPEN_DOCUMENT}.text",
    "rtf": "application/rtf",
    "xlsx": f"{OFFICE}.spreadsheetml.sheet",
    "ods": f"{OPEN_DOCUMENT}.spreadsheet",
    "pptx": f"{OFFICE}.presentationml.presentation",
    "odp": f"{OPEN_DOCUMENT}.presentation",
    "csv": "text/csv",
    "txt": "text/plain",
    "md": "text/markdown",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "zip": "application/zip",
}
LONGEST_NAME = 150

BEGINNINGS = {
    b"%PDF-": "pdf",
    rb"{\rtf": "rtf",
    b"\x89PNG\r\n\x1a\n": "png",
    b"\xff\xd8\xff": "jpg",
    b"PK\x03\x04": "zip",
    b"PK\x05\x06": "zip",  # an empty one
}
MAIN_PARTS = {b"word/document": "docx", b"xl/workbook.xml": "xlsx", b"ppt/presentation.xml": "pptx"}
MACROS = b"vbaProject.bin"
TEXTS = {"csv", "txt", "md"}
NEVER_IN_TEXT = bytes(set(range(32)) - set(b"\t\n\r\f"))
MARKUP = re.compile(rb"(\xef\xbb\xbf)?\s*<(!doctype|!--|\?xml|html|svg|head|body|script)", re.I)
LAST_RECORD = b"PK\x05\x06"  # ends an archive and says where the list of its members lies
LONGEST_RECORD = 22 + 65_535
LONGEST_LIST = 1024 * 1024  # of an office document; whatever has a longer one is an archive


def checked(upload, name: str) -> str:
    """The type of what was uploaded under this name, with the ending it may have.

    Raises ValidationError at the field `upload` for what is too large, of a kind that is not taken,
    or something else than its name says.
    """
    ending = PurePath(name).suffix[1:].lower()
    if upload.size > settings.MAX_UPLOAD_MB * 1024 * 1024:
        refuse(_("This file is too large: at most %d MB are taken.") % settings.MAX_UPLOAD_MB)
    if not upload.size:
        refuse(_("This file is empty."))
    if ending not in KINDS:
        refuse(
            _("Files of this kind are not taken. Taken are: %(kinds)s.")
            % {"kinds": ", ".join(KINDS)}
        )
    if ending not in kinds_of(upload):
        refuse(
            _("“%(name)s” is no %(kind)s file: its content is something else.")
            % {"name": name, "kind": ending}
        )
    return KINDS[ending]


def refuse(message: str):
    raise ValidationError({"upload": message})


def kinds_of(content) -> set[str]:
    """The endings that a name of this content may have; none for what is not taken."""
    content.seek(0)
    head = content.read(4096)
    kind = next((kind for begin, kind in BEGINNINGS.items() if head.startswith(begin)), None)
    if kind == "zip":
        kind = kind_of_archive(content, head)
        return {kind} if kind else set()
    if kind:
        return {"jpg", "jpeg"} if kind == "jpg" else {kind}
    return TEXTS if is_text(content, head) else set()


def kind_of_archive(content, head: bytes) -> str | None:
    """By the type that an ODF file begins with, or by the main part of an Office file."""
    if head[30:38] == b"mimetype":
        size = int.from_bytes(head[18:22], "little")
        named = head[38 : 38 + size].decode("ascii", "replace")
        return next((kind for kind, name in KINDS.items() if name == named), None)
    members = list_of_members(content)
    if members is None or MACROS in members:
        return None
    return next((kind for part, kind in MAIN_PARTS.items() if part in members), "zip")


def list_of_members(content) -> bytes | None:
    """The central directory of an archive as it stands there; empty where it is very long, None
    where there is none: the archive is broken."""
    content.seek(max(0, content.size - LONGEST_RECORD))
    tail = content.read()
    record = tail[tail.rfind(LAST_RECORD) :][:22]
    if not record.startswith(LAST_RECORD):
        return None
    size, start = (int.from_bytes(record[at : at + 4], "little") for at in (12, 16))
    if size > LONGEST_LIST:
        return b""
    content.seek(start)
    return content.read(size)


def is_text(content, head: bytes) -> bool:
    """Text in any encoding that has ASCII in it, and no HTML, SVG or other markup."""
    if MARKUP.match(head):
        return False
    content.seek(0)
    return all(chunk.translate(None, NEVER_IN_TEXT) == chunk for chunk in content.chunks())


def safe_name(raw: str) -> str:
    """The name as people gave it, without path, invisible characters and overlength.

    Never begins with a dot; "file" where nothing else is left.
    """
    name = unicodedata.normalize("NFC", re.split(r"[/\\]", raw)[-1])
    visible = (c for c in name if c.isspace() or unicodedata.category(c)[0] != "C")
    name = " ".join("".join(visible).split()).lstrip(". ")
    name = re.sub(r'[<>:"|?*]', "_", name)  # which some systems do not take
    stem, ending = PurePath(name).stem, PurePath(name).suffix
    return f"{stem[: LONGEST_NAME - len(ending)]}{ending}"[:LONGEST_NAME] or "file"
