"""The one door of channels and pages to the product: ask, look up a source, fetch the original, rate."""

from __future__ import annotations

import hashlib
import logging
import re
import threading
import time
import traceback
from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta, timezone
from enum import StrEnum
from itertools import islice
from pathlib import Path
from typing import Protocol

from bot import phrases
from bot.answer import Contact, address, reference, short_name
from bot.answer.compose import describe
from bot.conversation.asking import ask as ask_once
from bot.conversation.asking import failed
from bot.index import Generation, TextEncoder
from bot.journal import Asker, Entry, Journal, Outcome, Reason, Verdict
from bot.library.folder import scan
from bot.model import Answer, Document, SectionKind, Span, State, Status, Style, StyleKind, Validity
from bot.search import validity_on
from bot.search.query import MAX_CHARACTERS
from bot.settings import Settings
from bot.vietnamese import normalise

_log = logging.getLogger(__name__)
_VIETNAM = timezone(timedelta(hours=7))
_REMEMBERED_SECONDS = 24 * 3600  # how long a follow-up may lean on the question before
_CONVERSATIONS = 2_000  # that are remembered at once
_AROUND = 600  # characters shown before and after a cited passage
_EXAMPLES = 3
_EXAMPLES_TRIED = 12  # questions that are tried out until enough of them are answered
_TITLE_LENGTHS = range(10, 71)  # characters of a title that makes a question
# Titles that nearly every document has; asked about, they say nothing.
_DULL = re.compile(
    r"chưa rõ|văn bản|tình trạng|nội dung|phạm vi|đối tượng|giải thích|hiệu lực|tổ chức thực hiện|điều khoản|về bài|"
    r"lời dẫn|câu hỏi|trả lời|phụ lục|trách nhiệm thi hành|lý do|ảnh hưởng|tên gọi",
    re.IGNORECASE,
)
_UNITS = set(SectionKind) - {SectionKind.CLAUSE, SectionKind.POINT, SectionKind.PAGE}
_ABOVE_ARTICLES = {SectionKind.PART, SectionKind.CHAPTER, SectionKind.MUC, SectionKind.HEADING}


class Ready(Protocol):
    """What answers now: `library.live.Live`, or anything else with a generation and an encoder."""

    @property
    def generation(self) -> Generation:
        """The generation that answers now."""

    @property
    def encoder(self) -> TextEncoder:
        """The encoder that its vectors were made with."""


class Asking(Protocol):
    """How a question is answered: `asking.ask`, or what a test puts in its place."""

    def __call__(
        self,
        generation: Generation,
        encoder: TextEncoder,
        text: str,
        *,
        day: date,
        contact: Contact,
        state: State | None = None,
    ) -> tuple[Answer, State]:
        """The answer, and what a follow-up may lean on."""


class Level(StrEnum):
    """How much of a document is shown around a place."""

    PASSAGE = "passage"
    ARTICLE = "article"  # the whole Điều, turn or section
    DOCUMENT = "document"


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question that was recorded, and what the person gets; `answer` holds an apology where `outcome` is failed."""

    question_id: int
    answer: Answer
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Place:
    """Somewhere to go: a span with its address and the fingerprint of its words."""

    address: str | None
    start: int
    end: int
    mark: str


@dataclass(frozen=True, slots=True)
class SourceView:
    """A place in its surroundings: `before + highlighted + after` is a slice of the document's stored text."""

    file: str
    describes: str
    kind: str  # "toàn văn" or "bản tóm lược"
    validity: Validity
    validity_words: str
    source_url: str | None
    address: str | None
    copied: str | None  # the quotation with its reference, ready for a draft
    start: int
    end: int
    before: str
    highlighted: str
    after: str
    cut_before: bool  # whether the document goes on there
    cut_after: bool
    shows: Level
    whole_unit: bool  # the place is a whole Điều or section, nothing in it is cited in particular
    buttons: tuple[str, str, str]  # words for: one back, one on, the whole
    previous: Place | None = None
    next: Place | None = None
    notice: str | None = None  # a word to the reader, where the document has changed since


@dataclass(frozen=True, slots=True)
class Listed:
    """A document of the folder in a list."""

    file: str
    describes: str
    year: int | None
    kind: str
    validity_words: str


@dataclass(frozen=True, slots=True)
class Shelf:
    """An issuer's documents, newest first."""

    issuer: str
    documents: tuple[Listed, ...]


def _today() -> date:
    return datetime.now(_VIETNAM).date()


def mark_of(words: str) -> str:
    """A short fingerprint of cited words, by which a source that has changed since is told."""
    return hashlib.sha256(words.encode()).hexdigest()[:12]


