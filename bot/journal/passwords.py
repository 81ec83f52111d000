"""Passwords: which are good enough, how they are kept, and a check that takes as long for nobody as for somebody."""

from __future__ import annotations

import secrets
import unicodedata
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from bot.errors import UsageError
from bot.phrases import staff

_LEAST_CHARACTERS, _MOST_CHARACTERS, _LEAST_DIFFERENT = 10, 200, 5
# About 70 ms on one core, and 32 MiB while it runs: dear to guess, and bearable beside the questions on two cores.
_HASHER = PasswordHasher(time_cost=2, memory_cost=32 * 1024, parallelism=1)


class Passwords:
    """Hashes and checks with argon2id."""

    def __init__(self, hasher: PasswordHasher) -> None:
        self._hasher = hasher
        self._nobody = self._hasher.hash(secrets.token_bytes(32))  # of a password that nobody knows

    def hashed(self, name: str, password: str) -> str:
        """The hash to keep for an account. Raises UsageError for a password that is too easy."""
        if len(password) < _LEAST_CHARACTERS:
            raise UsageError(staff.password_short(_LEAST_CHARACTERS))
        if len(password) > _MOST_CHARACTERS or not password.isprintable():
            raise UsageError(staff.password_unusable(_MOST_CHARACTERS))
        if len(set(password)) < _LEAST_DIFFERENT or password.casefold() == name:
            raise UsageError(staff.PASSWORD_EASY)
        return self._hasher.hash(_as_bytes(password))

    def fits(self, kept: str | None, password: str) -> bool:
        """Whether a password is the one of a kept hash; no password is that of None, which takes as long to say."""
        try:
            return self._hasher.verify(kept or self._nobody, _as_bytes(password)) and kept is not None
        except (VerificationError, InvalidHashError):
            return False

    def renewed(self, kept: str, password: str) -> str | None:
        """A hash of the same password to keep instead, where the cost of hashing has changed since; else None."""
        return self._hasher.hash(_as_bytes(password)) if self._hasher.check_needs_rehash(kept) else None


@cache
def passwords() -> Passwords:
    """The product's own, with its cost."""
    return Passwords(_HASHER)


def _as_bytes(password: str) -> bytes:
    """The same bytes whichever way the keyboard composes its accents."""
    return unicodedata.normalize("NFC", password).encode("utf-8", "surrogatepass")
