"""What both products of Zalo take: short messages of composed letters, with a line in place of a file. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from bot.delivery import units
from bot.model import Outgoing

LIMIT = 1_900  # UTF-16 units of a message. The server takes 2,000, of units or of code points: that is not stated
MOST = 2_000
_LONE = re.compile(r"[\ud800-\udfff\x00]")


def whole_signs(text: str) -> str:
    """A text of characters that can be sent, as long as it was."""
    return _LONE.sub("\ufffd", text)


def composed(runs: Sequence[str]) -> list[str]:
    """Stretches of a text in composed letters (NFC), which phones show best; as they are where that is too long."""
    if all(unicodedata.is_normalized("NFC", part) for part in runs):
        return list(runs)
    made = [unicodedata.normalize("NFC", part) for part in runs]
    return made if sum(map(units, made)) <= MOST else list(runs)


def with_file_line(outgoing: Outgoing, lines: Sequence[str]) -> str:
    """The words of a message that has a file, with the first of some lines that fits in place of the file."""
    for line in lines:
        below = f"{outgoing.text}\n\n{line}".strip()
        if line and units(below) <= LIMIT:
            return below
    return outgoing.text
