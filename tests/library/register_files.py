"""Registers as people make them, and a knowledge folder that is indexed on request."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from bot.index import Generations, Problem, VectorCache
from bot.library.build import Built, bring_up_to_date
from bot.library.register import Register, register_of
from bot.model import Document
from tests.fakes import WordEncoder

REGULATION = """BỘ CHÍNH TRỊ
*
Số: {number}
Hà Nội, ngày {issued}
QUY ĐỊNH
về {subject}

Điều 1. Phạm vi
Quy định này áp dụng cho {subject} trong toàn hệ thống chính trị.
Điều 2. Hiệu lực
Quy định này có hiệu lực từ ngày ký{clause}.
"""


def regulation(
    number: str, subject: str, issued: str = "18 tháng 8 năm 2022", clause: str = "", stamp: str = ""
) -> str:
    """The text of a regulation with its administrative heading."""
    text = REGULATION.format(number=number, subject=subject, issued=issued, clause=clause)
    return f"{stamp}\n{text}" if stamp else text


def workbook(
    rows: Sequence[Mapping[str, Any]], *, columns: Sequence[str] | None = None, above: Sequence[Sequence[Any]] = ()
) -> bytes:
    """A workbook with a row per mapping of column names to values; `above` are rows over the header."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    names = list(columns or dict.fromkeys(name for row in rows for name in row))
    for line in [*above, names, *([row.get(name) for name in names] for row in rows)]:
        sheet.append(list(line))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


class Folder:
    """A knowledge folder with a data folder, indexed on request."""

    def __init__(self, root: Path) -> None:
        self.knowledge, self.data = root / "knowledge", root / "data"
        self.knowledge.mkdir()
        self.generations = Generations(self.data / "generations")
        self.cache = VectorCache(self.data / "vectors.sqlite")
        self.encoder = WordEncoder()
        self.register = self.knowledge / "danh-muc.xlsx"
        self.built: Built | None = None

    def write(self, name: str, text: str) -> None:
        file = self.knowledge / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")

    def state(self, rows: Sequence[Mapping[str, Any]], **options: Any) -> None:
        """Put a register into the folder."""
        self.register.write_bytes(workbook(rows, **options))

    def build(self) -> Built:
        self.built = bring_up_to_date(
            self.knowledge,
            self.generations,
            self.cache,
            lambda: self.encoder,
            self.encoder.name,
            batch=4,
            words=self.data / "confirmed.json",
        )
        return self.built

    def document(self, name: str) -> Document:
        """A document of the last generation."""
        assert self.built is not None
        return next(one for one in self.built.generation.documents if one.file == name)

    def problem(self, name: str = "danh-muc.xlsx") -> Problem | None:
        """What is wrong with a file in the last generation."""
        assert self.built is not None
        return next((one for one in self.built.generation.problems if one.file == name), None)

    def held(self) -> Register:
        """The register of the last generation."""
        assert self.built is not None
        return register_of(self.built.generation)
