"""RTF files written by hand, as Word 97 and WordPad write them."""

from __future__ import annotations

FONTS = (
    rb"{\fonttbl{\f0\froman\fcharset0 Times New Roman;}{\f1\froman\fcharset0 .VnTime;}{\f2\froman\fcharset0 .VnTimeH;}"
    rb"{\f3\fnil\fcharset163{\*\fname Arial;}Arial (Vietnamese);}{\f4\fnil\fcharset0 VNI-Times;}}"
)


def rtf(body: bytes, head: bytes = b"") -> bytes:
    """A file with these words."""
    return rb"{\rtf1\ansi\ansicpg1252\deff0" + FONTS + head + body + b"}"


def escaped(text: str) -> bytes:
    """Words with every letter beyond ASCII as \\u and a question mark for readers without Unicode."""
    return b"".join(
        char.encode() if char.isascii() else b"\\u%d?" % (ord(char) if ord(char) < 0x8000 else ord(char) - 0x10000)
        for char in text
    )


SAMPLE = rtf(
    rb"\pard\qc\b " + escaped("QUY ĐỊNH") + rb"\b0\par\pard\qj " + escaped("Điều 1. Một") + rb"\par "
    rb"\f1 C\'b8n b\'e9\f0\par\trowd\cellx100\cellx200\pard\intbl A\cell B\cell\row\pard "
    rb"{\listtext 1.\tab}Hai{\footnote \pard " + escaped("ghi chú") + rb"}.\par",
    head=rb"{\header\pard " + escaped("Đầu trang") + rb"\par}{\info{\title X}}",
)
