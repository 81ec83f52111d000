"""The Zalo Bot API over httpx: one call, one envelope, typed errors, and the token in nothing that is logged or raised.

Refusal
├── BadRequest      400
├── Unauthorised    401
├── NotFound        404
├── NothingNew      408: the everyday answer to a poll, and a server in trouble elsewhere
└── TooMany         429
"""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

import httpx

from bot.channels.zalo_shared.exchange import SECONDS, NotZalo, Refusal, base_of, exchanged, timeout_of, way_out
from bot.settings import Settings

_LONGEST_POLL = 30.0  # seconds that the server waits if it does not heed what it is asked for
_POLL_MORE_SECONDS = 10.0  # that an answer may take beyond the wait
_STRIKES = 2  # refusals of the token in a row until it is believed; one may be a slip of the server …
_SLIP_SECONDS = 2.0  # … which several calls under way may meet at once
_TOKEN = re.compile(r"[A-Za-z0-9._~:=+*@$!,;-]{8,512}")  # whatever may stand in an address as it is


class BadRequest(Refusal):
    """It does not understand the call."""


class Unauthorised(Refusal):
    """It does not know the token (any more); `final` where that is beyond doubt."""

    final = False


class NotFound(Refusal):
    """What the call names does not exist."""


class NothingNew(Refusal):
    """It ran out of time."""


class TooMany(Refusal):
    """Too fast, or more than the plan allows."""


_REFUSALS: Mapping[int, type[Refusal]] = {
    400: BadRequest,
    401: Unauthorised,
    404: NotFound,
    408: NothingNew,
    429: TooMany,
}


class Client:
    """The Bot API. Safe to call from several threads.

    A token that was refused twice in a row, some seconds apart, is not shown any more: every call is Unauthorised, and
    `revoked` is called once. Raises SettingsError for an address that is none.
    """

    def __init__(
        self,
        token: str,
        address: str,
        *,
        revoked: Callable[[], None] = lambda: None,
        transport: httpx.BaseTransport | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._base = base = base_of(address, "ZALO_BOT_API")
        self._revoked = revoked
        self._clock = clock
        self._strikes, self._struck = 0, 0.0
        self._counting = threading.Lock()
        self._http = httpx.Client(transport=_Signed(transport or way_out(base), token))

    def call(self, method: str, payload: Mapping[str, Any] | None = None, *, seconds: float = SECONDS) -> Any:
        """The result of a method; None where it has none. Raises ZaloError."""
        if self.is_revoked:
            raise _final()
        try:
            result = self._answer(method, payload, seconds)
        except Unauthorised as error:
            raise (_final() if self._strike() else error) from None
        with self._counting:
            self._strikes = 0 if self._strikes < _STRIKES else self._strikes
        return result

    def update(self, seconds: float) -> Any:
        """The next update as it came, after waiting for one at most some seconds; None where there is none."""
        try:
            held = self.call(
                "getUpdates",
                {"timeout": max(1, int(seconds))},
                seconds=max(seconds, _LONGEST_POLL) + _POLL_MORE_SECONDS,
            )
        except NothingNew:
            return None
        return held or None

    def webhook(self) -> str | None:
        """The address that updates are brought to; None where there is none."""
        try:
            held = self.call("getWebhookInfo")
        except NotFound:
            return None
        address = held.get("url") if isinstance(held, dict) else None
        return address if isinstance(address, str) and address else None

    def forget_webhook(self) -> None:
        """Have updates brought nowhere."""
        with suppress(NotFound):
            self.call("deleteWebhook")

    @property
    def is_revoked(self) -> bool:
        """Whether the token is beyond doubt wrong."""
        return self._strikes >= _STRIKES

    def close(self) -> None:
        """End the connections."""
        self._http.close()

    def _answer(self, method: str, payload: Mapping[str, Any] | None, seconds: float) -> Any:
        address, held = f"{self._base}/{method}", dict(payload or {})
        response = exchanged(lambda: self._http.post(address, json=held, timeout=timeout_of(seconds)))
        return _result(response.status_code, response.content)

    def _strike(self) -> bool:
        """Count a refusal of the token; whether it is revoked."""
        with self._counting:
            now = self._clock()
            counts = not self._strikes or now - self._struck >= _SLIP_SECONDS
            self._strikes += counts
            self._struck = now if counts else self._struck
            last = counts and self._strikes == _STRIKES
        if last:
            self._revoked()
        return self.is_revoked


def token_of(settings: Settings) -> str | None:
    """The bot's token; None where none is set."""
    held = settings.zalo_bot_token.get_secret_value().strip() if settings.zalo_bot_token else ""
    return held or None


def looks_like_token(token: str) -> bool:
    """Whether a token may stand in an address; what may not is shown to nobody."""
    return _TOKEN.fullmatch(token) is not None


def _final() -> Unauthorised:
    error = Unauthorised(401)
    error.final = True
    return error


def _result(status: int, content: bytes) -> Any:
    """What an answer holds: its `ok` counts and not the HTTP status. Raises NotZalo or Refusal."""
    try:
        held = json.loads(content)
    except (ValueError, RecursionError):
        held = None
    ok = held.get("ok") if isinstance(held, dict) else None
    if ok is True:
        return held.get("result")
    if ok is False:
        code = _code(held, status)
        raise _REFUSALS.get(code, Refusal)(code)
    if status == 408:
        raise NothingNew(status)
    raise NotZalo(status)


def _code(held: Mapping[str, Any], status: int) -> int:
    for name in ("error_code", "errorCode"):
        code = held.get(name)
        if isinstance(code, str) and re.fullmatch(r"-?\d{1,6}", code):
            code = int(code)
        if isinstance(code, int) and not isinstance(code, bool) and code:
            return code
    return status if status >= 400 else 0


class _Signed(httpx.BaseTransport):
    """Puts the token into the address below everything that logs an address or raises with one in it."""

    def __init__(self, transport: httpx.BaseTransport, token: str) -> None:
        self._transport = transport
        self._token = token

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        before, _, method = request.url.raw_path.rpartition(b"/")
        path = b"%s/bot%s/%s" % (before, self._token.encode("ascii", "replace"), method)
        signed = httpx.Request(
            request.method,
            request.url.copy_with(raw_path=path),
            headers=request.headers,
            stream=request.stream,
            extensions=request.extensions,
        )
        return self._transport.handle_request(signed)

    def close(self) -> None:
        self._transport.close()
