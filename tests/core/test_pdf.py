import io
import sys

import pytest
from pypdf import PdfReader

from core import pdf

TEMPLATE = """
#let data = json(bytes(sys.inputs.data))
#set document(title: data.title)
#set text(font: "Source Sans Pro", lang: "en")
#data.text
"""


@pytest.fixture(autouse=True)
def note(settings, tmp_path):
    settings.BASE_DIR = tmp_path
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "note.typ").write_text(TEMPLATE)


def test_what_people_typed_is_text_and_never_runs():
    typed = '#read("/etc/passwd") *stars* $x$ "quoted" \\ Łódź Αθήνα'
    document = PdfReader(io.BytesIO(pdf.render("note.typ", {"title": "A", "text": typed})))
    (page,) = document.pages
    assert page.extract_text() == typed
    fonts = [font.get_object()["/BaseFont"] for font in page["/Resources"]["/Font"].values()]
    assert all("SourceSansPro" in font for font in fonts)
    assert document.trailer["/Root"]["/MarkInfo"]["/Marked"]


@pytest.mark.parametrize("sign", ["😀", "中", "\0", "\x1b", "\ufffe"])
def test_a_sign_that_no_font_has_is_printed_as_a_box(sign):
    """Nothing that is typed may stand against the whole document."""
    document = PdfReader(io.BytesIO(pdf.render("note.typ", {"title": "A", "text": f"a{sign}b"})))
    (page,) = document.pages
    assert (page.extract_text()[0], page.extract_text()[-1]) == ("a", "b")
    assert document.trailer["/Root"]["/MarkInfo"]["/Marked"]


def test_what_is_wrong_with_a_template_is_told(tmp_path):
    (tmp_path / "templates" / "note.typ").write_text("#nothing-like-it")
    with pytest.raises(pdf.TypesettingError, match="unknown variable"):
        pdf.render("note.typ", {"title": "A", "text": ""})


def test_nothing_of_it_stays_in_this_process():
    pdf.render("note.typ", {"title": "A", "text": ""})
    assert "typst" not in sys.modules


def test_a_document_that_takes_too_long_is_given_up(monkeypatch):
    monkeypatch.setattr(pdf, "PATIENCE", 0.01)
    with pytest.raises(pdf.TypesettingError, match="Not set in"):
        pdf.render("note.typ", {"title": "A", "text": ""})


def test_each_page_is_a_picture(tmp_path):
    (tmp_path / "templates" / "two.typ").write_text("#set page(width: 1in, height: 1in)\nA")
    [one] = pdf.pictures("two.typ", {}, dots=90)
    (tmp_path / "templates" / "two.typ").write_text("A #pagebreak() B")
    pages = pdf.pictures("two.typ", {})
    assert [page[:8] for page in (one, *pages)] == [b"\x89PNG\r\n\x1a\n"] * 3
    assert one[16:24] == (90).to_bytes(4) * 2  # width and height, in dots


def test_the_font_is_there():
    names = {path.name for path in pdf.font_folder().iterdir()}
    assert {"SourceSansPro-Regular.ttf", "SourceSansPro-Semibold.ttf"} <= names
