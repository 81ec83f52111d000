"""Word files: what a reader sees, with the numbers that stand in no paragraph's words."""

from __future__ import annotations

import io
import zipfile

from docx.enum.text import WD_ALIGN_PARAGRAPH

from bot.library.heading import metadata
from bot.library.outline import outline
from bot.library.reading import MarkKind
from bot.library.reading.reader import read_bytes
from bot.model import SectionKind
from tests.library import word_files as word


def test_an_administrative_document_in_the_usual_layout():
    document = word.new()
    table = document.add_table(1, 2)
    table.cell(0, 0).text = "THÀNH ỦY HẢI PHÒNG\nBAN THƯỜNG VỤ\n*\nSố 09-KL/TU"
    table.cell(0, 1).text = "ĐẢNG CỘNG SẢN VIỆT NAM\nHải Phòng, ngày 11 tháng 3 năm 2021"
    for words in ("KẾT LUẬN", "của Ban Thường vụ Thành ủy", "về thí dụ", "-----"):
        paragraph = document.add_paragraph()
        paragraph.add_run(words).bold = True
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    document.add_paragraph("Ban Thường vụ kết luận như sau:")
    document.add_paragraph("1. Một câu.")
    document.add_paragraph("2. Hai câu.")
    signatures = document.add_table(1, 2)
    signatures.cell(0, 0).text = "Nơi nhận:\n- Như trên."
    signatures.cell(0, 1).text = "T/M BAN THƯỜNG VỤ\nBÍ THƯ\n\nNguyễn Văn A"
    reading = word.read_back(document)
    found = outline(reading)
    about, _ = metadata(reading, found, "a.docx")
    assert [s.kind for s in found.sections] == [
        SectionKind.PREAMBLE, SectionKind.CLAUSE, SectionKind.CLAUSE, SectionKind.SIGNATURE,
    ]  # fmt: skip
    assert (about.number, about.issuer, about.signer) == (
        "09-KL/TU",
        "Ban Thường vụ Thành ủy Hải Phòng",
        "Nguyễn Văn A",
    )
    assert about.title == "Kết luận của Ban Thường vụ Thành ủy về thí dụ"


def test_automatic_numbers_of_a_regulation():
    document = word.new()
    word.lists(
        document,
        f'<w:abstractNum w:abstractNumId="1">{word.level(0, "Chương %1", "upperRoman")}'
        f"{word.level(1, 'Điều %2.', 'decimal', '<w:lvlRestart w:val=' + chr(34) + '0' + chr(34) + '/>')}"
        f"{word.level(2, '%3.')}{word.level(3, '%4)', 'lowerLetter')}</w:abstractNum>",
        '<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num>',
    )
    for at, text in [(0, "Chung"), (1, "Phạm vi"), (2, "Một"), (3, "x;"), (3, "y."), (2, "Hai"), (1, "Đối tượng"), (2,
    "Ba"),
                     (3, "z."), (0, "Cụ thể"), (1, "Tiêu chuẩn")]:  # fmt: skip
        word.numbered(document, text, 1, at)
    assert word.read_back(document).text.split("\n\n") == [
        "Chương I Chung", "Điều 1. Phạm vi", "1. Một", "a) x;", "b) y.", "2. Hai", "Điều 2. Đối tượng", "1. Ba",
        "a) z.",
        "Chương II Cụ thể", "Điều 3. Tiêu chuẩn",
    ]  # fmt: skip


def test_numbers_that_start_over_and_numbers_that_go_on():
    document = word.new()
    word.lists(
        document,
        f'<w:abstractNum w:abstractNumId="1">{word.level(0, "%1.")}{word.level(1, "%1.%2.")}</w:abstractNum>',
        '<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num>'
        '<w:num w:numId="2"><w:abstractNumId w:val="1"/><w:lvlOverride w:ilvl="0"><w:startOverride '
        'w:val="1"/></w:lvlOverride></w:num>'
        '<w:num w:numId="3"><w:abstractNumId w:val="1"/></w:num>',
    )
    for number, at, text in [
        (1, 0, "a"),
        (1, 1, "b"),
        (1, 1, "c"),
        (1, 0, "d"),
        (1, 1, "e"),
        (2, 0, "f"),
        (2, 0, "g"),
        (3, 0, "h"),
    ]:
        word.numbered(document, text, number, at)
    document.add_paragraph("giữa")
    word.numbered(document, "", 1)
    word.numbered(document, "i", 1)
    assert word.read_back(document).text.split("\n\n") == [
        "1. a", "1.1. b", "1.2. c", "2. d", "2.1. e", "1. f", "2. g", "3. h", "giữa", "4. i",
    ]  # fmt: skip


def test_numbers_from_styles_and_in_other_forms():
    document = word.new()
    bound = '<w:pStyle w:val="Heading1"/>'
    word.lists(
        document,
        f'<w:abstractNum w:abstractNumId="1">{word.level(0, "Điều %1:", extra=bound)}</w:abstractNum>'
        f'<w:abstractNum w:abstractNumId="2">{word.level(0, "", "bullet")}'
        f"{word.level(1, '(%2)', 'lowerRoman')}</w:abstractNum>"
        f'<w:abstractNum w:abstractNumId="3">{word.level(0, "%1", "none")}</w:abstractNum>',
        "".join(f'<w:num w:numId="{i}"><w:abstractNumId w:val="{i}"/></w:num>' for i in (1, 2, 3)),
    )
    document.styles["Heading 1"].element.get_or_add_pPr().append(word.xml('<w:numPr><w:numId w:val="1"/></w:numPr>'))
    document.add_heading("Phạm vi", 1)
    word.numbered(document, "gạch", 2)
    word.numbered(document, "roman", 2, 1)
    word.numbered(document, "không số", 3)
    document.add_heading("Đối tượng", 1)
    not_numbered = document.add_heading("Bỏ số", 1)
    not_numbered._p.get_or_add_pPr().append(word.xml('<w:numPr><w:numId w:val="0"/></w:numPr>'))
    reading = word.read_back(document)
    assert reading.text.split("\n\n") == [
        "Điều 1: Phạm vi",
        "- gạch",
        "(i) roman",
        "không số",
        "Điều 2: Đối tượng",
        "Bỏ số",
    ]
    assert (MarkKind.HEADING, 0, 15, 1) in {(m.kind, m.start, m.end, m.level) for m in reading.marks}


