"""Front matter: what a person states about a document overrides what its own heading says."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from bot import phrases
from bot.library import ceasing
from bot.model import Metadata, TextKind, Validity
from bot.vietnamese import fold, normalise

# Folded key → field of Metadata. The first name of each field is the one that messages and documentation use.
_KEYS = {
    "so": "number", "so ky hieu": "number", "so hieu": "number", "number": "number",
    "loai": "kind", "loai van ban": "kind", "kind": "kind",
    "trich yeu": "subject", "ve viec": "subject", "subject": "subject",
    "tieu de": "title", "ten": "title", "title": "title",
    "co quan ban hanh": "issuer", "co quan": "issuer", "noi ban hanh": "issuer", "issuer": "issuer",
    "nguoi ky": "signer", "signer": "signer",
    "nguoi phat bieu": "speaker", "nguoi tra loi": "speaker", "speaker": "speaker",
    "ngay ban hanh": "issued", "ngay": "issued", "ngay ky": "issued", "date": "issued", "issued": "issued",
    "hieu luc tu": "in_force_from", "ngay hieu luc": "in_force_from", "in force from": "in_force_from",
    "het hieu luc tu": "expired_from", "ngay het hieu luc": "expired_from", "expired from": "expired_from",
    "dieu khoan het hieu luc": "ceased", "phan het hieu luc": "ceased", "ceased": "ceased",
    "thay the boi": "replaced_by", "bi thay the boi": "replaced_by", "replaced by": "replaced_by",
    "thay the cho": "replaces", "thay the": "replaces", "replaces": "replaces",
    "sua doi": "amends", "sua doi bo sung": "amends", "amends": "amends",
    "can cu": "based_on", "based on": "based_on",
    "huong dan": "guides", "huong dan thi hanh": "guides", "guides": "guides",
    "tinh trang": "stated_validity", "hieu luc": "stated_validity", "validity": "stated_validity",
    "ban": "text_kind", "text kind": "text_kind",
    "nguon": "source_urls", "source": "source_urls", "url": "source_urls",
    "ngay nguon": "source_date",
    "ngay soan": "written", "written": "written",
    "ghi chu": "note", "note": "note",
}  # fmt: skip
_SHOWN = (
    "số", "loại", "trích yếu", "tiêu đề", "cơ quan ban hành", "người ký", "người phát biểu", "ngày ban hành",
    "hiệu lực từ", "hết hiệu lực từ", "điều khoản hết hiệu lực", "thay thế bởi", "thay thế cho", "sửa đổi", "căn cứ",
    "hướng dẫn", "tình trạng", "bản", "nguồn", "ngày nguồn", "ngày soạn", "ghi chú",
)  # fmt: skip
VALIDITY = {
    "còn hiệu lực": Validity.IN_FORCE, "một phần": Validity.PARTLY, "chưa có hiệu lực": Validity.NOT_YET,
    "hết hiệu lực": Validity.EXPIRED, "chưa rõ": Validity.UNKNOWN, "không áp dụng": Validity.NOT_APPLICABLE,
}  # fmt: skip
_VALIDITY_ALSO = {
    "con hieu luc mot phan": Validity.PARTLY, "het hieu luc mot phan": Validity.PARTLY,
    "da het hieu luc": Validity.EXPIRED, "dang co hieu luc": Validity.IN_FORCE, "khong ro": Validity.UNKNOWN,
}  # fmt: skip
_BY_WORD = {fold(word): value for word, value in VALIDITY.items()} | _VALIDITY_ALSO
TEXT_KINDS = {"tóm lược": TextKind.DIGEST, "toàn văn": TextKind.FULL}
_TEXT_KIND_ALSO = {
    "tom tat": TextKind.DIGEST, "ban tom luoc": TextKind.DIGEST, "digest": TextKind.DIGEST, "full": TextKind.FULL,
}  # fmt: skip
CEASED_KEY = "điều khoản hết hiệu lực"
NUMBERS = ("replaces", "amends", "based_on", "guides")
_DATES = ("issued", "in_force_from", "expired_from", "written")

_DAY = re.compile(r"(?:ngay )?(\d{1,2})\s*(?:[/.-]|thang)\s*(\d{1,2})\s*(?:[/.-]|nam)\s*(\d{4})")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[t ].*)?")
_MONTH = re.compile(r"(?:thang )?(\d{1,2})\s*(?:[/-]|nam)\s*(\d{4})")
_YEAR = re.compile(r"(?:nam )?(\d{4})")


def apply(fields: Mapping[str, Any], base: Metadata) -> tuple[Metadata, tuple[str, ...]]:
    """Return base with every stated field put in its place, and what is wrong with the others."""
    changes: dict[str, Any] = {}
    warnings: list[str] = []
    for key, value in fields.items():
        name = _KEYS.get(" ".join(fold(normalise(key)).replace("_", " ").split()))
        if name is None:
            warnings.append(phrases.field_unknown(key, _likely(key)))
            continue
        values = _values(value)
        if values is None:
            warnings.append(phrases.field_not_text(key))
        elif values:
            warnings += _set(changes, name, key, values)
    return replace(base, **changes), tuple(warnings)


def parse_date(text: str) -> date | None:
    """Read "11/3/2021", "ngày 11 tháng 3 năm 2021" or "2021-03-11"; None for all else and for impossible days."""
    folded = " ".join(fold(text).split())
    if match := _DAY.fullmatch(folded):
        day, month, year = map(int, match.groups())
    elif match := _ISO.fullmatch(folded):
        year, month, day = map(int, match.groups())
    else:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _set(changes: dict[str, Any], name: str, key: str, values: list[str]) -> list[str]:
    """Put one field into changes; return what is wrong with its value."""
    text = " ".join(values) if name == "note" else ", ".join(values)
    if name in _DATES:
        day = parse_date(text)
        if name == "issued":
            written = None if day else partial_date(text)
            if day or written:
                changes |= {"issued": day, "issued_as_written": written}
                return []
        elif day:
            changes[name] = day
            return []
        return [phrases.field_date_wrong(key, text)]
    if name == "stated_validity":
        return _choice(changes, name, key, text, validity_of(text), tuple(VALIDITY))
    if name == "text_kind":
        wrong = _choice(changes, name, key, text, text_kind_of(text), tuple(TEXT_KINDS))
        if wrong:  # whoever wrote the line meant to say that it is not simply the full text
            changes[name] = TextKind.DIGEST
        return wrong
    if name == "ceased":
        parsed = ceasing.parse("; ".join(values))
        if parsed.ceased:
            changes[name] = parsed.ceased
        return [phrases.field_note(key, said) for said in (*parsed.troubles, *parsed.notes)]
    if name in NUMBERS:
        changes[name] = numbers_in(values)
    elif name == "source_urls":
        changes[name] = addresses_in(values)
    else:
        changes[name] = text
    return []


def _choice(changes: dict[str, Any], name: str, key: str, text: str, value: Any, shown: tuple[str, ...]) -> list[str]:
    if value is None:
        return [phrases.field_value_wrong(key, text, shown)]
    changes[name] = value
    return []


def validity_of(text: str) -> Validity | None:
    """The validity that a person's word means; None for a word that means none."""
    return _BY_WORD.get(" ".join(fold(text).split()))


