"""The one door of channels and pages to the product: ask, look up a source, fetch the original, rate."""

from __future__ import annotations

import logging
import threading
import time
import traceback
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Protocol

from bot import phrases
from bot.answer import Contact
from bot.conversation.asking import ask as ask_once
from bot.conversation.asking import failed
from bot.conversation.examples import example_questions
from bot.conversation.shelves import Shelf, shelves_of
from bot.conversation.sources import Level, SourceView, locate, source_view
from bot.index import Generation, TextEncoder
from bot.journal import Asker, Entry, Journal, Outcome, Reason, Verdict
from bot.library.folder import scan
from bot.model import Answer, Span, State, Status, Style, StyleKind
from bot.search.query import MAX_CHARACTERS
from bot.settings import Settings
from bot.vietnamese import normalise

_log = logging.getLogger(__name__)
_VIETNAM = timezone(timedelta(hours=7))
_REMEMBERED_SECONDS = 24 * 3600  # how long a follow-up may lean on the question before
_CONVERSATIONS = 2_000  # that are remembered at once


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


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question that was recorded, and what the person gets; `answer` holds an apology where `outcome` is failed."""

    question_id: int
    answer: Answer
    outcome: Outcome


def _today() -> date:
    return datetime.now(_VIETNAM).date()


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
        span = (start, end) if start is not None and end is not None else None
        return source_view(self._live.generation, file, span, level=level, mark=mark, day=self._today())

    def locate(self, file: str, wanted: str | None) -> Span | None:
        """The span of an address in a document: what a suggestion points to."""
        return locate(self._live.generation, file, wanted)

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
            questions = example_questions(
                generation,
                self._today(),
                lambda question: self._once(generation, question)[0].status is Status.ANSWERED,
            )
            self._examples = (generation.name, questions)
        return list(self._examples[1])

    def overview(self) -> list[Shelf]:
        """The documents of the folder by issuer, those of each newest first."""
        return shelves_of(self._live.generation, self._today())

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


def _with_opening(answer: Answer, opening: str) -> Answer:
    """The answer below a line of its own."""
    shift = len(opening) + 2
    moved = (replace(style, start=style.start + shift, end=style.end + shift) for style in answer.styles)
    return replace(
        answer, text=f"{opening}\n\n{answer.text}", styles=(Style(StyleKind.ITALIC, 0, len(opening)), *moved)
    )