def test_tracked_changes_links_and_controls():
    document = word.new()
    word.append(
        document,
        '<w:p><w:r><w:t xml:space="preserve">một </w:t></w:r><w:ins w:id="1" '
        'w:author="x"><w:r><w:t>hai</w:t></w:r></w:ins>'
        '<w:del w:id="2" w:author="x"><w:r><w:delText> bỏ</w:delText></w:r></w:del><w:hyperlink><w:r><w:t '
        'xml:space="preserve"> ba'
        '</w:t></w:r></w:hyperlink><w:moveFrom w:id="3" w:author="x"><w:r><w:t> cũ</w:t></w:r></w:moveFrom></w:p>',
    )
    word.append(document, "<w:sdt><w:sdtContent><w:p><w:r><w:t>bốn</w:t></w:r></w:p></w:sdtContent></w:sdt>")
    word.append(
        document, '<w:p><w:pPr><w:rPr><w:del w:id="4" w:author="x"/></w:rPr></w:pPr><w:r><w:t>năm</w:t></w:r></w:p>'
    )
    word.append(
        document,
        '<w:p><w:r><w:t xml:space="preserve"> sáu</w:t><w:br/><w:t>bảy</w:t><w:tab/><w:t>tám</w:t></w:r></w:p>',
    )
    word.append(document, "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>ẩn</w:t></w:r></w:p>")
    word.append(
        document,
        '<w:p><w:r><w:fldChar w:fldCharType="begin"/><w:instrText> PAGE '
        "</w:instrText></w:r><w:r><w:t>chín</w:t></w:r></w:p>",
    )
    assert word.read_back(document).text == "một hai ba\n\nbốn\n\nnăm sáu\nbảy\ttám\n\nchín"


def test_tables_with_merged_cells():
    document = word.new()
    table = document.add_table(3, 3)
    for row in range(3):
        for column in range(3):
            table.cell(row, column).text = f"{row}{column}"
    table.cell(0, 1).merge(table.cell(0, 2))
    table.cell(1, 0).merge(table.cell(2, 0))
    document.add_paragraph("sau")
    reading = word.read_back(document)
    assert reading.text == "00\t01 02\n10 20\t11\t12\n\t21\t22\n\nsau"
    assert [reading.text[m.start : m.end] for m in reading.marks if m.kind is MarkKind.TABLE] == [
        "00\t01 02\n10 20\t11\t12\n\t21\t22"
    ]


def test_page_headers_text_boxes_and_footnotes():
    document = word.new()
    document.sections[0].header.paragraphs[0].text = "MẬT"
    document.sections[0].footer.paragraphs[0].text = "Trang"
    box = (
        "<w:p><w:r><w:t>trước</w:t></w:r><w:r><w:pict><v:shape "
        'xmlns:v="urn:schemas-microsoft-com:vml"><v:textbox><w:txbxContent><w:p>'
        "<w:r><w:t>trong khung</w:t></w:r></w:p></w:txbxContent></v:textbox></v:shape></w:pict></w:r></w:p>"
    )
    word.append(document, box)
    reading = word.read_back(document)
    assert reading.text == "trước"
    assert set(reading.headers.split("\n")) == {"MẬT", "Trang", "trong khung"}


def test_bold_words_are_marked_across_runs():
    document = word.new()
    paragraph = document.add_paragraph()
    for words, bold in [("Điều ", True), ("5. ", True), ("Tên", True), (" thường", False)]:
        paragraph.add_run(words).bold = bold
    reading = word.read_back(document)
    assert [reading.text[m.start : m.end] for m in reading.marks if m.kind is MarkKind.BOLD] == ["Điều 5. Tên"]


def test_letters_apart_from_their_marks_become_one():
    document = word.new()
    paragraph = document.add_paragraph()
    paragraph.add_run("ho")
    paragraph.add_run("\u0300a").bold = True
    assert word.read_back(document).text == "hòa"


def test_footnotes_follow_the_text():
    document = word.new()
    word.append(document, '<w:p><w:r><w:t>một</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r></w:p>')
    word.append(document, "<w:p><w:r><w:t>hai</w:t></w:r></w:p>")
    notes = (
        '<w:footnotes xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:footnote '
        'w:id="1"><w:p><w:r>'
        '<w:t>thừa</w:t></w:r></w:p></w:footnote><w:footnote w:id="2"><w:p><w:r><w:footnoteRef/><w:t>chú '
        "thích</w:t></w:r></w:p>"
        "</w:footnote></w:footnotes>"
    )
    out = io.BytesIO(word.data(document))
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("word/footnotes.xml", notes)
    reading = read_bytes(out.getvalue(), ".docx")
    assert reading.text == "một\n\nhai\n\nchú thích"
