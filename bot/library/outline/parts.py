"""What an outline is, and the lines and nodes that its parts work on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from bot.library.reading import MarkKind, Reading
from bot.model import Section, SectionKind, Span
from bot.vietnamese import fold


@dataclass(frozen=True, slots=True)
class Outline:
    """The places of a text: sections in order of start, parents before children; and what is no content at all."""

    sections: tuple[Section, ...] = ()
    furniture: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class RowSpan:
    """A known article of a text that was put together from rows: where it is and what it is called."""

    start: int
    body: int
    end: int
    label: str  # "Điều 5"
    title: str = ""


@dataclass(frozen=True)
class Line:
    """A line that has words: `text` is the stored text from `start` to `end`, with Đ where it has an Eth (Ð)."""

    start: int
    end: int
    text: str
    adjacent: bool = False  # no blank line before it
    heading: int = 0  # its level where the format calls it a heading
    bold: bool = False  # as a whole
    bold_start: bool = False  # its first words
    centred: bool = False
    table: bool = False
    furniture: bool = False

    @cached_property
    def folded(self) -> str:
        """The line without case and accents."""
        return fold(self.text)

    @cached_property
    def upper(self) -> bool:
        """Whether all its letters are capitals."""
        return self.text.isupper()

    @property
    def stands_out(self) -> bool:
        """Whether the format or the capitals show a line that is no running text."""
        return self.heading > 0 or self.bold or self.centred or self.upper


@dataclass(frozen=True, slots=True)
class Node:
    """A section before its end is known: it reaches to the next node of its level or a higher (smaller) one."""

    level: int
    line: int  # index of its first line
    kind: SectionKind
    label: str
    title: str
    body: int  # offset
    number: int | None = None


_ETH = str.maketrans("Ðð", "Đđ")  # what old converters put for Đ; it looks the same, and only the outline reads it so
_FIRST_WORDS = 6  # characters, as long as "Điều 1"


def split_lines(reading: Reading, start: int = 0, end: int | None = None) -> list[Line]:
    """Return the lines of text[start:end] that have words, with what the marks say about each."""
    text = reading.text[: len(reading.text) if end is None else end]
    flags = {kind: _Marks(reading, kind) for kind in MarkKind}
    lines: list[Line] = []
    position = start
    adjacent = False
    for raw in text[start:].split("\n"):
        stripped = raw.strip()
        if not stripped:
            adjacent = False
        else:
            first = position + len(raw) - len(raw.lstrip())
            last = first + len(stripped)
            heading = flags[MarkKind.HEADING].level(first, last) or (
                1 if flags[MarkKind.TITLE].level(first, last) else 0
            )
            lines.append(
                Line(
                    first,
                    last,
                    stripped.translate(_ETH),
                    adjacent,
                    heading=heading,
                    bold=flags[MarkKind.BOLD].level(first, last) > 0,
                    bold_start=flags[MarkKind.BOLD].level(first, min(first + _FIRST_WORDS, last)) > 0,
                    centred=flags[MarkKind.CENTRED].level(first, last) > 0,
                    table=flags[MarkKind.TABLE].level(first, last) > 0,
                    furniture=flags[MarkKind.FURNITURE].level(first, last) > 0,
                )
            )
            adjacent = True
        position += len(raw) + 1
    return lines


class _Marks:
    """The marks of one kind, asked in order of place."""

    def __init__(self, reading: Reading, kind: MarkKind) -> None:
        self._marks = sorted((m.start, m.end, max(m.level, 1)) for m in reading.marks if m.kind is kind)
        self._next = 0

    def level(self, start: int, end: int) -> int:
        """The level of the mark that covers start..end, 0 where none does; calls must come in order of place."""
        marks = self._marks
        while self._next < len(marks) and marks[self._next][1] <= start:
            self._next += 1
        if self._next < len(marks) and marks[self._next][0] <= start and end <= marks[self._next][1]:
            return marks[self._next][2]
        return 0


def assemble(nodes: Sequence[Node], lines: Sequence[Line]) -> tuple[Section, ...]:
    """Give every node its end and its parent; a section ends with its last line that is no furniture."""
    content_ends = _content_ends(lines)
    ends = [0] * len(nodes)
    parents: list[int | None] = [None] * len(nodes)
    open_nodes: list[int] = []
    for index, node in enumerate(nodes):
        while open_nodes and nodes[open_nodes[-1]].level >= node.level:
            ends[open_nodes.pop()] = content_ends[node.line]
        parents[index] = open_nodes[-1] if open_nodes else None
        open_nodes.append(index)
    for index in open_nodes:
        ends[index] = content_ends[len(lines)]
    return tuple(
        Section(
            kind=node.kind, label=node.label, title=node.title, start=lines[node.line].start,
            body=min(node.body, max(end, lines[node.line].start)), end=max(end, lines[node.line].start),
            parent=parent, number=node.number,
        )
        for node, end, parent in zip(nodes, ends, parents, strict=True)
    )  # fmt: skip


def _content_ends(lines: Sequence[Line]) -> list[int]:
    """For each line index, the end of the last line before it that is no furniture."""
    ends = [0]
    for line in lines:
        ends.append(ends[-1] if line.furniture else line.end)
    return ends
