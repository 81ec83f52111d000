"""Rows whose files were renamed, replaced, or became other documents: statements are neither lost nor misdirected."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from bot.errors import RegisterNotWritten
from bot.library.register import carry_row, cells_of, write_cells, write_register
from bot.library.register.reading import rows_of
from bot.library.register.stating import move_row
from tests.library.register_files import Folder, regulation

FILE, NEWER = "quy-dinh-12.txt", "quy-dinh-12 (ban moi).txt"
CEASED = "k2 đ3 kể từ ngày 1/11/2026 (21-QĐ/TU)"
READ = "Bot đọc: Số ký hiệu"


def text(number: str, issued: str = "1 tháng 2 năm 2023") -> str:
    more = "Điều 3. Tổ chức\n1. Ban Tổ chức chủ trì.\n2. Văn phòng phối hợp.\n"
    return regulation(number, "luân chuyển cán bộ", issued) + more


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    made = Folder(tmp_path)
    made.write(FILE, text("12-QĐ/TU"))
    made.build()
    return made


def stated(folder: Folder, file: str = FILE, **values: str) -> None:
    """State something as the form does."""
    assert folder.built is not None
    write_cells(folder.knowledge, folder.data, folder.built.generation, file, values or {"ceased": CEASED}, before={})
    folder.build()


def ceased(folder: Folder, file: str) -> list[date | None]:
    return [one.since for one in folder.document(file).metadata.ceased]


def files(folder: Folder) -> list[str | None]:
    return [row.file for row in rows_of(folder.register.read_bytes())[0]]


HELD = [date(2026, 11, 1)]


def test_a_renamed_file_keeps_what_was_stated_of_it_by_what_the_bot_had_read(folder: Folder) -> None:
    stated(folder)
    assert ceased(folder, FILE) == HELD
    (folder.knowledge / FILE).rename(folder.knowledge / NEWER)
    folder.build()
    assert ceased(folder, NEWER) == HELD
    assert any("dòng 2" in one and FILE in one for one in folder.document(NEWER).warnings)
    assert folder.problem() is None
    # The form goes on with that row and names the file anew.
    stated(folder, NEWER, note="xem lại")
    assert files(folder) == [NEWER]
    assert (ceased(folder, NEWER), folder.document(NEWER).warnings) == (HELD, ())


def test_a_row_added_by_the_form_remembers_its_document_too(folder: Folder) -> None:
    assert folder.built is not None
    write_register(folder.knowledge, folder.data, folder.built.generation)
    folder.write("quy-dinh-9.txt", text("9-QĐ/TU"))
    folder.build()
    stated(folder, "quy-dinh-9.txt")
    (folder.knowledge / "quy-dinh-9.txt").rename(folder.knowledge / "chin.txt")
    folder.build()
    assert ceased(folder, "chin.txt") == HELD
    assert ceased(folder, FILE) == []


@pytest.mark.parametrize("number", ["12-QĐ/HU", "12-QĐ/TU"])
def test_a_gone_file_finds_no_other_document(folder: Folder, number: str) -> None:
    stated(folder)
    (folder.knowledge / FILE).unlink()
    folder.write("khac.txt", text(number, "1 tháng 2 năm 2021"))  # of another issuer, or of another year
    folder.build()
    assert ceased(folder, "khac.txt") == []
    problem = folder.problem()
    assert problem is not None
    assert FILE in problem.reason


def test_of_two_that_bear_the_number_none_is_chosen(folder: Folder) -> None:
    stated(folder)
    (folder.knowledge / FILE).rename(folder.knowledge / "a.txt")
    folder.write("b.txt", text("12-QĐ/TU"))
    folder.build()
    assert (ceased(folder, "a.txt"), ceased(folder, "b.txt")) == ([], [])
    assert folder.problem() is not None


def test_another_document_under_the_name_is_left_alone(folder: Folder) -> None:
    stated(folder)
    folder.write(FILE, text("13-QĐ/TU"))
    folder.build()
    assert (folder.document(FILE).metadata.number, ceased(folder, FILE)) == ("13-QĐ/TU", [])
    problem = folder.problem()
    assert problem is not None
    assert all(said in problem.reason for said in ("dòng 2", "12-QĐ/TU", "13-QĐ/TU", FILE))
    # It gets a row of its own, and the other one holds again once its document is there.
    assert folder.built is not None
    assert cells_of(folder.knowledge, folder.built.generation, FILE).line is None
    assert write_register(folder.knowledge, folder.data, folder.built.generation).added == 1
    folder.write("muoi-hai.txt", text("12-QĐ/TU"))
    folder.build()
    assert (ceased(folder, FILE), ceased(folder, "muoi-hai.txt")) == ([], HELD)
    assert any("dòng 2" in one and "13-QĐ/TU" in one for one in folder.document("muoi-hai.txt").warnings)
    assert folder.problem() is None


def test_files_that_have_changed_their_names_with_one_another(folder: Folder) -> None:
    folder.write("quy-dinh-13.txt", text("13-QĐ/TU"))
    folder.build()
    stated(folder)
    folder.write(FILE, text("13-QĐ/TU"))
    folder.write("quy-dinh-13.txt", text("12-QĐ/TU"))
    folder.build()
    # The row of the other one says nothing and stays where it is.
    assert ceased(folder, FILE) == []


@pytest.mark.parametrize("own", ["21-QĐ/TU", "Quy định số 21-QĐ/TU"])
def test_a_number_that_a_person_has_put_right_is_no_other_document(folder: Folder, own: str) -> None:
    row = {"Tệp": FILE, "Số ký hiệu": own, "Điều khoản hết hiệu lực": CEASED, READ: "12-QĐ/TU"}
    folder.state([row])
    folder.build()
    assert (folder.document(FILE).metadata.number, ceased(folder, FILE)) == (own, HELD)
    folder.write(FILE, text("21-QĐ/TU"))  # a better scan: it now reads as the person had said
    folder.build()
    assert ceased(folder, FILE) == HELD
    assert folder.problem() is None
    folder.write(FILE, text("13-QĐ/TU"))
    folder.build()
    assert (folder.document(FILE).metadata.number, ceased(folder, FILE)) == ("13-QĐ/TU", [])


@pytest.mark.parametrize(("own", "held"), [("12", []), ("13", HELD)])
def test_a_number_of_digits_alone(folder: Folder, own: str, held: list[date]) -> None:
    folder.state([{"Tệp": FILE, "Số ký hiệu": own, "Điều khoản hết hiệu lực": CEASED, READ: "12-QĐ/TU"}])
    folder.write(FILE, text("13-QĐ/TU"))
    folder.build()
    assert ceased(folder, FILE) == held


def test_the_cell_of_the_bot_emptied_gives_the_row_back(folder: Folder) -> None:
    folder.write(FILE, text("13-QĐ/TU"))
    folder.state([{"Tệp": FILE, "Điều khoản hết hiệu lực": CEASED, READ: None}])
    folder.build()
    assert ceased(folder, FILE) == HELD


def test_the_row_goes_over_to_the_file_that_took_the_place(folder: Folder) -> None:
    stated(folder)
    assert folder.built is not None
    (folder.knowledge / FILE).rename(folder.knowledge / NEWER)
    old = folder.built.generation
    assert carry_row(folder.knowledge, folder.data, old, FILE, NEWER) is None
    assert files(folder) == [NEWER]
    assert len(list((folder.data / "backup").glob("danh-muc-*.xlsx"))) == 1
    folder.build()
    assert (ceased(folder, NEWER), folder.document(NEWER).warnings, folder.problem()) == (HELD, (), None)
    assert not move_row(folder.knowledge, folder.data, old, FILE, NEWER)  # said twice is said once


def test_the_row_stays_where_the_new_file_is_another_document_or_has_its_own(folder: Folder) -> None:
    folder.state([{"Tệp": FILE, "Ghi chú": "a"}, {"Tệp": NEWER, "Ghi chú": "b"}])
    folder.write("quy-dinh-13.txt", text("13-QĐ/TU"))
    generation = folder.build().generation
    before = folder.register.read_bytes()
    other = folder.document("quy-dinh-13.txt").metadata
    assert carry_row(folder.knowledge, folder.data, generation, FILE, "quy-dinh-13.txt", other) is None
    said = carry_row(folder.knowledge, folder.data, generation, FILE, NEWER)
    assert said is not None
    assert "dòng 3" in said
    assert folder.register.read_bytes() == before


def test_a_register_that_is_open_is_left_and_that_is_said(folder: Folder) -> None:
    stated(folder)
    before = folder.register.read_bytes()
    (folder.knowledge / "~$danh-muc.xlsx").write_bytes(b"Lan")
    assert folder.built is not None
    said = carry_row(folder.knowledge, folder.data, folder.built.generation, FILE, NEWER)
    assert said is not None
    assert "đang mở trong Excel" in said
    assert NEWER in said
    with pytest.raises(RegisterNotWritten):
        move_row(folder.knowledge, folder.data, folder.built.generation, FILE, NEWER)
    assert folder.register.read_bytes() == before
