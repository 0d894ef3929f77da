"""The trainings of the measured project: buyers, programme, registrations, mail of the past."""

from datetime import time, timedelta

from django.db.models import Count
from django.utils import timezone

from buyers.models import BuyerGroup, BuyerMembership, BuyerPerson
from core.clock import UTC, wall_moment
from outbox.models import Category, Mail
from partners.models import Organisation, Person
from reminders.defaults import install_defaults
from reminders.models import Entry, Rule
from trainings.models import Programme, Registration, Training, TrainingDay

ZONE = "Europe/Zagreb"
LARGE = 2000  # registrations of the first training
REMINDED = 6  # trainings after it: the people of the first are 1,000 mails, of the others 5,000
EACH = 1000
OPEN = 3  # trainings after those: for the measured registrations
OTHERS = 40
EACH_OTHER = 300
MEMBERS, PARTICIPANTS = 200, 5000
MAILS = 5000  # sent in the past


def load(world) -> None:
    load_buyers(world)
    load_programme(world)
    load_registrations(world)
    load_past_mail(world)
    # Nothing is due at load time; benchmarks.mails moves trainings so that reminders fall due.
    install_defaults(active_from=world.now - timedelta(days=2))


def load_buyers(world) -> None:
    """One group of 200 authorities, each naming some people; most have no account."""
    organisations = world.create(
        [
            Organisation(
                name=f"Town {n}",
                short_name=f"Town {n}",
                country=("HR", "ES", "SE", "DE", "NL")[n % 5],
                city=f"Town {n}",
            )
            for n in range(MEMBERS)
        ]
    )
    world.participants = world.create(
        [
            Person(
                email=f"participant{n}@example.org",
                name=f"{FIRST_NAMES[n % 10]} {LAST_NAMES[n % 9]} {n}",
                zone=ZONE,
                country="HR",
            )
            for n in range(PARTICIPANTS)
        ]
    )
    world.group = world.create(
        [BuyerGroup(project=world.project, name="Cities", slug="cities", task=world.tasks[0])]
    )[0]
    memberships = world.create(
        [
            BuyerMembership(
                group=world.group,
                organisation=organisation,
                tier=("core", "authority", "authority", "follower")[n % 4],
                since=world.project.start,
            )
            for n, organisation in enumerate(organisations)
        ]
    )
    places = []
    for n, person in enumerate(world.buyers + world.participants):
        membership = memberships[n * 4 % MEMBERS + n % 3]  # core buyers and authorities only
        world.organisation_of[person.pk] = membership.organisation
        places.append(BuyerPerson(membership=membership, person=person, since=world.project.start))
    world.create(places)


FIRST_NAMES = ("Ana", "Bojan", "Carmen", "Dirk", "Elin", "Franjo", "Grete", "Håkan", "Inés", "Ivo")
LAST_NAMES = ("Horvat", "García", "Smit", "Ek", "Müller", "Babić", "López", "Jansen", "Weber")


