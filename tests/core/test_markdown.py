"""Texts in Markdown: what a page shows of them, what a document gets, and what nobody gets in."""

import time
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import markdown
from core.markdown import blocks, html

TEXT = """\
# Scope

We buy **sorting lines** together, see [the *call*](https://example.org/a?b=1&c=2).

### Volumes

1. Split
2. Zagreb
   - bulky waste

> By 2030.

| Buyer | Tonnes |
|-------|-------:|
| Split | 1 200  |
"""


def test_a_text_becomes_html_below_the_headings_of_its_page():
    assert html(TEXT) == (
        "<h3>Scope</h3>\n"
        "<p>We buy <strong>sorting lines</strong> together, see "
        '<a href="https://example.org/a?b=1&amp;c=2" rel="noopener nofollow">the <em>call</em></a>.'
        "</p>\n"
        "<h4>Volumes</h4>\n"
        "<ol>\n<li>Split</li>\n<li>Zagreb\n<ul>\n<li>bulky waste</li>\n</ul>\n</li>\n</ol>\n"
        "<blockquote>\n<p>By 2030.</p>\n</blockquote>\n"
        '<div class="scroll" role="region" tabindex="0" aria-label="Table 1"><table class="data">\n'
        '<thead>\n<tr>\n<th scope="col">Buyer</th>\n<th class="num" scope="col">Tonnes</th>\n</tr>'
        "\n</thead>\n"
        '<tbody>\n<tr>\n<td>Split</td>\n<td class="num">1 200</td>\n</tr>\n</tbody>\n</table>\n'
        "</div>"
    )


def test_each_table_has_a_name_of_its_own():
    two = html("|a|\n|-|\n\nb\n\n|c|\n|-|\n")
    assert [two.count(f'aria-label="Table {n}"') for n in (1, 2)] == [1, 1]


def plain(text, **marks):
    return {"text": text, "bold": False, "italic": False, "code": False, "href": ""} | marks


def test_the_same_text_becomes_blocks_for_a_document():
    call = "https://example.org/a?b=1&c=2"
    assert blocks(TEXT) == [
        {"kind": "heading", "level": 1, "runs": [plain("Scope")]},
        {
            "kind": "paragraph",
            "runs": [
                plain("We buy "),
                plain("sorting lines", bold=True),
                plain(" together, see "),
                plain("the ", href=call),
                plain("call", italic=True, href=call),
                plain("."),
            ],
        },
        {"kind": "heading", "level": 2, "runs": [plain("Volumes")]},
        {
            "kind": "list",
            "ordered": True,
            "start": 1,
            "items": [
                [{"kind": "paragraph", "runs": [plain("Split")]}],
                [
                    {"kind": "paragraph", "runs": [plain("Zagreb")]},
                    {
                        "kind": "list",
                        "ordered": False,
                        "start": 1,
                        "items": [[{"kind": "paragraph", "runs": [plain("bulky waste")]}]],
                    },
                ],
            ],
        },
        {"kind": "quote", "blocks": [{"kind": "paragraph", "runs": [plain("By 2030.")]}]},
        {
            "kind": "table",
            "align": ["", "right"],
            "head": [[plain("Buyer")], [plain("Tonnes")]],
            "rows": [[[plain("Split")], [plain("1 200")]]],
        },
    ]


def test_blocks_of_the_rest():
    assert blocks("a\nb\\\nc `d*`\n\n---\n\n```\n<x>\n```\n\n0. zero") == [
        {"kind": "paragraph", "runs": [plain("a b\nc "), plain("d*", code=True)]},
        {"kind": "rule"},
        {"kind": "code", "text": "<x>"},
        {
            "kind": "list",
            "ordered": True,
            "start": 0,
            "items": [[{"kind": "paragraph", "runs": [plain("zero")]}]],
        },
    ]
    assert blocks("") == []
    assert html("") == ""


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"),
        ('<b style="x" onclick="y">z</b>', '<p>&lt;b style="x" onclick="y"&gt;z&lt;/b&gt;</p>'),
        (
            "<!-- x --><?php ?><![CDATA[ ]]>",
            "<p>&lt;!-- x --&gt;&lt;?php ?&gt;&lt;![CDATA[ ]]&gt;</p>",
        ),
        ("[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>"),
        ("[x](JaVaScRiPt&#58;alert(1))", "<p>[x](JaVaScRiPt:alert(1))</p>"),
        ("[x](&#x01;javascript:alert(1))", "<p>[x](\ufffdjavascript:alert(1))</p>"),
        ("[x](data:text/html;base64,PHM+)", "<p>[x](data:text/html;base64,PHM+)</p>"),
        ("[x](vbscript:x)", "<p>[x](vbscript:x)</p>"),
        ("[x](//example.org)", "<p>[x](//example.org)</p>"),
        ("[x](/accounts/logout/)", "<p>[x](/accounts/logout/)</p>"),
        ("[x](http://[)", '<p><a rel="noopener nofollow">x</a></p>'),
        ("[x]\n\n[x]: javascript:alert(1)", "<p>[x]</p>\n<p>[x]: javascript:alert(1)</p>"),
        ("<javascript:alert(1)>", "<p>&lt;javascript:alert(1)&gt;</p>"),
        (
            '[x](https://example.org "onmouseover=alert(1)")',
            '<p><a href="https://example.org" rel="noopener nofollow">x</a></p>',
        ),
        (
            "![x](https://example.org/a.png)",
            '<p>!<a href="https://example.org/a.png" rel="noopener nofollow">x</a></p>',
        ),
        (
            "<a@example.org>",
            '<p><a href="mailto:a@example.org" rel="noopener nofollow">a@example.org</a></p>',
        ),
        ('```" onclick="x\ny\n```', "<pre><code>y\n</code></pre>"),
        ("a\0b", "<p>a\ufffdb</p>"),
    ],
)
def test_nothing_gets_in(text, shown):
    assert html(text).strip() == shown


