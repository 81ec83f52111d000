"""Reading files in a process of its own, so that no file can harm this one: by hanging, crashing or eating memory."""

from __future__ import annotations

import atexit
import contextlib
import io
import logging
import os
import pickle
import queue
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO, cast

from bot import model, phrases
from bot.errors import StampedFile, UnreadableFile
from bot.library.reading_child import ALIVE, DONE, LAST, REASON, STAMPED, receive, request
from bot.library.reading_places import make_place
from bot.model import Document
from bot.phrases import reading as words

_log = logging.getLogger(__name__)

_SECONDS = 60.0  # for any file, on a slow machine
_SECONDS_PER_MEGABYTE = 6.0
_PATIENCE = 2_400.0  # for a file that goes on giving signs of life: a long scan
_START_SECONDS = 60.0
_MEGABYTES = 1_536
_FILES = 200  # after which a reader is replaced, whatever it has kept in memory
_READERS = 2  # at once: one for the watcher, one for whoever files a document meanwhile
_OUT_OF_TIME = getattr(signal, "SIGXCPU", 24)
_ENVIRONMENT = (
    "PATH", "HOME", "LANG", "LC_ALL", "LC_CTYPE", "VIRTUAL_ENV", "LD_LIBRARY_PATH", "TESSDATA_PREFIX",
)  # fmt: skip
# No tokens: nothing that breaks into the child through a file finds any. One thread: memory for more counts as used.
_SET = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "2", "PYTHONDONTWRITEBYTECODE": "1"}


class _Lost(UnreadableFile):
    """The process ended by itself while it had a file to read."""


class Reader:
    """A process that reads one file after another; used by one thread at a time."""

    def __init__(self, *, megabytes: int = _MEGABYTES, module: str = "bot.library.reading_child") -> None:
        self.files = 0
        self._closed = False
        environment = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ} | _SET
        environment["PYTHONPATH"] = str(Path(__file__).resolve().parents[2])
        try:
            self._place = make_place()
        except OSError as error:
            raise UnreadableFile(words.READER_MISSING) from error
        # What programs write while they convert a file goes with the process, however it ends.
        environment |= dict.fromkeys(("TMPDIR", "TMP", "TEMP"), str(self._place))
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", module, str(megabytes)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                env=environment,
                start_new_session=True,  # a group of its own, killed as a whole; Ctrl-C goes to the parent alone
            )
        except OSError as error:
            shutil.rmtree(self._place, ignore_errors=True)
            raise UnreadableFile(words.READER_MISSING) from error
        self._answers: queue.Queue[tuple[bytes, bytes] | None] = queue.Queue()
        self._listener = threading.Thread(target=self._listen, name="reader-answers", daemon=True)
        self._listener.start()
        if self._answer(time.monotonic() + _START_SECONDS) is None:
            self.close()
            raise UnreadableFile(words.READER_MISSING)

    @property
    def pid(self) -> int:
        """The process's number."""
        return self._process.pid

    @property
    def worn(self) -> bool:
        """Whether it has read so many files that a fresh one shall take its place, or has ended."""
        return self._closed or self.files >= _FILES or self._process.poll() is not None

    def document(self, file: Path, name: str, *, seconds: float, patience: float = _PATIENCE) -> Document:
        """Read a file. Raises UnreadableFile; where the process was lost over it, it is closed as well.

        `seconds` is how long it may be silent, `patience` how long it may take in all.
        """
        self.files += 1
        started = time.monotonic()
        try:
            stdin = cast(BinaryIO, self._process.stdin)
            stdin.write(request(file, name, patience))
            stdin.flush()
            while True:
                now = time.monotonic()
                answer = self._answer(min(now + seconds, started + patience))
                if answer is None:
                    raise self._loss(time.monotonic() - started >= min(seconds, patience), seconds)
                kind, body = answer
                if kind == ALIVE:
                    continue
                if kind == DONE:
                    return _document(body)
                if kind == LAST:
                    self.close()
                if kind == STAMPED:
                    raise StampedFile(body.decode())
                if kind in (REASON, LAST):
                    raise UnreadableFile(body.decode())
                _log.error("reading failed: %s", body.decode("utf-8", "replace"))
                raise UnreadableFile(phrases.FILE_FAILED)
        except OSError as error:  # it ended before it could be asked
            raise self._loss(False, seconds) from error
        except BaseException as error:
            if not isinstance(error, UnreadableFile):
                self.close()  # an answer that nobody waits for would be taken for the next file's
            raise

    def close(self) -> None:
        """End the process and everything that it has started."""
        if self._closed:
            return  # its number may be another's by now
        self._closed = True
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self._listener.join()
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.close()
        shutil.rmtree(self._place, ignore_errors=True)

    def _loss(self, late: bool, seconds: float) -> UnreadableFile:
        """Close the process, and say why it was lost."""
        running = self._process.poll() is None
        self.close()
        if (late and running) or self._process.returncode == -_OUT_OF_TIME:
            return UnreadableFile(words.took_too_long(seconds))
        return _Lost(words.READER_CRASHED)

    def _answer(self, deadline: float) -> tuple[bytes, bytes] | None:
        """The next message; None where none comes in time or ever."""
        try:
            return self._answers.get(timeout=max(0.0, deadline - time.monotonic()))
        except queue.Empty:
            return None

    def _listen(self) -> None:
        stream = cast(BinaryIO, self._process.stdout)
        while (message := receive(stream)) is not None:
            self._answers.put(message)
        self._answers.put(None)


