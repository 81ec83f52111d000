"""Telegram as delivery sees it: letters out, updates in, all on one event loop of its own."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import CancelledError
from contextlib import contextmanager, suppress
from pathlib import Path

from starlette.routing import Route
from telegram import InputFile
from telegram.constants import ChatAction
from telegram.error import TelegramError

from bot.channels.telegram.client import looks_like_token, make_client, through_proxy
from bot.channels.telegram.loop import Loop, LoopClosed
from bot.channels.telegram.reading import CHANNEL
from bot.channels.telegram.receiving import Address, Receive, Receiving
from bot.channels.telegram.sending import send
from bot.channels.telegram.trouble import Insistence
from bot.channels.telegram.webhook import secret_of, webhook_route
from bot.channels.telegram.writing import LIMIT, letter
from bot.errors import SendError, SendLater, SendRefused, SendUnknown, UnreadableFile
from bot.model import Attachment, Outgoing
from bot.phrases import platforms
from bot.settings import Settings

_log = logging.getLogger(__name__)
_POLL_SECONDS = 25  # that the server waits for an update
_TYPING_SECONDS = 4.0  # it is shown for five
_TYPING_AT_ONCE = 8  # more of them wait for nothing but an answer of a server in trouble
_WATCH_SECONDS = 300.0  # between two looks at whether the webhook is still ours
_MAX_FETCH = 20 * 1024 * 1024  # bytes; the server gives no bigger file to a bot
_MAX_UPLOAD = 50 * 1024 * 1024
_FETCH_SECONDS = 120.0
_SEND_SECONDS = 3  # times the operator's patience with one step of a call: the most that a whole call may take
_UPLOAD_MORE_SECONDS = 180.0


class Telegram:
    """The channel. `original` finds a document's file, `menus` say which chats get which admins' commands."""

    name = CHANNEL
    limit = LIMIT
    buttons = True

    def __init__(
        self,
        token: str,
        settings: Settings,
        *,
        original: Callable[[str], Path | None],
        menus: Callable[[], Mapping[str, Sequence[str]]] = dict,
        insistence: Insistence | None = None,
        poll_seconds: int = _POLL_SECONDS,
        typing_seconds: float = _TYPING_SECONDS,
        watch_seconds: float = _WATCH_SECONDS,
    ) -> None:
        public = settings.public_url.strip().rstrip("/") if settings.public_url else ""
        self._well_formed = looks_like_token(token)
        self._client = make_client(token, settings)
        self._loop = Loop("telegram")
        self._insist = insistence or Insistence()
        self._insist.through_proxy = through_proxy(settings)
        self._address = Address.of(public, secret_of(token)) if public else None
        self._receiving = Receiving(
            self._client,
            self._loop,
            self._insist,
            address=self._address,
            patience=settings.telegram_timeout,
            poll_seconds=poll_seconds,
            watch_seconds=watch_seconds,
            menus=menus,
        )
        self._patience = settings.telegram_timeout
        self._original = original
        self._typing_seconds = typing_seconds
        self._typing = 0

    def routes(self) -> list[Route]:
        """What the web server must have for a webhook; nothing where updates are fetched."""
        return [webhook_route(self._address.secret, self._receiving.bring)] if self._address else []

    def start(self, receive: Receive) -> None:
        """Begin to take updates in; `receive` has them on the disk when it returns. Does not wait for Telegram."""
        if self._well_formed:
            self._receiving.start(receive)
        else:
            _log.error("%s", platforms.TELEGRAM_TOKEN_WRONG)

    def stop(self) -> None:
        """Take nothing in any more; what is being saved is saved."""
        self._receiving.stop()

    def close(self) -> None:
        """End everything; what is still to be sent stays with delivery."""
        self.stop()
        with suppress(LoopClosed, CancelledError):
            self._loop.submit(self._client.close_connections()).result()
        self._loop.close()

    def send(self, chat: str, outgoing: Outgoing) -> str:
        """Send one message; raises a SendError. Called from delivery's threads."""
        if not self._well_formed:
            raise SendLater("token")
        try:
            number = int(chat)
        except ValueError as error:
            raise SendRefused("no chat of Telegram") from error
        document = self._document(outgoing.file) if outgoing.file is not None else None
        seconds = self._patience * _SEND_SECONDS + (_UPLOAD_MORE_SECONDS if document else 0.0)
        outcome: str | SendError
        try:
            outcome = self._loop.submit(
                send(self._client, number, letter(outgoing, document), seconds=seconds)
            ).result()
        except LoopClosed:
            outcome = SendLater("closed")
        except CancelledError:
            outcome = SendUnknown("closed")
        if isinstance(outcome, SendError):
            raise outcome
        return outcome

    @contextmanager
    def working(self, chat: str) -> Iterator[None]:
        """Show "typing" in a chat while the block runs."""
        stop = asyncio.Event()
        if self._well_formed:
            with suppress(LoopClosed, ValueError):
                self._loop.submit(self._show_typing(int(chat), stop))
        try:
            yield
        finally:
            self._loop.call(stop.set)

    @property
    def trouble(self) -> str | None:
        """What keeps the bot from working, as the operator was told it; None where nothing does."""
        return self._insist.trouble if self._well_formed else platforms.TELEGRAM_TOKEN_WRONG

    def link(self, code: str) -> str | None:
        """An address that opens the bot and sends it a code; None until the bot knows its name."""
        me = self._receiving.me
        return f"https://t.me/{me.name}?start={code}" if me is not None else None

    def fetch(self, attachment: Attachment) -> bytes:
        """The bytes of a file that a person sent. Raises UnreadableFile with a sentence for that person."""
        if (attachment.size or 0) > _MAX_FETCH:
            raise UnreadableFile(platforms.TELEGRAM_FILE_TOO_BIG)
        content = None
        with suppress(LoopClosed, CancelledError):
            content = self._loop.submit(self._fetch(attachment.key)).result()
        if content is None:
            raise UnreadableFile(platforms.TELEGRAM_FILE_NOT_FETCHED)
        return content

    async def _show_typing(self, chat: int, stop: asyncio.Event) -> None:
        if self._typing >= _TYPING_AT_ONCE:
            return
        self._typing += 1
        try:
            while not stop.is_set():
                with suppress(TelegramError):
                    await self._client.send_chat_action(chat, ChatAction.TYPING)
                with suppress(TimeoutError):
                    await asyncio.wait_for(stop.wait(), self._typing_seconds)
        finally:
            self._typing -= 1

    async def _fetch(self, key: str) -> bytes | None:
        try:
            async with asyncio.timeout(_FETCH_SECONDS):
                held = await self._client.get_file(key)
                content = bytes(await held.download_as_bytearray())
        except (TelegramError, TimeoutError) as error:
            _log.warning("a file could not be fetched: %s", type(error).__name__)
            return None
        return content if len(content) <= _MAX_FETCH else None

    def _document(self, file: str) -> InputFile:
        path = self._original(file)
        try:
            if path is not None and 0 < path.stat().st_size <= _MAX_UPLOAD:
                return InputFile(path.read_bytes(), filename=path.name)
        except OSError as error:
            raise SendRefused(type(error).__name__) from error
        raise SendRefused("no such file, or too big")
