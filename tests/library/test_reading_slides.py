"""Slides: a page each, its title, its boxes as a person reads them, tables and notes."""

from __future__ import annotations

from lxml import etree
from pptx.oxml.ns import qn
from pptx.util import Inches

from bot.library.outline import outline
from bot.library.reading import MarkKind
from tests.library import slide_files as slides


def test_titles_text_tables_and_notes() -> None:
    reading = slides.read_back(slides.sample())
    assert reading.text == (
        "Công tác cán bộ\n\nQuy hoạch\nLuân chuyển\n\nNhấn mạnh ý thứ hai.\n\nKết quả\n\nNăm\tSố\n2021\t45"
    )
    assert [reading.text[page:].split("\n")[0] for page in reading.pages] == ["Công tác cán bộ", "Kết quả"]
    assert outline(reading).sections[-1].title == "Kết quả"


def test_boxes_are_read_from_the_top_and_from_the_left() -> None:
    made = slides.new()
    added = slides.slide(made, "Tên")
    for text, left, top in (("dưới", 1, 6), ("phải", 5, 2.1), ("trái", 1, 2), ("giữa", 1, 4)):
        slides.box(added, text, left, top)
    assert slides.read_back(made).text.split("\n\n") == ["Tên", "trái", "phải", "giữa", "dưới"]


def test_groups_are_read_together() -> None:
    made = slides.new()
    added = slides.slide(made, "Tên")
    slides.box(added, "sau", 1, 5)
    group = added.shapes.add_group_shape()
    for text, top in (("hai", 3), ("một", 2)):
        group.shapes.add_textbox(Inches(1), Inches(top), Inches(2), Inches(0.5)).text_frame.text = text
    assert slides.read_back(made).text.split("\n\n") == ["Tên", "một", "hai", "sau"]


def test_slides_without_a_title() -> None:
    made = slides.new()
    first = slides.slide(made, None)
    slides.box(first, "Dòng đầu ngắn\nrồi chữ", 1, 1)
    second = slides.slide(made, None)
    slides.box(second, "một câu thôi", 1, 1)
    reading = slides.read_back(made)
    assert reading.text == "Dòng đầu ngắn\n\nrồi chữ\n\nTrang chiếu 2\n\nmột câu thôi"
    assert sum(m.kind is MarkKind.HEADING for m in reading.marks) == 2


def test_hidden_slides_are_named_and_page_numbers_left_out() -> None:
    made = slides.sample()
    slides.slide(made, "Kín")._element.set("show", "0")
    number = slides.box(made.slides[0], "1", 9, 7)
    properties = number._element.find(qn("p:nvSpPr")).find(qn("p:nvPr"))
    etree.SubElement(properties, qn("p:ph")).set("type", "sldNum")
    reading = slides.read_back(made)
    assert "Kín" not in reading.text
    assert reading.text.startswith("Công tác cán bộ\n\nQuy hoạch")
    assert reading.headers == "1"
    assert "3" in reading.warnings[0]


def test_numbered_lists_and_old_fonts() -> None:
    made = slides.new()
    added = slides.slide(made, "Tên", ("một", "hai", "C¸n bé"))
    for at, paragraph in enumerate(added.placeholders[1].text_frame.paragraphs):
        properties = paragraph._p.get_or_add_pPr()
        if at < 2:
            etree.SubElement(properties, qn("a:buAutoNum")).set("type", "arabicPeriod")
        else:
            paragraph.runs[0].font.name = ".VnTime"
    reading = slides.read_back(made)
    assert reading.text == "Tên\n\n1. một\n2. hai\nCán bộ"
    assert "TCVN3" in reading.warnings[0]


def test_merged_cells_and_line_ends() -> None:
    made = slides.new()
    table = slides.slide(made, "Tên").shapes.add_table(2, 3, Inches(1), Inches(2), Inches(6), Inches(1)).table
    for at in range(6):
        table.cell(at // 3, at % 3).text = str(at)
    table.cell(0, 0).merge(table.cell(0, 1))
    table.cell(0, 2).merge(table.cell(1, 2))
    text = slides.read_back(made).text
    assert text.startswith("Tên\n\n0 1\t2 5\n3\t4")


def test_the_order_is_that_of_the_show() -> None:
    made = slides.new()
    for title in ("một", "hai", "ba"):
        slides.slide(made, title)
    entries = made.slides._sldIdLst
    entries.insert(0, entries[2])
    assert slides.read_back(made).text == "ba\n\nmột\n\nhai"
