"""Small files of every kind that is taken, and of some that are not."""

import io
import zipfile

from django.core.files.base import ContentFile

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!DOCTYPE html><title>x</title><script>alert(1)</script>"


def file(name: str = "report.pdf", content: bytes = PDF) -> ContentFile:
    return ContentFile(content, name=name)


def archive(*members: str, first: tuple[str, str] | None = None) -> bytes:
    """A ZIP file; `first` is stored uncompressed at its beginning, as ODF asks."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as out:
        if first:
            out.writestr(zipfile.ZipInfo(first[0]), first[1])
        for member in members:
            out.writestr(member, "x")
    return held.getvalue()


def office(part: str) -> bytes:
    return archive("[Content_Types].xml", "_rels/.rels", part)


def open_document(kind: str) -> bytes:
    named = f"application/vnd.oasis.opendocument.{kind}"
    return archive("content.xml", first=("mimetype", named))


def bomb() -> bytes:
    """10 MB of zeros in 10 KB."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr("zeros", bytes(10_000_000))
    return held.getvalue()
