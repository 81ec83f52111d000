"""Spreadsheets made for a test."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import openpyxl
from openpyxl.styles import Font

from bot.library.reading import Reading
from bot.library.reading.reader import read_bytes


def book(rows: Sequence[Sequence[Any]], *, title: str = "Sheet1", merged: Sequence[str] = ()) -> openpyxl.Workbook:
    """A workbook with one sheet."""
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    for place in merged:
        sheet.merge_cells(place)
    return made


def data(made: openpyxl.Workbook) -> bytes:
    """The bytes of a workbook."""
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def read_back(made: openpyxl.Workbook) -> Reading:
    """A workbook saved and read."""
    return read_bytes(data(made), ".xlsx")


def sample() -> openpyxl.Workbook:
    """The list that offices send: a title, a header of two rows with merged cells, column numbers, groups."""
    made = book(
        [
            ["DANH SÁCH CÁN BỘ"],
            [],
            ["TT", "Họ và tên", "Đơn vị", "Bồi dưỡng", None, "Ngày bổ nhiệm"],
            [None, None, None, "Trong nước", "Nước ngoài", None],
            ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)"],
            ["I. Khối Đảng"],
            [1, "Nguyễn Văn A", "Ban Tổ chức", 1234567.5, 0.5, datetime(2025, 3, 11)],
            [2, "C¸n bé ph­êng", None, 3, None, datetime(2024, 12, 1)],
            ["II. Khối chính quyền"],
            [3, "Trần Thị C", "Sở Nội vụ", 2, None, None],
        ],
        title="Cán bộ",
        merged=["A1:F1", "A3:A4", "B3:B4", "C3:C4", "D3:E3", "F3:F4", "A6:F6", "C7:C8", "A9:F9"],
    )
    sheet = made["Cán bộ"]
    sheet["B8"].font = Font(name=".VnTime")
    sheet["D7"].number_format, sheet["E7"].number_format = "#,##0.0", "0%"
    return made
