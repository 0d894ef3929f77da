"""Every address of the portal x every role.

`DOORS` has a line for each named URL; one that is missing there fails. Who is not named in `may`
gets 404, or 403 where they see the thing and may not do this to it (`refused`). A visitor is sent
to the log in, but for the open doors. What a page shows of its rows is tested beside each view;
here stands who gets in.
"""

from collections.abc import Iterator

import pytest
import time_machine
from django.db import transaction
from django.urls import URLResolver, get_resolver, reverse

from tests.access import DOORS, Door
from tests.addresses import prepare
from tests.people import NOW, ROLES

# Their own libraries test who gets in; ours are tests/partners and the admin tests of each app.
LIBRARIES = ("admin:", "account_", "mfa_", "usersessions_")


def names(resolver: URLResolver, spaces: tuple[str, ...] = ()) -> Iterator[str]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            inner = (*spaces, pattern.namespace) if pattern.namespace else spaces
            yield from names(pattern, inner)
        elif pattern.name:
            yield ":".join((*spaces, pattern.name))


def test_every_address_stands_in_the_table():
    ours = {name for name in names(get_resolver()) if not name.startswith(LIBRARIES)}
    assert ours == set(DOORS)


def answer(client, door: Door, url: str) -> str:
    """ "in", "404", "403" or "log in"; whatever the request changed is rolled back."""
    with transaction.atomic():
        response = getattr(client, door.method)(url)
        if response.streaming:
            list(response)  # to the end, so that the file is closed
        transaction.set_rollback(True)
    if response.status_code == 302 and response["Location"].startswith("/accounts/login/"):
        return "log in"
    return {200: "in", 302: "in", 403: "403", 404: "404"}.get(
        response.status_code, str(response.status_code)
    )


@pytest.mark.parametrize("name", DOORS)
def test_a_door_opens_for_exactly_these(world, client, name):
    door = DOORS[name]
    prepare(world)
    url = reverse(name, args=door.values(world))
    with time_machine.travel(NOW, tick=False):
        found = {"visitor": answer(client, door, url)}
        for role in ROLES:
            client.force_login(
                world.person(role), backend="django.contrib.auth.backends.ModelBackend"
            )
            found[role] = answer(client, door, url)
    expected = {"visitor": "in" if door.open else "log in"}
    for role in ROLES:
        expected[role] = "in" if role in door.may else "403" if role in door.refused else "404"
    assert found == expected
