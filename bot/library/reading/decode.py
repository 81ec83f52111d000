"""Bytes to characters: which encoding a text file is in, and whether it is text at all."""

from __future__ import annotations

import codecs
import re

from bot import phrases
from bot.errors import UnreadableFile
from bot.library.reading.old_fonts import guess
from bot.vietnamese import normalise
from bot.vietnamese.syllables import is_syllable

# The longest first: the UTF-32 mark begins with the UTF-16 one.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"), (codecs.BOM_UTF32_BE, "utf-32-be"), (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"),
)  # fmt: skip
_CONTROLS = bytes(code for code in range(32) if code not in b"\t\n\r\x0b\x0c\x1b\x1a")
_BINARY_SHARE = 0.005  # real text holds next to no control characters; random bytes hold a tenth
_NUL_SHARE = 0.2  # Latin text in UTF-16 has a NUL in nearly half of its bytes
_SAMPLE = 20_000  # characters that are looked at to tell an encoding
_WORD = re.compile(r"[^\W\d_]+")
# Letters of fonts from before Unicode inside words: no word in Unicode has them.
_OLD_FONT = re.compile(r"[^\W\d_][¸µ¶·¹®©¨«¬¢¦¤¥¡§±¿÷×][^\W\d_]")
_OLD_FONT_SHARE = 0.1  # of the words


def decode(data: bytes) -> tuple[str, tuple[str, ...]]:
    """Return the text and warnings about how it was decoded; raise UnreadableFile for what is no text."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            text = data[len(mark) :].decode(encoding, errors="replace")
            return _checked(text), _damage(text)
    nuls = data.count(0)
    if nuls > _NUL_SHARE * len(data):
        encoding = "utf-16-le" if data[1::2].count(0) >= data[0::2].count(0) else "utf-16-be"
        text = data.decode(encoding, errors="replace")
        return _checked(text), (phrases.guessed_encoding("UTF-16"), *_damage(text))
    if nuls + sum(data.count(code) for code in _CONTROLS) > _BINARY_SHARE * len(data):
        raise UnreadableFile(phrases.FILE_BINARY)
    text = data.decode("utf-8", errors="replace")
    broken = text.count("\ufffd")
    if broken == 0:
        return text, ()
    old = data.decode("latin-1")
    if guess(old) is not None:
        return old, ()  # whoever reads it converts it
    other = data.decode("cp1258", errors="replace")
    # Whichever reads more like Vietnamese: stray bytes spoil a word or two, the wrong encoding nearly all of them.
    if _accented_syllables(text) >= _accented_syllables(other):
        return _checked(text), (phrases.GUESSED_MOJIBAKE,)
    return _checked(other), (phrases.guessed_encoding("Windows-1258"),)


def _accented_syllables(text: str) -> int:
    words = _WORD.findall(normalise(text[:_SAMPLE]))
    return sum(not word.isascii() and is_syllable(word) for word in words)


def in_old_font(text: str) -> bool:
    """Whether a text was typed with fonts from before Unicode: its letters look right in such a font alone."""
    words = text[:_SAMPLE].split()
    odd = sum(_OLD_FONT.search(word) is not None for word in words)
    return len(words) > 0 and odd > _OLD_FONT_SHARE * len(words)


def _damage(text: str) -> tuple[str, ...]:
    return (phrases.GUESSED_MOJIBAKE,) if "\ufffd" in text else ()


def _checked(text: str) -> str:
    """Return text, or raise where it is mostly signs that no writer uses."""
    sample = text[:_SAMPLE]
    odd = sum(not (char.isprintable() or char in "\n\r\t\x0b\x0c") or char == "\ufffd" for char in sample)
    letters = sum(char.isalpha() or char.isspace() for char in sample)
    if sample and (odd > 0.05 * len(sample) or (letters < 0.4 * len(sample) and len(sample) > 200)):
        raise UnreadableFile(phrases.FILE_BINARY)
    return text
