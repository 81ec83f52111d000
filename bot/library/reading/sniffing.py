"""What a file is by its bytes, whatever its name says."""

from __future__ import annotations

import io
import re
import zipfile

from bot import phrases
from bot.errors import UnreadableFile

_MAX_UNPACKED = 200 * 1024 * 1024
_MAX_MEMBER = 80 * 1024 * 1024  # one part of XML in memory takes ten times its size
_MAX_MEMBERS = 5_000
_RATIO_FROM = 20 * 1024 * 1024  # small files may pack well; Word's own XML reaches 1:60
_MAX_RATIO = 150

_IMAGES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*", b"BM")
_HTML = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--(?:(?!-->).){0,4000}-->\s*)*<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)


def sniff(data: bytes) -> str | None:
    """Return ".docx", ".pdf" or ".html" where the bytes say so, else None; raise where no reader can help."""
    if data.startswith(b"PK\x03\x04"):
        return _zip_kind(data)
    if b"%PDF-" in data[:1024]:
        return ".pdf"
    if data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        encrypted = "EncryptedPackage".encode("utf-16-le") in data
        raise UnreadableFile(phrases.FILE_PASSWORD if encrypted else phrases.FILE_OLD_OFFICE)
    if data.startswith(b"{\\rtf"):
        raise UnreadableFile(phrases.FILE_RTF)
    # "BM" and "MM" begin words too; an image holds bytes that no text does.
    if data.startswith(_IMAGES) and b"\x00" in data[:64]:
        raise UnreadableFile(phrases.FILE_IMAGE)
    if _HTML.match(data[:8192]):
        return ".html"
    return None


def _zip_kind(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, EOFError, NotImplementedError, RuntimeError) as error:
        raise UnreadableFile(phrases.file_damaged("Word (.docx)")) from error
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
    if any(name.startswith(("xl/", "ppt/")) for name in names):
        raise UnreadableFile(phrases.FILE_SPREADSHEET)
    raise UnreadableFile(phrases.file_unsupported(".zip", (".docx", ".pdf", ".html", ".md", ".txt")))
