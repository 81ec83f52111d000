"""The signs of an .rtf file: groups, control words and text; and which code page the bytes of a font are in."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto

_TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z'])|([{}])|[\r\n\x00]+|([^\\{}\r\n\x00]+)"
)
_CODE_PAGES = {0: "", 1: "", 77: "mac_roman", 128: "cp932", 129: "cp949", 134: "cp936", 136: "cp950", 161: "cp1253",
               162: "cp1254", 163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874",
               238: "cp1250"}  # fmt: skip


class Sign(Enum):
    """The kinds of signs."""

    OPEN = auto()
    CLOSE = auto()
    WORD = auto()  # a control word or symbol
    BYTES = auto()  # text, in the code page of its font


@dataclass(frozen=True, slots=True)
class Token:
    """One sign: the name of a control word with its number, or bytes of text."""

    sign: Sign
    name: str = ""
    number: int | None = None
    data: bytes = b""
    escaped: bool = False  # one byte written as \\'xx


def tokens(data: bytes) -> Iterator[Token]:
    """The signs of a file, without the data of embedded objects; a lone backslash is left out."""
    at = 0
    while at < len(data):
        match = _TOKEN.match(data, at)
        if match is None:
            at += 1
            continue
        at = match.end()
        word, number, code, symbol, brace, text = match.groups()
        if word is not None:
            value = int(number) if number is not None else None
            if word == b"bin" and value is not None and value > 0:
                at += value
                continue
            yield Token(Sign.WORD, word.decode("ascii"), value)
        elif code is not None:
            yield Token(Sign.BYTES, data=bytes([int(code, 16)]), escaped=True)
        elif symbol is not None:
            yield Token(Sign.WORD, symbol.decode("latin-1"))
        elif brace is not None:
            yield Token(Sign.OPEN if brace == b"{" else Sign.CLOSE)
        elif text is not None:
            yield Token(Sign.BYTES, data=text)


def code_page(charset: int | None, ansi: str) -> str:
    """Python's name of the code page of a font's character set; `ansi` is the document's own."""
    return _CODE_PAGES.get(charset or 0, "") or ansi


def ansi_code_page(number: int | None) -> str:
    """Python's name of the code page that a document states."""
    try:
        return codecs.lookup(f"cp{number}").name
    except LookupError:
        return "cp1252"
