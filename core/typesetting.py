"""Sets one document and ends: `python -m core.typesetting`, which core.pdf starts for each.

Typst keeps what it has set once in the memory of its process, for good: 300 MiB after a feasibility
plan, in each web worker. A process that ends gives them back, and takes no longer, for another
document is another text.

Reads from its input, as JSON, the keywords of `typst.compile`; writes as JSON {"pages": [...]}, in
base64 (a PDF is one), or {"error": what Typst has against the template}. Knows no Django.
"""

import json
import sys
from base64 import b64encode

import typst


def answer(asked: dict) -> dict:
    try:
        made = typst.compile(**asked)
    except typst.TypstError as error:
        return {"error": str(error)}
    pages = made if isinstance(made, list) else [made]
    return {"pages": [b64encode(page).decode() for page in pages]}


if __name__ == "__main__":
    json.dump(answer(json.load(sys.stdin)), sys.stdout)
