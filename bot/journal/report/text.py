"""Text for files that are XML inside, and for places that are small."""

from __future__ import annotations

import re

# What XML 1.0 cannot hold: control characters, halves of pairs, two that are no characters.
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def for_xml(text: str) -> str:
    """Text with the replacement sign where XML cannot hold what stands there."""
    return _ILLEGAL.sub("\ufffd", text)


def shortened(text: str, limit: int) -> str:
    """Text on one line, cut between words where it is longer than so many characters."""
    text = " ".join(text.split())
    if len(text) <= limit:
        return text
    kept = text[: limit - 1]
    return f"{kept[: kept.rfind(' ')] if ' ' in kept[limit // 2 :] else kept}…"
