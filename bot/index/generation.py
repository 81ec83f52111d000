"""The generation: an immutable snapshot of documents, passages, vectors and lexical index.

On disk it is a folder of its own. Everything is written and fsynced in it, the manifest with sizes and
checksums last, and then the file `current` is replaced in one step. A kill at any point leaves the old
generation or the new one, never a mix. On load all of it is checked; any doubt raises GenerationBroken.
"""

from __future__ import annotations

import gc
import hashlib
import json
import shutil
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import numpy as np
from numpy.typing import NDArray
from pydantic import TypeAdapter

from bot import phrases
from bot.errors import DataFolderBroken, GenerationBroken
from bot.index.dense import DenseIndex
from bot.index.disk import TEMPORARY, replace, save_array, sync, system_error
from bot.index.encoder import Vectors
from bot.index.lexical import LexicalIndex, LexicalRow, write_lexical
from bot.index.links import links_of, with_successors
from bot.index.term_sets import TermSets, write_term_sets
from bot.model import Document, Metadata, Passage
from bot.vietnamese import Restorer, load_restorer

FORMAT_VERSION = 3  # Bump when anything below the generation's folder changes its meaning.
RESTORER = "restorer"  # extra: the accent restorer with the folder's own statistics
ABBREVIATIONS = "abbreviations"  # extra: the admins' own abbreviations, JSON
REGISTER = "register"  # extra: what people state of documents, as `library.register` keeps it
_MANIFEST = "manifest.json"
_KEPT = 2  # the current generation and the one before it


@dataclass(frozen=True, slots=True)
class FileState:
    """How a file of the knowledge folder looked when it was read; `reader` is the reading code's version."""

    size: int
    modified_ns: int
    changed_ns: int
    sha256: str
    reader: int


@dataclass(frozen=True, slots=True)
class Problem:
    """A file that could not be read, and why (a Vietnamese sentence)."""

    file: str
    reason: str
    state: FileState | None = None
    waits: bool = False  # for a person's word in the register, and for nothing else


