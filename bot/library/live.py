"""The live index: the generation that answers now, and its renewal when the folder changes."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from pathlib import Path

from filelock import FileLock, Timeout

from bot import phrases
from bot.errors import CadreBotError, DataFolderBusy
from bot.index import Encoder, Generation, Generations, TextEncoder, VectorCache, encoder_name, load_encoder
from bot.library.build import Built, Report, bring_up_to_date, unchanged
from bot.library.folder import is_document
from bot.settings import Settings

_log = logging.getLogger(__name__)
_QUIET_MS = 400  # a burst of file events is over after this long without one
_SETTLED_SECONDS = 1.0  # a file still growing is being copied; look again after this long


class Live:
    """Owns a data folder's index: one process at a time. Questions read `generation`, one attribute, never a lock.

    Raises DataFolderBusy when another process owns the folder.
    """

    def __init__(self, settings: Settings, *, encoder: TextEncoder | None = None) -> None:
        self._settings = settings
        self._encoder: TextEncoder | None = encoder
        self._encoder_name = encoder.name if encoder is not None else encoder_name(settings.encoder)
        settings.data.mkdir(parents=True, exist_ok=True)
        self._lock = FileLock(settings.data / "owner.lock")
        try:
            self._lock.acquire(timeout=0)
        except Timeout as error:
            raise DataFolderBusy(phrases.data_folder_busy(str(settings.data))) from error
        self._generations = Generations(settings.data / "generations")
        self._cache = VectorCache(settings.data / "vectors.sqlite")
        self._generation: Generation | None = None
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
        with self._building:
            built = bring_up_to_date(
                self._settings.knowledge,
                self._generations,
                self._cache,
                lambda: self.encoder,
                self._encoder_name,
                batch=self._settings.index_batch,
                current=self._generation,
                report=report,
            )
            self._generation = built.generation
            return built

    def watch(self, changed: Callable[[Built], None] = lambda built: None) -> None:
        """Renew the index whenever the folder changes, until `close`; by file events and by a periodic scan."""
        self._watcher = threading.Thread(target=self._watch, args=(changed,), name="watch-folder", daemon=True)
        self._watcher.start()

    def close(self) -> None:
        """Stop watching and give the data folder back."""
        self._stop.set()
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
        from watchfiles import watch

        while not self._stop.is_set():
            try:
                events = watch(
                    self._settings.knowledge,
                    stop_event=self._stop,
                    step=_QUIET_MS,
                    debounce=_QUIET_MS * 4,
                    rust_timeout=int(self._settings.scan_seconds * 1000),
                    yield_on_timeout=True,
                    watch_filter=lambda _, path: is_document(Path(path).name),
                    raise_interrupt=False,
                )
                for _ in events:
                    self._wait_until_settled()
                    built = self.refresh()
                    if built.changed:
                        changed(built)
            except (CadreBotError, OSError) as error:
                _log.warning("%s", error)
                self._stop.wait(self._settings.scan_seconds)

    def _wait_until_settled(self) -> None:
        """Wait while a file is still being written: its size or date moves between two looks."""
        before = _look(self._settings.knowledge)
        while not self._stop.wait(_SETTLED_SECONDS / 4):
            now = _look(self._settings.knowledge)
            if now == before:
                return
            before = now


def _look(folder: Path) -> dict[str, tuple[int, int]]:
    seen = {}
    recent = time.time_ns() - 60 * 1_000_000_000
    for path in folder.rglob("*"):
        try:
            stat = path.stat()
        except OSError:
            continue
        if stat.st_mtime_ns > recent:
            seen[str(path)] = (stat.st_size, stat.st_mtime_ns)
    return seen


def open_for_reading(settings: Settings, *, wait_seconds: float = 20.0) -> tuple[Generation, Callable[[], Encoder]]:
    """The current generation of a data folder that another process owns and keeps up to date.

    Waits a while for the owner to take in what has just changed in the folder. Raises DataFolderBusy when there is
    no generation to read.
    """
    from bot.library.folder import scan

    generations = Generations(settings.data / "generations")
    deadline = time.monotonic() + wait_seconds
    while True:
        loaded = generations.load()
        if loaded is not None:
            if unchanged(scan(settings.knowledge), loaded) or time.monotonic() > deadline:
                return loaded, lambda: load_encoder(settings.encoder)
        elif time.monotonic() > deadline:
            raise DataFolderBusy(phrases.data_folder_busy(str(settings.data)))
        time.sleep(0.3)
