"""Drafts of documents whose true outline is known: every sentence is said once, and with it where it stands."""

from __future__ import annotations

import random
import re
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bot.answer.places import address, path_to, section_at
from bot.library.documents import document_here
from bot.library.passages import passages
from bot.model import Document

_SUBJECTS = (
    "Cán bộ", "Cấp ủy", "Chi bộ", "Đảng viên", "Người đứng đầu", "Cơ quan tham mưu", "Đơn vị", "Tập thể lãnh đạo",
)  # fmt: skip
_ACTS = (
    "báo cáo bằng văn bản về", "chịu trách nhiệm trước cấp trên đối với", "tổ chức thực hiện", "rà soát hằng năm",
    "lấy ý kiến trước khi quyết định", "phối hợp với nơi cư trú để xem xét", "kiểm tra và kết luận",
)  # fmt: skip
_THINGS = (
    "hồ sơ", "quy hoạch", "nhân sự", "kế hoạch", "kết quả", "việc đánh giá", "việc luân chuyển", "việc bồi dưỡng",
)  # fmt: skip
_MARKS = (
    "sao", "mai", "lan", "cúc", "đào", "hồng", "trúc", "tùng", "bách", "quế", "sen", "lựu", "đinh", "thông", "xoan",
    "bàng", "phượng", "sấu", "nhãn", "cam",
)  # fmt: skip

Path_ = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence and the place where it truly stands, as an address names it; `begins`: it is a unit's first."""

    words: str
    place: Path_
    begins: bool = False


@dataclass
class Draft:
    """A document in the making. Lines are collected; what is said in them is known."""

    chance: random.Random
    lines: list[str] = field(default_factory=list)
    said: list[Said] = field(default_factory=list)
    _count: int = 0

    def sentence(self, end: str = ".", *, short: bool = False) -> str:
        """Words that are said nowhere else."""
        self._count += 1
        mark = f"{_MARKS[self._count // len(_MARKS) % len(_MARKS)]} {_MARKS[self._count % len(_MARKS)]}"
        pick = self.chance.choice
        if short:
            return f"{pick(_THINGS).capitalize()} của nhóm {mark}{end}"
        return f"{pick(_SUBJECTS)} thuộc nhóm {mark} {pick(_ACTS)} {pick(_THINGS)} của mình{end}"

    def line(self, text: str) -> None:
        """A line that nobody is asked about."""
        self.lines.append(text)

    def unit(self, place: Sequence[str], marker: str, words: str | None = None, *, end: str = ".") -> None:
        """The first line of a unit: its marker and its first words."""
        words = self.sentence(end) if words is None else words
        self.lines.append(f"{marker}{words}")
        self.said.append(Said(words, tuple(place), begins=True))

    def text(self, place: Sequence[str], words: str | None = None, *, before: str = "") -> None:
        """A line of running text within a unit."""
        words = self.sentence() if words is None else words
        self.lines.append(f"{before}{words}")
        self.said.append(Said(words, tuple(place)))


@dataclass(frozen=True, slots=True)
class File:
    """A draft as a file."""

    suffix: str
    data: bytes
    said: tuple[Said, ...]


@dataclass
class Score:
    """How much of some drafts was found; each pair is (right, all)."""

    units: dict[str, list[int]] = field(default_factory=dict)  # by kind: "Điều", "khoản", "điểm", …
    sentences: list[int] = field(default_factory=lambda: [0, 0])
    passages: list[int] = field(default_factory=lambda: [0, 0])
    invented: int = 0  # sections with a number that no unit has
    wrong: list[str] = field(default_factory=list)

    def add(self, other: Score) -> None:
        """Count another score in."""
        for kind, (right, all_) in other.units.items():
            held = self.units.setdefault(kind, [0, 0])
            held[0], held[1] = held[0] + right, held[1] + all_
        for mine, its in ((self.sentences, other.sentences), (self.passages, other.passages)):
            mine[0], mine[1] = mine[0] + its[0], mine[1] + its[1]
        self.invented += other.invented
        self.wrong += other.wrong


def read(file: File) -> Document:
    """A draft's file through the product's own reading."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"thử{file.suffix}"
        path.write_bytes(file.data)
        return document_here(path, path.name)


def score(file: File, document: Document) -> Score:
    """Compare what was found with what is true."""
    found = Score()
    spans: list[tuple[int, int, Path_]] = []
    for said in file.said:
        match = re.search(r"\s+".join(map(re.escape, said.words.split())), document.text)
        place = ", ".join(said.place)
        seen = address(document, *match.span()) if match else "(không thấy)"
        right = (seen or "") == place
        found.sentences[0] += right
        found.sentences[1] += 1
        if not right:
            found.wrong.append(f"{place} → {seen}: {said.words[:60]}")
        if match:
            spans.append((*match.span(), said.place))
        if said.begins and said.place:
            kind = said.place[-1].split(" ")[0]
            held = found.units.setdefault(kind, [0, 0])
            held[1] += 1
            held[0] += match is not None and right and _begins(document, match.start())
    _count_passages(document, spans, found)
    numbered = {said.place for said in file.said if said.begins}
    for index, section in enumerate(document.sections):
        if section.kind.value in ("article", "clause", "point"):
            here = address(document, section.start, section.end)
            found.invented += here not in {", ".join(place) for place in numbered}
        assert path_to(document, index)
    return found


def _begins(document: Document, start: int) -> bool:
    """Whether a section begins in the line of an offset, or in the line above where that is its marker alone."""
    number = section_at(document, start, start + 1)
    if number is None:
        return False
    between = document.text[document.sections[number].start : start]
    return between.count("\n") <= 2 and len(between) <= 40


def _count_passages(document: Document, spans: Sequence[tuple[int, int, Path_]], found: Score) -> None:
    """A passage's address is right when it is what all the sentences in it have in common."""
    for passage in passages(document):
        inside = [place for start, end, place in spans if passage.start <= start and end <= passage.end]
        if not inside:
            continue
        common = inside[0]
        for place in inside[1:]:
            at = 0
            while at < min(len(common), len(place)) and common[at] == place[at]:
                at += 1
            common = common[:at]
        found.passages[1] += 1
        seen = address(document, passage.start, passage.end) or ""
        right = seen == ", ".join(common) or (not common and "Điều" not in seen and "khoản" not in seen)
        found.passages[0] += right
        if not right:
            found.wrong.append(f"đoạn {', '.join(common)} → {seen}: {document.text[passage.start :][:50]!r}")
