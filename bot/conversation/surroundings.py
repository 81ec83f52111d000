"""The words of a place and of what stands around it, as a message shows them."""

from __future__ import annotations

from bot.answer.compose import TextBuilder
from bot.conversation.sources import Level, SourceView
from bot.conversation.stretches import trimmed
from bot.model import Span, StyleKind
from bot.phrases import dialogue


def headings_of(view: SourceView) -> list[Span]:
    """The headings within what is shown, by offsets of it."""
    begins = view.start - len(view.before)
    return [(start - begins, end - begins) for start, end in view.headings]


def add_words(
    out: TextBuilder,
    text: str,
    shown: Span,
    marked: Span | None,
    view: SourceView,
    *,
    source: int | None,
    part: int | None,
) -> None:
    """Add a stretch of a document, what is cited in it as a quotation, headings bold."""
    start, end = trimmed(text, shown)
    passage = view.shows is Level.PASSAGE  # a whole article is not said to be cut from its document
    if shown[0] > 0 or (passage and view.cut_before):
        out.add(f"{dialogue.CUT}\n")
    first, last = (max(start, marked[0]), min(end, marked[1])) if marked else (end, end)
    if first >= last:
        first = last = end
    _add_plain(out, text, (start, first), view)
    out.add(text[first:last], StyleKind.QUOTE, source)
    _add_plain(out, text, (last, end), view)
    if part is None and (shown[1] < len(text) or (passage and view.cut_after)):
        out.add(f"\n{dialogue.CUT}")


def _add_plain(out: TextBuilder, text: str, span: Span, view: SourceView) -> None:
    at, end = span
    for start, stop in headings_of(view):
        if at <= start and stop <= end:
            out.add(text[at:start]).add(text[start:stop], StyleKind.BOLD)
            at = stop
    out.add(text[at:end])
