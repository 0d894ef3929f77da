"""`manage.py start`: looks at the settings, migrates, then runs what Procfile names."""

import contextlib
import errno
import os
import signal
import socket
import sys
from pathlib import Path

from django.conf import settings
from django.core import checks
from django.core.management import BaseCommand, CommandError, call_command, get_commands
from django.db import OperationalError, connection, connections
from django.db.migrations.recorder import MigrationRecorder
from honcho.compat import ProcessManager
from honcho.environ import parse_procfile
from honcho.manager import Manager

from buyers import codes
from partners.models import Project
from ppi_portal import demo_accounts, health

MIGRATION_LOCK = 0x5050_4901  # any number that nobody else locks on the same PostgreSQL server


class Command(BaseCommand):
    help = "Starts the web server, the worker and beat together, or those that are named."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("processes", nargs="*", metavar="web worker beat")

    def handle(self, *args, processes, **options):
        with contextlib.suppress(KeyboardInterrupt):  # Ctrl-C before anything has started
            self.start(processes)

    def start(self, processes: list[str]) -> None:
        procfile = parse_procfile((settings.BASE_DIR / "Procfile").read_text()).processes
        unknown = set(processes) - set(procfile)
        if unknown:
            raise CommandError(f"Procfile has {', '.join(procfile)}, not {', '.join(unknown)}.")
        names = processes or list(procfile)
        if "web" in names and not os.environ.get("BIND"):
            need_free_port()
        self.bring_up_to_date()
        self.warn_of_careless_settings()
        if settings.DEMO:
            self.make_demo()
        if "web" in names and not (settings.DEMO or settings.DEBUG):
            call_command("collectstatic", interactive=False, verbosity=0)
        connections.close_all()
        sys.exit(run({name: procfile[name] for name in names}))

    def bring_up_to_date(self) -> None:
        """Applies what migrations are missing; nodes that start together wait for each other."""
        try:
            connection.ensure_connection()
        except OperationalError as error:
            raise CommandError(f"The database does not answer. {error}") from error
        if health.pending_migrations():
            self.stdout.write(
                "Bringing the database up to date"
                if MigrationRecorder(connection).has_table()
                else "Making the tables of a new database; that can take a minute"
            )
            with one_node_at_a_time():
                call_command("migrate", interactive=False, verbosity=0)
        if not settings.REDIS_URL:
            call_command("createcachetable", verbosity=0)
        if lists := codes.missing():
            self.stdout.write(f"Entering the codes of {' and '.join(lists)}, once")
            with one_node_at_a_time():
                codes.load_shipped(schemes=codes.missing())

    def warn_of_careless_settings(self) -> None:
        """In the demo only the portal's own: it has no https, and needs none on localhost."""
        found = checks.run_checks(
            tags=["portal"] if settings.DEMO else None,
            include_deployment_checks=True,
            databases=["default"],
        )
        found = [message for message in found if not message.is_silenced()]
        for message in found:
            self.stderr.write(f"{message.id}: {message.msg} {message.hint or ''}")
        if any(message.is_serious() for message in found):
            raise CommandError("Nothing was started: see the errors above.")

    def make_demo(self) -> None:
        if not Project.objects.exists():
            if "seed_demo" not in get_commands():
                self.stdout.write("There is no demo data in this version: the portal is empty.")
                return
            self.stdout.write("Making the demo, once")
            call_command("seed_demo")
        self.stdout.write(f"\nLog in with the password {demo_accounts.PASSWORD} as")
        for address, role in demo_accounts.ACCOUNTS:
            self.stdout.write(f"  {address:32} {role}")
        self.stdout.write("")


def need_free_port() -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", settings.PORT))
        except OSError as error:
            why = "is taken" if error.errno == errno.EADDRINUSE else f"is no use: {error.strerror}"
            raise CommandError(
                f"Port {settings.PORT} {why}. Take another one: make run PORT=8001"
            ) from error


@contextlib.contextmanager
def one_node_at_a_time():
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [MIGRATION_LOCK])
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [MIGRATION_LOCK])


def run(commands: dict[str, str]) -> int:
    """Runs until one process ends by itself (1) or somebody stops them all (0)."""
    environ = {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}",
        "PORT": str(settings.PORT),
        "PYTHONUNBUFFERED": "1",
    }
    if settings.DEMO:
        environ.setdefault("LOG_LEVEL", "WARNING")
        environ.setdefault("PYTHONWARNINGS", "ignore:You're running the worker with superuser")
    manager = Manager()
    manager._procmgr = AskTheFirst()
    for name, command in commands.items():
        manager.add_process(name, command, env=environ, cwd=str(settings.BASE_DIR))
    signal.signal(signal.SIGHUP, stop_without_a_terminal)
    manager.loop()
    stopped_by_somebody = manager.returncode in (128 + signal.SIGINT, 128 + signal.SIGTERM)
    return 0 if stopped_by_somebody else 1


class AskTheFirst(ProcessManager):
    """Asks a process to end, not its children too: Celery's would die under their tasks.

    Who has not ended after five seconds is killed with all children, as honcho does it.
    """

    def terminate(self, pid):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGTERM)


def stop_without_a_terminal(signum, frame) -> None:
    """The window was closed: what is still printed goes nowhere, and all processes end."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (1, 2):
        os.dup2(nowhere, stream)
    os.kill(os.getpid(), signal.SIGTERM)
