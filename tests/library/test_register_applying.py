"""What the register says goes over what was read: per document, without reading or encoding what need not be."""

from __future__ import annotations

import errno
import time
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from bot.index import term_hash
from bot.library.inspecting import check_lines
from bot.library.live import Live
from bot.model import TextKind, Validity
from bot.search import validity_on
from bot.settings import Settings
from tests.fakes import WordEncoder
from tests.library.register_files import Folder, regulation, workbook


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    made = Folder(tmp_path)
    made.write("trung-uong/quy-dinh-80.txt", regulation("80-QĐ/TW", "phân cấp quản lý cán bộ"))
    made.write("quy-dinh-12.txt", regulation("12-QĐ/TW", "luân chuyển cán bộ", "1 tháng 2 năm 2023"))
    made.build()
    return made


OLD, NEW = "trung-uong/quy-dinh-80.txt", "quy-dinh-12.txt"


def test_what_a_row_says_wins_and_an_empty_cell_says_nothing(folder: Folder) -> None:
    folder.state([{"Tệp": OLD, "Người ký": "Lê Văn A", "Ngày ban hành": "2/2023", "Tình trạng": None, "Ghi chú": ""}])
    folder.build()
    about, read = folder.document(OLD).metadata, folder.built.generation.read[OLD]  # type: ignore[union-attr]
    assert (about.signer, about.issued, about.issued_as_written) == ("Lê Văn A", None, "2/2023")
    assert about.number == read.number == "80-QĐ/TW"
    assert (read.signer, read.issued) == (None, date(2022, 8, 18))
    assert folder.held().lines == {OLD: 2}


@pytest.mark.parametrize(
    "name",
    [OLD, "quy-dinh-80.txt", "QUY-DINH-80.TXT", "trung-uong\\quy-dinh-80.txt", "knowledge/" + OLD, "quy-dinh-80"],
)
def test_a_file_is_named_with_or_without_its_folder(folder: Folder, name: str) -> None:
    folder.state([{"Tệp": name, "Người ký": "Lê Văn A"}])
    folder.build()
    assert folder.document(OLD).metadata.signer == "Lê Văn A"
    assert folder.problem() is None


@pytest.mark.parametrize("number", ["80-QĐ/TW", "Quy định số 80-QĐ/TW", "80 - QĐ/TW", 80.0])
def test_a_document_is_named_by_its_number(folder: Folder, number: str | float) -> None:
    folder.state([{"Số ký hiệu": number, "Người ký": "Lê Văn A"}])
    folder.build()
    assert folder.document(OLD).metadata.signer == "Lê Văn A"
    assert folder.problem() is None


def test_a_changed_register_reads_no_file_and_encodes_nothing_that_reads_as_before(folder: Folder) -> None:
    folder.state([{"Tệp": OLD, "Người ký": "Lê Văn A", "Hết hiệu lực từ": "8/10/2025"}])
    built = folder.build()
    assert built.changed
    assert (built.files_read, built.passages_encoded) == (0, 0)
    folder.state([{"Tệp": OLD, "Trích yếu": "Giới thiệu cán bộ ứng cử"}])
    built = folder.build()
    assert (built.files_read, built.passages_encoded) == (0, 0)
    at = built.generation.document_of(OLD)
    assert at is not None
    assert built.generation.document_holds(at, np.array([term_hash("ung_cu")])).all()  # found by its new subject
    assert folder.document(OLD).metadata.title == "Quy định về giới thiệu cán bộ ứng cử"
    assert not folder.build().changed
    folder.register.unlink()
    built = folder.build()
    assert (built.files_read, built.passages_encoded) == (0, 0)
    assert folder.document(OLD).metadata == built.generation.read[OLD]


def test_a_file_that_changes_keeps_its_row(folder: Folder) -> None:
    folder.state([{"Tệp": OLD, "Người ký": "Lê Văn A"}])
    folder.build()
    folder.write(OLD, regulation("80-QĐ/TW", "phân cấp quản lý cán bộ và bổ nhiệm"))
    assert folder.build().files_read == 1
    assert folder.document(OLD).metadata.signer == "Lê Văn A"


