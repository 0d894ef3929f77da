"""Materials with their files, for tests."""

from tests.people import NOW
from tests.records.samples import file
from trainings import materials
from trainings.models import Material, Module


def make_module(programme, title="Contracts", position=1, **fields) -> Module:
    return Module.objects.create(programme=programme, title=title, position=position, **fields)


def make_material(programme, by, title="Slides", name="slides.pdf", now=NOW, **fields) -> Material:
    """In Croatian, for participants, with one version."""
    fields = {"language": "hr"} | fields
    material = Material(project=programme.project, programme=programme, title=title, **fields)
    return materials.add(material=material, upload=file(name), by=by, now=now)
