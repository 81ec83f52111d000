"""Stamps of state secrecy: a document that bears one is never indexed."""

from __future__ import annotations

import re

from bot.library.reading import Reading

# A stamp stands alone on its line (or in a text box or page header), in capitals; "bảo mật" in a sentence is none.
_STAMP = re.compile(r"^[\s\[(*\-–—]*(?:DẤU|ĐỘ MẬT|MỨC ĐỘ MẬT)?\s*:?\s*(TUYỆT MẬT|TỐI MẬT|MẬT)[\s\])*.\-–—]*$")
_HEADING_LINES = 25  # a stamp stands in the heading


def stamp(reading: Reading) -> str | None:
    """The stamp of secrecy that a document bears, or None."""
    lines = reading.text.split("\n")
    heading = [line for line in lines if line.strip()][:_HEADING_LINES]
    cells = [cell for line in [*heading, *reading.headers.split("\n")] for cell in line.split("\t")]
    for cell in cells:
        found = _STAMP.match(cell.strip())
        if found:
            return found.group(1)
    return None
