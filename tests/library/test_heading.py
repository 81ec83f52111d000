"""Metadata from a document's own heading, closing articles and signature."""

from __future__ import annotations

from datetime import date

import pytest

from bot.library.heading import metadata
from bot.library.heading.closing import in_force_from
from bot.library.heading.relating import amended
from bot.library.outline import outline
from bot.library.reading import Reading
from bot.library.reading.reader import read_bytes
from bot.model import Metadata, Validity

STACKED = """THÀNH ỦY HẢI PHÒNG
BAN THƯỜNG VỤ
*
Số 09-KL/TU
ĐẢNG CỘNG SẢN VIỆT NAM
Hải Phòng, ngày 11 tháng 3 năm 2021
"""
INTERLEAVED = """THÀNH ỦY HẢI PHÒNG
ĐẢNG CỘNG SẢN VIỆT NAM
BAN THƯỜNG VỤ
*
Hải Phòng, ngày 11 tháng 3 năm 2021
Số: 09 - KL/TU
"""
TABBED = """THÀNH ỦY HẢI PHÒNG\tĐẢNG CỘNG SẢN VIỆT NAM
BAN THƯỜNG VỤ
*
Số 09-KL/TU\tHải Phòng, ngày 11 tháng 3 năm 2021
"""
SPACED = """THÀNH ỦY HẢI PHÒNG            ĐẢNG CỘNG SẢN VIỆT NAM
   BAN THƯỜNG VỤ
        *
   Số 09-KL/TU\tHải Phòng, ngày 11 tháng 3 năm 2021
"""
REST = """
KẾT LUẬN
của Ban Thường vụ Thành ủy về thí dụ
cho kiểm thử
-----
Căn cứ Điều lệ Đảng, Ban Thường vụ kết luận:
1. Một câu.
2. Kết luận này có hiệu lực từ ngày ký và thay thế Kết luận số 05-KL/TU ngày 1/1/2019 của Ban Thường vụ.

Nơi nhận:
- Như trên;
T/M BAN THƯỜNG VỤ
PHÓ BÍ THƯ THƯỜNG TRỰC
(Đã ký)
Nguyễn Văn A
"""


def about(text: str, name: str = "tep.txt") -> Metadata:
    """The metadata of a plain text, without warnings."""
    reading = Reading(text)
    found, warnings = metadata(reading, outline(reading), name)
    assert warnings == ()
    return found


@pytest.mark.parametrize(
    "top", [STACKED, INTERLEAVED, TABBED, SPACED], ids=["stacked", "interleaved", "tabbed", "spaced"]
)
def test_a_party_heading_in_every_way_its_table_comes_out(top: str):
    found = about(top + REST)
    assert found.number == "09-KL/TU"
    assert found.issued == date(2021, 3, 11)
    assert found.kind == "Kết luận"
    assert found.subject == "của Ban Thường vụ Thành ủy về thí dụ cho kiểm thử"
    assert found.title == "Kết luận của Ban Thường vụ Thành ủy về thí dụ cho kiểm thử"
    assert found.issuer == "Ban Thường vụ Thành ủy Hải Phòng"
    assert found.signer == "Nguyễn Văn A"
    assert found.in_force_from == date(2021, 3, 11)
    assert found.replaces == ("Kết luận số 05-KL/TU",)
    assert found.stated_validity is None


def test_a_heading_of_the_state():
    found = about(
        "ỦY BAN NHÂN DÂN\nTHÀNH PHỐ HẢI PHÒNG\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\n"
        "Số: 15/2024/QĐ-UBND\nHải Phòng, ngày 01 tháng 02 năm 2024\n\nQUYẾT ĐỊNH\nVề việc thí dụ\n\nỦY BAN NHÂN DÂN "
        "THÀNH PHỐ\n"
        "Căn cứ Luật thí dụ;\nQUYẾT ĐỊNH:\nĐiều 1. Ban hành.\nĐiều 2. Quyết định này có hiệu lực kể từ ngày 15 "
        "tháng 02 năm 2024.\n"
        "TM. ỦY BAN NHÂN DÂN\nKT. CHỦ TỊCH\nPHÓ CHỦ TỊCH\nTrần Thị B\n"
    )
    assert found.number == "15/2024/QĐ-UBND"
    assert found.kind == "Quyết định"
    assert found.subject == "Về việc thí dụ"
    assert found.issuer == "Ủy ban nhân dân thành phố Hải Phòng"
    assert found.issued == date(2024, 2, 1)
    assert found.in_force_from == date(2024, 2, 15)
    assert found.signer == "Trần Thị B"


