"""Rings for a worker when mail waits. A page never waits for the broker, alive or dead."""

import logging
import threading
import time

from outbox.tasks import deliver

logger = logging.getLogger(__name__)

# In this time the page that rang is answered, for publishing would hold up its interpreter, and the
# rings of many become one.
PAUSE = 0.1  # seconds

_wanted = threading.Event()
_ringer: threading.Thread | None = None


def ring() -> None:
    """Ask for delivery soon; returns at once. A lost ring costs the 10 s to the next sweep.

    Publishing happens on a thread of its own: a broker that refuses or hangs would hold up the
    caller for seconds. Many rings while one is on its way become one.
    """
    global _ringer
    _wanted.set()
    if _ringer is None or not _ringer.is_alive():  # not yet, or lost in a fork
        _ringer = threading.Thread(target=_run, name="outbox-bell", daemon=True)
        _ringer.start()


def _run() -> None:
    while _wanted.wait():
        time.sleep(PAUSE)
        _wanted.clear()
        try:
            deliver.delay()
        except Exception as error:
            logger.warning("No broker to ring, the next sweep delivers: %s", error)
