"""PDF documents, set by Typst: a template of ours, and data that stays data.

What people typed reaches the document as JSON only, never as part of its source: Typst would run
it. The fonts are those of the wheels, so that a document looks the same on every machine.
"""

import json
from pathlib import Path

from django.conf import settings


def render(template: str, data: dict) -> bytes:
    """The document that a template makes of `data`, tagged for screen readers (PDF/UA-1).

    `template` is a path below the folder of templates, such as "workpackages/minutes.typ". It reads
    the data with `json(bytes(sys.inputs.data))` and names its title and language. A sign that no
    font has, such as an emoji, is printed as a box: then the document is tagged as well, but cannot
    claim the standard.
    """
    import typst

    try:
        return _compiled(template, data, format="pdf", pdf_standards=["ua-1"])
    except typst.TypstError as error:
        if "could not be displayed" not in str(error):
            raise
        return _compiled(template, data, format="pdf")


def pictures(template: str, data: dict, *, dots: int = 200) -> list[bytes]:
    """Each page of the document as a PNG, with so many dots an inch."""
    made = _compiled(template, data, format="png", ppi=float(dots))
    return made if isinstance(made, list) else [made]


def _compiled(template: str, data: dict, **form):
    import typst  # large, and few processes ever set a document

    folder = Path(settings.BASE_DIR) / "templates"
    return typst.compile(
        folder / template,
        root=folder,
        font_paths=[font_folder()],
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data)},
        **form,
    )


def font_folder() -> Path:
    """Where Source Sans Pro lies; Typst brings fonts for the letters that it lacks."""
    import font_source_sans_pro

    return Path(font_source_sans_pro.__file__).parent / "files"
