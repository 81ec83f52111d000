"""One HTTP exchange with a server of Zalo, and what it means where there is none.

ZaloError
├── Unreachable     nothing was sent: no network, no server
├── AnswerLost      the call went out and no answer came back: it may have been carried out
├── NotZalo         somebody else answered: a gateway, a firewall's page; `code` is the HTTP status
└── Refusal         Zalo said no; `code` is its own
"""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import httpx

from bot import phrases
from bot.channels.quiet import quieten
from bot.errors import SettingsError
from bot.phrases import zalo

SECONDS = 20.0  # that a call may take between two signs of life
GATEWAY_CODES = (200, 502, 504)  # somebody in between answered, who may have passed the message on
TOO_BIG = 413
_CONNECT_SECONDS = 10.0
_NEVER_LEFT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
    httpx.LocalProtocolError,
)


class ZaloError(Exception):
    """A call that did not succeed. Holds no word of the server, which may repeat what it was sent."""

    def __init__(self, code: int | None = None, kind: str = "") -> None:
        super().__init__(kind or type(self).__name__, *([] if code is None else [code]))
        self.code = code


class Unreachable(ZaloError):
    """Nothing was sent."""


class AnswerLost(ZaloError):
    """The call went out and no answer came back."""


class NotZalo(ZaloError):
    """Somebody else answered."""


class Refusal(ZaloError):
    """Zalo said no."""


def exchanged(call: Callable[[], httpx.Response]) -> httpx.Response:
    """The answer to a call, read whole. Raises Unreachable or AnswerLost."""
    try:
        return call()
    except (*_NEVER_LEFT, RuntimeError) as error:  # RuntimeError: this client is closed
        failed: ZaloError = Unreachable(kind=type(error).__name__)
    except httpx.HTTPError as error:
        failed = AnswerLost(kind=type(error).__name__)
    raise failed  # here, so that no error of the library, which knows the request, hangs on it


def timeout_of(seconds: float) -> httpx.Timeout:
    """How long a call may take between two signs of life."""
    return httpx.Timeout(seconds, connect=min(seconds, _CONNECT_SECONDS))


def base_of(address: str, setting: str) -> str:
    """The address of a server as calls are put below it. Raises SettingsError, naming the setting."""
    base = address.strip().rstrip("/")
    if not base.startswith(("https://", "http://")) or not urlsplit(base).hostname:
        raise SettingsError(phrases.settings_wrong([(setting, zalo.API_WRONG)]))
    return base


def way_out(address: str) -> httpx.BaseTransport:
    """Straight to a server, or through the proxy that the environment names for it. Raises SettingsError."""
    quieten()
    target = urlsplit(address)
    named = getproxies()
    proxy = None if proxy_bypass(target.hostname or "") else named.get(target.scheme) or named.get("all")
    try:
        return httpx.HTTPTransport(proxy=proxy or None)
    except (ValueError, ImportError, httpx.InvalidURL):
        pass  # raised below, where the library's error, which may show a password, is no part of ours
    raise SettingsError(zalo.PROXY_WRONG)
