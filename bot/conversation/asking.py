"""One question to one outcome: prepare, search, weigh, compose."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from bot import phrases
from bot.answer import Contact, answer
from bot.index import Generation, TextEncoder
from bot.model import Answer, Status
from bot.search import prepare, search


def ask(generation: Generation, encoder: TextEncoder, text: str, *, day: date, contact: Contact) -> Answer:
    """Answer a question out of a generation as of a day."""
    started = time.perf_counter()
    if not text.strip():
        return Answer(Status.TALK, phrases.EMPTY_QUESTION, timings_ms=_timings(started))
    prepared = prepare(text, generation, day)
    found = search(generation, encoder, prepared)
    searched = time.perf_counter()
    result = answer(generation, prepared, found, contact)
    done = time.perf_counter()
    timings: Mapping[str, float] = {
        "encode": found.encode_ms,
        "search": found.search_ms,
        "answer": (done - searched) * 1e3,
        "total": (done - started) * 1e3,
    }
    return replace(result, timings_ms=dict(timings), searched=prepared.question.searched)


def _timings(started: float) -> dict[str, float]:
    return {"encode": 0.0, "search": 0.0, "answer": 0.0, "total": (time.perf_counter() - started) * 1e3}
