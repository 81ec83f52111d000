"""Old spreadsheets and slides, and OpenDocument: made by LibreOffice where it can, and read through it."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from bot.errors import UnreadableFile
from bot.library.reading import programs
from bot.library.reading.reader import read_bytes
from bot.library.reading.sniffing import sniff
from bot.phrases import reading as words
from tests.library import sheet_files as sheets
from tests.library import slide_files as slides
from tests.library import word_files as word
from tests.library.test_reading_nasty import zipped

pytestmark = pytest.mark.needs("soffice")


def saved(folder: Path, data: bytes, suffix: str, wanted: str) -> bytes:
    """A file saved by LibreOffice as another kind."""
    (folder / f"a{suffix}").write_bytes(data)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", wanted[1:], "--outdir", str(folder / "made")]
    subprocess.run([*command, str(folder / f"a{suffix}")], check=True, capture_output=True, timeout=120)
    return (folder / "made" / f"a{wanted}").read_bytes()


@pytest.mark.needs("soffice:calc")
@pytest.mark.parametrize("suffix", [".xls", pytest.param(".ods", marks=pytest.mark.long)])
def test_a_spreadsheet(tmp_path: Path, suffix: str) -> None:
    book = sheets.book([["Chức danh", "Phụ cấp"], ["Bí thư", 0.5], ["Phó Bí thư", 0.3]], title="Phụ cấp")
    data = saved(tmp_path, sheets.data(book), ".xlsx", suffix)
    reading = read_bytes(data, suffix)
    assert "Chức danh: Bí thư; Phụ cấp: 0,5" in reading.text
    assert reading.warnings == (words.read_by_office(suffix, ".xlsx"),)
    assert sniff(data) == suffix  # whatever it is called


def test_an_open_text(tmp_path: Path) -> None:
    document = word.new()
    document.add_paragraph("Điều 1. Phạm vi")
    document.add_paragraph("Mục một", style="List Number")
    data = saved(tmp_path, word.data(document), ".docx", ".odt")
    reading = read_bytes(data, ".odt")
    assert reading.text.split("\n\n") == ["Điều 1. Phạm vi", "1. Mục một"]
    assert reading.warnings == (words.read_by_office(".odt", ".docx"),)
    with pytest.raises(UnreadableFile):
        read_bytes(data[: len(data) // 2], ".odt")


@pytest.mark.needs("soffice:impress")
@pytest.mark.parametrize("suffix", [".ppt", pytest.param(".odp", marks=pytest.mark.long)])
def test_slides(tmp_path: Path, suffix: str) -> None:
    show = slides.new()
    slides.slide(show, "Điều kiện", ("Đủ ba năm công tác",))
    reading = read_bytes(saved(tmp_path, slides.data(show), ".pptx", suffix), suffix)
    assert "Đủ ba năm công tác" in reading.text


@pytest.mark.parametrize(
    ("part", "suffix", "wanted"), [("calc", ".xls", ".xlsx"), ("impress", ".ppt", ".pptx"), ("writer", ".odt", ".docx")]
)
def test_without_its_part_of_libreoffice_it_is_said_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, part: str, suffix: str, wanted: str
) -> None:
    # A LibreOffice of which one part alone is installed, as Debian's packages leave it: no stand-in of ours.
    other = "writer" if part != "writer" else "calc"
    (tmp_path / "share" / "registry").mkdir(parents=True)
    (tmp_path / "share" / "registry" / f"{other}.xcd").write_text("")
    program = tmp_path / "program" / "soffice"
    program.parent.mkdir()
    program.write_text("#!/bin/sh\nexit 1\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(program.parent))
    programs.soffice.cache_clear()
    programs.office_part.cache_clear()
    try:
        data = {".xls": OLD_SHEET, ".ppt": OLD_SLIDES, ".odt": OPEN_TEXT}[suffix]
        with pytest.raises(UnreadableFile, match=f"chưa có phần {part.capitalize()}") as error:
            read_bytes(data, suffix)
        assert f"“Lưu thành” {wanted}" in str(error.value)
    finally:
        programs.soffice.cache_clear()
        programs.office_part.cache_clear()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
OLD_SHEET = OLE + b"\x09\x08\x10\x00" + bytes(508) + "Workbook".encode("utf-16-le")
OLD_SLIDES = OLE + "PowerPoint Document".encode("utf-16-le")
OPEN_TEXT = zipped({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<a/>"})


@pytest.mark.parametrize(
    ("data", "suffix"),
    [
        (OLE + b"\x09\x08\x10\x00" + bytes(16) + b"\x2f\x00" + bytes(490) + "Workbook".encode("utf-16-le"), ".xls"),
        (OLD_SLIDES + "EncryptedSummary".encode("utf-16-le"), ".ppt"),
        (
            zipped(
                {
                    "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
                    "content.xml": b"\x00",
                    "META-INF/manifest.xml": b"<manifest:encryption-data/>",
                }
            ),
            ".ods",
        ),
    ],
)
def test_a_password_is_told_without_opening(data: bytes, suffix: str) -> None:
    with pytest.raises(UnreadableFile, match="mật khẩu"):
        read_bytes(data, suffix)