def test_a_file_that_is_renamed_keeps_its_row_by_its_number(folder: Folder) -> None:
    folder.state([{"Tệp": OLD, "Số ký hiệu": "80-QĐ/TW", "Người ký": "Lê Văn A", "Bản": "tóm lược", "Cho dùng": "có"}])
    folder.build()
    (folder.knowledge / OLD).rename(folder.knowledge / "qd80.txt")
    folder.build()
    document = folder.document("qd80.txt")
    assert document.metadata.signer == "Lê Văn A"
    assert document.metadata.text_kind is TextKind.FULL  # it is another file: what kind of text it is, is not known
    assert any("dòng 2" in warning and OLD in warning for warning in document.warnings)


def test_full_text_and_digest_of_one_document_share_a_row(folder: Folder) -> None:
    folder.write(
        "tom-luoc.md",
        "---\nsố: 80-QĐ/TW\nloại: Quy định\nbản: tóm lược\nnguồn: https://a.vn\n---\n# Tóm lược\n\nMột câu.\n",
    )
    folder.state([{"Số ký hiệu": "80-QĐ/TW", "Hết hiệu lực từ": "8/10/2025"}])
    folder.build()
    for name in (OLD, "tom-luoc.md"):
        assert folder.document(name).metadata.expired_from == date(2025, 10, 8)
        assert not folder.document(name).warnings


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"Tệp": "khong-co.docx", "Người ký": "A"}, "khong-co.docx"),
        ({"Tệp": "khong-co.docx"}, "khong-co.docx"),
        ({"Số ký hiệu": "999-QĐ/TW", "Người ký": "A"}, "999-QĐ/TW"),
        ({"Tệp": OLD, "Ngày ban hành": "31/2/2025"}, "31/2/2025"),
        ({"Tệp": OLD, "Hiệu lực từ": "1/1/2024", "Hết hiệu lực từ": "1/1/2023"}, "1/1/2023"),
        ({"Tệp": OLD, "Hết hiệu lực từ": "1/1/2020"}, "18/8/2022"),
        ({"Tệp": OLD, "Tình trạng": "vẫn còn"}, "vẫn còn"),
        ({"Tệp": "quy-dinh-12"}, "dòng 2"),
    ],
)
def test_a_mistake_is_named_with_its_row_and_the_other_rows_hold(
    folder: Folder, row: dict[str, str], said: str
) -> None:
    folder.state([{"Tệp": NEW, "Người ký": "Lê Văn A"}, row])
    folder.build()
    problem = folder.problem()
    assert problem is not None
    assert "dòng 3" in problem.reason
    assert said in problem.reason
    assert folder.document(NEW).metadata.signer == "Lê Văn A"
    assert folder.document(OLD).metadata.expired_from is None
    lines, well = check_lines(folder.built.generation, folder.knowledge, validity_on)  # type: ignore[union-attr]
    assert not well
    assert any(line.startswith("✗ danh-muc.xlsx: dòng 3: ") and said in line for line in lines)
    assert not folder.build().changed


def test_a_heading_among_the_rows_is_no_mistake(folder: Folder) -> None:
    folder.state([{"Tệp": "I. VĂN BẢN TRUNG ƯƠNG", "Người ký": None}, {"Tệp": OLD, "Người ký": "A"}])
    folder.build()
    assert folder.problem() is None


def test_a_name_that_several_files_bear(folder: Folder) -> None:
    folder.write("thanh-pho/quy-dinh-80.txt", regulation("80-QĐ/TU", "việc khác"))
    folder.state([{"Tệp": "quy-dinh-80.txt", "Người ký": "A"}])
    folder.build()
    problem = folder.problem()
    assert problem is not None
    assert "thanh-pho/quy-dinh-80.txt" in problem.reason
    folder.state([{"Số ký hiệu": "80", "Người ký": "A"}])
    folder.build()
    problem = folder.problem()
    assert problem is not None
    assert "nhiều văn bản" in problem.reason


def test_an_unknown_successor_is_a_note(folder: Folder) -> None:
    folder.state([{"Tệp": OLD, "Được thay thế bởi": "377-QĐ/TW"}])
    folder.build()
    assert folder.problem() is None
    assert any("dòng 2" in one and "377-QĐ/TW" in one for one in folder.document(OLD).warnings)
    folder.state([{"Tệp": OLD, "Được thay thế bởi": "12-QĐ/TW"}])
    folder.build()
    assert not folder.document(OLD).warnings
    assert folder.document(OLD).metadata.expired_from == date(2023, 2, 1)  # when the other came into force


