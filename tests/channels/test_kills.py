"""kill -9 at every moment of a question's life, over the real channel: each gets an answer, and doubles are known."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.channels.child import MOMENTS
from tests.conftest import count
from tests.fakes_telegram import FakeTelegram

ROOT = Path(__file__).resolve().parents[2]
CHATS = (5001, 5002, 5003)


@contextmanager
def running(fake: FakeTelegram, folder: Path, moment: str) -> Iterator[subprocess.Popen[bytes]]:
    """A child at work, killed at the end if it still lives; its log is appended to a file."""
    with (folder / "log").open("ab") as log:
        child = subprocess.Popen(
            [sys.executable, "-m", "tests.channels.child", fake.address, str(folder / "data"), moment],
            cwd=ROOT,
            stdout=log,
            stderr=log,
        )
        try:
            yield child
        finally:
            child.kill()
            child.wait()


def answers(fake: FakeTelegram) -> Counter[tuple[int, str]]:
    """How often each question was answered."""
    return Counter((one.chat, one.text.removeprefix("đáp: ")) for one in fake.sent)


@pytest.mark.parametrize("moment", MOMENTS)
def test_killed_at(moment: str, fake: FakeTelegram, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    asked = [(chat, f"câu {number}") for number in range(3) for chat in CHATS]
    for chat, text in asked:
        fake.say(chat, text)
    with running(fake, tmp_path, moment) as child:
        assert child.wait(60) == -signal.SIGKILL, (tmp_path / "log").read_text("utf-8")
    if moment in ("arrived", "saved"):
        assert len(fake.left()) == len(asked)  # it was not acknowledged
    before = answers(fake)
    with running(fake, tmp_path, "never"):
        fake.wait(lambda: answers(fake).keys() >= set(asked), 60)
        fake.wait(lambda: not fake.left())
        time.sleep(0.3)
    after = answers(fake)
    assert set(after) == set(asked)
    twice = {question for question, times in after.items() if times > 1}
    log = (tmp_path / "log").read_text("utf-8")
    if moment == "sent":
        # Sent and not recorded: nobody can know that, so it goes out again, and the log says so.
        assert len(twice) >= 1
        assert twice <= set(before)
        assert max(after.values()) == 2
        assert "may have been sent twice" in log
    else:
        assert not twice, after
    for chat in CHATS:
        told = list(dict.fromkeys(one.text for one in fake.sent if one.chat == chat))
        assert told == [f"đáp: câu {number}" for number in range(3)]


def test_killed_again_and_again(fake: FakeTelegram, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    dice = random.Random(17)
    asked = [(chat, f"câu {number}") for number in range(count(10, 40)) for chat in CHATS]
    for chat, text in asked:
        fake.say(chat, text)
    kills = count(3, 12)
    for _ in range(kills):
        told = len(fake.sent)
        with running(fake, tmp_path, "never"):
            fake.wait(lambda told=told: len(fake.sent) > told or len(answers(fake)) == len(asked), 60)  # type: ignore[misc]
            time.sleep(dice.random() / 5)
    with running(fake, tmp_path, "never"):
        fake.wait(lambda: len(answers(fake)) == len(asked), 60)
        time.sleep(0.3)
    after = answers(fake)
    assert set(after) == set(asked)
    assert sum(after.values()) - len(asked) <= kills * len(CHATS)  # one a chat may hang in the air at a kill
    log = (tmp_path / "log").read_text("utf-8")
    if any(times > 1 for times in after.values()):
        assert "may have been sent twice" in log