class _Memory:
    """What each conversation may lean on, in this process only."""

    def __init__(self) -> None:
        self._held: OrderedDict[tuple[str, str, str], tuple[float, State]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: tuple[str, str, str]) -> State | None:
        with self._lock:
            at, state = self._held.get(key, (0.0, None))
        return state if time.monotonic() - at < _REMEMBERED_SECONDS else None

    def put(self, key: tuple[str, str, str], state: State) -> None:
        with self._lock:
            self._held[key] = (time.monotonic(), state)
            self._held.move_to_end(key)
            if len(self._held) > _CONVERSATIONS:
                self._held.popitem(last=False)


class Assistant:
    """Answers, sources and ratings for every channel. Synchronous; safe to call from several threads.

    The generation may be swapped between any two calls: each call works on one and checks what it is given against it.
    """

    def __init__(
        self,
        live: Ready,
        journal: Journal,
        contact: Contact,
        settings: Settings,
        *,
        today: Callable[[], date] = _today,
        asking: Asking = ask_once,
    ) -> None:
        self._live = live
        self._journal = journal
        self._contact = contact
        self._knowledge = settings.knowledge
        self._today = today
        self._asking = asking
        self._memory = _Memory()
        self._examples: tuple[str, list[str]] = ("", [])

    def ask(self, text: str, *, channel: str, chat: str, person: str) -> Exchange:
        """Answer a question; when this returns or raises nothing, question and outcome are on the disk.

        `chat` is the conversation that a follow-up belongs to. Raises DataFolderBroken when it cannot be recorded.
        """
        asked_at, started = datetime.now(UTC), time.perf_counter()
        words = normalise(text).strip()
        answer, outcome, generation = self._answer(words[:MAX_CHARACTERS], (channel, chat, person))
        entry = Entry(
            asked_at=asked_at,
            asker=Asker(channel, person),
            typed=text,
            searched=answer.searched,
            outcome=outcome,
            ms=(time.perf_counter() - started) * 1e3,
            confidence=answer.confidence,
            generation=generation,
            citations=answer.citations,
        )
        number = self._journal.record(entry)
        if len(words) > MAX_CHARACTERS:
            answer = _with_opening(answer, phrases.question_cut(MAX_CHARACTERS))
        return Exchange(number, answer, outcome)

    def rate(
        self, question_id: int, *, channel: str, person: str, verdict: Verdict, reason: Reason | None = None
    ) -> bool:
        """Keep a person's word on the answer to their own question; False if it is not theirs."""
        return self._journal.rate(question_id, Asker(channel, person), verdict, reason)

    def source(
        self,
        file: str,
        start: int | None = None,
        end: int | None = None,
        *,
        level: Level = Level.PASSAGE,
        mark: str | None = None,
    ) -> SourceView | None:
        """A place in its surroundings, or the document where none is named; None where the folder has no such file.

        A place that is not there any more, or whose words do not bear the `mark`, gives the document with a notice.
        """
        generation = self._live.generation
        at = generation.document_of(file)
        if at is None:
            return None
        document = generation.documents[at]
        if start is None or end is None:
            return _view(document, _units(generation, at), None, level, self._today())
        there = 0 <= start < end <= len(document.text)
        if there and mark in (None, mark_of(document.text[start:end])):
            return _view(document, _units(generation, at), (start, end), level, self._today())
        view = _view(document, _units(generation, at), None, Level.DOCUMENT, self._today())
        return replace(view, notice=phrases.SOURCE_CHANGED)

    def locate(self, file: str, wanted: str | None) -> Span | None:
        """The span of an address in a document: what a suggestion points to."""
        generation = self._live.generation
        at = generation.document_of(file)
        if at is None or wanted is None:
            return None
        document = generation.documents[at]
        spans = [(section.start, section.end) for section in document.sections]
        spans += list(zip(document.pages, [*document.pages[1:], len(document.text)], strict=False))
        return next((span for span in spans if span[0] < span[1] and address(document, *span) == wanted), None)

    def original(self, file: str) -> Path | None:
        """The file that a document was read from; None for anything that is no document of this generation."""
        if self._live.generation.document_of(file) is None:
            return None
        root = self._knowledge.resolve()
        # A name is kept in composed letters; on the disk it may be in decomposed ones.
        path = next((seen.path for seen in scan(self._knowledge) if seen.name == file), None)
        if path is None or not path.resolve().is_relative_to(root) or not path.is_file():
            return None
        return path.resolve()

    def examples(self) -> list[str]:
        """A few questions that the folder answers, made of its own titles; always the same for one generation."""
        generation = self._live.generation
        if self._examples[0] != generation.name:
            found = list(islice(self._answered_examples(generation), _EXAMPLES))
            found += [question for question in phrases.GENERIC_EXAMPLES if question not in found]
            self._examples = (generation.name, found[:_EXAMPLES])
        return list(self._examples[1])

    def overview(self) -> list[Shelf]:
        """The documents of the folder by issuer, those of each newest first."""
        today = self._today()
        shelves: dict[str, list[Document]] = {}
        for document in self._live.generation.documents:
            shelves.setdefault(document.metadata.issuer or phrases.NO_ISSUER, []).append(document)
        return [
            Shelf(
                issuer,
                tuple(
                    Listed(
                        document.file,
                        describe(document),
                        document.metadata.year,
                        phrases.TEXT_KIND[document.metadata.text_kind],
                        phrases.validity_words(validity_on(document.metadata, today), document.metadata),
                    )
                    for document in sorted(held, key=lambda one: (-(one.metadata.year or 0), one.file))
                ),
            )
            for issuer, held in sorted(shelves.items(), key=lambda item: (item[0] == phrases.NO_ISSUER, item[0]))
        ]

    def state(self) -> tuple[str, int]:
        """(name of the generation that answers now, number of its documents)."""
        generation = self._live.generation
        return generation.name, len(generation.documents)

    def _answer(self, words: str, talk: tuple[str, str, str]) -> tuple[Answer, Outcome, str | None]:
        name = None
        try:
            generation = self._live.generation
            name = generation.name
            state = self._memory.get(talk)
            answer, state = self._once(generation, words, state)
            self._memory.put(talk, state)
        except Exception as error:  # noqa: BLE001  whatever it is, the person gets a word and the journal a row
            # Neither the error's own text nor any value: they may hold the question.
            frames = "".join(traceback.format_tb(error.__traceback__))
            _log.error("a question failed: %s\n%s", type(error).__name__, frames)
            return replace(failed(), searched=words), Outcome.FAILED, name
        return answer, Outcome(answer.status.value), name

    def _once(self, generation: Generation, words: str, state: State | None = None) -> tuple[Answer, State]:
        encoder = self._live.encoder
        return self._asking(generation, encoder, words, day=self._today(), contact=self._contact, state=state)

    def _answered_examples(self, generation: Generation) -> Iterator[str]:
        for question in islice(_candidates(generation, self._today()), _EXAMPLES_TRIED):
            if self._once(generation, question)[0].status is Status.ANSWERED:
                yield question


