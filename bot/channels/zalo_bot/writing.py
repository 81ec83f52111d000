"""`Outgoing` turned into what Zalo takes: plain text with `text_styles`, never markup. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from bot.delivery import units
from bot.model import Style, StyleKind

LIMIT = 1_900  # UTF-16 units of a message. The server takes 2,000, of units or of code points: that is not stated
_MOST = 2_000
_LONE = re.compile(r"[\ud800-\udfff\x00]")
# A document's own words are green, as its frame is on our pages; there is no quote in Zalo.
_CODES: Mapping[StyleKind, str] = {StyleKind.BOLD: "b", StyleKind.ITALIC: "i", StyleKind.QUOTE: "c_15a85f"}


@dataclass(frozen=True, slots=True)
class Letter:
    """One message in Zalo's terms."""

    text: str
    styles: tuple[Mapping[str, object], ...]  # {"start", "len", "st"}, in UTF-16 units


def letter(text: str, styles: Sequence[Style]) -> Letter:
    """A text and its styled spans as Zalo takes them.

    The spans come out side by side, never one within another: how Zalo would mix those is not stated.
    """
    text = _LONE.sub("\ufffd", text)
    runs = _composed([(text[start:end], codes) for start, end, codes in _runs(text, styles)])
    ends = list(accumulate((units(part) for part, _ in runs), initial=0))
    spans = [
        {"start": start, "len": end - start, "st": list(codes)}
        for (start, end), (_, codes) in zip(pairwise(ends), runs, strict=True)
        if codes
    ]
    return Letter("".join(part for part, _ in runs), tuple(spans))


def _runs(text: str, styles: Sequence[Style]) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """The text in stretches of one look each."""
    spans = [
        (max(0, style.start), min(len(text), style.end), _CODES[style.kind]) for style in styles if style.kind in _CODES
    ]
    spans = [span for span in spans if span[0] < span[1]]
    edges = sorted({0, len(text), *(start for start, _, _ in spans), *(end for _, end, _ in spans)})
    begun, look = 0, None
    for start, end in pairwise(edges):
        codes = tuple(sorted({code for first, last, code in spans if first <= start and end <= last}))
        if look is not None and codes != look:
            yield begun, start, look
            begun = start
        look = codes
    if look is not None:
        yield begun, len(text), look


def _composed(runs: list[tuple[str, tuple[str, ...]]]) -> list[tuple[str, tuple[str, ...]]]:
    """The stretches in composed letters (NFC), which phones show best; as they are where that makes them too long."""
    if all(unicodedata.is_normalized("NFC", part) for part, _ in runs):
        return runs
    made = [(unicodedata.normalize("NFC", part), codes) for part, codes in runs]
    return made if sum(units(part) for part, _ in made) <= _MOST else runs
