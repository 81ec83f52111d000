"""The figures of an evaluation: rates over all questions, None where a figure's input is missing."""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.conversation.batch import Identity
from bot.model import Answer, Status
from bot.vietnamese import normalise


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of an evaluation."""

    id: Identity
    text: str
    gold: tuple[Identity, ...]  # rows that answer it, or are on its subject where it cannot be answered
    answers: tuple[str, ...]  # spans that a right quote holds, any of them
    answerable: bool | None  # None where nothing in the file says


@dataclass(frozen=True, slots=True)
class Result:
    """What became of a question."""

    asked: Asked
    ranked: tuple[Identity, ...]  # rows, best first, before the bar
    answer: Answer

    def as_row(self) -> dict[str, Any]:
        """The row that is written for it."""
        return {
            "id": self.asked.id,
            "ranked": list(self.ranked),
            "status": self.answer.status.value,
            "confidence": self.answer.confidence,
        }


def figures(results: Sequence[Result]) -> Mapping[str, float | int | None]:
    """The figures by name. `wrong_answers` counts answers to what cannot be answered, `false_refusals` the reverse."""
    able = [result for result in results if result.asked.answerable]
    unable = [result for result in results if result.asked.answerable is False]
    ranks = [_rank(result) for result in able if result.asked.gold]
    quotes = [
        sum(len(citation.quote) for citation in result.answer.citations) for result in results if _is_answered(result)
    ]
    times = sorted(result.answer.timings_ms["total"] for result in results)
    return {
        "questions": len(results),
        "hit@1": _mean([rank <= 1 for rank in ranks]),
        "hit@5": _mean([rank <= 5 for rank in ranks]),
        "hit@10": _mean([rank <= 10 for rank in ranks]),
        "MRR@10": _mean([1 / rank if rank <= 10 else 0.0 for rank in ranks]),
        "wrong_answers": _mean([_is_answered(result) for result in unable]),
        "false_refusals": _mean([not _is_answered(result) for result in able]),
        "span_in_quotes": _mean([_holds_span(result) for result in able if result.asked.answers]),
        "quote_length_median": statistics.median(quotes) if quotes else None,
        "quote_length_max": max(quotes, default=None),
        "ms_p50": round(statistics.median(times), 2) if times else None,
        "ms_p95": round(times[int(0.95 * (len(times) - 1))], 2) if times else None,
    }


def _rank(result: Result) -> float:
    """The 1-based rank of the first right row; infinite where none is ranked."""
    return next((at for at, row in enumerate(result.ranked, start=1) if row in result.asked.gold), float("inf"))


def _is_answered(result: Result) -> bool:
    return result.answer.status is Status.ANSWERED


def _holds_span(result: Result) -> bool:
    return any(
        normalise(span) in citation.quote for span in result.asked.answers for citation in result.answer.citations
    )


def _mean(values: Sequence[float]) -> float | None:
    return round(sum(values) / len(values), 4) if values else None
