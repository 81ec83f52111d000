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
    """What somebody may do."""

    MEMBER = "member"  # ask
    ADMIN = "admin"  # ask, keep the folder, invite


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

        A member who comes again keeps the higher role, and costs no use where nothing changes for them.
        """
        row = self._invitation(connection, code)
        if row is None:
            return None
        before = self.find(connection, asker)
        admin = Role.ADMIN in (Role(row.role), before.role if before else None)
        now = Member(Role.ADMIN if admin else Role.MEMBER, row.unit or (before.unit if before else None))
        if now == before:
            return now
        if row.uses_left is not None:
            here = invitations.c.id == row.id
            connection.execute(update(invitations).where(here).values(uses_left=row.uses_left - 1))
        who = self._journal.pseudonym(asker)
        values = {"role": now.role.value, "unit": now.unit, "chat": chat if admin else None}
        if before is None:
            joined = {"asker": who, "channel": asker.channel, "joined_at": self._now()}
            connection.execute(insert(members).values({**values, **joined}))
        else:
            connection.execute(update(members).where(members.c.asker == who).values(values))
        return now

    def admin_chats(self, connection: Connection) -> list[tuple[str, str]]:
        """(channel, chat) of the admins who came by a code: where they can be written to."""
        of_admins = (members.c.role == Role.ADMIN.value) & members.c.chat.is_not(None)
        rows = connection.execute(select(members.c.channel, members.c.chat).where(of_admins))
        return [(row.channel, row.chat) for row in rows]

    def _invitation(self, connection: Connection, code: str) -> Row[tuple[object, ...]] | None:
        row = connection.execute(select(invitations).where(invitations.c.code == self._keyed(code))).first()
        if row is None or row.uses_left == 0:
            return None
        return None if row.expires_at is not None and row.expires_at <= self._now() else row

    def _keyed(self, code: str) -> str:
        return self._journal.keyed("invitation", code)
