"""Word 97 files, made by LibreOffice and read through it."""

from __future__ import annotations

import random
import subprocess
from pathlib import Path

import pytest

from bot.errors import UnreadableFile
from bot.library.heading import metadata
from bot.library.outline import outline
from bot.library.reading.reader import read_bytes
from tests.conftest import count
from tests.library import word_files as word

pytestmark = pytest.mark.needs("soffice")


def made(folder: Path, kind: str) -> bytes:
    """A regulation saved by LibreOffice as .doc or .rtf."""
    document = word.new()
    table = document.add_table(1, 2)
    table.cell(0, 0).text = "THÀNH ỦY HẢI PHÒNG\nBAN THƯỜNG VỤ\n*\nSố 09-KL/TU"
    table.cell(0, 1).text = "ĐẢNG CỘNG SẢN VIỆT NAM\nHải Phòng, ngày 11 tháng 3 năm 2021"
    document.add_paragraph("KẾT LUẬN\nvề thí dụ").alignment = 1
    document.add_paragraph("Điều 1. Phạm vi")
    document.add_paragraph("Mục một", style="List Number")
    document.add_paragraph("Mục hai", style="List Number")
    paragraph = document.add_paragraph()
    paragraph.add_run("C¸n bé ph­êng ").font.name = ".VnTime"
    paragraph.add_run("quy ®Þnh ").font.name = ".VnTimeH"
    paragraph.add_run("phöôøng").font.name = "VNI-Times"
    figures = document.add_table(2, 2)
    for at, text in enumerate(("Năm", "Số", "2021", "45")):
        figures.cell(at // 2, at % 2).text = text
    document.sections[0].header.paragraphs[0].text = "Đầu trang"
    document.save(str(folder / "a.docx"))
    subprocess.run(
        [
            "soffice",
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            "--headless",
            "--convert-to",
            kind,
            "--outdir",
            str(folder),
            str(folder / "a.docx"),
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )
    return (folder / f"a.{kind}").read_bytes()


@pytest.fixture(scope="module")
def old(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A .doc file."""
    return made(tmp_path_factory.mktemp("doc"), "doc")


def check(data: bytes, suffix: str) -> tuple[str, ...]:
    """What both formats must keep; the warnings."""
    reading = read_bytes(data, suffix)
    blocks = reading.text.split("\n\n")
    assert "Điều 1. Phạm vi" in blocks
    assert [block for block in blocks if "Mục" in block] == ["1. Mục một", "2. Mục hai"]
    assert "Cán bộ phường QUY ĐỊNH phường" in blocks
    assert "Năm\tSố\n2021\t45" in blocks
    assert reading.headers == "Đầu trang"
    about, _ = metadata(reading, outline(reading), "a.doc")
    assert (about.number, about.kind) == ("09-KL/TU", "Kết luận")
    return reading.warnings


def test_a_word_97_file(old: bytes) -> None:
    warnings = check(old, ".doc")
    assert "LibreOffice" in warnings[0]
    assert "TCVN3, VNI" in warnings[1]
    assert "Word (.doc)" in read_bytes(old, ".docx").warnings[0]


def test_an_rtf_file_of_libreoffice(tmp_path: Path) -> None:
    check(made(tmp_path, "rtf"), ".rtf")


def test_a_pdf_of_libreoffice(tmp_path: Path) -> None:
    reading = read_bytes(made(tmp_path, "pdf"), ".pdf")
    about, _ = metadata(reading, outline(reading), "a.pdf")
    assert (about.number, about.kind) == ("09-KL/TU", "Kết luận")
    assert "Điều 1. Phạm vi" in reading.text
    assert "1. Mục một" in reading.text
    assert "Năm\tSố\n2021\t45" in reading.text
    assert [reading.text[m.start : m.end] for m in reading.marks if m.kind == "furniture"] == []


def test_a_password_is_named(old: bytes) -> None:
    at = old.index(b"\xec\xa5", 512)
    locked = bytearray(old)
    locked[at + 11] |= 1
    with pytest.raises(UnreadableFile, match="mật khẩu"):
        read_bytes(bytes(locked), ".doc")


def test_mutated_files(old: bytes) -> None:
    chance = random.Random(4)
    for number in range(count(3, 60)):
        data = bytearray(old)
        for _ in range(chance.randrange(1, 30)):
            data[chance.randrange(8, len(data))] = chance.randrange(256)
        if number % 3 == 2:
            del data[chance.randrange(600, len(data)) :]
        try:
            found = read_bytes(bytes(data), ".doc").text
        except UnreadableFile as error:
            found = str(error)
        assert found.strip()
