"""The words that other channels take in place of buttons, typed into the chat of the page: "1", "hữu ích", "vb"."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from bot.conversation import keys
from bot.conversation.answers import source_choices
from bot.conversation.keys import number_of, parts_of
from bot.conversation.service import Assistant
from bot.conversation.typed import asks_for_list, meant
from bot.model import Answer, State, Status
from bot.phrases import dialogue
from bot.web.blocks import blocks

# What the page's script does, as it would at the press of the button: {do, number?}.
_DONE = {keys.UP: "up", keys.DOWN: "down", keys.COPY: "source", keys.SOURCE: "source", keys.FILE: "source"}


def chosen(assistant: Assistant, text: str, *, channel: str, chat: str, person: str) -> dict[str, Any] | None:
    """What the page is to do for words that are no question; None for a question.

    Raises DataFolderBroken where the conversation cannot be read.
    """
    if asks_for_list(text):
        return _told(dialogue.SHELVES_OPENED, {"do": "documents"})
    talk = assistant.conversations.talk(channel, chat, person)
    state = assistant.journal.store.read(lambda connection: assistant.conversations.get(connection, talk)) or State()
    if state.question is not None:
        state = replace(state, choices=source_choices(state.question, len(state.citations)))
    key = meant(text, state)
    if key is None:
        return None
    letter, parts = parts_of(key)
    if letter not in _DONE:
        return _told(dialogue.NOTHING_BEFORE if state.question is None else dialogue.PRESS_INSTEAD, {})
    if _DONE[letter] != "source":
        return _told("", {"do": _DONE[letter]})
    number = number_of(parts, 1) or 1
    if not state.citations:
        return _told(dialogue.NO_SOURCES, {})
    if number > len(state.citations):
        return _told(dialogue.only_sources(len(state.citations)), {})
    return _told(dialogue.source_opened(number), {"do": "source", "number": number})


def _told(text: str, act: dict[str, Any]) -> dict[str, Any]:
    shown = blocks(Answer(Status.TALK, text)) if text else []
    return {"outcome": "talk", "blocks": shown, "citations": [], "suggestions": [], "may_rate": False, "act": act}
