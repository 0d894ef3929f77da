"""Careless production starts: warnings of `manage.py check --deploy`, `start` and `doctor`.

What Django itself looks for (weak key, DEBUG, HSTS, secure cookies) is not repeated here. The ids
stay: SILENCED_CHECKS names those that somebody has decided to live with.
"""

import os
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import Tags, Warning, register

TAG = "portal"
LOCAL_NAMES = {"localhost", "127.0.0.1", "::1"}


@register(TAG, deploy=True)
def demo_stays_at_home(app_configs, **kwargs):
    host = urlsplit(settings.BASE_URL).hostname
    if settings.DEMO and host not in LOCAL_NAMES:
        yield warn(
            1,
            f"DEMO is on and BASE_URL names {host}: anybody can log in with the demo's password.",
            "Unset DEMO, unless everybody may see and change everything here.",
        )


@register(TAG, Tags.database, deploy=True)
def demo_accounts_are_gone(app_configs, databases=None, **kwargs):
    if settings.DEMO or not databases:
        return
    from partners.models import Person

    from .demo_accounts import ACCOUNTS

    left = Person.objects.filter(email__in=[address for address, _role in ACCOUNTS]).count()
    if left:
        yield warn(
            2,
            f"{left} demo accounts are in this database. They cannot log in while DEMO is off.",
            "Start with a new database, or delete them in the admin.",
        )


@register(TAG, deploy=True)
def mail_leaves(app_configs, **kwargs):
    if settings.DEMO:
        return
    if not settings.EMAIL_URL:
        yield warn(
            3,
            "EMAIL_URL is not set: mail is kept in the outbox, nobody receives an invitation or "
            "a reminder.",
            "Set it to your mail server, for example smtp+tls://user:password@mail.example.org:587",
        )
    elif settings.MAIL_FROM.endswith(("@ppi-portal.example>", "@ppi-portal.example")):
        yield warn(
            4,
            "MAIL_FROM is not set: mail would come from portal@ppi-portal.example.",
            "Set it to an address that your mail server may send from.",
        )


@register(TAG, deploy=True)
def addresses_agree(app_configs, **kwargs):
    if settings.DEMO:
        return
    base = urlsplit(settings.BASE_URL)
    hosts = settings.ALLOWED_HOSTS
    if base.scheme != "https":
        yield warn(
            5,
            f"BASE_URL is {settings.BASE_URL}: passwords and sessions travel unencrypted.",
            "Put a proxy with a certificate in front (deploy/) and set BASE_URL to https://...",
        )
    elif not settings.TRUSTED_PROXIES:
        yield warn(
            6,
            "BASE_URL is https and TRUSTED_PROXIES is 0: behind the proxy everybody has one "
            "address, so one person's wrong passwords lock out all.",
            "Set TRUSTED_PROXIES to the number of proxies in front of the portal, mostly 1.",
        )
    if "*" in hosts:
        yield warn(
            7,
            "ALLOWED_HOSTS is *: a forged Host header is believed.",
            "Name the hosts that people type.",
        )
    elif not any(matches(base.hostname, pattern) for pattern in hosts):
        yield warn(
            8,
            f"ALLOWED_HOSTS does not name {base.hostname}, the host of BASE_URL: every link in a "
            "mail leads to an error.",
            f"Add {base.hostname} to ALLOWED_HOSTS.",
        )


@register(TAG, deploy=True)
def several_machines_share(app_configs, **kwargs):
    if settings.DEMO:
        return
    on_sqlite = settings.DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3"
    if on_sqlite and settings.REDIS_URL:
        yield warn(
            9,
            "REDIS_URL is set and DATABASE_URL is not: each machine would have a SQLite database "
            "of its own.",
            "Set DATABASE_URL to PostgreSQL, for example postgres://user:password@host/portal",
        )
    elif on_sqlite:
        yield warn(
            10,
            "DATABASE_URL is not set: SQLite serves one machine and a few people at a time.",
            "Set it to PostgreSQL, for example postgres://user:password@host/portal",
        )
    if not settings.REDIS_URL:
        yield warn(
            11,
            "REDIS_URL is not set: the queue lies in files, which one machine alone can see, and "
            "the cache in the database.",
            "Set it to Redis or Valkey, for example redis://host:6379/0",
        )


@register(TAG, deploy=True)
def files_can_be_kept(app_configs, **kwargs):
    if not settings.STORAGE_URL and not can_be_written(settings.MEDIA_ROOT):
        yield warn(
            12,
            f"{settings.MEDIA_ROOT} cannot be written to: every upload fails.",
            "Give the portal's account the folder, or set MEDIA_ROOT to one that it may write to.",
        )


def can_be_written(folder: Path) -> bool:
    """It is there, or can be made: the first upload makes it."""
    # Not path.exists(): that raises where a folder above may not be entered.
    nearest = next(path for path in (folder, *folder.parents) if os.path.exists(path))
    return nearest.is_dir() and os.access(nearest, os.W_OK | os.X_OK)


def warn(number: int, message: str, hint: str) -> Warning:
    return Warning(message, hint=hint, id=f"ppi.W{number:03}")


def matches(host: str, pattern: str) -> bool:
    return host == pattern or (pattern.startswith(".") and host.endswith(pattern))
