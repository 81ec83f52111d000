"""One question to one outcome: prepare, search, weigh, compose."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import partial

from bot import phrases
from bot.answer import Contact, answer, gists, joined, own_words, small_talk
from bot.index import Generation, TextEncoder
from bot.model import Answer, Citation, State, Status, Style, StyleKind
from bot.search import Prepared, prepare, search
from bot.search.query import carried
from bot.vietnamese import in_vietnamese

_OWN_CARRIED = 0.5  # share of the weight of a follow-up's own words that its answer must carry
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
    once = partial(_once, generation, encoder, text, day, contact)
    result, prepared = once(None)
    words = in_vietnamese(text, generation.restorer.restore) or text
    for leaning in joined(words, state):
        other, asked = once(leaning.searched, stress=leaning.own)
        if other.status is Status.ANSWERED and not _speaks_of(leaning.own, other, generation, state.citations):
            continue
        if _rank(other) > _rank(result) or other.status is Status.ANSWERED:
            result, prepared = other, asked
            if result.status is Status.ANSWERED:
                break
    if prepared.named and result.status is not Status.ANSWERED:
        # "… nghỉ theo Nghị định 178 là bao nhiêu người" may be answered by a text that only speaks of the decree.
        other, asked = once(None, anywhere=True)
        if other.status is Status.ANSWERED:
            result, prepared = other, asked
    for short in gists(words) if result.status is not Status.ANSWERED else ():
        other, asked = once(short)
        if _rank(other) > _rank(result):
            result, prepared = other, asked
    if prepared.question.day != day and result.citations:
        result = _as_of(result, prepared.question.day)
    result.timings_ms["total"] = (time.perf_counter() - started) * 1e3
    return result, State(result.searched, result.citations)


def failed() -> Answer:
    """What a person reads when something broke; the journal keeps the question."""
    return Answer(Status.REFUSED, phrases.FAILED)


def _rank(answer: Answer) -> tuple[int, float]:
    return _BETTER.get(answer.status, 0), answer.confidence or 0.0


def _speaks_of(own: str, answer: Answer, generation: Generation, before: Sequence[Citation]) -> bool:
    """Whether an answer speaks of what a follow-up says itself, and not only of what the question before it said.

    The name of the document counts for new words of it; the words that were quoted before must say it themselves.
    """
    quoted = {(one.file, one.start, one.end) for one in before}
    same = {(one.file, one.start, one.end) for one in answer.citations} <= quoted
    said = [answer.text.split(f"\n{phrases.SOURCES}")[0], *(one.address or "" for one in answer.citations)]
    said += [one.document for one in answer.citations if not same]
    return carried(own_words(own), "\n".join(said), generation) >= _OWN_CARRIED


def _as_of(answer: Answer, day: date) -> Answer:
    """The answer below a line that says for which day it holds."""
    opening = phrases.as_of(day)
    by = len(opening) + 2
    moved = (replace(style, start=style.start + by, end=style.end + by) for style in answer.styles)
    styles = (Style(StyleKind.ITALIC, 0, len(opening)), *moved)
    return replace(answer, text=f"{opening}\n\n{answer.text}", styles=styles)


def _once(
    generation: Generation,
    encoder: TextEncoder,
    text: str,
    day: date,
    contact: Contact,
    searched: str | None,
    *,
    stress: str = "",
    anywhere: bool = False,
) -> tuple[Answer, Prepared]:
    started = time.perf_counter()
    prepared = prepare(text, generation, day, searched=searched, stress=stress, anywhere=anywhere)
    found = search(generation, encoder, prepared)
    was_found = time.perf_counter()
    result = answer(generation, prepared, found, contact)
    timings = {
        "encode": found.encode_ms,
        "search": found.search_ms,
        "answer": (time.perf_counter() - was_found) * 1e3,
        "total": (time.perf_counter() - started) * 1e3,
    }
    return replace(result, timings_ms=timings, searched=prepared.question.searched), prepared
