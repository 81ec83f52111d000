"""One message of a conversation with all that is known when it comes, and what is said to it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from bot.answer.compose import TextBuilder
from bot.conversation.access import Standing
from bot.conversation.choices import Rows, message, typed_choices
from bot.conversation.keys import number_of
from bot.journal import Asker, Journal, Recorded, Role
from bot.model import Incoming, Outgoing, State
from bot.phrases import dialogue


@dataclass(frozen=True, slots=True)
class Room:
    """What a message of a channel holds."""

    units: int = 4_096  # UTF-16 units of its text
    buttons: bool = True
    files: bool = True


@dataclass(frozen=True, slots=True)
class Turn:
    """A message, who wrote it, and what their conversation remembers."""

    incoming: Incoming
    asker: Asker
    talk: str  # the name of the conversation in the journal
    state: State
    standing: Standing
    room: Room = Room()

    @property
    def is_admin(self) -> bool:
        """Whether they keep the folder."""
        return self.standing.role is Role.ADMIN

    @property
    def is_staff(self) -> bool:
        """Whether they may read what is asked."""
        return self.standing.role in (Role.TRAINING, Role.ADMIN)


@dataclass(frozen=True, slots=True)
class Reply:
    """What is said, and what the conversation remembers from now on; None: as before."""

    messages: tuple[Outgoing, ...] = ()
    state: State | None = None


Work = Callable[[Connection], Reply]
"""What is left to do within the transaction once everything is worked out."""

Choices = tuple[tuple[str, str], ...]


def said(
    turn: Turn,
    text: TextBuilder | str,
    rows: Rows = (),
    *,
    typed: str = "",
    question: int | None = None,
    also: Choices = (),
    file: str | None = None,
    closes: bool = False,
) -> Reply:
    """One message. What can be chosen below it, and `also`, is what may be typed next; where there is nothing, what
    could be chosen before still can, unless this `closes` it.
    """
    outgoing = replace(message(text, rows, typed=typed, question=question), file=file)
    choices = (*typed_choices(rows), *also)
    return Reply((outgoing,), replace(turn.state, choices=choices) if choices or closes else None)


def done(reply: Reply) -> Work:
    """A reply that leaves nothing to do."""
    return lambda _: reply


def own_question(journal: Journal, turn: Turn, parts: list[str]) -> Recorded | str:
    """The recorded question that a key is about, where the person who presses has asked it; else a sentence."""
    number = number_of(parts, 0)
    if number is None:
        return dialogue.KEY_UNKNOWN
    held = journal.question(number)
    if held is None:
        return dialogue.QUESTION_GONE
    return held if held.asker == journal.pseudonym(turn.asker) else dialogue.NOT_YOURS
