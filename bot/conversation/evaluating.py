"""Measuring: a temporary generation from rows, every question through the bot's own search and bar."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot import phrases
from bot.answer import Contact, answer
from bot.conversation.batch import Identity, Row, is_identity, read_rows
from bot.conversation.figures import Asked, Result, figures
from bot.index import FileState, Generation, Generations, Record, Snapshot, TextEncoder, VectorCache
from bot.index.background import background_texts
from bot.library.build import Progress, Report, encode_all, encode_texts
from bot.library.outline import RowSpan, outline_rows
from bot.library.records import record_of
from bot.model import Document, Metadata, today_in_vietnam
from bot.search import Found, Prepared, prepare, search
from bot.vietnamese import normalise

_RANKED = 10  # rows that are ranked for each question at least
_DEPTH = 60  # hits that are looked at first when more rows have to be ranked
_STATE = FileState(0, 0, 0, "", 0)


@dataclass(frozen=True, slots=True)
class Task:
    """What is to be measured, read and found right."""

    passages: tuple[Row, ...]
    questions: tuple[Asked, ...]
    without: str | None  # None, "gold" or "document": what is taken out for each question


@dataclass(frozen=True, slots=True)
class Pool:
    """A temporary generation, with the row that each passage belongs to."""

    generation: Generation
    rows: tuple[Identity, ...]  # row id of each passage
    documents: dict[Identity, frozenset[int]]  # row id → passages of its whole document
    of_row: dict[Identity, frozenset[int]]
    titles: dict[Identity, str]  # row id → what its document is called


def read_task(passages: Path, questions: Path, *, field: str, without: str | None) -> Task:
    """The rows and questions of two files. Raises UsageError naming file and line for a wrong row."""
    rows = read_passages(passages)
    known = {row.id for row in rows}
    asked = [_asked(row, field, known, without) for row in read_rows(questions, (field,))]
    return Task(tuple(rows), tuple(asked), without)


def read_passages(file: Path) -> list[Row]:
    """The rows of a file of passages. Raises UsageError naming file and line for a wrong row."""
    rows = read_rows(file, ("title", "text"))
    lines: dict[Identity, int] = {}
    for row in rows:
        if row.id in lines:
            raise row.wrong(phrases.row_twice(str(row.id), lines[row.id]))
        lines[row.id] = row.line
        if not any(char.isalnum() for char in normalise(row.values["text"])):
            raise row.wrong(phrases.ROW_WITHOUT_WORDS)
        for name in ("document", "article"):
            if row.values.get(name) is not None and not is_identity(row.values[name]):
                raise row.wrong(phrases.row_field_wrong(name, phrases.FORM_NAME))
    return rows


def run_task(
    task: Task, encoder: TextEncoder, cache: VectorCache, *, batch: int, report: Report = lambda progress: None
) -> tuple[list[dict[str, Any]], Mapping[str, float | int | None]]:
    """(one row per question, the figures) as DESIGN's contract has them."""
    # The lexical index may write a lock file of its own while the folder is being taken away.
    with tempfile.TemporaryDirectory(prefix="cadre-bot-eval-", ignore_cleanup_errors=True) as folder:
        pool = _pool(task.passages, Path(folder), encoder, cache, batch=batch, report=report)
        results = []
        for number, asked in enumerate(task.questions):
            report(Progress(phrases.STAGE_ASKING, number, len(task.questions), str(asked.id)))
            results.append(_result(pool, encoder, asked, task.without))
    return [result.as_row() for result in results], figures(results)


def build_pool(
    file: Path, folder: Path, encoder: TextEncoder, cache: VectorCache, *, batch: int, report: Report
) -> Pool:
    """Make the generation of a file of rows in `folder`. Raises UsageError for a wrong row."""
    return _pool(read_passages(file), folder, encoder, cache, batch=batch, report=report)


def _pool(
    passages: Sequence[Row], folder: Path, encoder: TextEncoder, cache: VectorCache, *, batch: int, report: Report
) -> Pool:
    grouped: dict[tuple[str, Identity], list[Row]] = {}
    for row in passages:
        named = row.values.get("document")
        key = ("document", str(named)) if named not in (None, "") else ("row", row.id)
        grouped.setdefault(key, []).append(row)
    records: list[Record] = []
    rows: list[Identity] = []
    for number, (key, members) in enumerate(grouped.items()):
        document, starts = _document(f"{number}", str(key[1]) if key[0] == "document" else None, members)
        record = record_of(document, _STATE, number)
        records.append(record)
        for passage in record.passages:
            rows.append(members[max(at for at, start in enumerate(starts) if start <= passage.start)].id)
    vectors, _ = encode_all(records, cache, lambda: encoder, encoder.name, batch=batch, report=report)
    generations = Generations(folder)
    background, _ = encode_texts(background_texts(), cache, lambda: encoder, encoder.name, batch=batch)
    generations.write(Snapshot(encoder.name, tuple(records), vectors, background))
    loaded = generations.load()
    assert loaded is not None  # written just now
    of_row: dict[Identity, set[int]] = {}
    for at, held in enumerate(rows):
        of_row.setdefault(held, set()).add(at)
    documents = {}
    for members in grouped.values():
        whole = frozenset(p for member in members for p in of_row.get(member.id, ()))
        documents.update({member.id: whole for member in members})
    frozen = {row: frozenset(held) for row, held in of_row.items()}
    titles = {
        row.id: str(key[1]) if key[0] == "document" else row.values["title"]
        for key, members in grouped.items()
        for row in members
    }
    return Pool(loaded, tuple(rows), documents, frozen, titles)


