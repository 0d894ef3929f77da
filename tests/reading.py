"""Reading back what the portal answers: notes, form errors, spreadsheets."""

import csv
import io

from python_calamine import CalamineWorkbook

# The statements of every request: the session, the person, all their places;
READER = 3
# and of every page: its menu asks nothing more.
FRAME = READER


def notes(answer) -> list[str]:
    """The messages that stand at the top of the page."""
    return [str(message) for message in answer.context["messages"]]


def errors(answer, form: str = "form") -> dict[str, list[str]]:
    """What is said beside each field of the form; what concerns all of it under "__all__"."""
    return {field: list(told) for field, told in answer.context[form].errors.items()}


def content_of(answer) -> bytes:
    """All of a page or of a file that is sent piece by piece."""
    return b"".join(answer)


def read_csv(answer) -> list[list[str]]:
    text = content_of(answer).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline="")))


def read_book(answer) -> dict[str, list[list]]:
    """An XLSX or ODS file: the cells of each sheet, by its name."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(content_of(answer)))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}
