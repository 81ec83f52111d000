"""python-telegram-bot's client as it is used here: two pools, the operator's proxy, and not a word of it in any log."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any

import httpx
from telegram import Bot
from telegram.error import NetworkError
from telegram.request import HTTPXRequest

from bot import phrases
from bot.channels.quiet import quieten
from bot.errors import SettingsError
from bot.phrases import platforms
from bot.settings import Settings

_TOKEN = re.compile(r"\d{1,20}:[A-Za-z0-9_-]+")
_CONNECTIONS = 16  # for everything but getUpdates: a few sender threads, typing, presses
_UPLOAD_SECONDS = 120.0  # a file goes out slower than a sentence
_BOT_API_CODES = (200, 400, 401, 403, 404, 409, 429)


class ServerTrouble(NetworkError):
    """An HTTP answer that is no answer of the Bot API: a server in trouble, a gateway, a page of a firewall."""

    __slots__ = ("code",)

    def __init__(self, code: int) -> None:
        super().__init__(f"HTTP {code}")
        self.code = code


class Client(Bot):
    """The Bot API; errors are those of `telegram.error` and ServerTrouble."""

    __slots__ = ()

    async def fetch_updates(
        self, offset: int | None, *, seconds: int, read_seconds: float, kinds: Sequence[str]
    ) -> list[dict[str, Any]]:
        """The updates from `offset` on as they came, after waiting for one at most `seconds`.

        `Bot.get_updates` raises when one of them cannot be read, and would do so for ever.
        """
        data = {"offset": offset, "timeout": seconds, "allowed_updates": list(kinds)}
        found = await self._post("getUpdates", data, read_timeout=read_seconds + seconds)
        return [update for update in found if isinstance(update, dict) and isinstance(update.get("update_id"), int)]

    async def close_connections(self) -> None:
        """End both pools; `Bot.shutdown` does nothing for a client that was not told to `initialize`."""
        for request in self._request:
            await request.shutdown()


def token_of(settings: Settings) -> str | None:
    """The bot's token; None where none is set."""
    held = settings.telegram_token.get_secret_value().strip() if settings.telegram_token else ""
    return held or None


def looks_like_token(token: str) -> bool:
    """Whether a token has the form that @BotFather gives out; what has not is shown to nobody."""
    return _TOKEN.fullmatch(token) is not None


def make_client(token: str, settings: Settings) -> Client:
    """A client for the operator's server, proxy and patience. Raises SettingsError."""
    quieten()
    server = settings.telegram_api.strip().rstrip("/")
    if not server.startswith(("https://", "http://")):
        raise SettingsError(phrases.settings_wrong([("TELEGRAM_API", platforms.TELEGRAM_API_WRONG)]))
    return Client(
        token,
        base_url=f"{server}/bot",
        base_file_url=f"{server}/file/bot",
        request=_request(settings, _CONNECTIONS),
        get_updates_request=_request(settings, 1),
    )


class _Request(HTTPXRequest):
    """Tells the Bot API's word from that of whatever else may stand in between.

    A firewall's page with status 403 must not count as "blocked by the user", nor one with 404 as a wrong token.
    """

    __slots__ = ()

    async def do_request(self, url: str, method: str, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
        code, payload = await super().do_request(url, method, *args, **kwargs)
        fetched_file = method == "GET" and code == 200
        if not fetched_file and not _is_answer(code, payload):
            raise ServerTrouble(code)
        return code, payload


def _is_answer(code: int, payload: bytes) -> bool:
    try:
        held = json.loads(payload)
    except (ValueError, RecursionError):
        return False
    if code not in _BOT_API_CODES or not isinstance(held, dict) or held.get("ok") is not (code == 200):
        return False
    parameters = held.get("parameters")
    if code == 200:
        return "result" in held
    return code != 429 or (isinstance(parameters, dict) and "retry_after" in parameters)


def _request(settings: Settings, connections: int) -> _Request:
    seconds = settings.telegram_timeout
    return _Request(
        connection_pool_size=connections,
        connect_timeout=seconds,
        read_timeout=seconds,
        write_timeout=seconds,
        pool_timeout=seconds,
        media_write_timeout=max(seconds, _UPLOAD_SECONDS),
        proxy=_proxy(settings),
    )


def through_proxy(settings: Settings) -> bool:
    """Whether Telegram is reached through the operator's proxy."""
    return bool(_proxy_address(settings))


def _proxy_address(settings: Settings) -> str:
    return settings.telegram_proxy.get_secret_value().strip() if settings.telegram_proxy else ""


def _proxy(settings: Settings) -> httpx.Proxy | None:
    address = _proxy_address(settings)
    if not address:
        return None
    try:
        return httpx.Proxy(address)
    except (ValueError, httpx.InvalidURL):
        pass  # raised below, where the library's error, which shows the password, is no part of ours
    raise SettingsError(phrases.settings_wrong([("TELEGRAM_PROXY", platforms.TELEGRAM_PROXY_WRONG)]))
