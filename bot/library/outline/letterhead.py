"""The heading that every administrative document has, and the title of any other text: what comes before the content.

THÀNH ỦY HẢI PHÒNG              ĐẢNG CỘNG SẢN VIỆT NAM
    BAN THƯỜNG VỤ
          *
    Số 09-KL/TU              Hải Phòng, ngày 11 tháng 3 năm 2021

                      KẾT LUẬN
        của Ban Thường vụ Thành ủy về …            (trích yếu)
                       -----
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.library.outline.parts import Line
from bot.vietnamese import fold

KINDS = (
    "Kết luận", "Nghị quyết", "Quy định", "Quyết định", "Chỉ thị", "Hướng dẫn", "Thông báo", "Kế hoạch", "Nghị định",
    "Thông tư liên tịch", "Thông tư", "Bộ luật", "Luật", "Pháp lệnh", "Quy chế", "Đề án", "Báo cáo", "Công văn",
    "Chương trình hành động", "Chương trình", "Tờ trình", "Công điện", "Điều lệ", "Thông tri", "Văn bản hợp nhất",
    "Hiến pháp", "Lệnh", "Quy trình", "Danh mục",
)  # fmt: skip
_KINDS = {fold(kind): kind for kind in KINDS}

_REACH = 45  # lines that a heading and its title take at most
_NATION = re.compile(r"cong hoa xa hoi chu nghia viet nam|dang cong san viet nam|doc lap ?[-–] ?tu do ?[-–] ?hanh phuc")
_MOTTO = re.compile(r"doc lap ?[-–] ?tu do|(?:cong hoa xa hoi chu nghia viet nam|dang cong san viet nam)$")
# Where the articles begin, the heading is over.
_BODY = re.compile(r"(?:dieu|chuong) (?:\d|[ivx]+\b)")
_ARTICLE = re.compile(r"(?:dieu \d{1,3}[a-z]?|chuong [ivxl]+)\b\s*(?:[.:]|$)")
_RULE = re.compile(r"[\s*\-–—_=.~o•]{1,60}")
_NUMBER_LINE = re.compile(r"so ?:? ?[\d.…]*\s?[-/]|so ?: ?|luat so ?:")
_DATE_LINE = re.compile(r"(?:[^.;:]{2,40}, ?)?ngay [\d ….]{0,8}thang [\d ….]{0,8}nam [\d…. ]{2,8}")
_CONTENT = re.compile(
    r"can cu|xet |theo de nghi|thuc hien |de |sau khi|tren co so|ngay \d|trong |kinh gui"
    r"|quoc hoi ban hanh|chinh phu ban hanh|phan |chuong |dieu \d|muc \d|[ivx]{1,4}\s?[.-]|\d{1,2}[.)-]|[a-z]\)|- "
)
_ATTACHED = re.compile(r"\(?(?:ban hanh )?kem theo ")
_MAX_SUBJECT = 6  # lines


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Indexes of lines; `end` is the first line of content."""

    end: int
    kind: str | None = None  # "Kết luận"
    kind_line: int | None = None
    subject: tuple[int, int] = (0, 0)  # lines of the trích yếu
    title: int | None = None  # the title of a text without an administrative heading
    administrative: bool = False


def kind_on(text: str) -> str | None:
    """The kind of document whose name stands alone on a line in capitals (or as a word in a table's cell)."""
    words = " ".join(text.split()).rstrip(" :")
    if not words.isupper():
        return None
    return _KINDS.get(fold(words))


def is_rule(text: str) -> bool:
    """Whether a line is only a drawn line or an asterisk."""
    return _RULE.fullmatch(text) is not None


