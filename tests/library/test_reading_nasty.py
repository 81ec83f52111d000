"""Any bytes give a text or a reason in Vietnamese; nothing crashes, hangs or fills the memory."""

from __future__ import annotations

import io
import random
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.errors import UnreadableFile
from bot.library.heading import metadata
from bot.library.outline import outline
from bot.library.reading import MAX_BYTES, SUFFIXES, read
from bot.library.reading.reader import read_bytes
from bot.library.reading_process import Reader, Readers
from bot.vietnamese import normalise
from tests.conftest import count
from tests.library import rtf_by_hand as rtf
from tests.library import sheet_files as sheets
from tests.library import slide_files as slides
from tests.library import word_files as word
from tests.library.pdf_by_hand import make_pdf

OOXML = (
    "<w:document "
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>{}</w:body></w:document>'
)
PAGE = b"<html><body><h1>T</h1><table><tr><td>a</td></tr></table><ol><li>x<p>y</p></li></ol><!-- z --></body></html>"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1016)
LOCKED_WORD = b"\xec\xa5" + bytes(9) + b"\x01" + bytes(99)
MARKDOWN = "---\nsố: 1\n---\n# T\n\n1. a\n   - b\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n**x** [y](z) `w`\n".encode()


def outcome(data: bytes, suffix: str) -> str:
    """Read, outline and describe; what comes is a normalised text, or the reason why not."""
    try:
        reading = read_bytes(data, suffix)
    except UnreadableFile as error:
        reason = str(error)
        assert len(reason) > 20
        assert reason.endswith((".", "?"))
        return reason
    assert reading.text == normalise(reading.text)
    assert all(0 <= m.start <= m.end <= len(reading.text) for m in reading.marks)
    assert all(0 <= page <= len(reading.text) for page in reading.pages)
    metadata(reading, outline(reading), f"tệp{suffix}")
    return ""


def zipped(parts: dict[str, bytes], *, compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip file."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize("suffix", sorted(set(SUFFIXES) - {".doc"}))
def test_random_bytes(suffix: str):
    chance = random.Random(7)
    heads = [b"", b"%PDF-1.7\n", b"PK\x03\x04", b"<html>", b"---\n", b"\xff\xfe", b"\xd0\xcf\x11\xe0", b"{\\rtf"]
    for _ in range(count(12, 400)):
        outcome(chance.choice(heads) + chance.randbytes(chance.randrange(1, 3000)), suffix)


def seeds() -> dict[str, bytes]:
    """A small sound file of each kind."""
    document = word.new()
    document.add_heading("Điều 1. Một", 1)
    document.add_paragraph("hai", style="List Number")
    document.add_table(2, 2).cell(0, 0).text = "ba"
    return {
        ".docx": word.data(document),
        ".pdf": make_pdf([[(60, 700 - 16 * i, f"{i}. Một dòng chữ của trang này.") for i in range(9)]] * 2),
        ".html": PAGE,
        ".md": MARKDOWN,
        ".txt": "Điều 1. Một\n1. hai\nĐiều 2. Ba\n".encode(),
        ".rtf": rtf.SAMPLE,
        ".xlsx": sheets.data(sheets.sample()),
        ".pptx": slides.data(slides.sample()),
        ".tcvn3": "C¸n bé ph­êng ®­îc bæ nhiÖm l¹i khi ®ñ ®iÒu kiÖn theo quy ®Þnh.\n".encode("latin-1") * 2,
    }


# Pictures and old Word files go through programs of seconds each: their mutations are in tests of their own.
@pytest.mark.parametrize("suffix", [".docx", ".pdf", ".html", ".md", ".txt", ".rtf", ".xlsx", ".pptx", ".tcvn3"])
def test_mutated_files(suffix: str):
    chance = random.Random(11)
    seed = seeds()[suffix]
    for _ in range(count(200, 1000)):
        data = bytearray(seed)
        for _ in range(chance.randrange(1, 12)):
            at = chance.randrange(max(len(data), 1))
            action = chance.randrange(4)
            if action == 0 and data:
                data[at] = chance.randrange(256)
            elif action == 1:
                del data[at : at + chance.randrange(1, 40)]
            elif action == 2 or not data:
                data[at:at] = data[: chance.randrange(1, 60)]
            else:
                data = data[: max(at, 1)]
        outcome(bytes(data), suffix if suffix in SUFFIXES else ".txt")


def mutated(seed: bytes, chance: random.Random) -> bytes:
    """Bytes flipped, cut out, doubled, swapped; the end cut off."""
    data = bytearray(seed)
    for _ in range(chance.randrange(1, 12)):
        at, other = chance.randrange(max(len(data), 1)), chance.randrange(max(len(data), 1))
        size = chance.randrange(1, 60)
        action = chance.randrange(5)
        if action == 0 and data:
            data[at] ^= 1 << chance.randrange(8)
        elif action == 1:
            del data[at : at + size]
        elif action == 2 or not data:
            data[at:at] = data[other : other + size]
        elif action == 3:
            data[at : at + size], data[other : other + size] = data[other : other + size], data[at : at + size]
        else:
            data = data[: max(at, 1)]
    return bytes(data)


@pytest.fixture(scope="module")
def readers() -> Iterator[Readers]:
    """The processes that read."""
    made = Readers(Reader)
    yield made
    made.close()


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="looks at processes as Linux shows them")
@pytest.mark.parametrize("suffix", sorted(SUFFIXES))
def test_mutated_files_through_the_process_that_reads(suffix: str, readers: Readers, tmp_path: Path):
    """Every format as it comes in: a document with a text, or a reason; and the next sound file is read.

    Formats that go through programs of seconds each bear another one's bytes here.
    """
    chance = random.Random(17)
    everything = seeds()
    seed = everything.get(suffix) or everything[{".htm": ".html", ".markdown": ".md"}.get(suffix, ".pdf")]
    file, sound = tmp_path / f"tệp{suffix}", tmp_path / "tốt.txt"
    sound.write_bytes(everything[".txt"])
    for _ in range(count(6, 1000 if suffix in everything else 100)):
        file.write_bytes(mutated(seed, chance))
        try:
            document = readers.document_from(file, file.name)
        except UnreadableFile as error:
            said = str(error)
        else:
            said = document.text
        assert said == normalise(said)
        assert said.strip()
    assert "Điều 1" in readers.document_from(sound, sound.name).text


