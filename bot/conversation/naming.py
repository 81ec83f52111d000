"""What themes and documents are called where staff are told of them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.conversation.service import Assistant
from bot.journal.report.topics import label_of
from bot.phrases import report

_DAY = timedelta(days=1)


def theme_name(assistant: Assistant, number: int, least: int) -> str:
    """A theme's name or wording; its number where fewer than `least` people asked about it, or no words are left."""
    now = datetime.now(UTC)
    theme = assistant.themes.theme(number, now - _DAY, now, min_askers=least)
    return report.theme_without_wording(number, least) if theme is None else label_of(theme, least)


def document_name(assistant: Assistant, file: str) -> str:
    """A document of the folder as people know it; its file where the folder has it no more."""
    view = assistant.source(file)
    return view.describes if view is not None else file
