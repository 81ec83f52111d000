"""Questions by the file, and an answer as the object that tools outside rely on."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot import phrases
from bot.errors import UsageError
from bot.model import Answer, State, Status

Identity = str | int  # of a row, kept as it is: "1" and 1 are two


@dataclass(frozen=True, slots=True)
class Row:
    """An object of a JSON Lines file, and where it stands."""

    file: Path
    line: int  # 1-based
    values: dict[str, Any]

    @property
    def id(self) -> Identity:
        """The row's own name."""
        identity: Identity = self.values["id"]
        return identity

    def wrong(self, reason: str) -> UsageError:
        """The error that names file and line."""
        return UsageError(phrases.wrong_row(str(self.file), self.line, reason))


def as_object(answer: Answer) -> dict[str, Any]:
    """The JSON object of an answer, as DESIGN's contract has it; absent values are None."""
    return {
        "status": answer.status.value,
        "text": answer.text,
        "citations": [
            {
                "number": citation.number,
                "document": citation.document,
                "document_number": citation.document_number or None,
                "address": citation.address or None,
                "reference": citation.reference,
                "quote": citation.quote,
                "file": citation.file,
                "start": citation.start,
                "end": citation.end,
                "validity": citation.validity.value,
                "in_force": citation.in_force,
                "kind": citation.kind.value,
                "source_url": citation.source_url or None,
            }
            for citation in answer.citations
        ],
        "confidence": None
        if answer.status is Status.TALK or answer.confidence is None
        else round(answer.confidence, 4),
        "suggestions": [
            {
                "document": suggestion.document,
                "document_number": suggestion.document_number or None,
                "address": suggestion.address or None,
                "file": suggestion.file,
            }
            for suggestion in answer.suggestions
        ],
        "timings_ms": {name: round(value, 2) for name, value in answer.timings_ms.items()},
    }


def read_rows(file: Path, required: Sequence[str]) -> list[Row]:
    """The objects of a JSON Lines file; each has an `id` (text or a whole number) and the `required` texts.

    Empty lines are skipped. Raises UsageError naming file and line for a wrong row.
    """
    try:
        content = file.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise UsageError(phrases.file_unreadable(str(file), phrases.system_reason(error))) from error
    except UnicodeDecodeError as error:
        raise UsageError(phrases.file_unreadable(str(file), phrases.NOT_UTF8)) from error
    return [
        _row(file, number, line, required) for number, line in enumerate(content.split("\n"), start=1) if line.strip()
    ]


def is_identity(value: object) -> bool:
    """Whether a value can name a row."""
    return isinstance(value, (str, int)) and not isinstance(value, bool)


def read_batch(file: Path) -> list[Row]:
    """The questions of a file, each `prev` naming an earlier line. Raises UsageError naming file and line."""
    rows = read_rows(file, ("question",))
    known: set[Identity] = set()
    for row in rows:
        prev = row.values.get("prev")
        if prev is not None and not (is_identity(prev) and prev in known):
            raise row.wrong(phrases.prev_unknown(json.dumps(prev, ensure_ascii=False)))
        known.add(row.id)
    return rows


def run_batch(
    rows: Sequence[Row], ask: Callable[[str, State], tuple[Answer, State]]
) -> Iterator[tuple[Identity, Answer]]:
    """Answer each question in order.

    A question with `prev` is asked in the state just after that line; where several bear that id, after the last of
    them above it.
    """
    states: dict[Identity, State] = {}
    for row in rows:
        prev = row.values.get("prev")
        result, states[row.id] = ask(row.values["question"], State() if prev is None else states[prev])
        yield row.id, result


def _row(file: Path, number: int, line: str, required: Sequence[str]) -> Row:
    try:
        values = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise UsageError(phrases.wrong_row(str(file), number, phrases.ROW_NOT_JSON)) from error
    if not isinstance(values, dict):
        raise UsageError(phrases.wrong_row(str(file), number, phrases.ROW_NOT_OBJECT))
    row = Row(file, number, values)
    if not is_identity(values.get("id")):
        raise row.wrong(phrases.ROW_WITHOUT_ID)
    for name in required:
        if not isinstance(values.get(name), str):
            raise row.wrong(phrases.row_without(name))
    return row
