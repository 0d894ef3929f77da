"""`/healthz`, `/readyz` and `manage.py doctor` on working and on broken installations."""

import shutil

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.urls import reverse

from buyers import codes
from ppi_portal import health
from ppi_portal.tasks import pulse

ALL_WELL = {"database": "ok", "migrations": "ok", "cache": "ok", "queue": "ok"}


@pytest.fixture
def doctor(capsys):
    """Runs the command; its exit code and its lines as {what: (state, sentence)}."""

    def run() -> tuple[int, dict]:
        code = 0
        try:
            call_command("doctor")
        except SystemExit as stopped:
            code = stopped.code
        lines = (line.split(maxsplit=1) for line in capsys.readouterr().out.splitlines())
        return code, {rest[:12].strip(): (state, rest[12:].strip()) for state, rest in lines}

    return run


@pytest.fixture
def migrated(db, settings):
    """The tables of the tests were made from the models; here they count as migrated."""
    settings.MIGRATION_MODULES = {}
    for app, name in MigrationLoader(connection).graph.nodes:
        MigrationRecorder(connection).record_applied(app, name)


@pytest.fixture
def without_a_migration(migrated):
    """A database that is one migration behind its code."""
    MigrationRecorder(connection).record_unapplied("outbox", "0003_also_about")


def test_alive_without_asking_the_database(client):
    """No database mark: a statement would fail this test."""
    answer = client.get(reverse("healthz"))
    assert (answer.status_code, answer.content) == (200, b"ok\n")


def test_ready_names_its_parts(client, migrated):
    answer = client.get(reverse("readyz"))
    assert (answer.status_code, answer.json()) == (200, ALL_WELL)
    assert "no-store" in answer["Cache-Control"]


def test_not_ready_behind_its_migrations(client, without_a_migration):
    answer = client.get(reverse("readyz"))
    assert (answer.status_code, answer.json()) == (503, ALL_WELL | {"migrations": "failed"})


@pytest.mark.django_db
def test_not_ready_without_a_queue(client, settings, tmp_path, free_port):
    settings.VAR = tmp_path / "gone"
    if settings.REDIS_URL:
        pytest.skip("the queue folder is that of the embedded broker")
    answer = client.get(reverse("readyz"))
    assert (answer.status_code, answer.json()) == (503, ALL_WELL | {"queue": "failed"})


@pytest.mark.parametrize("name", ["healthz", "readyz"])
@pytest.mark.django_db
def test_health_is_read_only_and_open(client, name):
    assert client.post(reverse(name)).status_code == 405
    assert client.head(reverse(name)).status_code == 200


@pytest.mark.django_db
def test_health_is_asked_without_https_behind_a_proxy(client, settings):
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
    assert client.get(reverse("healthz")).status_code == 200
    assert client.get(reverse("account_login")).status_code == 301


@pytest.mark.django_db
def test_pulse_is_as_old_as_the_last_tick():
    cache.delete(health.PULSE)
    assert health.pulse_age() is None
    pulse()
    assert 0 <= health.pulse_age().total_seconds() < 5


def test_doctor_finds_nothing_essential_missing(doctor, world):
    pulse()
    code, lines = doctor()
    assert code == 0
    assert [what for what, (state, _) in lines.items() if state == "MISSING"] == []
    for what in ("Python", "Database", "Migrations", "Cache", "Queue", "Beat", "Static"):
        assert lines[what][0] == "ok", lines[what]
    assert lines["Mail"] == (
        "note",
        "kept in the outbox, nothing leaves: EMAIL_URL is not set",
    )


def test_doctor_says_that_code_lists_are_missing(doctor, world):
    codes.load_shipped(schemes=["CPV"], only=["90500000"])
    code, lines = doctor()
    assert (code, lines["Code lists"]) == (
        0,
        (
            "note",
            "none of NUTS. They are entered by `manage.py start`, or now by "
            "`manage.py load_codelists`.",
        ),
    )
    codes.load_shipped(schemes=["NUTS"], only=["ES243"])
    assert doctor()[1]["Code lists"] == ("ok", "CPV and NUTS are there")


def test_doctor_says_that_migrations_are_missing(doctor, without_a_migration):
    code, lines = doctor()
    assert code == 1
    state, sentence = lines["Migrations"]
    assert (state, sentence.split(" are waiting.")[0]) == ("MISSING", "1")


@pytest.mark.django_db
def test_doctor_says_that_beat_has_not_ticked(doctor):
    cache.delete(health.PULSE)
    code, lines = doctor()
    assert (code, lines["Beat"][0]) == (0, "note")


@pytest.mark.django_db
def test_doctor_says_that_the_queue_cannot_be_reached(doctor, settings, tmp_path):
    if settings.REDIS_URL:
        pytest.skip("the queue folder is that of the embedded broker")
    settings.VAR = tmp_path
    (tmp_path / "queue").mkdir()
    shutil.rmtree(tmp_path / "queue")
    code, lines = doctor()
    assert (code, lines["Queue"][0]) == (1, "MISSING")


@pytest.mark.services
def test_a_dead_redis_is_reported_and_not_waited_for(processes, redis_server, free_port):
    for port, state in ((free_port, "MISSING"), (redis_server.port, "ok")):
        process = processes.manage("doctor", REDIS_URL=f"redis://127.0.0.1:{port}/0")
        process.wait()
        states = {line[8:20].strip(): line[:8].strip() for line in process.output.splitlines()}
        assert states["Database"] == "ok"
        assert states["Cache"] == state, process.output