def _document(file: str, number: str | None, members: Sequence[Row]) -> tuple[Document, list[int]]:
    """A document of rows, each an article of its own, and where each begins."""
    parts: list[str] = []
    spans: list[RowSpan] = []
    starts: list[int] = []
    at = 0
    for row in members:
        article, title = row.values.get("article"), normalise(row.values["title"]).replace("\n", " ").strip()
        label = f"Điều {article}" if article not in (None, "") else ""
        heading = ". ".join(part for part in (label, title) if part)
        text = f"{heading}\n{normalise(row.values['text']).strip()}\n"
        spans.append(RowSpan(at, at + len(heading) + 1, at + len(text) - 1, label, title))
        starts.append(at)
        parts.append(text)
        at += len(text)
    whole = "".join(parts)
    title = members[0].values["title"] if number is None else number
    return Document(file, whole, Metadata(title, number), outline_rows(whole, spans)), starts


def _asked(row: Row, field: str, known: set[Identity], without: str | None) -> Asked:
    """A question, its gold rows among the known ones. Raises UsageError."""
    gold, answers, answerable = (row.values.get(name) for name in ("gold", "answers", "answerable"))
    gold = gold if isinstance(gold, list) else [] if gold is None else [gold]
    if not all(map(is_identity, gold)):
        raise row.wrong(phrases.row_field_wrong("gold", phrases.FORM_NAMES))
    missing = next((one for one in gold if one not in known), None)
    if missing is not None:
        raise row.wrong(phrases.gold_unknown(str(missing)))
    answers = answers if isinstance(answers, list) else [] if answers is None else [answers]
    if not all(isinstance(one, str) and one.strip() for one in answers):
        raise row.wrong(phrases.row_field_wrong("answers", phrases.FORM_TEXTS))
    if answerable is not None and not isinstance(answerable, bool):
        raise row.wrong(phrases.row_field_wrong("answerable", "true, false"))
    if without is not None:
        # What a question cannot lose, it must not have needed.
        if not gold and answerable is not False:
            raise row.wrong(phrases.QUESTION_WITHOUT_GOLD)
        answerable = False
    elif answerable is None and (gold or answers):
        answerable = True
    return Asked(row.id, row.values[field], tuple(gold), tuple(answers), answerable)


def _result(pool: Pool, encoder: TextEncoder, asked: Asked, without: str | None) -> Result:
    started = time.perf_counter()
    holder = {"gold": pool.of_row, "document": pool.documents}.get(without or "", {})
    barred = frozenset(passage for row in asked.gold for passage in holder.get(row, ()))
    prepared = prepare(asked.text, pool.generation, today_in_vietnam(), barred=barred)
    found = search(pool.generation, encoder, prepared)
    result = answer(pool.generation, prepared, found, Contact())
    result.timings_ms["total"] = (time.perf_counter() - started) * 1e3
    return Result(asked, _ranked(pool, encoder, prepared, found), result)


def _ranked(pool: Pool, encoder: TextEncoder, prepared: Prepared, found: Found) -> tuple[Identity, ...]:
    """Row ids in the order of the search that was answered from, each once; searched deeper for more where needed."""
    barred, nothing = prepared.barred, frozenset[int]()
    left = [row for row in pool.titles if not barred or not pool.of_row.get(row, nothing) <= barred]
    wanted = min(_RANKED, len(left))
    ranked = dict.fromkeys(pool.rows[hit.passage] for hit in found.hits)
    depth = _DEPTH
    while len(ranked) < wanted and depth < len(pool.rows):
        depth = min(4 * depth, len(pool.rows))
        deeper = search(pool.generation, encoder, prepared, depth=depth)
        ranked.update(dict.fromkeys(pool.rows[hit.passage] for hit in deeper.hits))
    # A row that says no more than its document's title has no passage of its own; it comes last.
    silent = [row for row in left if row not in ranked]
    ranked.update(dict.fromkeys(silent[: max(0, wanted - len(ranked))]))
    return tuple(ranked)
