import csv
import io
import time
import tracemalloc
import zipfile
from contextlib import closing
from datetime import date, datetime
from decimal import Decimal
from xml.etree import ElementTree

import openpyxl
import pytest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from core.exports import csv_response, spreadsheet


def read(response):
    text = b"".join(response).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline="")))


def test_a_csv_file_opens_in_a_spreadsheet_as_it_is():
    response = csv_response(
        "participants.csv",
        [gettext_lazy("Name"), "Day", "Seats"],
        [("Łódź, “Αθήνα”", date(2026, 9, 24), 15), ('two\nlines, "quoted"', None, -3)],
    )
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="participants.csv"'
    content = b"".join(response)
    assert content.startswith(b"\xef\xbb\xbfName,Day,Seats\r\n")
    assert content.count(b"\xef\xbb\xbf") == 1
    assert read([content]) == [
        ["Name", "Day", "Seats"],
        ["Łódź, “Αθήνα”", "2026-09-24", "15"],
        ['two\nlines, "quoted"', "", "-3"],
    ]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
def test_no_cell_runs_as_a_formula(start):
    evil = start + 'HYPERLINK("https://evil.example")'
    assert read(csv_response("x.csv", [evil], [[evil]])) == [["'" + evil], ["'" + evil]]


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))))
def test_whatever_is_written_is_read_back(cells):
    row = ["first", *("x" + cell for cell in cells)]
    assert read(csv_response("x.csv", ["n"], [row])) == [["n"], row]


@pytest.mark.parametrize("count", [0, 1, 499, 500, 501, 2000])
def test_rows_are_sent_in_pieces_and_none_is_lost(count):
    response = csv_response("x.csv", ["n"], ([n] for n in range(count)))
    pieces = list(response)
    assert len(pieces) == (count + 2) // 500 + 1
    assert read(pieces) == [["n"], *([str(n)] for n in range(count))]


# --- XLSX and ODS --------------------------------------------------------------------------------

SHEETS = ("xlsx", "ods")
TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"))
TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
}


def content(response) -> bytes:
    """The whole file; a finished response would end the request, and the test's transaction."""
    with closing(getattr(response, "file_to_stream", None) or io.BytesIO()):
        return b"".join(response)


def rows_of(file: bytes) -> list[list]:
    """All cells of the first sheet, as a reader that is no relation of the writers sees them."""
    return CalamineWorkbook.from_filelike(io.BytesIO(file)).get_sheet_by_index(0).to_python()


def part(file: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(file)) as parts:
        return parts.read(name).decode()


@pytest.mark.parametrize("format", SHEETS)
def test_each_cell_is_read_back_as_what_it_was(format):
    header = [gettext_lazy("Name"), "Day", "Seats", "Person-months", "Rate", "Note"]
    rows = [
        ["Łódź, “Αθήνα” <&>", date(2026, 9, 24), 15, Decimal("12.25"), 0.5, "two\nlines"],
        ["", None, -3, Decimal("0.10"), 0.25, gettext_lazy("yes")],
    ]
    response = spreadsheet(format, "list", "A list", header, rows)
    assert response["Content-Type"] == TYPES[format]
    assert response["Content-Disposition"] == f'attachment; filename="list.{format}"'
    file = content(response)
    assert int(response["Content-Length"]) == len(file)
    assert CalamineWorkbook.from_filelike(io.BytesIO(file)).sheet_names == ["A list"]
    assert rows_of(file) == [
        ["Name", "Day", "Seats", "Person-months", "Rate", "Note"],
        ["Łódź, “Αθήνα” <&>", date(2026, 9, 24), 15, 12.25, 0.5, "two\nlines"],
        ["", "", -3, 0.1, 0.25, "yes"],
    ]


