"""What the pages' scripts are told, as JSON objects."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from bot.conversation.batch import as_object
from bot.conversation.service import Exchange
from bot.conversation.shelves import Shelf
from bot.conversation.sources import SourceView, mark_of
from bot.journal import Outcome
from bot.model import Span
from bot.web.blocks import blocks

Locate = Callable[[str, str | None], Span | None]
_RATED = (Outcome.ANSWERED, Outcome.NEAR, Outcome.REFUSED)


def exchange_object(exchange: Exchange, locate: Locate) -> dict[str, Any]:
    """An answer: DESIGN's object, with the question's number, blocks to show, and places to open."""
    told = as_object(exchange.answer)
    for citation, held in zip(told["citations"], exchange.answer.citations, strict=True):
        citation["mark"] = mark_of(held.quote)
    for suggestion in told["suggestions"]:
        span = locate(suggestion["file"], suggestion["address"])
        suggestion["start"], suggestion["end"] = span or (None, None)
    return {
        **told,
        "id": exchange.question_id,
        "outcome": exchange.outcome.value,
        "blocks": blocks(exchange.answer),
        "may_rate": exchange.outcome in _RATED,
    }


def source_object(view: SourceView) -> dict[str, Any]:
    """A place in its surroundings."""
    return {**asdict(view), "source_url": web_link(view.source_url)}


def web_link(address: str | None) -> str | None:
    """An address that a person may be led to; None for anything but a web page (a document may state anything)."""
    return address if address and address.casefold().startswith(("https://", "http://")) else None


def shelf_object(shelf: Shelf) -> dict[str, Any]:
    """An issuer's documents."""
    return asdict(shelf)
