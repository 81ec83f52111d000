"""Regulations in the shapes that offices produce."""

from __future__ import annotations

import pytest

from bot.library.outline import RowSpan, outline, outline_rows
from bot.library.reading import Reading
from bot.model import SectionKind
from tests.library.outlines import of_markdown, of_text

HEADING = """THÀNH ỦY HẢI PHÒNG
BAN THƯỜNG VỤ
*
Số 12-QĐ/TU
ĐẢNG CỘNG SẢN VIỆT NAM
Hải Phòng, ngày 5 tháng 6 năm 2022

QUY ĐỊNH
về thí dụ cho kiểm thử
-----
Căn cứ Điều lệ Đảng,
Ban Thường vụ quy định như sau:
"""


def test_chapters_articles_clauses_and_points_nest():
    text = HEADING + (
        "Chương I\nQUY ĐỊNH CHUNG\n\nĐiều 1. Phạm vi\n1. Một:\na) Điểm a;\nb) Điểm b;\nc) Điểm c;\nd) Điểm d;\nđ) "
        "Điểm đ;\n"
        "e) Điểm e.\n2. Hai.\n\nChương II. NỘI DUNG\nMục 1\nTIÊU CHUẨN\nĐiều 2. Tiêu chuẩn\nNội dung.\nTiểu mục 1. "
        "Chung\n"
        "Điều 3. Khác\n1) Một.\n2) Hai.\n"
    )
    assert of_text(text) == [
        "preamble",
        "Chương I | QUY ĐỊNH CHUNG",
        "  Điều 1 | Phạm vi",
        "    khoản 1",
        "      điểm a", "      điểm b", "      điểm c", "      điểm d", "      điểm đ", "      điểm e",
        "    khoản 2",
        "Chương II | NỘI DUNG",
        "  Mục 1 | TIÊU CHUẨN",
        "    Điều 2 | Tiêu chuẩn",
        "    Tiểu mục 1 | Chung",
        "      Điều 3 | Khác",
        "        khoản 1",
        "        khoản 2",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("Điều 2. Đối tượng áp dụng", "Đối tượng áp dụng"),
        ("Điều 2: Đối tượng áp dụng", "Đối tượng áp dụng"),
        ("ĐIỀU 2. ĐỐI TƯỢNG ÁP DỤNG", "ĐỐI TƯỢNG ÁP DỤNG"),
        ("Điều 2\nĐối tượng áp dụng", "Đối tượng áp dụng"),
        ("Điều 2.\nĐối tượng áp dụng", "Đối tượng áp dụng"),
        ("Điều 2 - Đối tượng áp dụng", "Đối tượng áp dụng"),
        ("Điều 2.Đối tượng áp dụng", "Đối tượng áp dụng"),
    ],
)
def test_the_ways_an_article_is_written(line: str, title: str):
    text = f"Điều 1. Phạm vi\nMột câu.\n\n{line}\n1. Một câu.\n2. Hai câu.\n\nĐiều 3. Cuối\nBa câu."
    assert of_text(text)[1:4] == [f"Điều 2 | {title}", "  khoản 1", "  khoản 2"]


def test_articles_in_bold_or_as_headings():
    text = (
        "# Quy định thí dụ\n\n**Điều 1. Phạm vi**\n\nMột.\n\n### Điều 2. Đối tượng.\n\nHai.\n\n**Điều 3** Nội "
        "dung\n\nBa."
    )
    assert of_markdown(text) == ["Điều 1 | Phạm vi", "Điều 2 | Đối tượng", "Điều 3 | Nội dung"]


def test_content_on_the_articles_own_line_is_no_title():
    text = "Điều 1. Quyết định này có hiệu lực kể từ ngày ký.\nĐiều 2. Chánh Văn phòng chịu trách nhiệm thi hành.\n"
    reading = Reading(text)
    sections = outline(reading).sections
    assert [s.title for s in sections] == ["", ""]
    assert text[sections[0].body : sections[0].end] == "Quyết định này có hiệu lực kể từ ngày ký."


