"""Where a process that reads files keeps what it writes: gone with it, and with the next one after a kill.

LibreOffice wants files on the disk. A copy of a document that may turn out to be stamped must not outlive its reading.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
import threading
from contextlib import suppress
from pathlib import Path

_PREFIX = "cadre-reader-"
_NAME = re.compile(rf"{_PREFIX}(?P<pid>\d+)-[^-]+")
_made: set[str] = set()  # by this process
_making = threading.Lock()


def make_place() -> Path:
    """A new folder that only this user may look into. Those of processes that are no more are taken away."""
    root = Path(tempfile.gettempdir())
    with _making:
        for left in root.glob(f"{_PREFIX}*"):
            named = _NAME.fullmatch(left.name)
            if named is not None and left.name not in _made and not _lives(int(named["pid"])):
                shutil.rmtree(left, ignore_errors=True)  # of another user: it stays
        place = Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-", dir=root))
        _made.add(place.name)
    return place


def _lives(pid: int) -> bool:
    """Whether another process with that number runs; ours has made what it knows of, and nothing else."""
    if pid == os.getpid():
        return False
    with suppress(ProcessLookupError):
        try:
            os.kill(pid, 0)
        except PermissionError:
            return True
        return True
    return False
