"""Questions that were asked at any time, through the front door."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import numpy as np

from bot.conversation.service import Assistant
from bot.journal import Asker, Reason, Verdict
from tests.fakes import WordEncoder


def ask(
    assistant: Assistant,
    text: str,
    at: datetime,
    *people: str,
    unit: str | None = None,
    down: Reason | None = None,
    channel: str = "telegram",
) -> list[int]:
    """Have some people ask the same at a moment; the numbers of the questions. `down`: they call the answer wrong."""
    numbers = []
    for person in people or ("1",):
        asked = assistant.answer(text, Asker(channel, person), None, unit=unit)
        asked = replace(asked, entry=replace(asked.entry, asked_at=at))
        exchange = assistant.journal.store.write(lambda c, asked=asked: assistant.record(c, asked))
        numbers.append(exchange.question_id)
        if down is not None:
            assistant.rate(exchange.question_id, channel=channel, person=person, verdict=Verdict.DOWN, reason=down)
    return numbers


def encode(texts: Any) -> Any:
    """Vectors of the tiny encoder."""
    return np.stack([WordEncoder().encode_query(text) for text in texts])


def find_themes(assistant: Assistant) -> None:
    """Find the themes of all that was asked."""
    assistant.themes.take_in(encode, WordEncoder.name)
