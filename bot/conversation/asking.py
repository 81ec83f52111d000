"""One question to one outcome: prepare, search, weigh, compose."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import date

from bot import phrases
from bot.answer import Contact, answer, gist, joined, small_talk
from bot.index import Generation, TextEncoder
from bot.model import Answer, State, Status
from bot.search import prepare, search

_BETTER = {Status.ANSWERED: 2, Status.NEAR: 1}


def ask(
    generation: Generation,
    encoder: TextEncoder,
    text: str,
    *,
    day: date,
    contact: Contact,
    state: State | None = None,
) -> tuple[Answer, State]:
    """Answer a question out of a generation as of a day; the state is what a follow-up may lean on."""
    started = time.perf_counter()
    state = state or State()
    talk = small_talk(text)
    if talk is not None:
        total = (time.perf_counter() - started) * 1e3
        timings = {"encode": 0.0, "search": 0.0, "answer": total, "total": total}
        return Answer(Status.TALK, talk, searched=text, timings_ms=timings), state
    result = _once(generation, encoder, text, None, day, contact)
    for leaning in joined(text, state):
        other = _once(generation, encoder, text, leaning, day, contact)
        if _rank(other) > _rank(result) or other.status is Status.ANSWERED:
            result = other
            if result.status is Status.ANSWERED:
                break
    short = gist(text)
    if short is not None and result.status is not Status.ANSWERED:
        other = _once(generation, encoder, text, short, day, contact)
        if _rank(other) > _rank(result):
            result = other
    result.timings_ms["total"] = (time.perf_counter() - started) * 1e3
    return result, State(result.searched, result.citations)


def failed() -> Answer:
    """What a person reads when something broke; the journal keeps the question."""
    return Answer(Status.REFUSED, phrases.FAILED)


def _rank(answer: Answer) -> tuple[int, float]:
    return _BETTER.get(answer.status, 0), answer.confidence or 0.0


def _once(
    generation: Generation, encoder: TextEncoder, text: str, searched: str | None, day: date, contact: Contact
) -> Answer:
    started = time.perf_counter()
    prepared = prepare(text, generation, day, searched=searched)
    found = search(generation, encoder, prepared)
    was_found = time.perf_counter()
    result = answer(generation, prepared, found, contact)
    timings = {
        "encode": found.encode_ms,
        "search": found.search_ms,
        "answer": (time.perf_counter() - was_found) * 1e3,
        "total": (time.perf_counter() - started) * 1e3,
    }
    return replace(result, timings_ms=timings, searched=prepared.question.searched)
