"""Whether a webhook is Zalo's own: a plain hash over app, body, time and the OA's key, compared in constant time.

No page of the platform's own states the formula; several programs that work with it agree. So there is a way to look
before it is enforced, and whatever way it is, this says how it went.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
import re
import threading
import time
from collections.abc import Iterable
from datetime import UTC, datetime

from pydantic import SecretStr
from sqlalchemy import Connection, insert, select

from bot.errors import DataFolderBroken
from bot.journal import Store
from bot.journal.tables import rounds
from bot.phrases import zalo_oa

_log = logging.getLogger(__name__)
_ROUND = "zalo_oa_signature"
_COMPLAINT_SECONDS = 600.0
_STAMP = re.compile(r"[0-9]{1,16}")
_GIVEN = re.compile(r"(?:mac=)?([0-9a-fA-F]{64})")


class Signatures:
    """Looks at signatures, enforces them or only counts, and remembers whether one was ever right."""

    def __init__(self, app: str, secret: SecretStr | None, store: Store, *, enforced: bool) -> None:
        self._app = app
        self._secret = SecretStr(secret.get_secret_value().strip()) if secret is not None else SecretStr("")
        self._store = store
        self.enforced = enforced
        self.wrong = 0  # since the start
        self._working = threading.Lock()
        self._complained = float("-inf")
        self._kept = self._verified = store.read(_done)

    @property
    def is_set(self) -> bool:
        """Whether there is a key to look with."""
        return bool(self._secret.get_secret_value())

    @property
    def verified(self) -> bool:
        """Whether a real webhook was ever found to be right."""
        return self._verified

    def is_right(self, given: str | None, body: bytes, stamps: Iterable[str | None]) -> bool:
        """Whether a signature fits a body at one of some times."""
        found = _GIVEN.fullmatch((given or "").strip())
        if found is None or not self.is_set:
            return False
        right = False
        begun = hashlib.sha256(self._app.encode() + body)
        for stamp in stamps:
            if stamp is not None and _STAMP.fullmatch(stamp):
                made = begun.copy()
                made.update(stamp.encode() + self._secret.get_secret_value().encode())
                right |= hmac.compare_digest(made.hexdigest(), found[1].lower())
        return right

    def looked(self, right: bool, *, event: bool) -> bool:
        """Note how one was found; whether the webhook is to be taken. `event`: it is more than a probe."""
        with self._working:
            if right:
                if event and not self._verified:
                    self._verified = True
                    if not self.enforced:
                        _log.warning("%s", zalo_oa.VERIFIED)
                return True
            self.wrong += 1
            now = time.monotonic()
            if now - self._complained > _COMPLAINT_SECONDS:
                self._complained = now
                _log.warning("%s", zalo_oa.REFUSED if self.enforced else zalo_oa.NOT_VERIFIED)
            return not self.enforced

    def remember(self) -> None:
        """Have it on the disk that one was right; not on an event loop."""
        if self._verified and not self._kept:
            try:
                self._store.write(_note)
                self._kept = True
            except DataFolderBroken as error:
                _log.warning("%s", error)

    def notes(self) -> list[str]:
        """What admins are to know."""
        if not self.enforced:
            return [zalo_oa.not_enforced(self._verified)]
        if not self.is_set:
            return [zalo_oa.NO_SECRET]
        return [zalo_oa.refused(self.wrong, self._verified)] if self.wrong else []


def _done(connection: Connection) -> bool:
    return connection.execute(select(rounds.c.name).where(rounds.c.name == _ROUND)).first() is not None


def _note(connection: Connection) -> None:
    if not _done(connection):
        connection.execute(insert(rounds).values(name=_ROUND, done_at=datetime.now(UTC)))