def find_letterhead(lines: Sequence[Line]) -> Letterhead:
    """Find the heading at the top of lines."""
    window = list(itertools.takewhile(lambda line: not _BODY.match(line.folded), lines[:_REACH]))
    nation = any(_is_nation(line) for line in window[:12])
    numbered = next((i for i, line in enumerate(window) if _cell(line, _NUMBER_LINE)), None)
    for index, line in enumerate(window):
        if _content_starts(line) and not line.heading and index > (numbered or 0):
            break
        kind = kind_on(line.text)
        # The kind stands alone; without a nation, a number or its own style above, a word in capitals is too little.
        if kind and (nation or numbered is not None or (line.stands_out and _subject_follows(lines, index))):
            first, last = _subject(lines, index + 1)
            return Letterhead(_skip_rules(lines, last), kind, index, (first, last), administrative=True)
    if nation or numbered is not None:
        last_of_heading = max(
            i
            for i, line in enumerate(window[:20])
            if _is_nation(line) or _cell(line, _NUMBER_LINE) or is_date_line(line)
        )
        first = last_of_heading + 1
        last = first + 1 if first < len(lines) and lines[first].folded.startswith("v/v") else first
        return Letterhead(_skip_rules(lines, last), None, None, (first, last), administrative=True)
    title = _title(lines)
    return Letterhead(0 if title is None else _skip_rules(lines, title + 1), title=title)


def _is_nation(line: Line) -> bool:
    """Whether a line is the nation or Party by name, at most with the issuer beside it; sentences name them too."""
    return _NATION.search(line.folded) is not None and len(line.text) <= 160 and (line.upper or _cell(line, _MOTTO))


def is_date_line(line: Line) -> bool:
    """Whether a line (or a cell of it) is "Hải Phòng, ngày 11 tháng 3 năm 2021"."""
    return _cell(line, _DATE_LINE)


def is_attachment_title(lines: Sequence[Line], index: int) -> bool:
    """Whether a line in capitals begins a regulation that is issued together with the document above it."""
    if kind_on(lines[index].text) is None:
        return False
    return any(_ATTACHED.match(line.folded) for line in lines[index + 1 : index + 7])


def _cell(line: Line, pattern: re.Pattern[str]) -> bool:
    return any(pattern.match(cell.strip(" *()")) for cell in line.folded.split("\t"))


def _content_starts(line: Line) -> bool:
    return _CONTENT.match(line.folded) is not None and not line.upper


def _subject_follows(lines: Sequence[Line], index: int) -> bool:
    return index + 1 < len(lines) and index < 12 and lines[index].upper


def _subject(lines: Sequence[Line], first: int) -> tuple[int, int]:
    """The lines of the trích yếu: from below the kind to a drawn line, the grounds, or the first sentence."""
    while first < len(lines) and is_rule(lines[first].text):
        first += 1
    last = first
    while last < min(len(lines), first + _MAX_SUBJECT):
        line = lines[last]
        if is_rule(line.text) or len(line.text) > 400 or line.table:
            break
        if _ARTICLE.match(line.folded):  # a regulation without a subject
            break
        begins_subject = last == first
        # "Về …", "của Ban Thường vụ …": the subject's own beginnings; "Thực hiện …" in the first line may be one, too.
        if _content_starts(line) and not (begins_subject and (line.stands_out or not line.text.endswith("."))):
            break
        if line.folded.startswith(("can cu", "dieu 1", "chuong i", "phan ")) and not begins_subject:
            break
        if _ATTACHED.match(line.folded):
            last += 1
            continue
        # An office in capitals below a subject in small letters is the one that decides: "CHỦ TỊCH ỦY BAN NHÂN DÂN …".
        if not begins_subject and line.upper and not lines[first].upper:
            break
        if not begins_subject and not line.adjacent and _is_sentence(line) and not line.stands_out:
            break
        if begins_subject and _is_sentence(line) and not line.stands_out and len(line.text) > 200:
            break
        last += 1
    return first, last


def _is_sentence(line: Line) -> bool:
    return line.text.endswith((".", ":", ";")) or len(line.text) > 200


def _skip_rules(lines: Sequence[Line], index: int) -> int:
    while index < len(lines) and is_rule(lines[index].text):
        index += 1
    return index


def _title(lines: Sequence[Line]) -> int | None:
    """The title of a text that has no administrative heading: its highest heading, or a short first line."""
    for index, line in enumerate(lines[:8]):
        if line.furniture:
            continue
        if line.heading == 1 or (line.heading and index == 0):
            return index
        short = len(line.text) <= 160 and not line.text.endswith((".", ";", ":", ",")) and "\t" not in line.text
        following = lines[index + 1] if index + 1 < len(lines) else None
        if (
            short
            and not _content_starts(line)
            and (line.stands_out or (following is not None and not following.adjacent))
        ):
            return index
        return None
    return None
