"""Real workers, beats, servers and commands, started by a test against its own database and queue.

    def test_...(processes):
        worker = processes.worker()
        worker.wait_for("ready")
        worker.kill()

Everything is killed when the test ends. Tests that ask for `processes` really commit.
"""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import quote

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection

from tests import services

PATIENCE = 20  # seconds that a wait lasts before it fails; two busy cores are slow


class Running:
    """One process and all that it starts, with what it printed."""

    def __init__(self, command: list[str], environ: dict, log: Path):
        self.log = log
        with log.open("wb") as out:
            self.popen = subprocess.Popen(
                command,
                env=environ,
                cwd=settings.BASE_DIR,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    @property
    def pid(self) -> int:
        return self.popen.pid

    @property
    def output(self) -> str:
        return self.log.read_text(errors="replace")

    def wait_for(self, text: str, seconds: float = PATIENCE) -> None:
        """Until it has printed `text`; fails with what it printed instead."""
        wait_until(
            lambda: text in self.output or self.popen.poll() is not None,
            seconds,
            lambda: f"no {text!r} after {seconds} s in:\n{self.output}",
        )
        assert text in self.output, f"ended ({self.popen.returncode}) with:\n{self.output}"

    def wait(self, seconds: float = PATIENCE) -> int:
        """Until it ends by itself; its exit code."""
        return self.popen.wait(seconds)

    def signal(self, number: int) -> None:
        """To the process and all its children, as a terminal or a service manager does it."""
        # The group lives on while a child does, even when the first process is gone.
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.pid, number)

    def stop(self, seconds: float = PATIENCE) -> int:
        """Ask the first process to end (SIGTERM) and wait for it; its exit code."""
        self.popen.terminate()
        return self.wait(seconds)

    def kill(self) -> None:
        """SIGKILL, to the children too: nothing of it gets to say a last word."""
        self.signal(signal.SIGKILL)
        self.popen.wait()


class Processes:
    """Starts processes of the portal; `environ` is what they all get."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.running: list[Running] = []
        self.environ = {
            **os.environ,
            "DATABASE_URL": database_url(),
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "PYTHONUNBUFFERED": "1",
            "LOG_LEVEL": "INFO",
        }

    def start(self, *command: str, **environ: str) -> Running:
        log = self.folder / f"{len(self.running)}-{Path(command[0]).name}.log"
        process = Running([*map(str, command)], self.environ | environ, log)
        self.running.append(process)
        return process

    def manage(self, *arguments: str, **environ: str) -> Running:
        return self.start(sys.executable, "manage.py", *arguments, **environ)

    def worker(self, concurrency: int = 2, **environ: str) -> Running:
        """A Celery worker that has said it is ready."""
        process = self.start(
            *("celery", "-A", "ppi_portal", "worker", "--loglevel", "INFO"),
            *("--concurrency", str(concurrency), "--hostname", f"{len(self.running)}@tests"),
            **environ,
        )
        process.wait_for(" ready.")
        return process

    def beat(self, **environ: str) -> Running:
        """A Celery beat of its own; several may run at once."""
        schedule = self.folder / f"{len(self.running)}-beat"
        return self.start(
            *("celery", "-A", "ppi_portal", "beat", "--loglevel", "INFO"),
            *("--schedule", str(schedule)),
            **environ,
        )

    def kill(self) -> None:
        for process in self.running:
            process.kill()


def wait_until(condition, seconds: float = PATIENCE, explain=lambda: ""):
    """What `condition()` returns once it is true; fails with `explain()` when it never is."""
    deadline = time.monotonic() + seconds
    while True:
        if result := condition():
            return result
        if time.monotonic() > deadline:
            pytest.fail(explain() or f"still not so after {seconds} s")
        time.sleep(0.05)


def database_url() -> str:
    """The address of the database that the tests use, not of the one it was made beside."""
    it = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{it['NAME']}"
    account = quote(it["USER"], safe="") + (
        f":{quote(it['PASSWORD'], safe='')}" * bool(it["PASSWORD"])
    )
    return f"postgres://{account}@{it['HOST']}:{it['PORT'] or 5432}/{it['NAME']}"


def empty_queue() -> None:
    """No task of an earlier test is left."""
    if settings.REDIS_URL:
        cache.clear()  # cache and queue share the one Redis database of the tests
    else:
        for folder in (settings.VAR / "queue", settings.VAR / "control"):
            shutil.rmtree(folder)
            folder.mkdir(mode=0o700)


@pytest.fixture
def processes(transactional_db, tmp_path):
    empty_queue()
    started = Processes(tmp_path)
    yield started
    started.kill()


@pytest.fixture
def free_port() -> int:
    return services.free_port()


@pytest.fixture
def redis_server(tmp_path):
    """A Redis of the test's own, to be killed and started again; not the one of the settings."""
    server = services.redis_server(tmp_path / "redis")
    server.start()
    yield server
    if server.is_running():
        server.terminate()


@pytest.fixture(scope="session")
def postgres_url() -> str:
    """The server that the tests run on; only under `python -m tests.services`."""
    if connection.vendor != "postgresql":
        pytest.skip("not on PostgreSQL")
    return os.environ["DATABASE_URL"]


@pytest.fixture(scope="session")
def redis_url() -> str:
    """The Redis database that the tests run on; only under `python -m tests.services`."""
    if not settings.REDIS_URL:
        pytest.skip("not on Redis")
    return settings.REDIS_URL
