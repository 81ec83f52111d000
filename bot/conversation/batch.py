"""Questions by the file, and an answer as the object that tools outside rely on."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from bot import phrases
from bot.errors import UsageError
from bot.model import Answer, State, Status


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
        "confidence": None if answer.status is Status.TALK else answer.confidence,
        "suggestions": [asdict(suggestion) for suggestion in answer.suggestions],
        "timings_ms": {name: round(value, 2) for name, value in answer.timings_ms.items()},
    }


def read_rows(file: Path, required: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    """The objects of a JSON Lines file. Raises UsageError naming file and line for a wrong row."""
    try:
        content = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(phrases.file_unreadable(str(file), str(error))) from error
    for number, line in enumerate(content.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError as error:
            raise UsageError(phrases.wrong_row(str(file), number, phrases.ROW_NOT_JSON)) from error
        if not isinstance(row, dict):
            raise UsageError(phrases.wrong_row(str(file), number, phrases.ROW_NOT_OBJECT))
        for name in required:
            if not isinstance(row.get(name), str) and not (name == "id" and isinstance(row.get(name), int)):
                raise UsageError(phrases.wrong_row(str(file), number, phrases.row_without(name)))
        yield row


def run_batch(file: Path, ask: Callable[[str, State], tuple[Answer, State]]) -> Iterator[dict[str, Any]]:
    """Answer each question of a file in order; one object per line, its `id` repeated.

    `prev` names an earlier line: the question is asked in the state just after that one. Raises UsageError for a
    wrong row, before anything is asked.
    """
    rows = list(read_rows(file, ("id", "question")))
    known: set[str | int] = set()
    for number, row in enumerate(rows, start=1):
        if row.get("prev") is not None and row["prev"] not in known:
            raise UsageError(phrases.wrong_row(str(file), number, phrases.prev_unknown(str(row["prev"]))))
        known.add(row["id"])
    states: dict[str | int, State] = {}
    for row in rows:
        result, states[row["id"]] = ask(row["question"], states.get(row.get("prev") or "", State()))
        yield {"id": row["id"], **as_object(result)}
