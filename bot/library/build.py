"""Folder → generation: what changed is read, what is new is encoded, everything else is reused."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from bot import phrases
from bot.errors import DataFolderBroken, StampedFile, UnreadableFile
from bot.index import (
    FileState,
    Generation,
    Generations,
    Problem,
    Record,
    Snapshot,
    TextEncoder,
    VectorCache,
    key_of,
)
from bot.index.background import background_texts
from bot.index.encoder import Vectors
from bot.index.generation import ABBREVIATIONS, REGISTER, RESTORER
from bot.library.folder import ABBREVIATION_FILE, REGISTER_FILE, Seen, register_in, scan, state_of
from bot.library.reading_process import document_from
from bot.library.records import encoded_text, numbered, record_of, stated, take_in
from bot.library.register import (
    Confirmed,
    Register,
    confirmed,
    is_held,
    is_settled,
    keep_bound,
    load_bound,
    reason_of,
    register_of,
    renewed,
)
from bot.vietnamese import load_restorer, load_table

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a long work is: `stage` is a Vietnamese word for what is done, `current` the file at hand."""

    stage: str
    done: int
    total: int
    current: str = ""


Report = Callable[[Progress], None]


@dataclass(frozen=True, slots=True)
class Built:
    """What bringing the index up to date did."""

    generation: Generation
    changed: bool
    files_read: int
    passages_encoded: int
    seconds_reading: float
    seconds_encoding: float
    seconds_writing: float


def bring_up_to_date(
    folder: Path,
    generations: Generations,
    cache: VectorCache,
    encoder: Callable[[], TextEncoder],
    encoder_name: str,
    *,
    batch: int,
    current: Generation | None = None,
    words: Path | None = None,
    report: Report = lambda progress: None,
) -> Built:
    """Make the generation of a folder as it is now; the present one is returned when nothing has changed.

    `encoder` is called only when something has to be encoded. `words` is the file that keeps for which contents people
    have confirmed documents for internal circulation. Raises SettingsError when the folder is missing, DataFolderBroken
    when the generation cannot be written, or not be read again.
    """
    started = time.perf_counter()
    loaded = current or generations.load()
    seen = scan(folder)
    if current is None and (complaint := generations.complaint(loaded)):
        _log.warning("%s", complaint)
    abbreviations = _abbreviations(folder)
    same_base = (
        loaded is not None and loaded.encoder == encoder_name and loaded.abbreviations == json.loads(abbreviations)
    )
    held = register_of(loaded)
    bound = _bound(words, loaded, held)
    nothing_new = loaded is not None and _unchanged(seen, loaded) and is_held(register_in(folder), held)
    if loaded is not None and same_base and nothing_new and is_settled(held, bound):
        return Built(loaded, False, 0, 0, time.perf_counter() - started, 0.0, 0.0)
    known = {record.document.file: record for record in generations.records(loaded.name)} if loaded else {}
    failed = {problem.file: problem for problem in loaded.problems} if loaded else {}
    register = renewed(folder, held)
    allowed = confirmed(register, [file.name for file in seen], bound)
    records, problems, read_files = _read_changed(seen, known, failed, allowed, report)
    if (settled := allowed.settled(_contents(records, problems))) != (load_bound(words) or {}):
        keep_bound(words, settled)
    records, register = stated(records, register, [problem.file for problem in problems])
    if reason := reason_of(register):
        problems.append(Problem(REGISTER_FILE, reason))
    if loaded is not None and same_base and register == held and _same(records, problems, loaded):
        return Built(loaded, False, read_files, 0, time.perf_counter() - started, 0.0, 0.0)
    ordered = numbered(records)
    was_read = time.perf_counter()
    vectors, encoded = encode_all(ordered, cache, encoder, encoder_name, batch=batch, report=report)
    was_encoded = time.perf_counter()
    report(Progress(phrases.STAGE_WRITING, 0, 1))
    background = encode_texts(background_texts(), cache, encoder, encoder_name, batch=batch)[0]
    restorer = load_restorer().with_texts(record.document.text for record in ordered)
    extras = {RESTORER: restorer.to_bytes(), ABBREVIATIONS: abbreviations, REGISTER: register.to_bytes()}
    snapshot = Snapshot(encoder_name, ordered, vectors, background, tuple(problems), extras)
    name = generations.write(snapshot)
    fresh = generations.load()
    if fresh is None or fresh.name != name:  # the disk does not give back what it took
        raise DataFolderBroken(phrases.GENERATION_UNREADABLE)
    report(Progress(phrases.STAGE_WRITING, 1, 1))
    done = time.perf_counter()
    return Built(fresh, True, read_files, encoded, was_read - started, was_encoded - was_read, done - was_encoded)


def _bound(words: Path | None, loaded: Generation | None, held: Register) -> Mapping[str, str]:
    """For which contents the words of the register were given; where that was not kept, for those let in so far."""
    kept = load_bound(words)
    if kept is not None or loaded is None:
        return kept or {}
    let_in = {file: state.sha256 for file, state in loaded.states.items()}
    contents = {problem.file: "" for problem in loaded.problems} | let_in
    return confirmed(held, tuple(contents), {}).settled(contents)


def _contents(records: Sequence[Record], problems: Sequence[Problem]) -> dict[str, str | None]:
    """File → the checksum of what it holds; None where it could not even be opened."""
    found = {problem.file: problem.state.sha256 if problem.state else None for problem in problems}
    return found | {record.document.file: record.state.sha256 for record in records}


