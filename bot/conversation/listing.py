"""What is in the folder: by issuer and year, newest first, searched by words, a page at a time."""

from __future__ import annotations

from collections.abc import Iterator

from bot.answer.compose import TextBuilder
from bot.conversation import keys
from bot.conversation.choices import Choice, units
from bot.conversation.keys import key, number_of
from bot.conversation.service import Assistant
from bot.conversation.shelves import Listed
from bot.conversation.turn import Reply, Turn, Work, done, said
from bot.model import StyleKind, mark_of
from bot.phrases import dialogue
from bot.vietnamese import fold, tokens

PAGE = 8  # documents of a page at most
_HEAD = 250  # units of what stands around the documents of a page
_MOST_WORDS = 44  # characters of a search, so that the key of its next page has room for them


class Listing:
    """Lists the documents."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant

    def start(self, turn: Turn, wanted: str) -> Work:
        """The first page of the documents that bear some words; of all where there are none."""
        words, wanted = searched(wanted), wanted.strip()
        if wanted and not words:  # nothing but signs that no document bears
            return done(said(turn, dialogue.shelves_none(wanted)))
        return done(self._page(turn, 1, words, wanted))

    def finds(self, wanted: str) -> bool:
        """Whether any document bears some words."""
        words = searched(wanted)
        return bool(words) and next(self._found(words), None) is not None

    def page(self, turn: Turn, parts: list[str]) -> Work:
        """Another page."""
        wanted = parts[1] if len(parts) > 1 else ""
        return done(self._page(turn, number_of(parts, 0) or 1, searched(wanted), wanted))

    def _page(self, turn: Turn, number: int, words: str, wanted: str) -> Reply:
        found = list(self._found(words))
        if not found:
            return said(turn, dialogue.shelves_none(wanted) if words else dialogue.NOTHING_HELD)
        held = _pages(found, turn.room.units - _HEAD)
        pages = len(held)
        number = min(max(1, number), pages)
        shown = held[number - 1]
        out = TextBuilder().add(dialogue.shelves_title(len(found), number, pages, wanted), StyleKind.BOLD)
        above = None
        for at, (issuer, one) in enumerate(shown, start=1):
            if (issuer, one.year) != above:
                above = issuer, one.year
                out.add("\n\n").add(dialogue.shelf_title(issuer, one.year), StyleKind.BOLD)
            out.add("\n" + dialogue.shelved(at, one.describes, one.kind, one.validity_words))
        if number == 1 and not words:
            out.add(f"\n\n{dialogue.SHELVES_SEARCH}")
        return said(
            turn,
            out,
            [
                [
                    Choice(str(at), key(keys.DOCUMENT, mark_of(one.file)), str(at))
                    for at, (_, one) in enumerate(shown, 1)
                ],
                list(_turns(number, pages, words)),
            ],
            typed=dialogue.shelves_typed(len(shown), number < pages),
        )

    def _found(self, words: str) -> Iterator[tuple[str, Listed]]:
        rest, valid = _validity(words)
        asked = {token.text for token in tokens(rest)}
        for shelf in self._assistant.overview():
            for one in shelf.documents:
                if valid and not fold(one.validity_words).startswith(valid):
                    continue
                text = f"{shelf.issuer} {one.describes} {one.year or ''} {one.kind}"
                if asked <= {token.text for token in tokens(text)}:
                    yield shelf.issuer, one


def _pages(found: list[tuple[str, Listed]], most: int) -> list[list[tuple[str, Listed]]]:
    """The documents in pages, each within so many units."""
    pages: list[list[tuple[str, Listed]]] = []
    room = 0
    for issuer, one in found:
        line = dialogue.shelved(PAGE, one.describes, one.kind, one.validity_words)
        size = units(line) + units(dialogue.shelf_title(issuer, one.year)) + 3  # with a heading, whether it needs one
        if not pages or len(pages[-1]) == PAGE or size > room:
            pages.append([])
            room = most
        pages[-1].append((issuer, one))
        room -= size
    return pages


def _turns(number: int, pages: int, words: str) -> Iterator[Choice]:
    more = (words,) if words else ()
    if number > 1:
        yield Choice(dialogue.PREVIOUS_PAGE, key(keys.SHELVES, number - 1, *more), dialogue.FORM_BEFORE)
    if number < pages:
        yield Choice(dialogue.NEXT_PAGE, key(keys.SHELVES, number + 1, *more), dialogue.FORM_MORE)


def searched(wanted: str) -> str:
    """The words of a search as they stand in a key: folded, few, without signs."""
    words = ""
    for token in tokens(wanted):
        if not token.text.isascii():
            continue
        if words and len(words) + 1 + len(token.text) > _MOST_WORDS:
            break
        words = f"{words} {token.text}".strip()[:_MOST_WORDS]
    return words


def _validity(words: str) -> tuple[str, tuple[str, ...]]:
    """The words without those that ask for what is in force or is not, and how such documents' validity begins."""
    for asked, begins in (
        (dialogue.EXPIRED_WORDS, dialogue.EXPIRED_BEGINS),
        (dialogue.IN_FORCE_WORDS, dialogue.IN_FORCE_BEGINS),
    ):
        for form in asked:
            if f" {form} " in f" {words} ":
                return f" {words} ".replace(f" {form} ", " ").strip(), begins
    return words, ()
