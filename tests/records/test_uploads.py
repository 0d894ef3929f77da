"""Kinds are found from the content and have to agree with the name; names are made safe."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from records import uploads
from records.uploads import LONGEST_NAME, checked, kinds_of, safe_name
from tests.records import samples
from tests.records.samples import archive, file, office, open_document

TAKEN = {
    "a.pdf": samples.PDF,
    "A.PDF": samples.PDF,
    "a.docx": office("word/document.xml"),
    "b.docx": office("word/document2.xml"),
    "a.xlsx": office("xl/workbook.xml"),
    "a.pptx": office("ppt/presentation.xml"),
    "a.odt": open_document("text"),
    "a.ods": open_document("spreadsheet"),
    "a.odp": open_document("presentation"),
    "a.rtf": b"{\\rtf1\\ansi hello}",
    "a.csv": b"code;title\r\nD4.3;Sch\xf6n\r\n",  # cp1252
    "a.txt": "Škola Łódź".encode(),
    "a.md": b"# Title\n\n<b>bold</b>\n",
    "a.png": samples.PNG,
    "a.jpg": b"\xff\xd8\xff\xe0" + bytes(20),
    "a.jpeg": b"\xff\xd8\xff\xe0" + bytes(20),
    "a.zip": archive("a.txt", "b/c.txt"),
    "b.zip": samples.bomb(),
    "c.zip": archive(),
}
REFUSED = {
    "page.pdf": samples.HTML,
    "picture.png": samples.SVG,
    "page.txt": samples.HTML,
    "picture.txt": b"\xef\xbb\xbf \n" + samples.SVG,
    "data.csv": b'<?xml version="1.0"?><html/>',
    "program.txt": b"MZ\x90\x00\x03",
    "text.docx": archive("a.txt"),
    "sheet.docx": office("xl/workbook.xml"),
    "macros.docx": archive("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"),
    "really.zip": office("word/document.xml"),
    "book.zip": archive("x", first=("mimetype", "application/epub+zip")),
    "template.odt": open_document("text-template"),
    "report.txt": samples.PDF,
    "broken.zip": archive("a.txt")[:-30],
    "broken.docx": office("word/document.xml")[:60],
}
NOT_TAKEN = ("a.svg", "a.html", "a.exe", "a.pdf.exe", "a", "pdf", "a.docm", "a.js")


@pytest.mark.parametrize(("name", "content"), TAKEN.items(), ids=list(TAKEN))
def test_what_people_work_with_is_taken(name, content):
    ending = name.partition(".")[2].lower()
    assert ending in kinds_of(file(name, content))
    assert checked(file(name, content), name).partition("/")[0] in ("application", "text", "image")


@pytest.mark.parametrize(("name", "content"), REFUSED.items(), ids=list(REFUSED))
def test_what_is_not_what_its_name_says_is_refused(name, content):
    ending = name.partition(".")[2]
    with pytest.raises(ValidationError) as refusal:
        checked(file(name, content), name)
    assert refusal.value.message_dict == {
        "upload": [f"“{name}” is no {ending} file: its content is something else."]
    }


@pytest.mark.parametrize("name", NOT_TAKEN)
def test_other_kinds_are_refused_by_their_ending(name):
    with pytest.raises(ValidationError, match="Taken are: pdf, docx, odt"):
        checked(file(name), name)


def test_the_size_has_a_limit(settings):
    settings.MAX_UPLOAD_MB = 1
    within = samples.PDF + bytes(1024 * 1024 - len(samples.PDF))
    assert checked(file("a.pdf", within), "a.pdf") == "application/pdf"
    with pytest.raises(ValidationError, match="too large: at most 1 MB are taken"):
        checked(file("a.pdf", within + b"x"), "a.pdf")
    with pytest.raises(ValidationError, match="This file is empty"):
        checked(file("a.pdf", b""), "a.pdf")


def test_a_long_list_of_members_is_not_read():
    """870,000 members would cost half a gigabyte as objects."""
    content = office("word/document.xml")
    at = content.rfind(uploads.LAST_RECORD) + 12
    long = content[:at] + (uploads.LONGEST_LIST + 1).to_bytes(4, "little") + content[at + 4 :]
    assert kinds_of(file("a.zip", long)) == {"zip"}


@pytest.mark.parametrize(
    ("raw", "safe"),
    [
        ("Report v1 (final).pdf", "Report v1 (final).pdf"),
        ("Škola Łódź.pdf", "Škola Łódź.pdf"),
        ("../../etc/passwd", "passwd"),
        (r"C:\Users\me\report.pdf", "report.pdf"),
        ("a\0b\x07.pdf", "ab.pdf"),
        ("two\r\nlines\t.pdf", "two lines .pdf"),
        ("\u202egnp.exe.pdf", "gnp.exe.pdf"),
        (".htaccess", "htaccess"),
        ("..", "file"),
        ("", "file"),
        ('"<b>?*".pdf', "__b____.pdf"),
        ("x" * 400 + ".docx", "x" * 145 + ".docx"),
    ],
)
def test_names_are_kept_and_made_safe(raw, safe):
    assert safe_name(raw) == safe


@given(st.text())
def test_a_safe_name_is_one_visible_line_of_some_length(raw):
    name = safe_name(raw)
    assert 1 <= len(name) <= LONGEST_NAME
    assert " ".join(name.split()) == name
    assert not set(name) & set('/\\\0\r\n<>:"|?*')
    assert safe_name(name) == name
