"""`manage.py doctor`: what is set up and what is missing, a line each; 1 when it cannot work."""

import platform
import sys
from collections.abc import Iterator
from datetime import timedelta
from typing import NamedTuple

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core import checks
from django.core.management import BaseCommand
from django.db import connection

from buyers import codes
from partners.models import Person, Project
from ppi_portal import checks as portal_checks
from ppi_portal import health

PULSE_IS_LATE = timedelta(minutes=3)


class Finding(NamedTuple):
    state: str  # ok, note or MISSING
    what: str
    is_so: str


class Command(BaseCommand):
    help = "Says what is set up and what is missing."
    requires_system_checks = []

    def handle(self, *args, **options):
        findings = list(examine())
        for finding in findings:
            self.stdout.write(f"{finding.state:8}{finding.what:12}{finding.is_so}")
        if any(finding.state == "MISSING" for finding in findings):
            sys.exit(1)


def examine() -> Iterator[Finding]:
    yield Finding("ok", "Python", platform.python_version())
    yield Finding("ok", "Files", f"{settings.VAR} (VAR_DIR)")
    yield Finding("ok", "Secret key", "made for the demo" if settings.DEMO else "set by SECRET_KEY")
    yield from database()
    yield from queue_and_workers()
    yield mail()
    yield static_files()
    for message in checks.run_checks(tags=[portal_checks.TAG], include_deployment_checks=True):
        if not message.is_silenced():
            yield Finding("note", message.id, f"{message.msg} {message.hint}")


def database() -> Iterator[Finding]:
    kind = "SQLite" if connection.vendor == "sqlite" else connection.display_name
    try:
        health.database()
    except Exception as error:  # every driver has its own
        yield missing("Database", error, "Is DATABASE_URL right, and does the server run?")
        return
    yield Finding("ok", "Database", f"{kind}, {connection.settings_dict['NAME']}")
    if pending := health.pending_migrations():
        hint = "They are applied by `manage.py start`, or now by `manage.py migrate`."
        yield Finding("MISSING", "Migrations", f"{len(pending)} are waiting. {hint}")
        return
    yield Finding("ok", "Migrations", "all applied")
    yield Finding(
        "ok", "Content", f"{Project.objects.count()} projects, {Person.objects.count()} people"
    )
    if lists := codes.missing():
        hint = "They are entered by `manage.py start`, or now by `manage.py load_codelists`."
        yield Finding("note", "Code lists", f"none of {' and '.join(lists)}. {hint}")
    else:
        yield Finding("ok", "Code lists", "CPV and NUTS are there")
    if not Person.objects.filter(is_superuser=True).exists():
        hint = "Make one: manage.py createsuperuser"
        yield Finding("note", "People", f"nobody administers the portal. {hint}")


def queue_and_workers() -> Iterator[Finding]:
    try:
        health.stored_cache()
    except Exception as error:
        hint = "Is REDIS_URL right?" if settings.REDIS_URL else "manage.py createcachetable"
        yield missing("Cache", error, hint)
        return
    yield Finding("ok", "Cache", "Redis" if settings.REDIS_URL else "a table of the database")
    try:
        health.queue()
    except Exception as error:
        yield missing("Queue", error, "Is REDIS_URL right, and can VAR_DIR be written to?")
        return
    yield Finding("ok", "Queue", "Redis" if settings.REDIS_URL else f"{settings.VAR}/queue")
    age = health.pulse_age()
    if age is None or age > PULSE_IS_LATE:
        last = "have never ticked" if age is None else f"last ticked {age} ago"
        hint = "No reminder leaves until `manage.py start` runs worker and beat."
        yield Finding("note", "Beat", f"worker and beat {last}. {hint}")
    else:
        yield Finding("ok", "Beat", f"ticked {int(age.total_seconds())} s ago")


def mail() -> Finding:
    if not settings.EMAIL_URL:
        return Finding("note", "Mail", "kept in the outbox, nothing leaves: EMAIL_URL is not set")
    return Finding("ok", "Mail", f"{settings.MAIL_FROM} by {settings.EMAIL_HOST}")


def static_files() -> Finding:
    if settings.WHITENOISE_USE_FINDERS:
        found = finders.find("bootstrap/css/bootstrap.min.css")
    else:
        found = (settings.STATIC_ROOT / "staticfiles.json").exists()
    if found:
        return Finding("ok", "Static", "style sheets and scripts are in place")
    hint = "They are collected by `manage.py start`, or now by `manage.py collectstatic`."
    return Finding("MISSING", "Static", f"style sheets and scripts are not collected. {hint}")


def missing(what: str, error: Exception, hint: str) -> Finding:
    lines = str(error).strip().splitlines() or [type(error).__name__]
    return Finding("MISSING", what, f"{lines[0]} {hint}")
