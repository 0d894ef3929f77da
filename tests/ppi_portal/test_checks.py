"""Each careless production setting is warned of, by its id, and a careful one is not."""

import os
from pathlib import Path

import pytest
from django.core import checks

from ppi_portal import demo_accounts
from tests.people import make_person

CAREFUL = {
    "DEMO": False,
    "BASE_URL": "https://portal.example.org",
    "ALLOWED_HOSTS": ["portal.example.org"],
    "TRUSTED_PROXIES": 1,
    "REDIS_URL": "redis://redis.example.org/0",
    "EMAIL_URL": "smtp+tls://mail.example.org:587",
    "MAIL_FROM": "Portal <portal@example.org>",
}
NOBODY = 65534  # the user id
POSTGRESQL, SQLITE = "django.db.backends.postgresql", "django.db.backends.sqlite3"


@pytest.fixture
def warnings(settings, monkeypatch):
    """The ids of what a careful production with these changes is warned of; each has a hint."""

    def check(changes=None, engine=POSTGRESQL, databases=None) -> list[str]:
        monkeypatch.setitem(settings.DATABASES["default"], "ENGINE", engine)
        for name, value in (CAREFUL | (changes or {})).items():
            setattr(settings, name, value)
        found = checks.run_checks(
            tags=["portal"], include_deployment_checks=True, databases=databases
        )
        assert [message.id for message in found if not message.hint] == []
        return [message.id for message in found]

    return check


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, []),
        ({"DEMO": True}, ["ppi.W001"]),
        ({"DEMO": True, "BASE_URL": "http://localhost:8000"}, []),
        ({"EMAIL_URL": ""}, ["ppi.W003"]),
        ({"MAIL_FROM": "PPI Portal <portal@ppi-portal.example>"}, ["ppi.W004"]),
        ({"BASE_URL": "http://portal.example.org"}, ["ppi.W005"]),
        ({"TRUSTED_PROXIES": 0}, ["ppi.W006"]),
        ({"ALLOWED_HOSTS": ["*"]}, ["ppi.W007"]),
        ({"ALLOWED_HOSTS": ["portal.example.com"]}, ["ppi.W008"]),
        ({"ALLOWED_HOSTS": [".example.org"]}, []),
        ({"REDIS_URL": ""}, ["ppi.W011"]),
        ({"STORAGE_URL": "s3://key:secret@s3.example.org/files", "MEDIA_ROOT": Path(__file__)}, []),
        ({"MEDIA_ROOT": Path(__file__) / "media"}, ["ppi.W012"]),
        ({"MEDIA_ROOT": Path(__file__)}, ["ppi.W012"]),
    ],
    ids=lambda value: ",".join(value) if isinstance(value, dict) else "",
)
def test_careless_settings_are_warned_of(warnings, changes, expected):
    assert warnings(changes) == expected


@pytest.fixture
def locked(tmp_path):
    """A folder that may not be entered. Nothing holds root back, so root looks at it as nobody."""
    folder = tmp_path / "locked"
    folder.mkdir(mode=0)
    is_root = os.geteuid() == 0
    if is_root:
        os.setresuid(NOBODY, NOBODY, 0)
    yield folder
    if is_root:
        os.setresuid(0, 0, 0)


def test_a_folder_in_one_that_may_not_be_entered_is_warned_of(warnings, locked):
    """Whether it is there cannot even be seen."""
    assert warnings({"MEDIA_ROOT": locked / "media"}) == ["ppi.W012"]


def test_sqlite_is_for_one_machine(warnings):
    assert warnings(engine=SQLITE) == ["ppi.W009"]
    assert warnings({"REDIS_URL": ""}, engine=SQLITE) == ["ppi.W010", "ppi.W011"]


@pytest.mark.django_db
def test_demo_accounts_in_a_production_are_warned_of(warnings):
    assert warnings(databases=["default"]) == []
    address, _role = demo_accounts.ACCOUNTS[0]
    make_person("Left Over", email=address)
    assert warnings(databases=["default"]) == ["ppi.W002"]
    assert warnings() == []  # nothing is asked of a database that is not named
