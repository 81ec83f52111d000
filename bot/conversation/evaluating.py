"""Measuring: a temporary generation from rows, every question through the bot's own search and bar."""

from __future__ import annotations

import statistics
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from bot import phrases
from bot.answer import Contact, answer
from bot.conversation.batch import read_rows
from bot.errors import UsageError
from bot.index import FileState, Generation, Generations, Record, Snapshot, TextEncoder, VectorCache
from bot.index.background import background_texts
from bot.library.build import Report, encode_all, encode_texts, record_of
from bot.library.outline import RowSpan, outline_rows
from bot.model import Answer, Document, Metadata, Status
from bot.search import Found, prepare, search
from bot.vietnamese import normalise

_RANKED = 10  # rows that are ranked for each question at least
_STATE = FileState(0, 0, 0, "", 0)


@dataclass(frozen=True, slots=True)
class Pool:
    """A temporary generation, with the row that each passage belongs to."""

    generation: Generation
    rows: tuple[str, ...]  # row id of each passage
    documents: dict[str, frozenset[int]]  # row id → passages of its whole document
    of_row: dict[str, frozenset[int]]
    titles: dict[str, str]  # row id → what its document is called


def build_pool(
    file: Path, folder: Path, encoder: TextEncoder, cache: VectorCache, *, batch: int, report: Report
) -> Pool:
    """Make the generation of a file of rows in `folder`. Raises UsageError for a wrong row."""
    grouped: dict[str, list[dict[str, Any]]] = {}
    for row in read_rows(file, ("id", "title", "text")):
        grouped.setdefault(str(row.get("document") or row["id"]), []).append(row)
    records: list[Record] = []
    rows: list[str] = []
    for number, (name, members) in enumerate(grouped.items()):
        document, starts = _document(name, members)
        record = record_of(document, _STATE, number)
        records.append(record)
        for passage in record.passages:
            rows.append(members[max(at for at, start in enumerate(starts) if start <= passage.start)]["id"])
    vectors, _ = encode_all(records, cache, lambda: encoder, encoder.name, batch=batch, report=report)
    generations = Generations(folder)
    background, _ = encode_texts(background_texts(), cache, lambda: encoder, encoder.name, batch=batch)
    generations.write(Snapshot(encoder.name, tuple(records), vectors, background))
    loaded = generations.load()
    assert loaded is not None  # written just now
    of_row: dict[str, set[int]] = {}
    for at, held in enumerate(rows):
        of_row.setdefault(held, set()).add(at)
    documents = {}
    for members in grouped.values():
        whole = frozenset(p for member in members for p in of_row.get(member["id"], ()))
        documents.update({member["id"]: whole for member in members})
    frozen = {row: frozenset(passages) for row, passages in of_row.items()}
    titles = {row["id"]: str(row.get("document") or row["title"]) for members in grouped.values() for row in members}
    return Pool(loaded, tuple(rows), documents, frozen, titles)


def _document(name: str, members: Sequence[dict[str, Any]]) -> tuple[Document, list[int]]:
    parts: list[str] = []
    spans: list[RowSpan] = []
    starts: list[int] = []
    at = 0
    for row in members:
        article, title = row.get("article"), normalise(row["title"]).replace("\n", " ").strip()
        label = f"Điều {article}" if article else ""
        heading = ". ".join(part for part in (label, title) if part)
        text = f"{heading}\n{normalise(row['text']).strip()}\n"
        spans.append(RowSpan(at, at + len(heading) + 1, at + len(text) - 1, label, title))
        starts.append(at)
        parts.append(text)
        at += len(text)
    whole = "".join(parts)
    number = name if members[0].get("document") else None
    title = members[0]["title"] if number is None else name
    return Document(name, whole, Metadata(title, number), outline_rows(whole, spans)), starts


def run_questions(
    pool: Pool,
    encoder: TextEncoder,
    questions: Sequence[dict[str, Any]],
    *,
    field: str,
    without: str | None,
    report: Callable[[int, int], None] = lambda done, total: None,
) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """(one row per question, the figures) as DESIGN's contract has them."""
    rows: list[dict[str, Any]] = []
    answers: list[Answer] = []
    for number, question in enumerate(questions):
        ranked, result = _one(pool, encoder, question, field, without)
        answers.append(result)
        rows.append(
            {"id": question["id"], "ranked": ranked, "status": result.status.value, "confidence": result.confidence}
        )
        report(number + 1, len(questions))
    return rows, figures(questions, rows, answers, without=without)


