"""Reading .txt: the words as they are, below front matter where there is some."""

from __future__ import annotations

from bot.library.reading.decode import decode
from bot.library.reading.front_block import split_front_matter
from bot.library.reading.old_fonts import OldFonts
from bot.library.reading.parts import Reading
from bot.vietnamese import normalise


def read_plain(data: bytes, fonts: OldFonts) -> Reading:
    """Read a text file; nothing but its normal form is changed, and front matter is taken off."""
    text, warnings = decode(data)
    fields, rest, more = split_front_matter(normalise(fonts.unicode(text)))
    return Reading(text=rest.lstrip("\n"), fields=fields, warnings=(*warnings, *more))
