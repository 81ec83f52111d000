"""Scans and page images: their words, recognised by Tesseract."""

from __future__ import annotations

import io
import random
import time

import pytest
from PIL import Image

from bot.errors import UnreadableFile
from bot.library.heading import metadata
from bot.library.outline import outline
from bot.library.reading import programs
from bot.library.reading.image import read_image
from bot.library.reading.old_fonts import OldFonts
from bot.library.reading.reader import read_bytes
from bot.phrases import reading as words
from tests.conftest import count
from tests.library.page_images import A4, dirty, encoded, page
from tests.library.pdf_by_hand import make_pdf
from tests.library.processes import gone

LINES = [
    "Điều 1. Phạm vi điều chỉnh",
    "1. Quy định này quy định về luân chuyển cán bộ",
    "lãnh đạo, quản lý các cấp của thành phố Hải Phòng.",
    "2. Cán bộ được luân chuyển phải đủ điều kiện, tiêu",
    "chuẩn theo quy định tại Điều 5 Quy định này.",
    "a) Có phẩm chất chính trị, đạo đức tốt;",
    "Điều 2. Đối tượng áp dụng",
]
TEXT = (
    "Điều 1. Phạm vi điều chỉnh\n\n1. Quy định này quy định về luân chuyển cán bộ lãnh đạo, quản lý các cấp của thành "
    "phố Hải Phòng.\n\n2. Cán bộ được luân chuyển phải đủ điều kiện, tiêu chuẩn theo quy định tại Điều 5 Quy định này."
    "\n\na) Có phẩm chất chính trị, đạo đức tốt;\n\nĐiều 2. Đối tượng áp dụng"
)
needs_tesseract = pytest.mark.needs("tesseract")


@needs_tesseract
@pytest.mark.parametrize(("kind", "suffix"), [("PNG", ".png"), ("JPEG", ".jpg"), ("TIFF", ".tif"), ("PDF", ".pdf")])
def test_a_scanned_page(kind: str, suffix: str) -> None:
    reading = read_bytes(encoded([dirty(page(LINES))], kind), suffix)
    assert reading.text == TEXT
    assert reading.warnings == (words.READ_BY_OCR,)


@needs_tesseract
@pytest.mark.parametrize("turn", [90, 180])
def test_a_page_that_lies_on_its_side_or_its_head(turn: int) -> None:
    assert read_bytes(encoded([page(LINES).rotate(turn, expand=True)], "PNG"), ".png").text == TEXT


@needs_tesseract
def test_two_columns_one_after_the_other() -> None:
    left = [f"Cột trái dòng {i} nói về cán" for i in range(12)]
    right = [f"cột phải dòng {i} về nhân sự" for i in range(12)]
    image = page(right, left=880, onto=page(left, left=100))
    text = read_bytes(encoded([image], "PNG"), ".png").text
    assert text.index("trái dòng 11") < text.index("phải dòng 0")


@needs_tesseract
def test_the_heading_of_a_scanned_document() -> None:
    image = page(["THÀNH ỦY HẢI PHÒNG", "     BAN THƯỜNG VỤ", "           *", "   Số 09-KL/TU"], left=120, top=150)
    page(["ĐẢNG CỘNG SẢN VIỆT NAM", "", "", "Hải Phòng, ngày 11 tháng 3 năm 2021"], left=880, top=150, onto=image)
    page(["            KẾT LUẬN", "  về luân chuyển cán bộ"], left=500, top=480, onto=image)
    page(["Ban Thường vụ kết luận như sau:", *LINES], top=700, onto=image)
    reading = read_bytes(encoded([image], "PDF"), ".pdf")
    about, _ = metadata(reading, outline(reading), "a.pdf")
    assert (about.number, about.kind) == ("09-KL/TU", "Kết luận")
    assert str(about.issued) == "2021-03-11"


@needs_tesseract
def test_pages_with_and_without_a_text_layer_and_page_furniture() -> None:
    typed = make_pdf([[(60, 700, "Một trang có đủ nhiều chữ để đọc.")], []])
    image = page(LINES)
    mixed = joined(typed, encoded([image], "PDF"), encoded([Image.new("L", A4, 255)], "PDF"))
    reading = read_bytes(mixed, ".pdf")
    assert reading.text == f"Một trang có đủ nhiều chữ để đọc.\n\n{TEXT}"
    assert reading.warnings == (words.pages_by_ocr([3]),)
    assert len(reading.pages) == 4


@needs_tesseract
def test_several_pages_in_one_image_and_their_numbers() -> None:
    pages = []
    for number, name in enumerate(("một", "hai", "ba"), 1):
        image = page(
            [f"Trang {name} nói về công tác cán bộ ở thành phố,", f"phần {name} của tài liệu này có nhiều chữ."]
        )
        pages.append(page([f"Tài liệu tập huấn, tờ {number}"], left=500, top=2150, onto=image))
    reading = read_bytes(encoded(pages, "TIFF"), ".tif")
    assert len(reading.pages) == 3
    furniture = {reading.text[mark.start : mark.end] for mark in reading.marks if mark.kind == "furniture"}
    assert furniture == {f"Tài liệu tập huấn, tờ {number}" for number in (1, 2, 3)}
    assert "Trang hai" in reading.text[reading.pages[1] : reading.pages[2]]


