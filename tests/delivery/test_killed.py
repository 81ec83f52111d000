"""SIGKILL at every step of a message's life: a real process, a real file, a platform over real HTTP."""

from __future__ import annotations

import json
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.conftest import LONG

ROOT = Path(__file__).resolve().parents[2]
ASKED = [("a", "câu a1"), ("b", "câu b1"), ("a", "câu a2"), ("c", "câu c1")]
WANTED = Counter((chat, f"{text}, phần {part}") for chat, text in ASKED for part in (1, 2))
MOMENTS = ("received", "saved", "handling", "finishing", "answered", "sending", "sent", "recorded")


class Platform(ThreadingHTTPServer):
    """Hands out messages until they are acknowledged, and keeps what it is sent."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Requests)
        self.updates = [{"id": number, "chat": chat, "text": text} for number, (chat, text) in enumerate(ASKED, 1)]
        self.received: list[tuple[str, str]] = []
        self.cuts = 0  # sendings after which the connection ends without a word
        self.lock = threading.Lock()


class _Requests(BaseHTTPRequestHandler):
    server: Platform

    def do_GET(self) -> None:
        after = int(parse_qs(urlsplit(self.path).query)["after"][0])
        with self.server.lock:
            self.server.updates = [update for update in self.server.updates if update["id"] > after]
            self._answer(self.server.updates)

    def do_POST(self) -> None:
        message = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        with self.server.lock:
            self.server.received.append((message["chat"], message["text"].split(":")[0]))
            if self.server.cuts:
                self.server.cuts -= 1
                self.connection.shutdown(socket.SHUT_RDWR)
                return
            self._answer({"message": len(self.server.received)})

    def _answer(self, value: Any) -> None:
        content = json.dumps(value).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture
def platform() -> Iterator[Platform]:
    with Platform() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def run(folder: Path, platform: Platform, moment: str = "") -> subprocess.CompletedProcess[str]:
    """Run the bot until it is done or dead."""
    command = [sys.executable, "-m", "tests.delivery.child", str(folder), str(platform.server_address[1])]
    if moment:
        command.append(moment)
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)


def one(folder: Path, query: str) -> Any:
    """One value out of the file."""
    with closing(sqlite3.connect(folder / "journal.sqlite")) as file:
        return file.execute(query).fetchone()[0]


@pytest.mark.parametrize("nth", [1, *((2, 3, 4) if LONG else ())])
@pytest.mark.parametrize("moment", MOMENTS)
def test_killed(tmp_path: Path, platform: Platform, moment: str, nth: int) -> None:
    if moment in ("received", "saved") and nth > 1:
        pytest.skip("all messages come in one delivery")
    killed = run(tmp_path, platform, f"{moment}:{nth}")
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    uncertain = one(tmp_path, "SELECT count(*) FROM outbox WHERE status = 'sending'")
    if moment in ("sending", "sent"):
        assert uncertain
    elif nth == 1 and moment != "recorded":
        assert (uncertain, platform.received) == (0, [])
    if moment == "received":
        assert one(tmp_path, "SELECT count(*) FROM inbox") == 0
    again = run(tmp_path, platform)
    assert again.returncode == 0, again.stderr
    assert json.loads(again.stdout) == {"maybe_twice": uncertain}
    assert not platform.updates
    received = Counter(platform.received)
    assert received.keys() == WANTED.keys()
    twice = received - WANTED
    assert sum(twice.values()) <= uncertain
    if moment == "sent":
        assert twice
    for chat in "abc":
        in_order = [text for to, text in dict.fromkeys(platform.received) if to == chat]
        assert in_order == [text for to, text in WANTED if to == chat]
    # One journal row for each question: answer, state and journal are one transaction.
    assert one(tmp_path, "SELECT count(*) FROM questions") == len(ASKED)
    assert one(tmp_path, "SELECT count(*) FROM inbox WHERE status = 'done' AND content IS NULL") == len(ASKED)
    assert one(tmp_path, "PRAGMA integrity_check") == "ok"


def test_without_a_kill(tmp_path: Path, platform: Platform) -> None:
    done = run(tmp_path, platform)
    assert (done.returncode, json.loads(done.stdout)) == (0, {"maybe_twice": 0})
    assert Counter(platform.received) == WANTED


def test_a_connection_that_ends_after_the_send(tmp_path: Path, platform: Platform) -> None:
    platform.cuts = 2
    done = run(tmp_path, platform)
    assert (done.returncode, json.loads(done.stdout)) == (0, {"maybe_twice": 2}), done.stderr
    assert sum((Counter(platform.received) - WANTED).values()) == 2


def test_killed_over_and_over(tmp_path: Path, platform: Platform) -> None:
    uncertain = 0
    for moment in ("finishing:2", "sent:1", "answered:1", "sending:2", "recorded:3"):
        killed = run(tmp_path, platform, moment)
        assert killed.returncode in (0, -signal.SIGKILL), killed.stderr
        uncertain += one(tmp_path, "SELECT count(*) FROM outbox WHERE status = 'sending'")
    again = run(tmp_path, platform)
    assert again.returncode == 0, again.stderr
    received = Counter(platform.received)
    assert received.keys() == WANTED.keys()
    assert 1 <= sum((received - WANTED).values()) <= uncertain
    assert one(tmp_path, "SELECT count(*) FROM questions") == len(ASKED)