def _abbreviations(folder: Path) -> bytes:
    """The admins' own abbreviations, as JSON; wrong lines are left out (`check` names them)."""
    file = folder / ABBREVIATION_FILE
    table = load_table(file)[0] if file.is_file() else {}
    return json.dumps(table, ensure_ascii=False).encode()


def is_current(folder: Path, generation: Generation) -> bool:
    """Whether a generation holds the folder as it is now. Raises SettingsError when the folder is missing."""
    return (
        _unchanged(scan(folder), generation)
        and is_held(register_in(folder), register_of(generation))
        and generation.abbreviations == json.loads(_abbreviations(folder))
    )


def _unchanged(seen: Sequence[Seen], generation: Generation) -> bool:
    """Whether every file is as it was when the generation was made, and none is new or gone."""
    states = {problem.file: problem.state for problem in generation.problems} | generation.states
    states.pop(REGISTER_FILE, None)
    if len(seen) != len(states):
        return False
    return all((state := states.get(file.name)) is not None and file.same_as(state) for file in seen)


def _same(records: Sequence[Record], problems: Sequence[Problem], generation: Generation) -> bool:
    """Whether reading again made nothing new of any file (one that cannot even be looked at is read at each scan)."""
    states = {record.document.file: record.state for record in records}
    return states == generation.states and tuple(problems) == generation.problems


def encode_all(
    records: Sequence[Record],
    cache: VectorCache,
    encoder: Callable[[], TextEncoder],
    encoder_name: str,
    *,
    batch: int,
    report: Report = lambda progress: None,
) -> tuple[Vectors, int]:
    """Vectors of all passages, shape (n, dimension), from the cache or the encoder; and how many were encoded."""
    texts: list[str] = []
    files: list[str] = []
    for record in records:
        texts += [encoded_text(record.document, passage) for passage in record.passages]
        files += [record.document.file] * len(record.passages)
    return encode_texts(texts, cache, encoder, encoder_name, batch=batch, files=files, report=report)


def encode_texts(
    texts: Sequence[str],
    cache: VectorCache,
    encoder: Callable[[], TextEncoder],
    encoder_name: str,
    *,
    batch: int,
    files: Sequence[str] = (),
    report: Report = lambda progress: None,
) -> tuple[Vectors, int]:
    """Vectors of texts, shape (n, dimension), and how many were not in the cache; `files` names them in the report."""
    if not texts:
        return np.zeros((0, 1), dtype=np.float32), 0
    keys = [key_of(encoder_name, text) for text in texts]
    found = cache.get_many(list(dict.fromkeys(keys)))
    first = {key: at for at, key in reversed(list(enumerate(keys)))}
    # Texts of like length go together, so that no short one waits for a long one in its batch.
    todo = sorted((first[key] for key in first.keys() - found.keys()), key=lambda at: (len(texts[at]), at))
    for at in range(0, len(todo), batch):
        part = todo[at : at + batch]
        report(Progress(phrases.STAGE_ENCODING, at, len(todo), files[part[0]] if files else ""))
        made = encoder().encode_documents([texts[index] for index in part])
        fresh = {keys[index]: vector for index, vector in zip(part, made, strict=True)}
        cache.put_many(fresh)
        found.update(fresh)
    if todo:
        report(Progress(phrases.STAGE_ENCODING, len(todo), len(todo)))
    return np.stack([found[key] for key in keys]), len(todo)


def _read_changed(
    seen: Sequence[Seen],
    known: dict[str, Record],
    failed: dict[str, Problem],
    allowed: Confirmed,
    report: Report,
) -> tuple[list[Record], list[Problem], int]:
    records: list[Record] = []
    problems: list[Problem] = []
    read_files = 0
    by_content = {record.state.sha256: record for record in known.values()}
    for number, file in enumerate(seen):
        old, problem = known.get(file.name), failed.get(file.name)
        if old is not None and file.same_as(old.state):
            take_in(old, allowed, records, problems)
            continue
        if problem is not None and problem.state is not None and file.same_as(problem.state):
            content = problem.state.sha256
            if not problem.waits:
                problems.append(problem)
                continue
            if not allowed.holds(file.name, content):
                problems.append(replace(problem, reason=allowed.reason(file.name, content)))
                continue
        report(Progress(phrases.STAGE_READING, number, len(seen), file.name))
        read_files += 1
        state: FileState | None = None
        try:
            state = state_of(file)
            twin = by_content.get(state.sha256)
            if twin is not None and twin.state.reader == state.reader and twin.document.file == file.name:
                take_in(replace(twin, state=state), allowed, records, problems)  # touched, not changed
            else:
                take_in(record_of(document_from(file.path, file.name), state), allowed, records, problems)
        except StampedFile as error:
            problems.append(Problem(file.name, f"{error} {phrases.STAMPED_TAKE_OUT}", state))
        except UnreadableFile as error:
            problems.append(Problem(file.name, str(error), state))
        except OSError as error:
            problems.append(Problem(file.name, phrases.file_not_opened(phrases.system_reason(error)), state))
        except Exception:  # noqa: BLE001  a fault of ours with one file must not harm the others
            _log.exception("reading failed: %s", file.name)
            problems.append(Problem(file.name, phrases.FILE_FAILED, state))
    return records, problems, read_files
