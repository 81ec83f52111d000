"""What a document says of others: which it replaces, amends, rests on and explains, by number as written."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.vietnamese import find_document_numbers, fold, fold_map

KINDS = (
    r"(?:luat|bo luat|phap lenh|nghi quyet|nghi dinh|quyet dinh|quy dinh|thong tu(?: lien tich)?|quy che"
    r"|ket luan|chi thi|huong dan|thong bao|ke hoach|dieu le|de an|van ban|quy trinh)"
)
THIS = rf"{KINDS} nay"
# What a sentence may bear before its first word: "Điều 9.", "2.", "a)", "-".
BEGINS = r"[ \t]*(?:(?:dieu )?\d{1,3}[a-z]?[.):] ?|[a-z]\) ?|[-–+] ?)*"
# What a document says of itself, by the verb right behind its name: no condition, no wish, nothing of the past.
STATES = rf"{THIS} (?:(?:bat dau )?co hieu luc|thay the|sua doi|bo sung|bai bo)\b"
_REPLACES = re.compile(rf"{THIS}[^;\n]{{0,200}}? thay the (?:cho )?(?P<what>[^\n;]{{3,400}})")
_ENDS = re.compile(rf"(?P<what>{KINDS} [^;\n]{{3,300}}?) het hieu luc (?:thi hanh )?(?:ke )?tu ngay {THIS} co hieu luc")
# "Các văn bản sau đây hết hiệu lực kể từ ngày Nghị định này có hiệu lực thi hành:" and the list below it.
_END_BELOW = re.compile(
    rf"sau(?: day)? het hieu luc (?:thi hanh )?(?:ke )?tu ngay {THIS} co hieu luc[^\n]{{0,40}}:"
    r"(?P<what>(?:\n+(?:[a-z]\)|\d{1,2}[.)]|[-+–])[^\n]{3,400}){1,60})"
)
_SENTENCE_END = re.compile(r"\.(?=\s|$)")
# Between the last "," or "và" and the number: a part of that document, and not the document itself.
_PART = re.compile(r"\b(?:dieu|khoan|diem|chuong|muc|phu luc|bieu mau|cum tu|noi dung|doan)\b[^,;\n]*$")
_AMENDS = re.compile(r"(?<!duoc )(?<!bi )(?<!viec )\bsua doi\b(?P<what>[^\n]{3,400})")
_AMENDING_LINE = re.compile(
    r"^(?:dieu \d{1,3}[a-z]?[.:]? ?|\d{1,2}[.)] ?|[a-z]\) ?)?(?P<what>(?:sua doi|bo sung)\b[^\n]{3,400})", re.MULTILINE
)
# "Quyết định này sửa đổi, bổ sung Điều 2 Quy định số … và có hiệu lực từ ngày ký"
_AMENDS_HERE = re.compile(
    rf"(?:^|(?<=\. )){BEGINS}{THIS} (?:co hieu luc[^;\n]{{0,80}}?(?:,| va) )?"
    rf"(?:sua doi(?:,? (?:va )?bo sung)?|bo sung) "
    rf"(?P<what>(?:(?:mot so|cac|noi dung|ten) |(?:khoan|dieu|diem|chuong|muc|phu luc)\b|{KINDS}\b)[^\n]{{3,400}})",
    re.MULTILINE,
)
_ELSE = re.compile(r"(?:,|;|\bva\b|\bdong thoi\b) ?(?:dong thoi )?(?:thay the|bai bo|co hieu luc|het hieu luc)\b.*")
_GUIDES = re.compile(r"\b(?:huong dan|quy dinh chi tiet)\b(?P<what>[^\n;]{3,300})")
_BASED_ON = re.compile(r"^[-–+ ]*can cu\b(?P<what>[^\n]{3,600})", re.MULTILINE)
_AMENDED_SINCE = re.compile(r"\b(?:da )?(?:duoc|bi) (?:sua doi|bo sung|thay the)\b.*")
_GUIDING = ("huong dan", "thong tu", "thong tu lien tich")
_MOST_HEAD = 6_000  # characters before the first article in which a document says what it rests on


def replaced(text: str) -> tuple[str, ...]:
    """The documents that it says to replace; of which it replaces a part only is not among them."""
    found = [*_named(_REPLACES, text, whole=True), *_named(_ENDS, text, whole=True)]
    found += _named(_END_BELOW, text, whole=True, sentence=False)
    return tuple(dict.fromkeys(found))


def amended(names: tuple[str, ...], text: str) -> tuple[str, ...]:
    """The documents that it amends: its title or subject says so, or lines that begin with it."""
    found = [number for name in names for number in _named(_AMENDS, name)]
    found += _named(_AMENDING_LINE, text)
    return tuple(dict.fromkeys([*found, *_named(_AMENDS_HERE, text, until=_ELSE)]))


def guided(kind: str | None, names: tuple[str, ...], head: str) -> tuple[str, ...]:
    """The documents that it explains: its title or subject says so, or its opening, where that is what it is for."""
    found = [number for name in names for number in _named(_GUIDES, name)]
    if fold(kind or "") in _GUIDING:
        # "Hướng dẫn thực hiện …" is its kind and its subject in one.
        found += [number for name in names for number in _all(name)]
        found += _named(_GUIDES, head)
    return tuple(dict.fromkeys(found))


def based_on(head: str) -> tuple[str, ...]:
    """The documents that it rests on, in its lines "Căn cứ …"."""
    return tuple(dict.fromkeys(_named(_BASED_ON, head[:_MOST_HEAD], sentence=False)))


def _named(
    pattern: re.Pattern[str],
    text: str,
    *,
    whole: bool = False,
    sentence: bool = True,
    until: re.Pattern[str] = _AMENDED_SINCE,
) -> Iterator[str]:
    """The numbers in what a pattern finds, as far as `until`; with `whole`, not those of which a part is meant."""
    folded, positions = fold_map(text)
    for match in pattern.finditer(folded):
        what = _SENTENCE_END.split(match["what"])[0] if sentence else match["what"]
        what = until.sub(_blank, _AMENDED_SINCE.sub(_blank, what))
        for _, start, end in find_document_numbers(what):
            before = re.split(r"[,;\n]|\bva\b", what[:start])[-1]
            if not (whole and _PART.search(before)):
                at = match.start("what")
                yield text[positions[at + start] : positions[at + end]].strip(" ,.;")


def _all(text: str) -> Iterator[str]:
    folded, positions = fold_map(text)
    for _, start, end in find_document_numbers(_AMENDED_SINCE.sub(_blank, folded)):
        yield text[positions[start] : positions[end]].strip(" ,.;")


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])
