"""What the folder holds, by one generation: files, how much was made of them, words that were quoted once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bot.answer.compose import cite
from bot.index import Generation, Problem
from bot.journal import Recorded, RecordedCitation
from bot.library.folder import scan
from bot.model import Citation, TextKind, mark_of
from bot.search import catalogue


@dataclass(frozen=True, slots=True)
class Inventory:
    """What the folder holds now."""

    generation: str
    documents: int
    passages: int
    problems: tuple[Problem, ...]


def inventory(held: Generation) -> Inventory:
    """What a generation holds."""
    return Inventory(held.name, len(held.documents), len(held.passages), held.problems)


def original(generation: Generation, knowledge: Path, file: str) -> Path | None:
    """The file that a document was read from; None for anything that is no document of the generation."""
    if generation.document_of(file) is None:
        return None
    root = knowledge.resolve()
    # A name is kept in composed letters; on the disk it may be in decomposed ones.
    path = next((seen.path for seen in scan(knowledge) if seen.name == file), None)
    if path is None or not path.resolve().is_relative_to(root) or not path.is_file():
        return None
    return path.resolve()


def has_full_text(generation: Generation, file: str) -> bool:
    """Whether the folder has the full text of the document that a file is of, in that file or in another."""
    at = generation.document_of(file)
    if at is None:
        return False
    full = generation.documents[at].metadata.text_kind is TextKind.FULL
    return full or at in catalogue(generation).hidden


def file_of(generation: Generation, knowledge: Path, mark: str) -> str | None:
    """The file whose name bears a fingerprint, read or not; None where there is none."""
    read = [document.file for document in generation.documents]
    names = [*read, *(problem.file for problem in generation.problems)]
    known = next((name for name in names if mark_of(name) == mark), None)
    if known is not None:
        return known
    return next((seen.name for seen in scan(knowledge) if mark_of(seen.name) == mark), None)


def passages_of(generation: Generation, file: str) -> int | None:
    """How many passages a document has; None for what is no document of the generation."""
    at = generation.document_of(file)
    return None if at is None else len(generation.passages_of([at]))


def quoted(generation: Generation, one: RecordedCitation) -> str | None:
    """The words that a recorded citation quoted; None where they do not stand there any more."""
    at = generation.document_of(one.file)
    words = "" if at is None else generation.documents[at].text[one.start : one.end]
    return words if words and one.mark == mark_of(words) else None


def cited(generation: Generation, question: Recorded, day: date) -> tuple[Citation, ...]:
    """The citations of a recorded question that stand in the folder as they were quoted, as they are on a day."""
    found = []
    for one in question.citations:
        at = generation.document_of(one.file)
        if at is not None and one.mark == mark_of(generation.documents[at].text[one.start : one.end]):
            found.append(cite(generation, one.number, at, (one.start, one.end), day))
    return tuple(found)
