"""Page furniture: lines of a copied web page or a printed page that are no words of the document.

The rule, conservative because what is taken for furniture can never be found: only whole lines, never a heading or a
table row; fixed words that no document has as a line of its own; everything ambiguous ("0", "Chia sẻ", "(VOV)") only
near the top or the bottom of the text, where pages put it. The words stay in the stored text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.library.outline.parts import Line
from bot.model import Span

_NEAR_TOP = 12  # lines with words
_NEAR_BOTTOM = 15

URL = re.compile(r"(?:(?:nguồn|link|xem tại|theo)\s*:?\s*)?(?P<url>(?:https?://|www\.)\S+)", re.IGNORECASE)
# A source mark closes an article: "(VOV)", "Theo VOV", "Nguồn: Báo Hải Phòng".
SOURCE_MARK = re.compile(
    r"\((?P<mark>[A-ZĐ][\w./ -]{1,30})\)|(?:Theo|Nguồn\s*:|Nguồn tin\s*:)\s+(?P<name>[A-ZĐ][^.:;,]{1,40})"
)

_ANYWHERE = re.compile(
    r"y kien(?: cua)? ban doc|y kien \(\d+\)|gui (?:y kien|binh luan)(?: cua ban)?|viet binh luan|binh luan \(\d+\)"
    r"|(?:tin|bai|bai viet|tin bai|noi dung) (?:lien quan|cung chuyen muc|khac)|tin (?:moi|doc nhieu|noi bat)"
    r"|(?:in|gui|luu) (?:bai viet|bai nay|trang nay|email)|(?:copy|sao chep) (?:link|lien ket|duong dan)"
    r"|chia se (?:facebook|zalo|twitter|bai viet|qua .{1,20}|len .{1,20})|(?:quay lai|ve) (?:dau trang|trang chu)"
    r"|theo doi .{1,30} tren (?:google news|google tin tuc|facebook|zalo)"
    r"|[\d.,]+ (?:luot (?:xem|doc|thich|chia se)|binh luan|chia se|thich)|luot xem ?: ?[\d.,]+"
)
_AT_THE_EDGES = re.compile(
    r"\d{1,6}|binh luan|chia se|facebook|zalo|twitter|youtube|linkedin|print|email|thich|like|share|tweet|in|a[+-]"
    r"|luu|nghe doc bai|xem them|doc them|trang chu|tag|tags|tu khoa"
)
_TAGS = re.compile(r"(?:tags?|tu khoa|chu de) ?: ?.{1,200}")


def find_furniture(lines: Sequence[Line]) -> list[Line]:
    """Return the lines with those that are furniture flagged as such."""
    half = (len(lines) + 1) // 2
    top, bottom = min(_NEAR_TOP, half), max(len(lines) - _NEAR_BOTTOM, half)
    return [
        replace(line, furniture=True) if _is_furniture(line, index < top, index >= bottom) else line
        for index, line in enumerate(lines)
    ]


def spans(lines: Sequence[Line]) -> tuple[Span, ...]:
    """The spans of furniture, neighbours joined."""
    joined: list[Span] = []
    previous_is = False
    for line in lines:
        if line.furniture:
            if previous_is:
                joined[-1] = (joined[-1][0], line.end)
            else:
                joined.append((line.start, line.end))
        previous_is = line.furniture
    return tuple(joined)


def _is_furniture(line: Line, near_top: bool, near_bottom: bool) -> bool:
    if line.furniture:
        return True
    if line.heading or line.table or len(line.text) > 220:
        return False
    words = line.folded.strip(" .:!|•·-–")
    if URL.fullmatch(line.text) or _ANYWHERE.fullmatch(words):
        return True
    if near_bottom and (SOURCE_MARK.fullmatch(line.text) or _TAGS.fullmatch(line.folded)):
        return True
    return (near_top or near_bottom) and _AT_THE_EDGES.fullmatch(words) is not None
