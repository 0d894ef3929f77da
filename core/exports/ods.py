"""ODS (OpenDocument 1.2), written by hand: one part of a zip file that grows row by row.

The libraries for it hold the whole document, or know no bold head and no `Decimal`: see
docs/decisions/0002-libraries.md. The tests read every file back with a reader by others.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from xml.sax.saxutils import escape, quoteattr
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from core.exports.sheets import clean, measured, sheet_name

TYPE = "application/vnd.oasis.opendocument.spreadsheet"
AT_ONCE = 200  # rows
CENTIMETRES = 0.2  # of one character
NAMES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in {
        "office": "office",
        "table": "table",
        "text": "text",
        "style": "style",
        "number": "datastyle",
        "fo": "xsl-fo-compatible",
        "config": "config",
        "manifest": "manifest",
    }.items()
)
XML = '<?xml version="1.0" encoding="UTF-8"?>'
MANIFEST = f"""{XML}
<manifest:manifest {NAMES} manifest:version="1.2">
<manifest:file-entry manifest:full-path="/" manifest:version="1.2" manifest:media-type="{TYPE}"/>
<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>
<manifest:file-entry manifest:full-path="settings.xml" manifest:media-type="text/xml"/>
</manifest:manifest>"""
STYLES = """<office:automatic-styles>
<number:date-style style:name="iso"><number:year number:style="long"/><number:text>-</number:text>\
<number:month number:style="long"/><number:text>-</number:text><number:day number:style="long"/>\
</number:date-style>
<number:number-style style:name="exact"><number:number number:decimal-places="2" \
number:min-integer-digits="1"/></number:number-style>
<style:style style:name="head" style:family="table-cell"><style:text-properties \
fo:font-weight="bold"/></style:style>
<style:style style:name="day" style:family="table-cell" style:data-style-name="iso"/>
<style:style style:name="hundredths" style:family="table-cell" style:data-style-name="exact"/>
"""
# The first row stays in sight: the sheet is split below it and the lower part scrolls.
SETTINGS = f"""{XML}
<office:document-settings {NAMES} xmlns:ooo="http://openoffice.org/2004/office" \
office:version="1.2"><office:settings><config:config-item-set config:name="ooo:view-settings">
<config:config-item-map-indexed config:name="Views"><config:config-item-map-entry>
<config:config-item config:name="ViewId" config:type="string">view1</config:config-item>
<config:config-item-map-named config:name="Tables">
<config:config-item-map-entry config:name=%s>
<config:config-item config:name="VerticalSplitMode" config:type="short">2</config:config-item>
<config:config-item config:name="VerticalSplitPosition" config:type="int">1</config:config-item>
<config:config-item config:name="ActiveSplitRange" config:type="short">2</config:config-item>
<config:config-item config:name="PositionBottom" config:type="int">1</config:config-item>
</config:config-item-map-entry></config:config-item-map-named>
</config:config-item-map-entry></config:config-item-map-indexed>
</config:config-item-set></office:settings></office:document-settings>"""

EMPTY = "<table:table-cell/>"
TEXT = '<table:table-cell office:value-type="string"><text:p>%s</text:p></table:table-cell>'
HEAD = TEXT.replace("-cell ", '-cell table:style-name="head" ', 1)
NUMBER = (
    '<table:table-cell office:value-type="float" office:value="%s"><text:p>%s</text:p>'
    "</table:table-cell>"
)
EXACT = NUMBER.replace("-cell ", '-cell table:style-name="hundredths" ', 1)
DAY = (
    '<table:table-cell table:style-name="day" office:value-type="date" office:date-value="%s">'
    "<text:p>%s</text:p></table:table-cell>"
)
SPACES = re.compile("(?m) {2,}|^ | $|\t|\n")  # white space that a paragraph would swallow


def write(file, title: str, header: Sequence, rows: Iterable[Sequence]) -> None:
    name = quoteattr(sheet_name(title))
    with ZipFile(file, "w", ZIP_DEFLATED) as parts:
        parts.writestr("mimetype", TYPE, ZIP_STORED)  # the first one, and readable as it is
        parts.writestr("META-INF/manifest.xml", MANIFEST)
        parts.writestr("settings.xml", SETTINGS % name)
        with parts.open("content.xml", "w") as content:
            for piece in _content(name, header, rows):
                content.write(piece.encode())


def _content(name: str, header: Sequence, rows: Iterable[Sequence]) -> Iterator[str]:
    widths, rows = measured(header, rows)
    yield f'{XML}<office:document-content {NAMES} office:version="1.2">{STYLES}'
    for nth, width in enumerate(widths):
        yield (
            f'<style:style style:name="c{nth}" style:family="table-column">'
            f'<style:table-column-properties style:column-width="{width * CENTIMETRES:.1f}cm"/>'
            "</style:style>"
        )
    yield "</office:automatic-styles><office:body><office:spreadsheet>"
    yield f"<table:table table:name={name}>"
    for nth in range(len(widths)):
        yield f'<table:table-column table:style-name="c{nth}"/>'
    head = "".join(HEAD % _text(str(label)) for label in header)
    yield f"<table:table-header-rows>{_row(head)}</table:table-header-rows>"
    lines = []
    for row in rows:
        lines.append(_row("".join(map(_cell, row))))
        if len(lines) == AT_ONCE:
            yield "".join(lines)
            lines.clear()
    yield "".join(lines)
    yield "</table:table></office:spreadsheet></office:body></office:document-content>"


def _row(cells: str) -> str:
    return f"<table:table-row>{cells}</table:table-row>"


def _cell(value) -> str:
    if isinstance(value, Decimal):
        return EXACT % (value, value)
    if isinstance(value, int | float):
        return NUMBER % (value, value)
    if isinstance(value, date) and not isinstance(value, datetime):
        return DAY % (value, value)
    if value is None or value == "":
        return EMPTY
    return TEXT % _text(str(value))


def _text(text: str) -> str:
    return SPACES.sub(_space, escape(clean(text)))


def _space(found: re.Match) -> str:
    space = found[0]
    if space == "\n":
        return "</text:p><text:p>"
    if space == "\t":
        return "<text:tab/>"
    return f'<text:s text:c="{len(space)}"/>'
