"""Runs the planner once and says who was, or would be, told what."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from core.clock import wall_moment
from partners.models import Person
from reminders import planning, sending
from reminders.models import Entry


class Command(BaseCommand):
    help = "Run the reminder planner once, and say who is told what."

    def add_arguments(self, parser):
        parser.add_argument(
            "--now",
            metavar="MOMENT",
            help="as if it were this moment, such as 2026-09-12 or 2026-09-12T08:00, in "
            f"{settings.TIME_ZONE} unless it names a zone; without --dry-run only in the demo",
        )
        parser.add_argument("--dry-run", action="store_true", help="only say it: write nothing")

    def handle(self, *args, now, dry_run, **options):
        moment = read_moment(now) if now else timezone.now()
        if now and not dry_run and not settings.DEMO:
            raise CommandError(
                "With --now real people would be told of another day. "
                "Add --dry-run to see who would be told what."
            )
        if dry_run:
            entries = planning.come_due(moment)
            told = [entry for entry in entries if entry.state == Entry.State.PLANNED]
            self.say("would be told", [*told, *Entry.objects.due(moment)])
            return
        planning.plan(moment)
        sending.send_all(moment)
        decided = Entry.objects.filter(decided_at=moment).order_by("pk")
        self.say("told", decided.filter(state=Entry.State.QUEUED))
        for entry in decided.filter(state=Entry.State.DROPPED).select_related("person"):
            self.stdout.write(f"  not told: {entry.person}: {entry}. {entry.reason}")
        if not settings.MAIL_IS_SENT:
            self.stdout.write("No mail server is set: the mails are kept in the outbox.")

    def say(self, done: str, entries) -> None:
        by_person = {}
        for entry in entries:
            by_person.setdefault(entry.person_id, []).append(entry)
        people = Person.objects.in_bulk(by_person)
        count = sum(map(len, by_person.values()))
        self.stdout.write(f"People {done}: {len(people)}. Reminders: {count}.")
        for pk, of_person in sorted(by_person.items(), key=lambda pair: people[pair[0]].name):
            self.stdout.write(f"{people[pk].name} <{people[pk].email}>")
            for entry in of_person:
                self.stdout.write(f"  {entry.label} ({entry.item_day}): {entry.words}")


def read_moment(text: str) -> datetime:
    """A day (its midnight) or a day with a time; raises CommandError for anything else."""
    try:
        day, moment = parse_date(text), parse_datetime(text)
    except ValueError:  # well written, but there is no such day or hour
        day = moment = None
    if day:
        moment = datetime.combine(day, time())
    if moment is None:
        raise CommandError(
            f"“{text}” is no moment. Write a day such as 2026-09-12, or 2026-09-12T08:00."
        )
    if timezone.is_aware(moment):
        return moment.astimezone(ZoneInfo(settings.TIME_ZONE))
    return wall_moment(moment.date(), moment.time(), settings.TIME_ZONE)
