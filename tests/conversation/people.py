"""People who write to the bot: a small folder, an assistant over it, and messages as a channel would bring them.

All is real but the encoder and what is decided (tests/web/fakes.py). Each message that goes out is checked for what
every platform asks of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import insert

from bot.answer import Contact
from bot.conversation.dialogue import Dialogue
from bot.conversation.keys import MOST_BYTES
from bot.conversation.managing import Running
from bot.conversation.service import Assistant
from bot.errors import UnreadableFile
from bot.journal import Asker, Journal, Recorded
from bot.journal.tables import sent
from bot.library.filing import Filing
from bot.library.live import Live
from bot.model import Attachment, Button, Incoming, IncomingKind, Outgoing, State
from bot.settings import Settings
from tests.fakes import WordEncoder
from tests.web.fakes import decided, fill

ADMIN = "900"
STARTED = datetime(2026, 11, 22, 7, 0, tzinfo=UTC)


class Clock:
    """A time that tests move on."""

    def __init__(self) -> None:
        self.now = STARTED

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, **span: float) -> None:
        self.now += timedelta(**span)


@dataclass
class Office:
    """The bot and what stands behind it."""

    root: Path
    clock: Clock
    options: dict[str, Any]
    settings: Settings = field(init=False)
    live: Live = field(init=False)
    journal: Journal = field(init=False)
    assistant: Assistant = field(init=False)
    dialogue: Dialogue = field(init=False)
    files: dict[str, bytes] = field(default_factory=dict)  # what can be fetched
    names: Iterator[int] = field(default_factory=lambda: count(1))

    def open(self, **more: Any) -> None:
        """Start the program."""
        given: dict[str, Any] = {"access": "open", "admins": (f"telegram:{ADMIN}",), **self.options, **more}
        self.settings = Settings(
            knowledge=self.root / "knowledge",
            data=self.root / "data",
            _env_file=None,  # type: ignore[call-arg]
            **given,
        )
        self.live = Live(self.settings, encoder=WordEncoder())
        self.live.refresh()
        self.journal = Journal.open(self.settings.data)
        contact = Contact("Ban Tổ chức")
        self.assistant = Assistant(self.live, self.journal, contact, self.settings, asking=decided)
        # States live a day by the clock of the tests too.
        self.assistant.conversations._now = self.clock
        self.dialogue = Dialogue(
            self.assistant,
            self.settings,
            fetch={"telegram": self._fetch},
            status=lambda: Running(3, STARTED, ("Telegram: mất kết nối",)),
            rescan=self.live.refresh,
            filing=Filing(self.settings, lambda: self.live.generation),
            link=lambda channel, code: f"https://t.me/bot?start={code}" if channel == "telegram" else None,
            page=lambda file, span, mark: f"https://hoi.example.vn/nguon?mark={mark}" if span else None,
            now=self.clock,
        )

    def close(self) -> None:
        """Stop it."""
        self.journal.close()
        self.live.close()

    def restart(self, **more: Any) -> None:
        """Stop it and start it again."""
        self.close()
        self.open(**more)

    def person(self, name: str, **more: Any) -> Person:
        """Somebody who writes."""
        return Person(self, name, **more)

    def write(self, file: str, text: str) -> None:
        """Put a document into the folder; it is live when this returns."""
        (self.root / "knowledge" / file).write_text(text, encoding="utf-8")
        self.live.refresh()

    def question(self, number: int | None) -> Recorded:
        """A recorded question."""
        assert number is not None
        held = self.journal.question(number)
        assert held is not None
        return held

    def rows(self, table: str) -> int:
        """How many rows a table has."""
        return int(self.journal.store.read(lambda c: c.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one()))

    def _fetch(self, attachment: Attachment) -> bytes:
        if attachment.key not in self.files:
            raise UnreadableFile("Chưa tải được tệp này.")
        return self.files[attachment.key]


@dataclass
class Person:
    """Somebody at a phone."""

    office: Office
    name: str
    channel: str = "telegram"
    chat: str = ""
    group: bool = False
    seen: list[Outgoing] = field(default_factory=list)  # what they were answered last
    places: list[str] = field(default_factory=list)  # the platform's names of those messages

    def says(self, text: str, **more: Any) -> str:
        """Send words; the text of the answer."""
        return self.sends(self._incoming(IncomingKind.TEXT, text=text, message=self._name(), **more))

    def replies(self, place: str, text: str) -> str:
        """Reply to a message of the bot."""
        return self.says(text, reply_to=place)

    def presses(self, label: str) -> str:
        """Press a button below the last message by its label."""
        return self.presses_key(self.key(label))

    def presses_key(self, key: str) -> str:
        """Press a button, wherever it stands."""
        return self.sends(self._incoming(IncomingKind.PRESS, text=key, reply_to="55"))

    def sends_file(self, name: str, content: bytes, **more: Any) -> str:
        """Send a file."""
        self.office.files[name] = content
        attachment = Attachment(name, name, len(content))
        return self.sends(self._incoming(IncomingKind.FILE, attachment=attachment, **more))

    def sends_other(self, kind: IncomingKind, text: str = "") -> str:
        """Send what is neither words nor a file."""
        return self.sends(self._incoming(kind, text=text))

    def sends(self, incoming: Incoming, late: timedelta = timedelta()) -> str:
        """Have a message handled as delivery does it."""
        office = self.office
        finish = office.dialogue.handle(incoming, late)
        self.seen = list(office.journal.store.write(finish))
        self.places = [self._posted(one) for one in self.seen]
        for one in self.seen:
            check(one)
            self._check_typed(one)
        return "\n\n".join(one.text for one in self.seen)

    @property
    def last(self) -> Outgoing:
        """The one message that they were answered last."""
        [one] = self.seen
        return one

    @property
    def labels(self) -> list[str]:
        """The buttons below it."""
        return [button.label for button in buttons(self.last)]

    @property
    def state(self) -> State:
        """What the bot remembers of the talk."""
        talks = self.office.assistant.conversations
        talk = talks.talk(self.channel, self.chat or self.name, self.name)
        return self.office.journal.store.read(lambda c: talks.get(c, talk)) or State()

    @property
    def asker(self) -> Asker:
        """As the journal is told."""
        return Asker(self.channel, self.name)

    def button(self, label: str) -> Button:
        """A button below the last message."""
        [found] = [button for button in buttons(self.last) if button.label == label]
        return found

    def key(self, label: str) -> str:
        """Its key."""
        key = self.button(label).key
        assert key is not None, label
        return key

    def _incoming(self, kind: IncomingKind, **more: Any) -> Incoming:
        given = {"sent_at": self.office.clock(), "delivery": f"u{next(self.office.names)}", **more}
        return Incoming(
            channel=self.channel, chat=self.chat or self.name, person=self.name, kind=kind, group=self.group, **given
        )

    def _name(self) -> str:
        return str(next(self.office.names))

    def _posted(self, outgoing: Outgoing) -> str:
        """Record a message as sent, as delivery does it."""
        name = self._name()
        place = self.office.journal.keyed(self.channel, self.chat or self.name, name)
        row = {
            "channel": self.channel,
            "place": place,
            "question_id": outgoing.question,
            "sent_at": self.office.clock(),
        }
        self.office.journal.store.write(lambda c: c.execute(insert(sent).values(row)))
        return name

    def _check_typed(self, outgoing: Outgoing) -> None:
        """Whatever can be pressed can be typed."""
        typed = {key for _, key in self.state.choices}
        for button in buttons(outgoing):
            assert button.key is None or button.key in typed, button
        if any(button.key for button in buttons(outgoing)):
            assert outgoing.typed


def buttons(outgoing: Outgoing) -> list[Button]:
    """All buttons of a message."""
    return [button for row in outgoing.buttons for button in row]


def check(outgoing: Outgoing) -> None:
    """What every platform asks of a message."""
    assert outgoing.text.strip()
    assert len(outgoing.text) <= 4_000
    assert "\n\n\n" not in outgoing.text
    for style in outgoing.styles:
        assert 0 <= style.start < style.end <= len(outgoing.text)
    for button in buttons(outgoing):
        assert button.label.strip()
        assert len([one for one in (button.key, button.url, button.copied) if one]) == 1
        assert len((button.key or "").encode()) <= MOST_BYTES
        assert len((button.copied or "").encode("utf-16-le")) <= 2 * 256
    assert all(len(row) <= 8 for row in outgoing.buttons)


@contextmanager
def office_in(root: Path, documents: Callable[[Path], Any] = fill, **options: Any) -> Iterator[Office]:
    """An office over a small folder."""
    documents(root / "knowledge")
    made = Office(root, Clock(), options)
    made.open()
    try:
        yield made
    finally:
        made.close()


def texts(outgoing: Sequence[Outgoing]) -> list[str]:
    """The texts of some messages."""
    return [one.text for one in outgoing]


def late(incoming: Incoming, **span: float) -> Incoming:
    """A message that was sent so long ago."""
    return replace(incoming, sent_at=incoming.sent_at - timedelta(**span))