def test_headings_leave_no_level_out_and_end_at_the_sixth():
    assert html("## a\n##### b") == "<h3>a</h3>\n<h4>b</h4>\n"
    deep = html("\n".join(f"{'#' * n} {n}" for n in range(1, 7)))
    assert deep == "<h3>1</h3>\n<h4>2</h4>\n<h5>3</h5>\n<h6>4</h6>\n<h6>5</h6>\n<h6>6</h6>\n"


@pytest.mark.parametrize(
    "piece",
    [
        "[",
        "![",
        "[](",
        "[a](<b",
        "*a **b ",
        "**x ",
        "> ",
        "- ",
        "`",
        "<a ",
        "|a",
        "[a]: b\n",
        "\\[",
    ],
)
def test_fifty_thousand_characters_take_a_bounded_time(piece):
    text = (piece * 50_000)[:50_000]
    before = time.process_time()
    html(text), blocks(text)
    assert time.process_time() - before < 10  # 2 s on a slow core; a quadratic reader takes minutes


def test_marks_inside_each_other_ten_thousand_deep():
    text = "*a " * 10_000 + "b*" * 10_000
    assert "".join(run["text"] for run in blocks(text)[0]["runs"]) == "a " * 10_000 + "b" * 10_000
    assert html(text).count("<em>") == 10_000


def test_a_link_without_an_address_is_its_words():
    text = "See [the *annex*](), [<>]() and [home](https://ppi.example/)."
    home = '<a href="https://ppi.example/" rel="noopener nofollow">home</a>'
    assert html("[]()") == "<p></p>\n"
    assert html(text) == f"<p>See the <em>annex</em>, &lt;&gt; and {home}.</p>\n"
    assert [run["href"] for run in blocks(text)[0]["runs"] if run["href"]] == [
        "https://ppi.example/"
    ]


class Seen(HTMLParser):
    """The tags and attributes there are in a text."""

    def __init__(self):
        super().__init__()
        self.tags, self.attributes = set(), set()

    def handle_starttag(self, tag, attributes):
        self.tags.add(tag)
        self.attributes |= {(tag, name) for name, _value in attributes}
        for name, value in attributes:
            if name == "href":
                assert value.split(":", 1)[0].lower() in markdown.SCHEMES


PIECES = st.sampled_from(
    [
        *[
            "<script>",
            "</p>",
            "<img src=x onerror=y>",
            "[",
            "](",
            ")",
            "javascript:",
            "http://",
            "*",
        ],
        *[
            "`",
            "```",
            "|",
            "\n",
            "\n\n",
            "|-|",
            "# ",
            "> ",
            "- ",
            "1. ",
            "&lt;",
            "&#106;",
            '"',
            "'",
        ],
        *["\\", "<", ">", "style=", "a", "\t", "    ", "\0", "mailto:", "data:", "http://"],
    ]
)


@given(st.lists(PIECES, max_size=40).map("".join))
def test_whatever_is_written_only_what_is_allowed_comes_out(text):
    seen = Seen()
    seen.feed(html(text))
    assert seen.tags <= markdown.TAGS
    allowed = {(tag, name) for tag, names in markdown.ATTRIBUTES.items() for name in names}
    allowed |= {(tag, "class") for tag in markdown.CLASSES} | {("a", "rel")}
    assert seen.attributes <= allowed
    blocks(text)
