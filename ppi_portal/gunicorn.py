"""How gunicorn serves the portal (`gunicorn -c python:ppi_portal.gunicorn ppi_portal.wsgi`).

GUNICORN_CMD_ARGS still wins over what stands here.
"""

import gc
import os
from pathlib import Path

from django.urls import get_resolver

bind = os.environ.get("BIND") or f"127.0.0.1:{os.environ.get('PORT', '8000')}"
workers = int(os.environ.get("WEB_WORKERS", "2"))
threads = int(os.environ.get("WEB_THREADS", "4"))
preload_app = True  # workers share the memory of what the master has loaded
timeout = 60
graceful_timeout = 4  # shorter than the patience of `manage.py start` with Ctrl-C
keepalive = 5
max_requests = 10_000
max_requests_jitter = 1_000
loglevel = os.environ.get("LOG_LEVEL", "WARNING").lower()
if Path("/dev/shm").is_dir():  # noqa: S108 - a worker's heartbeat must not wait for a disk
    worker_tmp_dir = "/dev/shm"  # noqa: S108


def when_ready(server):
    """In the master, before it makes the workers: what is loaded here they share (a third less)."""
    get_resolver().url_patterns  # noqa: B018 - loads every view
    gc.freeze()
    host, _, port = bind.rpartition(":")
    name = "localhost" if host in ("127.0.0.1", "0.0.0.0", "") else host  # noqa: S104
    print(f"Ready: http://{name}:{port} (Ctrl-C stops it)", flush=True)
