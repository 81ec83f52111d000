"""Names in capitals as they are written within a sentence."""

from __future__ import annotations

import re

# Names whose capitals follow no rule; everything else in a name gets a capital at each word.
_NAMES = (
    "Ban Chấp hành Trung ương", "Ban Chấp hành", "Ban Thường vụ", "Ban Bí thư", "Ban Tổ chức", "Ban Tuyên giáo",
    "Ban Tuyên giáo và Dân vận", "Ban Dân vận", "Ban Nội chính", "Ban Kiểm tra",
    "Bộ Chính trị", "Bộ Nội vụ", "Bộ Tài chính",
    "Chính phủ", "Thủ tướng Chính phủ", "Quốc hội", "Ủy ban Thường vụ Quốc hội", "Chủ tịch nước", "Đảng bộ", "Đảng ủy",
    "Thành ủy", "Tỉnh ủy", "Quận ủy", "Huyện ủy", "Thành uỷ", "Tỉnh uỷ", "Trung ương",
    "Ủy ban nhân dân", "Uỷ ban nhân dân",
    "Hội đồng nhân dân", "Ủy ban Kiểm tra", "Ủy ban kiểm tra Trung ương", "Văn phòng", "Sở Nội vụ",
    "thành phố", "tỉnh", "quận", "huyện", "xã",
    "phường", "đặc khu", "thị xã", "thị trấn", "Hải Phòng", "Hải Dương", "Hà Nội", "Việt Nam", "Đảng Cộng sản Việt Nam",
    "Đảng",
    "Nhà nước", "Trung ương Đảng", "Mặt trận Tổ quốc", "Kiểm toán nhà nước", "Tòa án nhân dân",
    "Viện kiểm sát nhân dân", "và", "về", "của",
)  # fmt: skip
_PATTERN = re.compile(
    "|".join(rf"(?<!\w){re.escape(name)}(?!\w)" for name in sorted(_NAMES, key=len, reverse=True)), re.IGNORECASE
)
_BY_LOWER = {name.lower(): name for name in _NAMES}


def _known(match: re.Match[str]) -> str:
    return _BY_LOWER[match[0].lower()]


def as_name(text: str) -> str:
    """Return a name of an office: "THÀNH ỦY HẢI PHÒNG" → "Thành ủy Hải Phòng"; other text as it is."""
    if not text.isupper():
        return text
    return _first_capital(_PATTERN.sub(_known, " ".join(word.capitalize() for word in text.split())))


def as_sentence(text: str) -> str:
    """Return a subject in capitals as a sentence; names that are not known lose their capitals."""
    if not text.isupper():
        return text
    return _first_capital(_PATTERN.sub(_known, text.lower()))


def _first_capital(text: str) -> str:
    return text[:1].upper() + text[1:]
