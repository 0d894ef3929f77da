"""The trainings of the demo: the one for trainers, held, and the four regional ones ahead."""

from datetime import time, timedelta

from core.history import record
from ppi_portal.demo import agendas, facts
from trainings import registration, scheduling
from trainings.days import Slot
from trainings.models import Programme, Training


def hold_training_for_trainers(demo) -> None:
    """The internal training at the project board in Bilbao: two days in M16, held."""
    iclei, line = demo.people["iclei"], demo.line
    programme = Programme(
        project=demo.project,
        task=demo.tasks["4.2"],
        title="Training for trainers",
        slug="trainers",
        purpose="The partners who run a regional training learn to give it.",
        first_month=16,
        last_month=16,
        target_number=1,
        minimum=4,
        for_partners=True,
    )
    programme.full_clean()
    record(programme, "", by=iclei)
    first = line.weekday(facts.BILBAO[0], "ES")
    training = Training(
        programme=programme,
        project=demo.project,
        title="Training for trainers",
        slug="bilbao",
        organiser=demo.partners["iclei"],
        city="Bilbao",
        country="ES",
        zone="Europe/Madrid",
        language="English",
        capacity=20,
        meeting="Project board, Bilbao",
    )
    training.full_clean()
    record(training, "", by=iclei)
    agendas.enter_modules(demo, programme)
    agendas.enter_trainers_agenda(demo, training)
    before = demo.moment(first - timedelta(days=40))
    slots = [Slot(day, time(9), time(17)) for day in (first, first + timedelta(days=1))]
    training = scheduling.schedule(
        training=training, by=iclei, slots=slots, now=before, open_registration=True
    )
    for box in ("coordinator", "zagreb", "partner", "iclei", "wp4.lead"):
        person = demo.people[box]
        registration.register(training=training, person=person, by=person, now=before)
    training = scheduling.confirm(training=training, by=iclei, now=before)
    after = demo.moment(first + timedelta(days=2))
    scheduling.mark_held(training=training, by=iclei, now=after)


def plan_regional_trainings(demo) -> None:
    iclei = demo.people["iclei"]
    programme = Programme(
        project=demo.project,
        task=demo.tasks["4.2"],
        title="Regional trainings",
        slug="regional",
        purpose="Training on PPI for the members of the buyer group, a day each in four regions.",
        first_month=21,
        last_month=23,
        window_opens=demo.line.window_opens,
        target_number=4,
        minimum=15,
        tiers=["core", "authority"],
        prerequisite=Programme.objects.get(project=demo.project, slug="trainers"),
    )
    programme.full_clean()
    record(programme, "", by=iclei)
    programme.buyer_groups.set([demo.members["zagreb"].group])
    agendas.enter_modules(demo, programme)
    announced = demo.moment(demo.today - timedelta(days=21))
    for slug, title, organiser, city, venue, country, zone, language, day in facts.REGIONAL:
        training = Training(
            programme=programme,
            project=demo.project,
            title=title,
            slug=slug,
            organiser=demo.partners[organiser],
            city=city,
            country=country,
            venue=venue,
            zone=zone,
            language=language,
            is_illustrative=True,
        )
        training.full_clean()
        record(training, "", by=iclei)
        if day:
            slot = Slot(demo.line.weekday(day, country, in_window=True), time(9), time(16, 30))
            scheduling.schedule(
                training=training, by=iclei, slots=[slot], now=announced, open_registration=True
            )
        agendas.enter_regional_agenda(demo, training)
        register_first(demo, training)


def register_first(demo, training: Training) -> None:
    """Who has registered so far: below the minimum everywhere, so that there is something to do."""
    for nth, box in enumerate(facts.REGISTERED.get(training.slug, ())):
        person = demo.people[box]
        moment = demo.moment(demo.today - timedelta(days=20 - nth), 10)
        registration.register(training=training, person=person, by=person, now=moment)
