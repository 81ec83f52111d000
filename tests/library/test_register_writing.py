"""The register is written on request only, and nothing that people put into it is changed or lost."""

from __future__ import annotations

import errno
import io
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Border, Font, PatternFill, Side
from openpyxl.worksheet.datavalidation import DataValidation

from bot.errors import RegisterNotWritten
from bot.library.register import Written, write_register
from bot.library.register import writing as writing_module
from bot.library.register.columns import COLUMNS
from bot.library.register.reading import rows_of
from bot.library.register.writing import READ
from tests.library.register_files import Folder, regulation, workbook

NOW = datetime(2026, 11, 22, 8, 30, tzinfo=timezone(timedelta(hours=7)))
OLD, NEW = "quy-dinh-80.txt", "thanh-pho/quy-dinh-12.txt"


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    made = Folder(tmp_path)
    made.write(OLD, regulation("80-QĐ/TW", "phân cấp quản lý cán bộ"))
    made.write(NEW, regulation("12-QĐ/TW", "luân chuyển cán bộ", clause=", thay thế Quy định số 9-QĐ/TW"))
    made.build()
    return made


def write(folder: Folder) -> Written:
    assert folder.built is not None
    return write_register(folder.knowledge, folder.data, folder.built.generation, now=lambda: NOW)


def values(folder: Folder, sheet: str = "Danh mục") -> list[dict[str, Any]]:
    names, *rows = load_workbook(folder.register)[sheet].iter_rows(values_only=True)
    return [dict(zip([str(name) for name in names], row, strict=True)) for row in rows]