@dataclass(frozen=True, slots=True)
class AsRead:
    """What reading a file gave before people's own statements were put over it."""

    metadata: Metadata
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Record:
    """A document with its passages and their terms: what is reused when its file has not changed."""

    state: FileState
    document: Document
    passages: tuple[Passage, ...]  # their `document` is set anew in each generation
    terms: tuple[tuple[str, str], ...]  # (own words, headings) of each passage
    read: AsRead | None = None  # None where the document is as it was read


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What a generation is made from."""

    encoder: str
    records: tuple[Record, ...]
    vectors: Vectors  # in the order of the records' passages
    background: Vectors  # of the general sentences, see background.py
    problems: tuple[Problem, ...] = ()
    extras: Mapping[str, bytes] | None = None  # made from the whole folder: the accent restorer, abbreviations


class Generation:
    """A loaded generation: what search reads."""

    def __init__(self, folder: Path, snapshot: Snapshot, *, name: str) -> None:
        self.name = name
        self.encoder = snapshot.encoder
        self.documents: tuple[Document, ...] = with_successors([record.document for record in snapshot.records])
        self.links = links_of(self.documents)
        self.read: Mapping[str, Metadata] = {  # file → what was read of it, before people's own statements
            record.document.file: record.read.metadata if record.read else record.document.metadata
            for record in snapshot.records
        }
        self.states = {record.document.file: record.state for record in snapshot.records}
        self.problems = snapshot.problems
        extras = snapshot.extras or {}
        self.restorer = Restorer.from_bytes(extras[RESTORER]) if RESTORER in extras else load_restorer()
        self.lexicon = self.restorer.lexicon()
        self.abbreviations: Mapping[str, Sequence[str]] = json.loads(extras.get(ABBREVIATIONS, b"{}"))
        self.register = extras.get(REGISTER, b"")
        self.passages: tuple[Passage, ...] = tuple(
            passage for record in snapshot.records for passage in record.passages
        )
        self.dense = DenseIndex(snapshot.vectors)
        self.background = snapshot.background
        self.lexical = LexicalIndex(folder / "lexical")
        self.first_passage: NDArray[np.int64] = np.cumsum([0, *(len(record.passages) for record in snapshot.records)])
        self._terms = TermSets(folder)
        if not len(self.passages) == self.dense.size == self.lexical.size == self._terms.size:
            raise GenerationBroken(phrases.GENERATION_BROKEN)

    def text_of(self, passage: int) -> str:
        """The passage's words."""
        found = self.passages[passage]
        return self.documents[found.document].text[found.start : found.end]

    def holds(self, passage: int, hashes: NDArray[np.uint32]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Which of some terms (by `term_hash`) stand in a passage's own words, and which in the headings above it."""
        return self._terms.holds(passage, hashes)

    def document_holds(self, document: int, hashes: NDArray[np.uint32]) -> NDArray[np.bool_]:
        """Which of some terms stand anywhere in a document: its words, headings and metadata."""
        first, after = self.first_passage[document], self.first_passage[document + 1]
        return self._terms.holds_anywhere(int(first), int(after), hashes)

    def document_of(self, file: str) -> int | None:
        """Index of a document by its file name."""
        return next((at for at, document in enumerate(self.documents) if document.file == file), None)

    def passages_of(self, documents: Sequence[int]) -> NDArray[np.int64]:
        """The passages of given documents."""
        if not len(documents):
            return np.zeros(0, dtype=np.int64)
        return np.concatenate([np.arange(self.first_passage[d], self.first_passage[d + 1]) for d in sorted(documents)])


_RECORD = TypeAdapter(Record)
_PROBLEMS = TypeAdapter(tuple[Problem, ...])


class Generations:
    """The folder of generations on disk."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._pointer = folder / "current"

    def write(self, snapshot: Snapshot) -> str:
        """Write a generation and make it the current one; the name of it is returned.

        Raises DataFolderBroken when the disk is full or read-only; the old generation stays.
        """
        name = f"{time.strftime('%Y%m%dT%H%M%S')}-{uuid4().hex[:8]}"
        target = self._folder / name
        try:
            target.mkdir(parents=True)
            _write_content(target, snapshot)
            _write_manifest(target, snapshot)
            replace(self._pointer, name.encode())
        except (OSError, ValueError) as error:
            shutil.rmtree(target, ignore_errors=True)
            reason = phrases.storage_reason(system_error(error) or error)
            raise DataFolderBroken(phrases.data_folder_broken(str(self._folder), reason)) from error
        self.sweep(name)
        return name

    def current(self) -> str | None:
        """Name of the current generation."""
        try:
            return self._pointer.read_text("ascii").strip() or None
        except (OSError, UnicodeDecodeError):
            return None

    def load(self) -> Generation | None:
        """The newest generation that is whole; None where there is none."""
        names = [self.current(), *sorted(self._names(), reverse=True)]
        for name in dict.fromkeys(n for n in names if n):
            try:
                return self._load(name)
            except GenerationBroken:
                continue
        return None

    def complaint(self, loaded: Generation | None) -> str | None:
        """Why it is not the current generation that was loaded, as a sentence; None where it is, or there is none."""
        current = self.current() or max(self._names(), default=None)
        if current is None or (loaded is not None and loaded.name == current):
            return None
        made_by = _format_of(self._folder / current)
        if made_by is None or made_by == FORMAT_VERSION:
            return phrases.GENERATION_BROKEN
        return phrases.GENERATION_OLDER if made_by < FORMAT_VERSION else phrases.GENERATION_NEWER

    def records(self, name: str) -> tuple[Record, ...]:
        """The records of a generation, terms and all, to be reused in the next; none where it is not whole."""
        try:
            with _lasting():
                return self._read(name)[1]
        except GenerationBroken:
            return ()

    def _load(self, name: str) -> Generation:
        with _lasting():
            return self._opened(name)

    def _opened(self, name: str) -> Generation:
        folder = self._folder / name
        manifest, records = self._read(name)
        try:
            vectors = np.load(folder / "vectors.npy", allow_pickle=False)
            problems = _PROBLEMS.validate_json((folder / "problems.json").read_bytes())
            extras = {extra: (folder / f"{extra}.extra").read_bytes() for extra in manifest["extras"]}
            background = np.load(folder / "background.npy", allow_pickle=False)
            snapshot = Snapshot(manifest["encoder"], records, vectors, background, problems, extras)
            return Generation(folder, snapshot, name=name)
        except (OSError, ValueError, KeyError) as error:
            raise GenerationBroken(phrases.GENERATION_BROKEN) from error

    def _read(self, name: str) -> tuple[dict[str, Any], tuple[Record, ...]]:
        folder = self._folder / name
        manifest = _checked_manifest(folder)
        try:
            with (folder / "records.jsonl").open("rb") as lines:
                return manifest, tuple(_RECORD.validate_json(line) for line in lines)
        except (OSError, ValueError) as error:
            raise GenerationBroken(phrases.GENERATION_BROKEN) from error

    def _names(self) -> list[str]:
        if not self._folder.is_dir():
            return []
        return [path.name for path in self._folder.iterdir() if path.is_dir()]

    def sweep(self, current: str) -> None:
        """Take away what no start will ever load: all but the newest whole ones, and what a kill or a full disk left.

        For the owner of the data folder alone. What cannot be taken away now goes at a later time.
        """
        try:
            others = sorted((name for name in self._names() if name != current), reverse=True)
            for left in self._folder.glob(f"*{TEMPORARY}"):
                left.unlink(missing_ok=True)
        except OSError:
            return
        whole = [name for name in others if (self._folder / name / _MANIFEST).exists()]
        for name in set(others) - set(whole[: _KEPT - 1]):
            # Without its manifest first: one that could be taken away by half must not count as whole.
            with suppress(OSError):
                (self._folder / name / _MANIFEST).unlink(missing_ok=True)
            shutil.rmtree(self._folder / name, ignore_errors=True)


@contextmanager
def _lasting() -> Iterator[None]:
    """Keep the garbage collector from what is made in here.

    A generation is a million small objects without cycles: looking through them finds nothing, and nobody is answered
    for a quarter of a second. They go when the last reference goes, as everything does.
    """
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
        gc.freeze()
    finally:
        if collecting:
            gc.enable()


def _write_content(folder: Path, snapshot: Snapshot) -> None:
    with (folder / "records.jsonl").open("wb") as out:
        for record in snapshot.records:
            out.write(_RECORD.dump_json(record) + b"\n")
    save_array(folder / "vectors.npy", snapshot.vectors.astype(np.float32, copy=False))
    save_array(folder / "background.npy", snapshot.background)
    (folder / "problems.json").write_bytes(_PROBLEMS.dump_json(snapshot.problems))
    for name, content in (snapshot.extras or {}).items():
        (folder / f"{name}.extra").write_bytes(content)
    rows: list[LexicalRow] = []
    for number, record in enumerate(snapshot.records):
        for body, head in record.terms:
            rows.append(LexicalRow(len(rows), number, body, head))
    write_lexical(folder / "lexical", rows)
    write_term_sets(folder, [(row.body, row.head) for row in rows])


def _write_manifest(folder: Path, snapshot: Snapshot) -> None:
    files = {}
    for path in sorted(path for path in folder.rglob("*") if path.is_file() and not path.name.endswith(".lock")):
        sync(path)
        files[path.relative_to(folder).as_posix()] = [path.stat().st_size, _checksum(path)]
    manifest = {
        "format": FORMAT_VERSION,
        "encoder": snapshot.encoder,
        "documents": len(snapshot.records),
        "passages": int(snapshot.vectors.shape[0]),
        "extras": sorted(snapshot.extras or {}),
        "files": files,
    }
    for inner in {path.parent for path in folder.rglob("*")} | {folder}:
        sync(inner)
    replace(folder / _MANIFEST, json.dumps(manifest, indent=1).encode())


def _checked_manifest(folder: Path) -> dict[str, Any]:
    try:
        manifest = json.loads((folder / _MANIFEST).read_bytes())
        if manifest["format"] != FORMAT_VERSION:
            raise GenerationBroken(phrases.GENERATION_BROKEN)
        for name, (size, checksum) in manifest["files"].items():
            path = folder / name
            if path.stat().st_size != size or _checksum(path) != checksum:
                raise GenerationBroken(phrases.GENERATION_BROKEN)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise GenerationBroken(phrases.GENERATION_BROKEN) from error
    return dict(manifest)


def _format_of(folder: Path) -> int | None:
    """The format version of a generation on disk, None where it has none that can be read."""
    try:
        written = json.loads((folder / _MANIFEST).read_bytes())["format"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return written if isinstance(written, int) else None


def _checksum(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "blake2b").hexdigest()[:32]
