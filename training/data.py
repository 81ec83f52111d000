"""Rows of the training data, and how they are parted."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any


def read_jsonl(file: Path) -> list[dict[str, Any]]:
    """The rows of a file."""
    with file.open(encoding="utf-8") as stream:
        return [json.loads(line) for line in stream]


def checksum(file: Path) -> str:
    """SHA-256 of a file."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def held_out(document: str, share: float) -> bool:
    """Whether a document is kept from training, by a hash of its name: the same in every run."""
    number = int.from_bytes(hashlib.sha256(document.encode()).digest()[:4], "big")
    return number / 2**32 < share
