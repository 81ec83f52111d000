"""The process in which files are read: one request after another from stdin, one answer each to stdout.

It holds no tokens, gets little memory and no more processor time than a file may take, leads a process group that is
killed as a whole, and ends when its parent does. Start it as `python -P -m bot.library.reading_child MEGABYTES`.
"""

from __future__ import annotations

import logging
import os
import pickle
import queue
import signal
import struct
import sys
import threading
import traceback
from pathlib import Path
from typing import Any, BinaryIO

from bot.errors import StampedFile, UnreadableFile
from bot.phrases.reading import TOO_MUCH_MEMORY

ALIVE = b"a"  # nothing but a sign of life
DONE = b"d"  # a document, pickled
REASON = b"r"  # why the file cannot be read, in UTF-8
STAMPED = b"s"  # the same, of a file that bears a stamp of secrecy
LAST = b"l"  # the same, from a process that ends now
FAILED = b"f"  # a fault of ours: the kind of error and where, in UTF-8

_HEAD = struct.Struct("!cI")
_PATH = struct.Struct("!II")
_log = logging.getLogger(__name__)


def send(stream: BinaryIO, kind: bytes, body: bytes = b"") -> None:
    """Write one message."""
    stream.write(_HEAD.pack(kind, len(body)) + body)
    stream.flush()


def receive(stream: BinaryIO) -> tuple[bytes, bytes] | None:
    """Read one message; None where the other side has ended."""
    head = stream.read(_HEAD.size)
    if len(head) < _HEAD.size:
        return None
    kind, length = _HEAD.unpack(head)
    body = stream.read(length)
    return (kind, body) if len(body) == length else None


def request(file: Path, name: str, seconds: float) -> bytes:
    """What is written to the child to have a file read: its path, its name in the folder, the time that it may take."""
    path, title = os.fsencode(file), name.encode("utf-8", "surrogateescape")
    body = _PATH.pack(len(path), max(1, int(seconds))) + path + title
    return struct.pack("!I", len(body)) + body


def main() -> None:
    """Answer requests until the parent closes stdin."""
    answers = os.fdopen(os.dup(1), "wb")
    # What a library prints must not stand between the answers, nor anywhere: it may be words of a document.
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    _limit_memory(int(sys.argv[1]))
    from bot.library.documents import document_here
    from bot.library.reading import programs, progress

    programs.in_group = os.getpgrp() == os.getpid()
    lock = threading.Lock()

    def say(kind: bytes, body: bytes = b"") -> None:
        with lock:
            send(answers, kind, body)

    progress.listen(lambda: say(ALIVE))
    requests = _requests()
    say(ALIVE)
    while True:
        file, name, seconds = requests.get()
        _limit_time(seconds)
        try:
            document = document_here(file, name)
            say(DONE, pickle.dumps(document, protocol=5))
        except UnreadableFile as error:
            why = STAMPED if isinstance(error, StampedFile) else REASON
            say(LAST if programs.left_behind else why, str(error).encode())
            if programs.left_behind:
                _end()
        except MemoryError:
            say(LAST, TOO_MUCH_MEMORY.encode())
            _end()  # what is left of it in memory would be missing for the next file
        except Exception as error:  # noqa: BLE001  whatever it is, the parent names it
            # Never the message of the error: it may hold words of the document.
            frames = "".join(traceback.format_tb(error.__traceback__))
            say(FAILED, f"{type(error).__name__}\n{frames}".encode())


def _requests() -> queue.Queue[tuple[Path, str, int]]:
    """Requests as they come in; when there are no more, this process and what it has started end at once."""
    incoming: queue.Queue[tuple[Path, str, int]] = queue.Queue()

    def listen() -> None:
        stream = os.fdopen(os.dup(0), "rb")
        while len(head := stream.read(4)) == 4:
            body = stream.read(struct.unpack("!I", head)[0])
            length, seconds = _PATH.unpack_from(body)
            path, name = body[_PATH.size : _PATH.size + length], body[_PATH.size + length :]
            incoming.put((Path(os.fsdecode(path)), name.decode("utf-8", "surrogateescape"), seconds))
        _end()

    threading.Thread(target=listen, name="requests", daemon=True).start()
    return incoming


def _end() -> None:
    if os.getpgrp() == os.getpid():
        os.killpg(0, signal.SIGKILL)
    os._exit(0)


def _limit_memory(megabytes: int) -> None:
    def limit(resource: Any) -> None:
        resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

    _with_resource(limit)


def _limit_time(seconds: int) -> None:
    """Processor time: a hang inside a library then ends even where the parent is gone."""

    def limit(resource: Any) -> None:
        used = resource.getrusage(resource.RUSAGE_SELF)
        most = int(used.ru_utime + used.ru_stime) + seconds + 1
        resource.setrlimit(resource.RLIMIT_CPU, (most, resource.getrlimit(resource.RLIMIT_CPU)[1]))

    _with_resource(limit)


def _with_resource(limit: Any) -> None:
    try:
        import resource
    except ImportError:  # not on this system: the parent's own limit of time remains
        return
    try:
        limit(resource)
    except (ValueError, OSError) as error:
        _log.warning("no limit set: %s", error)


if __name__ == "__main__":
    main()
