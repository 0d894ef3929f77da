import csv
import io
from datetime import date

import pytest
from django.utils.translation import gettext_lazy
from hypothesis import given
from hypothesis import strategies as st

from core.exports import csv_response


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
