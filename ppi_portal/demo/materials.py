"""The public pages of the demo's regional trainings, and the materials of their six modules.

The titles of the modules are real; what stands in the files is invented, and says so.
"""

from datetime import timedelta

from django.core.files.base import ContentFile

from core.history import record
from ppi_portal.demo import facts
from trainings import materials
from trainings.models import Material, Module, Programme, Training

IN_CROATIAN = """\
Projekt i njegovi naručitelji
Zajedničke potrebe javnih naručitelja
Što je javna nabava inovacija
Primjer glomaznog otpada
Ugovori temeljeni na učinku
Gdje pronaći više"""

# Who may have the slides of each module, in their order
AUDIENCES = ("all", "participants", "all", "participants", "participants", "all")
# language, the word for slides, what the file says of itself, titles
LANGUAGES = [
    ("en", "Slides", "Illustrative: invented for the demo.", facts.MODULES),
    ("hr", "Prezentacija", "Ilustrativno: izmišljeno za demo.", IN_CROATIAN),
]
NOTES = "Notes for trainers"


def enter_materials(demo) -> None:
    """Each module in English and Croatian, notes for the trainers, directions to Zagreb."""
    iclei = demo.people["iclei"]
    programme = Programme.objects.get(project=demo.project, slug="regional")
    programme.is_public = True
    record(programme, "Public from today", "is_public", by=iclei)
    modules = list(programme.modules.all()) or enter_modules(programme, iclei)
    for language, word, notice, titles in LANGUAGES:
        for module, title, audience in zip(modules, titles.splitlines(), AUDIENCES, strict=False):
            enter(
                demo,
                Material(module=module, title=f"{word}: {title}", audience=audience),
                programme,
                language,
                f"# {title}\n\n{notice}\n",
                days=14,
            )
    enter(
        demo,
        Material(title=NOTES, audience=Material.Audience.RUNNERS),
        programme,
        "en",
        f"# {NOTES}\n\nIllustrative: invented for the demo.\n\nAsk first who has bought before.\n",
        days=12,
    )
    directions = Material(
        title="Kako doći do dvorane",
        audience=Material.Audience.ALL,
        training=Training.objects.get(project=demo.project, slug="zagreb"),
    )
    text = "# Kako doći do dvorane\n\nIlustrativno: izmišljeno za demo.\n"
    enter(demo, directions, programme, "hr", text, days=5, by=demo.people["zagreb"])


def enter_modules(programme, by) -> list[Module]:
    modules = []
    for position, title in enumerate(facts.MODULES.splitlines(), 1):
        module = Module(programme=programme, position=position, title=title)
        module.full_clean()
        record(module, "", by=by)
        modules.append(module)
    return modules


def enter(demo, material, programme, language, text, *, days, by=None) -> None:
    material.programme, material.language = programme, language
    name = f"{material.title.replace(':', ' –')}.md"
    materials.add(
        material=material,
        upload=ContentFile(text.encode(), name=name),
        by=by or demo.people["iclei"],
        now=demo.moment(demo.today - timedelta(days=days)),
    )
