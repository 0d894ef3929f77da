"""What the formats with sheets have in common."""

import re
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from itertools import chain, islice
from tempfile import SpooledTemporaryFile

from django.http import FileResponse

IN_MEMORY = 1 << 20  # octets of a finished file; a larger one waits on the disk

LOOKED_AT = 100  # rows by which the width of a column is chosen
NARROWEST, WIDEST = 6, 60  # characters
NO_CHARACTERS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # in XML 1.0


def file_response(filename: str, content_type: str, write: Callable):
    """What `write(file)` writes, as a download. With the response the file goes too."""
    with ExitStack() as on_failure:
        file = on_failure.enter_context(SpooledTemporaryFile(IN_MEMORY))
        write(file)
        file.seek(0)
        on_failure.pop_all()
    return FileResponse(file, as_attachment=True, filename=filename, content_type=content_type)


def clean(text: str) -> str:
    """The text without what a file of XML cannot hold."""
    if text.isprintable():  # nearly always, and it is quick to ask
        return text
    return NO_CHARACTERS.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def sheet_name(title: str) -> str:
    """The title as spreadsheet programs take it: 31 units of UTF-16, none with a meaning."""
    return re.sub("[][:*?/\\\\'\U00010000-\U0010ffff]", " ", clean(title))[:31].strip() or "1"


def measured(header: Sequence, rows: Iterable[Sequence]) -> tuple[list[int], Iterable[Sequence]]:
    """The width of each column in characters, and the rows again, of which some were looked at."""
    rows = iter(rows)
    first = list(islice(rows, LOOKED_AT))
    columns = zip(*(map(str, row) for row in [header, *first]), strict=True)
    widths = [min(max(NARROWEST, *map(len, column)) + 1, WIDEST) for column in columns]
    return widths, chain(first, rows)