def test_documents_that_replace_one_another_replace_nothing(folder: Folder) -> None:
    folder.state([{"Tệp": OLD, "Được thay thế bởi": "12-QĐ/TW"}, {"Tệp": NEW, "Được thay thế bởi": "80-QĐ/TW"}])
    folder.build()
    for name in (OLD, NEW):
        document = folder.document(name)
        assert any("vòng" in warning for warning in document.warnings)
        assert document.metadata.replaced_by is None
    folder.state([{"Tệp": OLD, "Được thay thế bởi": "80-QĐ/TW"}])
    folder.build()
    assert any("chính nó" in warning for warning in folder.document(OLD).warnings)
    assert not folder.document(NEW).warnings


def test_two_files_of_one_document(folder: Folder) -> None:
    folder.write("ban-sao.txt", regulation("80-QĐ/TW", "phân cấp quản lý cán bộ") + "\nThêm một câu.\n")
    folder.build()
    assert any("ban-sao.txt" in warning for warning in folder.document(OLD).warnings)
    assert any(OLD in warning for warning in folder.document("ban-sao.txt").warnings)
    (folder.knowledge / "ban-sao.txt").unlink()
    assert folder.build().files_read == 0
    assert not folder.document(OLD).warnings


def test_a_register_that_cannot_be_read_leaves_the_last_one_in_force(folder: Folder) -> None:
    folder.state([{"Tệp": OLD, "Hết hiệu lực từ": "8/10/2025"}])
    folder.build()
    folder.register.write_bytes(b"PK\x03\x04 nua chung")
    assert folder.build().changed
    problem = folder.problem()
    assert problem is not None
    assert "lần đọc được gần nhất" in problem.reason
    assert folder.document(OLD).metadata.expired_from == date(2025, 10, 8)
    assert not folder.build().changed
    folder.state([{"Tệp": OLD, "Người ký": "A"}])
    folder.build()
    assert folder.problem() is None
    assert folder.document(OLD).metadata.expired_from is None


def test_a_locked_register_is_tried_again(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    folder.state([{"Tệp": OLD, "Hết hiệu lực từ": "8/10/2025"}])
    folder.build()
    folder.state([{"Tệp": OLD, "Người ký": "A"}])
    read = Path.read_bytes

    def locked(path: Path) -> bytes:
        if path.name == "danh-muc.xlsx":
            raise PermissionError(errno.EACCES, "locked")
        return read(path)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "read_bytes", locked)
        folder.build()
        problem = folder.problem()
        assert problem is not None
        assert "không có quyền" in problem.reason
        assert folder.document(OLD).metadata.expired_from == date(2025, 10, 8)
        assert not folder.build().changed
    folder.build()
    assert folder.problem() is None
    assert folder.document(OLD).metadata.signer == "A"


def test_a_register_is_no_document_however_it_is_written(folder: Folder) -> None:
    (folder.knowledge / "Danh-Muc.XLSX").write_bytes(workbook([{"Tệp": OLD, "Người ký": "A"}]))
    (folder.knowledge / "~$danh-muc.xlsx").write_bytes(b"x" * 165)
    (folder.knowledge / ".~lock.danh-muc.xlsx#").write_bytes(b"x")
    folder.build()
    assert len(folder.built.generation.documents) == 2  # type: ignore[union-attr]
    assert not folder.built.generation.problems  # type: ignore[union-attr]
    assert folder.document(OLD).metadata.signer == "A"


def test_internal_documents_wait_for_a_word_in_the_register(folder: Folder) -> None:
    folder.write("noi-bo.txt", regulation("5-QĐ/TU", "việc nội bộ", stamp="LƯU HÀNH NỘI BỘ"))
    folder.build()
    problem = folder.problem("noi-bo.txt")
    assert problem is not None
    assert "Cho dùng" in problem.reason
    assert "danh-muc.xlsx" in problem.reason
    records = (folder.generations._folder / str(folder.generations.current()) / "records.jsonl").read_text("utf-8")
    assert "việc nội bộ" not in records  # nothing of it is kept
    assert not folder.build().changed
    folder.state([{"Tệp": "noi-bo.txt", "Cho dùng": "không"}])
    folder.build()
    assert folder.problem("noi-bo.txt") is not None
    folder.state([{"Tệp": "noi-bo.txt", "Cho dùng": "có", "Người ký": "A"}])
    assert folder.build().files_read == 1
    document = folder.document("noi-bo.txt")
    assert (document.metadata.signer, document.warnings) == ("A", ())
    assert not folder.build().changed
    folder.state([{"Tệp": "noi-bo.txt", "Cho dùng": None}])
    folder.build()
    assert folder.problem("noi-bo.txt") is not None
    folder.state([{"Tệp": "noi-bo.txt", "Cho dùng": "có"}])
    folder.build()
    assert folder.document("noi-bo.txt").metadata.number == "5-QĐ/TU"


