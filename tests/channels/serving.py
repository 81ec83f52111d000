"""`cadre-bot serve` at work over the stand-ins of the platforms, and the phones and browsers of people who use it."""

from __future__ import annotations

import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from tests.channels.conftest import until
from tests.channels.script import DOCUMENTS
from tests.fakes_telegram import TOKEN, FakeTelegram, Sent
from tests.fakes_zalo import FakeZalo
from tests.fakes_zalo_oa import FakeOA
from tests.test_command_line import clean_environment

QUESTION = "Thời gian luân chuyển của cán bộ lãnh đạo là bao lâu?"
ADMIN = 42


@dataclass
class Serving:
    """`cadre-bot serve` at work."""

    fake: FakeTelegram
    folder: Path
    child: subprocess.Popen[bytes]
    zalo: FakeZalo | None = None
    oa: FakeOA | None = None
    next_chat: Iterator[int] = field(default_factory=lambda: iter(range(7001, 8000)))

    @property
    def log(self) -> str:
        """All that the process has said."""
        return (self.folder / "log").read_text("utf-8")

    @property
    def address(self) -> str:
        """Of its pages."""
        found = re.search(r"http://127\.0\.0\.1:\d+/", self.log)
        assert found, self.log
        return found.group()

    def rows(self, statement: str) -> list[tuple[object, ...]]:
        """What a question to the journal's file gives."""
        with closing(sqlite3.connect(f"file:{self.folder / 'data' / 'journal.sqlite'}?mode=ro", uri=True)) as file:
            return file.execute(statement).fetchall()

    def idle(self) -> bool:
        """Whether all that came in is answered and sent."""
        counts = "SELECT (SELECT count(*) FROM inbox WHERE status = 'received') + (SELECT count(*) FROM outbox)"
        left = self.fake.left() or (self.zalo is not None and self.zalo.left())
        return not left and self.rows(counts) == [(0,)]

    def begun(self, word: str) -> None:
        """Wait until the log has a word."""
        until(lambda: word in self.log or self.child.poll() is not None, 120)
        assert self.child.poll() is None, self.log

    def listens(self) -> None:
        """Wait until its pages are there."""
        until(self._healthy, 60)

    def outcomes(self) -> list[str]:
        """The statuses of all recorded questions."""
        return [str(row[0]) for row in self.rows("SELECT status FROM questions ORDER BY id")]

    def _healthy(self) -> bool:
        try:
            return httpx.get(f"{self.address}healthz").status_code == 200
        except (AssertionError, httpx.TransportError):
            return False

    def phone(self) -> TelegramPhone:
        """Somebody's phone."""
        return TelegramPhone(self, next(self.next_chat))

    def zalo_phone(self) -> ZaloPhone:
        """Somebody's phone with Zalo on it."""
        return ZaloPhone(self, f"nguoi-{next(self.next_chat)}")

    def oa_phone(self, *, buttons: bool = True) -> OaPhone:
        """Somebody's phone with Zalo on it, in the chat with the Official Account."""
        return OaPhone(self, f"55{next(self.next_chat)}", buttons)

    def browser(self) -> Browser:
        """Somebody's browser with the web chat in it."""
        return Browser(self)


@dataclass
class TelegramPhone:
    """A private chat."""

    serving: Serving
    chat: int
    buttons: bool = True

    @property
    def seen(self) -> list[Sent]:
        """What the bot wrote here."""
        return [one for one in self.serving.fake.sent if one.chat == self.chat]

    def says(self, text: str) -> list[str]:
        """Type words."""
        return self._after(lambda: self.serving.fake.say(self.chat, text))

    def presses(self, label: str) -> list[str]:
        """Press a button."""
        under = next(one for one in reversed(self.seen) if label in str(one.buttons))
        return self._after(lambda: self.serving.fake.press(under, label))

    def asks(self, text: str) -> Sent:
        """Ask; the one message that answers."""
        self.says(text)
        return self.seen[-1]

    def _after(self, act: object) -> list[str]:
        before = len(self.seen)
        assert callable(act)
        act()
        until(lambda: len(self.seen) > before and self.serving.idle(), 60)
        return [one.text for one in self.seen[before:]]


