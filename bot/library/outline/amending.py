"""New words that an amending document gives to another one's articles, where no quotation marks set them apart."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set

from bot.library.outline.markers import AMENDS
from bot.library.outline.parts import Line
from bot.library.outline.signature import ON_BEHALF

_ARTICLE = re.compile(r"(?:Điều|ĐIỀU)\s+0*(?P<number>\d{1,3})[a-zđ]?\s*[.:]")
# "2. Bổ sung Điều 7 như sau:", folded: the amending document speaks again.
_ORDER = re.compile(
    r"(?:khoan |diem )?(?:\d{1,3}[a-z]?\s?[.):-]|[a-z]\d?\s?[.):])\s*(?:sua doi|bo sung|thay the|thay |bai bo|bo )"
)


def amended_lines(lines: Sequence[Line], quoted: Set[int]) -> set[int]:
    """Indexes of lines from an article that follows "sửa đổi Điều 7 như sau:" to where this document goes on itself.

    That is its own next article, its next order to amend, or its end.
    """
    found: set[int] = set()
    own = index = 0  # own: the number of the article of this document that the line stands in
    while index < len(lines):
        if index not in quoted and (begun := _ARTICLE.match(lines[index].text)):
            own = int(begun["number"])
        index += 1
        if index - 1 in quoted or index in quoted or index >= len(lines) or not AMENDS.search(lines[index - 1].folded):
            continue
        new = _ARTICLE.match(lines[index].text)
        if new is None or int(new["number"]) == own + 1:
            continue
        while index < len(lines) and not _goes_on(lines[index], own):
            found.add(index)
            index += 1
    return found


def _goes_on(line: Line, own: int) -> bool:
    article = _ARTICLE.match(line.text)
    if article is not None:
        return int(article["number"]) == own + 1
    return (
        _ORDER.match(line.folded) is not None
        or line.folded.startswith("noi nhan")
        or ON_BEHALF.match(line.text) is not None
    )
