"""One message to as many as a platform's limit asks for: cut between quotes, never in one that fits into a message."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from bot.model import Outgoing, Span, Style, StyleKind
from bot.vietnamese import sentences

MAX_STYLES = 100  # Telegram's limit of entities in a message; Zalo states none
_FULL_ENOUGH = (0.5, 0.2)  # parts of a message: how much the end of a line or sentence may leave, tried in turn
_HOLDS = "\xa0\u202f\u2007\u2060\ufeff"  # white space that is there to hold words together
_PARAGRAPH = re.compile(r"\n[^\S\n]*\n")
_LINE = re.compile(r"\n")
_GAP = re.compile(rf"[^\S{_HOLDS}]+")
_ZERO_WIDTH_JOINER = "\u200d"
_FOLLOWERS = (("\U0001f3fb", "\U0001f3ff"), ("\U000e0020", "\U000e007f"))  # skin tones; tags of regional flags
_FLAG_LETTERS = ("\U0001f1e6", "\U0001f1ff")


def units(text: str) -> int:
    """The length of a text in UTF-16 units, in which platforms count."""
    return len(text) + sum(character > "\uffff" for character in text)


def offsets(text: str) -> tuple[int, ...]:
    """UTF-16 units before each character, and of the whole."""
    return tuple(accumulate((1 + (character > "\uffff") for character in text), initial=0))


def pieces(outgoing: Outgoing, limit: int, *, buttons: bool) -> list[Outgoing]:
    """A message as those that are sent; none where it has nothing to show.

    Only white space is lost, at the cuts. A quote is cut only if it alone is beyond the limit, then at the end of a
    line or sentence. The first piece is the reply; the last has the file and the buttons, or the line of choices where
    the platform has no buttons.
    """
    if not buttons:
        outgoing = _typed_out(outgoing)
    text = outgoing.text
    styles = [style for style in (_clipped(style, 0, len(text)) for style in outgoing.styles) if style is not None]
    choices = len(text) if buttons else len(text) - len(outgoing.typed)
    spans = list(_Cutter.of(text, styles, choices, limit).spans())
    if not spans and outgoing.file is not None:
        spans = [(0, 0)]
    made = []
    for at, (start, end) in enumerate(spans):
        last = at == len(spans) - 1
        piece = Outgoing(
            text[start:end],
            _moved(styles, start, end),
            reply_to=outgoing.reply_to if at == 0 else None,
            question=outgoing.question,
        )
        if last:
            piece = replace(piece, buttons=outgoing.buttons, file=outgoing.file)
        made.append(replace(piece, typed=outgoing.typed) if last and buttons else piece)
    return made


def plain(outgoing: Outgoing, limit: int, note: str) -> Outgoing:
    """A piece without all that a platform may stumble over; the note stands in place of its file."""
    text = outgoing.text
    for line in (note if outgoing.file is not None else "", outgoing.typed):
        below = f"{text}\n\n{line}".strip()
        text = below if line and units(below) <= limit else text
    return replace(outgoing, text=text, styles=(), buttons=(), typed="", file=None)


def _typed_out(outgoing: Outgoing) -> Outgoing:
    """The message with its line of choices below the text, and no buttons."""
    typed, text = outgoing.typed.strip(), outgoing.text
    if typed:
        text = f"{text}\n\n{typed}" if text.strip() else typed
    return replace(outgoing, text=text, typed=typed, buttons=())


def _clipped(style: Style, start: int, end: int) -> Style | None:
    """The part of a style that lies in a span; None where there is none."""
    first, last = max(style.start, start), min(style.end, end)
    return replace(style, start=first, end=last) if first < last else None


def _moved(styles: Sequence[Style], start: int, end: int) -> tuple[Style, ...]:
    """The styles of a piece, counted from its beginning."""
    inside = [style for style in (_clipped(style, start, end) for style in styles) if style is not None]
    if len(inside) > MAX_STYLES:  # only where one quote has that many in it: its being a quote comes first
        inside = sorted(inside, key=lambda style: style.kind is not StyleKind.QUOTE)[:MAX_STYLES]
    return tuple(replace(style, start=style.start - start, end=style.end - start) for style in inside)


@dataclass(frozen=True, slots=True)
class _Cutter:
    text: str
    limit: int
    measured: tuple[int, ...]  # UTF-16 units before each character
    whole: tuple[Span, ...]  # what is never cut, the last first
    long: tuple[Span, ...]  # quotes that no message holds
    styles: tuple[Style, ...]
    places: tuple[Sequence[int], ...]  # where to cut: ends of paragraphs, lines, sentences, words

    @classmethod
    def of(cls, text: str, styles: Sequence[Style], choices: int, limit: int) -> _Cutter:
        measured = offsets(text)
        held = [(style.start, style.end) for style in styles if style.kind is StyleKind.QUOTE]
        held = sorted({*held, (choices, len(text))}, reverse=True)
        sizes = {span: measured[span[1]] - measured[span[0]] for span in held}
        places: tuple[Sequence[int], ...] = ()
        if measured[-1] > limit or len(styles) > MAX_STYLES:
            ends = [end for _, end in sentences(text) if text[end : end + 1] not in _HOLDS]
            places = tuple([match.start() for match in pattern.finditer(text)] for pattern in (_PARAGRAPH, _LINE, _GAP))
            places = (places[0], places[1], ends, places[2])
        return cls(
            text,
            limit,
            measured,
            tuple(span for span in held if sizes[span] <= limit),
            tuple(span for span in held if sizes[span] > limit),
            tuple(sorted(styles, key=lambda style: style.start)),
            places,
        )

    def spans(self) -> Iterator[Span]:
        """The pieces, without the white space at the cuts."""
        start, text = 0, self.text
        while text[start:].strip():
            end = self._reach(start)
            if end < len(text):
                end = self._best(start, end)
            kept = len(text[start:end].rstrip()) if end < len(text) else end - start
            if kept:
                yield start, start + kept
            start = end
            while start < len(text) and text[start].isspace():
                start += 1

    def _reach(self, start: int) -> int:
        """The furthest end of a piece, by its length and by the number of its styles."""
        end = bisect_right(self.measured, self.measured[start] + self.limit) - 1
        end = min(len(self.text), max(end, start + 1))
        inside = [style.start for style in self.styles if style.end > start and style.start < end]
        if len(inside) > MAX_STYLES:
            end = max(inside[MAX_STYLES], start + 1)
            # A quote with that many in it stays whole and loses some of them.
            end = max([end, *(last for first, last in self.whole if first <= start and end < last)])
        return end

    def _best(self, start: int, end: int) -> int:
        """Where to cut a piece that ends at `end` at the latest."""
        for first, last in self.whole:
            if start < first < end < last:
                end = first
        whole_sentences = self.places[:3]
        searches = [(start + int((end - start) * full), whole_sentences) for full in _FULL_ENOUGH]
        if any(first < end < last for first, last in self.long):
            searches.append((start, whole_sentences))  # in a quote that is worth a message with little in it
        searches += [(start, self.places[3:]), (start, whole_sentences)]
        for least, kinds in searches:
            for places in kinds:
                for at in range(bisect_right(places, end) - 1, -1, -1):
                    place = places[at]
                    if place <= least:
                        break
                    if self._allowed(place):
                        return place
        return next((place for place in range(end, start, -1) if self._allowed(place)), end)

    def _allowed(self, place: int) -> bool:
        return not any(first < place < last for first, last in self.whole) and not _clings(self.text, place)


def _clings(text: str, place: int) -> bool:
    """Whether a cut would part what is seen as one sign: a letter and its marks, the parts of an emoji."""
    before, after = text[place - 1 : place], text[place : place + 1]
    if not before or not after:
        return False
    if _ZERO_WIDTH_JOINER in (before, after) or any(first <= after <= last for first, last in _FOLLOWERS):
        return True
    if _FLAG_LETTERS[0] <= after <= _FLAG_LETTERS[1]:
        letters = 0
        while letters < place and _FLAG_LETTERS[0] <= text[place - 1 - letters] <= _FLAG_LETTERS[1]:
            letters += 1
        return letters % 2 == 1  # two letters make a flag
    return unicodedata.category(after).startswith("M")