def test_inserted_articles_and_clauses():
    text = (
        "Điều 1. A\n1. Một.\n1a. Một a.\n2. Hai.\na) x;\na1) x;\nb) y.\nĐiều 1a. B\nX.\nĐiều 1b. C\nY.\nĐiều 2. D\nZ."
    )
    assert of_text(text) == [
        "Điều 1 | A", "  khoản 1", "  khoản 1a", "  khoản 2", "    điểm a", "    điểm a1", "    điểm b",
        "Điều 1a | B", "Điều 1b | C", "Điều 2 | D",
    ]  # fmt: skip


def test_a_reference_at_the_start_of_a_line_is_no_article():
    text = (
        "Điều 1. Phạm vi\nThực hiện theo quy định tại\nĐiều 5. Các trường hợp khác theo\nĐiều 7 Quy định này và\n"
        "Điều 2, Điều 3 của Quy định số 80.\n\nĐiều 2. Đối tượng\nMột câu.\n\nĐiều 3. Hiệu lực\nHai câu."
    )
    assert of_text(text) == ["Điều 1 | Phạm vi", "Điều 2 | Đối tượng", "Điều 3 | Hiệu lực"]


def test_quoted_articles_belong_to_the_amending_one():
    text = (
        "Điều 1. Sửa đổi, bổ sung một số điều của Quy định số 5\n1. Sửa đổi Điều 5 như sau:\n“Điều 5. Tiêu chuẩn\n"
        "1. Có “phẩm chất” tốt.\n2. Có năng lực.”.\n2. Bổ sung khoản 3 Điều 6 như sau:\n“3. Trường hợp khác.”.\n"
        "Điều 2. Bãi bỏ Điều 7 của Quy định số 5.\nĐiều 3. Hiệu lực\nTừ ngày ký."
    )
    assert of_text(text) == [
        "Điều 1 | Sửa đổi, bổ sung một số điều của Quy định số 5", "  khoản 1", "  khoản 2", "Điều 2",
        "Điều 3 | Hiệu lực",
    ]  # fmt: skip


def test_quoted_articles_in_straight_quotes_or_in_none():
    straight = (
        'Điều 1. Sửa đổi Điều 5 như sau:\n"Điều 5. Tiêu chuẩn\n1. Một.\n2. Hai."\nĐiều 2. Sửa đổi Điều 6 như sau:\n'
        '"Điều 6. Khác\nMột câu."\nĐiều 3. Hiệu lực\nTừ ngày ký.'
    )
    bare = straight.replace('"', "")
    assert [line.split(" |")[0] for line in of_text(straight)] == ["Điều 1", "Điều 2", "Điều 3"]
    assert [line.split(" |")[0] for line in of_text(bare) if line.startswith("Điều")] == ["Điều 1", "Điều 2", "Điều 3"]


def test_numbers_that_count_nothing_are_no_clauses():
    text = (
        "Điều 1. Mục tiêu\n1. Đến năm\n2025. Phấn đấu đạt\n15. Tỷ lệ là\n3.5 phần trăm.\n2. Từ ngày\n1.7.2025 thì bỏ.\n"
        "3. Ba.\nĐiều 2. Khác\n2021 là năm đầu.\n5. Không đứng sau khoản nào."
    )
    assert of_text(text) == ["Điều 1 | Mục tiêu", "  khoản 1", "  khoản 2", "  khoản 3", "Điều 2 | Khác"]


def test_clauses_of_clauses_and_dashes():
    text = (
        "Điều 1. A\n1. Một\n1.1. Một một.\n1.2. Một hai:\n- gạch;\n- gạch.\n2. Hai\n2.1 Hai một.\n2.2 Hai hai.\n"
        "Điều 2. B\n- Một.\n- Hai.\nĐiều 3. C\na. Một;\nb. Hai."
    )
    assert of_text(text) == [
        "Điều 1 | A",
        "  khoản 1 | Một",
        "    khoản 1.1",
        "    khoản 1.2",
        "      gạch đầu dòng thứ nhất",
        "      gạch đầu dòng thứ hai",
        "  khoản 2 | Hai",
        "    khoản 2.1",
        "    khoản 2.2",
        "Điều 2 | B",
        "  gạch đầu dòng thứ nhất",
        "  gạch đầu dòng thứ hai",
        "Điều 3 | C",
        "  điểm a",
        "  điểm b",
    ]


