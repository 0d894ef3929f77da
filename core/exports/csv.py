"""CSV: lines that are sent while the rows are read."""

import csv
from collections.abc import Iterable, Iterator, Sequence

from django.http import StreamingHttpResponse

ROWS_AT_ONCE = 500
FORMULA_STARTS = tuple("=+-@\t\r\n＝＋－＠")  # full width too: some spreadsheets read those alike


def csv_response(filename: str, header: Sequence, rows: Iterable[Sequence]):
    """A CSV file that Excel opens as it is: UTF-8 with its mark, no cell that runs as a formula.

    `filename` is plain ASCII and ends in .csv. Numbers and dates stay as Python writes them (ISO).
    """
    return StreamingHttpResponse(
        _chunks(header, rows),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{filename}"'},
    )


def safe_cell(value):
    """Text that a spreadsheet would take for a formula gets an apostrophe; all else stays."""
    if isinstance(value, str) and value.startswith(FORMULA_STARTS):
        return f"'{value}"
    return value


class _Lines(list):
    """What csv writes to: the lines until they are sent."""

    write = list.append


def _chunks(header: Sequence, rows: Iterable[Sequence]) -> Iterator[str]:
    lines = _Lines(["\ufeff"])
    writer = csv.writer(lines)
    writer.writerow(map(safe_cell, header))
    for row in rows:
        writer.writerow(map(safe_cell, row))
        if len(lines) >= ROWS_AT_ONCE:
            yield "".join(lines)
            lines.clear()
    yield "".join(lines)