def text_kind_of(text: str) -> TextKind | None:
    """The kind of text that a person's word means; None for a word that means none."""
    words = {fold(word): value for word, value in TEXT_KINDS.items()} | _TEXT_KIND_ALSO
    return words.get(" ".join(fold(text).split()))


def numbers_in(values: Sequence[str]) -> tuple[str, ...]:
    """The numbers of a list of documents: "80-QĐ/TW, 50-QĐ/TW"."""
    return tuple(part for value in values for part in re.split(r"\s*[,;]\s*", value) if part)


def addresses_in(values: Sequence[str]) -> tuple[str, ...]:
    """The addresses of a list of sources."""
    return tuple(part for value in values for part in re.split(r"[\s;]+|,\s+", value) if part)


def partial_date(text: str) -> str | None:
    """A date of which the day, or the day and the month, is not known: "2/2023", "2022"."""
    folded = " ".join(fold(text).split())
    if match := _MONTH.fullmatch(folded):
        month, year = int(match[1]), int(match[2])
        return f"{month}/{year}" if 1 <= month <= 12 and 1900 <= year <= 2200 else None
    if match := _YEAR.fullmatch(folded):
        return match[1] if 1900 <= int(match[1]) <= 2200 else None
    return None


def _values(value: Any) -> list[str] | None:
    """The value as non-empty lines of text; None where it is neither a text nor a list of texts."""
    parts = value if isinstance(value, list) else [value]
    if any(isinstance(part, (dict, list)) for part in parts):
        return None
    texts = [" ".join(normalise(str(part)).split()) for part in parts if part is not None]
    return [text for text in texts if text]


def _likely(key: str) -> str | None:
    folded = {fold(shown): shown for shown in _SHOWN}
    close = difflib.get_close_matches(fold(key), folded, n=1, cutoff=0.75)
    return folded[close[0]] if close else None
