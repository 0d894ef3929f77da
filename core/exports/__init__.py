"""Lists as downloads: one function for CSV, XLSX and ODS.

    path("plan.<format:format>", tables.plan_export, name="plan_export")

    return spreadsheet(format, f"{project.slug}-plan", _("Plan"), header, rows)

The rows come from the same QuerySet as the page. Text stays text: no cell runs as a formula. Days
are days, numbers are numbers, a `Decimal` to its last digit; moments are text. No format holds more
than a few rows in memory.
"""

from collections.abc import Iterable, Sequence

from django.urls import register_converter

from core.exports import ods, xlsx
from core.exports.csv import csv_response
from core.exports.sheets import file_response

FORMATS = {"csv": "CSV", "xlsx": "XLSX", "ods": "ODS"}


class FormatConverter:
    """The end of an address: csv, xlsx or ods."""

    regex = "|".join(FORMATS)

    def to_python(self, value):
        return value

    def to_url(self, value):
        return value


register_converter(FormatConverter, "format")


def spreadsheet(format: str, name: str, title: str, header: Sequence, rows: Iterable[Sequence]):
    """The answer of a view: `rows` under `header` as a file called <name>.<format>.

    `name` is plain ASCII. `title` names the sheet; CSV has none.
    """
    filename = f"{name}.{format}"
    if format == "csv":
        return csv_response(filename, header, rows)
    writer = {"xlsx": xlsx, "ods": ods}[format]
    return file_response(
        filename, writer.TYPE, lambda file: writer.write(file, title, header, rows)
    )