def test_a_law():
    found = about(
        "QUỐC HỘI\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\nLuật số: 80/2025/QH15\n\nLUẬT\n"
        "CÁN BỘ, CÔNG CHỨC\n\nCăn cứ Hiến pháp;\nQuốc hội ban hành Luật Cán bộ, công chức.\n\nChương I\nQUY ĐỊNH "
        "CHUNG\n"
        "Điều 1. Phạm vi\nMột.\nĐiều 2. Hiệu lực thi hành\n1. Luật này có hiệu lực thi hành từ ngày 01 tháng 7 năm "
        "2025.\n"
        "2. Hai.\n\nLuật này được Quốc hội nước Cộng hòa xã hội chủ nghĩa Việt Nam khóa XV, kỳ họp thứ 9 thông qua "
        "ngày 24 "
        "tháng 6 năm 2025.\nCHỦ TỊCH QUỐC HỘI\nTrần Văn C\n"
    )
    assert found.title == "Luật Cán bộ, công chức"
    assert found.number == "80/2025/QH15"
    assert found.issuer == "Quốc hội"
    assert found.in_force_from == date(2025, 7, 1)
    assert found.issued == date(2025, 6, 24)
    assert found.signer == "Trần Văn C"


def test_a_letter_without_a_kind():
    found = about(
        "THÀNH ỦY HẢI PHÒNG\nBAN TỔ CHỨC\nSố 100-CV/BTCTU\nV/v hướng dẫn thí dụ\nĐẢNG CỘNG SẢN VIỆT NAM\n"
        "Hải Phòng, ngày 2 tháng 3 năm 2024\nKính gửi: Các đảng ủy\nMột câu."
    )
    assert found.number == "100-CV/BTCTU"
    assert found.issuer == "Ban Tổ chức Thành ủy Hải Phòng"


def test_the_number_of_a_form_that_is_not_filled_in():
    assert about(STACKED.replace("Số 09-KL/TU", "Số      -KL/TU") + REST).number is None


def test_front_matter_overrides_the_heading():
    text = f"---\nsố: 10-KL/TU\nngày ban hành: 2/2023\nsai: x\n---\n{STACKED}{REST}"
    reading = read_bytes(text.encode(), ".md")
    found, warnings = metadata(reading, outline(reading), "a.md")
    assert (found.number, found.issued, found.issued_as_written) == ("10-KL/TU", None, "2/2023")
    assert found.kind == "Kết luận"
    assert len(warnings) == 1


def test_a_title_that_names_the_document():
    reading = read_bytes(
        "# Quy định số 377-QĐ/TW ngày 8/10/2025 của Bộ Chính trị về thí dụ\n\nTóm lược.".encode(), ".md"
    )
    found, _ = metadata(reading, outline(reading), "a.md")
    assert (found.number, found.kind, found.issued) == ("377-QĐ/TW", "Quy định", date(2025, 10, 8))
    assert found.stated_validity is None


def test_any_other_text_is_called_by_its_first_line_or_its_file():
    assert about("Ghi chép\n\nMột đoạn văn.").title == "Ghi chép"
    assert about(f"{'Câu rất dài ' * 40}.", "Tài liệu 1.txt").title == "Tài liệu 1"
    assert about("Ghi chép\n\nMột đoạn văn.").stated_validity is Validity.NOT_APPLICABLE


@pytest.mark.parametrize(
    ("words", "amends", "in_force"),
    [
        (
            "Quyết định này sửa đổi, bổ sung Điều 2 Quy định số 12-QĐ/TU và có hiệu lực từ ngày ký.",
            ("12-QĐ/TU",),
            date(2026, 10, 1),
        ),
        (
            "Quyết định này có hiệu lực từ ngày 1/11/2026 và sửa đổi Điều 2 Quy định số 12-QĐ/TU, "
            "thay thế Quyết định số 5-QĐ/TU.",
            ("12-QĐ/TU",),
            date(2026, 11, 1),
        ),
        (
            "Quyết định này thay thế Quyết định số 5-QĐ/TU đã ban hành và có hiệu lực từ ngày 1/1/2020.",
            (),
            None,
        ),
        ("Khi Quyết định này sửa đổi Điều 2 Quy định số 12-QĐ/TU thì báo cáo.", (), None),
        ("Quyết định này sửa đổi khi cần theo Quy định số 12-QĐ/TU.", (), None),
    ],
)
def test_an_amendment_and_the_day_of_force_in_one_sentence(
    words: str, amends: tuple[str, ...], in_force: date | None
) -> None:
    assert tuple(number.split()[-1] for number in amended((), f"Điều 1. Nội dung\n1. {words}")) == amends
    assert in_force_from(f"Điều 1. Nội dung\n1. {words}", date(2026, 10, 1)) == in_force
