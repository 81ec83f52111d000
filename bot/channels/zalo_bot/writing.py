"""`Outgoing` turned into what Zalo takes: plain text with `text_styles`, never markup. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from bot.channels.zalo_shared.writing import composed, whole_signs
from bot.delivery import units
from bot.model import Style, StyleKind

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
    text = whole_signs(text)
    cut = list(_runs(text, styles))
    runs = list(zip(composed([text[start:end] for start, end, _ in cut]), [codes for *_, codes in cut], strict=True))
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
