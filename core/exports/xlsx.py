"""XLSX: XlsxWriter puts each row on the disk before it takes the next."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal

from core.exports.sheets import clean, measured, sheet_name

TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST_TEXT = 32_767  # of a cell, says Excel


def write(file, title: str, header: Sequence, rows: Iterable[Sequence]) -> None:
    from xlsxwriter import Workbook  # few processes ever ask

    with Workbook(file, {"constant_memory": True}) as book:
        sheet = book.add_worksheet(sheet_name(title))
        head = book.add_format({"bold": True, "bottom": 1})
        day = book.add_format({"num_format": "yyyy-mm-dd", "align": "left"})
        hundredths = book.add_format({"num_format": "0.00"})
        widths, rows = measured(header, rows)
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        sheet.freeze_panes(1, 0)
        for column, label in enumerate(header):
            sheet.write_string(0, column, clean(str(label)), head)
        # The method for each type by name: `sheet.write` would guess, and run "=1+1".
        text, number, moment = sheet.write_string, sheet.write_number, sheet.write_datetime
        for nth, row in enumerate(rows, start=1):
            for column, value in enumerate(row):
                if isinstance(value, Decimal):
                    number(nth, column, value, hundredths)
                elif isinstance(value, int | float):
                    number(nth, column, value)
                elif isinstance(value, date) and not isinstance(value, datetime):
                    moment(nth, column, value, day)
                elif value is not None and value != "":
                    text(nth, column, clean(str(value))[:LONGEST_TEXT])
