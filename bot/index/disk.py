"""Writing to a disk that may be full or failing: whole files or none, and complaints that name the system's reason."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any
from uuid import uuid4

import numpy as np
from numpy.typing import NDArray

TEMPORARY = ".tmp"  # what a file is called until it is whole; a kill may leave it
# How Rust's standard library shows the system's error number, for people and for programmers.
_SYSTEM_NUMBER = re.compile(r"\(os error (\d+)\)|\bOs \{ code: (\d+),")


def replace(path: Path, content: bytes) -> None:
    """Write a file so that it is there whole or not at all."""
    temporary = path.with_name(f"{path.name}.{uuid4().hex[:8]}{TEMPORARY}")
    try:
        with temporary.open("wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    sync(path.parent)


def sync(path: Path) -> None:
    """Have a file, or the names in a folder, on the disk when this returns."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def save_array(path: Path, array: NDArray[Any]) -> None:
    """As `np.save`, through Python's own file: numpy's own may fail without the system's number for the reason."""
    with path.open("wb") as out:
        np.lib.format.write_array(_Plain(out), array, allow_pickle=False)


class _Plain:
    """A file of which numpy knows nothing but that it can be written to."""

    def __init__(self, out: Any) -> None:
        self._out = out

    def write(self, data: bytes) -> int:
        return int(self._out.write(data))


def system_error(error: Exception) -> OSError | None:
    """The system's error behind one that a library made of it, None where there is none to be told."""
    if isinstance(error, OSError):
        return error
    found = _SYSTEM_NUMBER.search(str(error))
    number = int(found[1] or found[2]) if found else None
    return OSError(number, os.strerror(number)) if number is not None else None
