"""What a person does on a page, and reads from it."""

import io
import re

from playwright.sync_api import expect
from pypdf import PdfReader


def follow(page, address, link, first=False):
    page.goto(address)
    found = page.get_by_role("link", name=link, exact=True)
    (found.first if first else found).click()


def fill(page, **values):
    """The fields of a form by their names; a choice by its words."""
    for name, value in values.items():
        field = page.locator(f"#id_{name}")
        if value is True:
            field.check()
        elif field.evaluate("it => it.matches('select')"):
            field.select_option(label=value)
        else:
            field.fill(value)


def press(page, button, told):
    """An act, and what the next page says of it."""
    page.get_by_role("button", name=button, exact=True).click()
    expect(page.get_by_role("status").first).to_contain_text(told)


def lines(page, heading, address="") -> list[str]:
    """The rows of the table below a heading, without cells that are empty or hold buttons."""
    if address:
        page.goto(address)
    rows = page.locator(f"section:has(> .section-head > {heading}) tr:has(td, th[scope=rowgroup])")
    cells = rows.evaluate_all(
        "all => all.map(it => [...it.children].filter(each => !each.matches('.acts'))"
        ".map(each => each.textContent))"
    )
    return [" | ".join(filter(None, map(plain, row))) for row in cells]


def figures(page) -> dict[str, str]:
    """Those that stand above a table, by their label."""
    found = page.locator("dl.figures > div").evaluate_all(
        "all => all.map(it => [...it.children].map(each => each.textContent))"
    )
    return {plain(label): plain(text) for label, text in found}


def plain(text) -> str:
    return " ".join(text.split())


def bytes_of(page, address) -> bytes:
    """What a link for download gives to whoever is logged in on this page."""
    answer = page.request.get(address)
    assert answer.ok, address
    return answer.body()


def numbers(content: bytes) -> set[str]:
    """All that is written as a number, without its decimals. What stands between two commas may be
    a cell or a group of digits: it is read as both."""
    if content.startswith(b"%PDF"):
        text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    else:
        text = content.decode()
    grouped = re.findall(r"\d{1,3}(?:,\d{3})+", text)
    return {*re.findall(r"\d+", text), *(each.replace(",", "") for each in grouped)}
