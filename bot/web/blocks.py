"""An answer's text and styles → blocks that a page builds from text nodes alone.

A block is a line of the answer, or a quotation however many lines it has; nothing of the text is left out but line
ends, and the dash before a suggestion.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from bot import phrases
from bot.model import Answer, StyleKind, Suggestion

Block = dict[str, Any]
_CITED = re.compile(r"\[(\d{1,3})\]")
_ITEM = "– "  # how a line that names a suggestion begins


def blocks(answer: Answer) -> list[Block]:
    """Blocks {kind: text | label | quote | source | suggestion, gap, ref?, parts: [{kind, text, ref?}]}.

    `gap` says that a blank line stands before it; `ref` is a citation's number, or a suggestion's from 0. Parts are
    text, bold, italic, quote or cite (a citation's number in the text). Suggestions that no line names come last.
    """
    lines: list[Block] = [_block()]
    gap = False
    for text, kind, ref in _segments(answer):
        if kind is StyleKind.QUOTE:
            lines[-1].update(kind="quote", ref=ref)
            lines[-1]["parts"].append({"kind": "quote", "text": text})
            continue
        for number, piece in enumerate(text.split("\n")):
            if number:
                gap = not lines[-1]["parts"]
                if lines[-1]["parts"]:
                    lines.append(_block())
                lines[-1]["gap"] = gap
            if kind is StyleKind.SOURCE:
                lines[-1].update(kind="source", ref=ref)
            lines[-1]["parts"].extend(_parts(piece, kind, answer))
    found = [_named(line, answer) for line in lines if line["parts"]]
    shown = {line["ref"] for line in found if line["kind"] == "suggestion"}
    for number, suggestion in enumerate(answer.suggestions):
        if number not in shown:
            parts = [{"kind": "text", "text": _line(suggestion)}]
            found.append({"kind": "suggestion", "gap": True, "ref": number, "parts": parts})
    return found


def _block() -> Block:
    return {"kind": "text", "gap": False, "parts": []}


def _segments(answer: Answer) -> Iterator[tuple[str, StyleKind | None, int | None]]:
    """The text cut at the borders of its styles; where styles lie over each other, the later one wins."""
    borders = {0, len(answer.text)} | {at for style in answer.styles for at in (style.start, style.end)}
    cuts = sorted(at for at in borders if 0 <= at <= len(answer.text))
    for start, end in pairwise(cuts):
        style = next((one for one in reversed(answer.styles) if one.start <= start and end <= one.end), None)
        yield answer.text[start:end], style.kind if style else None, style.ref if style else None


def _parts(text: str, kind: StyleKind | None, answer: Answer) -> Iterator[dict[str, Any]]:
    name = kind.value if kind in (StyleKind.BOLD, StyleKind.ITALIC) else "text"
    numbers = {citation.number for citation in answer.citations}
    at = 0
    for found in _CITED.finditer(text):
        if int(found[1]) in numbers:
            if found.start() > at:
                yield {"kind": name, "text": text[at : found.start()]}
            yield {"kind": "cite", "text": found[0], "ref": int(found[1])}
            at = found.end()
    if at < len(text):
        yield {"kind": name, "text": text[at:]}


def _named(line: Block, answer: Answer) -> Block:
    """A line that is a heading of what follows, or the name of a suggestion, is marked as such."""
    text = "".join(part["text"] for part in line["parts"])
    if line["kind"] == "text" and text in (phrases.SOURCES, phrases.SUGGESTIONS):
        return {**line, "kind": "label"}
    if line["kind"] == "text" and text.startswith(_ITEM):
        for number, suggestion in enumerate(answer.suggestions):
            if text.removeprefix(_ITEM) == _line(suggestion):
                parts = [{"kind": "text", "text": text.removeprefix(_ITEM)}]
                return {**line, "kind": "suggestion", "ref": number, "parts": parts}
    return line


def _line(suggestion: Suggestion) -> str:
    return ", ".join(part for part in (suggestion.document, suggestion.address) if part)
