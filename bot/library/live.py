"""The live index: the generation that answers now, and its renewal when the folder changes."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from pathlib import Path

from filelock import FileLock, Timeout

from bot import phrases
from bot.errors import CadreBotError, DataFolderBroken, DataFolderBusy
from bot.index import Generation, Generations, TextEncoder, VectorCache, encoder_name, load_encoder
from bot.library.build import Built, Progress, Report, bring_up_to_date, is_current
from bot.library.watching import settled, wakes
from bot.settings import Settings

_log = logging.getLogger(__name__)
_PATIENCE_SECONDS = 5.0  # a start waits so long for the folder to be taken in where there is an index to answer from
_LOOK_SECONDS = 0.25  # between two looks at what an owner has made
_READER_SECONDS = 20.0  # how long a reader waits for the owner to take in what has just changed


class Stopped(CadreBotError):
    """Indexing was broken off because the program ends; the next start takes it up."""


class _Meanwhile(Stopped):
    """Indexing was broken off because it takes long and there is an index to answer from; the watching takes it up."""


class Live:
    """Owns a data folder's index: one process at a time. Questions read `generation`, one attribute, never a lock.

    Raises DataFolderBusy when another process owns the folder, DataFolderBroken when it cannot be written.
    """

    def __init__(self, settings: Settings, *, encoder: TextEncoder | None = None) -> None:
        self._settings = settings
        self._lock = _own(settings.data)
        try:
            self._encoder: TextEncoder | None = encoder
            self._encoder_name = encoder.name if encoder is not None else encoder_name(settings.encoder)
            self._generations = Generations(settings.data / "generations")
            self._cache = VectorCache(settings.data / "vectors.sqlite")
        except BaseException:
            self._lock.release()
            raise
        self._generation: Generation | None = None
        self._progress: Progress | None = None
        self._trouble: str | None = None
        self._loading = threading.Lock()
        self._building = threading.Lock()
        self._stop = threading.Event()
        self._watcher: threading.Thread | None = None

    @property
    def generation(self) -> Generation:
        """The generation that answers now; `refresh` must have been called once."""
        assert self._generation is not None, "refresh() first"
        return self._generation

    @property
    def progress(self) -> Progress | None:
        """How far a renewal is that runs now; None where none does, or has found nothing to do yet."""
        return self._progress

    @property
    def trouble(self) -> str | None:
        """Why the last renewal came to nothing, for a person to read: answers still come from the generation before."""
        return self._trouble

    @property
    def encoder(self) -> TextEncoder:
        """The encoder, loaded at the first use."""
        with self._loading:
            if self._encoder is None:
                self._encoder = load_encoder(self._settings.encoder)
            return self._encoder

    def load_encoder_early(self) -> None:
        """Start loading the encoder beside other work; it takes seconds."""
        threading.Thread(target=self._load_quietly, name="load-encoder", daemon=True).start()

    def refresh(self, report: Report = lambda progress: None) -> Built:
        """Bring the index up to date with the folder and swap it in."""

        def told(progress: Progress) -> None:
            if self._stop.is_set():
                raise Stopped(phrases.STOPPING)
            self._progress = progress
            report(progress)

        with self._building:
            try:
                built = bring_up_to_date(
                    self._settings.knowledge,
                    self._generations,
                    self._cache,
                    lambda: self.encoder,
                    self._encoder_name,
                    batch=self._settings.index_batch,
                    current=self._generation,
                    words=self._settings.data / "confirmed.json",
                    report=told,
                )
                if self._generation is None:
                    self._generations.sweep(built.generation.name)  # what an earlier process has left
                self._generation = built.generation
                self._trouble = None
            except Stopped:
                raise
            except CadreBotError as error:
                self._trouble = str(error)
                raise
            except Exception:
                self._trouble = phrases.RENEWAL_FAILED
                raise
            finally:
                self._progress = None
            return built

    def begin(self, report: Report = lambda progress: None) -> Built:
        """As `refresh`, but nobody waits long where there is an index to answer from.

        After some seconds, or where the disk takes no new index, the one that is there answers; `watch` renews it.
        """
        deadline = time.monotonic() + _PATIENCE_SECONDS

        def told(progress: Progress) -> None:
            nonlocal deadline
            report(progress)
            if time.monotonic() > deadline:
                if self._usable() is not None:
                    raise _Meanwhile(phrases.RENEWED_MEANWHILE)
                deadline = float("inf")

        try:
            return self.refresh(told)
        except (_Meanwhile, DataFolderBroken) as error:
            there = self._usable()
            if there is None:
                raise
            if isinstance(error, _Meanwhile):
                self._generations.sweep(there.name)  # what an earlier process has left
            self._generation = there
            _log.warning("%s", error if isinstance(error, _Meanwhile) else phrases.not_renewed(str(error)))
            return Built(there, False, 0, 0, 0.0, 0.0, 0.0)

    def _usable(self) -> Generation | None:
        """The last index on disk, where it is whole and of the present encoder."""
        there = self._generations.load()
        return there if there is not None and there.encoder == self._encoder_name else None

    def watch(self, changed: Callable[[Built], None] = lambda built: None) -> None:
        """Renew the index whenever the folder changes, until `close`; by file events and by a periodic scan."""
        self._watcher = threading.Thread(target=self._watch, args=(changed,), name="watch-folder", daemon=True)
        self._watcher.start()

    def stop(self) -> None:
        """Break off the renewal that runs now, and begin none: the program ends. Raises nothing, returns at once."""
        self._stop.set()

    def close(self) -> None:
        """Stop watching and give the data folder back."""
        self.stop()
        if self._watcher is not None:
            self._watcher.join(timeout=30)
        with self._building:
            self._cache.close()
        self._lock.release()

    def _load_quietly(self) -> None:
        try:
            _ = self.encoder
        except CadreBotError as error:
            _log.debug("encoder: %s", error)  # whoever needs it gets the same error again

    def _watch(self, changed: Callable[[Built], None]) -> None:
        scanned, complaint = time.monotonic(), ""
        for happened in wakes(self._settings.knowledge, self._stop, self._settings.scan_seconds):
            if not happened and time.monotonic() - scanned < self._settings.scan_seconds:
                continue
            try:
                if not settled(self._settings.knowledge, self._stop):
                    return
                built, complaint = self.refresh(), ""
                if built.changed:
                    changed(built)
            except Stopped:
                return
            except CadreBotError as error:
                if str(error) != complaint:
                    _log.warning("%s", error)
                complaint = str(error)
            except Exception:  # noqa: BLE001  whatever it is, the folder must stay watched
                _log.exception("indexing failed")
            scanned = time.monotonic()


def open_current(
    settings: Settings,
    *,
    early_encoder: bool = False,
    report: Report = lambda progress: None,
    wait_seconds: float = _READER_SECONDS,
) -> tuple[Generation, Callable[[], TextEncoder]]:
    """The index of a folder, brought up to date, and a function that gives its encoder.

    Where another process owns the data folder, the index is read as that process keeps it: this one waits a while for
    it to take in what has just changed, or to let go. Raises DataFolderBusy when there is nothing to read by then.
    """
    try:
        live = Live(settings)
    except DataFolderBusy:
        owner = _borrowed(settings, time.monotonic() + wait_seconds)
        if isinstance(owner, Generation):
            return owner, lambda: _encoder_of(owner, settings)
        live = owner
    try:
        if early_encoder:
            live.load_encoder_early()
        live.refresh(report)
    finally:
        live.close()  # what was read needs no folder any more, and a server may start meanwhile
    return live.generation, lambda: live.encoder


def _borrowed(settings: Settings, deadline: float) -> Generation | Live:
    """What another process holds, once it is current or at the deadline; or the folder, once let go of."""
    generations = Generations(settings.data / "generations")
    loaded: Generation | None = None
    while True:
        if loaded is None or loaded.name != generations.current():
            loaded = generations.load()
        if loaded is not None and is_current(settings.knowledge, loaded):
            return loaded
        late = time.monotonic() > deadline
        if late and loaded is not None:
            _log.warning("%s", phrases.INDEX_BEHIND)
            return loaded
        try:
            return Live(settings)
        except DataFolderBusy:
            if late:
                raise
        time.sleep(_LOOK_SECONDS)


def _encoder_of(generation: Generation, settings: Settings) -> TextEncoder:
    """The encoder that a generation of another process was made with. Raises DataFolderBusy where it is not ours."""
    if encoder_name(settings.encoder) != generation.encoder:
        raise DataFolderBusy(phrases.other_encoder(str(settings.data), generation.encoder))
    return load_encoder(settings.encoder)


def _own(data: Path) -> FileLock:
    """The lock of a data folder, taken."""
    try:
        data.mkdir(parents=True, exist_ok=True)
        lock = FileLock(data / "owner.lock")
        lock.acquire(timeout=0)
    except Timeout as error:
        raise DataFolderBusy(phrases.data_folder_busy(str(data))) from error
    except OSError as error:
        reason = phrases.system_reason(error)
        raise DataFolderBroken(phrases.data_folder_broken(str(data), reason)) from error
    return lock
