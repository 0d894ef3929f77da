"""Fails when requirements*.in names a package that its lock has not: `make lock` was forgotten."""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def names(path: Path) -> set[str]:
    """The packages that a requirements file names, spelled as indexes spell them."""
    found = (re.match(r"[A-Za-z0-9][\w.-]*", line) for line in path.read_text().splitlines())
    return {re.sub(r"[-_.]+", "-", name[0]).lower() for name in found if name}


def main() -> int:
    missing = [
        f"{source.name} names {name}, {source.stem}.txt does not lock it: make lock"
        for source in sorted(ROOT.glob("requirements*.in"))
        for name in sorted(names(source) - names(source.with_suffix(".txt")))
    ]
    print("\n".join(missing) or "The lock has every name of requirements*.in.")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
