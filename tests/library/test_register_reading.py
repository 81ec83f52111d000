"""The register as people and Excel make it: what its cells mean, and what is wrong with them."""

from __future__ import annotations

import io
import subprocess
import unicodedata
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from bot.errors import UnreadableFile
from bot.library.register.cells import Cell, read_cell, shows_day, text_of
from bot.library.register.columns import COLUMNS, find_header
from bot.library.register.reading import rows_of, sheet_of
from bot.library.register.rows import Row
from bot.model import TextKind, Validity
from tests.conftest import count
from tests.library.register_files import workbook


def only_row(values: dict[str, Any], **options: Any) -> Row:
    rows, troubles = rows_of(workbook([values], **options))
    assert not troubles, troubles
    return rows[0]


def trouble(values: dict[str, Any]) -> str:
    rows, troubles = rows_of(workbook([values]))
    assert [one.line for one in troubles] == [2]
    assert rows[0].file == values["Tệp"]  # the rest of the row holds
    return troubles[0].text


def test_every_column() -> None:
    row = only_row(
        {
            "Tệp": "a.docx", "Số ký hiệu": "80-QĐ/TW", "Loại văn bản": "Quy định", "Trích yếu": "Phân cấp",
            "Cơ quan ban hành": "Bộ Chính trị", "Người ký": "Võ Văn Thưởng", "Ngày ban hành": datetime(2022, 8, 18),
            "Hiệu lực từ": "18/8/2022", "Hết hiệu lực từ": date(2025, 10, 8), "Tình trạng": "Hết hiệu lực",
            "Thay thế": "105-QĐ/TW; 106-QĐ/TW", "Được thay thế bởi": "377-QĐ/TW", "Sửa đổi": "1-QĐ/TW",
            "Căn cứ": "2-QĐ/TW", "Hướng dẫn": "3-QĐ/TW", "Bản": "tóm lược", "Nguồn": "https://a.vn https://b.vn",
            "Cho dùng": "Có", "Ghi chú": "xem lại",
        }
    )  # fmt: skip
    said = row.stated
    assert (row.line, row.file, row.allowed) == (2, "a.docx", True)
    assert (said.number, said.kind, said.subject, said.issuer) == ("80-QĐ/TW", "Quy định", "Phân cấp", "Bộ Chính trị")
    assert (said.signer, said.issued) == ("Võ Văn Thưởng", date(2022, 8, 18))
    assert (said.in_force_from, said.expired_from) == (date(2022, 8, 18), date(2025, 10, 8))
    assert said.stated_validity is Validity.EXPIRED
    assert said.text_kind is TextKind.DIGEST
    assert (said.replaces, said.replaced_by) == (("105-QĐ/TW", "106-QĐ/TW"), "377-QĐ/TW")
    assert (said.amends, said.based_on, said.guides) == (("1-QĐ/TW",), ("2-QĐ/TW",), ("3-QĐ/TW",))
    assert (said.source_urls, said.note) == (("https://a.vn", "https://b.vn"), "xem lại")


def test_names_in_any_order_and_spelling_below_a_title_with_columns_of_their_own() -> None:
    columns = ["STT", "HET HIEU LUC TU (dd/mm/yyyy)", "Phòng phụ trách", "  số   ký hiệu ", "FILE", "Bot đọc: Người ký"]
    values: dict[str, Any] = dict(zip(columns, [1, "1/2/2024", "Phòng 1", "12-QĐ/TU", "a.md", "Ai đó"], strict=True))
    row = only_row(values, columns=columns, above=[["DANH MỤC VĂN BẢN"], [], ["Cập nhật", None, "hôm nay"]])
    assert (row.line, row.file, row.stated.number) == (5, "a.md", "12-QĐ/TU")
    assert row.stated.expired_from == date(2024, 2, 1)
    assert row.stated.names == ("number", "expired_from")


def test_the_sheet_that_is_the_register_is_found_among_others() -> None:
    book = load_workbook(io.BytesIO(workbook([{"Tệp": "a.md", "Người ký": "A", "Ghi chú": "x"}])))
    other = book.create_sheet("Ghi chép", 0)
    other.append(["Tệp", "Ghi chú"])
    out = io.BytesIO()
    book.save(out)
    assert sheet_of(out.getvalue()).title == "Sheet"


