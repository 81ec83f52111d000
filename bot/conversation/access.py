"""Who may ask: everybody, those with an invitation, or those on a list; and who keeps the folder."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial

from sqlalchemy import Connection

from bot.conversation.pace import Pace
from bot.journal import Asker, Journal, Member, Members, Role
from bot.phrases import dialogue
from bot.settings import Settings
from bot.vietnamese import fold, normalise

_GROUP = 5  # digits of a code between two dashes
_GROUPS = {Role.MEMBER: 2, Role.TRAINING: 3, Role.ADMIN: 3}  # of a code: more than the tries below find
_TRIES, _TRIES_SECONDS = 5, 600  # wrong codes of one person
_ALL_TRIES, _ALL_SECONDS = 600, 3_600  # wrong codes of all strangers together
_START_CODE_LASTS = timedelta(hours=24)
_CODE = re.compile(r"(?:(?:" + "|".join(dialogue.CODE_MARKS) + r")\s*:?\s*)?(\d{5}[\s.-]*\d{5}(?:[\s.-]*\d{5})?)\W*")
_ALL = ""  # counts for everybody


@dataclass(frozen=True, slots=True)
class Standing:
    """What somebody may do here; `role` is None for a stranger."""

    role: Role | None
    unit: str | None = None


def _now() -> datetime:
    return datetime.now(UTC)


class Access:
    """The door. What takes a connection runs within a transaction of the journal's store."""

    def __init__(self, journal: Journal, settings: Settings, *, now: Callable[[], datetime] = _now) -> None:
        self.mode = settings.access or "invite"
        self._journal = journal
        self._members = Members(journal, now=now)
        self._allowed = frozenset(settings.allowed)
        self._admins = settings.admins
        self._now = now
        self._tries = Pace(_TRIES, _TRIES_SECONDS)
        self._all_tries = Pace(_ALL_TRIES, _ALL_SECONDS)

    def standing(self, connection: Connection, asker: Asker) -> Standing:
        """What a person may do."""
        member, name = self._members.find(connection, asker), name_of(asker)
        unit = member.unit if member else None
        if name in self._admins or (member is not None and member.role is Role.ADMIN):
            return Standing(Role.ADMIN, unit)
        if member is not None and member.role is Role.TRAINING:
            return Standing(Role.TRAINING, unit)
        let_in = self.mode == "open" or (member is not None if self.mode == "invite" else name in self._allowed)
        return Standing(Role.MEMBER if let_in else None, unit)

    def opens_to(self, connection: Connection, code: str) -> Standing | None:
        """What a code would make of a stranger now; None where it lets nobody in."""
        invited = self._members.invited(connection, code)
        if invited is None or (self.mode == "allowlist" and invited.role is Role.MEMBER):
            return None
        return Standing(invited.role, invited.unit)

    def tried_too_often(self, asker: Asker) -> bool:
        """Whether somebody has to wait before they may try a code again.

        The first try of each is always looked at: whoever tries wrong codes from many accounts must not lock those out
        who hold a right one.
        """
        who, now = self._journal.pseudonym(asker), self._now()
        if self._tries.wait(who, now, count=False):
            return True
        return self._tries.has_done(who) and bool(self._all_tries.wait(_ALL, now, count=False))

    def count_wrong(self, asker: Asker) -> None:
        """A stranger has tried a code that lets nobody in."""
        self._tries.wait(self._journal.pseudonym(asker), self._now())
        self._all_tries.wait(_ALL, self._now())

    def redeem(self, connection: Connection, code: str, asker: Asker, chat: str) -> Standing | None:
        """Let a person in by a code; None where it lets nobody in."""
        if self.opens_to(connection, code) is None or not self._members.redeem(connection, code, asker, chat):
            return None
        return self.standing(connection, asker)

    def invite(
        self, connection: Connection, role: Role, *, unit: str | None, uses: int | None, lasts: timedelta
    ) -> tuple[str, datetime]:
        """A new code, as people are given it, and until when it lets in."""
        digits = "".join(str(secrets.randbelow(10)) for _ in range(_GROUP * _GROUPS[role]))
        self._members.invite(connection, digits, Member(role, unit), uses=uses, lasts=lasts)
        return _written(digits), self._now() + lasts

    def admin_code(self) -> str:
        """A fresh code that makes one person an admin, for whoever starts the program; good for a day."""

        def work(connection: Connection) -> str:
            return self.invite(connection, Role.ADMIN, unit=None, uses=1, lasts=_START_CODE_LASTS)[0]

        return self._journal.store.write(work)

    def admin_chats(self) -> list[tuple[str, str]]:
        """(channel, chat) of the admins: where they can be written to. A chat with one person is named as they are."""
        named = [tuple(name.split(":", 1)) for name in self._admins if ":" in name]
        joined = self._journal.store.read(partial(self._members.chats, role=Role.ADMIN))
        return list(dict.fromkeys([*((channel, chat) for channel, chat in named), *joined]))

    def staff_chats(self) -> list[tuple[str, str]]:
        """(channel, chat) of training staff and admins."""
        training = self._journal.store.read(partial(self._members.chats, role=Role.TRAINING))
        return list(dict.fromkeys([*self.admin_chats(), *training]))


def name_of(asker: Asker) -> str:
    """A person as settings name them: "telegram:123456"."""
    return f"{asker.channel}:{asker.person}"


def code_in(text: str) -> str | None:
    """The digits of the code that a text is; None where it is none."""
    found = _CODE.fullmatch(fold(normalise(text)).strip())
    return re.sub(r"\D", "", found[1]) if found else None


def _written(digits: str) -> str:
    return "-".join(digits[at : at + _GROUP] for at in range(0, len(digits), _GROUP))
