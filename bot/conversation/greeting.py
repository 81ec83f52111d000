"""Who the bot is, what it knows, how to use it; and forgetting a person who wants it."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Connection

from bot import phrases
from bot.answer.compose import TextBuilder
from bot.conversation import keys
from bot.conversation.answers import numbered
from bot.conversation.choices import Choice
from bot.conversation.keys import NO, key
from bot.conversation.service import Assistant
from bot.conversation.turn import Reply, Turn, Work, done, said
from bot.journal import forget
from bot.model import StyleKind, mark_of
from bot.phrases import dialogue, training
from bot.settings import Settings

_ISSUERS = 4  # that are named in the greeting
_CONFIRM_DIGITS = 12


class Greeting:
    """Says hello, explains, and forgets."""

    def __init__(
        self, assistant: Assistant, settings: Settings, *, takes_files: Callable[[Turn], bool] = lambda turn: True
    ) -> None:
        self._assistant = assistant
        self._takes_files = takes_files
        self._contact = phrases.contact(settings.contact_unit, settings.contact_name, settings.contact_phone)

    def hello(self, turn: Turn, *, opening: str = "") -> Reply:
        """Who I am, what I know, three questions to try, what is kept, no secrets."""
        out = TextBuilder()
        if opening:
            out.add(opening, StyleKind.BOLD).add("\n\n")
        out.add(f"{dialogue.WHO}\n\n{self._held()}\n\n{dialogue.TRY}")
        examples = self._assistant.examples()
        rows = numbered(out, examples, [key(keys.ASK_EXAMPLE, mark_of(question)) for question in examples])
        out.add(f"\n\n{dialogue.PRIVACY}")
        if turn.is_admin:
            out.add(f"\n\n{dialogue.admin_hello(takes_files=self._takes_files(turn))}")
        elif turn.is_staff:
            out.add(f"\n\n{training.TRAINING_HELLO}")
        return said(turn, out, rows, typed=dialogue.choose_typed(len(examples)))

    def help(self, turn: Turn) -> Reply:
        """How to ask and what may be typed."""
        pressed = (f"{dialogue.HELP} {dialogue.HELP_REPLY}", dialogue.HELP_STEPS)
        first, steps = pressed if turn.room.buttons else (dialogue.HELP, dialogue.HELP_TYPED)
        out = TextBuilder().add(f"{first}\n\n{steps}\n\n{dialogue.HELP_READING}\n")
        for name, description in dialogue.COMMANDS.items():
            out.add(f"\n/{name}: {description}")
        if turn.is_admin:
            out.add("\n")
            for name, description in dialogue.ADMIN_COMMANDS.items():
                out.add(f"\n/{name}: {description}")
        elif turn.is_staff:
            for name in training.COMMANDS:
                out.add(f"\n\n/{name}: {dialogue.ADMIN_COMMANDS[name]}")
        return said(turn, out)

    def about(self, turn: Turn) -> Reply:
        """What this is, what is kept of a person, whom to ask."""
        parts = (dialogue.ABOUT, self._held(), dialogue.ABOUT_PRIVACY, self._contact)
        return said(turn, "\n\n".join(part for part in parts if part))

    def ask_to_forget(self, turn: Turn) -> Reply:
        """Whether all that is kept of a person is to be erased."""
        who = self._who(turn)
        yes = key(keys.FORGET, who)
        row = [
            Choice(dialogue.FORGET_YES, yes, dialogue.FORGET_YES.casefold()),
            Choice(dialogue.NO, key(keys.FORGET, who, NO), dialogue.FORM_NO),
        ]
        agreed = tuple((form, yes) for form in (dialogue.FORM_YES, *dialogue.FORM_YES_TOO))
        return said(turn, dialogue.FORGET_ASK, [row], typed=dialogue.FORGET_TYPED, also=agreed)

    def forget(self, turn: Turn, parts: list[str]) -> Work:
        """They have said whether."""
        if parts[:1] != [self._who(turn)]:
            return done(said(turn, dialogue.CONFIRM_NOT_YOURS))
        if parts[1:2] == [NO]:
            return done(said(turn, dialogue.KEPT, closes=True))

        def work(connection: Connection) -> Reply:
            return said(turn, dialogue.forgotten(forget(self._assistant.journal, connection, turn.asker)))

        return work

    def _held(self) -> str:
        shelves = self._assistant.overview()
        if not shelves:
            return dialogue.NOTHING_HELD
        counted = sorted(((shelf.issuer, len(shelf.documents)) for shelf in shelves), key=lambda one: -one[1])
        named = [one for one in counted if one[0] != phrases.NO_ISSUER][:_ISSUERS]
        return dialogue.held(sum(count for _, count in counted), named, len(counted) - len(named))

    def _who(self, turn: Turn) -> str:
        """The part of a key that only one person's press fits."""
        return self._assistant.journal.keyed("forget", turn.asker.channel, turn.asker.person)[:_CONFIRM_DIGITS]
