"""The door: one line for strangers, and the codes that let people in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from bot.conversation import typed
from bot.conversation.access import Access, Standing, code_in, name_of
from bot.conversation.greeting import Greeting
from bot.conversation.pace import Pace
from bot.conversation.turn import Reply, Turn, Work, done, said
from bot.journal import Journal
from bot.journal.access import highest
from bot.model import IncomingKind
from bot.phrases import dialogue

_STRANGER_LINES, _STRANGER_SECONDS = 3, 600  # a stranger who goes on is not answered


class Door:
    """Answers who was not let in, and lets in. Safe to call from several threads."""

    def __init__(self, journal: Journal, access: Access, greeting: Greeting, now: Callable[[], datetime]) -> None:
        self._journal = journal
        self._access = access
        self._greeting = greeting
        self._now = now
        self._strangers = Pace(_STRANGER_LINES, _STRANGER_SECONDS)

    def stranger(self, turn: Turn) -> Work:
        """One line for somebody who was not let in, and nothing of theirs is kept; or the code that lets them in."""
        incoming = turn.incoming
        if incoming.kind is IncomingKind.TEXT and not incoming.group:
            command = typed.command(incoming.text)
            code = code_in(command.rest if command and command.name == "start" else incoming.text)
            if code is not None:
                return self._tried(turn, code)
        if self._strangers.wait(self._journal.pseudonym(turn.asker), self._now()):
            return done(Reply())
        if self._access.mode == "allowlist":
            return done(said(turn, dialogue.stranger_not_listed(name_of(turn.asker))))
        return done(said(turn, dialogue.STRANGER_IN_GROUP if incoming.group else dialogue.STRANGER))

    def with_code(self, turn: Turn, text: str) -> Work | None:
        """Let somebody in by a code, or give a member another standing; None where the text is no good code."""
        code = code_in(text)
        if code is None or turn.incoming.group:
            return None
        becomes = self._journal.store.read(lambda connection: self._access.opens_to(connection, code))
        if becomes is None:
            return None
        standing = Standing(highest(becomes.role, turn.standing.role), becomes.unit or turn.standing.unit)
        hello = self._greeting.hello(replace(turn, standing=standing), opening=dialogue.welcome(becomes.unit))

        def work(connection: Connection) -> Reply:
            redeemed = self._access.redeem(connection, code, turn.asker, turn.incoming.chat)
            return hello if redeemed else said(turn, dialogue.CODE_WRONG)  # used up a moment ago

        return work

    def _tried(self, turn: Turn, code: str) -> Work:
        if self._access.tried_too_often(turn.asker):
            return done(said(turn, dialogue.CODE_TOO_OFTEN))
        let_in = self.with_code(turn, code)
        if let_in is None:
            self._access.count_wrong(turn.asker)
            return done(said(turn, dialogue.CODE_WRONG))
        return let_in