def test_check_names_what_ends_soon_and_what_was_replaced(folder: Folder) -> None:
    folder.state([{"Tệp": OLD, "Được thay thế bởi": "12-QĐ/TW"}, {"Tệp": NEW, "Hết hiệu lực từ": "1/3/2026"}])
    generation = folder.build().generation
    said = "\n".join(check_lines(generation, folder.knowledge, validity_on, date(2026, 1, 15))[0])
    assert "còn 45 ngày" in said
    assert f"đã được thay bằng 12-QĐ/TW ({NEW})" in said
    assert "theo danh mục (dòng 2): Được thay thế bởi" in said
    later = "\n".join(check_lines(generation, folder.knowledge, validity_on, date(2025, 12, 1))[0])
    assert "sắp hết hiệu lực" not in later


def test_check_says_how_it_stands_today_and_names_what_was_stated_otherwise(folder: Folder) -> None:
    folder.state([{"Tệp": OLD, "Hết hiệu lực từ": "5/10/2026", "Tình trạng": "còn hiệu lực"}])
    generation = folder.build().generation

    def said(day: date) -> str:
        lines = check_lines(generation, folder.knowledge, validity_on, day)[0]
        at = next(at for at, line in enumerate(lines) if line.startswith(f"✓ {OLD}: "))
        return lines[at + 1]

    after = said(date(2026, 11, 23))
    assert "tình trạng hôm nay: đã hết hiệu lực từ 5/10/2026" in after
    assert "tình trạng danh mục ghi: còn hiệu lực" in after
    before = said(date(2026, 10, 4))
    assert "tình trạng hôm nay: còn hiệu lực" in before
    assert "danh mục ghi" not in before


def test_check_counts_the_faults_of_the_register(folder: Folder) -> None:
    folder.state([{"Tệp": OLD, "Tình trạng": "vẫn còn"}, {"Tệp": "khong-co.txt", "Người ký": "A"}])
    lines, well = check_lines(folder.build().generation, folder.knowledge, validity_on)
    assert not well
    assert sum(line.startswith("✗ danh-muc.xlsx") for line in lines) == 2
    assert lines[-1].endswith("0 tệp lỗi, 0 tài liệu có cảnh báo, 2 lỗi trong danh mục.")
    folder.register.unlink()
    folder.build()
    lines, well = check_lines(folder.built.generation, folder.knowledge, validity_on)  # type: ignore[union-attr]
    assert well
    assert "danh mục" not in lines[-1]


def test_a_number_given_to_a_text_makes_it_a_document(folder: Folder) -> None:
    folder.write("bai.txt", "Một bài viết về công tác cán bộ.\n\nNội dung bài.\n")
    folder.build()
    assert folder.document("bai.txt").metadata.stated_validity is Validity.NOT_APPLICABLE
    folder.state([{"Tệp": "bai.txt", "Số ký hiệu": "7-CV/TU", "Hiệu lực từ": "1/2/2024"}])
    folder.build()
    assert folder.document("bai.txt").metadata.stated_validity is None


def test_a_digest_is_asked_for_its_source_until_one_is_stated(folder: Folder) -> None:
    folder.state([{"Tệp": OLD, "Bản": "tóm lược", "Nguồn": None}])
    folder.build()
    assert any("nguồn" in warning for warning in folder.document(OLD).warnings)
    folder.state([{"Tệp": OLD, "Bản": "tóm lược", "Nguồn": "https://a.vn"}])
    folder.build()
    assert folder.document(OLD).warnings == ()
    assert folder.document(OLD).metadata.text_kind is TextKind.DIGEST


def test_the_register_is_live_like_any_file(folder: Folder) -> None:
    folder.cache.close()
    settings = Settings(knowledge=folder.knowledge, data=folder.data, scan_seconds=1)
    live = Live(settings, encoder=WordEncoder())
    try:
        live.refresh()
        live.watch()
        folder.state([{"Tệp": OLD, "Người ký": "Lê Văn A"}])
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            if any(document.metadata.signer == "Lê Văn A" for document in live.generation.documents):
                return
            time.sleep(0.1)
        pytest.fail("the register was not noticed")
    finally:
        live.close()
