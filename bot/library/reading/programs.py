"""Programs beside ours that read what no library reads: which of them are there, and running them within limits."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from collections.abc import Sequence
from functools import cache
from pathlib import Path

_PLACES = ("/usr/bin", "/usr/local/bin", "/opt/homebrew/bin", "/usr/lib/libreoffice/program")
_PARTS = ("writer", "calc", "impress")
_TESSDATA = "vie.traineddata"
_TESSDATA_PLACES = ("/usr/share/tesseract-ocr", "/usr/share/tessdata", "/usr/local/share/tessdata")

in_group = False
"""Whether this process leads a group that somebody kills as a whole: programs then stay in it."""
left_behind = False
"""Whether a program was killed that may have started others, which are in our group and go on."""


class ProgramFailed(Exception):
    """A program ended badly."""


class ProgramTimedOut(Exception):
    """A program took too long and was killed; in a group of ours, what it started may still run."""


@cache
def soffice() -> str | None:
    """LibreOffice, where it is installed."""
    return _found("soffice") or _found("libreoffice")


@cache
def office_part(part: str) -> bool:
    """Whether a part of LibreOffice is there: "writer", "calc", "impress".

    Systems that keep them in packages of their own leave a file for each; where there is none at all, all are there.
    """
    office = soffice()
    if office is None:
        return False
    registry = Path(office).resolve().parent.parent / "share" / "registry"
    apart = any((registry / f"{one}.xcd").exists() for one in _PARTS)
    return not apart or (registry / f"{part}.xcd").exists()


@cache
def tesseract() -> str | None:
    """Tesseract, where it is installed together with its knowledge of Vietnamese."""
    program = _found("tesseract")
    if program is None:
        return None
    own = os.environ.get("TESSDATA_PREFIX")
    places = [Path(place) for place in ([own] if own else _TESSDATA_PLACES)]
    return program if any(next(place.rglob(_TESSDATA), None) for place in places if place.is_dir()) else None


def run(command: Sequence[str], *, seconds: float, given: bytes | None = None) -> bytes:
    """Run a program and return what it prints. Raises ProgramFailed and ProgramTimedOut."""
    try:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL if given is None else subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=not in_group,
            env={**os.environ, "OMP_THREAD_LIMIT": "1"},
        )
    except OSError as error:
        raise ProgramFailed(command[0]) from error
    try:
        printed, _ = process.communicate(given, timeout=seconds)
    except subprocess.TimeoutExpired as error:
        raise ProgramTimedOut(command[0]) from error
    finally:
        if process.poll() is None:
            _kill(process)
    if process.returncode != 0:
        raise ProgramFailed(command[0])
    return printed


def _kill(process: subprocess.Popen[bytes]) -> None:
    global left_behind
    if in_group:
        left_behind = True
        process.kill()
    else:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    for stream in (process.stdin, process.stdout):
        if stream is not None:
            stream.close()  # not read to its end: what was left behind may hold it open


def _found(name: str) -> str | None:
    return shutil.which(name) or shutil.which(name, path=os.pathsep.join(_PLACES))
