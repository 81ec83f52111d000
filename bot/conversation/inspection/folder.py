"""The one door of the admin's page to the folder. Synchronous; safe to call from several threads."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from bot.conversation.asking import ask as ask_once
from bot.conversation.inspection import view
from bot.conversation.inspection.later import Later
from bot.conversation.inspection.new_files import NewFiles
from bot.conversation.inspection.rows import Row, State, is_waiting, notices, rows_of
from bot.conversation.inspection.similar import near
from bot.conversation.inspection.stating import Stating
from bot.conversation.service import Asking, Assistant, Ready
from bot.index import Generation
from bot.journal import Asker
from bot.journal.usage import quoted
from bot.library.build import Progress
from bot.library.filing import Filing
from bot.library.folder import file_of, scan
from bot.library.register import register_of
from bot.model import VIETNAM, Answer, today_in_vietnam
from bot.settings import Settings

_PAUSE = 0.005  # seconds between two texts that are compared: who asks a question comes first


class Indexing(Ready, Protocol):
    """What answers now and tells how far its renewal is: `library.live.Live`."""

    @property
    def progress(self) -> Progress | None:
        """How far a renewal is that runs now."""

    @property
    def trouble(self) -> str | None:
        """Why the last renewal came to nothing, for a person to read."""


@dataclass(frozen=True, slots=True)
class Pace:
    """Where the index stands."""

    generation: str
    waiting: int  # files that are new, changed or gone and not taken in yet
    progress: Progress | None
    trouble: str | None = None  # why the last renewal came to nothing


@dataclass(frozen=True, slots=True)
class Listed:
    """The whole folder."""

    rows: tuple[Row, ...]
    notices: tuple[str, ...]
    passages: int
    pace: Pace
    compared: bool  # whether the files have been looked through for such as say nearly the same


@dataclass(frozen=True, slots=True)
class FileView:
    """A file of the folder; everything below `row` is empty where nothing of it is in the index."""

    row: Row
    size: int | None  # bytes; None where it is gone
    modified: datetime | None
    pace: Pace
    facts: tuple[view.Fact, ...] = ()
    line: int | None = None  # of the register
    outline: tuple[view.Node, ...] = ()
    links: tuple[view.Linked, ...] = ()
    pieces: tuple[tuple[str, bool], ...] = ()
    furniture: int = 0
    pages: int = 0
    found: tuple[int, ...] = ()  # how many questions quoted each passage


class Folder:
    """The files, what is known of them, and what may be done with them. `close` it with the server.

    What a disk does not take raises DataFolderBroken, a register that cannot be written RegisterNotWritten, what is not
    there any more LookupError.
    """

    def __init__(
        self,
        assistant: Assistant,
        live: Indexing,
        filing: Filing,
        settings: Settings,
        *,
        today: Callable[[], date] = today_in_vietnam,
        asking: Asking = ask_once,
    ) -> None:
        self.filing = filing
        self.journal = assistant.journal
        self._assistant, self._live, self._settings = assistant, live, settings
        self._today = today
        self.new_files = NewFiles(live, filing, settings, today=today, asking=asking)
        self.stating = Stating(live, settings)
        self._comparing = Later("compare-files", kept=2)
        self._shingles: dict[str, NDArray[np.uint64]] = {}

    def close(self) -> None:
        """End what runs beside the pages."""
        self.new_files.close()
        self._comparing.close()

    def pace(self) -> Pace:
        """Where the index stands. Raises SettingsError where the folder is missing."""
        generation = self._live.generation
        waiting = is_waiting(scan(self._settings.knowledge), generation)
        return Pace(generation.name, waiting, self._live.progress, self._live.trouble)

    def listed(self) -> Listed:
        """All files."""
        generation = self._live.generation
        alike = self._comparing.get(generation.name, lambda _: self._near(generation))
        known = alike if isinstance(alike, dict) else {}
        rows = rows_of(generation, self._settings.knowledge, self._today(), known)
        waiting = sum(row.state is State.WAITING for row in rows)
        pace = Pace(generation.name, waiting, self._live.progress, self._live.trouble)
        said = notices(generation, self._settings.knowledge)
        return Listed(tuple(rows), tuple(said), len(generation.passages), pace, isinstance(alike, dict))

    def file(self, name: str) -> FileView:
        """One file. Raises LookupError."""
        listed, generation = self.listed(), self._live.generation
        row = next((row for row in listed.rows if row.file == name), None)
        if row is None:
            raise LookupError(name)
        there = next((one for one in scan(self._settings.knowledge) if one.name == name), None)
        at = generation.document_of(name)
        made = FileView(
            row,
            there.size if there else None,
            datetime.fromtimestamp(there.modified_ns / 1e9, VIETNAM) if there else None,
            listed.pace,
        )
        register = register_of(generation)
        line = register.lines.get(name)
        stated = next((one.stated for one in register.rows if one.line == line), None)
        made = replace(made, line=line)
        if at is None:
            return made
        document = generation.documents[at]
        used = self.journal.store.read(lambda connection: quoted(connection, name))
        pieces = view.pieces(document)
        return replace(
            made,
            facts=tuple(view.facts(document.metadata, generation.read[name], stated)),
            outline=tuple(view.outline(document, self._today())),
            links=tuple(view.links(generation, at)),
            pieces=tuple(pieces),
            furniture=sum(len(text.split("\n")) for text, outside in pieces if outside),
            pages=len(document.pages),
            found=tuple(view.counts(generation, at, used)),
        )

    def passages(self, name: str, numbers: Sequence[int], found: Sequence[int]) -> list[view.Shown]:
        """Some passages of a file, by number from 0, each as it is cited. Raises LookupError."""
        generation = self._live.generation
        at = generation.document_of(name)
        if at is None:
            raise LookupError(name)
        count = len(generation.passages_of([at]))
        there = [number for number in numbers if number < min(count, len(found))]
        return view.shown(generation, at, self._today(), there, found)

    def original(self, name: str) -> Path:
        """A file as it lies in the folder, read or not. Raises LookupError."""
        return file_of(self._settings.knowledge, name)

    def ask(self, question: str, asker: Asker) -> Answer:
        """What the bot would answer; nothing is written down."""
        return self._assistant.answer(question, asker, None).answer

    def _near(self, generation: Generation) -> dict[str, tuple[tuple[str, float], ...]]:
        found = near(generation, self._shingles, pause=_PAUSE)
        present = {state.sha256 for state in generation.states.values()}
        for gone in self._shingles.keys() - present:
            del self._shingles[gone]
        return found
