"""Spreadsheets: each row a line that says which column each value belongs to."""

from __future__ import annotations

import io
import time
from datetime import date, datetime, timedelta
from datetime import time as clock
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from bot.library.outline import outline
from bot.library.reading import MarkKind
from bot.library.reading.reader import read_bytes
from bot.library.reading.sheet_values import shown
from tests.library import sheet_files as sheets


def test_the_list_of_an_office() -> None:
    reading = sheets.read_back(sheets.sample())
    assert reading.text == (
        "Cán bộ\n\nDANH SÁCH CÁN BỘ\n\nI. Khối Đảng\n\n"
        "TT: 1; Họ và tên: Nguyễn Văn A; Đơn vị: Ban Tổ chức; Bồi dưỡng – Trong nước: 1.234.567,5; "
        "Bồi dưỡng – Nước ngoài: 50%; Ngày bổ nhiệm: 11/3/2025\n"
        "TT: 2; Họ và tên: Cán bộ phường; Đơn vị: Ban Tổ chức; Bồi dưỡng – Trong nước: 3; Ngày bổ nhiệm: 1/12/2024\n\n"
        "II. Khối chính quyền\n\n"
        "TT: 3; Họ và tên: Trần Thị C; Đơn vị: Sở Nội vụ; Bồi dưỡng – Trong nước: 2"
    )
    assert [(reading.text[m.start : m.end], m.level) for m in reading.marks if m.kind is MarkKind.HEADING] == [
        ("Cán bộ", 1), ("I. Khối Đảng", 2), ("II. Khối chính quyền", 2),
    ]  # fmt: skip
    assert [section.title for section in outline(reading).sections[-2:]] == ["Khối Đảng", "Khối chính quyền"]


def test_sheets_are_headings_and_hidden_ones_are_named() -> None:
    made = sheets.book([["Tên", "Số"], ["a", 1], ["b", 2]], title="Một")
    for title, state in (("Hai", "visible"), ("Kín", "hidden"), ("Rất kín", "veryHidden"), ("Trống", "visible")):
        sheet = made.create_sheet(title)
        sheet.sheet_state = state
        if title != "Trống":
            sheet["A1"] = f"chữ của {title}"
    reading = sheets.read_back(made)
    assert reading.text == "Một\n\nTên: a; Số: 1\nTên: b; Số: 2\n\nHai\n\nchữ của Hai"
    assert reading.warnings == ("Trang tính ẩn không được đọc: Kín, Rất kín. Muốn đưa vào thì bỏ ẩn rồi lưu lại.",)


@pytest.mark.parametrize(
    ("value", "number_format", "words"),
    [
        (2021, "General", "2021"),
        (1234567, "#,##0", "1.234.567"),
        (-1234.5, "#,##0.00", "-1.234,50"),
        (0.125, "0.0%", "12,5%"),
        (3.5, "General", "3,5"),
        (0.1 + 0.2, "General", "0,3"),
        (7, "000", "007"),
        (5, '0 "năm"', "5"),
        (1e300, "General", "1e+300"),
        (True, "General", "TRUE"),
        (datetime(2025, 3, 1), "dd/mm/yyyy", "1/3/2025"),
        (datetime(2025, 3, 1), "mm/yyyy", "3/2025"),
        (datetime(2025, 3, 1), "yyyy", "2025"),
        (datetime(2025, 3, 1, 8, 5), "dd/mm/yyyy hh:mm", "1/3/2025 08:05"),
        (date(2025, 12, 31), None, "31/12/2025"),
        (clock(8, 5), "hh:mm", "08:05"),
        (timedelta(hours=30), "[h]:mm", "30:00"),
        ("  hai \n dòng ", None, "hai dòng"),
        ("#N/A", None, ""),
        (None, None, ""),
    ],
)
def test_values_the_vietnamese_way(value: Any, number_format: str | None, words: str) -> None:
    assert shown(value, number_format) == words


