"""RTF: the words that Word shows."""

from __future__ import annotations

import pytest

from bot.library.reading import MarkKind
from bot.library.reading.reader import read_bytes
from tests.library.rtf_by_hand import SAMPLE, escaped, rtf


def text(body: bytes, head: bytes = b"") -> str:
    """The text of a file with these words."""
    return read_bytes(rtf(body, head), ".rtf").text


def test_the_parts_of_a_document() -> None:
    reading = read_bytes(SAMPLE, ".rtf")
    assert reading.text == "QUY ĐỊNH\n\nĐiều 1. Một\n\nCán bộ\n\nA\tB\n\n1. Hai.\n\nghi chú"
    assert reading.headers == "Đầu trang"
    marked = {(m.kind, reading.text[m.start : m.end]) for m in reading.marks}
    assert marked == {
        (MarkKind.BOLD, "QUY ĐỊNH"),
        (MarkKind.CENTRED, "QUY ĐỊNH"),
        (MarkKind.TABLE, "A\tB"),
        (MarkKind.FOOTNOTE, "ghi chú"),
    }


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        (escaped("Cán bộ, “Đảng viên” – 5 năm…"), "Cán bộ, “Đảng viên” – 5 năm…"),
        (rb"\uc2\u272 D?i\uc1\u7873?u", "Điều"),
        (rb"\uc0\u272 i\u7873 u", "Điều"),
        (rb"\u-10179?\u-9216?", "\U0001f400"),
        (rb"\f3 C\'e1n b\'f4\'f2 ph\'fd\'f5\'cc", "Cán bộ phườ"),
        (rb"C\'e1n \'93b\'94", "Cán “b”"),
        (rb"\f1 ph\'ad\'eang \f2 quy \'ae\'denh\f0  \'e9", "phường QUY ĐỊNH é"),
        (rb"\f1 ph\-\'eang", "phường"),
        (rb"\f4 ph\'f6\'f4\'f8ng", "phường"),
        (rb"\f4 ph\u246?\u244?\u248?ng", "phường"),
        (rb"a\b b\b0 c\line d\tab e\~f\_g\emdash h", "abc\nd\te f-g—h"),
        (rb"m\'f4\v \'e1n\v0 t", "môt"),
        (rb"{\deleted x}y{\revised z}", "yz"),
        (rb"{\*\unknown{x}}{\pict 0102}{\field{\*\fldinst PAGE}{\fldrslt 7}}", "7"),
        (rb"{\upr{xau}{\*\ud\u7889?}}", "\u1ed1"),
        (rb"\{a\}\\", "{a}\\"),
        (rb"a\bin5 {}\'{b", "ab"),
        (rb"{\*\shpinst{\sp{\sn x}{\sv y}}{\shptxt z\par}}w", "w"),
        (b"a\r\nb", "ab"),
        (rb"a{\*\bkmkstart x}b{\*\bkmkend x}", "ab"),
    ],
)
def test_words(body: bytes, shown: str) -> None:
    assert text(body) == shown


def test_what_stands_in_a_text_box_is_beside_the_text() -> None:
    reading = read_bytes(rtf(rb"{\shp{\*\shpinst{\sp{\sn a}{\sv b}}{\shptxt M\u7852?T\par}}}x"), ".rtf")
    assert (reading.text, reading.headers) == ("x", "MẬT")


def test_tables_keep_rows_and_layout_is_taken_apart() -> None:
    row = rb"\trowd\cellx1\cellx2\pard\intbl %s\cell %s\cell\row"
    body = row % (escaped("Năm"), escaped("Kết quả")) + row % (b"2021", b"") + rb"\pard sau\par"
    assert text(body) == "Năm\tKết quả\n2021\n\nsau"
    head = row % (escaped("THÀNH ỦY\\par Số 1"), escaped("ĐẢNG CỘNG SẢN VIỆT NAM"))
    assert text(head.replace(b"\\\\par", b"\\par")) == "THÀNH ỦY\nSố 1\nĐẢNG CỘNG SẢN VIỆT NAM"


def test_headings_by_their_outline_level() -> None:
    reading = read_bytes(rtf(rb"\pard\outlinelevel1 A\par\pard b\par"), ".rtf")
    assert [(m.kind, m.level) for m in reading.marks] == [(MarkKind.HEADING, 2)]


def test_another_code_page() -> None:
    assert read_bytes(rb"{\rtf1\ansi\ansicpg1258 b\'f4\'f2}", ".rtf").text == "bộ"
    assert read_bytes(rb"{\rtf1\ansi\ansicpg99999 b\'f4}", ".rtf").text == "bô"


def test_a_word_file_that_is_rtf_inside() -> None:
    reading = read_bytes(SAMPLE, ".doc")
    assert "Điều 1" in reading.text
    assert "RTF" in reading.warnings[0]
