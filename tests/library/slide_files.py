"""Slides made for a test, with python-pptx."""

from __future__ import annotations

import io
from typing import Any

import pptx
from pptx.util import Inches

from bot.library.reading import Reading
from bot.library.reading.reader import read_bytes

TITLE_AND_TEXT, TITLE_ONLY, BLANK = 1, 5, 6


def new() -> Any:
    """An empty presentation."""
    return pptx.Presentation()


def slide(made: Any, title: str | None, lines: tuple[str, ...] = (), notes: str = "") -> Any:
    """Add a slide with a title and text."""
    added = made.slides.add_slide(
        made.slide_layouts[BLANK if title is None else TITLE_AND_TEXT if lines else TITLE_ONLY]
    )
    if title is not None:
        added.shapes.title.text = title
    if lines:
        added.placeholders[1].text = "\n".join(lines)
    if notes:
        added.notes_slide.notes_text_frame.text = notes
    return added


def box(added: Any, text: str, left: float, top: float) -> Any:
    """Put a text box at a place, in inches."""
    made = added.shapes.add_textbox(Inches(left), Inches(top), Inches(3), Inches(1))
    made.text_frame.text = text
    return made


def data(made: Any) -> bytes:
    """The bytes of a presentation."""
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def read_back(made: Any) -> Reading:
    """A presentation saved and read."""
    return read_bytes(data(made), ".pptx")


def sample() -> Any:
    """Two slides with text, a table and notes."""
    made = new()
    slide(made, "Công tác cán bộ", ("Quy hoạch", "Luân chuyển"), "Nhấn mạnh ý thứ hai.")
    table = slide(made, "Kết quả").shapes.add_table(2, 2, Inches(1), Inches(2), Inches(4), Inches(1)).table
    for at, text in enumerate(("Năm", "Số", "2021", "45")):
        table.cell(at // 2, at % 2).text = text
    return made