def rich_workbook() -> bytes:
    """What an office makes of its register: a title, colours, rules, comments, lists, a chart, another sheet."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Văn bản"
    sheet.append(["DANH MỤC VĂN BẢN"])
    sheet.append(["STT", "Số ký hiệu", "Tệp", "Tình trạng", "Phòng phụ trách"])
    sheet.append([1, "80-QĐ/TW", OLD, "còn hiệu lực", '=UPPER("phòng 1")'])
    sheet.merge_cells("A1:E1")
    sheet["C3"].font = Font(bold=True, color="C00000")
    for cell in sheet[3]:
        cell.border = Border(bottom=Side("thin"))
        cell.fill = PatternFill("solid", fgColor="FFF2CC")
    sheet["D3"].comment = Comment("Đã hỏi Văn phòng", "Lan")
    sheet.conditional_formatting.add("D3:D99", CellIsRule("equal", ['"hết hiệu lực"'], font=Font(color="FF0000")))
    validation = DataValidation(type="list", formula1='"còn hiệu lực,hết hiệu lực"')
    validation.add("D3:D99")
    sheet.add_data_validation(validation)
    sheet.column_dimensions["C"].width = 50
    sheet.freeze_panes = "A3"
    other = book.create_sheet("Số liệu")
    for row in (["Năm", "Số văn bản"], [2024, 12], [2025, 30]):
        other.append(row)
    chart = BarChart()
    chart.add_data(Reference(other, min_col=2, min_row=1, max_row=3), titles_from_data=True)
    other.add_chart(chart, "D2")
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_a_new_register(folder: Folder) -> None:
    written = write(folder)
    assert (written.added, written.created, written.backup) == (2, True, None)
    rows = values(folder)
    assert [row["Tệp"] for row in rows] == [OLD, NEW]
    assert all(row[name] is None for row in rows for field, name in COLUMNS.items() if field != "file")
    assert rows[0]["Bot đọc: Số ký hiệu"] == "80-QĐ/TW"
    assert rows[0]["Bot đọc: Ngày ban hành"] == "18/8/2022"
    assert rows[1]["Bot đọc: Thay thế"] == "Quy định số 9-QĐ/TW"
    sheet = load_workbook(folder.register)["Danh mục"]
    assert sheet.freeze_panes == "B2"
    lists = {str(one.sqref): one.formula1 for one in sheet.data_validations.dataValidation}
    assert lists["K2:K2000"] == '"còn hiệu lực,một phần,chưa có hiệu lực,hết hiệu lực,chưa rõ,không áp dụng"'
    assert lists["Q2:Q2000"] == '"tóm lược,toàn văn"'
    assert sheet["B2"].number_format == "@"
    assert sheet["G2"].number_format == "dd/mm/yyyy"
    built = folder.build()
    assert (built.files_read, built.passages_encoded, built.generation.problems) == (0, 0, ())
    assert write(folder) == Written(folder.register, 0)


def test_rows_are_added_and_everything_else_stays_as_it_was(folder: Folder) -> None:
    before = rich_workbook()
    folder.register.write_bytes(before)
    folder.build()
    written = write(folder)
    assert (written.added, written.created) == (1, False)
    assert written.backup == folder.data / "backup" / "danh-muc-20261122-083000.xlsx"
    assert written.backup.read_bytes() == before
    after = folder.register.read_bytes()
    was, now = parts(before), parts(after)
    assert was.keys() == now.keys()
    assert {name for name in was if was[name] != now[name]} == {"xl/worksheets/sheet1.xml", "xl/styles.xml"}
    old, new = load_workbook(io.BytesIO(before))["Văn bản"], load_workbook(io.BytesIO(after))["Văn bản"]
    for row in old.iter_rows():
        for cell in row:
            same = new[cell.coordinate]
            looks = [repr((one.value, one.font, one.fill, one.border)) for one in (same, cell)]
            assert looks[0] == looks[1]
    assert new["D3"].comment.text == "Đã hỏi Văn phòng"
    assert [str(one.sqref) for one in new.data_validations.dataValidation] == ["D3:D99"]
    assert (new["C4"].value, new["C4"].fill.fgColor.rgb, new["B4"].value) == (NEW, "00FFF2CC", None)
    assert new["F2"].value == "Bot đọc: Số ký hiệu"
    assert (new["F3"].value, new["F4"].value) == ("80-QĐ/TW", "12-QĐ/TW")
    assert (new["F4"].font.i, new["F4"].font.color.rgb) == (True, "FF808080")
    assert [row.file for row in rows_of(after)[0]] == [OLD, NEW]
    folder.build()
    assert folder.problem() is None
    assert write(folder).added == 0
    assert folder.register.read_bytes() == after


def test_what_the_bot_read_is_refreshed_and_never_read_back(folder: Folder) -> None:
    write(folder)
    folder.build()
    folder.write(OLD, regulation("81-QĐ/TW", "phân cấp quản lý cán bộ"))
    folder.build()
    assert folder.document(OLD).metadata.number == "81-QĐ/TW"
    written = write(folder)
    assert (written.added, written.backup is not None) == (0, True)
    assert values(folder)[0]["Bot đọc: Số ký hiệu"] == "81-QĐ/TW"
    assert not folder.build().generation.problems


def test_rows_by_number_and_without_a_column_for_files(folder: Folder) -> None:
    folder.state([{"Số ký hiệu": "80-QĐ/TW", "Người ký": "A"}])
    folder.build()
    assert write(folder).added == 1
    folder.build()
    assert folder.problem() is None
    assert folder.document(OLD).metadata.signer == "A"
    assert [row.file for row in rows_of(folder.register.read_bytes())[0]] == [None, NEW]


def test_documents_that_wait_get_a_row(folder: Folder) -> None:
    folder.write("noi-bo.txt", regulation("5-QĐ/TU", "việc nội bộ", stamp="Lưu hành nội bộ"))
    folder.build()
    assert write(folder).added == 3
    row = next(row for row in values(folder) if row["Tệp"] == "noi-bo.txt")
    assert (row["Cho dùng"], row["Bot đọc: Cho dùng"]) == (None, "lưu hành nội bộ")


@pytest.mark.parametrize("lock", ["~$danh-muc.xlsx", "~$Danh-Muc.xlsx", ".~lock.danh-muc.xlsx#"])
def test_nothing_is_written_while_it_is_open(folder: Folder, lock: str) -> None:
    folder.register.write_bytes(rich_workbook())
    (folder.knowledge / lock).write_bytes(b"Lan")
    with pytest.raises(RegisterNotWritten, match="đang mở trong Excel"):
        write(folder)
    assert [row.file for row in rows_of(folder.register.read_bytes())[0]] == [OLD]
    assert not (folder.data / "backup").exists()


def test_a_broken_register_is_left_alone(folder: Folder) -> None:
    folder.register.write_bytes(b"PK hong")
    with pytest.raises(RegisterNotWritten, match="hỏng"):
        write(folder)
    assert folder.register.read_bytes() == b"PK hong"


def test_a_register_that_somebody_saves_meanwhile_is_not_written_over(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder.state([{"Tệp": OLD, "Người ký": "A"}])
    folder.build()
    newer = workbook([{"Tệp": OLD, "Người ký": "B"}])

    def saved(*arguments: Any, **options: Any) -> bytes:
        folder.register.write_bytes(newer)
        return patched(*arguments, **options)

    patched: Callable[..., bytes] = writing_module.patched
    monkeypatch.setattr(writing_module, "patched", saved)
    with pytest.raises(RegisterNotWritten, match="người khác"):
        write(folder)
    assert folder.register.read_bytes() == newer


@pytest.mark.parametrize("there", [True, False])
def test_a_disk_that_fails_at_any_step_leaves_the_old_one_whole(
    folder: Folder, monkeypatch: pytest.MonkeyPatch, there: bool
) -> None:
    before = rich_workbook() if there else None
    if before is not None:
        folder.register.write_bytes(before)
        folder.build()
    calls = {"open": Path.open, "replace": Path.replace, "fsync": os.fsync, "link": os.link, "mkdir": Path.mkdir}
    left = 0

    def failing(call: Callable[..., Any]) -> Callable[..., Any]:
        def run(*arguments: Any, **options: Any) -> Any:
            nonlocal left
            left -= 1
            if left == 0:
                raise OSError(errno.ENOSPC, "full")
            return call(*arguments, **options)

        return run

    failures = 0
    for step in range(1, 40):
        left = step
        with monkeypatch.context() as patch:
            for name in ("open", "replace", "mkdir"):
                patch.setattr(Path, name, failing(calls[name]))
            patch.setattr(os, "fsync", failing(calls["fsync"]))
            try:
                write(folder)
                done = True
            except RegisterNotWritten as error:
                done = "hết chỗ" not in str(error) and pytest.fail(str(error))
                failures += 1
        now = folder.register.read_bytes() if folder.register.exists() else None
        assert now == before or [row.file for row in rows_of(now or b"")[0]] == [OLD, NEW]
        assert not list(folder.knowledge.glob(".*.tmp"))
        if done:
            break
        if now != before:  # only the last step, making it last, may fail after the new one is in its place
            assert rows_of(now or b"")[0]
            break
    assert failures > 1


CHILD = """
import os, sys
from pathlib import Path
from bot.index import Generations
from bot.library.register import write_register

