"""Who issued a document: the left column of its heading, also where the two columns came out line by line."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.library.heading.casing import as_name
from bot.library.outline.letterhead import Letterhead, is_rule, kind_on
from bot.library.outline.parts import Line
from bot.vietnamese import fold

_OTHER = re.compile(
    r"cong hoa xa hoi|dang cong san viet nam|doc lap ?[-–]|.*\bngay .{0,12}thang|so ?:|so \d|so [-/]|luat so|.*\d"
    r"|\(|v/v|(?:toi |tuyet )?mat$|hoa toc|khan$|thuong khan|du thao"
)
# A body that has no name without the one above it: "BAN THƯỜNG VỤ" below "THÀNH ỦY HẢI PHÒNG".
_WITHIN = re.compile(
    r"ban thuong vu|ban chap hanh|van phong|ban to chuc|ban tuyen giao.*|ban dan van|ban noi chinh|uy ban kiem tra"
    r"|ban kiem tra"
)
_SPLIT_NAME = re.compile(
    r"(?:uy ban nhan dan|hoi dong nhan dan|ban chap hanh dang bo|thanh uy|tinh uy|quan uy|huyen uy|dang uy)"
)
_PLACE = re.compile(r"(?:thanh pho|tinh|quan|huyen|xa|phuong|dac khu|thi xa|thi tran)\b")
_STATE = re.compile(r"(?:uy ban nhan dan|ubnd)\s+(?P<place>.+)")


def find_issuer(lines: Sequence[Line], letterhead: Letterhead) -> str | None:
    """Return the issuing body's name, None where the heading has none."""
    if not letterhead.administrative:
        return None
    last = letterhead.kind_line if letterhead.kind_line is not None else letterhead.end
    names: list[str] = []
    for line in lines[:last]:
        for cell in line.text.split("\t"):
            # "ĐẢNG CỘNG SẢN VIỆT NAM" may stand on the same line after a run of blanks
            for part in re.split(r"\s{3,}", cell):
                words = part.strip(" *")
                if words.isupper() and not is_rule(part) and not _OTHER.match(fold(words)) and kind_on(words) is None:
                    names.append(words)
    return _named(names)


def _named(names: list[str]) -> str | None:
    if not names:
        return None
    if len(names) > 1 and _SPLIT_NAME.fullmatch(fold(names[0])) and not _WITHIN.fullmatch(fold(names[1])):
        names = [f"{names[0]} {names[1]}", *names[2:]]
    while len(names) > 1 and _PLACE.match(fold(names[1])):
        names = [f"{names[0]} {names[1]}", *names[2:]]
    above, body = names[0], names[1] if len(names) > 1 else None
    if body is None:
        return as_name(above)
    if _WITHIN.fullmatch(fold(body)):
        return f"{as_name(body)} {as_name(above)}"
    state = _STATE.match(fold(above))
    if state:
        place = as_name(above[state.start("place") :])
        return f"{as_name(body)} {place[:1].lower()}{place[1:]}"
    return as_name(body)
