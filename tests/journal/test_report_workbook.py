"""The workbook opened again: real dates, filters, frozen headers, charts; and no formula that somebody typed."""

from __future__ import annotations

import subprocess
import time
import zipfile
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from bot.journal import Journal
from bot.journal.report import figures, rows
from bot.journal.report.sheet import cell_text
from bot.journal.report.workbook import workbook
from bot.phrases import report as words
from tests.journal.report_data import FORMULA, SINCE, UNTIL, Ask, at_random, fill

NOON = datetime(2026, 9, 9, 5, 4, tzinfo=UTC)
SHEETS = ["Tổng quan", "Chủ đề", "Chưa trả lời được", "Chưa đúng", "Đang tăng", "Đơn vị", "Kênh và giờ", "Câu hỏi"]
RUNS = ["=1+1", "+84912345678", "-5", "@SUM(A1)", "\t=1", "\r=1", "＝1+1", " =1+1", "\n=cmd|' /C calc'!A0", FORMULA]


def made(journal: Journal, asks: list[Ask]) -> bytes:
    fill(journal, asks)
    found = figures(journal, SINCE, UNTIL, min_askers=3)
    return workbook(found, rows(journal, found))


def opened(content: bytes) -> Any:
    return load_workbook(BytesIO(content))


def column(sheet: Any, title: str) -> list[Any]:
    titles = [cell.value for cell in sheet[1]]
    return [row[titles.index(title)] for row in sheet.iter_rows(min_row=2)]


def test_sheets_are_named_filtered_frozen_and_their_headers_repeated(journal: Journal) -> None:
    book = opened(made(journal, at_random(300)))
    assert book.sheetnames == SHEETS
    for name in SHEETS[1:6] + SHEETS[7:]:
        sheet = book[name]
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref.startswith("A1:")
        if name != "Đang tăng":  # where chance decides whether there is a row
            assert sheet.auto_filter.ref.endswith(str(sheet.max_row))
        assert sheet.print_title_rows == "$1:$1"
        assert all(cell.value for cell in sheet[1])
    assert len(book["Tổng quan"]._charts) == 3


def test_moments_are_real_dates_of_vietnam_and_shares_are_numbers(journal: Journal) -> None:
    book = opened(made(journal, [Ask(NOON, unit="Sở Nội vụ", files=("09-kl.md",), ratings=(("down", "incomplete"),))]))
    sheet = book["Câu hỏi"]
    [moment] = column(sheet, words.COLUMNS["asked_at"])
    assert moment.value == datetime(2026, 9, 9, 12, 4)
    assert moment.is_date
    assert moment.number_format == "dd/mm/yyyy hh:mm"
    assert column(sheet, words.COLUMNS["confidence"])[0].number_format == "0.0%"
    assert column(sheet, words.COLUMNS["outcome"])[0].value == "Trả lời được"
    assert column(sheet, words.COLUMNS["citations"])[0].value == "09-KL, Điều 4"
    assert column(sheet, words.COLUMNS["reason"])[0].value == "Thiếu ý"
    [share] = column(book["Đơn vị"], words.COLUMNS["share"])
    assert (share.value, share.number_format) == (1, "0.0%")
    week = book["Tổng quan"]["A22"]
    assert week.is_date
    assert week.number_format == "dd/mm/yyyy"


@pytest.mark.parametrize("typed", RUNS)
def test_what_looks_like_a_formula_is_text(journal: Journal, typed: str) -> None:
    asks = [Ask(NOON, asker=f"a{n}", typed=typed, unit=typed, theme=1, ratings=(("down", None),)) for n in range(3)]
    content = made(journal, asks)
    book = opened(content)
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f"
    for name, title in (("Câu hỏi", "typed"), ("Chưa đúng", "typed"), ("Đơn vị", "unit")):
        cell = column(book[name], words.COLUMNS[title])[0]
        assert cell.data_type == "s"
        assert cell.quotePrefix
        assert cell.value.strip() == typed.strip()
    with zipfile.ZipFile(BytesIO(content)) as packed:
        sheets = [packed.read(name) for name in packed.namelist() if name.startswith("xl/worksheets/sheet")]
    assert len(sheets) == len(SHEETS)
    assert not any(b"<f>" in sheet or b"<f " in sheet for sheet in sheets)


@pytest.mark.parametrize("typed", ["#N/A", "#REF!", "12345", "TRUE", "2026-01-01"])
def test_text_stays_text(journal: Journal, typed: str) -> None:
    cell = column(opened(made(journal, [Ask(NOON, typed=typed)]))["Câu hỏi"], words.COLUMNS["typed"])[0]
    assert (cell.data_type, cell.value) == ("s", typed)


