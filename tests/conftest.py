"""The ground every test stands on: its own environment, settings, database and queue.

Two runs (`make test`): on SQLite with the embedded broker, and, under `python -m tests.services`,
on PostgreSQL and Redis. Which one this is follows from TEST_SERVICES alone. Each process of a run
on several cores (`-n 2`) has its own: VAR_DIR, database and keys in Redis.
"""

import atexit
import os
import shutil
import tempfile
from contextlib import nullcontext
from pathlib import Path

import pytest

# --- The environment, before Django reads it -----------------------------------------------------

SERVICES = os.environ.get("TEST_SERVICES") == "1"
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "")  # gw0, gw1, ...; none in a run of one process
VAR = Path(tempfile.mkdtemp(prefix="ppi-portal-tests-"))
atexit.register(shutil.rmtree, VAR, ignore_errors=True)

for name in (
    *("DEBUG", "DEMO", "EMAIL_URL", "ALLOWED_HOSTS", "BASE_URL", "TRUSTED_PROXIES", "PORT"),
    "OCDS_PREFIX",
):
    os.environ.pop(name, None)
os.environ |= {
    "DJANGO_SETTINGS_MODULE": "ppi_portal.settings",
    "ENV_FILE": os.devnull,  # nobody's own .env reaches the tests
    "VAR_DIR": str(VAR),
    "SECRET_KEY": "for-tests-only-0123456789-abcdefghijklmnopqrstuvwxyz",
    "LOG_LEVEL": "WARNING",
    "DATABASE_URL": os.environ["TEST_DATABASE_URL"] if SERVICES else f"sqlite:///{VAR}/db.sqlite3",
    "REDIS_URL": os.environ["TEST_REDIS_URL"] if SERVICES else "",
}

import django  # noqa: E402
import hypothesis  # noqa: E402
import redis  # noqa: E402
from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402
from django.db.migrations.recorder import MigrationRecorder  # noqa: E402
from django.utils import translation  # noqa: E402

# On a shared machine the examples are the same each time, and a slow one is no failure.
hypothesis.settings.register_profile("portal", deadline=None, derandomize="CI" in os.environ)
hypothesis.settings.load_profile("portal")

settings.STORAGES["staticfiles"]["BACKEND"] = (
    "django.contrib.staticfiles.storage.StaticFilesStorage"  # the other one needs collectstatic
)
settings.WHITENOISE_USE_FINDERS = True
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
settings.ACCOUNT_RATE_LIMITS = False  # a test of the throttle sets its own
OWN_KEYS = f"{WORKER}:" if WORKER else ""
if SERVICES:
    settings.CACHES["default"]["KEY_PREFIX"] = OWN_KEYS
    settings.CELERY_BROKER_TRANSPORT_OPTIONS["global_keyprefix"] = OWN_KEYS
django.setup()

from tests import browsers  # noqa: E402
from tests.shipped import enter_shipped_rows  # noqa: E402

pytest_plugins = ["tests.people", "tests.processes", "tests.smtp"]

# --- Database and cache --------------------------------------------------------------------------


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix):
    """SQLite in a file and not in memory, so that a worker started by a test sees it too."""
    if not SERVICES:
        settings.DATABASES["default"].setdefault("TEST", {})["NAME"] = VAR / "test.sqlite3"


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Tables made from the models lack what migrations enter; it is entered here."""
    with django_db_blocker.unblock():
        MigrationRecorder(connection).ensure_schema()
        enter_shipped_rows()


@pytest.fixture(scope="session")
def redis_of_the_tests():
    with redis.Redis.from_url(settings.REDIS_URL) if SERVICES else nullcontext() as client:
        yield client


@pytest.fixture(autouse=True)
def empty_cache(redis_of_the_tests):
    """The database cache is rolled back with its test; Redis is not, and other processes use it."""
    yield
    if redis_of_the_tests:
        for key in redis_of_the_tests.scan_iter(f"{OWN_KEYS}*"):
            redis_of_the_tests.delete(key)


@pytest.fixture(autouse=True)
def no_language():
    """A page leaves the language active in which it spoke; the next test begins without one."""
    yield
    translation.deactivate()


@pytest.fixture(scope="session")
def sample_data() -> Path:
    """The folder of real sample files (SAMPLE_DATA); without it the tests that ask for it skip."""
    folder = os.environ.get("SAMPLE_DATA", "")
    if not folder or not Path(folder).is_dir():
        pytest.skip("SAMPLE_DATA is not set")
    return Path(folder)


# --- What runs, and what was left out ------------------------------------------------------------


def needs_the_machine(item) -> bool:
    """It drives a browser, or starts servers or workers: beside others it runs out of time."""
    here = Path(__file__).parent
    return item.path.parent in (here / "browser", here / "faults") or not (
        {"processes", "smtp_server"}.isdisjoint(item.fixturenames)
    )


def needs_services(item) -> bool:
    """It asks the database, or is only for this run; the rest has told all it knows on SQLite."""
    return bool(
        item.get_closest_marker("services")
        or item.get_closest_marker("django_db")
        or {"db", "transactional_db"}.intersection(item.fixturenames)
    )


def pytest_collection_modifyitems(config, items):
    def leave_out(unwanted):
        config.hook.pytest_deselected(items=[it for it in items if unwanted(it)])
        items[:] = [it for it in items if not unwanted(it)]

    for item in items:
        if needs_the_machine(item):
            item.add_marker("alone")
        if item.path.is_relative_to(Path(__file__).parent / "browser"):
            item.add_marker("browser")
            item.add_marker(pytest.mark.django_db(transaction=True))
            if not browsers.chromium():
                item.add_marker(pytest.mark.skip("no Chromium"))
    # A started browser leaves an event loop in its thread, which Django takes for async code.
    items.sort(key=lambda item: "browser" in item.keywords)
    # Marks not by item.keywords, which know the values of parameters too.
    if SERVICES:
        leave_out(lambda item: not needs_services(item))
    else:
        leave_out(lambda item: item.get_closest_marker("services"))
    if WORKER:
        leave_out(lambda item: item.get_closest_marker("alone"))


def pytest_terminal_summary(terminalreporter, config):
    left_out = []
    if not browsers.chromium():
        left_out.append(
            "browser tests: no Chromium was found. On Debian: sudo apt install chromium"
        )
    if not Path(os.environ.get("SAMPLE_DATA") or "/nowhere").is_dir():
        left_out.append("tests on real sample files: set SAMPLE_DATA to the folder that holds them")
    if not SERVICES:
        left_out.append("tests on PostgreSQL and Redis in this run: `make test` runs them after it")
    if config.getoption("numprocesses"):
        left_out.append("tests that need the machine to themselves: run `-m alone` without `-n`")
    for line in left_out:
        terminalreporter.write_line(f"Left out: {line}.")
