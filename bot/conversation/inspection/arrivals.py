"""Files that somebody has sent: each is read as soon as it is there, one at a time, and none stays that is refused."""

from __future__ import annotations

import contextlib
import threading
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from bot.conversation.inspection.later import Broken, Later, Running
from bot.errors import CadreBotError, StampedFile, UnreadableFile
from bot.library.filing import Filing
from bot.library.held import Held
from bot.library.looking import Look
from bot.model import Document
from bot.phrases import folder as words

_KEPT = 32  # new files whose text is kept at hand; one beyond is read again when its page is opened
_QUEUED = 2_000  # files that wait to be read
_REMEMBERED = timedelta(hours=24)  # that a refused file stays in the list
_MOST_REFUSED = 200  # of them


class ArrivalState(StrEnum):
    """How far a file that was sent is."""

    WAITING = "waiting"
    READING = "reading"
    READ = "read"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Arrival:
    """A file that was sent and not decided about, or that was refused: of such a one no bytes are left."""

    key: str
    file: str
    since: datetime
    state: ArrivalState = ArrivalState.WAITING
    number: str = ""
    title: str = ""
    reason: str = ""  # why it is refused: a Vietnamese sentence


class Arrivals:
    """Reads what `filing` holds, from the start on: a file that the last process left unread is read too, or removed.

    Why a file was refused is known to this process alone: nothing of a stamped file is written down.
    """

    def __init__(self, filing: Filing) -> None:
        self._filing = filing
        self._later = Later("read-new-files", kept=_KEPT, queued=_QUEUED)
        self._lock = threading.Lock()
        self._known: dict[str, Arrival] = {}
        with contextlib.suppress(CadreBotError):  # a disk that cannot be read now is told where somebody looks
            self._queue_all()

    def came(self, held: Held) -> None:
        """A file is held: have it read."""
        with self._lock:
            known = self._known.setdefault(held.key, Arrival(held.key, held.file, held.since))
        if known.state is ArrivalState.WAITING:
            self._later.get(held.key, lambda _: self._read(held.key))

    def listed(self) -> list[Arrival]:
        """All of them, the latest first. Raises DataFolderBroken."""
        self.keep_up()
        with self._lock:
            return sorted(self._known.values(), key=_age, reverse=True)

    def keep_up(self) -> set[str]:
        """Have what is unread read, let go of what is too old or decided; the keys of the files that are held.

        Raises DataFolderBroken.
        """
        there = self._queue_all()
        with self._lock:
            refused = sorted((one for one in self._known.values() if _is_refused(one)), key=_age)
            forgotten = [one for one in refused if _now() - one.since > _REMEMBERED] + refused[:-_MOST_REFUSED]
            decided = [o for o in self._known.values() if o.state is ArrivalState.READ and o.key not in there]
            for one in (*forgotten, *decided):
                self._known.pop(one.key, None)
        for one in refused:
            if one.key in there:  # the disk did not let go of it then
                with contextlib.suppress(LookupError):
                    self._filing.drop(one.key)
        for key in self._later.keys() - there:
            self._later.forget(key)
        return there

    def get(self, key: str, *, wait: float) -> tuple[Look, Document] | Running | Broken:
        """A file, once it is read; it is waited for so many seconds at most. Raises LookupError, DataFolderBroken."""
        with self._lock:
            known = self._known.get(key)
        if known is not None and _is_refused(known):
            return Broken(words.not_taken(known.file, known.reason))
        held = next((one for one in self._filing.held() if one.key == key), None)
        if held is not None:
            self.came(held)
        elif known is None:
            raise LookupError(key)
        read: tuple[Look, Document] | Running | Broken | None
        read = self._later.get(key, lambda _: self._read(key), wait=wait)
        if read is None:
            self.forget(key)
            raise LookupError(key)
        return read

    def again(self, key: str) -> None:
        """Have a file read anew when it is next asked for."""
        self._later.forget(key)

    def forget(self, key: str) -> bool:
        """Let go of a file that was decided about; whether it was one that had been refused."""
        with self._lock:
            known = self._known.pop(key, None)
        self._later.forget(key)
        return known is not None and _is_refused(known)

    def close(self) -> None:
        """Begin no other reading."""
        self._later.close()

    def _queue_all(self) -> set[str]:
        held = self._filing.held()
        for one in reversed(held):  # who came first is read first
            self.came(one)
        return {one.key for one in held}

    def _read(self, key: str) -> tuple[Look, Document] | Broken | None:
        """Read a file; None where it is decided about. Whatever else goes wrong, an unread file is not kept."""
        with self._lock:
            known = self._known.get(key)
        if known is None:
            return None
        self._mark(key, state=ArrivalState.READING)
        try:
            look, document = self._filing.looked(key)
        except LookupError:
            self._gone(key)
            return None
        except Exception as error:
            # It might be a stamped one: what nobody could read must not lie about.
            try:
                self._filing.drop(key)
            except LookupError:
                if not isinstance(error, UnreadableFile):
                    self._gone(key)  # put or dropped by somebody while it was being read
                    return None
            except CadreBotError:
                pass  # the disk refuses: it is tried again by the next round, and at the next start
            reason = str(error) if isinstance(error, CadreBotError) else words.WORK_FAILED
            if isinstance(error, StampedFile):
                reason = f"{reason} {words.STAMPED_GONE}"
            self._mark(key, state=ArrivalState.REFUSED, reason=reason)
            if not isinstance(error, UnreadableFile):
                raise
            return Broken(words.not_taken(known.file, reason))
        self._mark(key, state=ArrivalState.READ, number=look.number or "", title=look.subject or "")
        return look, document

    def _gone(self, key: str) -> None:
        with self._lock:
            self._known.pop(key, None)

    def _mark(self, key: str, *, state: ArrivalState, number: str = "", title: str = "", reason: str = "") -> None:
        with self._lock:
            if key in self._known:  # not decided about meanwhile
                known = self._known[key]
                self._known[key] = replace(known, state=state, number=number, title=title, reason=reason)


def _is_refused(one: Arrival) -> bool:
    return one.state is ArrivalState.REFUSED


def _age(one: Arrival) -> tuple[datetime, str]:
    return one.since, one.key


def _now() -> datetime:
    return datetime.now(UTC)