@dataclass(frozen=True, slots=True)
class _Unit:
    """A stretch of a document that is turned to as one; `kind` is None for a group of paragraphs."""

    start: int
    end: int
    kind: SectionKind | None


def _units(generation: Generation, at: int) -> list[_Unit]:
    """A document's units in order: articles, turns, headed sections, top clauses; its passages where it has none."""
    document = generation.documents[at]
    kinds = {section.kind for section in document.sections}
    chosen = _UNITS - _ABOVE_ARTICLES if SectionKind.ARTICLE in kinds else _UNITS
    units = [
        _Unit(section.start, section.end, section.kind)
        for section in document.sections
        if section.kind in chosen
        or (
            section.kind is SectionKind.CLAUSE
            and SectionKind.ARTICLE not in kinds
            and (section.parent is None or document.sections[section.parent].kind in _ABOVE_ARTICLES)
        )
    ]
    if not units:
        held = (generation.passages[int(number)] for number in generation.passages_of([at]))
        units = [_Unit(passage.start, passage.end, None) for passage in held]
    # A section ends, for turning pages, where one within it begins.
    ends = [*(unit.start for unit in units[1:]), len(document.text)]
    cut = [replace(unit, end=min(unit.end, end)) for unit, end in zip(units, ends, strict=True)]
    return [unit for unit in cut if document.text[unit.start : unit.end].strip()]


