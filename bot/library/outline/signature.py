"""The end of a document: "Nơi nhận", "T/M BAN THƯỜNG VỤ", the office in capitals and the name below it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.library.outline.parts import Line

_REACH = 60  # lines that recipients and signatures take at most
_RECIPIENTS = re.compile(r"nơi nhận\s*:?", re.IGNORECASE)
ON_BEHALF = re.compile(r"(?:T/M|TM\.?|T\.M\.?|KT\.?|K/T|TL\.?|TUQ\.?|Q\.)\s?[A-ZĐÀ-Ỹ]")
_OFFICES = (
    r"(?:(?:PHÓ|QUYỀN|CHÁNH|THỨ)\s+)?(?:TỔNG BÍ THƯ|BÍ THƯ|CHỦ TỊCH|THỦ TƯỚNG|BỘ TRƯỞNG|THỨ TRƯỞNG|TRƯỞNG BAN|GIÁM ĐỐC"
    r"|TỔNG GIÁM ĐỐC|VĂN PHÒNG|CHỦ NHIỆM|HIỆU TRƯỞNG|VIỆN TRƯỞNG|TỔNG THƯ KÝ|TỔNG KIỂM TOÁN NHÀ NƯỚC|ỦY VIÊN|UỶ VIÊN)"
)
OFFICE = re.compile(rf"{_OFFICES}(?:\s+[A-ZĐÀ-Ỹ,]+){{0,6}}")
_ADOPTED = re.compile(r"(?:Luật|Bộ luật|Nghị quyết|Pháp lệnh) này (?:đã )?được .{3,120} thông qua ngày")
# Above these no signature can stand: the office in capitals over "Căn cứ …" is the one that decides.
_BODY = re.compile(r"(?:Điều|ĐIỀU|Chương|CHƯƠNG)\s+[\dIVX]|Căn cứ\s|(?:QUYẾT ĐỊNH|QUYẾT NGHỊ|NGHỊ QUYẾT)\s*:")


def signature_start(lines: Sequence[Line], first: int, last: int) -> int:
    """The first line of the signature block at the end of lines[first:last]; `last` where there is none."""
    start = last
    for index in range(last - 1, max(first, last - _REACH) - 1, -1):
        if _BODY.match(lines[index].text):
            break
        if _is_signature(lines[index].text):
            start = index
        elif start < last and _is_sentence(lines[index]):
            break  # above the block the document speaks again
    return start


def _is_signature(text: str) -> bool:
    return (
        any(
            _RECIPIENTS.match(cell) or ON_BEHALF.match(cell) or OFFICE.fullmatch(cell)
            for cell in map(str.strip, text.split("\t"))
        )
        or _ADOPTED.match(text) is not None
    )


def _is_sentence(line: Line) -> bool:
    """Running text; recipients ("- Như trên;", "- Lưu VT.") are none."""
    return len(line.text) > 60 and line.text.endswith((".", ":", ";")) and not line.text.startswith(("-", "–", "+"))
