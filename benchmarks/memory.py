"""Memory of a process and its children, with what they share counted once."""

from pathlib import Path

from benchmarks.servers import children


def pss(pid: int) -> float | None:
    """MiB, proportional set size (Linux); None where the system does not tell."""
    try:
        return round(sum(_pss(each) for each in (pid, *children(pid))) / 1024, 1)
    except OSError:
        return None


def _pss(pid: int) -> int:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