def _view(document: Document, units: Sequence[_Unit], span: Span | None, level: Level, day: date) -> SourceView:
    text, about = document.text, document.metadata
    validity = validity_on(about, day)
    everything = _trimmed(text, (0, len(text)))
    previous, unit, following = _neighbours(units, span) if span else (None, None, None)
    around = _around(text, previous, unit, following, span) if span else everything
    shown = everything if level is Level.DOCUMENT else around
    if span and level is Level.PASSAGE:
        shown = _window(text, around, span)
    start, end = span or (shown[0], shown[0])
    shown = (min(shown[0], start), max(shown[1], end))
    return SourceView(
        file=document.file,
        describes=describe(document),
        kind=phrases.TEXT_KIND[about.text_kind],
        validity=validity,
        validity_words=phrases.validity_words(validity, about),
        source_url=about.source_urls[0] if about.source_urls else None,
        address=address(document, start, end) if span else None,
        copied=phrases.copied(text[start:end], reference(document, start, end), about.text_kind, validity)
        if span
        else None,
        start=start,
        end=end,
        before=text[shown[0] : start],
        highlighted=text[start:end],
        after=text[end : shown[1]],
        cut_before=shown[0] > everything[0],
        cut_after=shown[1] < everything[1],
        shows=Level.DOCUMENT if shown == everything else Level.ARTICLE if shown == around else Level.PASSAGE,
        whole_unit=start <= around[0] and end >= around[1],
        buttons=phrases.source_buttons(unit.kind if unit else None),
        previous=_place(document, previous),
        next=_place(document, following),
    )


def _neighbours(units: Sequence[_Unit], span: Span) -> tuple[_Unit | None, _Unit | None, _Unit | None]:
    """The unit before a span, the one that it begins in (None between two), the one after."""
    index = bisect_right([unit.start for unit in units], span[0]) - 1
    unit = units[index] if index >= 0 and span[0] < units[index].end else None
    previous = index - 1 if unit else index
    following = index + 1
    return (
        units[previous] if previous >= 0 else None,
        unit,
        units[following] if following < len(units) else None,
    )


def _around(text: str, previous: _Unit | None, unit: _Unit | None, following: _Unit | None, span: Span) -> Span:
    """The unit that a span stands in, or the stretch between two units; always all of the span."""
    if unit is None:
        bounds = (previous.end if previous else 0, following.start if following else len(text))
    else:
        bounds = (unit.start, unit.end)
    start, end = _trimmed(text, bounds)
    return min(start, span[0]), max(end, span[1])


def _window(text: str, around: Span, span: Span) -> Span:
    """Some characters on both sides of a span, cut at the ends of lines or else between words."""
    start, end = around
    if span[0] - start > _AROUND:
        cut = text.find("\n", span[0] - _AROUND, span[0])
        cut = cut if cut >= 0 else text.find(" ", span[0] - _AROUND, span[0])
        start = cut + 1 if cut >= 0 else span[0]
    if end - span[1] > _AROUND:
        cut = text.rfind("\n", span[1], span[1] + _AROUND)
        cut = cut if cut >= 0 else text.rfind(" ", span[1], span[1] + _AROUND)
        end = cut if cut >= 0 else span[1]
    return start, end


def _place(document: Document, unit: _Unit | None) -> Place | None:
    if unit is None:
        return None
    start, end = _trimmed(document.text, (unit.start, unit.end))
    return Place(address(document, start, end), start, end, mark_of(document.text[start:end]))


def _trimmed(text: str, span: Span) -> Span:
    words = text[span[0] : span[1]]
    start = span[0] + len(words) - len(words.lstrip())
    return start, max(start, span[0] + len(words.rstrip()))


def _candidates(generation: Generation, day: date) -> Iterator[str]:
    """Questions made of titles: the first of each document, newest document first, then the second of each …"""
    documents = [
        document
        for document in generation.documents
        if validity_on(document.metadata, day) not in (Validity.EXPIRED, Validity.NOT_YET)
    ]
    documents.sort(key=lambda one: (one.metadata.issued or date.min, one.file), reverse=True)
    of_each = [list(_questions_of(document)) for document in documents]
    for turn in range(max(map(len, of_each), default=0)):
        yield from (questions[turn] for questions in of_each if turn < len(questions))


def _questions_of(document: Document) -> Iterator[str]:
    about = document.metadata
    if about.speaker and about.subject and len(about.subject) in _TITLE_LENGTHS:
        yield phrases.example_speech(about.speaker, about.subject)
    for section in document.sections:
        title = re.sub(r"\s*\([^)]*\)\s*$", "", section.title).rstrip(".:; ")
        plain = section.kind in (SectionKind.ARTICLE, SectionKind.HEADING) and ":" not in title
        if plain and len(title) in _TITLE_LENGTHS and not _DULL.search(title):
            yield phrases.example_question(title, short_name(about) if about.number else None)


def _with_opening(answer: Answer, opening: str) -> Answer:
    """The answer below a line of its own."""
    shift = len(opening) + 2
    moved = (replace(style, start=style.start + shift, end=style.end + shift) for style in answer.styles)
    return replace(
        answer, text=f"{opening}\n\n{answer.text}", styles=(Style(StyleKind.ITALIC, 0, len(opening)), *moved)
    )
