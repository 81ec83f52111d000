"""Shapes that Vietnamese administrative documents come in, made up line by line, each with its true outline."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field

from bot.phrases import dash_label
from tests.library.outline_drafts import Draft, File, Path_

POINTS = "abcdđeghiklm"
ROMAN = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")
_WORDS = ("", "nhất", "hai", "ba", "tư", "năm")

Finish = Callable[[Draft], File]
Make = Callable[[random.Random], File]


def plain(draft: Draft) -> File:
    """The lines as a text file."""
    return File(".txt", "\n".join(draft.lines).encode(), tuple(draft.said))


@dataclass(frozen=True)
class Law:
    """How a regulation is written. Numbers come in as text; what comes out is the marker with the blank after it."""

    article: Callable[[str], str] = "Điều {}. ".format
    clause: Callable[[str], str] = "{}. ".format
    point: Callable[[str], str] = "{}) ".format
    title: Callable[[Draft], str | None] = lambda draft: draft.sentence("", short=True)  # None: content at once
    chapters: tuple[Callable[[Draft, int], str], ...] = ()  # what begins a chapter, outermost first
    articles: tuple[int, int] = (4, 7)
    letterhead: bool = True
    numbers: tuple[str, ...] = ()  # of the articles, where they do not count 1, 2, 3
    decoy: Callable[[Draft, Path_], None] = lambda draft, place: None  # what is put below a clause
    apart: bool = False  # a blank line between paragraphs
    finish: Finish = field(default=plain)


def letterhead(draft: Draft, kind: str = "QUY ĐỊNH") -> None:
    """What stands above every administrative document."""
    for line in (
        "THÀNH ỦY HẢI PHÒNG", "BAN THƯỜNG VỤ", "*", "Số 12-QĐ/TU", "ĐẢNG CỘNG SẢN VIỆT NAM",
        "Hải Phòng, ngày 5 tháng 6 năm 2022", "", kind, "về công tác cán bộ của đơn vị thí dụ", "-----",
        "Căn cứ Điều lệ Đảng,", "Ban Thường vụ Thành ủy quy định như sau:", "",
    ):  # fmt: skip
        draft.line(line)


def signature(draft: Draft) -> None:
    """What stands below it."""
    for line in ("", "Nơi nhận:", "- Như trên;", "- Lưu Văn phòng.", "T/M BAN THƯỜNG VỤ", "BÍ THƯ", "Nguyễn Văn A"):
        draft.line(line)


def law(how: Law) -> Make:
    """A regulation with articles, clauses and points, written so."""

    def make(chance: random.Random) -> File:
        draft = Draft(chance)
        if how.letterhead:
            letterhead(draft)
        write_articles(draft, how)
        if how.letterhead:
            signature(draft)
        if how.apart:
            draft.lines = [line for one in draft.lines for line in (one, "")]
        return how.finish(draft)

    return make


def write_articles(draft: Draft, how: Law, above: Path_ = ()) -> None:
    """The articles of a regulation; `above` is what their address begins with."""
    chance = draft.chance
    count = chance.randint(*how.articles)
    numbers = how.numbers or tuple(str(number) for number in range(1, count + 1))
    for at, number in enumerate(numbers):
        if how.chapters and at % 2 == 0:
            for level, chapter in enumerate(how.chapters):
                # An inner heading stands above every second article, an outer one above every fourth.
                if at % (2 ** (len(how.chapters) - level)) == 0:
                    draft.line("")
                    for line in chapter(draft, at // (2 ** (len(how.chapters) - level)) + 1).split("\n"):
                        draft.line(line)
        write_article(draft, how, (*above, f"Điều {number}"), number)


def write_article(draft: Draft, how: Law, place: Path_, number: str) -> None:
    """One article: of clauses with points, of clauses, of points, or of running text."""
    chance = draft.chance
    title = how.title(draft)
    if title is None:
        draft.unit(place, how.article(number))
        return
    draft.unit(place, how.article(number), title)
    kind = chance.choice(("clauses", "clauses", "clauses", "points", "text"))
    if kind == "text":
        draft.text(place)
        draft.text(place)
    elif kind == "points":
        draft.text(place, draft.sentence(":"))
        write_points(draft, how, place)
    else:
        for at in range(1, chance.randint(2, 5) + 1):
            clause = (*place, f"khoản {at}")
            with_points = chance.random() < 0.4
            draft.unit(clause, how.clause(str(at)), end=":" if with_points else ".")
            if with_points:
                write_points(draft, how, clause)
                continue  # what stands below a point is the point's
            if chance.random() < 0.3:
                draft.text(clause)
            how.decoy(draft, clause)


def clauses_of_clauses(draft: Draft, place: Path_) -> None:
    """1.1 and 1.1.1 below a clause."""
    number = place[-1].removeprefix("khoản ")
    for at in (1, 2):
        inner = (*place, f"khoản {number}.{at}")
        draft.unit(inner, f"{number}.{at}. ")
        for deeper in (1, 2):
            draft.unit((*inner, f"khoản {number}.{at}.{deeper}"), f"{number}.{at}.{deeper}. ")


def paragraphs(draft: Draft, place: Path_) -> None:
    """More paragraphs of the same clause."""
    for _ in range(3):
        draft.text(place)


def inserted_clause(draft: Draft, place: Path_) -> None:
    """Khoản 2a with điểm a1, as amendments leave them."""
    if place[-1] != "khoản 2":
        return
    inner = (*place[:-1], "khoản 2a")
    draft.unit(inner, "2a. ", end=":")
    for letter in ("a", "a1", "b", "b1", "b2", "c"):
        draft.unit((*inner, f"điểm {letter}"), f"{letter}) ", end=";")


def write_points(draft: Draft, how: Law, place: Path_) -> None:
    """The points of a clause."""
    for letter in POINTS[: draft.chance.randint(2, 7)]:
        draft.unit((*place, f"điểm {letter}"), how.point(letter), end=";")


def chapter(word: str, *, roman: bool = True, one_line: bool = False) -> Callable[[Draft, int], str]:
    """The beginning of a chapter, its title in capitals."""

    def begin(draft: Draft, number: int) -> str:
        title = draft.sentence("", short=True).upper()
        return f"{word} {ROMAN[number] if roman else number}{'. ' if one_line else chr(10)}{title}"

    return begin


def part_in_words(draft: Draft, number: int) -> str:
    """Phần thứ nhất."""
    return f"Phần thứ {_WORDS[number]}\n{draft.sentence('', short=True).upper()}"


def long_title(draft: Draft) -> str:
    """A title that takes two lines."""
    first, second = draft.sentence("", short=True), draft.sentence("", short=True)
    return f"{first} và của những người giữ chức vụ lãnh đạo, quản lý\ntrong {second.lower()}"


def reference(draft: Draft, place: Path_) -> None:
    """A sentence broken so that a line begins with a reference."""
    number = draft.chance.randint(1, 9)
    draft.text(place, draft.sentence(" theo quy định tại"))
    draft.line(f"Điều {number} Quy định này và các quy định khác có liên quan của Trung ương.")


def reference_with_stop(draft: Draft, place: Path_) -> None:
    """The same, ended so that it looks like a heading."""
    number = draft.chance.randint(1, 9)
    draft.text(place, draft.sentence(" theo điểm a khoản 1"))
    draft.line(f"Điều {number}. Trường hợp khác thì do cấp ủy xem xét.")


def years(draft: Draft, place: Path_) -> None:
    """Figures at the beginning of a line."""
    draft.text(place, draft.sentence(" đến năm"))
    draft.line("2025. Tỷ lệ đạt từ")
    draft.line("15. phần trăm trở lên, tính từ ngày")
    draft.line("1.7.2025 theo kế hoạch.")


def bullets(draft: Draft, place: Path_) -> None:
    """Dashes below a clause, with plus signs below each."""
    for at in (1, 2, 3):
        inner = (*place, dash_label(at))
        draft.unit(inner, "- ", end=";")
        if draft.chance.random() < 0.5:
            draft.text(inner, draft.sentence(";"), before="+ ")
            draft.text(inner, draft.sentence(";"), before="+ ")


def numbers_in_points(draft: Draft, place: Path_) -> None:
    """Points that hold a list in figures."""
    for letter in POINTS[:3]:
        point = (*place, f"điểm {letter}")
        draft.unit(point, f"{letter}) ", end=":")
        for at in (1, 2, 3):
            draft.unit((*point, f"khoản {at}"), f"({at}) ", end=";")
