"""Plain text and Markdown: the words that a reader sees, and nothing else."""

from __future__ import annotations

import pytest

from bot import phrases
from bot.errors import UnreadableFile
from bot.library.reading import MarkKind
from bot.library.reading.reader import read_bytes
from bot.vietnamese import normalise

TEXT = "Quy định về cán bộ, công chức ở Hải Phòng.\nĐiều 1. Nghĩa vụ: tận tụy, trung thực.\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_encodings_that_say_what_they_are(encoding: str):
    reading = read_bytes(TEXT.encode(encoding), ".txt")
    assert (reading.text, reading.warnings) == (TEXT, ())


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_encodings_that_are_guessed_are_named(encoding: str):
    reading = read_bytes(TEXT.encode(encoding), ".txt")
    assert reading.text == TEXT
    assert "UTF-16" in reading.warnings[0]


def test_windows_1258():
    import unicodedata

    # The code page has the vowels with their marks, and the tones apart.
    def apart(char: str) -> str:
        try:
            char.encode("cp1258")
        except UnicodeEncodeError:
            base, *marks = unicodedata.normalize("NFD", char)
            tone = next(m for m in marks if m in "\u0300\u0301\u0303\u0309\u0323")
            return unicodedata.normalize("NFC", base + "".join(m for m in marks if m != tone)) + tone
        return char

    data = "".join(apart(char) for char in TEXT).encode("cp1258")
    reading = read_bytes(data, ".txt")
    assert reading.text == TEXT
    assert "Windows-1258" in reading.warnings[0]


def test_plain_text_is_only_normalised():
    raw = "Một\r\n\r\n\r\n\r\n  hai\u00a0ba\t*bốn*\n"
    assert read_bytes(raw.encode(), ".txt").text == normalise(raw)


def test_one_broken_byte_does_not_change_the_encoding():
    reading = read_bytes((TEXT * 20).encode() + b"\xff" + TEXT.encode(), ".txt")
    assert reading.text.startswith(TEXT)
    assert reading.warnings


def md(text: str) -> str:
    """The text of a Markdown file."""
    return read_bytes(text.encode(), ".md").text


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("# Tên *nghiêng*", "Tên nghiêng"),
        ("Một **hai** _ba_ `bốn` ~~năm~~.", "Một hai ba bốn năm."),
        ("Xem [Quy định 1](https://a.vn 'x') và ![ảnh](b.png).", "Xem Quy định 1 và ảnh."),
        ("<https://a.vn/b>", "https://a.vn/b"),
        ("- một\n- hai\n  - ba", "- một\n- hai\n- ba"),
        ("* một\n\n* hai", "- một\n- hai"),
        ("3. ba\n4. bốn", "3. ba\n4. bốn"),
        ("1) một\n2) hai", "1) một\n2) hai"),
        ("1. một\n   a) con\n   b) con", "1. một\na) con\nb) con"),
        ("Một câu dài hơn sáu mươi ký tự để cho thấy trình soạn thảo đã\nngắt dòng ở giữa.",
         "Một câu dài hơn sáu mươi ký tự để cho thấy trình soạn thảo đã ngắt dòng ở giữa."),
        ("Số: 1\nNgày: 2", "Số: 1\nNgày: 2"),
        ("một\\\nhai", "một\nhai"),
        ("một  \nhai", "một\nhai"),
        ("một<br>hai", "một\nhai"),
        ("\\*một\\* \\# 2\\. &amp; &lt;b&gt;", "*một* # 2. & <b>"),
        ("> trích\n> dẫn", "trích dẫn"),
        ("```\nmã *x*\n```", "mã *x*"),
        ("<div>một</div>\n\n<!-- ẩn -->\n\nhai", "một\n\nhai"),
        ("    thụt vào bốn dấu cách", "thụt vào bốn dấu cách"),
        ("Tên\n-----\n\nhai", "Tên\n\nhai"),
        ("| a | b |\n|---|:-:|\n| 1<br>2 | **3** |\n| \\| | |", "a\tb\n1 2\t3\n|"),
    ],
)  # fmt: skip
def test_markdown_becomes_words(source: str, text: str):
    assert md(source) == text


def test_marks_of_markdown_point_at_their_words():
    reading = read_bytes("# Một\n\nHai **ba bốn** năm\n\n| x | y |\n|---|---|\n| 1 | 2 |\n".encode(), ".md")
    marked = {(m.kind, reading.text[m.start : m.end], m.level) for m in reading.marks}
    assert marked == {
        (MarkKind.HEADING, "Một", 1), (MarkKind.BOLD, "ba bốn", 0), (MarkKind.TABLE, "x\ty\n1\t2", 0),
    }  # fmt: skip


@pytest.mark.parametrize("suffix", [".txt", ".md", ".docx", ".pdf", ".html"])
@pytest.mark.parametrize("data", [b"", b"  \n\t ", b"\xef\xbb\xbf"])
def test_an_empty_file_says_so(data: bytes, suffix: str):
    with pytest.raises(UnreadableFile):
        read_bytes(data, suffix)


def test_a_few_stray_bytes_do_not_make_it_another_encoding() -> None:
    words = "Cán bộ luân chuyển về phường phải đủ điều kiện.\n" * 2
    data = words.encode()
    broken = data[:30] + b"\xff\xfe\xff" + data[30:60] + b"\x80\xff" + data[60:]
    reading = read_bytes(broken, ".txt")
    assert "điều kiện" in reading.text
    assert "\ufffd" in reading.text
    assert reading.warnings == (phrases.GUESSED_MOJIBAKE,)


def test_signs_of_the_law_are_no_old_font() -> None:
    assert read_bytes("§ 5. Mức phạt 10 € · 20 £ ± 1 theo điều này.\n".encode(), ".txt").text