@dataclass
class ZaloPhone:
    """A private chat on Zalo, where everything is typed."""

    serving: Serving
    chat: str
    buttons: bool = False

    @property
    def fake(self) -> FakeZalo:
        """The platform."""
        assert self.serving.zalo is not None
        return self.serving.zalo

    @property
    def seen(self) -> list[str]:
        """What the bot wrote here."""
        return self.fake.texts(self.chat)

    def says(self, text: str) -> list[str]:
        """Type words."""
        before = len(self.seen)
        self.fake.say(self.chat, text)
        if self.fake.webhook is not None:
            assert self.fake.bring_all() == [200]
        until(lambda: len(self.seen) > before and self.serving.idle(), 60)
        return self.seen[before:]

    def presses(self, label: str) -> list[str]:
        """There is nothing to press."""
        raise AssertionError(label)


@dataclass
class OaPhone:
    """A chat with the Official Account, where a few buttons are shown and everything can be typed."""

    serving: Serving
    chat: str
    buttons: bool = True

    @property
    def fake(self) -> FakeOA:
        """The platform."""
        assert self.serving.oa is not None
        return self.serving.oa

    @property
    def seen(self) -> list[str]:
        """What the bot wrote here."""
        return self.fake.texts(self.chat)

    def says(self, text: str) -> list[str]:
        """Type words."""
        return self.does(self.fake.say(self.chat, text))

    def presses(self, label: str) -> list[str]:
        """Press a button."""
        held = (one for one in reversed(self.fake.sent) if one.chat == self.chat and label in str(one.buttons))
        return self.does(self.fake.press(next(held), label))

    def does(self, event: dict[str, Any]) -> list[str]:
        """Do something."""
        before = len(self.seen)
        assert self.fake.bring(event) == 200
        until(lambda: len(self.seen) > before and self.serving.idle(), 60)
        return self.seen[before:]


@dataclass
class Browser:
    """The web chat, by what its page calls."""

    serving: Serving
    buttons: bool = True
    told: dict[str, Any] = field(default_factory=dict)  # the last answer
    client: httpx.Client = field(init=False)

    def __post_init__(self) -> None:
        address = self.serving.address.rstrip("/")
        self.client = httpx.Client(base_url=address, headers={"Origin": address}, timeout=60)
        self.client.get("/")

    def says(self, text: str) -> list[str]:
        """Type words."""
        self.told = self.client.post("/api/ask", json={"question": text, "chat": "c"}).raise_for_status().json()
        return [self.told["text"]]

    def presses(self, label: str) -> list[str]:
        """Press what bears a label; what the page then shows."""
        number = self.told["id"]
        if label.startswith("Nguồn "):
            cited = self.told["citations"][int(label.removeprefix("Nguồn ")) - 1]
            place = {name: cited[name] for name in ("file", "start", "end", "mark")}
            view = self.client.get("/api/source", params=place).raise_for_status().json()
            return [view["before"] + view["highlighted"] + view["after"]]
        said = {"Hữu ích": {"verdict": "up"}, "Chưa đúng": {"verdict": "down"}}
        body = said.get(label) or {"verdict": "down", "reason": "incomplete"}
        self.client.post("/api/rate", json={"id": number, **body}).raise_for_status()
        return [label]


def start(folder: Path, fake: FakeTelegram, **environment: str) -> subprocess.Popen[bytes]:
    """Start the program."""
    given = {
        "TELEGRAM_API": fake.address,
        "TELEGRAM_TOKEN": TOKEN,
        "ACCESS": "open",
        "ADMINS": f"telegram:{ADMIN}",
        "WEB_PORT": "0",
        "OMP_NUM_THREADS": "2",
        "QUESTIONS_PER_MINUTE": "1000",
        **environment,
    }
    with (folder / "log").open("ab") as log:
        return subprocess.Popen(
            [sys.executable, "-m", "bot", "serve", "--knowledge", "knowledge", "--data", "data"],
            cwd=folder,
            env={**clean_environment(PYTHONPATH=str(Path(__file__).resolve().parents[2])), **given},
            stdout=log,
            stderr=log,
        )


def folder_for(folder: Path, warm_vectors: Path) -> Path:
    """A folder with the script's documents, and a data folder that saves the process some work."""
    (folder / "knowledge").mkdir()
    for name, text in DOCUMENTS.items():
        (folder / "knowledge" / name).write_text(text, encoding="utf-8")
    (folder / "data").mkdir()
    shutil.copy(warm_vectors, folder / "data" / "vectors.sqlite")
    return folder
