"""What the trainings of the demo teach, when, by whom and with whom. Hours are invented."""

from datetime import date, time

from ppi_portal.demo import facts
from trainings import agenda, modules, planning
from trainings.models import AgendaItem, CoHost, Module, Trainer

# starts, ends, title, number of the module; of a regional training
ONE_DAY = [
    ("09:00", "09:30", "Welcome: the project and its buyers", 1),
    ("09:30", "10:15", "", 2),
    ("10:15", "10:45", "Coffee", None),
    ("10:45", "12:00", "", 3),
    ("12:00", "13:00", "Lunch", None),
    ("13:00", "14:15", "", 4),
    ("14:15", "15:30", "", 5),
    ("15:30", "16:00", "", 6),
    ("16:00", "16:30", "Questions and next steps", None),
]
AIMS = [
    "Say what the project does, and who buys together.",
    "Write down a need without naming a solution.\nCompare it with the needs of others.",
    "Tell innovation procurement from research and from an ordinary purchase.",
    "Follow a purchase from the need to the contract.",
    "Pay for results, and measure them.",
    "Find guidance, networks and money.",
]
# organiser's and guest trainers by their key; own window; region
REGIONAL = {
    "zagreb": ("zagreb iclei", (date(2016, 9, 15), date(2016, 10, 15)), "HR050"),
    "boras": ("partner iclei", (date(2016, 9, 15), date(2016, 10, 31)), "SE232"),
    "seville": ("coordinator iclei", (date(2016, 10, 1), date(2016, 11, 30)), "ES618"),
    "freiburg": ("", (date(2016, 10, 15), date(2016, 11, 30)), "DE131"),
}


def enter_modules(demo, programme) -> None:
    for title, aims in zip(facts.MODULES.splitlines(), AIMS, strict=True):
        module = Module(programme=programme, title=title, aims=aims)
        modules.enter(module=module, by=demo.people["iclei"])


def enter_trainers_agenda(demo, training) -> None:
    """Of the training for trainers: half of the modules on each of its two days."""
    trainer = enter_trainer(demo, training, "iclei")
    for number, module in enumerate(training.programme.modules.taught()):
        item = AgendaItem(training=training, day=1 + number // 3, title=module.title, module=module)
        agenda.add_item(item=item, trainers=[trainer], by=demo.people["iclei"])


def enter_regional_agenda(demo, training) -> None:
    """Its own window and region, and an agenda where somebody is known to teach it."""
    iclei = demo.people["iclei"]
    boxes, (opens, closes), nuts = REGIONAL[training.slug]
    window = {"window_opens": demo.line.day(opens), "window_closes": demo.line.day(closes)}
    planning.change_details(
        training=training,
        by=iclei,
        details={**window, "nuts": nuts},
        now=demo.moment(demo.today),
    )
    if training.slug == "freiburg":
        # So it was in the end: in Frankfurt in 2017, together with a body outside the consortium.
        cohost = CoHost(training=training, name="KOINNO", country="DE")
        agenda.add_cohost(cohost=cohost, by=iclei)
        return
    trainers = [enter_trainer(demo, training, box) for box in boxes.split()]
    taught = list(training.programme.modules.taught())
    for starts, ends, title, number in ONE_DAY:
        module = taught[number - 1] if number else None
        item = AgendaItem(
            training=training,
            starts=time.fromisoformat(starts),
            ends=time.fromisoformat(ends),
            title=title or module.title,
            module=module,
        )
        # The guest explains what it is; the organiser teaches the rest, in the language there.
        own, guest = trainers
        teach = [guest] if number == 3 else [own] if module else []
        agenda.add_item(item=item, trainers=teach, by=iclei)


def enter_trainer(demo, training, box) -> Trainer:
    person = demo.people[box]
    name = person.name.partition(",")[0]
    trainer = Trainer(training=training, person=person, name=name)
    return agenda.add_trainer(trainer=trainer, by=demo.people["iclei"], today=demo.today)
