"""PDF with a text layer: paragraphs whole across lines and pages, page furniture told apart."""

from __future__ import annotations

import textwrap
import time

import pytest

from bot.errors import UnreadableFile
from bot.library.heading import metadata
from bot.library.outline import outline
from bot.library.reading import MarkKind
from bot.library.reading.reader import read_bytes
from tests.library.pdf_by_hand import Placed, make_pdf

SENTENCE = (
    "Đồng chí được luân chuyển phải bảo đảm tiêu chuẩn theo quy định tại Điều 5 Quy định này và các điều kiện khác. "
)
PARAGRAPHS = [
    "Điều 1. Phạm vi điều chỉnh",
    "1. " + SENTENCE * 3,
    "2. " + SENTENCE,
    "a) " + SENTENCE * 2,
    "b) Ngắn;",
    "Điều 2. Đối tượng",
    "1. " + SENTENCE * 9,
    "2. " + SENTENCE * 8,
    "Điều 3. Hiệu lực",
    SENTENCE * 3,
]
HEADING: list[Placed] = [
    (60, 800, "THÀNH ỦY HẢI PHÒNG"), (330, 800, "ĐẢNG CỘNG SẢN VIỆT NAM"), (80, 785, "BAN THƯỜNG VỤ"), (60, 755,
    "Số 09-KL/TU"),
    (300, 755, "Hải Phòng, ngày 11 tháng 3 năm 2021"), (270, 725, "KẾT LUẬN"), (190, 710, "về thí dụ cho các kiểm thử"),
]  # fmt: skip


def law(indent: float) -> bytes:
    """A document on several pages, with a running header and page numbers."""
    pages: list[list[Placed]] = []
    page, y = list(HEADING), 680.0
    for paragraph in PARAGRAPHS:
        room = " " * int(indent / 6)  # an indented first line holds fewer letters
        for index, line in enumerate(textwrap.wrap(paragraph, 75, initial_indent=room)):
            if y < 80:
                pages.append(page)
                page, y = [], 780.0
            page.append((72 + (indent if index == 0 else 0), y, line.strip()))
            y -= 16
    pages.append(page)
    for number, lines in enumerate(pages, 1):
        lines.insert(0, (60, 825, f"Văn bản thí dụ, tờ {number}"))
        lines.append((290, 40, f"- {number} -"))
    return make_pdf(pages)


@pytest.mark.parametrize("indent", [0, 24])
def test_paragraphs_are_mended(indent: float):
    reading = read_bytes(law(indent), ".pdf")
    blocks = reading.text.split("\n\n")
    for paragraph in PARAGRAPHS:
        assert paragraph.strip() in blocks
    assert len(reading.pages) == 2
    assert reading.pages[0] == 0
    furniture = [reading.text[m.start : m.end] for m in reading.marks if m.kind is MarkKind.FURNITURE]
    assert sorted(furniture) == ["- 1 -", "- 2 -", "Văn bản thí dụ, tờ 1", "Văn bản thí dụ, tờ 2"]


def test_the_outline_and_the_heading_of_a_pdf():
    reading = read_bytes(law(24), ".pdf")
    found = outline(reading)
    assert [s.label for s in found.sections] == [
        "", "Điều 1", "khoản 1", "khoản 2", "điểm a", "điểm b", "Điều 2", "khoản 1", "khoản 2", "Điều 3",
    ]  # fmt: skip
    about, _ = metadata(reading, found, "a.pdf")
    assert (about.number, about.kind, about.issuer) == ("09-KL/TU", "Kết luận", "Ban Thường vụ Thành ủy Hải Phòng")
    assert about.title == "Kết luận về thí dụ cho các kiểm thử"


def test_a_page_starts_where_its_words_do():
    reading = read_bytes(law(0), ".pdf")
    second = reading.pages[1]
    assert 0 < second < len(reading.text)
    assert reading.text[second - 1] in " \n"


def test_two_columns_are_read_one_after_the_other():
    left = [f"cột trái dòng {i} có nhiều chữ" for i in range(12)]
    right = [f"cột phải dòng {i} có nhiều chữ" for i in range(12)]
    lines: list[Placed] = []
    for i in range(12):
        lines += [(50, 780 - 16 * i, left[i]), (320, 780 - 16 * i, right[i])]
    text = read_bytes(make_pdf([lines]), ".pdf").text
    assert text.index("cột trái dòng 11") < text.index("cột phải dòng 0")


def test_a_table_keeps_its_rows():
    rows = [("Năm", "Chỉ tiêu", "Kết quả"), ("2021", "40", "45"), ("2022", "50", "55")]
    lines: list[Placed] = [(60, 790, "Bảng kết quả thực hiện trong các năm qua:")]
    lines += [(60 + 150 * x, 760 - 16 * y, cell) for y, row in enumerate(rows) for x, cell in enumerate(row)]
    reading = read_bytes(make_pdf([lines]), ".pdf")
    assert "Năm\tChỉ tiêu\tKết quả\n2021\t40\t45\n2022\t50\t55" in reading.text
    assert any(m.kind is MarkKind.TABLE for m in reading.marks)


def test_words_printed_out_of_order_or_twice():
    lines: list[Placed] = [
        (60, 700, "Dòng cuối của trang."),
        (60, 800, "Dòng đầu của trang."),
        (60.4, 800, "Dòng đầu của trang."),
    ]
    assert read_bytes(make_pdf([lines]), ".pdf").text == "Dòng đầu của trang.\n\nDòng cuối của trang."


def test_a_file_of_blank_pages_says_so():
    with pytest.raises(UnreadableFile, match="không có chữ"):
        read_bytes(make_pdf([[], []]), ".pdf")


def test_a_blank_page_among_others_is_nothing_to_see_to():
    reading = read_bytes(make_pdf([[(60, 700, "Một trang có đủ nhiều chữ để đọc.")], []]), ".pdf")
    assert reading.warnings == ()
    assert len(reading.pages) == 2


def test_two_columns_of_paragraphs_are_mended_each_in_its_own():
    left = textwrap.wrap("Đoạn trái. " + SENTENCE * 3, 42)
    right = textwrap.wrap("Đoạn phải. " + SENTENCE * 3, 42)
    lines: list[Placed] = [(50, 780 - 16 * i, line) for i, line in enumerate(left)]
    lines += [(320, 780 - 16 * i, line) for i, line in enumerate(right)]
    blocks = read_bytes(make_pdf([lines]), ".pdf").text.split("\n\n")
    assert blocks == [("Đoạn trái. " + SENTENCE * 3).strip(), ("Đoạn phải. " + SENTENCE * 3).strip()]


def test_a_text_layer_in_old_letters():
    old = "C¸n bé ph­êng ®­îc bæ nhiÖm l¹i khi ®ñ ®iÒu kiÖn theo quy ®Þnh."
    reading = read_bytes(make_pdf([[(60, 700, old), (60, 660, "QUY §ÞNH VÒ C¸N Bé")]]), ".pdf")
    assert reading.text == ("Cán bộ phường được bổ nhiệm lại khi đủ điều kiện theo quy định.\n\nQUY ĐỊNH VỀ CÁN BỘ")
    assert "TCVN3" in reading.warnings[0]


def test_three_hundred_pages_in_a_few_seconds():
    page: list[Placed] = [(72, 780 - 16 * i, f"{i}. " + SENTENCE[:70]) for i in range(40)]
    data = make_pdf([page] * 30)
    started = time.process_time()
    read_bytes(data, ".pdf")
    assert time.process_time() - started < 3
