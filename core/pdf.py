"""PDF documents, set by Typst: a template of ours, and data that stays data.

What people typed reaches the document as JSON only, never as part of its source: Typst would run
it. The fonts are those of the wheels, so that a document looks the same on every machine.
"""

import json
import subprocess
import sys
from base64 import b64decode
from pathlib import Path

from django.conf import settings

PATIENCE = 50  # seconds; gunicorn ends a worker that is silent for 60


class TypesettingError(Exception):
    """The template is wrong, or no document is made of this data; the message is Typst's."""


def render(template: str, data: dict) -> bytes:
    """The document that a template makes of `data`, tagged for screen readers (PDF/UA-1).

    `template` is a path below the folder of templates, such as "workpackages/minutes.typ". It reads
    the data with `json(bytes(sys.inputs.data))` and names its title and language. A sign that no
    font has, such as an emoji, is printed as a box: then the document is tagged as well, but cannot
    claim the standard. Raises TypesettingError.
    """
    try:
        [document] = _compiled(template, data, format="pdf", pdf_standards=["ua-1"])
    except TypesettingError as error:
        if "could not be displayed" not in str(error):
            raise
        [document] = _compiled(template, data, format="pdf")
    return document


def pictures(template: str, data: dict, *, dots: int = 200) -> list[bytes]:
    """Each page of the document as a PNG, with so many dots an inch."""
    return _compiled(template, data, format="png", ppi=float(dots))


def _compiled(template: str, data: dict, **form) -> list[bytes]:
    """In a process of its own: core.typesetting says why."""
    folder = Path(settings.BASE_DIR) / "templates"
    asked = {
        "input": str(folder / template),
        "root": str(folder),
        "font_paths": [str(font_folder())],
        "ignore_system_fonts": True,
        "sys_inputs": {"data": json.dumps(data)},
        **form,
    }
    command = [sys.executable, "-m", "core.typesetting"]
    try:
        done = subprocess.run(  # noqa: S603 - nothing of it is what somebody typed
            command,
            input=json.dumps(asked).encode(),
            stdout=subprocess.PIPE,
            cwd=Path(__file__).resolve().parents[1],
            timeout=PATIENCE,
            check=True,
        )
    except subprocess.TimeoutExpired as error:
        raise TypesettingError(f"Not set in {PATIENCE} seconds: {template}") from error
    answer = json.loads(done.stdout)
    if "error" in answer:
        raise TypesettingError(answer["error"])
    return [b64decode(page) for page in answer["pages"]]


def font_folder() -> Path:
    """Where Source Sans Pro lies; Typst brings fonts for the letters that it lacks."""
    import font_source_sans_pro

    return Path(font_source_sans_pro.__file__).parent / "files"
