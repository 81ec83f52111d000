"""Putting a text together block by block, so that marks are offsets into its final normal form."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

from bot.library.reading.parts import Mark, MarkKind
from bot.vietnamese import normalise

Run = tuple[str, bool]  # words and whether they are bold

PARAGRAPH = "\n\n"
LINE = "\n"

_SPACES = re.compile(" {2,}")
_AROUND_LINE_END = re.compile(" *\n *")


class TextBuilder:
    """Collects blocks; `text` and `marks` are the result."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self.length = 0
        self.marks: list[Mark] = []

    @property
    def text(self) -> str:
        """Everything so far."""
        return "".join(self._parts)

    def add(
        self, runs: str | Sequence[Run], *, gap: str = PARAGRAPH, kinds: Iterable[tuple[MarkKind, int]] = ()
    ) -> bool:
        """Append one block after `gap`, with marks over the whole of it; a block without words is left out."""
        text, bold = clean_runs([(runs, False)] if isinstance(runs, str) else runs)
        if not text:
            return False
        if self._parts:
            self._parts.append(gap)
            self.length += len(gap)
        start = self.length
        self._parts.append(text)
        self.length += len(text)
        self.marks += [Mark(kind, start, self.length, level) for kind, level in kinds]
        self.marks += [Mark(MarkKind.BOLD, start + first, start + last) for first, last in bold]
        return True

    def table(self, rows: Sequence[Sequence[str]]) -> None:
        """Append a table: cells joined with tabs, one row a line."""
        lines = ["\t".join(one_line(cell) for cell in row).rstrip("\t") for row in rows]
        lines = [line for line in lines if line.strip()]
        if not lines:
            return
        start = None
        for line in lines:
            leading = len(line) - len(line.lstrip("\t"))  # an empty first cell keeps its place in the row
            if self._parts:
                gap = PARAGRAPH if start is None else LINE
                self._parts.append(gap)
                self.length += len(gap)
            start = self.length if start is None else start
            content = "\t" * leading + line.strip()
            self._parts.append(content)
            self.length += len(content)
        if start is not None:
            self.marks.append(Mark(MarkKind.TABLE, start, self.length))

    def sorted_marks(self) -> tuple[Mark, ...]:
        """The marks in order of place."""
        return tuple(sorted(self.marks, key=lambda mark: (mark.start, -mark.end, mark.kind)))


def one_line(text: str) -> str:
    """Return the words of text on one line."""
    return " ".join(normalise(text).split())


def clean_runs(runs: Sequence[Run]) -> tuple[str, list[tuple[int, int]]]:
    """Return the runs as one normalised text without needless blanks, and its bold spans."""
    cleaned: list[Run] = []
    last = "\n"  # blanks are dropped at the start, as after a line end
    for raw, bold in runs:
        text = _SPACES.sub(" ", _AROUND_LINE_END.sub("\n", normalise(raw)))
        if last in " \n\t":
            text = text.lstrip(" ")
        if not text:
            continue
        cleaned.append((text, bold))
        last = text[-1]
    while cleaned and not cleaned[-1][0].rstrip():
        cleaned.pop()
    if cleaned:
        cleaned[-1] = (cleaned[-1][0].rstrip(), cleaned[-1][1])
    while cleaned and not cleaned[0][0].strip():
        cleaned.pop(0)
    if cleaned:
        cleaned[0] = (cleaned[0][0].lstrip(), cleaned[0][1])
    joined = "".join(text for text, _ in cleaned)
    if not unicodedata.is_normalized("NFC", joined):  # a mark at the border of two runs: its letter comes before it
        return normalise(joined).strip(), []
    spans: list[tuple[int, int]] = []
    position = 0
    for text, bold in cleaned:
        if bold and text.strip():
            if spans and spans[-1][1] == position:
                spans[-1] = (spans[-1][0], position + len(text))
            else:
                spans.append((position, position + len(text)))
        position += len(text)
    return joined, spans
