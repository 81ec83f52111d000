"""Who may sign in to the pages of staff, and who is signed in: of a session only a keyed hash is kept."""

from __future__ import annotations

import logging
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from bot.errors import DataFolderBroken, UsageError
from bot.journal.audit import CONSOLE, UNKNOWN, Action, note
from bot.journal.journal import Journal
from bot.journal.passwords import Passwords, passwords
from bot.journal.tables import accounts, sessions
from bot.phrases import staff

_log = logging.getLogger(__name__)
LIVES = timedelta(hours=12)  # a session, whatever happens
IDLE = timedelta(hours=2)  # a session that nobody uses
_SEEN = timedelta(minutes=1)  # how often its use is written down at most
_TICKET_BYTES = 32
_NAME = re.compile(r"[a-z0-9._-]{2,40}")


class StaffRole(StrEnum):
    """What an account may do."""

    TRAINING = "training"  # the pages of training staff
    ADMIN = "admin"  # all that, the folder, and the audit trail

    def covers(self, needed: StaffRole) -> bool:
        """Whether this role may do what `needed` may."""
        return self in (StaffRole.ADMIN, needed)


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who may sign in."""

    name: str
    role: StaffRole


@dataclass(frozen=True, slots=True)
class Listed:
    """An account as the list of them shows it."""

    name: str
    role: StaffRole
    made_at: datetime
    closed_at: datetime | None


def _now() -> datetime:
    return datetime.now(UTC)


class Accounts:
    """Accounts and sessions. Each call is a transaction of its own, with its line in the audit trail.

    Synchronous; safe to call from several threads; raises DataFolderBroken. `by` is whoever does it: an account's name,
    or CONSOLE.
    """

    def __init__(
        self, journal: Journal, *, now: Callable[[], datetime] = _now, hashing: Passwords | None = None
    ) -> None:
        self._journal = journal
        self._store = journal.store
        self._now = now
        self._passwords = hashing or passwords()

    def add(self, name: str, password: str, role: StaffRole, *, by: str = CONSOLE) -> Account:
        """Make an account; a closed one of this name is taken up again.

        Raises UsageError where the name is in use or has other signs than a-z 0-9 . _ -, or the password is too easy.
        """
        self.check_name(name, used=False)
        values = {"password": self._passwords.hashed(name, password), "role": role.value, "made_at": self._now()}

        def work(connection: Connection) -> None:
            held = connection.execute(select(accounts).where(accounts.c.name == name)).first()
            if held is None:
                connection.execute(insert(accounts).values(name=name, **values))
            elif held.closed_at is None:
                raise UsageError(staff.account_taken(name))
            else:
                connection.execute(update(accounts).where(accounts.c.id == held.id).values(closed_at=None, **values))
            note(connection, by, Action.ACCOUNT_ADDED, f"{name} ({role.value})", at=self._now())

        self._store.write(work)
        return Account(name, role)

    def check_name(self, name: str, *, used: bool) -> None:
        """Say what is wrong with a name before a password is asked for. Raises UsageError.

        It must be that of an open account, or one that an account can be made of.
        """
        if not used and not _NAME.fullmatch(name):
            raise UsageError(staff.ACCOUNT_NAME_WRONG)
        is_used = any(one.name == name and one.closed_at is None for one in self.listed())
        if is_used != used:
            raise UsageError(staff.account_taken(name) if is_used else staff.account_unknown(name))

    def close(self, name: str, *, by: str = CONSOLE) -> None:
        """Let an account sign in no more, and end its sessions; the trail keeps its name. Raises UsageError."""
        nothing = secrets.token_hex(_TICKET_BYTES)  # instead of the hash: no password matches it
        self._change(name, Action.ACCOUNT_CLOSED, by, {"closed_at": self._now(), "password": nothing})

    def set_password(self, name: str, password: str, *, by: str = CONSOLE) -> None:
        """Give an account another password, and end its sessions. Raises UsageError."""
        self._change(name, Action.PASSWORD_CHANGED, by, {"password": self._passwords.hashed(name, password)})

    def listed(self) -> tuple[Listed, ...]:
        """All accounts by name, the closed ones too."""
        by_name = select(accounts).order_by(accounts.c.name)
        rows = self._store.read(lambda connection: connection.execute(by_name).all())
        return tuple(Listed(row.name, StaffRole(row.role), row.made_at, row.closed_at) for row in rows)

    def check(self, name: str, password: str) -> Account | None:
        """The account that a name and a password open; None where they open none, after the same time."""
        row, _ = self._checked(name, password)
        return None if row is None else Account(row.name, StaffRole(row.role))

    def sign_in(self, name: str, password: str) -> tuple[Account, str] | None:
        """Check, and open a session: the account and the ticket for the browser; None where they open none.

        No session comes of a password that is changed, or an account that is closed, at the same moment.
        """
        row, word = self._checked(name, password)

        def work(connection: Connection) -> str | None:
            if row is None:
                known = connection.execute(select(accounts.c.name).where(accounts.c.name == _typed(name))).scalar()
                note(connection, known or UNKNOWN, Action.SIGN_IN_FAILED, at=self._now())
                return None
            still = (accounts.c.id == row.id) & (accounts.c.password == word) & accounts.c.closed_at.is_(None)
            if connection.execute(select(accounts.c.id).where(still)).first() is None:
                return None
            note(connection, row.name, Action.SIGNED_IN, at=self._now())
            return self._opened(connection, row.id)

        ticket = self._store.write(work)
        return None if row is None or ticket is None else (Account(row.name, StaffRole(row.role)), ticket)

    def session(self, ticket: str) -> Account | None:
        """Whose session a ticket stands for; None for a ticket that is unknown, too old or too long unused."""
        now, kept = self._now(), self._kept(ticket)
        lives = (sessions.c.expires_at > now) & (sessions.c.seen_at > now - IDLE) & accounts.c.closed_at.is_(None)
        wanted = (
            select(accounts.c.name, accounts.c.role, sessions.c.seen_at)
            .join(accounts, accounts.c.id == sessions.c.account_id)
            .where(sessions.c.ticket == kept, lives)
        )
        row = self._store.read(lambda connection: connection.execute(wanted).first())
        if row is None:
            return None
        if now - row.seen_at >= _SEEN:
            self._seen(kept, now)
        return Account(row.name, StaffRole(row.role))

    def end_session(self, ticket: str) -> None:
        """Let a ticket stand for nothing any more."""
        here = sessions.c.ticket == self._kept(ticket)
        whose = select(accounts.c.name).join(sessions, sessions.c.account_id == accounts.c.id).where(here)

        def work(connection: Connection) -> None:
            name = connection.execute(whose).scalar()
            if name is not None:
                connection.execute(delete(sessions).where(here))
                note(connection, name, Action.SIGNED_OUT, at=self._now())

        self._store.write(work)

    def _change(self, name: str, action: Action, by: str, values: dict[str, Any]) -> None:
        """Change an open account and end its sessions."""

        def work(connection: Connection) -> None:
            number = _open_account(connection, name).id
            connection.execute(update(accounts).where(accounts.c.id == number).values(values))
            connection.execute(delete(sessions).where(sessions.c.account_id == number))
            note(connection, by, action, name, at=self._now())

        self._store.write(work)

    def _checked(self, name: str, password: str) -> tuple[Row[Any] | None, str]:
        """The account that a name and a password open, and its hash, renewed where the cost of hashing has changed."""
        named = select(accounts).where((accounts.c.name == _typed(name)) & accounts.c.closed_at.is_(None))
        row = self._store.read(lambda connection: connection.execute(named).first())
        if not self._passwords.fits(None if row is None else row.password, password) or row is None:
            return None, ""
        renewed = self._passwords.renewed(row.password, password)
        if renewed is None:
            return row, row.password
        as_it_was = (accounts.c.id == row.id) & (accounts.c.password == row.password)
        renewing = update(accounts).where(as_it_was).values(password=renewed)
        self._store.write(lambda connection: connection.execute(renewing))
        return row, renewed

    def _opened(self, connection: Connection, number: int) -> str:
        now, ticket = self._now(), secrets.token_urlsafe(_TICKET_BYTES)
        over = (sessions.c.expires_at <= now) | (sessions.c.seen_at <= now - IDLE)
        connection.execute(delete(sessions).where(over))
        values = {"account_id": number, "made_at": now, "seen_at": now, "expires_at": now + LIVES}
        connection.execute(insert(sessions).values(ticket=self._kept(ticket), **values))
        return ticket

    def _seen(self, kept: str, now: datetime) -> None:
        using = update(sessions).where(sessions.c.ticket == kept).values(seen_at=now)
        try:
            self._store.write(lambda connection: connection.execute(using))
        except DataFolderBroken as error:  # on a full disk staff must still be able to look
            _log.warning("the use of a session could not be written down: %s", error)

    def _kept(self, ticket: str) -> str:
        return self._journal.keyed("session", ticket)


def _open_account(connection: Connection, name: str) -> Row[Any]:
    wanted = select(accounts).where((accounts.c.name == name) & accounts.c.closed_at.is_(None))
    row = connection.execute(wanted).first()
    if row is None:
        raise UsageError(staff.account_unknown(name))
    return row


def _typed(name: str) -> str:
    """A name as typed, with the capital that a phone's keyboard begins with."""
    return name.strip().casefold()
