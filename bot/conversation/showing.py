"""Sources and documents on a phone: a place in its surroundings, one message at a time, with ways on from there."""

from __future__ import annotations

from dataclasses import replace

from bot import phrases
from bot.answer.compose import TextBuilder
from bot.conversation import keys
from bot.conversation.answers import source_choices
from bot.conversation.choices import Choice, units
from bot.conversation.keys import key, number_of, place, span_of
from bot.conversation.service import Assistant
from bot.conversation.sources import Level, SourceView
from bot.conversation.stretches import around, parts_of, shortened
from bot.conversation.surroundings import add_words, headings_of
from bot.conversation.turn import Choices, Reply, Turn, Work, done, own_question, said
from bot.conversation.ways import Here, Page, Ways, numbers_left, typed_only
from bot.journal import Recorded, RecordedCitation
from bot.model import Span, StyleKind, TextKind
from bot.phrases import dialogue

_MOST = 3_000  # characters of a document in one message; with its head a message has about 3,500
_FEWEST = 800  # and at least, whatever a channel takes
_TITLE = 120  # characters of the first line, where messages are short
_SIGNS = 60  # units of what stands around the words: part 12/34, cut here, more below


class Showing:
    """Opens what answers cite, and documents."""

    def __init__(self, assistant: Assistant, *, page: Page = lambda file, span, mark: None) -> None:
        self._assistant = assistant
        self._ways = Ways(page)

    def source(self, turn: Turn, parts: list[str]) -> Work:
        """A source of an answer, another place of its document, or the list of sources."""
        held = own_question(self._assistant.journal, turn, parts)
        if isinstance(held, str):
            return done(said(turn, held))
        if not held.citations:
            return done(said(turn, dialogue.NO_SOURCES, question=held.id))
        number = number_of(parts, 1)
        if number is None:
            return done(self._sources(turn, held))
        cited = _cited(held, number)
        if cited is None:
            return done(said(turn, dialogue.only_sources(len(held.citations))))
        span, mark, part = _place(parts[2:])
        if span is not None:
            view = self._assistant.source(cited.file, *span, level=Level.ARTICLE, mark=mark)
        else:
            view = self._as_cited(cited, Level.ARTICLE if part else Level.PASSAGE)
        if view is None:
            return done(said(turn, dialogue.source_gone(cited.document_number), question=held.id))
        title = _title(turn, dialogue.source_title(number, view.describes))
        base, also = (keys.SOURCE, held.id, number), source_choices(held.id, len(held.citations))
        return done(self._shown(turn, Here(view, base, _at(span, mark), part, title, number, held.id, also)))

    def copy(self, turn: Turn, parts: list[str]) -> Work:
        """The quotations of an answer with their references, as text to be copied."""
        held = own_question(self._assistant.journal, turn, parts)
        if isinstance(held, str):
            return done(said(turn, held))
        if not held.citations:
            return done(said(turn, dialogue.NO_SOURCES, question=held.id))
        number = number_of(parts, 1)
        chosen = [one for one in held.citations if number in (None, one.number)]
        if not chosen:
            return done(said(turn, dialogue.only_sources(len(held.citations))))
        views = [(one, self._as_cited(one, Level.PASSAGE)) for one in chosen]
        # A document that is gone is said to be gone once, however often it was cited.
        texts = [
            "\n\n".join(part for part in (view.notice, view.copied) if part)
            if view is not None
            else dialogue.source_gone(one.document_number)
            for one, view in views
        ]
        return done(said(turn, "\n\n".join(dict.fromkeys(texts)), question=held.id))

    def file(self, turn: Turn, parts: list[str]) -> Work:
        """The file of the folder that a source stands in."""
        held = own_question(self._assistant.journal, turn, parts)
        if isinstance(held, str):
            return done(said(turn, held))
        cited = _cited(held, number_of(parts, 1) or 0)
        if cited is None:
            sources = len(held.citations)
            return done(said(turn, dialogue.only_sources(sources) if sources else dialogue.NO_SOURCES))
        return done(self._sent(turn, cited.file, cited.document_number, question=held.id))

    def original(self, turn: Turn, parts: list[str]) -> Work:
        """The file of a document."""
        file = self._assistant.file_of(parts[0] if parts else "")
        return done(said(turn, dialogue.SOURCE_GONE) if file is None else self._sent(turn, file, None))

    def document(self, turn: Turn, parts: list[str]) -> Work:
        """A document from its beginning, or a place in it."""
        file = self._assistant.file_of(parts[0] if parts else "")
        span, mark, part = _place(parts[1:])
        view = None
        if file is not None and span is not None:
            # The place itself is shown in its surroundings; what is turned to from there is a whole article.
            level = Level.ARTICLE if part else Level.PASSAGE
            view = self._assistant.source(file, *span, level=level, mark=mark)
            part = 1 if part is None and view is not None and view.whole_unit else part
        elif file is not None:
            view, part = self._assistant.source(file), number_of(parts, 2) or 1
        if view is None:
            return done(said(turn, dialogue.SOURCE_GONE))
        base = (keys.DOCUMENT, parts[0])
        # The list that it was chosen from is still the last one.
        also = tuple(one for one in turn.state.choices if one[0].isdigit() and one[1].startswith(f"{keys.DOCUMENT}:"))
        title = _title(turn, view.describes)
        return done(self._shown(turn, Here(view, base, _at(span, mark), part, title, also=also)))

    def web(self, turn: Turn, parts: list[str]) -> Work:
        """The addresses of a source, or of all sources of an answer, as text."""
        held = own_question(self._assistant.journal, turn, parts)
        if isinstance(held, str):
            return done(said(turn, held))
        number = number_of(parts, 1)
        chosen = [one for one in held.citations if number in (None, one.number)]
        if not chosen:
            sources = len(held.citations)
            return done(said(turn, dialogue.only_sources(sources) if sources else dialogue.NO_SOURCES))
        views = [(one.number, self._as_cited(one, Level.PASSAGE)) for one in chosen]
        found = [(number, self._ways.addresses(view)) for number, view in views if view is not None]
        lines = [dialogue.web_line(number, *one) for number, addresses in found for one in addresses]
        return done(said(turn, "\n".join(lines) or dialogue.NO_WEB, question=held.id))

    def link(self, turn: Turn, parts: list[str]) -> Work:
        """The addresses of a document, as text."""
        file = self._assistant.file_of(parts[0] if parts else "")
        view = self._assistant.source(file) if file is not None else None
        if view is None:
            return done(said(turn, dialogue.SOURCE_GONE))
        lines = [dialogue.web_line(None, *one) for one in self._ways.addresses(view)]
        return done(said(turn, "\n".join(lines) or dialogue.NO_WEB))

    def ways_on(self, turn: Turn, held: Recorded) -> Choices:
        """What may be typed below the source of an answer that has just one, as if it were open."""
        cited = held.citations[0] if len(held.citations) == 1 else None
        view = self._as_cited(cited, Level.PASSAGE) if cited else None
        if cited is None or view is None:
            return ()
        base, also = (keys.SOURCE, held.id, cited.number), source_choices(held.id, 1)
        here = Here(view, base, (), None, _title(turn, view.describes), cited.number, held.id, also)
        state = self._shown(turn, here).state
        return state.choices if state is not None else ()

    def _as_cited(self, cited: RecordedCitation, level: Level) -> SourceView | None:
        """A citation's place; where its document has changed since, the same address as it is now, with a word."""
        file, span = cited.file, (cited.start, cited.end)
        view = self._assistant.source(file, *span, level=level, mark=cited.mark)
        if view is None:
            return None
        if view.notice is None and (cited.mark is not None or view.address == cited.address):
            return view
        now = self._assistant.locate(file, cited.address)
        found = self._assistant.source(file, *now, level=level) if now else self._assistant.source(file)
        return replace(found, notice=dialogue.source_moved(cited.address if now else None)) if found else None

    def _sources(self, turn: Turn, held: Recorded) -> Reply:
        out = TextBuilder().add(dialogue.SOURCES_TITLE)
        for one in held.citations:
            view = self._assistant.source(one.file)
            name = view.describes if view else dialogue.source_gone(one.document_number)
            out.add(f"\n{one.number}. " + ", ".join(part for part in (name, one.address) if part))
        row = [
            Choice(dialogue.source_button(one.number), key(keys.SOURCE, held.id, one.number), str(one.number))
            for one in held.citations
        ]
        return said(turn, out, [row], typed=dialogue.sources_typed(len(row)), question=held.id)

    def _sent(self, turn: Turn, file: str, number: str | None, *, question: int | None = None) -> Reply:
        view = self._assistant.source(file)
        if view is None or self._assistant.original(file) is None:
            return said(turn, dialogue.source_gone(number), question=question)
        kind = "" if view.kind == phrases.TEXT_KIND[TextKind.FULL] else view.kind
        line = dialogue.original(view.describes, kind, has_full_text=self._assistant.has_full_text(file))
        return said(turn, line, question=question, file=file)

    def _shown(self, turn: Turn, here: Here) -> Reply:
        view = here.view
        before = len(view.before)
        marked = (before, before + len(view.highlighted))
        text = view.before + view.highlighted + view.after
        facts = [fact for fact in (view.address, view.kind, view.validity_words) if fact]
        most = self._most(turn, here, facts)
        # A document is read from its beginning, part by part, and so is a whole article.
        whole = here.part is not None or not view.highlighted or (view.whole_unit and len(text) > most)
        parts = parts_of(text, most, headings_of(view)) if whole else [around(text, marked, most)]
        at = min(max(here.part or 1, 1), len(parts)) - 1
        out = TextBuilder().add(here.title, StyleKind.BOLD)
        if len(parts) > 1:
            facts.append(dialogue.part(at + 1, len(parts)))
        out.add("\n" + "; ".join(facts))
        if view.notice:
            out.add("\n").add(view.notice, StyleKind.ITALIC)
        out.add("\n\n")
        quoted = None if view.whole_unit else marked
        add_words(out, text, parts[at], quoted, view, source=here.number, part=here.part)
        more = at + 1 < len(parts)
        if more:
            out.add("\n").add(dialogue.MORE, StyleKind.ITALIC)
        widens = not whole and (view.shows is Level.PASSAGE or parts[at] != (0, len(text)))
        rows, typed = self._ways.on(turn, here, at + 2 if more else None, whole=whole, widens=widens)
        also = (*numbers_left(here, rows), *typed_only(here, at if whole and at else None))
        return said(turn, out, rows, typed=dialogue.source_typed(typed), question=here.question, also=also)

    def _most(self, turn: Turn, here: Here, facts: list[str]) -> int:
        """How much of a document one message of the channel holds; the same for all parts of a text."""
        if turn.room.buttons:
            return _MOST
        _, typed = self._ways.on(turn, here, 2, whole=True, widens=True)
        head = "\n".join((here.title, "; ".join(facts), here.view.notice or "", dialogue.source_typed(typed)))
        return min(_MOST, max(_FEWEST, turn.room.units - units(head) - _SIGNS))


def _title(turn: Turn, line: str) -> str:
    return line if turn.room.buttons else shortened(line, _TITLE)


def _cited(held: Recorded, number: int) -> RecordedCitation | None:
    return next((one for one in held.citations if one.number == number), None)


def _place(parts: list[str]) -> tuple[Span | None, str | None, int | None]:
    """The place of a key: span, fingerprint and part; all None for the source's or document's own."""
    span = span_of(parts, 0)
    if span is not None:
        return span, (parts[1] if len(parts) > 1 else "") or None, number_of(parts, 2)
    return None, None, (number_of(parts, 1) or 1) if parts[:1] == [keys.WHOLE] else None


def _at(span: Span | None, mark: str | None) -> tuple[str, ...]:
    """The parts of a key that name a place; none for the source's or document's own."""
    return (place(span), mark or "") if span is not None else ()
