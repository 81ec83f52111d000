"""Looking at processes as Linux shows them."""

from __future__ import annotations

import time
from pathlib import Path


def lives(pid: int) -> bool:
    """Whether a process goes on; one that has ended and was not asked for yet does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


def ends(pid: int, seconds: float = 15) -> bool:
    """Whether a process ends in time."""
    deadline = time.monotonic() + seconds
    while lives(pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    return not lives(pid)


def gone(command: str, seconds: float = 15) -> bool:
    """Whether no process with this command line is left in time."""
    wanted = command.replace(" ", "\0") + "\0"
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if wanted not in map(_command, Path("/proc").glob("[0-9]*")):
            return True
        time.sleep(0.05)
    return False


def _command(process: Path) -> str:
    try:
        return (process / "cmdline").read_bytes().decode("utf-8", "replace")
    except OSError:
        return ""
