"""The bot on every platform whose token is set: channels, delivery and conversation, put together once for all."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol
from urllib.parse import urlencode

from starlette.routing import Route

from bot import phrases
from bot.channels import telegram, zalo_bot, zalo_oa
from bot.channels.telegram import Receive, Telegram
from bot.channels.zalo_bot import ZaloBot
from bot.channels.zalo_oa import ZaloOA
from bot.channels.zalo_oa.consent import Consent
from bot.conversation.access import Access
from bot.conversation.dialogue import Dialogue
from bot.conversation.digest import Post, Workbooks
from bot.conversation.managing import Running
from bot.conversation.service import Assistant
from bot.conversation.turn import Room
from bot.conversation.ways import Page
from bot.delivery import Channel, Delivery, pieces
from bot.library.build import Built
from bot.library.filing import Filing
from bot.model import Outgoing, Span
from bot.phrases import platforms as words
from bot.phrases import training
from bot.settings import Settings


class Platform(Channel, Protocol):
    """A channel as it is put together: what delivery needs, and its beginning and end."""

    @property
    def trouble(self) -> str | None:
        """What keeps it from working, in Vietnamese; None where nothing does."""

    def routes(self) -> list[Route]:
        """What the web server must have for it."""

    def start(self, receive: Receive) -> None:
        """Begin to take messages in, without waiting for the platform."""

    def stop(self) -> None:
        """Take nothing in any more."""

    def close(self) -> None:
        """End everything."""

    def link(self, code: str) -> str | None:
        """An address that opens the bot with a code."""


@dataclass(frozen=True, slots=True)
class Connected:
    """What the rest of the program needs of the platforms."""

    webhooks: tuple[Route, ...] = ()
    admin_code: str | None = None  # None where no platform is connected
    post: Post | None = None  # how staff are written to; None where no platform is connected
    consent: Consent | None = None  # what the page of the Official Account keeps; None where none is set


@contextmanager
def connected(
    settings: Settings,
    assistant: Assistant,
    filing: Filing,
    rescan: Callable[[], Built],
    *,
    page_code: str | None,
    trouble: Callable[[], str | None] = lambda: None,
) -> Iterator[Connected]:
    """The platforms at work until the block ends; what is at hand then is finished, all else waits for the next start.

    `trouble` tells why the index could not be renewed. `page_code` is what the pages ask for: without it, or where
    nobody can know it, answers do not lead to them. Raises SettingsError.
    """
    since = datetime.now(UTC)
    page = _pages(settings, page_code)

    def warn(sentence: str) -> None:
        for name, chat in there(dialogue.access.admin_chats()):
            delivery.say(name, chat, Outgoing(sentence))

    def there(chats: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
        """Those of connected platforms: somebody may have been let in over one that is not connected any more."""
        return [chat for chat in chats if chat[0] in by_name]

    workbooks = Workbooks(assistant, settings)
    channels = _channels(
        settings,
        assistant,
        menus=lambda name: _menus(dialogue.access, name),
        warn=warn,
        page=page,
        original=lambda file: workbooks.path(file) or assistant.original(file),
    )
    if not channels:
        workbooks.close()
        yield Connected()
        return
    by_name = {channel.name: channel for channel in channels}

    def status() -> Running:
        unrenewed = trouble()
        notes = [phrases.not_renewed(unrenewed) if unrenewed else None]
        notes += [channel.trouble for channel in channels]
        if delivery.maybe_twice:
            notes.append(words.maybe_twice(delivery.maybe_twice))
        notes += [channel.used for channel in channels if isinstance(channel, (ZaloBot, ZaloOA))]
        waiting = max(0, delivery.waiting() - 1)  # besides the message that asks
        return Running(waiting, since, tuple(note for note in notes if note))

    dialogue = Dialogue(
        assistant,
        settings,
        fetch={channel.name: channel.fetch for channel in channels if isinstance(channel, (Telegram, ZaloOA))},
        status=status,
        rescan=rescan,
        filing=filing,
        link=lambda name, code: by_name[name].link(code) if name in by_name else None,
        page=page,
        rooms={channel.name: room_of(channel) for channel in channels},
        cut=cut,
    )
    delivery = Delivery(assistant.journal, dialogue.handle, waiting=settings.questions_waiting)
    for channel in channels:
        delivery.add(channel)
    try:
        delivery.start()
        for channel in channels:
            channel.start(delivery.receive)
        webhooks = [route for channel in channels for route in channel.routes()]
        access = dialogue.access
        post = Post(
            delivery.say,
            lambda: there(access.admin_chats()),
            lambda: there(access.staff_chats()),
            lambda name: room_of(by_name[name]).files,
        )
        consent = next((channel.consent for channel in channels if isinstance(channel, ZaloOA)), None)
        yield Connected(tuple(webhooks), access.admin_code(), post, consent)
    finally:
        for channel in channels:
            channel.stop()
        delivery.close()
        for channel in channels:
            channel.close()
        workbooks.close()


def room_of(channel: Channel) -> Room:
    """What a message of a channel holds; one without buttons takes no files either.

    The Official Account has a few buttons, but its messages are short and dear: what has no room is asked for.
    """
    roomy = channel.buttons and not isinstance(channel, ZaloOA)
    return Room(channel.limit, roomy, roomy)


def cut(outgoing: Outgoing, limit: int) -> list[Outgoing]:
    """A message as several of a limit, as delivery cuts it."""
    return pieces(outgoing, limit, buttons=True)


def any_set(settings: Settings) -> bool:
    """Whether the token of any platform is set."""
    tokens = (telegram.token_of(settings), zalo_bot.token_of(settings))
    return any(token is not None for token in tokens) or zalo_oa.is_set(settings)


def _channels(
    settings: Settings,
    assistant: Assistant,
    *,
    menus: Callable[[str], dict[str, tuple[str, ...]]],
    warn: Callable[[str], None],
    page: Page,
    original: Callable[[str], Path | None],
) -> list[Platform]:
    channels: list[Platform] = []
    token = telegram.token_of(settings)
    if token is not None:
        channels.append(
            Telegram(
                token,
                settings,
                original=original,
                menus=lambda: menus(Telegram.name),
            )
        )
    token = zalo_bot.token_of(settings)
    if token is not None:
        store = assistant.journal.store
        channels.append(ZaloBot(token, settings, store, warn=warn, page=lambda file: page(file, None, "")))
    if zalo_oa.is_set(settings):
        channels.append(ZaloOA(settings, assistant.journal, warn=warn, page=lambda file: page(file, None, "")))
    return channels


def _menus(access: Access, name: str) -> dict[str, tuple[str, ...]]:
    """The chats of staff on a channel, with those of the admins' commands that they may use."""
    staff = {chat: training.COMMANDS for channel, chat in access.staff_chats() if channel == name}
    every = tuple(words.ADMIN_COMMANDS)
    return staff | {chat: every for channel, chat in access.admin_chats() if channel == name}


def _pages(settings: Settings, code: str | None) -> Page:
    """Addresses of our own page of a place, for people who can open it."""
    public = (settings.public_url or "").strip().rstrip("/")
    known = code is None or (settings.web_code is not None and settings.web_code.get_secret_value() == code)

    def page(file: str, span: Span | None, mark: str) -> str | None:
        if not public or not known:
            return None
        place = {"start": span[0], "end": span[1], "mark": mark} if span is not None else {}
        return f"{public}/nguon?{urlencode({'file': file, **place})}"

    return page
