"""Texts that are neither regulation nor interview: their headings, where they have any."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.library.outline.letterhead import Letterhead, is_rule
from bot.library.outline.markers import Level
from bot.library.outline.parts import Line, Node
from bot.model import SectionKind

_MAX_HEADING = 120  # characters
_NUMBERED = re.compile(r"(?:[IVX]{1,5}|\d{1,2}(?:\.\d{1,2})*)[.)]\s+")


def plain(lines: Sequence[Line], letterhead: Letterhead) -> list[Node]:
    """Return heading nodes, nested by level; from the format's marks, else from lines that look like headings."""
    first = letterhead.end
    marked = [i for i in range(first, len(lines)) if lines[i].heading and not lines[i].furniture]
    if marked:
        found = [(i, lines[i].heading) for i in marked]
    else:
        found = [(i, 2) for i in range(first, len(lines)) if _looks_like_heading(lines, i)]
    nodes: list[Node] = []
    if found and found[0][0] > first and any(not line.furniture for line in lines[first : found[0][0]]):
        nodes.append(
            Node(Level.LEAF, _content(lines, first), SectionKind.LEAD, "", "", lines[_content(lines, first)].start)
        )
    for index, level in found:
        body = lines[index + 1].start if index + 1 < len(lines) else lines[index].end
        nodes.append(Node(Level.OUTER + level - 1, index, SectionKind.HEADING, "", lines[index].text, body))
    return nodes


def _content(lines: Sequence[Line], index: int) -> int:
    while index + 1 < len(lines) and lines[index].furniture:
        index += 1
    return index


def _looks_like_heading(lines: Sequence[Line], index: int) -> bool:
    """A short line without a stop, apart from the lines around it, in bold or capitals, or numbered like a heading."""
    line = lines[index]
    if line.furniture or line.table or len(line.text) > _MAX_HEADING or is_rule(line.text) or "\t" in line.text:
        return False
    if line.text.endswith((".", ";", ":", ",", "?", "!", "…", "”", '"')) or index + 1 >= len(lines):
        return False
    following = lines[index + 1]
    apart = not line.adjacent and not following.adjacent
    if line.bold or (line.upper and len(line.text) > 3):
        return apart or not line.adjacent
    return apart and _NUMBERED.match(line.text) is not None and len(following.text) > len(line.text)
