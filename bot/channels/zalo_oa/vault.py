"""The pair of tokens on the disk: encrypted, readable by its owner alone, whole or as it was before."""

from __future__ import annotations

import base64
import hashlib
import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from uuid import uuid4

from cryptography.fernet import Fernet, InvalidToken

from bot import phrases
from bot.errors import DataFolderBroken, SettingsError
from bot.phrases import zalo_oa

FILE, KEY_FILE = "zalo_oa.tokens", "zalo_oa.key"
_LEAST_KEY = 20  # characters of a key that an operator chooses


@dataclass(frozen=True, slots=True)
class Pair:
    """What the server gave last. The refresh token is good for one use."""

    access: str
    refresh: str
    expires: float  # of the access token, seconds since the epoch
    life: float  # seconds that it had when it was given
    oa: str | None = None  # the id of the Official Account
    seed: str | None = None  # fingerprint of the first refresh token that a setting gave, which is used up

    def __repr__(self) -> str:
        """Nothing of it."""
        return "Pair(…)"


class Unreadable(Exception):
    """There is a file, and no pair can be read from it."""


class Vault:
    """The file of one data folder; `key` are the operator's words, or None for a key file. Raises SettingsError."""

    def __init__(self, folder: Path, key: str | None) -> None:
        if key is not None and len(key.strip()) < _LEAST_KEY:
            raise SettingsError(phrases.settings_wrong([("ZALO_OA_KEY", zalo_oa.KEY_SHORT)]))
        self._folder = folder
        self._words = key.strip() if key is not None else None

    def load(self) -> Pair | None:
        """The pair; None where there is none. Raises Unreadable, or DataFolderBroken where the disk refuses."""
        file = self._folder / FILE
        try:
            sealed = file.read_bytes() if file.exists() else None
        except OSError as error:
            raise self._broken(error) from error
        if sealed is None:
            return None
        try:
            held = Pair(**json.loads(self._fernet().decrypt(sealed)))
        except (InvalidToken, ValueError, TypeError):
            held = None
        if held is None:
            raise Unreadable  # here, so that nothing of the file hangs on it
        return held

    def keep(self, pair: Pair) -> None:
        """Have a pair on the disk when this returns, in place of the one before. Raises DataFolderBroken."""
        try:
            fernet = self._fernet()
        except ValueError:  # what the key file holds is no key: whatever it was for cannot be read any more
            fernet = None
        try:
            if fernet is None:
                (self._folder / KEY_FILE).unlink(missing_ok=True)
                fernet = self._fernet()
            sealed = fernet.encrypt(json.dumps(asdict(pair)).encode())
            self._folder.mkdir(parents=True, exist_ok=True)
            _write(self._folder / FILE, sealed)
        except OSError as error:
            raise self._broken(error) from error

    def _fernet(self) -> Fernet:
        if self._words is not None:
            digest = hashlib.sha256(b"cadre-bot zalo oa tokens\x00" + self._words.encode("utf-8", "replace")).digest()
            return Fernet(base64.urlsafe_b64encode(digest))
        file = self._folder / KEY_FILE
        try:
            if not file.exists():
                self._folder.mkdir(parents=True, exist_ok=True)
                _write(file, Fernet.generate_key())
            file.chmod(0o600)
            return Fernet(file.read_bytes())
        except OSError as error:
            raise self._broken(error) from error

    def _broken(self, error: OSError) -> DataFolderBroken:
        return DataFolderBroken(phrases.data_folder_broken(str(self._folder), phrases.system_reason(error)))


def fingerprint(token: str) -> str:
    """By which a token is known again, and not told."""
    return hashlib.sha256(b"cadre-bot zalo oa seed\x00" + token.encode("utf-8", "replace")).hexdigest()[:32]


def _write(file: Path, content: bytes) -> None:
    """Put a file in the place of another; on the disk when this returns."""
    temporary = file.with_name(f"{file.name}.{uuid4().hex[:8]}.tmp")
    try:
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        temporary.replace(file)
    finally:
        temporary.unlink(missing_ok=True)
    folder = os.open(file.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