class Readers:
    """A few readers, at most one of them kept warm. Safe to call from several threads."""

    def __init__(self, start: Callable[[], Reader] = Reader) -> None:
        self._start = start
        self._turns = threading.BoundedSemaphore(_READERS)
        self._lock = threading.Lock()
        self._warm: Reader | None = None

    def document_from(self, file: Path, name: str) -> Document:
        """Read one file into a document. Raises UnreadableFile with a Vietnamese reason."""
        with self._turns:
            reader = self._take()
            try:
                return reader.document(file, name, seconds=_seconds(file))
            except _Lost:
                if reader.files == 1:
                    raise
                # It may have been an earlier file's doing, or somebody's who needed the memory.
                reader = self._start()
                return reader.document(file, name, seconds=_seconds(file))
            finally:
                self._give_back(reader)

    def close(self) -> None:
        """End the warm reader; the next file starts another one."""
        with self._lock:
            reader, self._warm = self._warm, None
        if reader is not None:
            reader.close()

    def _take(self) -> Reader:
        with self._lock:
            reader, self._warm = self._warm, None
        if reader is not None and reader.worn:
            reader.close()
            reader = None
        return reader or self._start()

    def _give_back(self, reader: Reader) -> None:
        if not reader.worn:
            with self._lock:
                if self._warm is None:
                    self._warm = reader
                    return
        reader.close()


def _seconds(file: Path) -> float:
    try:
        return _SECONDS + _SECONDS_PER_MEGABYTE * file.stat().st_size / 1024 / 1024
    except OSError:
        return _SECONDS


class _Unpickler(pickle.Unpickler):
    """Makes a document and nothing else, whatever it is given."""

    def find_class(self, module: str, name: str) -> Any:
        """The few classes of which a document is made."""
        found = getattr(model, name, None) if module == "bot.model" else None
        if isinstance(found, type) and found.__module__ == "bot.model":
            return found
        if (module, name) == ("datetime", "date"):
            return date
        raise pickle.UnpicklingError(f"{module}.{name}")


def _document(body: bytes) -> Document:
    document = _Unpickler(io.BytesIO(body)).load()
    if not isinstance(document, Document):
        raise pickle.UnpicklingError(type(document).__name__)
    return document


_readers = Readers()
atexit.register(_readers.close)
document_from = _readers.document_from
"""Read one file into a document, in a process that cannot harm this one. Raises UnreadableFile."""
