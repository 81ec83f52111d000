"""What the index knows of each file, in lines for people: `check` and `show`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from bot import phrases
from bot.errors import UsageError
from bot.index import Generation
from bot.library.folder import ABBREVIATION_FILE, REGISTER_FILE
from bot.library.register import COLUMNS, Register, columns_over, ending, register_of
from bot.model import Document, Metadata, Validity, today_in_vietnam
from bot.phrases import register as words
from bot.vietnamese import load_table

Reckoned = Callable[[Metadata, date], Validity]  # the validity of a document on a day, as questions are answered by it


def find_document(generation: Generation, file: str) -> Document:
    """A document by its name relative to the knowledge folder, or by the end of it. Raises UsageError."""
    wanted = file.replace("\\", "/").removeprefix("./")
    exact = [document for document in generation.documents if document.file == wanted]
    near = exact or [
        document
        for document in generation.documents
        if wanted.endswith(f"/{document.file}") or document.file.endswith(f"/{wanted}")
    ]
    if len(near) != 1:
        problem = next((p for p in generation.problems if p.file == wanted), None)
        if problem is not None:
            raise UsageError(phrases.file_problem(problem.file, problem.reason))
        raise UsageError(phrases.no_such_document(file, [document.file for document in near]))
    return near[0]


def check_lines(
    generation: Generation, folder: Path, validity: Reckoned, day: date | None = None
) -> tuple[list[str], bool]:
    """Lines for each file — kind, what is known and missing, passages, warnings — and whether all is well.

    `folder` is the knowledge folder, for the admins' abbreviations in it; `day` is today, where none is given.
    """
    lines: list[str] = []
    today = day or today_in_vietnam()
    register, ends = register_of(generation), ending(generation, today)
    for number, document in enumerate(generation.documents):
        count = int(generation.first_passage[number + 1] - generation.first_passage[number])
        lines.append(phrases.file_checked(document.file, count))
        about = _about(document, register, validity(document.metadata, today))
        lines.extend(f"    {line}" for line in (*about, *_by_register(register, document.file)))
        lines.extend(f"    > {line}" for line in ends.get(document.file, ()))
        lines.extend(f"    ! {warning}" for warning in document.warnings)
    for problem in generation.problems:
        if problem.file != REGISTER_FILE:  # said row by row
            lines.append(phrases.file_problem(problem.file, problem.reason))
    for trouble in register.troubles:
        lines.append(phrases.file_problem(REGISTER_FILE, words.at_line(trouble.line, trouble.text)))
    table = folder / ABBREVIATION_FILE
    wrong = load_table(table)[1] if table.is_file() else []
    lines.extend(phrases.abbreviation_problem(ABBREVIATION_FILE, line, problem) for line, problem in wrong)
    warned = sum(bool(document.warnings) for document in generation.documents)
    unread = sum(problem.file != REGISTER_FILE for problem in generation.problems)
    lines.append(phrases.check_summary(len(generation.documents), unread, warned, len(register.troubles)))
    return lines, not generation.problems and not wrong


def _by_register(register: Register, file: str) -> list[str]:
    """What the register says of a file."""
    line = register.lines.get(file)
    columns = columns_over(register, file)
    return [words.by_register(line, columns)] if line is not None and columns else []


def outline_lines(generation: Generation, document: Document, validity: Reckoned) -> list[str]:
    """What is known of a document today and its outline, indented."""
    today = today_in_vietnam()
    lines = [document.file, *_about(document, register_of(generation), validity(document.metadata, today))]
    depth: dict[int, int] = {}
    for number, section in enumerate(document.sections):
        depth[number] = 0 if section.parent is None else depth[section.parent] + 1
        title = " ".join(section.title.split())
        lines.append(f"{'  ' * depth[number]}{section.label}{'. ' if section.label and title else ''}{title}")
    return lines


def _about(document: Document, register: Register, validity: Validity) -> list[str]:
    in_register = COLUMNS["stated_validity"] in columns_over(register, document.file)
    stated_in = phrases.STATED_IN_REGISTER if in_register else phrases.STATED_IN_FILE
    known, missing = phrases.metadata_words(document.metadata, validity, stated_in)
    lines = [phrases.KNOWN + "; ".join(known)]
    if missing:
        lines.append(phrases.MISSING + ", ".join(missing))
    return lines
