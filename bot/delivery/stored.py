"""Messages as the file keeps them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from bot.model import Attachment, Button, Incoming, IncomingKind, Outgoing, Style, StyleKind


class Stage(StrEnum):
    """Where a message that arrived stands."""

    RECEIVED = "received"  # saved, not answered yet
    DONE = "done"  # answered; its content is erased as soon as the answer is sent
    FAILED = "failed"  # an error kept it from an answer; the person got an apology


class Posting(StrEnum):
    """Where a message that is to be sent stands."""

    WAITING = "waiting"
    SENDING = "sending"  # handed to the platform, whose word is not recorded yet: it may have been sent


def incoming_to_json(incoming: Incoming) -> str:
    """An arrived message as text that holds nothing but ASCII."""
    return json.dumps({**asdict(incoming), "sent_at": incoming.sent_at.isoformat()})


def incoming_from_json(text: str) -> Incoming:
    """The message that `incoming_to_json` was given. Raises ValueError for anything else."""
    with _understood():
        held: dict[str, Any] = json.loads(text)
        held["kind"] = IncomingKind(held["kind"])
        held["sent_at"] = datetime.fromisoformat(held["sent_at"])
        if held.get("attachment") is not None:
            held["attachment"] = Attachment(**held["attachment"])
        return Incoming(**held)


def outgoing_to_json(outgoing: Outgoing, made_at: datetime) -> str:
    """A message to be sent, with the moment when it was made, as text that holds nothing but ASCII."""
    answers = outgoing.answers.isoformat() if outgoing.answers is not None else None
    return json.dumps({"made_at": made_at.isoformat(), "outgoing": {**asdict(outgoing), "answers": answers}})


def outgoing_from_json(text: str) -> tuple[Outgoing, datetime]:
    """What `outgoing_to_json` was given. Raises ValueError for anything else."""
    with _understood():
        whole: dict[str, Any] = json.loads(text)
        held: dict[str, Any] = whole["outgoing"]
        held["styles"] = tuple(Style(**{**style, "kind": StyleKind(style["kind"])}) for style in held["styles"])
        held["buttons"] = tuple(tuple(Button(**button) for button in row) for row in held["buttons"])
        if held.get("answers") is not None:  # rows of before it was kept have none
            held["answers"] = datetime.fromisoformat(held["answers"])
        return Outgoing(**held), datetime.fromisoformat(whole["made_at"])


@contextmanager
def _understood() -> Iterator[None]:
    """What another version of the program wrote may have other fields; say so without a word of it."""
    try:
        yield
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise ValueError(f"not a message of this version: {type(error).__name__}") from None


def with_words(incoming: Incoming, words: str) -> Incoming:
    """The message after its sender has changed its words; a picture that was given words is a message of words."""
    kind = IncomingKind.TEXT if incoming.kind is IncomingKind.OTHER and words.strip() else incoming.kind
    return replace(incoming, text=words, kind=kind)
