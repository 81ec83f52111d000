"""Updates in, by polling or webhook: understood, saved, and only then acknowledged."""

from __future__ import annotations

import asyncio
import logging
import traceback
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import CancelledError, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from telegram import Update
from telegram.error import BadRequest, TelegramError

from bot.channels.telegram.client import Client
from bot.channels.telegram.loop import Loop, LoopClosed
from bot.channels.telegram.profile import show_own_menu, show_profile
from bot.channels.telegram.reading import KINDS, Me, read
from bot.channels.telegram.trouble import AddressNotReached, AddressRefused, Insistence
from bot.channels.telegram.webhook import PATH
from bot.model import Incoming
from bot.phrases import platforms

_log = logging.getLogger(__name__)
_ANEW_SECONDS = 30.0
_ADMINS_SECONDS = 300.0
_RECENT = timedelta(minutes=10)  # so old, a failure of the webhook still says something
Receive = Callable[[Sequence[Incoming]], None]
"""Takes what arrived; it is on the disk when this returns."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where Telegram brings updates to, and the secret that it shows there."""

    url: str
    secret: str

    @classmethod
    def of(cls, public: str, secret: str) -> Address:
        """The address below the public one of the web server."""
        return cls(f"{public}{PATH}", secret)


class Receiving:
    """Everything from the platform to `Receive`. Works on the loop; `bring` may be called from another one."""

    def __init__(
        self,
        client: Client,
        loop: Loop,
        insist: Insistence,
        *,
        address: Address | None,
        patience: float,
        poll_seconds: int,
        watch_seconds: float,
        menus: Callable[[], Mapping[str, Sequence[str]]],
    ) -> None:
        self.me: Me | None = None
        self._client = client
        self._loop = loop
        self._insist = insist
        self._address = address
        self._patience = patience
        self._poll_seconds = poll_seconds
        self._watch_seconds = watch_seconds
        self._menus = menus
        self._saving = ThreadPoolExecutor(max_workers=1, thread_name_prefix="telegram-inbox")
        self._receive: Receive | None = None
        self._task: asyncio.Task[None] | None = None

    def start(self, receive: Receive) -> None:
        """Begin; does not wait for Telegram."""
        self._receive = receive
        with suppress(LoopClosed):
            self._loop.submit(self._keep_on(receive))

    def stop(self) -> None:
        """Take nothing in any more; what is being saved is saved."""
        self._receive = None
        with suppress(LoopClosed, CancelledError):
            self._loop.submit(self._end()).result()
        self._saving.shutdown(wait=True)

    async def bring(self, update: dict[str, Any]) -> bool:
        """Save an update that the webhook was given; whether it is on the disk. Called on the web server's loop."""
        receive, me = self._receive, self.me
        if receive is None or me is None:
            return False
        arrived = self._understand([update], me)
        if not arrived:
            return True
        try:
            await self._save(receive, arrived)
        except Exception as error:  # noqa: BLE001  a full disk, or closing: it is brought again
            self._insist.failed(error)
            return False
        self._insist.went_well()
        return True

    async def _keep_on(self, receive: Receive) -> None:
        self._task = asyncio.current_task()
        while True:
            try:
                await self._run(receive)
            except Exception as error:  # noqa: BLE001  the channel must not fall silent
                _log.error("receiving began anew: %s\n%s", type(error).__name__, _frames(error))
                await asyncio.sleep(_ANEW_SECONDS)

    async def _end(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _run(self, receive: Receive) -> None:
        found = await self._insist.on(self._client.get_me)
        self.me = me = Me(found.id, found.username or "")
        address = self._address
        if address is None:
            await self._insist.on(self._client.delete_webhook)
        else:
            await self._insist.on(lambda: self._set_webhook(address))
        _log.warning("%s", platforms.telegram_serving(me.name))
        self._loop.submit(self._keep_profile())
        if address is None:
            await self._poll(me, receive)
        else:
            await self._watch(address)

    async def _poll(self, me: Me, receive: Receive) -> None:
        offset: int | None = None
        while True:
            updates = await self._insist.on(lambda at=offset: self._fetch(at))  # type: ignore[misc]
            arrived = self._understand(updates, me)
            if arrived:
                await self._insist.on(lambda rows=arrived: self._save(receive, rows))  # type: ignore[misc]
            # The next call with this offset is what tells the server that they have arrived. After an idle week it
            # numbers anew, maybe lower; an offset that has done its work is therefore let go.
            offset = max(update["update_id"] for update in updates) + 1 if updates else None

    async def _fetch(self, offset: int | None) -> list[dict[str, Any]]:
        return await self._client.fetch_updates(
            offset, seconds=self._poll_seconds, read_seconds=self._patience, kinds=KINDS
        )

    async def _watch(self, address: Address) -> None:
        """See that updates are brought to us: another program with the token can take the address away."""
        while True:
            await asyncio.sleep(self._watch_seconds)
            await self._insist.on(lambda: self._check_webhook(address))

    async def _set_webhook(self, address: Address) -> None:
        try:
            await self._client.set_webhook(address.url, secret_token=address.secret, allowed_updates=KINDS)
        except BadRequest as error:
            raise AddressRefused from error

    async def _check_webhook(self, address: Address) -> None:
        held = await self._client.get_webhook_info()
        if held.url != address.url:
            _log.warning("%s", platforms.TELEGRAM_ADDRESS_LOST)
            await self._set_webhook(address)
        failed = held.last_error_date
        if failed is not None and held.pending_update_count and datetime.now(UTC) - failed < _RECENT:
            raise AddressNotReached

    async def _keep_profile(self) -> None:
        """Show the profile, and to who becomes an admin or training staff a menu of their own."""
        await show_profile(self._client)
        shown: dict[str, Sequence[str]] = {}
        while True:
            try:
                menus = await asyncio.wrap_future(self._saving.submit(self._menus))
            except Exception as error:  # noqa: BLE001  the disk, or closing
                _log.info("profile: %s", type(error).__name__)
                menus = {}
            for chat, more in menus.items():
                if shown.get(chat) != more and await show_own_menu(self._client, chat, more):
                    shown[chat] = more
            await asyncio.sleep(_ADMINS_SECONDS)

    async def _save(self, receive: Receive, arrived: Sequence[Incoming]) -> None:
        await asyncio.wrap_future(self._saving.submit(receive, arrived))

    def _understand(self, updates: Sequence[dict[str, Any]], me: Me) -> list[Incoming]:
        """Updates in their order; presses are answered at once, so that the button does not keep turning."""
        found = []
        for raw in sorted(updates, key=_number):
            try:
                update = Update.de_json(raw, None)
            except Exception as error:  # noqa: BLE001  whatever the library stumbles over, there is nothing to mend here
                _log.warning("%s (%s)", platforms.TELEGRAM_UNREADABLE, type(error).__name__)
                continue
            try:
                arrived = read(update, me, datetime.now(UTC))
            except Exception as error:  # noqa: BLE001  one update of a form unknown to us must not hold up the others
                _log.error("an update could not be read: %s\n%s", type(error).__name__, _frames(error))
                continue
            if update.callback_query is not None:
                with suppress(LoopClosed):
                    self._loop.submit(self._answer_press(update.callback_query.id))
            if arrived is not None:
                found.append(arrived)
        return found

    async def _answer_press(self, query: str) -> None:
        with suppress(TelegramError):  # too old, or answered before
            await self._client.answer_callback_query(query)


def _number(update: dict[str, Any]) -> int:
    held = update.get("update_id")
    return held if isinstance(held, int) else 0


def _frames(error: Exception) -> str:
    """Where an error arose, without its text."""
    return "".join(traceback.format_tb(error.__traceback__))
