"""What two questions of one theme must agree in: documents, levels, figures, posts, what is done, what is asked for.

A slot holds what a question says of one such thing. Two questions contradict each other where both say something of a
thing and neither says only what the other says too: "cấp xã" against "cấp huyện", but not "cấp xã" against nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from enum import StrEnum

from bot.vietnamese import DocumentNumber, Kind, find_document_numbers, mentions
from bot.vietnamese.wordlist import either


class Slot(StrEnum):
    """A thing that a question may say something of."""

    DOCUMENT = "document"  # số văn bản
    LEVEL = "level"  # cấp
    FIGURE = "figure"  # years, ages, spans of time, shares, sums
    PLACE = "place"  # điều, khoản, điểm, chương; which term or congress
    POST = "post"  # chức vụ
    BODY = "body"  # cơ quan
    PEOPLE = "people"  # whom it is about
    ACTION = "action"  # what is done with them
    ASKED = "asked"  # what is wanted of it


Value = frozenset[str | DocumentNumber]
Slots = Mapping[Slot, Value]


def _whole(*lines: str) -> re.Pattern[str]:
    """Any of the alternatives of some lines, as whole words; longer ones must stand first."""
    return re.compile(rf"\b{either(*lines)}\b")


# Patterns stand on lower-case text with its accents: folded, "tỉnh" would also be "tính" and "tinh".
_WORDS: Mapping[Slot, re.Pattern[str]] = {
    Slot.LEVEL: _whole(
        "trung ương|cấp chiến lược|cấp tỉnh|tỉnh ủy|tỉnh|thành ủy|cấp thành phố|thành phố",
        "huyện ủy|huyện|quận ủy|quận|xã(?! hội)|phường|đặc khu|cấp sở|cấp phòng",
    ),
    Slot.PLACE: _whole(
        r"(?:điều|khoản|mục|phần|phụ lục) \d{1,3}|điểm [a-zđ](?! [a-z])|chương (?:\d{1,2}|[ivx]+)",
        r"(?:khóa|lần)(?: thứ)? (?:nhất|hai|ba|tư|năm|sáu|bảy|tám|chín|mười|cuối|[ivx]{1,5}|\d{1,2})|lần đầu",
    ),
    Slot.POST: _whole(
        "(?:phó )?(?:bí thư|chủ tịch|giám đốc|trưởng phòng|trưởng ban|hiệu trưởng|chủ nhiệm|chánh văn phòng",
        "chánh thanh tra|viện trưởng|cục trưởng|vụ trưởng|bộ trưởng|trưởng đoàn|giáo sư)",
        "thứ trưởng|phó phòng|phó ban|ủy viên|chuyên viên|tiến sĩ|thạc sĩ|thủ khoa|thường trực",
    ),
    Slot.BODY: _whole(
        "hội đồng nhân dân|ủy ban nhân dân|mặt trận tổ quốc|ban chấp hành|ban thường vụ|ủy ban kiểm tra",
        "ban tổ chức|ban tuyên giáo|tuyên giáo|ban dân vận|ban nội chính|bộ chính trị|ban bí thư",
    ),
    Slot.PEOPLE: _whole(
        "công chức|viên chức|đại biểu|giáo viên|đảng viên|không chuyên trách|bác sĩ|nữ|trẻ|dân tộc thiểu số"
    ),
    Slot.ACTION: _whole(
        "bổ nhiệm lại|bổ nhiệm|miễn nhiệm|từ chức|cách chức|khai trừ|khiển trách|cảnh cáo|giáng chức|luân chuyển",
        "điều động|biệt phái|quy hoạch|tuyển dụng|nâng ngạch|nâng lương|nghỉ hưu|thôi việc|tinh giản|tạm đình chỉ",
        "nghỉ phép|thai sản|tập sự|đào tạo",
    ),
}
_SAME = {
    "cấp tỉnh": "tỉnh", "tỉnh ủy": "tỉnh", "thành phố": "tỉnh", "thành ủy": "tỉnh", "cấp thành phố": "tỉnh",
    "huyện ủy": "huyện", "quận": "huyện", "quận ủy": "huyện", "tuyên giáo": "ban tuyên giáo",
    "phó phòng": "phó trưởng phòng", "phó ban": "phó trưởng ban",
}  # fmt: skip
_UNIT = "người|phó|cán bộ|công chức|ủy viên|đại biểu|biên chế|xã|phường"
_ASKED: Mapping[str, re.Pattern[str]] = {
    "authority": _whole("thẩm quyền|(?:ai|cơ quan nào|cấp nào) (?:có quyền|quyết định|bổ nhiệm|phê duyệt)"),
    "age": _whole("(?:bao nhiêu|mấy) tuổi|độ tuổi|tuổi (?:tối đa|bao nhiêu|mấy)"),
    "procedure": _whole("quy trình|thủ tục|trình tự|các bước|(?:mấy|những) bước"),
    "dossier": _whole("hồ sơ|giấy tờ"),
    "condition": _whole("điều kiện|tiêu chuẩn|tiêu chí|yêu cầu"),
    "money": _whole(
        "kinh phí|chi phí|bao nhiêu (?:tiền|đồng|triệu)|mấy triệu|mức (?:hỗ trợ|trợ cấp|lương|phụ cấp|chi|thưởng)",
        "(?:lương|phụ cấp|trợ cấp|hỗ trợ|thưởng)[^,.?]{0,40} bao nhiêu(?! ngày| tháng| năm)",
    ),
    "duration": _whole("bao lâu|thời (?:gian|hạn|hiệu)|(?:bao nhiêu|mấy) (?:năm|tháng|ngày)(?! tuổi)"),
    "share": re.compile(r"\b(?:bao nhiêu|mấy) (?:phần trăm\b|%)|\b(?:tỷ lệ|tỉ lệ|cơ cấu)\b"),
    "whom": _whole("đối tượng|những ai|cho ai|ai (?:phải|được)|(?:những người|diện) nào"),
    "benefit": _whole("chế độ|chính sách"),
    "count": _whole(f"số lượng|(?:bao nhiêu|mấy) (?:{_UNIT})"),
    "holder": _whole("ai (?:là|đang là|làm|đang làm|giữ)|là ai|đồng chí nào"),
    "where": _whole("(?:ở|tại) (?:đâu|chỗ nào)|nơi nào|địa điểm"),
    "signer": _whole("ai (?:là người )?ký|người ký"),
    "force": _whole("hiệu lực"),
    "penalty": _whole("hình thức (?:xử lý )?kỷ luật"),
}
# Who may have a benefit, and who it is that decides, say what is asked for; the other word only leads there.
_SAYS_MORE = (("whom", "benefit"), ("authority", "holder"), ("authority", "whom"))
_ORDINAL = re.compile(r"(?P<what>khóa|lần|chương)(?: thứ)? (?P<which>[^\W\d]+)")
_NUMERALS = {
    "i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5", "vi": "6", "vii": "7", "viii": "8", "ix": "9", "x": "10",
    "nhất": "1", "hai": "2", "ba": "3", "tư": "4", "năm": "5", "sáu": "6", "bảy": "7", "tám": "8", "chín": "9",
    "mười": "10",
}  # fmt: skip
_ONE = frozenset(("1", "1 thang", "12 thang", "1 ngay", "7 ngay"))  # "mỗi tháng", "một năm": no figure of the matter


def slots_of(text: str) -> Slots:
    """The slots of a question that is written out in full, with its accents."""
    found, rest = _numbers(text)
    words = rest.lower()
    for slot, pattern in _WORDS.items():
        if values := {_canonical(match[0]) for match in pattern.finditer(words)}:
            found[slot] = frozenset(values)
    asked = {name for name, pattern in _ASKED.items() if pattern.search(words)}
    for more, less in _SAYS_MORE:
        if more in asked:
            asked.discard(less)
    if asked:
        found[Slot.ASKED] = frozenset(asked)
    return found


def _canonical(said: str) -> str:
    """One name for what is said in several ways: "lần thứ nhất" is "lần 1", "thành ủy" speaks of the same level."""
    if ordinal := _ORDINAL.fullmatch(said):
        return f"{ordinal['what']} {_NUMERALS.get(ordinal['which'], ordinal['which'])}"
    return _SAME.get(said, said)


def numbers_of(text: str) -> Slots:
    """The slots of a question that hold numbers, which no accents are needed for."""
    return _numbers(text)[0]


def _numbers(text: str) -> tuple[dict[Slot, Value], str]:
    """The same, and the text without the documents that it names."""
    found: dict[Slot, Value] = {}
    documents = find_document_numbers(text)
    if documents:
        found[Slot.DOCUMENT] = frozenset(number for number, _, _ in documents)
    rest = text
    for _, start, end in reversed(documents):
        rest = f"{rest[:start]};{rest[end:]}"
    figures = (one.value for one in mentions(rest) if one.kind is not Kind.DOCUMENT_NUMBER)
    if values := {value for value in figures if value not in _ONE}:
        found[Slot.FIGURE] = frozenset(values)
    return found, rest


def agree(one: Value, other: Value) -> bool:
    """Whether two things that are said in one slot may stand in one theme."""
    first = [number for number in one if isinstance(number, DocumentNumber)]
    if first:
        second = [number for number in other if isinstance(number, DocumentNumber)]
        return _all_known(first, second) and _all_known(second, first)
    return one <= other or other <= one


def _all_known(numbers: Iterable[DocumentNumber], among: Iterable[DocumentNumber]) -> bool:
    return all(any(_same(number, other) for other in among) for number in numbers)


def _same(one: DocumentNumber, other: DocumentNumber) -> bool:
    """Whether two numbers may be those of one document: no part that both give differs."""
    return one.digits == other.digits and all(
        here is None or there is None or here == there
        for here, there in ((one.year, other.year), (one.kind, other.kind), (one.issuer, other.issuer))
    )
