"""A document stamped as a state secret is never indexed."""

from __future__ import annotations

from pathlib import Path

import docx
import pytest

from bot.errors import UnreadableFile
from bot.library.build import document_from

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
