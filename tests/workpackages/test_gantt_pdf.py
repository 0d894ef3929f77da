"""The chart on paper."""

import io
import re

import pypdf

from tests.people import make_task
from workpackages.dependencies import link


def pdf(answer) -> pypdf.PdfReader:
    assert answer["Content-Type"] == "application/pdf"
    return pypdf.PdfReader(io.BytesIO(answer.content))


def test_the_pdf_is_a3_tagged_and_reads_as_the_page(world, login):
    link(earlier=world.t41, later=world.d41, by=world.coordinator)
    made = pdf(login(world.partner).get("/projects/ppi4test/gantt.pdf"))
    [page] = made.pages
    width, height = (float(side) / 72 * 25.4 for side in page.mediabox[2:])
    assert (round(width), round(height)) == (420, 297)
    text = page.extract_text()
    assert "Plan of PPI4Test" in text
    assert "Page 1 of 1" in text
    assert "T4.1 Feasibility plan UNIZAR M12–M24, planned" in text
    assert "D4.1 Training handbook ACR+ M22, pending T4.1" in text
    assert "M1 M2 M3" in text
    root = made.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root
    assert (made.metadata.title, root["/Lang"]) == ("Plan of PPI4Test", "en")


def test_a_long_plan_has_pages_with_the_head_on_each(world, login):
    for number in range(60):
        make_task(world.wp4, world.acr, f"4.{number + 20}", title=f"Compare offers {number}")
    made = pdf(login(world.partner).get("/projects/ppi4test/gantt.pdf?open=all"))
    texts = [page.extract_text() for page in made.pages]
    assert len(texts) == 2
    for nth, text in enumerate(texts, 1):
        assert f"Page {nth} of 2" in text
        assert "Code Title Lead When Waits for" in text
        assert "M31 M32 M33" in text
    found = re.findall(r"Compare offers \d+", "".join(texts))
    assert found == [f"Compare offers {number}" for number in range(60)]


def test_what_people_wrote_stays_text_in_the_pdf(world, login):
    world.t41.title = '#read("/etc/passwd") *čšž* Ελλ <b>&'
    world.t41.save()
    made = pdf(login(world.partner).get("/projects/ppi4test/gantt.pdf"))
    assert '#read("/etc/passwd") *čšž* Ελλ <b>&' in made.pages[0].extract_text()


def test_an_empty_chart_prints_too(world, login):
    made = pdf(login(world.partner).get("/projects/ppi4test/gantt.pdf?q=nothing+like+it"))
    assert len(made.pages) == 1