def _one(
    pool: Pool, encoder: TextEncoder, question: dict[str, Any], field: str, without: str | None
) -> tuple[list[str], Answer]:
    import time

    started = time.perf_counter()
    gold = question.get("gold") or []
    holder = pool.of_row if without == "gold" else pool.documents if without == "document" else {}
    barred = frozenset(passage for row in gold for passage in holder.get(row, ()))
    prepared = prepare(question[field], pool.generation, date.today(), barred=barred)
    found = search(pool.generation, encoder, prepared)
    result = answer(pool.generation, prepared, found, Contact())
    result.timings_ms["total"] = (time.perf_counter() - started) * 1e3
    return _ranked(pool, encoder, prepared, found, len(barred)), result


def _ranked(pool: Pool, encoder: TextEncoder, prepared: Any, found: Found, barred: int) -> list[str]:
    """Row ids, best first, each once; searched deeper until there are enough."""
    depth = 120
    wanted = min(_RANKED, len(pool.of_row) - (1 if barred else 0))
    while True:
        ranked = list(dict.fromkeys(pool.rows[hit.passage] for hit in found.hits))
        if len(ranked) >= wanted or depth > 2 * len(pool.rows):
            return ranked
        found = search(pool.generation, encoder, prepared, depth=depth)
        depth *= 4


def figures(
    questions: Sequence[dict[str, Any]],
    rows: Sequence[dict[str, Any]],
    answers: Sequence[Answer],
    *,
    without: str | None,
) -> dict[str, Any]:
    """Rates over all questions; None where a figure's input is missing."""
    ranks = [
        next((at for at, row in enumerate(result["ranked"]) if row in question["gold"]), None)
        for question, result in zip(questions, rows, strict=True)
        if question.get("gold") and question.get("answerable", True) and not without
    ]
    may = [bool(question.get("answerable", True)) and not without for question in questions]
    judged = without is not None or any("answerable" in question for question in questions)
    wrong = [a.status is Status.ANSWERED for a, can in zip(answers, may, strict=True) if not can]
    refused = [a.status is not Status.ANSWERED for a, can in zip(answers, may, strict=True) if can]
    spans = [
        any(normalise(words) in citation.quote for words in question["answers"] for citation in result.citations)
        for question, result, can in zip(questions, answers, may, strict=True)
        if can and question.get("answers")
    ]
    lengths = [sum(len(c.quote) for c in a.citations) for a in answers if a.status is Status.ANSWERED]
    total = [a.timings_ms["total"] for a in answers]
    return {
        "questions": len(questions),
        "hit@1": _rate([r is not None and r < 1 for r in ranks]),
        "hit@5": _rate([r is not None and r < 5 for r in ranks]),
        "hit@10": _rate([r is not None and r < 10 for r in ranks]),
        "mrr@10": _mean([1 / (r + 1) if r is not None and r < 10 else 0.0 for r in ranks]),
        "wrong_answers": _rate(wrong) if judged else None,
        "false_refusals": _rate(refused),
        "span_in_quotes": _rate(spans),
        "quote_length_median": statistics.median(lengths) if lengths else None,
        "quote_length_max": max(lengths, default=None),
        "ms_p50": round(statistics.median(total), 2) if total else None,
        "ms_p95": round(sorted(total)[int(0.95 * (len(total) - 1))], 2) if total else None,
    }


def evaluate(
    passages: Path,
    questions: Path,
    encoder: TextEncoder,
    cache: VectorCache,
    *,
    field: str,
    without: str | None,
    batch: int,
    report: Report,
) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """Run a file of questions against a file of passages. Raises UsageError for a wrong row."""
    asked = list(read_rows(questions, ("id", field)))
    for row in asked:
        if without and not row.get("gold"):
            raise UsageError(phrases.question_without_gold(str(questions), row["id"]))
    with tempfile.TemporaryDirectory(prefix="cadre-bot-eval-") as folder:
        pool = build_pool(passages, Path(folder), encoder, cache, batch=batch, report=report)
        return run_questions(pool, encoder, asked, field=field, without=without)


def _rate(values: Sequence[bool]) -> float | None:
    return round(sum(values) / len(values), 4) if values else None


def _mean(values: Sequence[float]) -> float | None:
    return round(sum(values) / len(values), 4) if values else None
