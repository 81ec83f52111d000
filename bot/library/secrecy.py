"""Stamps: of state secrecy (never indexed) and "lưu hành nội bộ" (indexed once a person has confirmed it)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bot.library.reading import MarkKind, Reading
from bot.vietnamese import fold

# A stamp stands alone on its line (or in a text box or page header), in capitals; "bảo mật" in a sentence is none.
# Typists space its letters out.
_STAMP = re.compile(
    r"^[\s\[(*\-–—]*(?:DẤU|ĐỘ MẬT|MỨC ĐỘ MẬT)?\s*:?\s*(T ?U ?Y ?Ệ ?T +M ?Ậ ?T|T ?Ố ?I +M ?Ậ ?T|M ?Ậ ?T)[\s\])*.\-–—]*$"
)
_HEADING_LINES = 25  # a stamp stands in the heading
# Compared without accents, blanks and punctuation: with what may stand before and behind it on its line.
_INTERNAL = re.compile(
    r"(?:tailieu|vanban|baocao|dethi|thongtin|noidung)?(?:chi)?(?:duoc)?luuhanhnoibo"
    r"(?:(?:va)?khong(?:phobien|saochup|saochep|duocphobien|duocsaochup|congbo))*"
)
_INTERNAL_WITHIN = re.compile(r"l ?u ?u *h ?a ?n ?h *n ?o ?i *b ?o(?![a-z])")
_WIDE = re.compile(r" {3,}")
_LONGEST_HEADER = 120  # characters of a header or box that is a label, and not text that happens to stand in a box
_BRACKETS = re.compile(r"[\[(]([^\])]{10,80})[\])]")  # "BAN TỔ CHỨC (LƯU HÀNH NỘI BỘ)"
_GOES_ON = (";", ",", ":")  # such a line is an item of a list
_NOT_A_LETTER = re.compile(r"[^a-z]")


def stamp(reading: Reading) -> str | None:
    """The stamp of secrecy that a document bears, or None."""
    for cell in (*_heading(reading), *_furniture(reading)):
        found = _STAMP.match(" ".join(cell.split()))
        if found:
            letters = found.group(1).replace(" ", "")
            return letters if letters == "MẬT" else f"{letters[:-3]} MẬT"
    return None


def is_internal(reading: Reading) -> bool:
    """Whether a document is marked for internal circulation: on a line of its own on its first page, or in a header.

    That a sentence speaks of such documents marks none.
    """
    for cell in (*_heading(reading), *_first_page(reading)):
        parts = [] if cell.rstrip().endswith(_GOES_ON) else [cell]
        if any(_INTERNAL.fullmatch(_NOT_A_LETTER.sub("", fold(part))) for part in (*parts, *_BRACKETS.findall(cell))):
            return True
    return any(
        len(cell) <= _LONGEST_HEADER and _INTERNAL_WITHIN.search(" ".join(fold(cell).split()))
        for cell in _furniture(reading)
    )


def _heading(reading: Reading) -> Iterator[str]:
    lines = [line for line in reading.text.split("\n") if line.strip()][:_HEADING_LINES]
    yield from _cells(lines)


def _first_page(reading: Reading) -> Iterator[str]:
    """The first page, where the file has pages."""
    end = reading.pages[1] if len(reading.pages) > 1 else 0
    yield from _cells(reading.text[:end].split("\n"))


def _furniture(reading: Reading) -> Iterator[str]:
    """Page headers and footers and text boxes, whether they stand in the text or not."""
    inside = (reading.text[mark.start : mark.end] for mark in reading.marks if mark.kind is MarkKind.FURNITURE)
    for block in (reading.headers, *inside):
        yield from _cells(block.split("\n"))


def _cells(lines: Sequence[str]) -> Iterator[str]:
    """The cells of lines, and the columns within them: blanks part columns, or the words of a spaced-out stamp."""
    for line in lines:
        for cell in line.split("\t"):
            yield cell
            columns = _WIDE.split(cell.strip())
            if len(columns) > 1:
                yield from columns