def test_points_that_hold_numbers():
    text = "Điều 1. A\na) Một\n1. x.\n2. y.\nb) Hai\n1. z.\n2. t.\nĐiều 2. B\nHai."
    assert of_text(text)[:7] == [
        "Điều 1 | A", "  điểm a | Một", "    khoản 1", "    khoản 2", "  điểm b | Hai", "    khoản 1", "    khoản 2",
    ]  # fmt: skip


def test_a_conclusion_with_roman_numbers():
    text = HEADING.replace("QUY ĐỊNH", "KẾT LUẬN") + (
        "I. TÌNH HÌNH\nMột đoạn văn.\n\nII- NHIỆM VỤ VÀ GIẢI PHÁP\n1. Quan điểm\nMột đoạn văn.\n2- Mục tiêu\n"
        "2.1- Mục tiêu chung: một câu.\n2.2- Cụ thể:\n- Một;\n- Hai.\nIII. TỔ CHỨC THỰC HIỆN\n1. Một câu.\n2. Hai câu."
    )
    found = of_text(text)
    assert found[:3] == ["preamble", "Mục I | TÌNH HÌNH", "Mục II | NHIỆM VỤ VÀ GIẢI PHÁP"]
    assert found[-3:] == ["Mục III | TỔ CHỨC THỰC HIỆN", "  khoản 1", "  khoản 2"]


def test_a_short_conclusion_with_numbered_paragraphs_only():
    text = HEADING.replace("QUY ĐỊNH", "KẾT LUẬN") + "1. Một câu.\n2. Hai câu:\na) x;\nb) y.\n3- Ba câu."
    assert of_text(text)[:5] == ["preamble", "khoản 1", "khoản 2", "  điểm a", "  điểm b"]


def test_parts_with_numbers_in_words():
    text = (
        "Phần thứ nhất\nNHỮNG QUY ĐỊNH CHUNG\nĐiều 1. A\nMột.\nPhần thứ hai\nQUY ĐỊNH CỤ THỂ\nChương I\nX\nĐiều 2. "
        "B\nHai.\n"
        "PHẦN III\nCUỐI\nĐiều 3. C\nBa."
    )
    assert of_text(text) == [
        "Phần thứ nhất | NHỮNG QUY ĐỊNH CHUNG",
        "  Điều 1 | A",
        "Phần thứ hai | QUY ĐỊNH CỤ THỂ",
        "  Chương I | X",
        "    Điều 2 | B",
        "Phần III | CUỐI",
        "  Điều 3 | C",
    ]


def test_signatures_and_appendices_stand_apart():
    text = HEADING + (
        "Điều 1. A\n1. Một.\n2. Hai.\nĐiều 2. Hiệu lực\nPhụ lục I kèm theo Quy định này là một phần.\nQuy định có "
        "hiệu lực từ "
        "ngày ký ban hành và được phổ biến đến chi bộ.\n\nNơi nhận:\n- Như Điều 2;\n- Lưu Văn phòng.\nT/M BAN "
        "THƯỜNG VỤ\nBÍ THƯ\n\n"
        "Nguyễn Văn A\n\nPHỤ LỤC I\nDANH MỤC CHỨC DANH\n1. Một.\n2. Hai.\nPhụ lục II\nMẫu biểu\nMẫu số "
        "01\nPHIẾU\n1. Họ tên:\n2. Tuổi:"
    )
    assert of_text(text) == [
        "preamble",
        "Điều 1 | A",
        "  khoản 1",
        "  khoản 2",
        "Điều 2 | Hiệu lực",
        "signature",
        "Phụ lục I | DANH MỤC CHỨC DANH",
        "  khoản 1",
        "  khoản 2",
        "Phụ lục II | Mẫu biểu",
        "  Mẫu số 01 | PHIẾU",
    ]


