"""A feasibility plan on paper: what its PDF, its Word file and its summary hold, and for whom."""

import io
import re
from itertools import pairwise

import docx
import pypdf
import pytest
from django.urls import reverse
from docx.oxml.ns import qn

from buyers import decision
from buyers.models import BuyerVolume, PartVersion
from buyers.plan_document.blocks import printable
from tests.buyers.papers import make_paper
from tests.buyers.plans import make_plan, make_scenario
from tests.people import NOW, make_group
from tests.reading import READER
from tests.records.samples import file

PARTS = [
    "1 Scope and unmet need",
    "2 Buyers, volumes and calendar",
    "3 National legal frame",
    "4 Form of procurement",
    "5 Contract model",
    "6 Costs and financing",
    "7 Risk reduction strategy",
    "8 Market readiness",
    "9 Organisation",
    "10 Timeline and gates",
    "11 Decisions",
    "12 Annexes",
]
# Quantities of the four members in tests/buyers/papers.py, and what only their owners may read.
SPLIT, RIJEKA, OTHERS = "1,111", "2,222", ("3,333", "4,444")


def url(world, name: str) -> str:
    return reverse(f"buyers:{name}", args=[world.project.slug, world.group.slug])


def get(world, login, person, name: str, **asked):
    answer = login(person).get(url(world, name), asked)
    assert answer.status_code == 200
    return answer


def read_pdf(answer) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(answer.content))


def text_of(document: pypdf.PdfReader) -> str:
    return "\n".join(page.extract_text() for page in document.pages)


def read_word(answer):
    return docx.Document(io.BytesIO(answer.content))


def words_of(document) -> str:
    """All text of a Word file, its tables too."""
    return "\n".join(
        "".join(each.text or "" for each in line.iter(qn("w:t")))
        for line in document.element.body.iter(qn("w:p"))
    )


def bookmarks(document: pypdf.PdfReader) -> list[str]:
    return [each.title for each in document.outline if not isinstance(each, list)]


# --- The PDF -------------------------------------------------------------------------------------


def test_the_plan_is_a_tagged_pdf_with_its_parts_as_bookmarks(world, login):
    make_paper(world)
    answer = get(world, login, world.buyer, "plan_pdf")
    assert answer["Content-Type"] == "application/pdf"
    name = "ppi4test-waste-buyers-plan-2027-09-06.pdf"
    assert answer["Content-Disposition"] == f'attachment; filename="{name}"'
    made = read_pdf(answer)
    root = made.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert "pdfuaid" in made.xmp_metadata.stream.get_data().decode()  # claims PDF/UA
    assert (made.metadata.title, root["/Lang"]) == ("Sorting of bulky waste", "en-GB")
    assert bookmarks(made) == ["State of the plan", *PARTS]


def test_the_title_page_says_whose_plan_it_is_and_how_far(world, login):
    make_paper(world, is_illustrative=True)
    made = read_pdf(get(world, login, world.buyer, "plan_pdf"))
    first, second = (made.pages[n].extract_text() for n in (0, 1))
    for said in (
        "Sorting of bulky waste",
        "Waste buyers",
        "Grant agreement 642000",
        "Date Mon 6 Sep 2027",
        "Version 11",
        "State Waits for decisions",
        "Illustrative: invented for the demo.",
        "This copy is for City of Split",
    ):
        assert said in first
    assert "page 1" not in first
    assert f"page 2 of {len(made.pages)}" in second
    assert "12 Annexes" in second


def test_what_was_written_is_set_as_it_was_meant(world, login):
    make_paper(world)
    text = text_of(read_pdf(get(world, login, world.buyer, "plan_pdf")))
    assert "Bulky waste arrives mixed and is crushed on the way; see the study." in text
    assert "2. It hurts people" in text
    assert "Split 4,000" in text
    assert "**" not in text
    assert "The buyers own the data." in text  # a clause


def test_figures_stand_in_tables_and_are_numbered(world, login):
    make_paper(world)
    text = text_of(read_pdf(get(world, login, world.coordinator, "plan_pdf")))
    for kind in ("Table", "Figure"):
        numbers = [int(n) for n in re.findall(rf"^{kind} (\d+): ", text, re.M)]
        assert numbers == list(range(1, len(numbers) + 1))
        assert len(numbers) >= 9
    assert "The gates" in text
    assert "By what the options are compared" in text
    assert "The risk map" in text
    assert "Case 1" in text


