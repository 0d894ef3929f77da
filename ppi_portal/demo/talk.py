"""What people of the demo say and hand in: invented, all of it."""

from datetime import timedelta

from django.core.files.base import ContentFile

from ppi_portal.demo import facts
from workpackages import talk
from workpackages.models import Deliverable

# days before today, hour, who, on what, what they say
COMMENTS = [
    (9, 11, "coordinator", "T4.1", """\
The board wants to see the three financing scenarios side by side. Who brings the cost elements of \
the core buyers?"""),
    (8, 9, "partner", "T4.1", """\
Prices of three suppliers are in D2.2. For the cost of collection we would need figures of a whole \
year."""),
    (5, 10, "iclei", "D4.3", """\
The draft has modules 1 to 4; 5 and 6 follow this week.
@Leader of work package 4, UNIZAR-OBCP: is the case on bulky waste what the core buyers expect?"""),
    (4, 16, "wp4.lead", "D4.3", """\
It is. The module on performance-based contracts could be shorter: most participants buy services, \
not goods. A good example is at https://ppi4waste.example/cases"""),
    (3, 9, "zagreb", "D4.3", """\
We translate it into Croatian before the training in Zagreb and need about a week for that."""),
]  # fmt: skip

# days before today, hour, note, number of modules
DRAFTS = [(5, 9, "Modules 1 to 4", 4), (2, 14, "All modules; contracts shortened", 6)]
DRAFT = "Training material, draft.md"


def enter_talk(demo) -> None:
    items = {
        "T4.1": demo.tasks["4.1"],
        "D4.3": Deliverable.objects.get(project=demo.project, number="4.3"),
    }
    for days, hour, note, modules in DRAFTS:
        talk.hand_in(
            item=items["D4.3"],
            upload=ContentFile(outline(modules).encode(), name=DRAFT),
            note=note,
            by=demo.people["iclei"],
            now=demo.moment(demo.today - timedelta(days=days), hour),
        )
    for days, hour, box, code, text in COMMENTS:
        now = demo.moment(demo.today - timedelta(days=days), hour)
        talk.say(item=items[code], text=text, by=demo.people[box], now=now)
    talk.follow(item=items["D4.3"], person=demo.people["reader"], follows=True)


def outline(modules: int) -> str:
    titles = facts.MODULES.splitlines()[:modules]
    sections = "\n\n".join(f"## {title}\n\nTo be written." for title in titles)
    return f"# Training material\n\nIllustrative: invented for the demo.\n\n{sections}\n"