@pytest.mark.parametrize(("suffix", "folder"), [(".docx", "word/"), (".xlsx", "xl/"), (".pptx", "ppt/")])
def test_parts_mutated_inside_a_sound_zip(suffix: str, folder: str):
    chance = random.Random(13)
    with zipfile.ZipFile(io.BytesIO(seeds()[suffix])) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    names = [name for name in parts if name.endswith((".xml", ".rels")) and name.startswith(folder)]
    for _ in range(count(60, 1000)):
        changed = dict(parts)
        name = chance.choice(names)
        data = bytearray(changed[name])
        for _ in range(chance.randrange(1, 8)):
            at = chance.randrange(len(data))
            data[at : at + chance.randrange(0, 20)] = chance.choice(
                [b"", b'"', b"<w:p>", b"99999999999", b"</w:r>", b"\x00"]
            )
        changed[name] = bytes(data)
        outcome(zipped(changed), suffix)


@pytest.mark.parametrize(
    ("data", "suffix", "says"),
    [
        (OLE + "EncryptedPackage".encode("utf-16-le"), ".docx", "mật khẩu"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), ".xlsx", "mật khẩu"),
        (OLE, ".docx", "kiểu cũ"),
        (
            OLE[:512] + b"\xec\xa5" + bytes(9) + b"\x01" + bytes(99) + "WordDocument".encode("utf-16-le"),
            ".doc",
            "mật khẩu",
        ),
        (b"{\\rtf1 }", ".txt", "không có chữ"),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), ".pdf", "ảnh"),
        (zipped({"xl/workbook.xml": b"<x/>"}), ".docx", "Excel"),
        (zipped({"ppt/presentation.xml": b"<x/>"}), ".pptx", "không có chữ"),
        (zipped({"ppt/slides/slide1.xml": b"<x/>"}), ".pptx", "PowerPoint"),
        (zipped({"a.txt": b"x"}), ".docx", ".zip"),
        (b"PK\x03\x04" + b"x" * 100, ".docx", "hỏng"),
        (zipped({"word/other.xml": b"<x/>"}), ".docx", "hỏng"),
        (b"%PDF-1.7\n" + b"x" * 100, ".pdf", "hỏng"),
        (bytes(range(256)) * 20, ".txt", "nhị phân"),
        (bytes(range(256)) * 20, ".pdf", "hỏng"),
        (b"x" * 10, ".xyz", ".xyz"),
        (b"x" * 10, "", "không có đuôi"),
    ],
)
def test_the_reason_is_named(data: bytes, suffix: str, says: str):
    assert says in outcome(data, suffix)


