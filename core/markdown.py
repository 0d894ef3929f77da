"""Texts in Markdown: as HTML for a page, and as plain blocks for documents.

CommonMark with tables. HTML in a text is text, links lead to the web or to a mailbox, pictures are
links. What becomes HTML is cleaned once more, by a list of what may be in it.
"""

from collections.abc import Iterator
from itertools import groupby
from urllib.parse import urlsplit

import nh3
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from markdown_it import MarkdownIt
from markdown_it.token import Token

SCHEMES = {"http", "https", "mailto"}
BELOW = 2  # headings of a text stand below the <h2> of its page
DEEPEST = 6
TAGS = {
    *["h3", "h4", "h5", "h6", "p", "br", "hr", "strong", "em", "a", "code", "pre", "ul", "ol"],
    *["li", "blockquote", "div", "table", "thead", "tbody", "tr", "th", "td"],
}
ATTRIBUTES = {
    "*": set(),  # the package lets a title through on its own
    "a": {"href"},
    "ol": {"start"},
    "th": {"scope"},
    "div": {"role", "tabindex", "aria-label"},
}
CLASSES = {"div": {"scroll"}, "table": {"data"}, "th": {"num"}, "td": {"num"}}


def html(text: str) -> SafeString:
    """For a page, inside `<div class="text">`."""
    tokens = _parsed(text)
    for token in tokens:
        if token.type == "table_open":
            token.attrSet("class", "data")
        elif token.type in ("th_open", "td_open"):
            if _aligned(token) == "right":
                token.attrSet("class", "num")
            if token.type == "th_open":
                token.attrSet("scope", "col")
    found = _reader.renderer.render(tokens, _reader.options, {})
    return SafeString(_cleaner.clean(found))


def blocks(text: str) -> list[dict]:
    """For documents: what stands in the text, in its order. Each has a `kind`:

    - heading: `level` (1 is the highest there is in the text), `runs`
    - paragraph: `runs`
    - list: `ordered`, `start`, `items`, each of them blocks
    - quote: `blocks`
    - code: `text`
    - rule
    - table: `align` ("", "left", "center" or "right" of each column), `head` (runs of each cell),
      `rows` (of such)

    A run is `text` with `bold`, `italic`, `code` (booleans) and `href` ("" for none); a line that
    was broken on purpose has a newline in it.
    """
    return _blocks(iter(_parsed(text)))


# --- Reading -------------------------------------------------------------------------------------


def _is_fine(url: str) -> bool:
    try:
        return urlsplit(url).scheme.lower() in SCHEMES
    except ValueError:
        return False


def _scrolling(renderer, tokens, index, options, env) -> str:
    env["tables"] = env.get("tables", 0) + 1  # each region of a page has a name of its own
    label = _("Table %d") % env["tables"]
    opened = renderer.renderToken(tokens, index, options, env)
    return f'<div class="scroll" role="region" tabindex="0" aria-label="{label}">{opened}'


def _scrolled(renderer, tokens, index, options, env) -> str:
    return f"{renderer.renderToken(tokens, index, options, env)}</div>"


def _reader_of_parts() -> MarkdownIt:
    reader = MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")
    reader.validateLink = _is_fine
    reader.add_render_rule("table_open", _scrolling)
    reader.add_render_rule("table_close", _scrolled)
    return reader


_reader = _reader_of_parts()
_cleaner = nh3.Cleaner(
    tags=TAGS,
    attributes=ATTRIBUTES,
    allowed_classes=CLASSES,
    url_schemes=SCHEMES,
    link_rel="noopener nofollow",
)


def _parsed(text: str) -> list[Token]:
    """With headings that begin below the page's own and leave out no level, whatever was written:
    who listens to a page goes by them."""
    tokens = _reader.parse(text)
    headings = [token for token in tokens if token.type.startswith("heading_")]
    used = sorted({token.tag for token in headings})
    for token in headings:
        token.tag = f"h{min(BELOW + 1 + used.index(token.tag), DEEPEST)}"
    for token in tokens:
        token.children = token.children and list(_leading_somewhere(token.children))
    return tokens


def _leading_somewhere(line: list[Token]) -> Iterator[Token]:
    """Of a link without an address, `[words]()`, the words alone. Links hold no links."""
    nowhere = False
    for token in line:
        if token.type == "link_open" and not token.attrGet("href"):
            nowhere = True
        elif token.type == "link_close" and nowhere:
            nowhere = False
        else:
            yield token


def _aligned(token: Token) -> str:
    return str(token.attrGet("style") or "").removeprefix("text-align:")


# --- Blocks --------------------------------------------------------------------------------------


def _blocks(tokens: Iterator[Token], until: str = "") -> list[dict]:
    """Up to the closing token of this type; the reader nests blocks twenty deep at most."""
    found = []
    for token in tokens:
        match token.type:
            case end if end == until:
                break
            case "heading_open":
                level = int(token.tag[1]) - BELOW
                found.append({"kind": "heading", "level": level, "runs": _runs(next(tokens))})
            case "paragraph_open":
                found.append({"kind": "paragraph", "runs": _runs(next(tokens))})
            case "bullet_list_open" | "ordered_list_open":
                found.append(
                    {
                        "kind": "list",
                        "ordered": token.tag == "ol",
                        "start": int(token.attrs.get("start", 1)),
                        "items": _items(tokens, token.type.replace("_open", "_close")),
                    }
                )
            case "blockquote_open":
                found.append({"kind": "quote", "blocks": _blocks(tokens, "blockquote_close")})
            case "fence" | "code_block":
                found.append({"kind": "code", "text": token.content.removesuffix("\n")})
            case "hr":
                found.append({"kind": "rule"})
            case "table_open":
                found.append(_table(tokens))
    return found


def _items(tokens: Iterator[Token], until: str) -> list[list[dict]]:
    items = []
    for token in tokens:
        if token.type == until:
            break
        items.append(_blocks(tokens, "list_item_close"))
    return items


def _table(tokens: Iterator[Token]) -> dict:
    rows, align = [], []
    for token in tokens:
        if token.type == "table_close":
            break
        if token.type == "tr_open":
            rows.append([])
        elif token.type in ("th_open", "td_open"):
            if token.type == "th_open":
                align.append(_aligned(token))
            rows[-1].append(_runs(next(tokens)))
    return {"kind": "table", "align": align, "head": rows[0], "rows": rows[1:]}


def _runs(inline: Token) -> list[dict]:
    """Counted, not nested: marks inside each other may be thousands deep."""
    bold = italic = 0
    href = ""
    pieces = []
    for token in inline.children or ():
        match token.type:
            case "strong_open" | "strong_close":
                bold += token.nesting
            case "em_open" | "em_close":
                italic += token.nesting
            case "link_open":
                href = str(token.attrGet("href"))
            case "link_close":
                href = ""
            case "softbreak":
                pieces.append((" ", bold > 0, italic > 0, False, href))
            case "hardbreak":
                pieces.append(("\n", bold > 0, italic > 0, False, href))
            case kind:
                is_code = kind == "code_inline"
                pieces.append((token.content, bold > 0, italic > 0, is_code, href))
    found = []
    for marks, same in groupby(pieces, key=lambda piece: piece[1:]):
        words = "".join(piece[0] for piece in same)
        if words:
            bold, italic, is_code, href = marks
            found.append(
                {"text": words, "bold": bold, "italic": italic, "code": is_code, "href": href}
            )
    return found
