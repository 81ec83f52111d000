"""The Zalo Bot Platform as delivery sees it: letters out, updates in by polling or webhook, on threads of its own."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from typing import Any

import httpx
from starlette.routing import Route

from bot.channels.webhooks import Receive, Saving
from bot.channels.zalo_bot.client import Client, looks_like_token
from bot.channels.zalo_bot.reading import CHANNEL
from bot.channels.zalo_bot.receiving import Receiving
from bot.channels.zalo_bot.sending import Page, Sending
from bot.channels.zalo_bot.trouble import Insistence
from bot.channels.zalo_bot.typing_sign import TypingSign
from bot.channels.zalo_bot.webhook import PATH, secret_of, webhook_route
from bot.channels.zalo_shared.allowance import Allowance
from bot.channels.zalo_shared.exchange import ZaloError
from bot.channels.zalo_shared.writing import LIMIT
from bot.errors import CadreBotError, DataFolderBroken, SendLater
from bot.journal import Store
from bot.journal.sends import Sends
from bot.model import Outgoing
from bot.phrases import zalo
from bot.settings import Settings

_log = logging.getLogger(__name__)
_POLL_SECONDS = 10.0  # that the server waits for an update: as long as the end of the program may have to wait
_PAUSE_SECONDS = 1.0  # between two calls for an update at least
_LOOK_SECONDS = 900.0
_PROBE_SECONDS = 30.0
_TYPING_CALL_SECONDS = 5.0  # that one sign may take; then it is of no use
_END_SECONDS = 5.0  # beyond a poll that is under way


class ZaloBot:
    """The channel. `warn` tells the admins something, on whatever channel they are; `page` names our page of a file.

    Raises SettingsError for an address that is none.
    """

    name = CHANNEL
    limit = LIMIT
    buttons = False

    def __init__(
        self,
        token: str,
        settings: Settings,
        store: Store,
        *,
        warn: Callable[[str], None] = lambda sentence: None,
        page: Page = lambda file: None,
        transport: httpx.BaseTransport | None = None,
        poll_seconds: float = _POLL_SECONDS,
        pause_seconds: float = _PAUSE_SECONDS,
        look_seconds: float = _LOOK_SECONDS,
        probe_seconds: float = _PROBE_SECONDS,
        insistence: Insistence | None = None,
        typing_after: float | None = None,
    ) -> None:
        self._token = token
        self._well_formed = looks_like_token(token)
        self._warn = warn
        self._public = settings.public_url.strip().rstrip("/") if settings.public_url else ""
        self._poll_seconds = poll_seconds
        self._insist = insistence or Insistence()
        self._client = Client(
            token if self._well_formed else "0", settings.zalo_bot_api, revoked=self._stop_for_good, transport=transport
        )
        self._allowance = Allowance(Sends(store, CHANNEL), settings.zalo_bot_monthly, warn, words=zalo)
        self._sending = Sending(self._client, self._allowance, page=page)
        self._receiving = Receiving(
            self._client,
            self._insist,
            address=f"{self._public}{PATH}" if self._public else "",
            secret=secret_of(token),
            ours={token.partition(":")[0]},  # until Zalo names the bot
            poll=poll_seconds,
            pause=pause_seconds,
            look=look_seconds,
            probe=probe_seconds,
        )
        first = {} if typing_after is None else {"first": typing_after}
        self._typing = TypingSign(self._show_typing, **first)
        self._savings = Insistence()  # its word on the disk, where updates are brought
        self._saving = Saving("zalo-inbox", self._savings)

    def routes(self) -> list[Route]:
        """What the web server must have for a webhook; nothing where updates are fetched."""
        return [webhook_route(self._token, self._bring)] if self._public and self._well_formed else []

    def start(self, receive: Receive) -> None:
        """Begin to take updates in; `receive` has them on the disk when it returns. Does not wait for Zalo."""
        if not self._well_formed:
            _log.error("%s", zalo.TOKEN_WRONG)
            return
        self._saving.start(receive)
        self._receiving.start(receive)

    def stop(self) -> None:
        """Ask for nothing any more, and take no webhook; what is being saved is saved."""
        self._receiving.stop()
        self._saving.stop()

    def close(self) -> None:
        """End everything, before the store is closed: what a last poll brings is saved. Unsent letters stay there."""
        self.stop()
        self._receiving.join(self._poll_seconds + _END_SECONDS)
        self._typing.close()
        self._client.close()

    def send(self, chat: str, outgoing: Outgoing) -> str | None:
        """Send one message; raises a SendError. Called from delivery's threads."""
        if not self._well_formed:
            raise SendLater("token")
        return self._sending.send(chat, outgoing)

    def working(self, chat: str) -> AbstractContextManager[None]:
        """Show "typing" in a chat while the block runs, if it runs for more than a moment."""
        return self._typing.shown(chat)

    @property
    def trouble(self) -> str | None:
        """What keeps it from working, in Vietnamese; None where nothing does."""
        if self._client.is_revoked or not self._well_formed:
            return zalo.TOKEN_WRONG
        return self._insist.trouble or self._savings.trouble

    @property
    def used(self) -> str | None:
        """How much of the month's messages is used; None where nothing is counted, or the disk does not say."""
        try:
            return self._allowance.note()
        except DataFolderBroken:
            return None

    def link(self, code: str) -> None:
        """Zalo opens no bot with a code."""

    def _stop_for_good(self) -> None:
        _log.error("%s", zalo.TOKEN_WRONG)
        try:
            self._warn(zalo.TOKEN_WRONG)
        except (CadreBotError, RuntimeError) as error:
            _log.error("admins could not be told: %s", type(error).__name__)

    def _show_typing(self, chat: str) -> None:
        if self._well_formed and not self._allowance.rest():
            with suppress(ZaloError):
                self._client.call("sendChatAction", {"chat_id": chat, "action": "typing"}, seconds=_TYPING_CALL_SECONDS)

    async def _bring(self, update: dict[str, Any]) -> bool:
        """Save an update that the webhook was given; called on the web server's loop."""
        return self._saving.at_work and await self._saving.save(self._receiving.understand(update))
