"""`python -m benchmarks.races --runs 1000`: many people and organisers at one training at once.

Each run draws a training with a few registrations and sends some twenty acts through six
connections at one moment: registrations, withdrawals, changes of capacity, approvals, answers to
offers, expiries, a move. Afterwards the rows must agree: no seat sold twice, none free while
somebody waits, counters right, nobody registered twice, no act ended by anything but a refusal.
Needs PostgreSQL: the one that BENCH_DATABASE_URL or TEST_DATABASE_URL names, else the wheel's.
"""

import argparse
import os
import random
import secrets
import sys
import tempfile
import threading
import time
from collections import Counter
from contextlib import ExitStack
from datetime import timedelta

CONNECTIONS, ACTS, PEOPLE = 6, 20, 12
DEADLOCK = "40P01"


def main(runs: int, seed: int) -> int:
    from benchmarks import servers

    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="ppi-races-"))
        os.environ |= {
            "DATABASE_URL": stack.enter_context(servers.database()),
            "REDIS_URL": "",
            "SECRET_KEY": secrets.token_urlsafe(50),
            "VAR_DIR": folder,
            "ENV_FILE": os.devnull,
            "DJANGO_SETTINGS_MODULE": "ppi_portal.settings",
            "LOG_LEVEL": "ERROR",
        }
        import django

        django.setup()
        from django.core.management import call_command
        from django.db import connections

        stack.callback(connections.close_all)
        call_command("migrate", verbosity=0)
        print(f"{runs} races of {ACTS} acts at {CONNECTIONS} connections, seed {seed}", flush=True)
        found = race(runs, seed, say=lambda words: print(words, flush=True))
    return 1 if found["faults"] else 0


def race(runs: int, seed: int, say=lambda words: None) -> dict:
    """Race so many times in the database at hand; what happened, by kind, and the faults."""
    from tests.people import make_buyer, make_person, make_world

    world = make_world()
    people = [make_person(f"Racer {number}") for number in range(PEOPLE)]
    for person in people:
        make_buyer(person, world.city)
    draw, done, faults = random.Random(seed), Counter(), []
    began = time.monotonic()
    for number in range(1, runs + 1):
        outcomes, wrong = run_once(world, people, draw, number)
        done.update(outcomes)
        faults += [f"run {number}: {fault}" for fault in wrong]
        if number % 100 == 0:
            say(f"  {number} runs, {time.monotonic() - began:.0f} s, {len(faults)} faults")
    for fault in faults[:20]:
        say(fault)
    say(", ".join(f"{count} {name}" for name, count in sorted(done.items())))
    say(
        f"{len(faults)} faults: no seat oversold, none free with a line, no deadlock"
        if not faults
        else f"{len(faults)} FAULTS"
    )
    return {"runs": runs, "done": dict(done), "faults": faults}


def run_once(world, people, draw, number) -> tuple[Counter, list[str]]:
    from tests.people import NOW, fix_day, make_training
    from trainings import registration

    training = make_training(world.programme, world.zagreb, f"Race {number}", slug=f"race{number}")
    # Every other training is so close that seats are offered.
    near = draw.random() < 0.5
    day = (NOW + timedelta(days=2 if near else 16)).date()
    training = fix_day(training, day, capacity=draw.randint(1, 6))
    for person in draw.sample(people, draw.randint(0, 8)):
        registration.register(training=training, person=person, by=person, now=NOW)
    training.needs_approval = draw.random() < 0.3
    training.save(update_fields=["needs_approval"])
    acts = [drawn(world, training, people, draw) for _nth in range(ACTS)]
    outcomes = at_connections(acts)
    return outcomes, faults_of(training, outcomes)


def drawn(world, training, people, draw):
    """(name, act) of one act, with all that was drawn for it."""
    from tests.people import NOW
    from trainings import planning, registration, scheduling
    from trainings.days import Slot, slots_of

    person, by, place = draw.choice(people), world.task_lead, draw.randrange(50)
    later = NOW + timedelta(hours=draw.choice([0, 0, 25]))

    def one_of(states):
        rows = list(training.registrations.filter(state__in=states).order_by("pk"))
        return rows[place % len(rows)] if rows else None

    def on_one(act, *states, **given):
        def run():
            row = one_of(states)
            return row and act(registration=row, by=by, now=NOW, **given)

        return run

    def register():
        return registration.register(training=training, person=person, by=person, now=NOW)

    def nominate():
        chosen = people[place % 9 : place % 9 + 3]
        return registration.nominate(training=training, people=chosen, by=by, now=NOW)

    def change_capacity():
        details = {"capacity": place % 7 + 1}
        return planning.change_details(training=training, by=by, details=details, now=NOW)

    def move():
        slot = slots_of(training.days.active())[0]
        day = slot.day + timedelta(days=1 + place % 3)
        slots = [Slot(day, slot.starts, slot.ends)]
        return scheduling.move(training=training, by=by, slots=slots, reason="Race", now=NOW)

    choices = [
        ("register", register),
        ("register", register),
        ("register", register),
        ("nominate", nominate),
        ("withdraw", on_one(registration.withdraw, "confirmed", "waiting", "offered", "applied")),
        ("withdraw", on_one(registration.withdraw, "confirmed", "offered")),
        ("reject", on_one(registration.reject, "confirmed", "applied", reason="Race")),
        ("approve", on_one(registration.approve, "applied")),
        ("approve", on_one(registration.approve, "applied")),
        ("accept", on_one(registration.accept, "offered")),
        ("decline", on_one(registration.decline, "offered")),
        ("expire", lambda: registration.expire_offers(now=later)),
        ("capacity", change_capacity),
        ("capacity", change_capacity),
        ("move", move),
    ]
    return draw.choice(choices)


def at_connections(acts) -> Counter:
    """Do the acts in so many threads, all starting together; {what happened: how often}."""
    from django.core.exceptions import ValidationError
    from django.db import DatabaseError, connection

    start, outcomes = threading.Barrier(CONNECTIONS), []

    def work(own):
        try:
            connection.ensure_connection()
            start.wait()
            for name, act in own:
                try:
                    act()
                    outcomes.append(f"{name} done")
                except ValidationError:
                    outcomes.append(f"{name} refused")
                except DatabaseError as error:
                    code = getattr(error.__cause__, "pgcode", None)
                    what = "deadlock" if code == DEADLOCK else f"{type(error).__name__} {error}"
                    outcomes.append(f"{name}: {what}")
        finally:
            connection.close()

    threads = [
        threading.Thread(target=work, args=[acts[nth::CONNECTIONS]]) for nth in range(CONNECTIONS)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Counter(outcomes)


def faults_of(training, outcomes) -> list[str]:
    from trainings.models import Registration

    rows = list(training.registrations.all())
    training.refresh_from_db()
    seated = [row for row in rows if row.state in Registration.SEATED]
    active = Counter(row.person_id for row in rows if row.is_active)
    waits = sum(row.state == Registration.State.WAITING for row in rows)
    checks = {
        f"{len(seated)} seats of {training.capacity}": len(seated) > training.capacity,
        f"{training.seats_free} free and {waits} wait": training.seats_free > 0 and waits > 0,
        "the count is wrong": (training.seats_taken, training.counting)
        != (len(seated), sum(row.counts for row in seated)),
        "somebody is registered twice": max(active.values(), default=0) > 1,
        f"ended by an error: {dict(outcomes)}": sum(outcomes.values()) != ACTS
        or any(":" in outcome for outcome in outcomes),
    }
    return [words for words, wrong in checks.items() if wrong]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m benchmarks.races")
    parser.add_argument("--runs", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    sys.exit(main(options.runs, options.seed))
