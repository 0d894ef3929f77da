"""Registrations with their mail: distinct people, one after the other and at four connections."""

from concurrent.futures import ThreadPoolExecutor
from importlib import import_module

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db import connection
from django.db.models import F
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse

from benchmarks import figures
from benchmarks.client import Browser
from benchmarks.loading import World
from benchmarks.loading_trainings import OPEN, REMINDED
from benchmarks.pages import counted, log_ins
from outbox.models import Mail
from trainings.models import Registration, Training

CONNECTIONS = 4


def measure(world: World, port: int) -> dict:
    first, second, scarce = world.trainings[1 + REMINDED :][:OPEN]
    try:
        paths = {
            training: reverse("trainings:register", args=[world.project.slug, training.slug])
            for training in (first, second, scarce)
        }
    except NoReverseMatch:
        print("  not there: registration")
        return {}
    people = world.buyers
    sessions = [session_of(person) for person in people]
    mails = Mail.objects.count()

    browsers = [Browser(port, session) for session in sessions]
    for browser in browsers[:4]:
        browser.post(paths[second])
    visitor = Browser(port)
    beside = log_ins(visitor)
    alone = [register(browser, paths[first]) for browser in browsers]
    beside += log_ins(visitor)

    with ThreadPoolExecutor(CONNECTIONS) as connections:
        together = list(connections.map(lambda browser: register(browser, paths[scarce]), browsers))
    check(first, len(people), first.capacity)
    check(scarce, len(people), scarce.capacity)
    if Mail.objects.count() - mails < 2 * len(people):
        raise RuntimeError("registrations without mail")
    sql = statements(people[-1], paths[second])
    rows = {"rows": len(people), "statements": len(sql)}
    return {
        "registration": figures.times(alone, beside) | rows,
        "registration_at_4": figures.times(together) | rows,
    }


def register(browser: Browser, path: str) -> float:
    took, status, body = browser.post(path)
    if status != 302:
        raise RuntimeError(f"registration answered {status}\n{body.decode()[:2000]}")
    return took


def check(training: Training, people: int, capacity: int) -> None:
    """Raises when a seat was sold twice or a person lost."""
    rows = Registration.objects.filter(training=training)
    seats = rows.filter(state=Registration.State.CONFIRMED).count()
    oversold = Training.objects.filter(pk=training.pk, seats_taken__gt=F("capacity")).exists()
    if rows.count() != people or seats != min(people, capacity) or oversold:
        raise RuntimeError(f"{rows.count()} registrations, {seats} seats of {capacity}")


def statements(person, path: str) -> list[str]:
    client = Client(headers={"host": "localhost"})
    client.force_login(person)
    with CaptureQueriesContext(connection) as captured:
        response = client.post(path)
    if response.status_code != 302:
        raise RuntimeError(f"registration answered {response.status_code}")
    return counted(captured)


def session_of(person) -> str:
    """A session as logging in makes it; sixty log ins a minute are refused, as they should be."""
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.create()
    return session.session_key
