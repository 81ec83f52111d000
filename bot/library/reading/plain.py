"""Reading .txt: the words as they are."""

from __future__ import annotations

from bot.library.reading.decode import decode
from bot.library.reading.parts import Reading
from bot.vietnamese import normalise


def read_plain(data: bytes) -> Reading:
    """Read a text file; nothing but its normal form is changed."""
    text, warnings = decode(data)
    return Reading(text=normalise(text), warnings=warnings)
