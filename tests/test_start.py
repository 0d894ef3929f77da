"""`manage.py start` as a person meets it: real processes on a database and port of their own."""

import os
import re
import signal
import socket
import sqlite3
import sys
import time
import urllib.error
import urllib.request

import psutil
import pytest

from tests import services
from tests.processes import Running

pytestmark = pytest.mark.alone

START_PATIENCE = 240  # seconds; the first start migrates and makes the demo on two busy cores


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """VAR_DIR of one installation that is started several times."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture
def portal(home, tmp_path):
    """Starts `manage.py start`; what still runs at the end is killed, down to the last child."""
    started = []

    def start(*arguments: str, **environ: str) -> Running:
        clean = {
            name: value
            for name, value in os.environ.items()
            if name not in ("SECRET_KEY", "DATABASE_URL", "REDIS_URL", "LOG_LEVEL")
        }
        environ = {"VAR_DIR": str(home), "DEMO": "1", "PYTHONUNBUFFERED": "1"} | environ
        log = tmp_path / f"{len(started)}.log"
        command = [sys.executable, "manage.py", "start", *arguments]
        started.append(Running(command, clean | environ, log))
        return started[-1]

    yield start
    for process in started:
        for child in family(process):
            child.kill()
        process.kill()


def family(process: Running) -> list[psutil.Process]:
    """The process with all that it has started; its children have sessions of their own."""
    try:
        first = psutil.Process(process.pid)
        return [first, *first.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []


def fetch(url: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()
    except OSError:
        return 0, ""


def test_one_command_runs_web_worker_and_beat_and_ctrl_c_stops_all(portal, home, free_port):
    process = portal(PORT=str(free_port))
    process.wait_for(f"Ready: http://localhost:{free_port}", START_PATIENCE)

    for name in ("localhost", "127.0.0.1"):
        assert fetch(f"http://{name}:{free_port}/healthz") == (200, "ok\n")
    status, login = fetch(f"http://127.0.0.1:{free_port}/")
    assert (status, "iclei@ppi4waste.example" in login) == (200, True)
    for line in ("password ppi-demo", "iclei@ppi4waste.example", "admin@ppi4waste.example"):
        assert line in process.output
    commands = [" ".join(child.cmdline()) for child in family(process)]
    for command in ("ppi_portal.wsgi", "ppi_portal --quiet worker", "ppi_portal --quiet beat"):
        assert any(command in line for line in commands), commands

    everybody = family(process)
    process.popen.send_signal(signal.SIGINT)
    assert process.wait() == 0, process.output
    _, left = psutil.wait_procs(everybody, timeout=5)
    assert left == []
    assert "Traceback" not in process.output
    assert "Error" not in process.output


def test_stale_files_of_a_killed_start_do_not_block_the_next(portal, home, free_port):
    for name in ("beat", "beat.db", "beat.pid", "celerybeat.pid"):
        (home / name).write_bytes(b"not a schedule \x00\xff")
    process = portal(PORT=str(free_port))
    process.wait_for("Ready: ", START_PATIENCE)
    time.sleep(3)  # long enough for beat to have read its schedule
    assert "stopped" not in process.output
    assert process.popen.poll() is None


def test_closing_the_window_ends_all_processes(portal, free_port):
    process = portal(PORT=str(free_port))
    process.wait_for("Ready: ", START_PATIENCE)
    everybody = family(process)
    process.signal(signal.SIGHUP)
    assert process.wait() == 0
    _, left = psutil.wait_procs(everybody, timeout=5)
    assert left == []


def test_a_process_that_ends_by_itself_ends_the_others(portal, free_port):
    process = portal("worker", "beat", PORT=str(free_port))
    process.wait_for("beat started", START_PATIENCE)
    everybody = family(process)
    pid = int(re.search(r"beat started \(pid=(\d+)\)", process.output)[1])
    os.kill(pid, signal.SIGKILL)
    assert process.wait() == 1
    _, left = psutil.wait_procs(everybody, timeout=5)
    assert left == []


def test_port_that_is_taken_is_said_in_one_line(portal):
    with socket.socket() as squatter:
        squatter.bind(("127.0.0.1", 0))
        squatter.listen()
        port = squatter.getsockname()[1]
        process = portal(PORT=str(port))
        assert process.wait() == 1
    assert process.output.strip().splitlines() == [
        f"CommandError: Port {port} is taken. Take another one: make run PORT=8001"
    ]


def test_production_without_a_secret_key_does_not_start(portal):
    process = portal(DEMO="0")
    assert process.wait() == 1
    lines = process.output.strip().splitlines()
    assert len(lines) == 1
    assert lines[0].startswith("The settings are not complete: SECRET_KEY is not set.")


def test_a_prefix_of_open_data_that_nobody_gave_out_is_refused(portal):
    process = portal(OCDS_PREFIX="waste")
    assert process.wait() == 1
    [line] = process.output.strip().splitlines()
    assert "OCDS_PREFIX has to be a prefix that the Open Contracting Partnership" in line


def test_unknown_process_is_refused(portal):
    process = portal("wbe")
    assert process.wait() == 1
    assert "Procfile has web, worker, beat, not wbe." in process.output


def test_careless_production_is_warned_with_hints_and_starts(portal, home, tmp_path, free_port):
    """On the database of the demo, which is careless too."""
    process = portal(
        "web",
        DEMO="0",
        SECRET_KEY="short",
        BASE_URL="http://portal.example.org",
        ALLOWED_HOSTS="*",
        PORT=str(free_port),
        VAR_DIR=str(tmp_path / "careless"),
        DATABASE_URL=f"sqlite:///{home}/portal.sqlite3",
    )
    process.wait_for("Ready: ", START_PATIENCE)
    warned = [line.split(":")[0] for line in process.output.splitlines() if ".W0" in line]
    # Django runs its checks in no order.
    assert sorted(it for it in warned if it.startswith("ppi.")) == [
        "ppi.W002",
        "ppi.W003",
        "ppi.W005",
        "ppi.W007",
        "ppi.W010",
        "ppi.W011",
    ]
    assert "security.W009" in warned  # the weak key
    status, login = fetch(f"http://localhost:{free_port}/accounts/login/")
    assert (status, "ppi-demo" in login) == (200, False)
    assert (tmp_path / "careless/static/staticfiles.json").exists()


@pytest.mark.services
def test_nodes_that_start_together_migrate_once(portal, tmp_path, postgres_url, redis_url):
    """Four at once on an empty database: each finds it up to date, none fails."""
    import psycopg2

    name = f"test_start_{services.free_port()}"
    admin = psycopg2.connect(postgres_url.rpartition("/")[0] + "/postgres")
    admin.autocommit = True
    admin.cursor().execute(f'CREATE DATABASE "{name}"')
    try:
        nodes = [
            portal(
                "web",
                DATABASE_URL=f"{postgres_url.rpartition('/')[0]}/{name}",
                REDIS_URL=redis_url,
                PORT=str(services.free_port()),
                VAR_DIR=str(tmp_path / str(number)),
                DEMO="0",
                SECRET_KEY="k" * 60,
            )
            for number in range(4)
        ]
        for node in nodes:
            node.wait_for("Ready: ", START_PATIENCE)
        for node in nodes:
            node.stop()
    finally:
        admin.cursor().execute(f'DROP DATABASE "{name}" WITH (FORCE)')
        admin.close()


def test_demo_database_is_tuned_for_several_processes(portal, home, free_port):
    """Left by the first start above, or made here."""
    if not (home / "portal.sqlite3").exists():
        portal("web", PORT=str(free_port)).wait_for("Ready: ", START_PATIENCE)
    with sqlite3.connect(home / "portal.sqlite3") as database:
        assert database.execute("PRAGMA journal_mode").fetchone() == ("wal",)
