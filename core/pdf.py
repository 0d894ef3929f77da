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
    the data with `json(bytes(sys.inputs.data))` and names its title and language.
    """
    import typst  # large, and few processes ever set a document

    folder = Path(settings.BASE_DIR) / "templates"
    return typst.compile(
        folder / template,
        root=folder,
        font_paths=[font_folder()],
        ignore_system_fonts=True,
        format="pdf",
        pdf_standards=["ua-1"],
        sys_inputs={"data": json.dumps(data)},
    )


def font_folder() -> Path:
    """Where Source Sans Pro lies; Typst brings fonts for the letters that it lacks."""
    import font_source_sans_pro

    return Path(font_source_sans_pro.__file__).parent / "files"
