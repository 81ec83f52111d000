"""The words that other channels take in place of buttons, typed into the chat of the page: "1", "hữu ích", "vb"."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from bot import phrases
from bot.conversation import keys
from bot.conversation.answers import source_choices
from bot.conversation.keys import NO, YES, number_of, parts_of
from bot.conversation.service import Assistant
from bot.conversation.typed import asks_for_list, asks_to_forget, command, meant
from bot.journal import Asker, forget
from bot.model import Answer, State, Status
from bot.phrases import dialogue
from bot.web.blocks import blocks

# What the page's script does, as it would at the press of the button: {do, number?}.
_DONE = {keys.UP: "up", keys.DOWN: "down", keys.COPY: "source", keys.SOURCE: "source", keys.FILE: "source"}
# What may be typed where it was asked whether all is to be erased.
_ERASE, _KEEP = keys.key(keys.FORGET, YES), keys.key(keys.FORGET, NO)
_ERASING = (
    *((form, _ERASE) for form in (dialogue.FORGET_YES.casefold(), dialogue.FORM_YES, *dialogue.FORM_YES_TOO)),
    (dialogue.FORM_NO, _KEEP),
)


def chosen(assistant: Assistant, text: str, *, channel: str, chat: str, person: str) -> dict[str, Any] | None:
    """What the page is to do for words that are no question; None for a question.

    Raises DataFolderBroken where the conversation cannot be read, or what was said cannot be kept.
    """
    talk = assistant.conversations.talk(channel, chat, person)
    state = assistant.journal.store.read(lambda connection: assistant.conversations.get(connection, talk)) or State()
    told = _forgetting(assistant, text, talk, Asker(channel, person), state)
    if told is not None:
        return told
    if asks_for_list(text):
        return _told(dialogue.SHELVES_OPENED, {"do": "documents"})
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


def _forgetting(assistant: Assistant, text: str, talk: str, asker: Asker, state: State) -> dict[str, Any] | None:
    """Ask whether all that is kept of a person is to be erased, and do what they then say; None for other words."""
    store, conversations = assistant.journal.store, assistant.conversations
    asked = state.choices == _ERASING
    said = meant(text, State(choices=_ERASING)) if asked else None
    if said == _ERASE:
        erased = store.write(lambda connection: forget(assistant.journal, connection, asker))
        return _told(f"{dialogue.forgotten(erased)}\n\n{phrases.WEB_FORGOTTEN}", {})
    given = command(text)
    again = asks_to_forget(text) or (given is not None and given.name == "xoadulieu")
    if asked != again:  # whatever else is said, a "có" after it is no yes to this
        changed = replace(state, choices=_ERASING if again else ())
        store.write(lambda connection: conversations.put(connection, talk, asker, changed))
    if again:
        return _told(f"{dialogue.FORGET_ASK}\n\n{dialogue.FORGET_TYPED}", {})
    return _told(dialogue.KEPT, {}) if said == _KEEP else None


def _told(text: str, act: dict[str, Any]) -> dict[str, Any]:
    shown = blocks(Answer(Status.TALK, text)) if text else []
    return {"outcome": "talk", "blocks": shown, "citations": [], "suggestions": [], "may_rate": False, "act": act}
