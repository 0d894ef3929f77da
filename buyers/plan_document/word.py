"""The document of a plan as a Word file: the same blocks as the PDF, with Word's own styles, so
that who hands it in can go on writing.

Its table of contents is a field: Word fills in the page numbers. Charts are pictures with their
words as alternative text.
"""

import io
from collections.abc import Iterable
from datetime import datetime
from itertools import count

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.enum.text import WD_TAB_ALIGNMENT as TAB
from docx.enum.text import WD_TAB_LEADER as LEADER
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from core import pdf

from .ooxml import begin, borders, character, element, field, letters, text_run

INK, ACCENT, MUTED, TINT = "1B2326", "0B6075", "566165", "E1EFF2"
WIDTH = Cm(16.4)  # of the text
SIDES = {
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
}
LIST_LEVELS = 3  # Word has styles for so many


def document(content: dict) -> bytes:
    """A .docx of what `buyers.plan_document` holds."""
    file = io.BytesIO()
    Writer(content).written().save(file)
    return file.getvalue()


class Writer:
    def __init__(self, content: dict):
        self.content = content
        self.document = Document()
        self.language = "-".join(filter(None, (content["language"], content["region"])))
        charts = [block["chart"] for block in content["blocks"] if block["kind"] == "chart"]
        self.pictures = iter(drawn(charts, content) if charts else [])
        self.bookmarks = count(1)
        self.contents = [
            (f"_Toc{n:05}", block["level"], text_of(block["runs"]))
            for n, block in enumerate(headings(content["blocks"]), start=1)
        ]

    def written(self):
        self.tidy()
        self.describe()
        self.style()
        self.ids = {style.name: style.style_id for style in self.document.styles}
        self.lay_out()
        self.cover()
        self.table_of_contents()
        for block in self.content["blocks"]:
            self.block(block)
        return self.document

    # --- The frame ---

    def tidy(self):
        """Without the preview that comes with python-docx: it shows an empty page."""
        related = self.document.part.package.rels
        for key in [key for key, each in related.items() if each.reltype.endswith("/thumbnail")]:
            del related[key]

    def describe(self):
        """What the file says of itself."""
        about = self.document.core_properties
        about.title = self.content["title"]
        about.author = self.content["author"]
        about.subject = self.content["cover"]["kind"]
        about.language = self.language
        about.comments = about.keywords = ""
        about.last_modified_by = self.content["author"]
        about.created = about.modified = datetime.fromisoformat(self.content["day"])

    def style(self):
        styles = self.document.styles
        defaults = styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault"))[0]
        for old in defaults.findall(qn("w:lang")):
            defaults.remove(old)
        defaults.append(element("w:lang", val=self.language, eastAsia=self.language))
        sizes = {"Normal": 10.5, "Title": 28, "Subtitle": 15, "Caption": 9}
        sizes |= {
            "TOC Heading": 19,
            "Heading 1": 19,
            "Heading 2": 13,
            "Heading 3": 11,
            "Heading 4": 10.5,
        }
        for name, size in sizes.items():
            letters(styles[name], size)
        for name in ("Title", "Subtitle", *(f"Heading {n}" for n in range(1, 5))):
            styles[name].font.bold = name != "Subtitle"
            styles[name].font.italic = False
            styles[name].font.color.rgb = RGBColor.from_string(INK)
        for name in ("TOC Heading", "Heading 1", "Caption"):
            styles[name].font.color.rgb = RGBColor.from_string(ACCENT)
        styles["Caption"].paragraph_format.keep_with_next = True
        styles["Caption"].paragraph_format.space_before = Pt(10)
        styles["Heading 1"].paragraph_format.page_break_before = True
        styles["Normal"].paragraph_format.space_after = Pt(6)
        for border in styles["Title"].element.iter(qn("w:pBdr")):
            border.getparent().remove(border)
        for level in (1, 2):
            entry = styles.add_style(f"toc {level}", WD_STYLE_TYPE.PARAGRAPH, builtin=True)
            entry.base_style = styles["Normal"]
            entry.paragraph_format.left_indent = Cm(0.6 * (level - 1))
            entry.paragraph_format.space_after = Pt(3)
            entry.paragraph_format.tab_stops.add_tab_stop(WIDTH, TAB.RIGHT, LEADER.DOTS)
        note = styles.add_style("Note", WD_STYLE_TYPE.PARAGRAPH)
        note.base_style = styles["Normal"]
        note.font.color.rgb = RGBColor.from_string(MUTED)
        note.font.size = Pt(9.5)
        cell = styles.add_style("Table Text", WD_STYLE_TYPE.PARAGRAPH)
        cell.base_style = styles["Normal"]
        cell.font.size = Pt(9)
        cell.paragraph_format.space_after = Pt(1)

    def lay_out(self):
        """A4, with a header and page numbers from the second page on."""
        section = self.document.sections[0]
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin = section.right_margin = Cm(2.3)
        section.top_margin, section.bottom_margin = Cm(2.7), Cm(2.4)
        section.different_first_page_header_footer = True
        words = self.content["words"]
        head, foot = section.header.paragraphs[0], section.footer.paragraphs[0]
        for line in (head, foot):
            line.paragraph_format.tab_stops.clear_all()
            line.paragraph_format.tab_stops.add_tab_stop(WIDTH, TAB.RIGHT)
            line.style.font.size = Pt(8.5)
            line.style.font.color.rgb = RGBColor.from_string(MUTED)
        head.add_run("\t".join(self.content["header"]))
        foot.add_run(f"{self.content['footer']}\t{words['page']} ")
        field(foot, "PAGE", "1")
        foot.add_run(f" {words['of']} ")
        field(foot, "NUMPAGES", "1")

    def cover(self):
        cover = self.content["cover"]
        self.line(cover["project"], "Note").paragraph_format.space_before = Pt(90)
        kind = self.line(cover["kind"])
        kind.runs[0].bold = True
        self.line(cover["title"], "Title")
        self.line(cover["group"], "Subtitle").paragraph_format.space_after = Pt(120)
        for text in cover["notes"]:
            self.line(text, "Note")
        self.add_facts(cover["facts"])

    def table_of_contents(self):
        """A field that is filled already: what does not work fields out shows it without pages."""
        title = self.line(self.content["words"]["contents"], "TOC Heading")
        title.paragraph_format.page_break_before = True
        entries = [entry for entry in self.contents if entry[1] <= 2]
        line = None
        for n, (name, level, text) in enumerate(entries):
            line = self.line("", f"toc {level}")
            if not n:
                begin(line, 'TOC \\o "1-2" \\h \\z \\u')
            link = element("w:hyperlink", anchor=name, history="1")
            line._p.append(link)
            link.append(text_run(text))
        if line is not None:
            character(line, "end")
        self.names = iter(self.contents)

    def line(self, text: str = "", style: str = ""):
        """A paragraph at the end. By the id of its style: to look it up by name each time takes
        longer than all the rest."""
        line = self.document.add_paragraph()
        if style:
            line._p.style = self.ids[style]
        if text:
            line.add_run(text)
        return line

    # --- Blocks ---

    def block(self, block: dict, depth: int = 0):
        getattr(self, f"add_{block['kind']}")(block, depth)

    def add_heading(self, block, depth):
        line = self.line("", f"Heading {block['level']}")
        name, _level, _text = next(self.names)
        number = str(next(self.bookmarks))
        line._p.append(element("w:bookmarkStart", id=number, name=name))
        self.runs(line, block["runs"])
        line._p.append(element("w:bookmarkEnd", id=number))

    def add_paragraph(self, block, depth, style=""):
        line = self.line("", style)
        self.runs(line, block["runs"])
        return line

    def add_list(self, block, depth):
        kind = "List Number" if block["ordered"] else "List Bullet"
        level = min(depth + 1, LIST_LEVELS)
        style = kind if level == 1 else f"{kind} {level}"
        number = self.numbering(style, block["start"]) if block["ordered"] else None
        for item in block["items"]:
            first = True
            for each in item:
                if each["kind"] != "paragraph":
                    self.block(each, depth + 1)
                elif first:
                    line = self.add_paragraph(each, depth, style)
                    if number is not None:
                        line._p.get_or_add_pPr().get_or_add_numPr().get_or_add_numId().val = number
                else:
                    following = "List Continue" if level == 1 else f"List Continue {level}"
                    self.add_paragraph(each, depth, following)
                first = False

    def numbering(self, style: str, start: int) -> int:
        """A list of its own: else Word would go on counting where the last one ended."""
        part = self.document.part.numbering_part.element
        used = self.document.styles[style].element.pPr.numPr.numId.val
        new = part.add_num(part.num_having_numId(used).abstractNumId.val)
        new.add_lvlOverride(ilvl=0).add_startOverride(start)
        return new.numId

    def add_quote(self, block, depth):
        for each in block["blocks"]:
            if each["kind"] == "paragraph":
                self.add_paragraph(each, depth, "Quote")
            else:
                self.block(each, depth)

    def add_code(self, block, depth):
        line = self.line("", "Note")
        line.add_run(block["text"]).font.name = "Consolas"

    def add_rule(self, block, depth):
        line = self.line()
        border = element("w:pBdr")
        border.append(element("w:bottom", val="single", sz="4", space="1", color="DFDFD8"))
        line._p.get_or_add_pPr().append(border)

    def add_note(self, block, depth):
        self.line(block["text"], "Note")

    def add_table(self, block, depth):
        """One that was written in Markdown."""
        rows = [block["head"], *block["rows"]]
        self.rows(rows, [1] * len(block["head"]), block["align"], {0})

    def add_figures(self, block, depth):
        self.line(block["caption"], "Caption")
        rows = [[[run_of(cell)] for cell in row] for row in (block["head"], *block["rows"])]
        strong = {0, *(n + 1 for n in block["strong"])}
        self.rows(rows, widths_of(block), block["align"], strong)

    def add_chart(self, block, depth):
        self.line(block["caption"], "Caption")
        line = self.line()
        picture = line.add_run().add_picture(io.BytesIO(next(self.pictures)), width=WIDTH)
        about = picture._inline.docPr
        about.set("name", block["caption"])
        about.set("descr", block["alt"])

    def add_facts(self, block, depth=0):
        rows = block["rows"] if isinstance(block, dict) else block
        cells = [[[run_of(label)], [run_of(text)]] for label, text in rows]
        if cells:
            self.rows(cells, [1, 3], ["left", "left"], set(), head=False)

    def rows(self, rows, widths: list[float], align: list[str], strong: set[int], head=True):
        """A table; its first row is the head, which Word repeats on every page."""
        table = self.document.add_table(rows=0, cols=len(widths))
        table.autofit = False
        shares = in_all(widths)
        for column, width in zip(table.columns, shares, strict=True):
            column.width = width
        table._tbl.tblPr.find(qn("w:tblW")).addnext(borders())
        for n, cells in enumerate(rows):
            row = element("w:tr")
            options = element("w:trPr")
            options.append(element("w:cantSplit"))
            if head and not n:
                options.append(element("w:tblHeader"))
            row.append(options)
            for cell, width, side in zip(cells, shares, align, strict=True):
                row.append(self.cell(cell, width, side, n in strong, head and not n))
            table._tbl.append(row)
        self.line().paragraph_format.space_after = Pt(0)

    def cell(self, runs, width: int, side: str, is_strong: bool, is_head: bool):
        cell = element("w:tc")
        options = element("w:tcPr")
        options.append(element("w:tcW", w=str(int(width / 635)), type="dxa"))
        if is_head:
            options.append(element("w:shd", val="clear", color="auto", fill=TINT))
        cell.append(options)
        line = self.line("", "Table Text")
        cell.append(line._p)  # moved here from the end of the document
        if side in SIDES:
            line.alignment = SIDES[side]
        self.runs(line, [run | {"bold": run["bold"] or is_strong} for run in runs])
        return cell

    def runs(self, line, runs: Iterable[dict]):
        for run in runs:
            made = line.add_run(run["text"])
            made.bold, made.italic = run["bold"] or None, run["italic"] or None
            if run["code"]:
                made.font.name = "Consolas"
            if run["href"]:
                made.font.underline = True
                made.font.color.rgb = RGBColor.from_string(ACCENT)
                at = line.part.relate_to(run["href"], RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
                link = element("w:hyperlink")
                link.set(qn("r:id"), at)
                made._r.addprevious(link)
                link.append(made._r)


# --- Pieces --------------------------------------------------------------------------------------


def drawn(charts: list[dict], content: dict) -> list[bytes]:
    data = {"title": content["title"], "language": content["language"], "charts": charts}
    return pdf.pictures("buyers/plan-charts.typ", data)


def headings(blocks: Iterable[dict]) -> list[dict]:
    return [block for block in blocks if block["kind"] == "heading"]


def text_of(runs: Iterable[dict]) -> str:
    return "".join(run["text"] for run in runs)


def run_of(text: str) -> dict:
    return {"text": text, "bold": False, "italic": False, "code": False, "href": ""}


def widths_of(block: dict) -> list[float]:
    """In Word every column has a width: one that is as wide as needed (0) gets what its longest
    line asks for, as a share of the text; the others have the rest."""
    needed = [
        0
        if width
        else min(0.25, 0.02 + 0.0105 * longest(row[n] for row in (block["head"], *block["rows"])))
        for n, width in enumerate(block["widths"])
    ]
    rest, weights = 1 - sum(needed), sum(block["widths"]) or 1
    return [
        fixed or rest * width / weights
        for fixed, width in zip(needed, block["widths"], strict=True)
    ]


def longest(texts: Iterable[str]) -> int:
    return max(len(line) for text in texts for line in text.split("\n"))


def in_all(widths: Iterable[float]) -> list[int]:
    """As lengths that make up the width of the text."""
    widths = list(widths)
    return [int(WIDTH * width / sum(widths)) for width in widths]
