"""Pieces of a Word file that python-docx has no words for."""

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt

FONT = "Calibri"  # on every desk; Source Sans Pro is not


def element(tag: str, **attributes):
    made = OxmlElement(tag)
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), value)
    return made


def text_run(text: str):
    run, words = element("w:r"), element("w:t")
    words.text = text
    run.append(words)
    return run


def borders():
    """Thin lines between the rows."""
    made = element("w:tblBorders")
    for side in ("top", "bottom", "insideH"):
        made.append(element(f"w:{side}", val="single", sz="4", space="0", color="C9CFD1"))
    return made


def letters(style, size: float):
    style.font.name = FONT
    style.font.size = Pt(size)
    fonts = style.element.rPr.rFonts
    for name in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{name}"), None)
    fonts.set(qn("w:cs"), FONT)


def field(line, code: str, text: str):
    """What Word works out; `text` stands there until it has."""
    begin(line, code)
    line.add_run(text)
    character(line, "end")


def begin(line, code: str):
    character(line, "begin").set(qn("w:dirty"), "true")
    instruction = element("w:instrText")
    instruction.set(qn("xml:space"), "preserve")
    instruction.text = f" {code} "
    line.add_run()._r.append(instruction)
    character(line, "separate")


def character(line, kind: str):
    made = element("w:fldChar", fldCharType=kind)
    line.add_run()._r.append(made)
    return made
