"""What was typed: a command, the typed form of a button, or else a question.

A form counts only where it is all that was typed, courtesies aside, so that "hữu ích là gì" stays a question.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot import phrases
from bot.conversation import keys
from bot.conversation.keys import key
from bot.model import SectionKind, State
from bot.phrases import dialogue
from bot.vietnamese import fold, normalise

NOTHING_BEFORE, NOTHING_MORE = key(keys.HINT, "0"), key(keys.HINT, "more")  # keys that only words lead to
_KNOWN = {**dialogue.COMMANDS, **dialogue.ADMIN_COMMANDS}
_MOST_NAME_WORDS = 4  # "/xóa dữ liệu của tôi"
_BOT_NAME = re.compile(r"@\w+")
_NUMBER = re.compile(r"\d{1,2}")
_CHOSEN = re.compile(r"(?:(?:so|cau|chon) )?(\d{1,2})")
_Forms = tuple[tuple[tuple[str, ...], str], ...]
_WORDS: _Forms = (
    (dialogue.FORM_UP, keys.UP),
    (dialogue.FORM_DOWN, keys.DOWN),
    (dialogue.FORM_RELATED, keys.RELATED),
)
_NUMBERED: _Forms = (  # with a number or without
    (dialogue.FORM_SOURCE, keys.SOURCE),
    (dialogue.FORM_COPY, keys.COPY),
    (dialogue.FORM_FILE, keys.FILE),
    (dialogue.FORM_WEB, keys.WEB),
)
# Where there is no way on, its words are still no question: "điều sau" below the last article.
_WAYS_ON = (
    dialogue.FORM_MORE,
    *dialogue.FORM_MORE_TOO,
    dialogue.FORM_BACK,
    dialogue.FORM_BEFORE,
    *dict.fromkeys(label for kind in (*SectionKind, None) for label in phrases.source_buttons(kind)),
)


_BACK, _ON, _WHOLE = (
    tuple(dict.fromkeys(phrases.source_buttons(kind)[way].casefold() for kind in (*SectionKind, None)))
    for way in range(3)
)
_ON_AND_ON = (dialogue.FORM_MORE, *dialogue.FORM_MORE_TOO)
# Typed words, and what is offered that they say as well: "đọc tiếp" is "thêm", "điều sau" is "phần sau" in a text
# without articles, and at the end of a text "thêm" is the next one.
_SAME_WAYS = ((_ON_AND_ON, (dialogue.FORM_MORE,)), (_BACK, _BACK), (_WHOLE, _WHOLE), (_ON, _ON), (_ON_AND_ON, _ON))


@dataclass(frozen=True, slots=True)
class Command:
    """A command without its stroke, and what stands after it; `name` is "" for one that we do not have."""

    name: str
    rest: str


@dataclass(frozen=True, slots=True)
class _Words:
    """What was typed as bare words: as they are, and folded."""

    exact: tuple[str, ...]
    folded: tuple[str, ...]

    def same_as(self, form: str) -> bool:
        """Whether this is a form; of one syllable it must not bear other accents than the form's."""
        if self.folded != tuple(fold(form).split()):
            return False
        return len(self.folded) > 1 or self.exact in ((form.casefold(),), self.folded)


def command(text: str) -> Command | None:
    """The command that a text is, however it is spelt: "/vanban@bot luân chuyển", "/văn bản luân chuyển"; or None."""
    words = normalise(text).strip()
    if not words.startswith("/") or len(words) == 1:
        return None
    pieces = [(found[0], found.end()) for found in re.finditer(r"\S+", words[1:])]
    for count in range(min(_MOST_NAME_WORDS, len(pieces)), 0, -1):
        name = "".join(_BOT_NAME.sub("", fold(word)) for word, _ in pieces[:count])
        name = dialogue.COMMAND_ALIASES.get(name, name)
        if name in _KNOWN:
            return Command(name, words[1 + pieces[count - 1][1] :].strip())
    return Command("", words)


def meant(text: str, state: State) -> str | None:
    """The key that typed words stand for in a conversation; None where they are a question."""
    return next((found for words in _readings(text) if (found := _offered(words, state)) is not None), None)


def asks_for_list(text: str) -> bool:
    """Whether the list of documents is asked for without a stroke: "vb"."""
    return _is_one_of(text, dialogue.FORM_SHELVES)


def asks_for_help(text: str) -> bool:
    """Whether help is asked for without a stroke."""
    return _is_one_of(text, dialogue.FORM_HELP)


def asks_to_forget(text: str) -> bool:
    """Whether somebody wants to be forgotten and says so without a stroke."""
    return _is_one_of(text, dialogue.FORM_FORGET)


def _is_one_of(text: str, forms: tuple[str, ...]) -> bool:
    return any(words.same_as(form) for words in _readings(text) for form in forms)


def _offered(words: _Words, state: State) -> str | None:
    chosen = _CHOSEN.fullmatch(" ".join(words.folded))
    if chosen is not None:
        words = _Words((str(int(chosen[1])),), (str(int(chosen[1])),))
    for form, found in state.choices:
        if words.same_as(form):
            return found
    for said, meant_too in _SAME_WAYS:
        if any(words.same_as(form) for form in said):
            for form, found in state.choices:
                if form in meant_too:
                    return found
    if chosen is not None:
        numbers = [int(form) for form, _ in state.choices if form.isdigit()]
        return key(keys.HINT, max(numbers)) if numbers else NOTHING_BEFORE
    return _general(words, state.question)


def _general(words: _Words, question: int | None) -> str | None:
    """What words mean after any answer."""
    for forms, letter in _WORDS:
        if any(words.same_as(form) for form in forms):
            return _key_or_hint(words, letter, question)
    number = _number(words.folded[-1]) if len(words.folded) > 1 else None
    before = _Words(words.exact[:-1], words.folded[:-1])
    for forms, letter in _NUMBERED:
        if any(words.same_as(form) for form in forms):
            return _key_or_hint(words, letter, question, *(("1",) if letter == keys.FILE else ()))
        if number is not None and any(before.same_as(form) for form in forms):
            return _key_or_hint(words, letter, question, str(number))
    return NOTHING_MORE if any(words.same_as(form) for form in _WAYS_ON) else None


def _key_or_hint(words: _Words, letter: str, question: int | None, *more: str) -> str | None:
    if question is not None:
        return key(letter, question, *more)
    # "đúng", "sai" alone may be said of anything.
    return NOTHING_BEFORE if len(words.folded) > 1 else None


def _number(word: str) -> int | None:
    if _NUMBER.fullmatch(word):
        return int(word)
    spoken = [fold(one) for one in dialogue.NUMBER_WORDS]
    return spoken.index(word) + 1 if word in spoken else None


def _readings(text: str) -> Iterator[_Words]:
    """The words without punctuation, and then without more and more of the courtesies around them."""
    exact = re.sub(r"[^\w\s]|_", " ", normalise(text).casefold()).split()
    folded = [fold(word) for word in exact]
    start, end = 0, len(folded)
    if end:
        yield _Words(tuple(exact), tuple(folded))
    for courtesy in dialogue.BEFORE_A_FORM:
        pieces = courtesy.split()
        if folded[:-1][: len(pieces)] == pieces:
            start = len(pieces)
            yield _Words(tuple(exact[start:]), tuple(folded[start:]))
            break
    while True:
        for courtesy in dialogue.AFTER_A_FORM:
            pieces = courtesy.split()
            if end - len(pieces) > start and folded[end - len(pieces) : end] == pieces:
                end -= len(pieces)
                yield _Words(tuple(exact[start:end]), tuple(folded[start:end]))
                break
        else:
            return
