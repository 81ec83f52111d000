"""The columns of the register: what they are called, and which row of a sheet holds their names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.library.register.rows import Register
from bot.phrases import register as words
from bot.vietnamese import fold, normalise

HEADER_ROWS = 10  # the names of the columns stand in one of so many first rows
FILE, ALLOWED, CEASED = "file", "allowed", "ceased"
# Field → the name that the bot gives its column, in order.
COLUMNS = {
    FILE: "Tệp", "number": "Số ký hiệu", "kind": "Loại văn bản", "subject": "Trích yếu",
    "issuer": "Cơ quan ban hành", "signer": "Người ký", "issued": "Ngày ban hành", "in_force_from": "Hiệu lực từ",
    "expired_from": "Hết hiệu lực từ", CEASED: "Điều khoản hết hiệu lực", "stated_validity": "Tình trạng",
    "replaces": "Thay thế", "replaced_by": "Được thay thế bởi", "amends": "Sửa đổi", "based_on": "Căn cứ",
    "guides": "Hướng dẫn", "text_kind": "Bản", "source_urls": "Nguồn", ALLOWED: "Cho dùng", "note": "Ghi chú",
}  # fmt: skip
# Folded names that people give them, beside the bot's own.
_ALSO = {
    "file": FILE, "ten tep": FILE, "ten file": FILE, "ten tap tin": FILE, "tap tin": FILE,
    "so": "number", "so hieu": "number", "so, ky hieu": "number", "so va ky hieu": "number", "so van ban": "number",
    "loai": "kind", "ve viec": "subject", "noi dung trich yeu": "subject", "tieu de": "title", "ten van ban": "title",
    "co quan": "issuer", "noi ban hanh": "issuer", "nguoi phat bieu": "speaker", "nguoi tra loi": "speaker",
    "ngay ky": "issued", "ngay, thang ban hanh": "issued", "ngay hieu luc": "in_force_from",
    "ngay co hieu luc": "in_force_from", "co hieu luc tu": "in_force_from", "ngay het hieu luc": "expired_from",
    "het hieu luc": "expired_from", "dieu, khoan het hieu luc": "ceased", "phan het hieu luc": "ceased",
    "het hieu luc mot phan": "ceased", "dieu khoan bai bo": "ceased",
    "hieu luc": "stated_validity", "tinh trang hieu luc": "stated_validity",
    "thay the cho": "replaces", "thay the van ban": "replaces", "thay the boi": "replaced_by",
    "bi thay the boi": "replaced_by", "van ban thay the": "replaced_by", "sua doi, bo sung": "amends",
    "huong dan thi hanh": "guides", "ban toan van/tom luoc": "text_kind", "toan van/tom luoc": "text_kind",
    "ngay nguon": "source_date", "ngay soan": "written", "duoc dung": ALLOWED,
}  # fmt: skip
_NAMES = {fold(name): field for field, name in COLUMNS.items()} | _ALSO
_ASIDE = re.compile(r"\([^)]*\)|\[[^\]]*\]|[*:]")
_KEYS = (FILE, "number")  # a row is told by one of these


@dataclass(frozen=True, slots=True)
class Header:
    """Where the columns stand."""

    line: int  # the row of their names, from 1
    at: dict[str, int]  # field → column, from 0
    read: dict[str, int]  # what the bot shows beside, field → column, from 0; never read back
    names: dict[str, str]  # field → the name as it is written
    doubled: tuple[str, ...] = ()  # names that stand there more than once: the first counts
    width: int = 0  # columns of it and of what stands above it


def find_header(rows: Sequence[Sequence[object]]) -> Header | None:
    """The header among the first rows of a sheet: the row with most of the names, a file or a number among them."""
    best: Header | None = None
    for line, row in enumerate(rows[:HEADER_ROWS], start=1):
        header = _header(line, row)
        if any(key in header.at for key in _KEYS) and len(header.at) > (len(best.at) if best else 1):
            best = header
    if best is None:
        return None
    return replace(best, width=max(_width(row) for row in rows[: best.line]))


def columns_over(register: Register, file: str) -> list[str]:
    """The names of the columns in which the register says something of a file."""
    line = register.lines.get(file)
    row = next((row for row in register.rows if row.line == line), None)
    if row is None:
        return []
    said = {COLUMNS.get("issued" if name == "issued_as_written" else name, "") for name in row.stated.names}
    return [name for field, name in COLUMNS.items() if name in said or (field == ALLOWED and row.allowed)]


def _width(row: Sequence[object]) -> int:
    return max((at for at, cell in enumerate(row, start=1) if cell is not None), default=0)


def _header(line: int, row: Sequence[object]) -> Header:
    header = Header(line, {}, {}, {})
    doubled: list[str] = []
    for column, cell in enumerate(row):
        if not isinstance(cell, str):
            continue
        written = " ".join(normalise(cell).split())
        if fold(written).startswith(fold(words.READ_PREFIX)):
            field = _NAMES.get(_key(written[len(words.READ_PREFIX) :]))
            if field is not None:
                header.read.setdefault(field, column)
            continue
        field = _NAMES.get(_key(written))
        if field is None:
            continue
        if field in header.at:
            doubled.append(written)
        else:
            header.at[field], header.names[field] = column, written
    return Header(line, header.at, header.read, header.names, tuple(doubled))


def _key(name: str) -> str:
    """A name as it is compared: without accents, capitals, remarks in brackets and needless blanks."""
    return " ".join(_ASIDE.sub(" ", fold(name)).split())