@pytest.mark.parametrize("format", SHEETS)
@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\n", "{=", "＝"])
def test_text_that_looks_like_a_formula_stays_that_text(format, start):
    evil = start + 'HYPERLINK("https://evil.example")'
    file = content(spreadsheet(format, "x", "x", [evil, "n"], [[evil, 1]]))
    assert rows_of(file) == [[evil, "n"], [evil, 1]]
    sheet = part(file, "content.xml" if format == "ods" else "xl/worksheets/sheet1.xml")
    assert ("<f>" in sheet, "table:formula" in sheet, "hyperlink" in sheet) == (False,) * 3


def test_a_decimal_is_written_to_its_last_digit():
    rows = [[Decimal("99999.99")], [Decimal("0.10")], [Decimal("0.07")]]
    xlsx = content(spreadsheet("xlsx", "x", "x", ["n"], rows))
    cells = openpyxl.load_workbook(io.BytesIO(xlsx)).active["A"][1:]
    assert [(cell.value, cell.number_format) for cell in cells] == [
        (99999.99, "0.00"),
        (0.1, "0.00"),
        (0.07, "0.00"),
    ]
    assert "<v>99999.99</v>" in part(xlsx, "xl/worksheets/sheet1.xml")
    ods = content(spreadsheet("ods", "x", "x", ["n"], rows))
    assert 'office:value="0.10"' in part(ods, "content.xml")


def test_the_head_is_bold_and_stays_in_sight():
    xlsx = content(spreadsheet("xlsx", "x", "Plan", ["Code", "Title"], [["T1", "One"]]))
    sheet = openpyxl.load_workbook(io.BytesIO(xlsx)).active
    assert (sheet.title, sheet.freeze_panes) == ("Plan", "A2")
    assert [cell.font.bold for cell in [*sheet[1], *sheet[2]]] == [True, True, False, False]
    ods = content(spreadsheet("ods", "x", "Plan", ["Code"], [["T1"]]))
    sheet = part(ods, "content.xml")
    assert sheet.count("table:table-header-rows") == 2
    assert sheet.count('table:style-name="head"') == 1
    assert "VerticalSplitPosition" in part(ods, "settings.xml")
    for name in ("content.xml", "settings.xml", "META-INF/manifest.xml"):
        ElementTree.fromstring(part(ods, name))
    assert ods[30:38] + ods[38:46] == b"mimetypeapplicat"  # how programs know the file


def test_columns_are_as_wide_as_what_stands_in_them():
    rows = [["T1", "x" * 30], ["T2", "y" * 300]]
    file = content(spreadsheet("xlsx", "x", "x", ["Code", "Title"], rows))
    widths = openpyxl.load_workbook(io.BytesIO(file)).active.column_dimensions
    assert [round(widths[letter].width) for letter in "AB"] == [8, 61]


@pytest.mark.parametrize("format", SHEETS)
@given(TEXT, TEXT)
def test_whatever_is_written_in_a_sheet_is_read_back(format, title, text):
    text = f"x{text}"
    file = content(spreadsheet(format, "x", title, ["n"], [[text]]))
    assert rows_of(file) == [["n"], [text]]


@pytest.mark.parametrize("format", SHEETS)
def test_blanks_and_lines_stay_and_control_characters_go(format):
    file = content(spreadsheet(format, "x", "x", ["n"], [["a  b \r\n d\x00\x0b e"], ["f  g"]]))
    assert rows_of(file) == [["n"], ["a  b \n d e"], ["f  g"]]


def test_a_tab_is_a_tab():
    """The reader of the other tests knows none in ODS."""
    ods = content(spreadsheet("ods", "x", "x", ["n"], [["a\tb"]]))
    assert "<text:p>a<text:tab/>b</text:p>" in part(ods, "content.xml")
    xlsx = content(spreadsheet("xlsx", "x", "x", ["n"], [["a\tb"]]))
    assert rows_of(xlsx) == [["n"], ["a\tb"]]


@pytest.mark.parametrize("format", SHEETS)
def test_a_moment_and_what_is_longer_than_a_cell_are_text(format):
    file = content(
        spreadsheet(format, "x", "x", ["n"], [[datetime(2026, 9, 24, 9, 30)], ["x" * 40_000]])
    )
    (_head, (moment,), (text,)) = rows_of(file)
    assert moment == "2026-09-24 09:30:00"
    assert len(text) == {"xlsx": 32_767, "ods": 40_000}[format]


@pytest.mark.parametrize("format", ["csv", *SHEETS])
def test_an_empty_list_is_a_file_with_its_head(format):
    file = content(spreadsheet(format, "x", "x", ["Code", "Title"], iter(())))
    read_back = read([file]) if format == "csv" else rows_of(file)
    assert read_back == [["Code", "Title"]]


def numbers(count):
    for nth in range(count):
        yield [f"T4.{nth}", "A title of an ordinary length", date(2027, 9, 6), Decimal("1.25"), nth]


def peak(format, count) -> int:
    tracemalloc.start()
    response = spreadsheet(format, "x", "x", list("abcde"), numbers(count))
    with closing(getattr(response, "file_to_stream", None) or io.BytesIO()):
        for _piece in response:
            pass
    _now, highest = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return highest


@pytest.mark.parametrize("format", ["csv", *SHEETS])
def test_ten_thousand_rows_take_no_more_memory_than_two_thousand(format):
    peak(format, 10)  # what is imported once
    few, many = peak(format, 2000), peak(format, 10_000)
    assert many < max(2 * few, 3_000_000)


@pytest.mark.alone
@pytest.mark.parametrize("format", ["csv", *SHEETS])
def test_two_thousand_rows_come_in_seconds_at_worst(format):
    """No benchmark, only against what is quadratic: docs/speed.md has the bars."""
    started = time.perf_counter()
    assert len(content(spreadsheet(format, "x", "x", list("abcde"), numbers(2000)))) > 10_000
    assert time.perf_counter() - started < 5


def test_an_address_ends_in_one_of_the_formats():
    name = "workpackages:plan_export"
    assert reverse(name, args=["ppi4test", "ods"]) == "/projects/ppi4test/plan.ods"
    with pytest.raises(NoReverseMatch):
        reverse(name, args=["ppi4test", "pdf"])
