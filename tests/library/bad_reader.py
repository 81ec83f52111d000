"""The reading process, with files in it that do what only a fault of a library does: their names say what."""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bot.library import documents, reading_child
from bot.library.reading import progress
from bot.model import Document

_read = documents.document_here


def document_here(file: Path, name: str) -> Document:
    """Read a file, or do what its name says."""
    if "chép" in name:
        handle, _ = tempfile.mkstemp()
        os.write(handle, file.read_bytes())
    if "treo" in name:
        if "con" in name:
            subprocess.Popen(["sleep", "654"])
        while True:
            time.sleep(60)
    if "quay" in name:
        sum(iter(lambda: 1, 0))
    if "sập" in name:
        ctypes.string_at(0)
    if "thoát" in name:
        os._exit(3)
    if "phình" in name:
        held = [bytearray(50_000_000) for _ in range(1_000)]
        assert held
    if "in ra" in name:
        print("chữ lạ " * 100_000)
        sys.stdout.flush()
    if "lâu" in name:
        for _ in range(8):
            time.sleep(0.3)
            progress.alive()
    if "lỗi" in name:
        raise RuntimeError(_read(file, name).text)
    return _read(file, name)


if __name__ == "__main__":
    documents.document_here = document_here
    reading_child.main()
