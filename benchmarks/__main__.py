"""`python -m benchmarks`: starts everything, measures, prints, writes var/bench.json, stops all.

BENCH_ONLY=pages or mails measures one half, BENCH_ROUNDS (default 5) says how often each page is
gone through, BENCH_DATABASE_URL beside which database a new one is made, BENCH_SQL=1 prints the
statements of every page.
"""

import os
import secrets
import signal
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from benchmarks import figures, servers
from benchmarks.sink import sink
from tests.services import Unavailable, free_port

STARTS = 3
BEGAN = time.monotonic()


def main() -> int:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    rounds, only = int(os.environ.get("BENCH_ROUNDS", "5")), os.environ.get("BENCH_ONLY", "")
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="ppi-bench-")))
        try:
            arrived, port = start_servers(stack, folder)
        except Unavailable as error:
            print(f"Nothing was measured: {error}.")
            return 1
        world = prepare(stack)
        found = {}
        if only in ("", "pages"):
            found |= measure_pages(world, folder, port, rounds)
        if only in ("", "mails"):
            from benchmarks import mails

            say("Reminders")
            found |= mails.measure(world, folder, arrived, min(rounds, 3))
        out = servers.ROOT / "var" / "bench.json"
        figures.print_table(found, figures.read(out))
        figures.write(out, found)
    return 0


def start_servers(stack: ExitStack, folder: Path):
    """The environment of a production on this machine; only then may Django be imported."""
    port, mail_port = free_port(), free_port()
    arrived = stack.enter_context(sink(mail_port))
    settings = {
        "DATABASE_URL": stack.enter_context(servers.database()),
        "REDIS_URL": stack.enter_context(servers.redis()),
        "EMAIL_URL": f"smtp://127.0.0.1:{mail_port}",
        "MAIL_FROM": "PPI Portal <portal@example.org>",
        "SECRET_KEY": secrets.token_urlsafe(50),
        "BASE_URL": f"http://localhost:{port}",
        "PORT": str(port),
        "VAR_DIR": str(folder),
        "ENV_FILE": os.devnull,
        "DEBUG": "0",
        "DEMO": "0",
        "LOG_LEVEL": "WARNING",
        "DJANGO_SETTINGS_MODULE": "ppi_portal.settings",
        "PYTHONWARNINGS": "ignore",
    }
    for name in ("ALLOWED_HOSTS", "TRUSTED_PROXIES", "BIND", "WEB_WORKERS", "WORKER_CONCURRENCY"):
        os.environ.pop(name, None)
    os.environ.update(settings)
    return arrived, port


def prepare(stack: ExitStack):
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection, connections
    from django.utils import timezone

    from benchmarks.loading import load

    stack.callback(connections.close_all)
    say("Migrations and static files")
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    say("20 projects, 10,000 plan items, 50 trainings, 20,000 registrations, 100 accounts")
    world = load(timezone.localtime())
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        cursor.execute("SHOW server_version")
        (version,) = cursor.fetchone()
        cursor.execute("SHOW fsync")
        (fsync,) = cursor.fetchone()
    load_average = f", load {os.getloadavg()[0]:.1f}"
    print(f"  PostgreSQL {version}, fsync {fsync}; {os.cpu_count()} cores{load_average}")
    return world


def measure_pages(world, folder: Path, port: int, rounds: int) -> dict:
    from benchmarks import memory, pages, registering
    from benchmarks.client import Browser

    def answers() -> bool:
        try:
            return Browser(port).get("/accounts/login/")[1] == 200
        except OSError:
            return False

    say("Cold starts")
    starts = []
    for _nth in range(STARTS - 1):
        with servers.started("web", folder) as web:
            starts.append(web.wait_until(answers) * 1000)
    with servers.started("web", folder) as web:
        starts.append(web.wait_until(answers) * 1000)
        for _nth in range(10):
            answers()
        fresh = memory.pss(web.pid)
        say("Pages")
        found = pages.measure(world, port, web.pid, rounds)
        say("Registrations")
        found |= registering.measure(world, port)
        if fresh:
            found["memory"] = {"pss_mib": fresh, "pss_mib_after": memory.pss(web.pid)}
    return found | {"cold_start": figures.times(starts)}


def say(what: str) -> None:
    print(f"{time.monotonic() - BEGAN:6.1f} s  {what}", flush=True)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        print("\nStopped; nothing was written.")
        sys.exit(130)
