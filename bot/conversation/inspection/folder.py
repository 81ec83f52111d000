"""The one door of the admin's page to the folder. Synchronous; safe to call from several threads."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import BinaryIO, Protocol

import numpy as np
from numpy.typing import NDArray

from bot.answer import Contact
from bot.conversation.asking import ask as ask_once
from bot.conversation.inspection import view
from bot.conversation.inspection.arrivals import Arrivals
from bot.conversation.inspection.later import Broken, Later, Running
from bot.conversation.inspection.rows import Row, State, is_waiting, notices, rows_of
from bot.conversation.inspection.similar import near
from bot.conversation.inspection.trial import Trial, build_trial
from bot.conversation.service import Asking, Assistant, Ready
from bot.index import Generation
from bot.journal import Asker
from bot.journal.usage import quoted
from bot.library.build import Progress, Report
from bot.library.ceasing import parse, parts_there
from bot.library.filing import Filing, FolderChanged, Held, Look
from bot.library.folder import scan
from bot.library.register import (
    CEASED,
    COLUMNS,
    Cells,
    Written,
    carry_row,
    cells_of,
    register_of,
    write_cells,
    write_register,
    wrong,
)
from bot.model import Answer, Document
from bot.phrases import register as register_words
from bot.settings import Settings

_VIETNAM = timezone(timedelta(hours=7))
_TRIALS = 4  # new files that can be asked about at a time
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


@dataclass(frozen=True, slots=True)
class New:
    """A file that somebody sent, as it would be in the folder."""

    look: Look
    document: Document
    facts: tuple[view.Fact, ...]
    outline: tuple[view.Node, ...]
    trial: Trial | Running | Broken


def _today() -> date:
    return datetime.now(_VIETNAM).date()


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
        today: Callable[[], date] = _today,
        asking: Asking = ask_once,
    ) -> None:
        self.filing = filing
        self.journal = assistant.journal
        self._assistant, self._live, self._settings = assistant, live, settings
        self._contact = Contact(settings.contact_unit, settings.contact_name, settings.contact_phone)
        self._today, self._asking = today, asking
        self.arrivals = Arrivals(filing)
        self._trying = Later("try-new-files", kept=_TRIALS)
        self._comparing = Later("compare-files", kept=2)
        self._shingles: dict[str, NDArray[np.uint64]] = {}
        self._writing = threading.Lock()

    def close(self) -> None:
        """End what runs beside the pages."""
        self.arrivals.close()
        for later in (self._trying, self._comparing):
            later.close()

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
            datetime.fromtimestamp(there.modified_ns / 1e9, _VIETNAM) if there else None,
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
        seen = next((one for one in scan(self._settings.knowledge) if one.name == name), None)
        path = seen.path.resolve() if seen else None
        if path is None or not path.is_relative_to(self._settings.knowledge.resolve()) or not path.is_file():
            raise LookupError(name)
        return path

    def ask(self, question: str, asker: Asker) -> Answer:
        """What the bot would answer; nothing is written down."""
        return self._assistant.answer(question, asker, None).answer

    # --- new files ---

    def hold(self, name: str, content: BinaryIO) -> Held:
        """Hold a file that was sent and have it read. Raises UnreadableFile where its name is that of no document."""
        held = self.filing.hold(name, content)
        self.arrivals.came(held)
        return held

    def new(self, key: str, *, wait: float = 0.0) -> New | Running | Broken:
        """A file that was sent, once it is read; it is waited for so many seconds at most. Raises LookupError."""
        read = self.arrivals.get(key, wait=wait)
        if isinstance(read, (Running, Broken)):
            return read
        if all(one.key != key for one in self.filing.held()):
            raise LookupError(key)  # decided meanwhile
        look, document = read
        trial = self._trying.get(key, lambda report: self._trial(document, report), wait=wait)
        known = document.metadata
        if isinstance(trial, Trial):
            known = trial.generation.documents[0].metadata
        facts = view.facts(known, document.metadata, None)
        return New(look, document, tuple(facts), tuple(view.outline(document, self._today())), trial)

    def ask_new(self, new: New, question: str) -> Answer | None:
        """What the bot would answer out of a new file alone; None while it cannot be asked yet."""
        if not isinstance(new.trial, Trial):
            return None
        generation, encoder = new.trial.generation, self._live.encoder
        return self._asking(generation, encoder, question, day=self._today(), contact=self._contact)[0]

    def new_passages(self, new: New, numbers: Sequence[int]) -> list[view.Shown]:
        """Some passages of a new file, each as it would be cited; none while that cannot be said yet."""
        if not isinstance(new.trial, Trial):
            return []
        there = [number for number in numbers if number < new.look.passages]
        return view.shown(new.trial.generation, 0, self._today(), there, None)

    def put(self, key: str, *, replace: str | None, mark: str | None) -> str:
        """Put a new file into the folder, in the place of another one or beside it; its name there.

        Raises FolderChanged where the other one does not bear its `mark` any more.
        """
        try:
            name = self.filing.put(key, replace=replace, mark=mark)
        except FolderChanged:
            self.arrivals.again(key)  # which file it may replace is looked up anew
            raise
        self.arrivals.forget(key)
        self._trying.forget(key)
        return name

    def carry_row(self, old: str, new: str, document: Document) -> str | None:
        """Let what the register says of a replaced file go over to the new one: None, or why that was not written."""
        with self._writing:
            settings, generation = self._settings, self._live.generation
            return carry_row(settings.knowledge, settings.data, generation, old, new, document.metadata)

    def drop(self, key: str) -> None:
        """Let go of a new file, or of the word that it was refused."""
        refused = self.arrivals.forget(key)  # first: a reading that runs now has nothing to tell any more
        self._trying.forget(key)
        try:
            self.filing.drop(key)
        except LookupError:
            if not refused:
                raise

    # --- the register ---

    def cells(self, name: str) -> Cells:
        """What the register says of a file. Raises RegisterNotWritten, LookupError."""
        self.original(name)
        return cells_of(self._settings.knowledge, self._live.generation, name)

    def read_of(self, name: str) -> Mapping[str, str]:
        """What the bot read of a file itself, by the name of the column."""
        generation = self._live.generation
        at = generation.document_of(name)
        if at is None:
            return {}
        return {
            fact.name: fact.read for fact in view.facts(generation.documents[at].metadata, generation.read[name], None)
        }

    def state(self, name: str, values: Mapping[str, str], before: Mapping[str, str]) -> dict[str, str] | bool:
        """Write cells of the register: whether anything changed, or what is wrong with which of them."""
        self.original(name)
        held = {field: text for field, text in values.items() if field in COLUMNS and field != "file"}
        if problems := wrong(held) or self._not_there(name, held.get(CEASED, "")):
            return problems
        with self._writing:
            settings = self._settings
            return write_cells(settings.knowledge, settings.data, self._live.generation, name, held, before=before)

    def _not_there(self, name: str, ceased: str) -> dict[str, str]:
        """What is wrong with the places of a file that are said to be out of force: it has not all of them."""
        generation = self._live.generation
        at = generation.document_of(name)
        if not ceased or at is None:
            return {}
        _, wrong = parts_there(generation.documents[at].sections, parse(ceased).ceased)
        return {CEASED: register_words.in_column(COLUMNS[CEASED], " ".join(wrong))} if wrong else {}

    def write_register(self) -> Written:
        """Add what the register lacks."""
        with self._writing:
            return write_register(self._settings.knowledge, self._settings.data, self._live.generation)

    def _trial(self, document: Document, report: Report) -> Trial:
        settings, live = self._settings, self._live
        batch = settings.index_batch
        return build_trial(document, live.generation, live.encoder, settings.data, batch=batch, report=report)

    def _near(self, generation: Generation) -> dict[str, tuple[tuple[str, float], ...]]:
        found = near(generation, self._shingles, pause=_PAUSE)
        present = {state.sha256 for state in generation.states.values()}
        for gone in self._shingles.keys() - present:
            del self._shingles[gone]
        return found
