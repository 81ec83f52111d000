"""Who was let in, and the invitations that let in: codes under a keyed hash, people under their pseudonym."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from sqlalchemy import Connection, Row, delete, insert, select, update

from bot.journal.entry import Asker
from bot.journal.journal import Journal
from bot.journal.tables import invitations, members


class Role(StrEnum):
    """What somebody may do; each may all that those before it may."""

    MEMBER = "member"  # ask
    TRAINING = "training"  # ask, read what is asked
    ADMIN = "admin"  # ask, keep the folder, invite


def highest(*roles: Role | None) -> Role:
    """The highest of some roles."""
    return max((role for role in roles if role is not None), key=list(Role).index)


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who was let in."""

    role: Role
    unit: str | None  # the label of the unit that the invitation carried, for the reports


def _now() -> datetime:
    return datetime.now(UTC)


class Members:
    """Invitations and members. Functions of a transaction; codes are given as they were made."""

    def __init__(self, journal: Journal, *, now: Callable[[], datetime] = _now) -> None:
        self._journal = journal
        self._now = now

    def find(self, connection: Connection, asker: Asker) -> Member | None:
        """What is known of a person; None for a stranger."""
        who = self._journal.pseudonym(asker)
        row = connection.execute(select(members).where(members.c.asker == who)).first()
        return None if row is None else Member(Role(row.role), row.unit)

    def invite(
        self, connection: Connection, code: str, invited: Member, *, uses: int | None, lasts: timedelta | None
    ) -> None:
        """Let a code let in: so many people (None: any number), for so long (None: for good)."""
        now = self._now()
        gone = (invitations.c.expires_at <= now) | (invitations.c.uses_left == 0)
        connection.execute(delete(invitations).where(gone))
        row = {
            "code": self._keyed(code),
            "role": invited.role.value,
            "unit": invited.unit,
            "uses_left": uses,
            "made_at": now,
            "expires_at": None if lasts is None else now + lasts,
        }
        connection.execute(insert(invitations).values(row))

    def invited(self, connection: Connection, code: str) -> Member | None:
        """What a code would make of somebody; None where it lets nobody in (any more)."""
        row = self._invitation(connection, code)
        return None if row is None else Member(Role(row.role), row.unit)

    def redeem(self, connection: Connection, code: str, asker: Asker, chat: str) -> Member | None:
        """Let a person in by a code; None where it lets nobody in (any more).

        A member who comes again keeps the higher role, and costs no use but for that. Chats are kept
        of those who are written to of the bot's own accord: training staff and admins.
        """
        row = self._invitation(connection, code)
        if row is None:
            return None
        before = self.find(connection, asker)
        role = highest(Role(row.role), before.role if before else None)
        now = Member(role, row.unit or (before.unit if before else None))
        if now == before:
            return now
        if row.uses_left is not None and (before is None or before.role is not role):
            here = invitations.c.id == row.id
            connection.execute(update(invitations).where(here).values(uses_left=row.uses_left - 1))
        who = self._journal.pseudonym(asker)
        values = {"role": now.role.value, "unit": now.unit, "chat": None if role is Role.MEMBER else chat}
        if before is None:
            joined = {"asker": who, "channel": asker.channel, "joined_at": self._now()}
            connection.execute(insert(members).values({**values, **joined}))
        else:
            connection.execute(update(members).where(members.c.asker == who).values(values))
        return now

    def chats(self, connection: Connection, role: Role) -> list[tuple[str, str]]:
        """(channel, chat) of those with a role who came by a code: where they can be written to."""
        with_role = (members.c.role == role.value) & members.c.chat.is_not(None)
        rows = connection.execute(select(members.c.channel, members.c.chat).where(with_role))
        return [(row.channel, row.chat) for row in rows]

    def _invitation(self, connection: Connection, code: str) -> Row[tuple[object, ...]] | None:
        row = connection.execute(select(invitations).where(invitations.c.code == self._keyed(code))).first()
        if row is None or row.uses_left == 0:
            return None
        return None if row.expires_at is not None and row.expires_at <= self._now() else row

    def _keyed(self, code: str) -> str:
        return self._journal.keyed("invitation", code)