def test_charts_have_words_for_who_does_not_see_them(world, login):
    make_paper(world)
    made = read_pdf(get(world, login, world.buyer, "plan_pdf"))
    said = alternatives(made)
    assert any(words.startswith("Joint: ") or "; Joint: " in words for words in said)
    assert any("R1 20 red" in words for words in said)


def alternatives(document: pypdf.PdfReader) -> list[str]:
    """The alternative texts of the figures, from the tree of tags."""
    found, waiting = [], [document.trailer["/Root"]["/StructTreeRoot"]]
    while waiting:
        node = waiting.pop()
        node = node.get_object() if hasattr(node, "get_object") else node
        if isinstance(node, list):
            waiting.extend(node)
        elif isinstance(node, dict):
            if "/Alt" in node:
                found.append(str(node["/Alt"]))
            if "/K" in node:
                waiting.append(node["/K"])
    return found


def test_the_annexes_name_what_was_signed(world, login, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    paper = make_paper(world)
    row = paper.plan.decisions.get()
    decision.hand_in(decision=row, upload=file("council.pdf"), by=paper.alice, now=NOW)
    text = text_of(read_pdf(get(world, login, world.officer, "plan_pdf")))
    assert "City of Split go on conditions Mon 6 Sep 2027 council.pdf" in text


def test_how_the_buyers_share_a_cost_is_said(world, login):
    paper = make_paper(world)
    cost = paper.plan.costs.filter(is_today=False).first()
    cost.key = "percent"
    cost.save()
    for organisation, percent in zip(paper.members, (40, 30, 20, 10), strict=True):
        cost.shares.create(organisation=organisation, percent=percent)
    made = read_word(get(world, login, world.officer, "plan_docx"))
    [row] = [
        [cell.text for cell in row.cells]
        for table in made.tables
        for row in table.rows
        if row.cells[0].text == "Cost element 0" and len(row.cells) == 7
    ]
    assert row == [
        *("Cost element 0", "investment", "once", "50,000\n(40,000–75,000)", "2028"),
        "by fixed percentages: City of Split 40\xa0%, Member 1 30\xa0%, Member 2 20\xa0%, "
        "Member 3 10\xa0%",
        "",
    ]


# --- Who reads what ------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["plan_pdf", "plan_docx", "plan_summary"])
def test_a_document_holds_nobody_elses_undisclosed_figures(world, login, name):
    paper = make_paper(world)
    read = (
        (lambda a: words_of(read_word(a)))
        if name == "plan_docx"
        else (lambda a: text_of(read_pdf(a)))
    )
    known = {
        world.coordinator: {SPLIT, RIJEKA, *OTHERS},
        paper.alice: {SPLIT},
        paper.bob: {RIJEKA},
        world.officer: set(),
    }
    if name == "plan_summary":  # there a member reads its own, and others' nobody
        known[world.coordinator] = set()
    for person, figures in known.items():
        text = read(get(world, login, person, name))
        found = {each for each in (SPLIT, RIJEKA, *OTHERS) if re.search(rf"\b{each}\b", text)}
        assert found == figures, person


def test_who_steers_can_take_along_what_may_be_handed_on(world, login):
    make_paper(world)
    for person in (world.coordinator, world.buyer):
        answer = get(world, login, person, "plan_pdf", copy="group")
        text = text_of(read_pdf(answer))
        assert not {each for each in (SPLIT, RIJEKA, *OTHERS) if each in text}
        assert "This copy holds what all who see the group may read" in text.replace("\n", " ")
        assert "11,110" in text  # what all of them take together


def test_what_a_member_agrees_to_show_is_in_it(world, login):
    paper = make_paper(world, members=5)
    BuyerVolume.objects.filter(organisation=paper.members[0]).update(discloses=True)
    for person in (paper.bob, world.officer):
        text = text_of(read_pdf(get(world, login, person, "plan_pdf")))
        assert SPLIT in text
        assert "3,333" not in text


def test_too_few_members_and_the_totals_are_hidden_with_a_word(world, login):
    make_paper(world, members=2)
    text = text_of(read_pdf(get(world, login, world.officer, "plan_pdf"))).replace("\n", " ")
    assert "hidden: the quantities of some year would tell of fewer than three members" in text
    assert "3,333" not in text  # both together
    summary = text_of(read_pdf(get(world, login, world.officer, "plan_summary")))
    assert "3,333" not in summary


# --- The Word file -------------------------------------------------------------------------------


def test_the_word_file_has_words_own_headings_tables_and_pictures(world, login):
    make_paper(world)
    answer = get(world, login, world.coordinator, "plan_docx")
    assert answer["Content-Disposition"].endswith('-waste-buyers-plan-2027-09-06.docx"')
    made = read_word(answer)
    headings = [p.text for p in made.paragraphs if p.style.name == "Heading 1"]
    assert headings == ["State of the plan", *PARTS]
    assert made.paragraphs[2].style.name == "Title"
    levels = [int(p.style.name[-1]) for p in made.paragraphs if p.style.name[:7] == "Heading"]
    assert all(after - before <= 1 for before, after in pairwise(levels))
    heads = [table.rows[0] for table in made.tables]
    captions = [p.text for p in made.paragraphs if p.style.name == "Caption"]
    tables = [each for each in captions if each.startswith("Table ")]
    repeated = [row for row in heads if row._tr.trPr.findall(qn("w:tblHeader"))]
    typed = 11  # one in the text of each part
    assert len(repeated) == len(tables) + typed
    figures = [each for each in captions if each.startswith("Figure ")]
    pictures = [shape._inline.docPr for shape in made.inline_shapes]
    assert [each.get("name") for each in pictures] == figures
    assert all(each.get("descr") for each in pictures)


def test_the_word_file_is_a4_in_british_english_with_page_numbers(world, login):
    make_paper(world)
    made = read_word(get(world, login, world.buyer, "plan_docx"))
    about = made.core_properties
    assert (about.title, about.language) == ("Sorting of bulky waste", "en-GB")
    assert (about.created.date(), about.comments) == (NOW.date(), "")
    [section] = made.sections
    assert (round(section.page_width.cm, 1), round(section.page_height.cm, 1)) == (21, 29.7)
    [language] = made.styles.element.find(qn("w:docDefaults")).iter(qn("w:lang"))
    assert language.get(qn("w:val")) == "en-GB"
    codes = [each.text.split()[0] for each in made.element.body.iter(qn("w:instrText"))]
    foot = [each.text.strip() for each in section.footer._element.iter(qn("w:instrText"))]
    assert (codes, foot) == (["TOC"], ["PAGE", "NUMPAGES"])
    assert "Grant agreement 642000" in section.header.paragraphs[0].text


def test_lists_of_the_word_file_count_for_themselves(world, login):
    make_paper(world)
    made = read_word(get(world, login, world.buyer, "plan_docx"))
    lists = [p._p.pPr.numPr.numId.val for p in made.paragraphs if p.style.name == "List Number"]
    assert len(lists) == 22  # two lines in each of eleven parts
    assert len(set(lists)) == 11
    [link] = {
        made.part.rels[each.get(qn("r:id"))].target_ref
        for each in made.element.body.iter(qn("w:hyperlink"))
        if each.get(qn("r:id"))
    }
    assert link == "https://example.org/s"


NASTY = [
    "bell \x07 and \x0b and \x1b and \ufffe",  # not NUL: PostgreSQL keeps none
    "emoji 😀 and 中文",
    '#read("/etc/passwd") *x* $y$ <script>alert(1)</script> & ]]>',
    "[bad](javascript:alert(1)) [good](mailto:a@b.eu) ![img](http://x.eu/a.png)",
    "# \n\n###### Deep\n\n# Up\n\n- # in a list\n\n> ## in a quotation",
    "W" * 4000,
    "| a |\n|---|\n" + "| b |\n" * 200,
    "|" + "x|" * 40 + "\n|" + "-|" * 40 + "\n|" + "y|" * 40,
    "- a\n" + "".join("  " * n + "- deep\n" for n in range(1, 30)),
    "1. one\n\n       code\n\n   more\n\n2. two\n\n   | a |\n   |---|\n   | b |",
    "***",
]


def test_what_no_document_can_hold_is_left_out():
    typed = {"text": "a\0b\x1bc\r\nd", "runs": ["\ud83d", 1]}
    assert printable(typed) == {"text": "abc\nd", "runs": ["", 1]}


@pytest.mark.parametrize("text", NASTY)
def test_whatever_was_written_makes_documents(world, login, text):
    plan = make_plan(world.group, world.coordinator)
    part = plan.parts.get(number=1)
    PartVersion.objects.create(
        part=part, number=1, text=text, written_at=NOW, written_by=world.coordinator
    )
    part.version = 1
    part.save()
    plan.title = f"Title {text[:100]}".replace("\n", " ")
    plan.save()
    pdf = read_pdf(get(world, login, world.buyer, "plan_pdf"))
    assert bookmarks(pdf)[1:13] == PARTS
    word = read_word(get(world, login, world.buyer, "plan_docx"))
    assert "1 Scope and unmet need" in [p.text for p in word.paragraphs]
    summary = read_pdf(get(world, login, world.buyer, "plan_summary"))
    assert len(summary.pages) == 2


# --- The summary ---------------------------------------------------------------------------------


def test_the_summary_says_on_two_pages_what_a_council_decides(world, login):
    make_paper(world)
    answer = get(world, login, world.buyer, "plan_summary")
    assert answer["Content-Disposition"].endswith('-plan-summary-2027-09-06.pdf"')
    made = read_pdf(answer)
    first, second = (page.extract_text() for page in made.pages)
    headings = [each.title for each in made.outline[1]]
    assert headings == [
        *("What is proposed", "For whom", "The options compared"),
        *("What it costs in each scenario", "Main risks", "The way ahead"),
        *("What is asked of the council", "Decisions so far"),
    ]
    assert "Joint – occasional joint procurement (Art. 38)" in first
    assert "Case 1" in first
    assert "R1 Risk 1 20 red" in second
    assert "To decide by Fri 5 Nov 2027 whether to buy" in second
    assert "City of Split: 1,111 tonnes a year" in second
    assert "If the grant comes." in second
    assert made.trailer["/Root"]["/MarkInfo"]["/Marked"]


def test_the_summary_has_two_pages_however_much_there_is_to_say(world, login):
    long = "Very long words of a plan. " * 700
    paper = make_paper(world, members=16, scenarios=9, text=long, title="A long title " * 15)
    for option in paper.plan.options.all():
        option.name = "An option with a long name " * 4
        option.save()
    for row in paper.plan.group.risks.all():
        row.title, row.mitigation = "A long risk " * 15, "Measures " * 200
        row.save()
    for organisation in paper.members:
        organisation.short_name = f"{organisation.pk} of a long name"
        organisation.name = "Members have long names too " * 5
        organisation.save()
    decision = paper.plan.decisions.get()
    decision.conditions = "On many conditions. " * 200
    decision.save()
    made = read_pdf(get(world, login, world.coordinator, "plan_summary"))
    assert len(made.pages) == 2
    assert "Decisions so far" in made.pages[1].extract_text()


def test_the_summary_never_leaves_the_worst_case_out(world, login):
    plan = make_paper(world).plan
    for n in range(5):
        make_scenario(plan, f"Other {n}", case="other", position=10 + n)
    make_scenario(plan, "The worst", position=20)
    first = read_pdf(get(world, login, world.coordinator, "plan_summary")).pages[0].extract_text()
    assert "The worst" in first
    assert "Other 4" not in first
    assert "more scenarios stand in the plan." in first


# --- An empty plan, rights, statements -----------------------------------------------------------


@pytest.mark.parametrize("name", ["plan_pdf", "plan_docx", "plan_summary"])
def test_a_plan_that_has_just_begun_prints_too(world, login, name):
    make_plan(world.group, world.coordinator)
    for person in (world.coordinator, world.buyer, world.officer):
        get(world, login, person, name)


@pytest.mark.parametrize("name", ["plan_pdf", "plan_docx", "plan_summary"])
def test_no_plan_no_document(world, login, name):
    assert login(world.coordinator).get(url(world, name)).status_code == 404
    make_plan(world.group, world.coordinator)
    assert login(world.stranger).get(url(world, name)).status_code == 404
    other = reverse(
        f"buyers:{name}",
        args=[world.project.slug, make_group(world.project, "Other buyers").slug],
    )
    assert login(world.coordinator).get(other).status_code == 404


@pytest.mark.parametrize("members", [4, 6])
@pytest.mark.parametrize(
    ("name", "statements"), [("plan_pdf", 46), ("plan_docx", 46), ("plan_summary", 38)]
)
def test_statements_stay_the_same(
    world, login, django_assert_num_queries, members, name, statements
):
    make_paper(world, members=members, costs=members * 2, scenarios=members)
    client = login(world.buyer)
    with django_assert_num_queries(READER + statements):
        client.get(url(world, name))
