"""What was typed: a command, the typed form of a button, or else a question.

A form counts only where it is all that was typed, courtesies aside, so that "hữu ích là gì" stays a question.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot import phrases
from bot.conversation import keys
from bot.conversation.keys import key, parts_of
from bot.model import SectionKind, State
from bot.phrases import dialogue
from bot.vietnamese import fold, normalise

# Keys that only words lead to.
NOTHING_BEFORE, NOTHING_MORE, NOTHING_EARLIER, NOTHING_OPEN, ALREADY_WHOLE, ALREADY_THERE = (
    key(keys.HINT, why) for why in ("0", "more", "first", "closed", "whole", "there")
)
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
# Where a document is read page by page, "điều sau" is the next page.
_SAME_WAYS_IN_IT = ((_ON, (dialogue.FORM_MORE,)), (_BACK, (dialogue.FORM_BEFORE,)))
_OPEN = dialogue.FORM_FILE[0]  # a form that may be typed where a source or a document is open, and nowhere else
_MOST_WANTED = 8  # words of a search for documents; who writes more asks a question


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

    def is_any(self, forms: Iterable[str]) -> bool:
        """Whether this is one of some forms."""
        return any(self.same_as(form) for form in forms)

    def numbered(self) -> tuple[int | None, _Words]:
        """The number that these words end with, and the words before it; None where they end with none."""
        number = _number(self.folded[-1]) if len(self.folded) > 1 else None
        return number, _Words(self.exact[:-1], self.folded[:-1])


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


def is_open(state: State) -> bool:
    """Whether a source or a document is open in a conversation, from which ways lead on."""
    return any(form == _OPEN for form, _ in state.choices)


def asks_for_list(text: str) -> bool:
    """Whether the list of documents is asked for without a stroke: "vb"."""
    return _is_one_of(text, dialogue.FORM_SHELVES)


def documents_wanted(text: str) -> str | None:
    """The words by which documents are looked for without a stroke: "vb 2025", "văn bản luân chuyển".

    None where nothing is looked for, or the words ask a question: "văn bản nào …", "vb 80 còn hiệu lực không".
    """
    words = normalise(text).split()
    folded = [fold(word) for word in words]
    for form in dialogue.FORM_SHELVES:
        begins = fold(form).split()
        wanted = words[len(begins) :]
        if folded[: len(begins)] == begins and 0 < len(wanted) <= _MOST_WANTED:
            plain = (re.sub(r"\W", "", word).casefold() for word in wanted)
            return None if "?" in text or not dialogue.ASKING_WORDS.isdisjoint(plain) else " ".join(wanted)
    return None


def asks_for_help(text: str) -> bool:
    """Whether help is asked for without a stroke."""
    return _is_one_of(text, dialogue.FORM_HELP)


def asks_to_forget(text: str) -> bool:
    """Whether somebody wants to be forgotten and says so without a stroke."""
    return _is_one_of(text, dialogue.FORM_FORGET)


def _is_one_of(text: str, forms: tuple[str, ...]) -> bool:
    return any(words.is_any(forms) for words in _readings(text))


def _offered(words: _Words, state: State) -> str | None:
    chosen = _CHOSEN.fullmatch(" ".join(words.folded))
    if chosen is not None:
        words = _Words((str(int(chosen[1])),), (str(int(chosen[1])),))
    for form, found in state.choices:
        if words.same_as(form):
            return found
    for said, meant_too in (*_SAME_WAYS, *(_SAME_WAYS_IN_IT if is_open(state) else ())):
        if words.is_any(said):
            for form, found in state.choices:
                if form in meant_too:
                    return found
    if chosen is not None:
        return _out_of_reach([(int(form), found) for form, found in state.choices if form.isdigit()])
    return _file(words, state) or _general(words, state.question) or _no_way_on(words, state)


def _out_of_reach(numbered: list[tuple[int, str]]) -> str:
    """A number was typed that is not in the list shown."""
    if not numbered:
        return NOTHING_BEFORE
    of_sources = all(found.startswith(f"{keys.SOURCE}:") for _, found in numbered)
    return key(keys.HINT, max(numbered)[0], *((keys.SOURCE,) if of_sources else ()))


def _file(words: _Words, state: State) -> str | None:
    """The file that is asked for where it is not one of the last answer's: of what is open, or of a document listed."""
    number, before = words.numbered()
    if not words.is_any(dialogue.FORM_FILE) and (number is None or not before.is_any(dialogue.FORM_FILE)):
        return None
    offered = dict(state.choices)
    letter, parts = parts_of(offered.get(str(number), ""))
    listed = key(keys.ORIGINAL, parts[0]) if letter == keys.DOCUMENT else None
    opened = offered.get(_OPEN)
    if opened is not None and opened.startswith(f"{keys.ORIGINAL}:"):
        return opened if number in (None, 1) else listed or opened
    if number is not None:
        return listed
    numbered = [(int(form), found) for form, found in state.choices if form.isdigit()]
    several = opened is None and any(found.startswith(f"{keys.DOCUMENT}:") for _, found in numbered)
    return _out_of_reach(numbered) if several else opened


def _general(words: _Words, question: int | None) -> str | None:
    """What words mean after any answer."""
    for forms, letter in _WORDS:
        if words.is_any(forms):
            return _key_or_hint(words, letter, question)
    number, before = words.numbered()
    for forms, letter in _NUMBERED:
        if words.is_any(forms):
            return _key_or_hint(words, letter, question, *(("1",) if letter == keys.FILE else ()))
        if number is not None and before.is_any(forms):
            return _key_or_hint(words, letter, question, str(number))
    return None


def _no_way_on(words: _Words, state: State) -> str | None:
    """Why the words of a way on lead nowhere now; None for other words."""
    if not words.is_any(_WAYS_ON):
        return None
    if is_open(state):
        if words.is_any(_WHOLE):
            return ALREADY_WHOLE
        if words.is_any((dialogue.FORM_BACK,)):
            return ALREADY_THERE
    elif words.is_any((*_BACK, *_ON, *_WHOLE, dialogue.FORM_BACK)) or (state.question is None and not state.choices):
        return NOTHING_OPEN
    return NOTHING_EARLIER if words.is_any((*_BACK, dialogue.FORM_BEFORE)) else NOTHING_MORE


def _key_or_hint(words: _Words, letter: str, question: int | None, *more: str) -> str | None:
    if question is not None:
        return key(letter, question, *more)
    # "đúng", "sai" alone may be said of anything.
    return None if len(words.folded) == 1 and letter in (keys.UP, keys.DOWN) else NOTHING_BEFORE


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
