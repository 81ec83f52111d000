"""SIGKILL at every step of a message's life on the Official Account: a real process, a real file, real HTTP."""

from __future__ import annotations

import json
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.channels.zalo_oa.vault import Pair, Vault
from tests.channels.conftest import until
from tests.conftest import LONG
from tests.fakes_zalo_oa import FakeOA

ROOT = Path(__file__).resolve().parents[3]
ASKED = [("a1", "câu 1"), ("b2", "câu 2"), ("a1", "câu 3"), ("c3", "câu 4")]
WANTED = Counter((chat, f"đáp: {text}") for chat, text in ASKED)
MOMENTS = ("arrived", "saved", "handling", "finishing", "sending", "sent") if LONG else ("saved", "sent")
NTHS = (1, 2, 3, 4) if LONG else (2,)


@pytest.fixture
def port() -> int:
    """A port to listen on, the same across a restart."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        found: int = free.getsockname()[1]
    return found


def consented(fake: FakeOA, folder: Path, *, old: bool = False) -> None:
    """Somebody has given their consent, long ago if `old`."""
    access, refresh = fake.give()
    ends = time.time() + (-1 if old else 90_000)
    Vault(folder, None).keep(Pair(access, refresh, ends, 90_000.0))


def start(folder: Path, fake: FakeOA, port: int, moment: str = "") -> subprocess.Popen[str]:
    """The bot in a process of its own."""
    command = [sys.executable, "-m", "tests.channels.zalo_oa.child", str(folder), fake.address, str(port)]
    pipe = subprocess.PIPE
    fake.address_of_webhook = f"http://127.0.0.1:{port}/webhook/zalo-oa"
    return subprocess.Popen(
        command + ([moment] if moment else []), cwd=ROOT, stdin=pipe, stdout=pipe, stderr=pipe, text=True
    )


def bring_on(fake: FakeOA, event: dict[str, Any]) -> None:
    """Bring an event until it is taken, as the platform does, and a bit more often."""
    deadline = time.monotonic() + 60
    retry = 0
    while time.monotonic() < deadline:
        try:
            if fake.bring(event, retry=retry) == 200:
                return
        except httpx.HTTPError:
            time.sleep(0.05)
        retry += 1
    raise AssertionError("it was never taken")


def one(folder: Path, query: str) -> Any:
    """One value out of the file."""
    with closing(sqlite3.connect(folder / "journal.sqlite")) as file:
        return file.execute(query).fetchone()[0]


@pytest.mark.parametrize("nth", NTHS)
@pytest.mark.parametrize("moment", MOMENTS)
def test_killed(moment: str, nth: int, fake: FakeOA, tmp_path: Path, port: int) -> None:
    consented(fake, tmp_path)
    events = [fake.say(chat, text) for chat, text in ASKED]
    killed = start(tmp_path, fake, port, f"{moment}:{nth}")
    taken = 0
    while killed.poll() is None and taken < len(events):
        try:
            taken += fake.bring(events[taken]) == 200
        except httpx.HTTPError:
            time.sleep(0.02)
    killed.wait(timeout=60)
    _, trouble = killed.communicate()
    assert killed.returncode == -signal.SIGKILL, trouble
    uncertain = one(tmp_path, "SELECT count(*) FROM outbox WHERE status = 'sending'")
    again = start(tmp_path, fake, port)
    try:
        for event in events[taken:]:  # what was not acknowledged comes again
            bring_on(fake, event)
        bring_on(fake, events[0])  # and what was may too
        fake.wait(lambda: {(sent.chat, sent.text) for sent in fake.sent} >= WANTED.keys(), 60)
        until(lambda: one(tmp_path, "SELECT count(*) FROM outbox") == 0)
        out, trouble = again.communicate("\n", timeout=60)
    finally:
        again.kill()
    assert again.returncode == 0, trouble
    twice = Counter((sent.chat, sent.text) for sent in fake.sent) - WANTED
    assert json.loads(out) == {"maybe_twice": uncertain}
    assert sum(twice.values()) <= uncertain
    if moment == "sent":
        assert twice
    assert list(dict.fromkeys(fake.texts("a1"))) == ["đáp: câu 1", "đáp: câu 3"]
    # One journal row for each question, and no word of it is left in the inbox.
    assert one(tmp_path, "SELECT count(*) FROM questions") == len(ASKED)
    assert one(tmp_path, "SELECT count(*) FROM inbox WHERE status = 'done' AND content IS NULL") == len(ASKED)
    assert len(fake.sent) - uncertain <= one(tmp_path, "SELECT count FROM sends WHERE channel = 'zalo_oa'")


@pytest.mark.parametrize("moment", ["kept", "keeping"] if LONG else ["kept"])
def test_killed_around_a_renewal(moment: str, fake: FakeOA, tmp_path: Path, port: int) -> None:
    """After the pair is on the disk nothing is lost; a kill before that costs it, and is said."""
    consented(fake, tmp_path, old=True)
    killed = start(tmp_path, fake, port, f"{moment}:1")
    killed.wait(timeout=60)
    killed.communicate()
    assert killed.returncode == -signal.SIGKILL
    again = start(tmp_path, fake, port)
    try:
        bring_on(fake, fake.say("a1", "câu hỏi"))
        if moment == "kept":
            fake.wait_for_sent(1, 60)
            assert fake.reused == 0
        else:
            fake.wait(lambda: fake.reused, 60)
            assert fake.sent == []
        _, trouble = again.communicate("\n", timeout=60)
    finally:
        again.kill()
    assert ("quyền truy cập đã mất hiệu lực" in trouble) is (moment == "keeping")