def test_a_name_in_decomposed_letters() -> None:
    name = unicodedata.normalize("NFD", "Tệp")
    row = only_row({name: unicodedata.normalize("NFD", "quy định.md"), "Người ký": " Lê  Văn\nA "})
    assert (row.file, row.stated.signer) == ("quy định.md", "Lê Văn A")


@pytest.mark.parametrize(
    ("value", "said"), [(65.0, "65"), (65, "65"), ("65 ", "65"), (" 9-KL/TU", "9-KL/TU"), ("9-KL/TU\xa0", "9-KL/TU")]
)
def test_what_excel_makes_of_a_number(value: Any, said: str) -> None:
    assert only_row({"Tệp": "a.md", "Số ký hiệu": value}).stated.number == said


@pytest.mark.parametrize(
    ("value", "issued", "written"),
    [
        ("11/3/2021", date(2021, 3, 11), None),
        ("11/03/2021 ", date(2021, 3, 11), None),
        ("ngày 11 tháng 3 năm 2021", date(2021, 3, 11), None),
        (datetime(2021, 3, 11, 9, 30), date(2021, 3, 11), None),
        (44266, date(2021, 3, 11), None),
        ("2/2023", None, "2/2023"),
        ("02/2023", None, "2/2023"),
        (2022, None, "2022"),
        (2022.0, None, "2022"),
    ],
)
def test_dates_of_issue(value: Any, issued: date | None, written: str | None) -> None:
    stated = only_row({"Tệp": "a.md", "Ngày ban hành": value}).stated
    assert (stated.issued, stated.issued_as_written) == (issued, written)


def test_a_month_that_excel_made_a_date_of_stays_a_month() -> None:
    book = load_workbook(io.BytesIO(workbook([{"Tệp": "a.md", "Ngày ban hành": datetime(2023, 2, 1)}])))
    book.active["B2"].number_format = "mm/yyyy"
    out = io.BytesIO()
    book.save(out)
    assert rows_of(out.getvalue())[0][0].stated.issued_as_written == "2/2023"


@pytest.mark.parametrize(
    ("format_", "day"),
    [("dd/mm/yyyy", True), ("mm-dd-yy", True), ("General", True), ("mmm-yy", False), ("[$-42A]mm/yyyy;@", False),
     ('"ngày d" mm/yyyy', False)],
)  # fmt: skip
def test_formats_that_show_no_day(format_: str, day: bool) -> None:
    assert shows_day(format_) is day


def test_a_month_where_a_day_is_needed_is_its_first_and_said() -> None:
    row = only_row({"Tệp": "a.md", "Hết hiệu lực từ": "10/2025"})
    assert row.stated.expired_from == date(2025, 10, 1)
    assert "1/10/2025" in row.notes[0]


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        ("Ngày ban hành", "31/2/2025", "31/2/2025"),
        ("Hết hiệu lực từ", "sang năm", "sang năm"),
        ("Hiệu lực từ", "11/3/21021", "không có thật"),
        ("Tình trạng", "còn", "còn hiệu lực; một phần"),
        ("Cho dùng", "tùy", "có; không"),
        ("Số ký hiệu", datetime(2025, 9, 1), "Excel"),
        ("Người ký", "#REF!", "#REF!"),
        ("Bản", "bản chụp", "tóm lược; toàn văn"),
    ],
)
def test_a_wrong_cell_is_named_with_its_column_and_the_rest_of_the_row_holds(
    column: str, value: Any, said: str
) -> None:
    text = trouble({"Tệp": "a.md", column: value, "Ghi chú": "vẫn dùng"})
    assert column in text
    assert said in text


def test_a_wrong_word_for_the_kind_of_text_is_no_full_text() -> None:
    assert rows_of(workbook([{"Tệp": "a.md", "Bản": "trích"}]))[0][0].stated.text_kind is TextKind.DIGEST


def test_a_formula_without_a_result_is_no_empty_cell() -> None:
    rows, troubles = rows_of(workbook([{"Tệp": "a.md", "Hết hiệu lực từ": "=TODAY()"}]))
    assert rows[0].stated.expired_from is None
    assert "công thức" in troubles[0].text


def test_a_row_without_a_name() -> None:
    rows, troubles = rows_of(workbook([{"Tệp": None, "Người ký": "A"}, {"Tệp": "b.md", "Người ký": "B"}]))
    assert [row.file for row in rows] == ["b.md"]
    assert [one.line for one in troubles] == [2]


