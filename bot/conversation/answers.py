"""A question in, its answer out, with everything that may be done next below it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from sqlalchemy import Connection

from bot.answer.compose import TextBuilder
from bot.conversation import keys
from bot.conversation.choices import Choice, Rows, message, typed_choices, with_opening
from bot.conversation.keys import key, place
from bot.conversation.pace import Pace
from bot.conversation.service import Assistant, Exchange
from bot.conversation.turn import Reply, Turn, Work, done, own_question, said
from bot.journal import Outcome
from bot.model import Answer, Citation, Outgoing, Suggestion, mark_of
from bot.phrases import dialogue

_MINUTE = 60
_WITH_CHOICES = (Outcome.ANSWERED, Outcome.NEAR, Outcome.REFUSED)


class Answers:
    """Asks the assistant, for people who type and for people who press a question."""

    def __init__(self, assistant: Assistant, *, per_minute: int, hurried: Callable[[Turn, str], Work]) -> None:
        self._assistant = assistant
        self._hurried = hurried
        self._pace = Pace(per_minute, _MINUTE)

    def ask(self, turn: Turn, text: str, *, opening: str = "") -> Work:
        """Answer a question; a line above the answer says what it was where it was not typed."""
        who = self._assistant.journal.pseudonym(turn.asker)
        seconds = self._pace.wait(who, turn.incoming.sent_at)
        if seconds:
            return self._hurried(turn, dialogue.too_many_questions(self._pace.most, seconds))
        asked = self._assistant.answer(text, turn.asker, turn.state, unit=turn.standing.unit)
        nearest = [self._suggested(number, one) for number, one in enumerate(asked.answer.suggestions, start=1)]

        def work(connection: Connection) -> Reply:
            exchange = self._assistant.record(connection, asked)
            if exchange.outcome not in _WITH_CHOICES:
                return Reply((with_opening(_plain(exchange), opening),), exchange.state)
            rows = _rows(exchange, nearest)
            outgoing = replace(_plain(exchange, rows, _typed(exchange, rows)), question=exchange.question_id)
            outgoing = _with_numbers(outgoing, exchange.answer)
            return Reply((with_opening(outgoing, opening),), replace(exchange.state, choices=typed_choices(rows)))

        return work

    def ask_example(self, turn: Turn, parts: list[str]) -> Work:
        """A question of the greeting was chosen."""
        return self._ask_one_of(turn, self._assistant.examples(), parts[:1]) or done(self.examples(turn))

    def related(self, turn: Turn, parts: list[str]) -> Work:
        """Questions beside the one that was answered."""
        held = own_question(self._assistant.journal, turn, parts)
        if isinstance(held, str):
            return done(said(turn, held))
        questions = self._assistant.related(held)
        if not questions:
            return done(said(turn, dialogue.NO_RELATED, question=held.id))
        made = [key(keys.ASK_RELATED, held.id, mark_of(question)) for question in questions]
        return done(_list(turn, dialogue.RELATED_TITLE, questions, made, number=held.id))

    def ask_related(self, turn: Turn, parts: list[str]) -> Work:
        """One of them was chosen."""
        held = own_question(self._assistant.journal, turn, parts)
        if isinstance(held, str):
            return done(said(turn, held))
        return self._ask_one_of(turn, self._assistant.related(held), parts[1:2]) or self.related(turn, parts)

    def examples(self, turn: Turn) -> Reply:
        """The questions of the greeting once more, for somebody who chose one that is not offered any more."""
        questions = self._assistant.examples()
        made = [key(keys.ASK_EXAMPLE, mark_of(question)) for question in questions]
        return _list(turn, f"{dialogue.LIST_CHANGED}\n\n{dialogue.TRY}", questions, made)

    def _ask_one_of(self, turn: Turn, questions: Sequence[str], mark: list[str]) -> Work | None:
        question = next((one for one in questions if [mark_of(one)] == mark), None)
        return None if question is None else self.ask(turn, question, opening=dialogue.asked(question))

    def _suggested(self, number: int, suggestion: Suggestion) -> Choice:
        parts: list[str | int] = [keys.DOCUMENT, mark_of(suggestion.file)]
        span = self._assistant.locate(suggestion.file, suggestion.address)
        view = self._assistant.source(suggestion.file, *span) if span else None
        if span and view is not None and view.notice is None:
            parts += [place(span), mark_of(view.highlighted)]
        return Choice(dialogue.document_button(number), key(*parts), str(number))


def numbered(out: TextBuilder, questions: Sequence[str], made: Sequence[str]) -> Rows:
    """Add numbered questions to a text; the choices are one button for each."""
    for number, question in enumerate(questions, start=1):
        out.add(f"\n{number}. {question}")
    return [[Choice(dialogue.ask_button(n), one, str(n)) for n, one in enumerate(made, start=1)]]


def _list(turn: Turn, title: str, questions: Sequence[str], made: Sequence[str], *, number: int | None = None) -> Reply:
    out = TextBuilder().add(title)
    rows = numbered(out, questions, made)
    return said(turn, out, rows, typed=dialogue.choose_typed(len(questions)), question=number)


def source_choices(question: int, citations: int) -> tuple[tuple[str, str], ...]:
    """The numbers that open the sources of an answer."""
    return tuple((str(number), key(keys.SOURCE, question, number)) for number in range(1, citations + 1))


def _plain(exchange: Exchange, rows: Rows = (), typed: str = "") -> Outgoing:
    outgoing = message(exchange.answer.text, rows, typed=typed)
    return replace(outgoing, styles=exchange.answer.styles)


def _with_numbers(outgoing: Outgoing, answer: Answer) -> Outgoing:
    """A refusal whose nearest documents bear the numbers by which they are opened."""
    text = outgoing.text
    if outgoing.styles or answer.citations:
        return outgoing
    for number, one in enumerate(answer.suggestions, start=1):
        line = ", ".join(part for part in (one.document, one.address) if part)
        text = text.replace(f"\n– {line}", f"\n{number}. {line}", 1)
    return replace(outgoing, text=text)


def _typed(exchange: Exchange, rows: Rows) -> str:
    answer = exchange.answer
    replaced = any(one.typed == dialogue.FORM_SUCCESSOR for row in rows for one in row)
    return (
        dialogue.answer_typed(len(answer.citations), replaced=replaced)
        if answer.citations
        else dialogue.refused_typed(len(answer.suggestions))
    )


def _rows(exchange: Exchange, nearest: Sequence[Choice]) -> Rows:
    """What may be done below an answer, a near passage or a refusal."""
    number, citations = exchange.question_id, exchange.answer.citations
    down = Choice(dialogue.DOWN, key(keys.DOWN, number), dialogue.FORM_DOWN[0])
    related = Choice(dialogue.RELATED, key(keys.RELATED, number), dialogue.FORM_RELATED[0])
    if not citations:
        return [nearest, [related, down]]
    up = Choice(dialogue.UP, key(keys.UP, number), dialogue.FORM_UP[0])
    sources = [
        Choice(dialogue.source_button(one.number), key(keys.SOURCE, number, one.number), str(one.number))
        for one in citations
    ]
    # What is out of force comes with the document that took its place.
    successor = [
        replace(choice, label=dialogue.SUCCESSOR, typed=dialogue.FORM_SUCCESSOR)
        for choice, one in zip(nearest, exchange.answer.suggestions, strict=True)
        if one.document_number and any(one.document_number in (cited.successor or "") for cited in citations)
    ][:1]
    copies, files = _copies(number, citations), _files(number, citations)
    if len(citations) == 1:
        return [[*sources, *copies], [up, down], [*files, related], successor]
    return [sources, copies, [up, down], files, [related, *successor]]


def _copies(number: int, citations: Sequence[Citation]) -> list[Choice]:
    alone = len(citations) == 1
    return [
        Choice(
            dialogue.copy_button(None if alone else one.number),
            key(keys.COPY, number, one.number),
            dialogue.FORM_COPY[0] if alone else f"{dialogue.FORM_COPY[0]} {one.number}",
            copied=dialogue.reference(one.reference, one.kind, one.validity),
        )
        for one in citations
    ]


def _files(number: int, citations: Sequence[Citation]) -> list[Choice]:
    first: dict[str, Citation] = {}
    for one in citations:
        first.setdefault(one.file, one)
    alone = len(first) == 1
    return [
        Choice(
            dialogue.download_button(None if alone else one.number, one.kind),
            key(keys.FILE, number, one.number),
            f"{dialogue.FORM_FILE[0]} {one.number}",
        )
        for one in first.values()
    ]
