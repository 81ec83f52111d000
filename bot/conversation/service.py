"""The one door of channels and pages to the product: ask, look up a source, fetch the original, rate."""

from __future__ import annotations

import logging
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Protocol

from sqlalchemy import Connection

from bot import phrases
from bot.answer import Contact
from bot.conversation import holdings
from bot.conversation.asking import ask as ask_once
from bot.conversation.asking import failed
from bot.conversation.holdings import Inventory, inventory
from bot.conversation.shelves import Shelf, shelves_of
from bot.conversation.sources import Level, SourceView, locate, source_view
from bot.conversation.suggesting import Suggesting
from bot.index import Generation, TextEncoder
from bot.journal import Asker, Conversations, Entry, Journal, Outcome, Reason, Recorded, RecordedCitation, Verdict
from bot.journal.themes import Themes
from bot.model import Answer, Citation, Span, State, Status, Style, StyleKind, today_in_vietnam
from bot.search.query import MAX_CHARACTERS
from bot.settings import Settings
from bot.vietnamese import normalise
from bot.vietnamese.personal import people_named

_log = logging.getLogger(__name__)


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
class Asked:
    """A question that was worked out and is not written down yet."""

    entry: Entry
    answer: Answer  # an apology where the outcome is failed
    state: State  # what the conversation remembers after it


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question that was recorded, and what the person gets; `answer` holds an apology where `outcome` is failed."""

    question_id: int
    answer: Answer
    outcome: Outcome
    state: State = field(default_factory=State)


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
        today: Callable[[], date] = today_in_vietnam,
        asking: Asking = ask_once,
    ) -> None:
        self.journal = journal
        self.settings = settings
        self.conversations = Conversations(journal)
        self.themes = Themes(journal)
        self._live = live
        self._contact = contact
        self._knowledge = settings.knowledge
        self._today = today
        self._asking = asking
        self._suggesting = Suggesting(lambda generation, words: self._once(generation, words)[0], today)
        self._people: tuple[str, frozenset[str]] = ("", frozenset())
        journal.public = lambda: self._people[1]

    def ask(self, text: str, *, channel: str, chat: str, person: str) -> Exchange:
        """Answer a question; when this returns or raises nothing, question and outcome are on the disk.

        `chat` is the conversation that a follow-up belongs to. Raises DataFolderBroken when it cannot be recorded.
        """
        asker, talk = Asker(channel, person), self.conversations.talk(channel, chat, person)
        state = self.journal.store.read(lambda connection: self.conversations.get(connection, talk))
        asked = self.answer(text, asker, state)

        def write(connection: Connection) -> Exchange:
            exchange = self.record(connection, asked)
            self.conversations.put(connection, talk, asker, exchange.state)
            return exchange

        return self.journal.store.write(write)

    def answer(self, text: str, asker: Asker, state: State | None, *, unit: str | None = None) -> Asked:
        """Work out the answer to a question in the state of its conversation, if any; nothing is written down."""
        asked_at, started = datetime.now(UTC), time.perf_counter()
        words = normalise(text).strip()
        answer, outcome, generation, after = self._answer(words[:MAX_CHARACTERS], state)
        entry = Entry(
            asked_at=asked_at,
            asker=asker,
            typed=text,
            searched=answer.searched,
            outcome=outcome,
            ms=(time.perf_counter() - started) * 1e3,
            confidence=answer.confidence,
            generation=generation,
            unit=unit,
            citations=answer.citations,
        )
        if outcome is Outcome.TALK and not any(char.isalnum() for char in words):
            answer = replace(answer, text=phrases.ask_something(self.example()))
        if len(words) > MAX_CHARACTERS:
            answer = _with_opening(answer, phrases.question_cut(MAX_CHARACTERS))
        return Asked(entry, answer, after)

    def record(self, connection: Connection, asked: Asked) -> Exchange:
        """Write a question and its outcome down, within a transaction of the journal's store."""
        number, outcome = self.journal.insert(connection, asked.entry), asked.entry.outcome
        kept = outcome in (Outcome.TALK, Outcome.FAILED)  # what was said before is still what a follow-up leans on
        searched = self.journal.masked(asked.state.searched, beside=asked.entry.typed)
        state = asked.state if kept else replace(asked.state, searched=searched, question=number, choices=())
        return Exchange(number, asked.answer, outcome, state)

    def rate(
        self, question_id: int, *, channel: str, person: str, verdict: Verdict, reason: Reason | None = None
    ) -> bool:
        """Keep a person's word on the answer to their own question; False if it is not theirs."""
        return self.journal.rate(question_id, Asker(channel, person), verdict, reason)

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
        return holdings.original(self._live.generation, self._knowledge, file)

    def has_full_text(self, file: str) -> bool:
        """Whether the folder has the full text of the document that a file is of, in that file or in another."""
        return holdings.has_full_text(self._live.generation, file)

    def examples(self) -> list[str]:
        """A few questions that the folder answers, made of its own titles; always the same for one generation.

        Where it answers none, they only show what a question looks like.
        """
        return self._suggesting.answered(self._live.generation) or list(phrases.GENERIC_EXAMPLES)

    def example(self) -> str | None:
        """A question that the folder answers; None where none is known."""
        return next(iter(self._suggesting.answered(self._live.generation)), None)

    def related(self, question: Recorded) -> list[str]:
        """A few questions that the folder answers beside what a recorded question found."""
        return self._suggesting.related(self._live.generation, question)

    def overview(self) -> list[Shelf]:
        """The documents of the folder by issuer, those of each newest first."""
        return shelves_of(self._live.generation, self._today())

    def state(self) -> tuple[str, int]:
        """(name of the generation that answers now, number of its documents)."""
        generation = self._live.generation
        return generation.name, len(generation.documents)

    def inventory(self) -> Inventory:
        """What the folder holds now."""
        return inventory(self._live.generation)

    def file_of(self, mark: str) -> str | None:
        """The file of the folder whose name bears a fingerprint, read or not; None where there is none."""
        return holdings.file_of(self._live.generation, self._knowledge, mark)

    def passages_of(self, file: str) -> int | None:
        """How many passages a document has; None for what is no document of this generation."""
        return holdings.passages_of(self._live.generation, file)

    def answering_file(self, text: str) -> str | None:
        """The document that answers a question now; None where none does. Nothing is written down."""
        answer, _ = self._once(self._live.generation, text)
        return answer.citations[0].file if answer.status is Status.ANSWERED and answer.citations else None

    def quoted(self, one: RecordedCitation) -> str | None:
        """The words that a recorded citation quoted; None where they do not stand there any more."""
        return holdings.quoted(self._live.generation, one)

    def cited(self, question: Recorded) -> tuple[Citation, ...]:
        """The citations of a recorded question that stand in the folder as they were quoted."""
        return holdings.cited(self._live.generation, question, self._today())

    def context(self, question: Recorded) -> State:
        """What a follow-up to a recorded question leans on."""
        return State(question.searched, self.cited(question), question.id)

    def _answer(self, words: str, state: State | None) -> tuple[Answer, Outcome, str | None, State]:
        name = None
        try:
            generation = self._live.generation
            name = generation.name
            self._know_people(generation)
            answer, after = self._once(generation, words, state)
        except Exception as error:  # noqa: BLE001  whatever it is, the person gets a word and the journal a row
            # Neither the error's own text nor any value: they may hold the question.
            frames = "".join(traceback.format_tb(error.__traceback__))
            _log.error("a question failed: %s\n%s", type(error).__name__, frames)
            return replace(failed(), searched=words), Outcome.FAILED, name, state or State()
        return answer, Outcome(answer.status.value), name, after

    def _know_people(self, generation: Generation) -> None:
        """Whose names the documents bear: the journal need not cover these."""
        if self._people[0] != generation.name:
            about = [document.metadata for document in generation.documents]
            named = people_named(name for one in about for name in (one.speaker, one.signer) if name)
            self._people = (generation.name, named)

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