def test_a_decision_that_brings_a_regulation_with_it():
    text = (
        "ỦY BAN NHÂN DÂN\nTHÀNH PHỐ HẢI PHÒNG\nSố: 5/QĐ-UBND\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nQUYẾT ĐỊNH\n"
        "Về việc ban hành Quy chế thí dụ\nCHỦ TỊCH ỦY BAN NHÂN DÂN THÀNH PHỐ\nCăn cứ Luật thí dụ;\nQUYẾT ĐỊNH:\n"
        "Điều 1. Ban hành kèm theo Quyết định này Quy chế thí dụ.\nĐiều 2. Quyết định này có hiệu lực từ ngày ký.\n"
        "TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH\nNguyễn Văn B\n\nQUY CHẾ\nThí dụ\n(Ban hành kèm theo Quyết định số 5/QĐ-UBND)\n"
        "Chương I\nCHUNG\nĐiều 1. Phạm vi\nMột.\nĐiều 2. Đối tượng\n1. Một.\n2. Hai."
    )
    assert of_text(text) == [
        "preamble", "Điều 1", "Điều 2", "signature",
        "Quy chế kèm theo | Thí dụ", "  Chương I | CHUNG", "    Điều 1 | Phạm vi", "    Điều 2 | Đối tượng",
        "      khoản 1", "      khoản 2",
    ]  # fmt: skip


def test_a_table_holds_no_clauses():
    text = "# QĐ\n\n**Điều 1. A**\n\n1. Một.\n\n| 1. | Hai |\n|---|---|\n| 2. | Ba |\n\n2. Bốn.\n\n**Điều 2. B**\n\nX."
    assert of_markdown(text) == ["Điều 1 | A", "  khoản 1", "  khoản 2", "Điều 2 | B"]


def test_the_preamble_ends_before_the_first_article_and_its_body_after_the_heading():
    text = HEADING + "Điều 1. A\nMột.\nĐiều 2. B\nHai."
    first = outline(Reading(text)).sections[0]
    assert first.kind is SectionKind.PREAMBLE
    assert text[first.body : first.end] == "Căn cứ Điều lệ Đảng,\nBan Thường vụ quy định như sau:"


def test_articles_that_a_digest_leaves_out():
    text = "Điều 3. A\n1. Một.\n2. Hai.\nĐiều 7. B\n4. Bốn.\n5. Năm.\nĐiều 12. C\nX."
    assert of_text(text) == [
        "Điều 3 | A", "  khoản 1", "  khoản 2", "Điều 7 | B", "  khoản 4", "  khoản 5", "Điều 12 | C",
    ]  # fmt: skip


def test_headings_of_a_digest_close_its_articles():
    text = (
        "# Tóm lược Quy định 1\n\n## Nội dung\n\n### Điều 1. A\n\nMột.\n\n### Điều 2. B\n\nHai.\n\n## Hiệu "
        "lực\n\nChưa rõ."
    )
    assert of_markdown(text) == ["heading | Nội dung", "  Điều 1 | A", "  Điều 2 | B", "heading | Hiệu lực"]


def test_rows_never_reach_into_one_another():
    first, second = "1. Một:\na) x;\nb) y.\n2. Hai.", "3. Ba không nối khoản 2.\nĐiều 9. Không phải điều."
    text = f"{first}\n\n{second}"
    rows = [RowSpan(0, 0, len(first), "Điều 1", "A"), RowSpan(len(first) + 2, len(first) + 2, len(text), "Điều 2")]
    sections = outline_rows(text, rows)
    assert [(s.label, s.parent) for s in sections] == [
        ("Điều 1", None), ("khoản 1", 0), ("điểm a", 1), ("điểm b", 1), ("khoản 2", 0), ("Điều 2", None),
    ]  # fmt: skip


@pytest.mark.parametrize("between", ["\n", "\n\n"])
def test_a_regulation_without_a_subject_keeps_its_first_article(between: str) -> None:
    found = of_text(f"QUY ĐỊNH{between}Điều 1. Đối tượng\n1. Một.\n2. Hai.\n\nĐiều 2. Thời hạn\nBa năm.\n")
    assert [line for line in found if "Điều" in line] == ["Điều 1 | Đối tượng", "Điều 2 | Thời hạn"]
