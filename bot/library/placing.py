"""Files put into a folder whole or not at all, and never over another one that nobody meant."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path, PurePosixPath
from typing import BinaryIO
from uuid import uuid4

from bot.library.file_names import comparable

TEMPORARY = ".cadre-filing.tmp"  # no document by its name: neither the watcher nor a scan sees it


@contextmanager
def beside(folder: Path, file: Path) -> Iterator[Path]:
    """A copy of a file in a folder, under a name that nobody reads; gone afterwards, unless it was moved."""
    temporary = folder / f".{uuid4().hex}{TEMPORARY}"
    try:
        copied(file, temporary)
        yield temporary
    finally:
        temporary.unlink(missing_ok=True)


def placed(temporary: Path, folder: Path, name: str) -> Path:
    """Give a file a name in its folder that no other bears, and return where it is; the same file is not put twice."""
    taken = {comparable(path.name): path for path in folder.iterdir()}
    path = PurePosixPath(name)
    for number in count(1):
        wanted = name if number == 1 else f"{path.stem} ({number}){path.suffix}"
        held = taken.get(comparable(wanted))
        if held is None:
            target = folder / wanted
            try:
                os.link(temporary, target)  # never over a file that came this moment
            except FileExistsError:
                continue
            except OSError:  # a file system without links
                temporary.replace(target)
            return target
        if held.is_file() and same_content(held, temporary):
            return held
    raise AssertionError  # numbers do not end


def same_content(one: Path, other: Path) -> bool:
    """Whether two files hold the same bytes."""
    return one.stat().st_size == other.stat().st_size and one.read_bytes() == other.read_bytes()


def copied(source: Path, target: Path) -> None:
    """Copy a file to a name that nobody bears; it lies on the disk when this returns."""
    with source.open("rb") as stream:
        written(target, stream)


def written(file: Path, content: BinaryIO) -> None:
    """Write a file under a name that nobody bears; it lies on the disk when this returns."""
    with file.open("xb") as out:
        shutil.copyfileobj(content, out)
        out.flush()
        os.fsync(out.fileno())
