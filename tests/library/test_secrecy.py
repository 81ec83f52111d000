"""A document stamped as a state secret is never indexed; one for internal circulation is told from one that is not."""

from __future__ import annotations

from pathlib import Path

import docx
import pytest

from bot.errors import UnreadableFile
from bot.library.documents import document_here as document_from
from bot.library.reading import Mark, MarkKind, Reading
from bot.library.secrecy import is_internal, stamp
from bot.phrases import register as words
from tests.library.pdf_by_hand import make_pdf
from tests.library.word_files import append

TEXT = """THÀNH ỦY HẢI PHÒNG
BAN TỔ CHỨC
*
Số: 12-BC/BTC
{}
BÁO CÁO
về việc bảo vệ bí mật nhà nước

Nội dung tuyệt mật không có ở đây.
"""


@pytest.mark.parametrize("stamp", ["MẬT", "TỐI MẬT", "TUYỆT MẬT", "[ MẬT ]", "Độ mật: TỐI MẬT".upper()])
def test_a_stamp_on_its_own_line(tmp_path: Path, stamp: str) -> None:
    (tmp_path / "a.txt").write_text(TEXT.format(stamp), encoding="utf-8")
    with pytest.raises(UnreadableFile, match="MẬT"):
        document_from(tmp_path / "a.txt", "a.txt")


def test_words_about_secrets_are_no_stamp(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT.format("Về công tác bảo mật"), encoding="utf-8")
    assert "bảo vệ bí mật" in document_from(tmp_path / "a.txt", "a.txt").text


def test_a_stamp_in_a_page_header_of_word(tmp_path: Path) -> None:
    made = docx.Document()
    made.add_paragraph("Nội dung công tác cán bộ.")
    made.sections[0].header.paragraphs[0].text = "TỐI MẬT"
    made.save(str(tmp_path / "a.docx"))
    with pytest.raises(UnreadableFile, match="TỐI MẬT"):
        document_from(tmp_path / "a.docx", "a.docx")


@pytest.mark.parametrize("line", ["M Ậ T", "T Ố I  M Ậ T", "[ T U Y Ệ T   M Ậ T ]"])
def test_a_stamp_with_its_letters_spaced_out(line: str) -> None:
    assert stamp(Reading(TEXT.format(line))) is not None


def test_a_stamp_in_a_running_head() -> None:
    text = TEXT.format("") + "\n" + "Một câu.\n" * 40
    at = len(text)
    assert stamp(Reading(f"{text}TỐI MẬT", (Mark(MarkKind.FURNITURE, at, at + 7),))) == "TỐI MẬT"


@pytest.mark.parametrize(
    "line",
    [
        "LƯU HÀNH NỘI BỘ",
        "Lưu hành nội bộ",
        "LUU HANH NOI BO",
        "(Lưu hành nội bộ)",
        "* TÀI LIỆU LƯU HÀNH NỘI BỘ *",
        "L Ư U  H À N H  N Ộ I  B Ộ",
        "LƯU   HÀNH   NỘI   BỘ",
        "L Ư U   H À N H   N Ộ I   B Ộ",
        "Tài liệu chỉ lưu hành nội bộ, không phổ biến",
        "Số: 5/BC\tLƯU HÀNH NỘI BỘ",
        "Số: 5/BC      LƯU HÀNH NỘI BỘ",
        "BAN TỔ CHỨC (LƯU HÀNH NỘI BỘ)",
    ],
)
def test_internal_circulation_in_the_heading(tmp_path: Path, line: str) -> None:
    (tmp_path / "a.txt").write_text(TEXT.format(line), encoding="utf-8")
    document = document_from(tmp_path / "a.txt", "a.txt")
    assert document.internal
    assert words.INTERNAL_WAITS in document.warnings


@pytest.mark.parametrize(
    "line",
    [
        "về quản lý tài liệu lưu hành nội bộ",
        "QUY ĐỊNH VỀ TÀI LIỆU LƯU HÀNH NỘI BỘ CỦA THÀNH ỦY",
        "Văn bản này không thuộc diện lưu hành nội bộ.",
        "- Tài liệu lưu hành nội bộ;",
        "Các tài liệu lưu hành nội bộ được quản lý như sau:",
    ],
)
def test_a_mention_is_no_stamp(tmp_path: Path, line: str) -> None:
    (tmp_path / "a.txt").write_text(TEXT.format(line), encoding="utf-8")
    document = document_from(tmp_path / "a.txt", "a.txt")
    assert not document.internal
    assert document.warnings == ()


def test_a_line_in_the_middle_of_a_document_is_no_stamp() -> None:
    assert not is_internal(Reading(TEXT.format("") + "Một câu.\n" * 40 + "Lưu hành nội bộ\n"))


def test_internal_circulation_in_a_page_header_and_in_a_box_of_word(tmp_path: Path) -> None:
    made = docx.Document()
    made.add_paragraph("Nội dung công tác cán bộ.")
    made.sections[0].footer.paragraphs[0].text = "Tài liệu lưu hành nội bộ – Ban Tổ chức Thành ủy"
    made.save(str(tmp_path / "a.docx"))
    assert document_from(tmp_path / "a.docx", "a.docx").internal
    boxed = docx.Document()
    boxed.add_paragraph("Nội dung công tác cán bộ.")
    append(
        boxed,
        "<w:p><w:r><w:pict><v:shape xmlns:v='urn:schemas-microsoft-com:vml'><v:textbox><w:txbxContent>"
        "<w:p><w:r><w:t>LƯU HÀNH NỘI BỘ</w:t></w:r></w:p></w:txbxContent></v:textbox></v:shape></w:pict></w:r></w:p>",
    )
    boxed.save(str(tmp_path / "b.docx"))
    assert document_from(tmp_path / "b.docx", "b.docx").internal


def test_internal_circulation_at_the_foot_of_the_first_page(tmp_path: Path) -> None:
    lines = [(72.0, 780.0 - 18 * at, f"Dòng thứ {at} của văn bản về công tác cán bộ ở thành phố.") for at in range(36)]
    first = [*lines, (200.0, 60.0, "LƯU HÀNH NỘI BỘ")]
    (tmp_path / "a.pdf").write_bytes(make_pdf([first, lines]))
    assert document_from(tmp_path / "a.pdf", "a.pdf").internal
    (tmp_path / "b.pdf").write_bytes(make_pdf([lines, lines]))
    assert not document_from(tmp_path / "b.pdf", "b.pdf").internal