def load_programme(world) -> None:
    programme = Programme(
        project=world.project,
        task=world.tasks[0],
        title="Regional trainings",
        slug="regional",
        first_month=17,
        last_month=24,
        target_number=50,
        tiers=["core", "authority"],
        is_public=True,
    )
    world.create([programme])
    programme.buyer_groups.add(world.group)
    sizes = [LARGE] + [EACH] * REMINDED + [0] * OPEN + [EACH_OTHER] * OTHERS
    rows = []
    for n, size in enumerate(sizes):
        held = n > REMINDED + OPEN and n % 2
        day = world.today + timedelta(days=-3 * n // 2 if held else 30 + n)
        starts, ends = (wall_moment(day, time(hour), ZONE) for hour in (9, 17))
        rows.append(
            Training(
                programme=programme,
                project=world.project,
                title=f"Buying innovation together {n}",
                slug=f"training{n}",
                organiser=world.partners[n % 8],
                description="What performance-based contracts are, and how to write one.\n" * 5,
                agenda="09:00 Welcome\n10:00 Needs\n11:00 The market\n14:00 Contracts\n16:00 Close",
                region="Zagreb",
                venue="City hall",
                address="Trg bana Jelačića 1",
                city="Zagreb",
                country="HR",
                zone=ZONE,
                language="English",
                contact_name="Ana Horvat",
                contact_email="ana@example.org",
                capacity={0: 15 if n == REMINDED + OPEN else 500}.get(size, size + 50),
                state=Training.State.HELD if held else Training.State.SCHEDULED,
                registration_switch=not held,
                first_day=day,
                last_day=day,
                starts_at=starts,
                ends_at=ends,
            )
        )
    world.trainings = world.create(rows)
    world.create(
        [
            TrainingDay(training=row, position=1, day=row.first_day, starts=time(9), ends=time(17))
            for row in rows
        ]
    )


def load_registrations(world) -> None:
    """Whoever comes to trainings two to seven is named in as many mails as there are people."""
    sizes = [LARGE] + [EACH] * REMINDED + [0] * OPEN + [EACH_OTHER] * OTHERS
    rows, start = [], 0
    for training, size in zip(world.trainings, sizes, strict=True):
        for k in range(size):
            person = world.participants[(start + k) % PARTICIPANTS]
            organisation = world.organisation_of[person.pk]
            rows.append(
                Registration(
                    training=training,
                    person=person,
                    organisation=organisation,
                    state=Registration.State.CONFIRMED,
                    why=f"{organisation.short_name} is a contracting authority in Cities.",
                    registered_at=world.before,
                    registered_by=person,
                )
            )
        start += size
    world.create(rows)
    count = dict(Registration.objects.order_by().values_list("training").annotate(Count("pk")))
    for training in world.trainings:
        training.seats_taken = training.counting = count.get(training.pk, 0)
    Training.objects.bulk_update(world.trainings, ["seats_taken", "counting"])


def load_past_mail(world) -> None:
    """What the outbox and the ledger of the measured project hold of earlier trainings."""
    rule = Rule(
        project=world.project,
        kind="training_day",
        role="participant",
        days_before=[14, 3, 1],
        delivery=Rule.Delivery.OWN,
        active_from=world.now - timedelta(days=2),
    )
    world.create([rule])
    sent_at = [world.now - timedelta(minutes=10 * (MAILS - n)) for n in range(MAILS)]
    mails = Mail.objects.bulk_create(
        [
            Mail(
                to=person.email,
                subject=f"in 14 days: {training.title}",
                text="The training takes place. You have a seat.\n" * 20,
                html="<p>The training takes place. You have a seat.</p>" * 20,
                language="en-gb",
                category=Category.TRAINING,
                rank=2,
                purpose_key=f"past/{n}",
                subject_key=f"trainings.training:{training.pk}",
                state="sent",
                sent_at=sent_at[n],
                created_at=sent_at[n],
                next_try=sent_at[n],
            )
            for n, (person, training) in enumerate(past_tellings(world))
        ],
        1000,
    )
    Entry.objects.bulk_create(
        [
            Entry(
                person=person,
                rule=rule,
                project=world.project,
                kind="training_day",
                item_key=mail.subject_key,
                label=training.title,
                url=training.get_absolute_url(),
                moment=training.starts_at.astimezone(UTC).isoformat(),
                item_day=training.first_day,
                step=-14,
                due=mail.sent_at,
                state=Entry.State.QUEUED,
                mail=mail,
                created_at=mail.sent_at,
                decided_at=mail.sent_at,
            )
            for mail, (person, training) in zip(mails, past_tellings(world), strict=True)
        ],
        1000,
    )


def past_tellings(world):
    others = world.trainings[-OTHERS:]
    for n in range(MAILS):
        yield world.participants[n], others[n * OTHERS // MAILS]


def fall_due(world, trainings: list[Training]) -> None:
    """Move trainings, without the act and its mails, so that the step of 14 days fell due
    yesterday; and let the planner forget that it looked at yesterday."""
    day = timezone.localdate(world.now) + timedelta(days=13)
    starts, ends = (wall_moment(day, time(hour), ZONE) for hour in (9, 17))
    pks = [training.pk for training in trainings]
    Training.objects.filter(pk__in=pks).update(
        first_day=day, last_day=day, starts_at=starts, ends_at=ends
    )
    TrainingDay.objects.filter(training__in=pks).update(day=day)
    Rule.objects.update(planned_until=None)
