"""What themes and documents are called where staff are told of them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.conversation.service import Assistant
from bot.phrases import report

_DAY = timedelta(days=1)


def theme_name(assistant: Assistant, number: int, least: int) -> str:
    """A theme's name or wording; its number where fewer than `least` people asked about it."""
    now = datetime.now(UTC)
    theme = assistant.themes.theme(number, now - _DAY, now, min_askers=least)
    label = theme and (theme.name or theme.wording)
    return label or report.theme_without_wording(number, least)


def document_name(assistant: Assistant, file: str) -> str:
    """A document of the folder as people know it; its file where the folder has it no more."""
    view = assistant.source(file)
    return view.describes if view is not None else file
