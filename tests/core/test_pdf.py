import io

from pypdf import PdfReader

from core import pdf

TEMPLATE = """
#let data = json(bytes(sys.inputs.data))
#set document(title: data.title)
#set text(font: "Source Sans Pro", lang: "en")
#data.text
"""


def test_what_people_typed_is_text_and_never_runs(settings, tmp_path):
    settings.BASE_DIR = tmp_path
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "note.typ").write_text(TEMPLATE)
    typed = '#read("/etc/passwd") *stars* $x$ "quoted" \\ Łódź Αθήνα'
    document = PdfReader(io.BytesIO(pdf.render("note.typ", {"title": "A", "text": typed})))
    (page,) = document.pages
    assert page.extract_text() == typed
    fonts = [font.get_object()["/BaseFont"] for font in page["/Resources"]["/Font"].values()]
    assert all("SourceSansPro" in font for font in fonts)
    assert document.trailer["/Root"]["/MarkInfo"]["/Marked"]


def test_the_font_is_there():
    names = {path.name for path in pdf.font_folder().iterdir()}
    assert {"SourceSansPro-Regular.ttf", "SourceSansPro-Semibold.ttf"} <= names
