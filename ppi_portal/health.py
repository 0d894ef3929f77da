"""Is this process alive, and can it serve? For load balancers (`/healthz`, `/readyz`) and `doctor`.

Both pages are open and say nothing but names and "ok" or "failed": what failed stands in the log.
"""

import logging
import os
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from .celery import app as celery_app

logger = logging.getLogger(__name__)

PULSE = "pulse"  # the cache key under which the last tick of beat, done by a worker, is kept


@login_not_required
@never_cache
@require_safe
def healthz(request):
    """The process answers; nothing else is asked."""
    return HttpResponse("ok\n", content_type="text/plain")


@login_not_required
@never_cache
@require_safe
def readyz(request):
    """Everything a page needs answers, else 503 and which part failed."""
    states = {name: "ok" if passes(name, probe) else "failed" for name, probe in PROBES.items()}
    return JsonResponse(states, status=503 if "failed" in states.values() else 200)


def passes(name: str, probe) -> bool:
    try:
        probe()
    except Exception:  # whatever it is, this node is not ready
        logger.exception("Not ready: %s", name)
        return False
    return True


def database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def migrations() -> None:
    if pending := pending_migrations():
        raise RuntimeError(f"{len(pending)} migrations are waiting, first {pending[0]}")


def stored_cache() -> None:
    cache.set("ready", "yes", timeout=10)
    if cache.get("ready") != "yes":
        raise RuntimeError("the cache forgets what it is given")


def queue() -> None:
    """Connects to the broker once, without the retries a worker would make."""
    with celery_app.connection_for_write() as broker:
        broker.ensure_connection(max_retries=1, interval_start=0, timeout=3)
    if not settings.REDIS_URL and not os.access(settings.VAR / "queue", os.W_OK):
        raise RuntimeError("the queue folder under VAR_DIR cannot be written to")


PROBES = {"database": database, "migrations": migrations, "cache": stored_cache, "queue": queue}


def pending_migrations() -> list:
    """The migrations of the code that this database does not have yet."""
    executor = MigrationExecutor(connection)
    return [
        migration for migration, _ in executor.migration_plan(executor.loader.graph.leaf_nodes())
    ]


def pulse_age() -> timedelta | None:
    """How long ago beat and a worker last ticked together; None when never."""
    last = cache.get(PULSE)
    return timezone.now() - last if last else None
