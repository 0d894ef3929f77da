"""All tests, which is what `make test` runs:

    python -m tests [--on-services EXPRESSION] [arguments of pytest]

On SQLite, then on PostgreSQL and Redis (there only what EXPRESSION picks, as for `pytest -m`), and
in two calls each: on all cores what does not mind others beside it, then in one process what needs
the machine to itself (marker `alone`). The first call that fails is the last one. A call may find
no tests, as a single file has seldom all four sorts; that none of them finds any is an error.
"""

import argparse
import shlex
import signal
import subprocess
import sys
from collections.abc import Iterable, Iterator

NO_TESTS = 5  # pytest's exit code
ON_ALL_CORES = ["-n", "logical", "--maxprocesses", "4"]


def calls(on_services: str, arguments: list[str]) -> Iterator[list[str]]:
    services = [sys.executable, "-m", "tests.services"]
    pytest = [sys.executable, "-m", "pytest", *arguments]
    for before, which in (([], "not services"), (services, on_services)):
        yield [*before, *pytest, *ON_ALL_CORES, "-m", f"not alone and ({which})"]
        yield [*before, *pytest, "-m", f"alone and ({which})"]


def run(commands: Iterable[list[str]]) -> int:
    """The exit code of the first that fails; else 0, or NO_TESTS when all say so."""
    codes = set()
    for command in commands:
        print(f"\n$ {shlex.join(command)}", flush=True)
        code = subprocess.run(command).returncode
        if code not in (0, NO_TESTS):
            return code
        codes.add(code)
    return min(codes)


if __name__ == "__main__":
    # Ctrl-C is for pytest, which stops what its tests have started; we wait for it.
    signal.signal(signal.SIGINT, lambda *_: None)
    parser = argparse.ArgumentParser(prog="python -m tests", allow_abbrev=False)
    parser.add_argument("--on-services", default="services", metavar="EXPRESSION")
    options, arguments = parser.parse_known_args()
    sys.exit(run(calls(options.on_services, arguments)))
