"""What a file is by its bytes, whatever its name says."""

from __future__ import annotations

import io
import re
import zipfile
import zlib

from bot import phrases
from bot.errors import UnreadableFile
from bot.phrases import reading as words

_MAX_UNPACKED = 200 * 1024 * 1024
_MAX_MEMBER = 80 * 1024 * 1024  # one part of XML in memory takes ten times its size
_MAX_MEMBERS = 5_000
_RATIO_FROM = 20 * 1024 * 1024  # small files may pack well; Word's own XML reaches 1:60
_MAX_RATIO = 150

_ZIP_DAMAGE = (zipfile.BadZipFile, ValueError, OSError, EOFError, NotImplementedError, RuntimeError)
_IMAGES = {b"\x89PNG": ".png", b"\xff\xd8\xff": ".jpg", b"II*\x00": ".tif", b"MM\x00*": ".tif"}
_OTHER_IMAGES = {b"GIF8": ".gif", b"BM": ".bmp"}
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SECTOR = 512  # bytes; what old Office files are made of
_WORD_97 = b"\xec\xa5"  # how the stream of a Word document begins
_WORD_FLAGS = 10  # bytes from there; the bit 0x01 of the second one says that a password is set
_SHEET_97 = b"\x09\x08"  # how the stream of a workbook begins, and the record that says how it is encrypted
_FILE_PASS = b"\x2f\x00"
_OPEN_DOCUMENT = {
    b"application/vnd.oasis.opendocument.text": ".odt",
    b"application/vnd.oasis.opendocument.spreadsheet": ".ods",
    b"application/vnd.oasis.opendocument.presentation": ".odp",
}
_HTML = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--(?:(?!-->).){0,4000}-->\s*)*<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)


def sniff(data: bytes) -> str | None:
    """Return the suffix that the bytes speak for, None where they could be any text; raise where no reader can help."""
    if data.startswith(b"PK\x03\x04"):
        return _zip_kind(data)
    if b"%PDF-" in data[:1024]:
        return ".pdf"
    if data.startswith(_OLE):
        return _old_office_kind(data)
    if data.startswith(b"{\\rtf"):
        return ".rtf"
    # "BM" and "GIF8" may begin a text; an image holds bytes that no text does.
    heads = {**_IMAGES, **_OTHER_IMAGES} if b"\x00" in data[:64] else _IMAGES
    image = next((suffix for head, suffix in heads.items() if data.startswith(head)), None)
    if image is not None:
        return image
    if _HTML.match(data[:8192]):
        return ".html"
    return None


def _old_office_kind(data: bytes) -> str:
    """The kind of an OLE file, by the names of its streams; newer files with a password are such files too."""

    def holds(stream: str) -> bool:
        return stream.encode("utf-16-le") in data

    if holds("EncryptedPackage"):
        raise UnreadableFile(phrases.FILE_PASSWORD)
    if holds("WordDocument"):
        for at in range(_SECTOR, len(data) - _WORD_FLAGS - 2, _SECTOR):
            if data.startswith(_WORD_97, at) and data[at + _WORD_FLAGS + 1] & 0x01:
                raise UnreadableFile(phrases.FILE_PASSWORD)
        return ".doc"
    if holds("Workbook") or holds("Book"):
        if any(_has_sheet_password(data, at) for at in range(_SECTOR, len(data), _SECTOR)):
            raise UnreadableFile(phrases.FILE_PASSWORD)
        return ".xls"
    if holds("PowerPoint Document"):
        if holds("EncryptedSummary"):
            raise UnreadableFile(phrases.FILE_PASSWORD)
        return ".ppt"
    raise UnreadableFile(words.FILE_OLE)


def _has_sheet_password(data: bytes, at: int) -> bool:
    """Whether a workbook begins here whose second record says that a password is set."""
    if not data.startswith(_SHEET_97, at):
        return False
    after = at + 4 + int.from_bytes(data[at + 2 : at + 4], "little")
    return data.startswith(_FILE_PASS, after)


def _zip_kind(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
    except _ZIP_DAMAGE as error:
        raise UnreadableFile(phrases.file_damaged("Office (.docx, .xlsx, .pptx)")) from error
    unpacked = sum(member.file_size for member in members)
    if (
        unpacked > _MAX_UNPACKED
        or len(members) > _MAX_MEMBERS
        or max((member.file_size for member in members), default=0) > _MAX_MEMBER
        or (unpacked > _RATIO_FROM and unpacked > _MAX_RATIO * len(data))
    ):
        raise UnreadableFile(phrases.FILE_ZIP_BOMB)
    if any(member.flag_bits & 1 for member in members):
        raise UnreadableFile(phrases.FILE_PASSWORD)
    names = {member.filename for member in members}
    if any(name.startswith("word/") for name in names):
        return ".docx"
    if any(name.startswith("xl/") for name in names):
        return ".xlsx"
    if any(name.startswith("ppt/") for name in names):
        return ".pptx"
    if "mimetype" in names and "content.xml" in names:
        return _open_document_kind(data)
    raise UnreadableFile(phrases.file_unsupported(".zip", (".docx", ".pdf", ".xlsx", ".pptx", ".html", ".md", ".txt")))


def _open_document_kind(data: bytes) -> str:
    """The kind of an OpenDocument file, by what it says of itself."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            kind = archive.read("mimetype").strip().removesuffix(b"-template")
            manifest = archive.read("META-INF/manifest.xml") if "META-INF/manifest.xml" in archive.namelist() else b""
    except (*_ZIP_DAMAGE, zlib.error) as error:
        raise UnreadableFile(phrases.file_damaged("OpenDocument (.odt, .ods, .odp)")) from error
    if b"encryption-data" in manifest:
        raise UnreadableFile(phrases.FILE_PASSWORD)
    if kind not in _OPEN_DOCUMENT:
        raise UnreadableFile(phrases.file_unsupported(".zip", (".docx", ".pdf", ".xlsx", ".pptx", ".odt", ".ods")))
    return _OPEN_DOCUMENT[kind]
