"""What is said about parts of a document that are out of force while the rest of it stays."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.model import Ceased

_EXAMPLE = "Ví dụ: Điều 5 từ 1/1/2026; khoản 2 Điều 7 từ 1/3/2026 (Quy định 377-QĐ/TW)"
MOST = 3  # parts that are named in a line
HINT = "Điều 5 từ 1/1/2026; khoản 2 Điều 7 từ 1/3/2026 (377-QĐ/TW)"
NEAR_CEASED = "Chỉ tìm thấy ở điều, khoản đã hết hiệu lực:"


def place(one: Ceased) -> str:
    """A place the way drafters write it: "điểm a khoản 2 Điều 7"."""
    return " ".join(reversed(one.place))


def _day(value: date) -> str:
    return f"{value.day}/{value.month}/{value.year}"


def gone(one: Ceased) -> str:
    """That a part is out of force, since when, and what took its place."""
    words = "đã hết hiệu lực"
    if one.since is not None:
        words += f" từ {_day(one.since)}"
    if one.by:
        words += f", bị bãi bỏ theo {one.by}" if one.repealed else f", thay bằng {one.by}"
    return words


def goes(one: Ceased, today: date) -> str:
    """The same as seen on a day, on which it may still be in force."""
    if one.since is None or one.since <= today:
        return gone(one)
    return gone(one).replace("đã hết", "sẽ hết", 1)


def parts_gone(parts: Sequence[Ceased]) -> str:
    """Which parts are out of force: "khoản 2 Điều 7 đã hết hiệu lực từ 1/3/2026"."""
    said = [f"{place(one)} {gone(one)}" for one in parts[:MOST]]
    rest = len(parts) - MOST
    return "; ".join(said) + (f"; và {rest} chỗ khác" if rest > 0 else "")


def written(parts: Sequence[Ceased]) -> str:
    """The parts as they stand in a cell of the register, to be read back as they are."""
    return "; ".join(_written(one) for one in parts)


def _written(one: Ceased) -> str:
    since = f" từ {_day(one.since)}" if one.since else ""
    by = f" ({'bãi bỏ theo ' if one.repealed else ''}{one.by})" if one.by else ""
    return f"{place(one)}{since}{by}"


def no_place(text: str) -> str:
    """Nothing in it is a place of a document."""
    return f"không thấy điều, khoản nào trong “{text}”. {_EXAMPLE}."


def not_understood(text: str, word: str) -> str:
    """A word in it might change the meaning."""
    return f"không hiểu chữ “{word}” trong “{text}” nên bỏ qua. {_EXAMPLE}."


def date_wrong(written: str) -> str:
    """A day that does not exist."""
    return f"ngày “{written}” không có thật. Viết ngày/tháng/năm, ví dụ 1/3/2026."


def first_of_month(written: str, taken: date) -> str:
    """A month where a day is needed."""
    return f"“{written}” không ghi ngày, được hiểu là {_day(taken)}."


def no_day(text: str) -> str:
    """Nothing says since when."""
    return f"“{text}” không ghi từ ngày nào nên được coi là hết hiệu lực vào mọi ngày."


def not_there(parts: Sequence[Ceased]) -> str:
    """Places that the document does not have."""
    return f"văn bản này không có {', '.join(place(one) for one in parts)} nên bỏ qua."


def several(parts: Sequence[Ceased]) -> str:
    """Places that the document has more than once."""
    return (
        f"văn bản này có hơn một {', '.join(place(one) for one in parts)}, không biết chỗ nào nên bỏ qua. "
        "Ghi rõ, ví dụ: Điều 5 Quy chế kèm theo; Điều 5 Phụ lục I."
    )


def no_articles(parts: Sequence[Ceased]) -> str:
    """The text is not divided into articles."""
    return (
        f"tệp này không chia theo Điều nên máy không biết câu nào thuộc {', '.join(place(one) for one in parts)}; "
        "cả văn bản được ghi là còn hiệu lực một phần."
    )


def repeal_unclear(sentence: str) -> str:
    """A document may put a part of another one out of force, in words that were not understood for sure."""
    return (
        f"Có chữ bãi bỏ (hủy bỏ, hết hiệu lực) mà máy không chắc: “{sentence}”. "
        "Nếu đúng là có điều, khoản của văn bản khác thôi hiệu lực thì ghi "
        "vào cột “Điều khoản hết hiệu lực” của danh mục, ở dòng của văn bản đó."
    )
