"""Many people do something at the same moment."""

import threading
from collections.abc import Callable, Sequence

from django.core.exceptions import ValidationError
from django.db import connection


def outcomes(act: Callable, arguments: Sequence, refusals=ValidationError) -> list:
    """Call `act` for each argument on a thread and connection of its own, all starting together.

    Returns what each returned, or the refusal that it raised; anything else that is raised fails.
    """
    start = threading.Barrier(len(arguments))
    found = []

    def run(argument):
        try:
            connection.ensure_connection()
            start.wait()
            found.append(act(argument))
        except refusals as refusal:
            found.append(refusal)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[argument]) for argument in arguments]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == len(arguments)  # nothing else was raised
    return found


def at_once(act: Callable, arguments: Sequence) -> list[str]:
    """The same; what those were told who were refused."""
    return [
        message
        for outcome in outcomes(act, arguments)
        if isinstance(outcome, ValidationError)
        for message in outcome.messages
    ]
