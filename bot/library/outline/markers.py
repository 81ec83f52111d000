"""What stands at the start of a line and makes it a heading or an item: "Chương II", "Điều 5.", "1.", "a)", "-"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

from bot.library.outline.chain import roman
from bot.library.outline.parts import Line
from bot.library.reading.wrapping import refers
from bot.model import SectionKind


class Level(IntEnum):
    """The order of sections, the highest first."""

    APPENDIX = 0
    FORM = 1  # "Mẫu số 01", in an appendix or alone
    OUTER = 2  # signature
    PART = 3
    CHAPTER = 4
    MUC = 5
    SUB_MUC = 6
    LETTER = 7  # "A." above "I."
    ROMAN = 8
    HEADING = 9  # a heading of a web page or Markdown file that is no marker
    ARTICLE = 20
    ITEM = 21  # khoản, and its depth below
    LEAF = 99  # ends where anything else begins


@dataclass(frozen=True, slots=True)
class Marker:
    """A heading found at the start of a line."""

    line: int
    level: Level
    number: str  # as written
    rest: int  # offset of what follows number and separator
    doubt: float = 0.0


_ORDINAL = r"thứ\s+(?:nhất|hai|ba|tư|bốn|năm|sáu|bảy|tám|chín|mười)|(?:nhất|hai|ba|tư|bốn|năm|sáu|bảy|tám|chín|mười)"
_NUMBER = r"\d{1,3}[a-zđ]?|[IVXLC]{1,7}"
# (level, pattern); the words that name a level are written in two ways only, so that "mục 3" within a sentence is none.
_NAMED: tuple[tuple[Level, re.Pattern[str]], ...] = (
    (Level.PART, re.compile(rf"(?:Phần|PHẦN)\s+(?P<number>{_NUMBER}|(?i:{_ORDINAL}))(?!\w)")),
    (Level.CHAPTER, re.compile(rf"(?:Chương|CHƯƠNG)\s+(?P<number>{_NUMBER}|(?i:{_ORDINAL}))(?!\w)")),
    (Level.SUB_MUC, re.compile(rf"(?:Tiểu mục|TIỂU MỤC|Tiểu Mục)\s+(?P<number>{_NUMBER})(?!\w)")),
    (Level.MUC, re.compile(rf"(?:Mục|MỤC)\s+(?P<number>{_NUMBER})(?!\w)")),
)
_SEPARATOR = re.compile(r"\s*(?:[.:]|[-–—](?=\s)|\t)\s*")
_APPENDIX = re.compile(
    r"(?:PHỤ LỤC|Phụ lục)(?:\s+(?:SỐ|số)\s*:?)?(?:\s+(?P<number>\d{1,3}[A-Za-z]?|[IVXLC]{1,6}|[A-Z]))?(?!\w)"
)
_FORM = re.compile(
    r"(?:MẪU|Mẫu|BIỂU|Biểu|BIỂU MẪU|Biểu mẫu)\s+(?:(?:SỐ|số|Số)\s*:?\s*)?"
    r"(?P<number>\d{1,3}[A-Za-z]?(?:[-/.][\w-]{1,12})?)(?!\w)"
)
_ARTICLE = re.compile(
    r"(?:Điều|ĐIỀU)\s+(?P<number>\d{1,3}(?:[a-zđ](?![\w.])|[a-zđ](?=\.))?)(?P<sep>\s*[.:)]|\s*[-–—](?=\s)|\s*$|\s*\t)?\s*"
)
_ROMAN = re.compile(r"(?P<number>[IVX]{1,6})\s?[.\-–—):/]\s*(?=\S)")
_LETTER = re.compile(r"(?P<number>[A-E])\s?[.\-–—)]\s*(?=\S)")

# "Ban Thường vụ quy định như sau:" above the first article is none of these.
AMENDS = re.compile(r"\b(?:sua doi|bo sung|thay the|dieu \d|khoan \d|diem [a-z]\b).* nhu sau ?:$")

_KINDS = {
    Level.PART: SectionKind.PART, Level.CHAPTER: SectionKind.CHAPTER, Level.MUC: SectionKind.MUC,
    Level.SUB_MUC: SectionKind.MUC, Level.LETTER: SectionKind.MUC, Level.ROMAN: SectionKind.MUC,
    Level.HEADING: SectionKind.HEADING, Level.ARTICLE: SectionKind.ARTICLE, Level.APPENDIX: SectionKind.APPENDIX,
    Level.FORM: SectionKind.APPENDIX,
}  # fmt: skip


def kind_of(level: Level) -> SectionKind:
    """The kind of section that a level makes."""
    return _KINDS[level]


def named(line: Line, index: int) -> Marker | None:
    """Phần, Chương, Mục, Tiểu mục: alone on the line, or followed by a separator or by a title in capitals."""
    for level, pattern in _NAMED:
        match = pattern.match(line.text)
        if match is None:
            continue
        rest = line.text[match.end() :]
        separator = _SEPARATOR.match(rest)
        skipped = match.end() + (separator.end() if separator else len(rest) - len(rest.lstrip()))
        remains = line.text[skipped:]
        if not remains or separator or remains.isupper() or (line.heading > 0 or (line.bold and remains[0].isupper())):
            return Marker(index, level, match["number"], line.start + skipped)
    return None


def article(line: Line, index: int, previous: Line | None) -> Marker | None:
    """Điều: with a separator, alone on its line, or shown as a heading; not a reference that begins a wrapped line."""
    match = _ARTICLE.match(line.text)
    if match is None:
        return None
    shown = line.heading > 0 or line.bold_start
    rest = line.text[match.end() :]
    if match["sep"] is None and not (shown and rest[:1].isupper() and " này" not in rest):
        return None
    doubt = 0.0
    if previous is not None and refers(previous.text) and not (shown or previous.stands_out):
        # A comma may be a slip of the pen at the end of the article before; "quy định tại" is none, even where reading
        # a page has made two paragraphs of the sentence.
        comma = previous.text.endswith(",")
        doubt += 3.5 if not comma else 0.5 if line.adjacent else 0.0
    if rest[:1].islower():
        doubt += 1.5
    # In an amending document the new words of an article follow "sửa đổi Điều 5 như sau:".
    if previous is not None and AMENDS.search(previous.folded):
        doubt += 2.5
    return Marker(index, Level.ARTICLE, match["number"].lower(), line.start + match.end(), doubt)


def appendix(line: Line, index: int) -> Marker | None:
    """Phụ lục, Mẫu số: in capitals, or alone on a short line; "Phụ lục I kèm theo Quy định này" is a reference."""
    for level, pattern in ((Level.APPENDIX, _APPENDIX), (Level.FORM, _FORM)):
        match = pattern.match(line.text)
        if match is None:
            continue
        rest = line.text[match.end() :]
        separator = _SEPARATOR.match(rest)
        skipped = match.end() + (separator.end() if separator else len(rest) - len(rest.lstrip()))
        remains = line.text[skipped:]
        capitals = line.text[: match.end()].isupper()
        if (
            not remains
            or (separator and len(line.text) <= 200 and not remains[0].islower())
            or (capitals and not remains[0].islower())
        ):
            return Marker(index, level, match["number"] or "", line.start + skipped)
    return None


def roman_heading(line: Line, index: int) -> Marker | None:
    """A heading "I.", "II-", "III)"."""
    match = _ROMAN.match(line.text)
    if match is None or line.table or roman(match["number"]) is None:
        return None
    return Marker(index, Level.ROMAN, match["number"], line.start + match.end())


def letter_heading(line: Line, index: int) -> Marker | None:
    """A heading "A.", "B-" in capitals, above Roman numbers."""
    match = _LETTER.match(line.text)
    if match is None or line.table or not line.stands_out:
        return None
    return Marker(index, Level.LETTER, match["number"], line.start + match.end())


# --- words that a document quotes -----------------------------------------------------------------------------------

_OPENS = re.compile(r"[“\"„«](?=\S)")
_CLOSES = re.compile(r"[”\"»][.;,]?$")
_MAX_QUOTED = 400  # lines


def quoted_lines(lines: Sequence[Line]) -> set[int]:
    """Indexes of lines within a quotation that begins a line: an amendment's new words, no sections of this text."""
    depths = [line.text.count("“") + line.text.count("„") - line.text.count("”") for line in lines]
    closing = [_CLOSES.search(line.text) is not None for line in lines]
    quoted: set[int] = set()
    index = 0
    while index < len(lines):
        end = _quotation_end(lines[index].text, index, depths, closing) if _OPENS.match(lines[index].text) else None
        if end is None:
            index += 1
        else:
            quoted.update(range(index, end + 1))
            index = end + 1
    return quoted


def _quotation_end(text: str, start: int, depths: Sequence[int], closing: Sequence[bool]) -> int | None:
    """The line that closes a quotation; curly signs are counted, straight ones end at the end of a line."""
    last = min(len(depths), start + _MAX_QUOTED)
    if text[0] in "“„":
        depth = 0
        for index in range(start, last):
            depth += depths[index]
            if depth <= 0:
                return index
        return next((index for index in range(start, last) if closing[index]), None)
    if text.count('"' if text[0] == '"' else "»") % 2 == (0 if text[0] == '"' else 1):
        return start
    return next((index for index in range(start + 1, last) if closing[index]), None)