@given(st.text(st.characters(codec=None), max_size=60) | st.text("ế😀_x0041\x0b\ud800\uffff", max_size=80))
def test_any_text_becomes_a_cell(text: str) -> None:
    shown = cell_text(text)
    assert len(shown.encode("utf-16-le")) // 2 <= 32_767
    assert not any(sign in shown for sign in "\x00\x0b\x1f\ud800\uffff")


def test_long_text_is_cut_at_what_a_cell_holds() -> None:
    assert len(cell_text("a" * 40_000)) == 32_767
    assert len(cell_text("😀" * 20_000).encode("utf-16-le")) // 2 <= 32_767
    assert cell_text("a" * 32_767) == "a" * 32_767
    assert cell_text("dòng_x000D_hai") == "dòng_x005F_x000D_hai"


def test_broken_and_long_questions_are_kept(journal: Journal) -> None:
    typed = ["a\x0bb\x1f", "ế" * 50_000, "", "dòng một\ndòng hai"]
    cells = column(opened(made(journal, [Ask(NOON, typed=one) for one in typed]))["Câu hỏi"], words.COLUMNS["typed"])
    values = {cell.value[:20] for cell in cells}
    assert values == {"a\ufffdb\ufffd", "ế" * 20, words.TEXT_GONE[:20], "dòng một\ndòng hai"}


def test_nothing_of_askers_small_units_or_small_themes_is_in_the_sheets(journal: Journal) -> None:
    asks = [Ask(NOON, asker="feedbeef" * 4, unit="Xã Ít Người", theme=1, typed="Chỉ một người hỏi")]
    book = opened(made(journal, asks))
    texts = {name: repr([[cell.value for cell in row] for row in book[name].iter_rows()]) for name in SHEETS}
    assert not any("feedbeef" in text or "Xã Ít Người" in text for text in texts.values())
    assert [name for name, text in texts.items() if "Chỉ một người hỏi" in text] == ["Câu hỏi"]
    assert "dưới 3 người hỏi" in texts["Chủ đề"]


def test_what_was_called_wrong_stands_by_theme_though_names_are_shared(journal: Journal) -> None:
    down = (("down", None),)
    asks = [Ask(NOON, asker=f"a{n}", theme=1, typed=f"một {n}", ratings=down) for n in range(3)]
    asks += [Ask(NOON, asker=f"a{n}", theme=2, typed=f"hai {n}", ratings=down) for n in range(4)]
    asks += [Ask(NOON, asker="a", theme=3, typed=f"ba {n}", ratings=down) for n in range(2)]
    asks += [Ask(NOON, asker="b", theme=4, typed="bốn", ratings=down)]
    fill(journal, asks, names={1: "Trùng tên", 2: "Trùng tên"})
    found = figures(journal, SINCE, UNTIL, min_askers=3)
    sheet = opened(workbook(found, rows(journal, found)))["Chưa đúng"]
    counts = [cell.value for cell in column(sheet, words.COLUMNS["theme_downs"])]
    typed = [cell.value.split()[0] for cell in column(sheet, words.COLUMNS["typed"])]
    assert list(zip(typed, counts, strict=True)) == [("hai", 4)] * 4 + [("một", 3)] * 3 + [("ba", 2)] * 2 + [("bốn", 1)]


def test_an_empty_period_says_so(journal: Journal) -> None:
    book = opened(made(journal, []))
    assert book.sheetnames == SHEETS
    assert words.EMPTY in [cell.value for cell in book["Tổng quan"]["A"]]
    assert book["Câu hỏi"]["A2"].value == words.EMPTY


def test_twenty_thousand_questions(journal: Journal) -> None:
    asks = [ask for ask in at_random(20_000, days=20) if ask.status != "talk"]
    fill(journal, asks)
    found = figures(journal, min(ask.at for ask in asks).date(), UNTIL, min_askers=3)
    every = rows(journal, found)
    began = time.process_time()
    content = workbook(found, every)
    assert time.process_time() - began < 120
    with zipfile.ZipFile(BytesIO(content)) as packed:
        assert packed.read("xl/worksheets/sheet8.xml").count(b"<row ") == len(asks) + 1


@pytest.mark.needs("soffice")
def test_another_program_opens_it(journal: Journal, tmp_path: Path) -> None:
    file = tmp_path / "bao-cao.xlsx"
    file.write_bytes(made(journal, [*at_random(60), *[Ask(NOON, typed=typed) for typed in RUNS]]))
    convert(file, "pdf")
    assert (tmp_path / "bao-cao.pdf").read_bytes().startswith(b"%PDF")


def convert(file: Path, form: str) -> None:
    """Have LibreOffice make another form of a file beside it."""
    home = f"-env:UserInstallation=file://{file.parent}/office"
    command = ["soffice", "--headless", home, "--convert-to", form, "--outdir", str(file.parent), str(file)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=240, check=False)
    if "no export filter" in done.stderr or not file.with_suffix(f".{form}").exists():
        pytest.skip(f"this LibreOffice lacks the part for {file.suffix}: {done.stderr[-200:]}")
