"""What reading a file gives: its one stored text, and what its format says about pieces of that text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class MarkKind(StrEnum):
    """What a format can say about a piece of text."""

    HEADING = "heading"  # a whole line; `level` 1 is the highest
    TITLE = "title"  # a whole line that the format calls the document's title
    BOLD = "bold"
    CENTRED = "centred"
    TABLE = "table"  # all rows of one table
    FURNITURE = "furniture"  # page header, footer or number that stands in the text
    FOOTNOTE = "footnote"


@dataclass(frozen=True, slots=True)
class Mark:
    """A hint about `text[start:end]`."""

    kind: MarkKind
    start: int
    end: int
    level: int = 0


@dataclass(frozen=True, slots=True)
class Reading:
    """One file as read. `text` is what is stored; every later offset counts its code points."""

    text: str
    marks: tuple[Mark, ...] = ()
    fields: Mapping[str, Any] = field(default_factory=dict)
    """Front matter: what a person states about the document."""
    hints: Mapping[str, str] = field(default_factory=dict)
    """What a web page says about itself ("title", "nguồn", "ngày"); the document's own heading is believed first."""
    pages: tuple[int, ...] = ()
    """Start offset of each page, where the file has pages."""
    headers: str = ""
    """Words of page headers, footers and text boxes, which are no part of `text`."""
    warnings: tuple[str, ...] = ()
    """For the admins, in Vietnamese."""
