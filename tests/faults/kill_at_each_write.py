"""Run by test_reminders_kills.py: a worker that is killed before and after each row it writes.

After each kill a second worker does the work again; then the ledger and the outbox must be the
same as if nothing had happened. Prints what it found.
"""

import os
import signal
import sys
from collections import Counter
from datetime import datetime

import django

django.setup()

from django.db import connection  # noqa: E402

from outbox.models import Mail  # noqa: E402
from reminders import planning, sending  # noqa: E402
from reminders.models import Entry, Rule  # noqa: E402

planning.BATCH = 8  # so that a kill leaves some batches committed and others not
sending.BATCH = 2


def work(now: datetime) -> None:
    planning.plan(now)
    sending.send_all(now)


def in_a_process(now: datetime, killed_at: int = 0) -> bool:
    """Whether it came to its end."""
    connection.close()
    pid = os.fork()
    if pid:
        _pid, status = os.waitpid(pid, 0)
        return os.WIFEXITED(status) and os.WEXITSTATUS(status) == 0
    moments = 0

    def pass_a_moment():
        nonlocal moments
        moments += 1
        if moments == killed_at:
            os.kill(os.getpid(), signal.SIGKILL)

    def watch(execute, sql, *arguments):
        if not sql.startswith(("INSERT", "UPDATE", "DELETE")):
            return execute(sql, *arguments)
        pass_a_moment()
        result = execute(sql, *arguments)
        pass_a_moment()
        return result

    with connection.execute_wrapper(watch):
        work(now)
    os._exit(0)


def result() -> tuple:
    entries = Entry.objects.filter(rule__is_on=True)
    mails = Mail.objects.filter(pk__in=entries.exclude(mail=None).values("mail"))
    return (
        sorted(entries.values_list("person__name", "label", "step", "state")),
        sorted(Counter(mails.values_list("to", flat=True)).items()),
        Mail.objects.count(),
    )


def forget() -> None:
    Entry.objects.all().delete()
    Mail.objects.all().delete()
    Rule.objects.update(planned_until=None)


def main(now: datetime) -> int:
    assert in_a_process(now)
    expected = result()
    moment = 0
    while True:
        moment += 1
        forget()
        if in_a_process(now, killed_at=moment):
            break
        assert in_a_process(now), f"could not be done again after moment {moment}"
        found = result()
        if found != expected:
            print(f"killed at moment {moment}: {found} instead of {expected}")
            return 1
    print(f"killed at each of {moment - 1} moments; {len(expected[0])} reminders")
    return 0


if __name__ == "__main__":
    sys.exit(main(datetime.fromisoformat(sys.argv[1])))