def test_a_confirmation_names_its_file() -> None:
    rows, troubles = rows_of(workbook([{"Tệp": None, "Số ký hiệu": "9-KL/TU", "Cho dùng": "có"}]))
    assert not rows[0].allowed
    assert "Cho dùng" in troubles[0].text


def test_a_column_that_is_there_twice() -> None:
    book = Workbook()
    book.active.append(["Tệp", "Người ký", "Người ký"])
    book.active.append(["a.md", "A", "B"])
    out = io.BytesIO()
    book.save(out)
    rows, troubles = rows_of(out.getvalue())
    assert rows[0].stated.signer == "A"
    assert "Người ký" in troubles[0].text


def test_no_header_in_the_first_ten_rows() -> None:
    with pytest.raises(UnreadableFile, match="tiêu đề"):
        rows_of(workbook([{"Tệp": "a.md", "Người ký": "A"}], above=[["-"]] * 10))
    assert find_header([["Tệp"]]) is None


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"khong phai", b"\xd0\xcf\x11\xe0" + b"\0" * 600])
def test_what_is_no_workbook(content: bytes) -> None:
    with pytest.raises(UnreadableFile):
        rows_of(content)


WHOLE = workbook([{"Tệp": "a.md", "Ngày ban hành": "1/2/2023"}, {"Tệp": "b.md", "Người ký": "B"}])
PLACES = st.tuples(st.integers(0, len(WHOLE) - 1), st.integers(0, 255))


@settings(max_examples=count(30, 1_000), deadline=None)
@given(st.lists(PLACES, min_size=1, max_size=5), st.integers(len(WHOLE) // 2, len(WHOLE)))
def test_a_damaged_workbook_is_read_or_refused(changes: list[tuple[int, int]], length: int) -> None:
    content = bytearray(WHOLE)
    for at, byte in changes:
        content[at] = byte
    try:
        rows, _ = rows_of(bytes(content[:length]))
    except UnreadableFile:
        return
    assert len(rows) <= 2


VALUES = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=30), st.datetimes(), st.dates(),
    st.sampled_from(["1/2/2023", "31/2/2025", "2/2023", "có", "còn hiệu lực", "80-QĐ/TW", "#N/A", "\0", "\ud800"]),
)  # fmt: skip


@settings(max_examples=count(200, 5_000), deadline=None)
@given(st.sampled_from([field for field in COLUMNS if field not in ("file", "allowed")]), VALUES, st.booleans())
def test_any_cell_gives_a_value_or_a_sentence(field: str, value: Any, formula: bool) -> None:
    read = read_cell(field, COLUMNS[field], Cell(value, formula=formula))
    assert read.changes == {} or len(read.changes) == 1
    for text in (read.trouble, read.note):
        assert text is None or COLUMNS[field] in text
    if not text_of(value) and not formula:
        assert read.changes == {}
        assert read.trouble is None


@given(st.dates(date(1950, 1, 1), date(2199, 12, 31)))
def test_a_date_is_the_same_in_every_form(day: date) -> None:
    serial = (day - date(1899, 12, 30)).days
    forms = [day, datetime(day.year, day.month, day.day), f"{day.day}/{day.month}/{day.year}", serial]
    assert {read_cell("expired_from", "x", Cell(form)).changes["expired_from"] for form in forms} == {day}


@pytest.mark.needs("soffice:calc")
def test_a_register_saved_by_libreoffice(tmp_path: Path) -> None:
    made = workbook(
        [{"Tệp": "a.md", "Số ký hiệu": 65, "Ngày ban hành": datetime(2021, 3, 11), "Tình trạng": "một phần"}]
    )
    (tmp_path / "danh-muc.xlsx").write_bytes(made)
    command = ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "ods"]
    subprocess.run([*command, "danh-muc.xlsx"], cwd=tmp_path, check=True, capture_output=True, timeout=120)
    (tmp_path / "danh-muc.xlsx").unlink()
    command[-1] = "xlsx"
    subprocess.run([*command, "danh-muc.ods"], cwd=tmp_path, check=True, capture_output=True, timeout=120)
    rows, troubles = rows_of((tmp_path / "danh-muc.xlsx").read_bytes())
    assert not troubles
    assert (rows[0].stated.number, rows[0].stated.issued) == ("65", date(2021, 3, 11))
    assert rows[0].stated.stated_validity is Validity.PARTLY
