"""Stretches of a document's text that one message holds."""

from __future__ import annotations

from collections.abc import Sequence

from bot.model import Span


def parts_of(text: str, most: int, headings: Sequence[Span] = ()) -> list[Span]:
    """A long text in parts of one message each, none of which ends on a heading; headings in their order."""
    parts: list[Span] = []
    start = 0
    while start < len(text):
        end = _cut(text, start, start + most)
        for first, last in reversed(headings) if end < len(text) else ():
            if start < first < end and not text[last:end].strip():
                end = first
        parts.append((start, end))
        start = end
    return parts or [(0, 0)]


def around(text: str, marked: Span, most: int) -> Span:
    """What one message shows of a text around a stretch of it, with more of what follows than of what precedes."""
    if len(text) <= most:
        return 0, len(text)
    room = max(0, most - (marked[1] - marked[0]))
    start = max(0, marked[0] - room // 3)
    if start > 0:
        line = text.find("\n", start, marked[0])
        start = line + 1 if line >= 0 else marked[0]
    end = _cut(text, start, start + most)
    # No line's end within what is cited, where it fits.
    return start, max(end, marked[1]) if marked[1] - start <= most else end


def _cut(text: str, start: int, end: int) -> int:
    """The end of a line, or else of a word, at or before an offset."""
    if end >= len(text):
        return len(text)
    least = (start + end) // 2  # a message is not cut at a line's end where that would leave less
    for sign in ("\n", " "):
        found = text.rfind(sign, least, end)
        if found >= 0:
            return found + 1
    return end


def trimmed(text: str, span: Span) -> Span:
    """A stretch without the white space at its ends."""
    words = text[span[0] : span[1]]
    start = span[0] + len(words) - len(words.lstrip())
    return start, max(start, span[0] + len(words.rstrip()))


def shortened(line: str, most: int) -> str:
    """A line cut between words where it is too long."""
    return line if len(line) <= most else line[:most].rsplit(" ", 1)[0].rstrip(" ,;–(") + "…"
