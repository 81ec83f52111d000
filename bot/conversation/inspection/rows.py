"""The files of the folder as an admin looks them over: read or not and why, what is known, what wants a look."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import groupby
from pathlib import Path

from bot import phrases
from bot.index import Generation
from bot.index.links import same_document
from bot.library.folder import ABBREVIATION_FILE, REGISTER_FILE, Seen, scan
from bot.library.register import ending, register_of
from bot.model import Document, TextKind, Validity
from bot.phrases import folder as words
from bot.phrases import register as register_words
from bot.search import validity_on
from bot.vietnamese import find_document_numbers, load_table


class State(StrEnum):
    """How a file stands, what wants a person first."""

    PROBLEM = "problem"  # it could not be read
    CONFIRM = "confirm"  # it waits for a person's word in the register
    WAITING = "waiting"  # it is new, changed or gone, and the index does not know it yet
    WARNED = "warned"
    WELL = "well"


@dataclass(frozen=True, slots=True)
class Row:
    """A file of the folder, or one that the index still holds."""

    file: str
    state: State
    reason: str = ""  # why it is not read, or what is being done with it
    title: str = ""
    number: str = ""
    kind: str = ""  # Quy định, Kết luận, …
    issuer: str = ""
    issued: str = ""
    digest: bool = False
    validity: Validity | None = None  # None where nothing of it was read
    validity_words: str = ""
    passages: int | None = None
    warnings: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()  # soon out of force, or replaced
    same: tuple[str, ...] = ()  # files with the same bytes, or of the same document
    full: str | None = None  # the full text of the document of which this is a digest
    near: tuple[tuple[str, float], ...] = ()  # files that say nearly the same, with the share

    @property
    def live(self) -> bool:
        """Whether answers may come from it."""
        return self.passages is not None

    @property
    def doubled(self) -> bool:
        """Whether another file says the same, or nearly."""
        return bool(self.same or self.near)


def rows_of(
    generation: Generation,
    knowledge: Path,
    day: date,
    near: Mapping[str, tuple[tuple[str, float], ...]],
) -> list[Row]:
    """All files, what wants a person first. Raises SettingsError where the folder is missing."""
    seen = {one.name: one for one in scan(knowledge)}
    problems = {one.file: one for one in generation.problems if one.file != REGISTER_FILE}
    wrong = _wrong_in_register(generation)
    ends, same, full = ending(generation, day), _same(generation), _full_texts(generation)
    found = []
    for at, document in enumerate(generation.documents):
        name, about = document.file, document.metadata
        state = _state_of(seen.get(name), generation.states[name])
        validity = validity_on(about, day)
        warnings = (*document.warnings, *wrong.get(name, ()))
        found.append(
            Row(
                file=name,
                state=State.WAITING if state else State.WARNED if warnings else State.WELL,
                reason=state,
                title=about.subject or about.title,
                number=about.number or "",
                kind=about.kind or "",
                issuer=about.issuer or "",
                issued=phrases.day(about.issued) if about.issued else about.issued_as_written or "",
                digest=about.text_kind is TextKind.DIGEST,
                validity=validity,
                validity_words=phrases.validity_words(validity, about),
                passages=int(generation.first_passage[at + 1] - generation.first_passage[at]),
                warnings=warnings,
                ends=tuple(ends.get(name, ())),
                same=same.get(name, ()),
                full=full.get(name),
                near=tuple(pair for pair in near.get(name, ()) if pair[0] not in same.get(name, ())),
            )
        )
    for name, problem in problems.items():
        state = _state_of(seen.get(name), problem.state) if problem.state or name not in seen else ""
        kind = State.WAITING if state else State.CONFIRM if problem.waits else State.PROBLEM
        found.append(Row(name, kind, state or problem.reason, warnings=tuple(wrong.get(name, ()))))
    known = problems.keys() | generation.states.keys()
    found += [Row(name, State.WAITING, words.COMING_IN) for name in seen if name not in known]
    order = list(State)
    return sorted(found, key=lambda row: (order.index(row.state), row.file))


def notices(generation: Generation, knowledge: Path) -> list[str]:
    """What is wrong with the register and with the admins' own abbreviations, line by line."""
    found = [
        phrases.file_problem(REGISTER_FILE, register_words.at_line(trouble.line, trouble.text)).removeprefix("✗ ")
        for trouble in register_of(generation).troubles
    ]
    table = knowledge / ABBREVIATION_FILE
    if table.is_file():
        found += [phrases.abbreviation_problem(ABBREVIATION_FILE, *one) for one in load_table(table)[1]]
    return found


def _wrong_in_register(generation: Generation) -> dict[str, list[str]]:
    """File → what is wrong with its row of the register."""
    register = register_of(generation)
    files: dict[int, list[str]] = {}
    for file, line in register.lines.items():
        files.setdefault(line, []).append(file)
    found: dict[str, list[str]] = {}
    for trouble in register.troubles:
        if trouble.line is not None:
            for file in files.get(trouble.line, ()):
                found.setdefault(file, []).append(register_words.in_register(REGISTER_FILE, trouble.line, trouble.text))
    return found


def is_waiting(seen: Sequence[Seen], generation: Generation) -> int:
    """How many files are new, changed or gone, and not taken in yet."""
    states = {one.file: one.state for one in generation.problems if one.file != REGISTER_FILE} | generation.states
    there = {one.name: one for one in seen}
    gone = sum(name not in there for name in states)
    fresh = sum(name not in states for name in there)
    return (
        gone
        + fresh
        + sum(bool(state and _state_of(there.get(name), state)) for name, state in states.items() if name in there)
    )


def _state_of(seen: Seen | None, state: object) -> str:
    """What is being done with a file that is not as it was read; "" where it is."""
    if seen is None:
        return words.GOING_OUT
    return "" if seen.same_as(state) else words.COMING_AGAIN  # type: ignore[arg-type]


def _same(generation: Generation) -> dict[str, tuple[str, ...]]:
    """File → those with the same bytes, or of the same document and kind."""
    found: dict[str, set[str]] = {}

    def add(files: Sequence[str]) -> None:
        for file in files:
            found.setdefault(file, set()).update(other for other in files if other != file)

    by_bytes = sorted(generation.states, key=lambda file: generation.states[file].sha256)
    for _, files in groupby(by_bytes, key=lambda file: generation.states[file].sha256):
        if len(alike := list(files)) > 1:
            add(alike)
    for alike_documents in _by_digits(generation):
        for one in alike_documents:
            others = [
                other.file
                for other in alike_documents
                if other is not one
                and other.metadata.text_kind is one.metadata.text_kind
                and same_document(one.metadata, other.metadata)
            ]
            if others:
                found.setdefault(one.file, set()).update(others)
    return {file: tuple(sorted(others)) for file, others in found.items()}


def _full_texts(generation: Generation) -> dict[str, str]:
    """Digest → the full text of the same document."""
    found: dict[str, str] = {}
    for alike in _by_digits(generation):
        for one in alike:
            for other in alike:
                of_both = other.metadata.text_kind is TextKind.FULL and one.metadata.text_kind is TextKind.DIGEST
                if of_both and same_document(one.metadata, other.metadata):
                    found.setdefault(one.file, other.file)
    return found


def _by_digits(generation: Generation) -> list[list[Document]]:
    """The documents whose numbers have the same digits, where they are several."""
    groups: dict[str, list[Document]] = {}
    for document in generation.documents:
        for number, _, _ in find_document_numbers(document.metadata.number or "")[:1]:
            groups.setdefault(number.digits, []).append(document)
    return [group for group in groups.values() if len(group) > 1]
