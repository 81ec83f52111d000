"""What is done now and again while the program serves: new files, themes, what is kept too long, digest, to-dos."""

from __future__ import annotations

import logging
import threading
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import numpy as np

from bot.conversation import digest
from bot.conversation.asking_again import AskingAgain
from bot.conversation.digest import Post
from bot.conversation.service import Assistant, Ready
from bot.errors import CadreBotError
from bot.journal import expire_daily
from bot.journal.themes import Themes
from bot.phrases import training
from bot.settings import Settings

_log = logging.getLogger(__name__)
_SECONDS = 30.0  # between two rounds
_AT_ONCE = 32  # questions that are encoded before anything else has its turn
_TOLD_EVERY = 1_000  # questions
_CLOSING_SECONDS = 30.0


class _Stopped(Exception):
    """The program ends in the middle of a piece of work."""


def _now() -> datetime:
    return datetime.now(UTC)


class Housekeeping:
    """A thread that does these things, each for itself: what fails is said once, tried again, and holds up no other.

    It ends within a second of `close`, as fast as one question is encoded. `post` is None where no platform is
    connected; `files` looks after the files that admins have sent.
    """

    def __init__(
        self,
        assistant: Assistant,
        live: Ready,
        settings: Settings,
        post: Post | None,
        *,
        files: Callable[[], None] | None = None,
        now: Callable[[], datetime] = _now,
        seconds: float = _SECONDS,
    ) -> None:
        self._assistant = assistant
        self._live = live
        self._settings = settings
        self._post = post
        self._files = files
        self._now = now
        self._seconds = seconds
        self._again = AskingAgain(assistant, settings, post)
        self._themes: tuple[object, Themes] | None = None
        self._failing: set[str] = set()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="housekeeping", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def close(self) -> None:
        """End; what is half done is done again at the next start."""
        self._stop.set()
        if self._thread.ident is not None:
            self._thread.join(_CLOSING_SECONDS)

    def round(self) -> None:
        """Do everything once."""
        if self._files is not None:
            self._do("files", self._files)
        self._do("themes", self._take_in)
        self._do("todos", lambda: self._again.look(self._now(), go_on=lambda: not self._stop.is_set()))
        self._do("digest", self._send_digest)
        self._do("retention", self._expire)

    def _run(self) -> None:
        while not self._stop.is_set():
            self.round()
            self._stop.wait(self._seconds)

    def _do(self, what: str, work: Callable[[], object]) -> None:
        if self._stop.is_set():
            return
        try:
            work()
        except _Stopped:
            return
        except Exception as error:  # noqa: BLE001  whatever it is, the program goes on serving
            if what not in self._failing:
                self._failing.add(what)
                own = isinstance(error, CadreBotError)
                _log.error("%s", training.keeping_up_failed(what, str(error) if own else type(error).__name__))
                if not own:  # its place, and no value: that may hold a question
                    _log.debug("%s", "".join(traceback.format_tb(error.__traceback__)))
        else:
            self._failing.discard(what)

    def _take_in(self) -> None:
        encoder = self._live.encoder
        count = told = 0
        while taken := self._the_themes().take_in(self._encode, encoder.name, most=_AT_ONCE):
            count += taken
            if count - told >= _TOLD_EVERY:  # so many at once after a change of the encoder: all vectors are made anew
                told = count
                _log.info("themes: %d questions looked at, and there are more", count)
            if self._stop.wait(0.01):  # whoever asks has the encoder first
                raise _Stopped

    def _the_themes(self) -> Themes:
        """Made anew when the admins' abbreviations have changed: they say what a question means."""
        held = self._live.generation.abbreviations
        if self._themes is None or self._themes[0] != held:
            self._themes = (held, Themes(self._assistant.journal, abbreviations=held))
        return self._themes[1]

    def _encode(self, texts: Sequence[str]) -> Any:
        vectors = []
        for text in texts:
            if self._stop.is_set():
                raise _Stopped
            vectors.append(self._live.encoder.encode_query(text))
        return np.stack(vectors)

    def _send_digest(self) -> None:
        if self._post is not None:
            digest.send_if_due(self._assistant, self._settings, self._post, self._now())

    def _expire(self) -> None:
        expire_daily(self._assistant.journal, self._now(), self._settings.retention_months)


@contextmanager
def housekeeping(
    assistant: Assistant, live: Ready, settings: Settings, post: Post | None, files: Callable[[], None] | None = None
) -> Iterator[None]:
    """Housekeeping until the block ends."""
    keeper = Housekeeping(assistant, live, settings, post, files=files)
    keeper.start()
    try:
        yield
    finally:
        keeper.close()
