"""The conversation that every channel must hold, typed on Zalo: the real dialogue, the real encoder, real HTTP."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot.answer import Contact
from bot.channels.zalo_bot import ZaloBot
from bot.conversation.dialogue import Dialogue
from bot.conversation.managing import Running
from bot.conversation.service import Assistant
from bot.delivery import Delivery
from bot.journal import Journal
from bot.journal.tables import outbox, questions
from bot.library.live import Live
from bot.phrases import dialogue as words
from bot.settings import Settings
from tests.channels.conftest import until
from tests.channels.script import DOCUMENTS, LONGEST, SCRIPT, play
from tests.fakes_zalo import TOKEN, FakeZalo

QUESTION = "Thời gian luân chuyển của cán bộ lãnh đạo là bao lâu?"


@dataclass
class Bot:
    """The product on Zalo."""

    fake: FakeZalo
    journal: Journal
    delivery: Delivery
    dialogue: Dialogue
    zalo: ZaloBot

    def idle(self) -> bool:
        """Whether all that came in is answered and sent."""
        left = self.journal.store.read(lambda connection: connection.execute(select(outbox.c.id)).first())
        return not self.fake.left() and not self.delivery.waiting() and left is None

    def outcomes(self) -> list[str]:
        """The statuses of all recorded questions."""
        rows = self.journal.store.read(lambda c: list(c.execute(select(questions.c.status).order_by(questions.c.id))))
        return [str(row[0]) for row in rows]


@dataclass
class ZaloPhone:
    """A private chat; everything is typed."""

    bot: Bot
    chat: str
    buttons: bool = False

    def says(self, text: str) -> list[str]:
        """Type words; the texts of all that is answered."""
        before = len(self.bot.fake.texts(self.chat))
        self.bot.fake.say(self.chat, text)
        until(lambda: len(self.bot.fake.texts(self.chat)) > before and self.bot.idle(), 60)
        return self.bot.fake.texts(self.chat)[before:]

    def presses(self, label: str) -> list[str]:
        """There is nothing to press."""
        raise AssertionError(label)


@pytest.fixture
def make_bot(fake: FakeZalo, tmp_path: Path, encoder: Any, warm_vectors: Path) -> Iterator[Any]:
    """Put the product together; closed at the end."""
    with ExitStack() as stack:

        def make(**more: Any) -> Bot:
            knowledge, data = tmp_path / "knowledge", tmp_path / "data"
            knowledge.mkdir()
            data.mkdir()
            for name, text in DOCUMENTS.items():
                (knowledge / name).write_text(text, encoding="utf-8")
            shutil.copy(warm_vectors, data / "vectors.sqlite")
            given = {"zalo_bot_api": fake.address, "zalo_bot_token": TOKEN, "questions_per_minute": 1000, **more}
            settings = Settings(_env_file=None, knowledge=knowledge, data=data, **given)
            live = Live(settings, encoder=encoder)
            stack.callback(live.close)
            live.refresh()
            journal = Journal.open(data)
            stack.callback(journal.close)
            assistant = Assistant(live, journal, Contact("Ban Tổ chức", None, None), settings)
            zalo = ZaloBot(TOKEN, settings, journal.store, poll_seconds=1, pause_seconds=0.01)
            dialogue = Dialogue(
                assistant,
                settings,
                fetch={"zalo": zalo.fetch},
                status=lambda: Running(0, None, tuple(one for one in (zalo.trouble, zalo.used) if one)),
            )
            delivery = Delivery(journal, dialogue.handle)
            delivery.add(zalo)
            stack.callback(zalo.close)
            stack.callback(delivery.close)
            stack.callback(zalo.stop)
            delivery.start()
            zalo.start(delivery.receive)
            return Bot(fake, journal, delivery, dialogue, zalo)

        yield make


def test_the_common_conversation_is_typed(make_bot: Any, fake: FakeZalo) -> None:
    bot = make_bot(access="open")
    phone = ZaloPhone(bot, "a1b2c3d4")
    play(phone, SCRIPT, bot.outcomes)
    sent = [one for one in fake.sent if LONGEST in one.text]
    assert sent[0].parts("c_15a85f") == [LONGEST]
    # An answer is one message, and ends with what may be typed next.
    (answer,) = phone.says(QUESTION)
    assert answer.splitlines()[-1].startswith("Gõ 1")
    assert len(answer) <= 1900
    (copied,) = phone.says("trich dan")
    assert LONGEST in copied
    assert "65-QĐ/TW" in copied
    assert words.VOICE in _after(phone, lambda: fake.put("message.voice.received", fake.message(phone.chat)))
    assert words.OTHER in _after(phone, lambda: fake.unsupported(phone.chat))
    # A word that stands for a step is a question where more is said.
    before = len(bot.outcomes())
    phone.says("hữu ích là gì")
    assert len(bot.outcomes()) == before + 1


def test_people_are_let_in_by_a_code_and_admins_see_the_count(make_bot: Any, fake: FakeZalo) -> None:
    bot = make_bot()
    stranger = ZaloPhone(bot, "nguoi-la")
    assert stranger.says(QUESTION) == [words.STRANGER]
    admin = ZaloPhone(bot, "quan-tri")
    code = bot.dialogue.access.admin_code()
    assert words.welcome(None) in admin.says(code)[0]
    assert ("zalo", "quan-tri") in bot.dialogue.access.admin_chats()
    state = "\n".join(admin.says("/trangthai"))
    assert "/3.000 tin (0%)" in state
    assert "đã gửi 2/3.000" in state
    (invited,) = admin.says("/moi Đảng ủy phường A 20 7")
    made = invited.splitlines()[0].rpartition(" ")[2]
    assert words.welcome("Đảng ủy phường A") in stranger.says(made)[0]
    assert LONGEST in stranger.says(QUESTION)[0]


def _after(phone: ZaloPhone, act: Any) -> str:
    before = len(phone.bot.fake.texts(phone.chat))
    act()
    until(lambda: len(phone.bot.fake.texts(phone.chat)) > before and phone.bot.idle(), 60)
    return "\n".join(phone.bot.fake.texts(phone.chat)[before:])