@needs_tesseract
def test_images_of_odd_kinds() -> None:
    transparent = page(LINES).convert("RGBA")
    transparent.putalpha(transparent.convert("L").point(lambda value: 255 - value))
    assert read_bytes(encoded([transparent], "PNG"), ".png").text == TEXT
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x0112] = 6  # a phone held on its side: turn it to look at it
    page(LINES).rotate(90, expand=True).save(out, "JPEG", exif=exif)
    assert read_bytes(out.getvalue(), ".jpg").text == TEXT
    small = page(LINES).resize((A4[0] // 2, A4[1] // 2))
    out = io.BytesIO()
    small.save(out, "PNG", dpi=(100, 100))
    assert "luân chuyển cán bộ" in read_bytes(out.getvalue(), ".png").text


@needs_tesseract
def test_an_image_without_words_says_so() -> None:
    for image in (Image.new("L", (800, 600), 255), Image.effect_noise((800, 600), 90)):
        with pytest.raises(UnreadableFile, match="Không nhận dạng được chữ"):
            read_bytes(encoded([image], "PNG"), ".png")
    with pytest.raises(UnreadableFile, match="Không nhận dạng được chữ"):
        read_bytes(encoded([Image.effect_noise((800, 600), 90)], "PDF"), ".pdf")


@needs_tesseract
def test_an_image_of_any_number_of_dots_is_not_opened() -> None:
    with pytest.raises(UnreadableFile, match="Ảnh quá lớn"):
        read_bytes(encoded([Image.new("1", (20_000, 20_000))], "PNG"), ".png")


@needs_tesseract
@pytest.mark.parametrize(("kind", "suffix"), [("PNG", ".png"), ("JPEG", ".jpg"), ("TIFF", ".tif"), ("PDF", ".pdf")])
def test_mutated_scans(kind: str, suffix: str) -> None:
    chance = random.Random(5)
    seed = encoded([page(LINES[:1]).crop((150, 150, 900, 300))], kind)
    for _ in range(count(12, 250)):
        data = bytearray(seed)
        for _ in range(chance.randrange(1, 8)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        if chance.random() < 0.3:
            del data[chance.randrange(len(data)) :]
        assert outcome(bytes(data), suffix)


class _Without:
    """A machine without some program."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, path: str) -> None:
        programs.tesseract.cache_clear()
        programs.soffice.cache_clear()
        monkeypatch.setenv("PATH", path)
        monkeypatch.setattr(programs, "_PLACES", ())


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> object:
    """No program is found."""
    yield _Without(monkeypatch, str(tmp_path_factory.mktemp("bin")))
    programs.tesseract.cache_clear()
    programs.soffice.cache_clear()


def test_what_to_install_is_said(bare: object) -> None:
    scan = encoded([page(LINES)], "PDF")
    with pytest.raises(UnreadableFile, match="tesseract-ocr-vie"):
        read_bytes(scan, ".pdf")
    with pytest.raises(UnreadableFile, match="tesseract-ocr-vie"):
        read_image(encoded([page(LINES)], "PNG"), OldFonts())
    with pytest.raises(UnreadableFile, match="libreoffice-writer"):
        read_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "WordDocument".encode("utf-16-le"), ".doc")
    reading = read_bytes(joined(make_pdf([[(60, 700, "Một trang có đủ nhiều chữ để đọc.")]]), scan), ".pdf")
    assert reading.text == "Một trang có đủ nhiều chữ để đọc."
    assert "Trang 2" in reading.warnings[0]
    assert "tesseract-ocr" in reading.warnings[0]


def test_a_program_that_hangs_is_killed_with_what_it_started() -> None:
    started = time.monotonic()
    with pytest.raises(programs.ProgramTimedOut):
        programs.run(["sh", "-c", "sleep 987 & sleep 987"], seconds=0.5)
    assert time.monotonic() - started < 10
    assert gone("sleep 987")
    with pytest.raises(programs.ProgramFailed):
        programs.run(["sh", "-c", "exit 3"], seconds=5)
    with pytest.raises(programs.ProgramFailed):
        programs.run(["/không có chương trình này"], seconds=5)
    assert programs.run(["cat"], seconds=5, given=b"x" * 1_000_000) == b"x" * 1_000_000


def outcome(data: bytes, suffix: str) -> str:
    """The words that were read, or the reason why none were."""
    try:
        return read_bytes(data, suffix).text
    except UnreadableFile as error:
        return str(error)


def joined(*files: bytes) -> bytes:
    """Several PDF files as one."""
    import pypdfium2 as pdfium

    made = pdfium.PdfDocument.new()
    for data in files:
        made.import_pages(pdfium.PdfDocument(data))
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()