def test_a_pdf_with_a_password():
    pdf = make_pdf([[(60, 700, "Một trang có đủ nhiều chữ để đọc.")]])
    locked = pdf.replace(
        b"/Root 1 0 R >>",
        b"/Root 1 0 R /ID [<00><00>] /Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <"
        + b"41" * 32
        + b"> /U <"
        + b"42" * 32
        + b"> >> >>",
    )
    assert "mật khẩu" in outcome(locked, ".pdf")


def test_zip_bombs():
    bomb = zipped({"word/document.xml": b"<" + b" " * 90_000_000})
    assert len(bomb) < 200_000
    assert "giải nén" in outcome(bomb, ".docx")
    many = zipped({f"word/{i}.xml": b"" for i in range(6_000)}, compression=zipfile.ZIP_STORED)
    assert "giải nén" in outcome(many, ".docx")
    assert "giải nén" in outcome(zipped({"xl/worksheets/sheet1.xml": b" " * 90_000_000}), ".xlsx")
    assert "giải nén" in outcome(zipped({f"ppt/slides/slide{i}.xml": b" " * 9_000_000 for i in range(9)}), ".pptx")


def test_entities_are_not_expanded():
    laughs = (
        '<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "ha ha ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c SYSTEM '
        '"file:///etc/passwd">]>'
    )
    body = OOXML.format("<w:p><w:r><w:t>một &b; &c;</w:t></w:r></w:p>")
    data = zipped({"word/document.xml": (laughs + body).encode()})
    reading = read_bytes(data, ".docx")
    assert "ha ha" not in reading.text
    assert "root" not in reading.text


@pytest.mark.parametrize(
    "inner",
    ["<w:p>" * 200 + "x" + "</w:p>" * 200, "<w:tbl><w:tr><w:tc>" * 80 + "<w:p/>" + "</w:tc></w:tr></w:tbl>" * 80],
)
def test_deep_word_files(inner: str):
    outcome(zipped({"word/document.xml": OOXML.format(inner).encode()}), ".docx")


@pytest.mark.parametrize(("suffix", "kind"), [(".txt", "Word"), (".pdf", "Word"), (".md", "Word")])
def test_the_content_decides_against_the_name(suffix: str, kind: str):
    reading = read_bytes(seeds()[".docx"], suffix)
    assert "Điều 1. Một" in reading.text
    assert kind in reading.warnings[0]
    assert "Điều 1" in read_bytes(seeds()[".txt"], ".docx").text
    assert read_bytes(PAGE, ".txt").text.startswith("T")


def test_a_file_that_is_too_big_or_gone(tmp_path: Path):
    big = tmp_path / "lon.txt"
    with big.open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    with pytest.raises(UnreadableFile, match="quá lớn"):
        read(big)
    with pytest.raises(UnreadableFile, match="Không mở được"):
        read(tmp_path / "không có.txt")
    with pytest.raises(UnreadableFile, match="Không mở được"):
        read(tmp_path)


@pytest.mark.parametrize(
    ("data", "suffix"),
    [
        (b"1. x\n" * 40_000, ".txt"),
        ("“Điều 1. x\n".encode() * 20_000, ".txt"),
        (b"[" * 20_000, ".md"),
        (b"---\n" + b"a: &a [*a]\n" * 10 + b"[" * 5_000 + b"\n---\nx", ".md"),
        (b"> " * 5_000 + b"x", ".md"),
        (b"<!-- -->" * 3_000 + b"x", ".html"),
        (b"<ol><li>" * 3_000, ".html"),
        (b"<table><tr><td>" * 2_000 + b"x", ".html"),
        (b"a:" * 50_000, ".txt"),
        (b" " * 200_000 + b"x", ".txt"),
        (b"{\\rtf1 " + b"{" * 100_000 + b"x", ".rtf"),
        (b"{\\rtf1 " + b"\\trowd\\intbl x\\cell" * 20_000, ".rtf"),
        (b"{\\rtf1 " + b"\\" * 200_000, ".rtf"),
        (b"{\\rtf1 \\bin99999999999 x}", ".rtf"),
        ("aù".encode() * 100_000, ".txt"),
    ],
)
def test_nasty_texts_end_soon(data: bytes, suffix: str):
    started = time.process_time()
    outcome(data, suffix)
    assert time.process_time() - started < 10
