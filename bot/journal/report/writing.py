"""The three files of a report in a folder."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from uuid import uuid4

from bot.journal.report.raw import Row
from bot.journal.report.values import Figures
from bot.phrases import report as words


def write_report(figures: Figures, rows: Sequence[Row], folder: Path, *, unit: str | None = None) -> tuple[Path, ...]:
    """Write workbook, page and summary, each whole or not at all, and return where they are. Raises OSError.

    A report of the same period that is there already is replaced.
    """
    from bot.journal.report.page import page
    from bot.journal.report.word import summary
    from bot.journal.report.workbook import workbook

    name = words.file_name(figures.span.since, figures.span.until)
    contents = {
        f"{name}.xlsx": workbook(figures, rows),
        f"{name}.html": page(figures).encode("utf-8"),
        f"{name}.docx": summary(figures, unit=unit),
    }
    folder.mkdir(parents=True, exist_ok=True)
    for file, content in contents.items():
        _replace(folder / file, content)
    return tuple(folder / file for file in contents)


def _replace(file: Path, content: bytes) -> None:
    temporary = file.with_name(f"{file.name}.{uuid4().hex[:8]}.tmp")
    try:
        with temporary.open("xb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        temporary.replace(file)
    finally:
        temporary.unlink(missing_ok=True)