def test_formulas_show_their_saved_result_or_are_named() -> None:
    out = io.BytesIO()
    made = xlsxwriter.Workbook(out)
    sheet = made.add_worksheet("Bảng")
    sheet.write_row(0, 0, ["Tên", "Tổng"])
    sheet.write_row(1, 0, ["một", None])
    sheet.write_formula(1, 1, "=1+1", None, 2)
    made.close()
    reading = read_bytes(out.getvalue(), ".xlsx")
    assert (reading.text, reading.warnings) == ("Bảng\n\nTên: một; Tổng: 2", ())
    unsaved = sheets.read_back(sheets.book([["Tên", "Tổng"], ["một", "=1+1"], ["hai", 3]], title="Bảng"))
    assert unsaved.text == "Bảng\n\nTên: một\nTên: hai; Tổng: 3"
    assert any("công thức" in warning for warning in unsaved.warnings)


def test_words_in_several_fonts_in_one_cell() -> None:
    out = io.BytesIO()
    made = xlsxwriter.Workbook(out)
    old, other = made.add_format({"font_name": ".VnTime"}), made.add_format({"font_name": "VNI-Times"})
    sheet = made.add_worksheet("Bảng")
    sheet.write_row(0, 0, ["Tên", "Ghi chú"])
    sheet.write_rich_string(1, 0, old, "®­", made.add_format({"bold": True, "font_name": ".VnTime"}), "îc", old, " l¹i")
    sheet.write_rich_string(1, 1, "là ", other, "toát")
    made.close()
    assert "Tên: được lại; Ghi chú: là tốt" in read_bytes(out.getvalue(), ".xlsx").text


def test_running_text_and_an_administrative_heading() -> None:
    made = sheets.book(
        [
            ["UBND THÀNH PHỐ HẢI PHÒNG", None, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"],
            ["SỞ NỘI VỤ", None, "Độc lập - Tự do - Hạnh phúc"],
            ["Kính gửi các đơn vị."],
            ["TT", "Nội dung", "Thời hạn"],
            [1, "Rà soát", "Quý I"],
            [2, "Báo cáo", "Quý II"],
            [3, "Tổng hợp", "Quý III"],
        ]
    )
    lines = sheets.read_back(made).text.split("\n")
    assert "UBND THÀNH PHỐ HẢI PHÒNG" in lines
    assert "TT: 2; Nội dung: Báo cáo; Thời hạn: Quý II" in lines


def test_a_list_of_words_alone_has_no_header() -> None:
    assert sheets.read_back(sheets.book([["một"], ["hai"], ["ba"]])).text == "Sheet1\n\nmột\n\nhai\n\nba"


def test_cells_far_out_and_wrong_sizes() -> None:
    made = sheets.book([["Tên", "Số"], ["a", 1]])
    sheet = made.active
    assert sheet is not None
    sheet["A90000"] = "rất xa"
    started = time.process_time()
    assert sheets.read_back(made).text.endswith("rất xa")
    assert time.process_time() - started < 20


def test_fifty_thousand_rows_are_bounded() -> None:
    made = openpyxl.Workbook(write_only=True)
    sheet = made.create_sheet("Dài")
    sheet.append(["TT", "Họ và tên", "Chức vụ", "Năm sinh"])
    for number in range(50_000):
        sheet.append([number + 1, f"Nguyễn Văn {number}", "Trưởng phòng", 1970 + number % 30])
    data = sheets.data(made)
    started = time.process_time()
    reading = read_bytes(data, ".xlsx")
    assert time.process_time() - started < 30
    assert reading.text.count("\n") < 10_010
    assert "TT: 9999; Họ và tên: Nguyễn Văn 9998" in reading.text
    assert "10.000 dòng" in reading.warnings[0]


def test_macros_are_read_past() -> None:
    assert "Nguyễn Văn A" in read_bytes(sheets.data(sheets.sample()), ".xlsm").text
