"""Who asked, without a name: a keyed hash that nobody can turn back without the key of this data folder."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
from pathlib import Path
from uuid import uuid4

from bot import phrases
from bot.errors import DataFolderBroken
from bot.journal.entry import Asker

KEY_FILE = "journal.key"
_KEY_BYTES = 32
_SHOWN = 32  # hexadecimal digits kept: 128 bits, no two people share one


def load_key(folder: Path) -> bytes:
    """The key of a data folder, made at the first use; readable by its owner alone.

    Raises DataFolderBroken when it cannot be read or written, or is not a key: going on with another one would cut
    everybody from their own questions.
    """
    file = folder / KEY_FILE
    try:
        if not file.exists():
            _make(file)
        file.chmod(0o600)
        key = file.read_bytes()
    except OSError as error:
        raise DataFolderBroken(phrases.data_folder_broken(str(folder), str(error))) from error
    if len(key) != _KEY_BYTES:
        raise DataFolderBroken(phrases.journal_key_damaged(str(file)))
    return key


def pseudonym(key: bytes, asker: Asker) -> str:
    """The name under which the journal knows an asker: HMAC-SHA256 of channel and person."""
    return keyed(key, asker.channel, asker.person)


def keyed(key: bytes, *parts: str) -> str:
    """HMAC-SHA256 of some words, as many hexadecimal digits as no two share."""
    message = json.dumps(parts).encode("ascii")
    return hmac.new(key, message, hashlib.sha256).hexdigest()[:_SHOWN]


def _make(file: Path) -> None:
    temporary = file.with_name(f"{file.name}.{uuid4().hex[:8]}.tmp")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as out:
        out.write(os.urandom(_KEY_BYTES))
        out.flush()
        os.fsync(out.fileno())
    temporary.replace(file)
    folder = os.open(file.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
