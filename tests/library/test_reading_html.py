"""Web pages: the article, and nothing of the site around it."""

from __future__ import annotations

import contextlib

import pytest

from bot.errors import UnreadableFile
from bot.library.heading import metadata
from bot.library.outline import outline
from bot.library.reading import MarkKind
from bot.library.reading.reader import read_bytes

PAGE = """<!DOCTYPE html>
<html><head><meta charset="{charset}"><title>Cán bộ trẻ | Báo Thí Dụ</title>
<link rel="canonical" href="https://bao.vn/bai-1"><meta property="og:title" content="Cán bộ trẻ về xã">
<meta property="article:published_time" content="2022-01-15T08:00:00+07:00">
<style>p {{ color: red }}</style><script>document.write("<p>mã</p>")</script></head>
<body><header><ul><li>Trang chủ</li><li>Chính trị</li></ul></header><nav>Mục khác</nav>
<div id="wrapper" class="has-sidebar"><h1>Cán bộ trẻ về xã</h1>
<div class="social-share">Chia sẻ <a>Facebook</a></div>
<{tag}>
<p>Đoạn thứ nhất của bài viết nói về việc đưa cán bộ trẻ về cơ sở, có&nbsp;<b>trọng tâm</b>.</p>
<h2>Kết quả</h2>
<p>Dòng một,<br>dòng hai của cùng một đoạn trong bài viết này.</p>
<table border="1"><tr><th>Năm</th><th>Số cán bộ</th></tr><tr><td>2021</td><td><p>5</p></td></tr></table>
<ol><li>Một</li><li>Hai</li></ol><ul><li>Ba<ul><li>Bốn</li></ul></li></ul>
<p style="display:none">ẩn</p>
</{end}>
<div class="related-news"><a>Tin khác không phải bài</a></div><aside>Quảng cáo</aside>
<div id="comments"><form>Gửi bình luận</form><p>Ý kiến bạn đọc (3)</p></div></div>
<footer>Bản quyền thuộc về báo</footer></body></html>"""
WORDS = """Cán bộ trẻ về xã

Đoạn thứ nhất của bài viết nói về việc đưa cán bộ trẻ về cơ sở, có trọng tâm.

Kết quả

Dòng một,
dòng hai của cùng một đoạn trong bài viết này.

Năm\tSố cán bộ
2021\t5

1. Một
2. Hai

- Ba

- Bốn"""


@pytest.mark.parametrize(
    ("tag", "end"), [("article", "article"), ('div class="detail-content"', "div"), ("div", "div")]
)
@pytest.mark.parametrize("charset", ["utf-8", "windows-1252"])
def test_the_article_of_a_newspaper(tag: str, end: str, charset: str):
    reading = read_bytes(PAGE.format(tag=tag, end=end, charset=charset).encode(), ".html")
    assert reading.text == WORDS
    assert reading.hints == {
        "title": "Cán bộ trẻ về xã",
        "nguồn": "https://bao.vn/bai-1",
        "ngày": "2022-01-15T08:00:00+07:00",
    }
    marked = {(m.kind, reading.text[m.start : m.end]) for m in reading.marks}
    assert {
        (MarkKind.HEADING, "Kết quả"),
        (MarkKind.BOLD, "trọng tâm"),
        (MarkKind.TABLE, "Năm\tSố cán bộ\n2021\t5"),
    } <= marked
    about, _ = metadata(reading, outline(reading), "bai.html")
    assert about.title == "Cán bộ trẻ về xã"
    assert about.source_urls == ("https://bao.vn/bai-1",)
    assert about.issued is not None


def test_encodings():
    page = "<html><head>{}</head><body><p>Nghị quyết về cán bộ</p></body></html>"
    assert read_bytes(page.format("").encode("utf-16"), ".html").text == "Nghị quyết về cán bộ"
    assert read_bytes(page.format("").encode("utf-8-sig"), ".html").text == "Nghị quyết về cán bộ"
    latin = '<meta http-equiv="Content-Type" content="text/html; charset=iso-8859-1"><p>Caf\xe9 ph\xf2ng</p>'
    assert read_bytes(latin.encode("latin-1"), ".html").text == "Café phòng"


def test_a_legal_page_whose_table_is_its_layout():
    page = (
        "<table><tr><td><p><b>THÀNH ỦY</b></p><p>Số 1-QĐ/TU</p><p>*</p></td><td><p>ĐẢNG CỘNG SẢN VIỆT "
        "NAM</p></td></tr></table>"
        "<p align=center><b>QUY ĐỊNH</b></p><p><b>Điều 1.</b> Một.</p><p><b>Điều 2.</b> Hai.</p>"
    )
    text = read_bytes(page.encode(), ".html").text
    assert text.startswith("THÀNH ỦY\n\nSố 1-QĐ/TU\n\n*\n\nĐẢNG CỘNG SẢN VIỆT NAM\n\nQUY ĐỊNH\n\nĐiều 1. Một.")


@pytest.mark.parametrize(
    "page",
    [
        "<p>một<p>hai",
        "<html><body>một<div>hai",
        "một<br><br>hai",
        "<b>một</b>\n<p>hai</b></i>",
        "<p>một</p><script>x<p>hai",
    ],
)
def test_tags_that_do_not_match(page: str):
    assert read_bytes(page.encode(), ".html").text.startswith("một")


def test_a_page_without_tags_is_text():
    assert read_bytes("Một câu\nhai câu".encode(), ".html").text == "Một câu\nhai câu"


def test_deep_and_long_pages_end():
    with contextlib.suppress(UnreadableFile):
        read_bytes(b"<div>" * 30_000 + "một".encode(), ".html")
    read_bytes(b"<p>x " + b"<article><li>a" * 5_000, ".html")