left = int(sys.argv[3])


def counted(call):
    def run(*arguments, **options):
        global left
        left -= 1
        if left == 0:
            os._exit(9)
        return call(*arguments, **options)

    return run


generation = Generations(Path(sys.argv[2]) / "generations").load()
Path.open, Path.replace, os.fsync = counted(Path.open), counted(Path.replace), counted(os.fsync)
write_register(Path(sys.argv[1]), Path(sys.argv[2]), generation)
"""


def test_a_kill_at_any_step_leaves_the_old_one_or_the_new_one(folder: Folder) -> None:
    before = rich_workbook()
    folder.register.write_bytes(before)
    folder.build()
    ended = []
    for step in (1, 3, 4, 6, 7, 9, 40):
        folder.register.write_bytes(before)
        command = [sys.executable, "-c", CHILD, str(folder.knowledge), str(folder.data), str(step)]
        ended.append(subprocess.run(command, timeout=120, check=False).returncode)
        now = folder.register.read_bytes()
        assert now == before or [row.file for row in rows_of(now)[0]] == [OLD, NEW]
        folder.build()
        assert {document.file for document in folder.built.generation.documents} == {OLD, NEW}  # type: ignore[union-attr]
    assert ended[0] == 9
    assert ended[-1] == 0


@pytest.mark.needs("soffice:calc")
def test_libreoffice_opens_what_was_written(folder: Folder, tmp_path: Path) -> None:
    folder.register.write_bytes(rich_workbook())
    folder.build()
    write(folder)
    command = ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to"]
    command += ["xlsx", "--outdir", str(tmp_path), str(folder.register)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    converted = (tmp_path / "danh-muc.xlsx").read_bytes()
    assert [row.file for row in rows_of(converted)[0]] == [OLD, NEW]
    assert load_workbook(io.BytesIO(converted))["Văn bản"]["E3"].value == '=UPPER("phòng 1")'
    # What LibreOffice has saved (it writes other XML than openpyxl) takes rows as well.
    folder.register.write_bytes(converted)
    folder.write("them.txt", regulation("99-QĐ/TW", "việc thêm"))
    folder.build()
    assert write(folder).added == 1
    assert [row.file for row in rows_of(folder.register.read_bytes())[0]] == [OLD, NEW, "them.txt"]


def test_what_the_bot_shows_are_columns_of_the_register() -> None:
    assert set(READ) <= set(COLUMNS)
