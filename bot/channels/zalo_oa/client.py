"""The OA OpenAPI and its server of tokens over httpx; no token is in anything that is logged or raised.

Refusal            the server said no; `code` is its own
├── TokenRefused   it does not know the access token (any more)
└── PairLost       the refresh token is of no use any more: a person must give their consent again
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

import httpx
from pydantic import SecretStr

from bot.channels.zalo_shared.exchange import SECONDS, NotZalo, Refusal, base_of, exchanged, timeout_of, way_out

_TOKEN_REFUSED = (216, -216, -220, 401, -401)  # seen to mean the same
_LOST = (-118, -14014)
_SEALED = "sealed"  # headers that nobody but the transport sees: (name, SecretStr) each
_MESSAGE, _ABOUT, _TOKENS = "/v3.0/oa/message/cs", "/v2.0/oa/getoa", "/v4/oa/access_token"
_LONGEST_LIFE = 90 * 24 * 3600.0  # seconds; what the server says beyond that is a slip
_USUAL_LIFE = 90_000.0  # where it does not say


class TokenRefused(Refusal):
    """It does not know the access token (any more)."""


class PairLost(Refusal):
    """The refresh token is of no use any more."""


class Client:
    """Both servers. Safe to call from several threads. Raises SettingsError for an address that is none."""

    def __init__(
        self, app: str, secret: SecretStr, api: str, oauth: str, *, transport: httpx.BaseTransport | None = None
    ) -> None:
        self.app = app
        self.oauth = base_of(oauth, "ZALO_OA_OAUTH")
        self._secret = SecretStr(secret.get_secret_value().strip())
        self._api = base_of(api, "ZALO_OA_API")
        # Each through the proxy that the environment names for it.
        self._http = httpx.Client(transport=_Sealing(transport or way_out(self._api)))
        self._tokens = httpx.Client(transport=_Sealing(transport or way_out(self.oauth)))

    def send(self, access: str, payload: Mapping[str, Any], *, seconds: float = SECONDS) -> Mapping[str, Any]:
        """Send a consultation message; the answer's `data`. Raises ZaloError."""
        response = exchanged(
            lambda: self._http.post(
                f"{self._api}{_MESSAGE}",
                json=dict(payload),
                timeout=timeout_of(seconds),
                extensions=_sealed("access_token", SecretStr(access)),
            )
        )
        return _data(response)

    def about(self, access: str, *, seconds: float = SECONDS) -> Mapping[str, Any]:
        """What the server says of the Official Account. Raises ZaloError."""
        response = exchanged(
            lambda: self._http.get(
                f"{self._api}{_ABOUT}",
                timeout=timeout_of(seconds),
                extensions=_sealed("access_token", SecretStr(access)),
            )
        )
        return _data(response)

    def refreshed(self, refresh: str) -> tuple[str, str, float]:
        """(access token, refresh token, seconds that the first lives) for a refresh token, which is used up by this.

        Raises ZaloError.
        """
        return self._pair({"refresh_token": refresh, "app_id": self.app, "grant_type": "refresh_token"})

    def granted(self, code: str, verifier: str) -> tuple[str, str, float]:
        """The same for the code of a consent."""
        fields = {"code": code, "app_id": self.app, "grant_type": "authorization_code", "code_verifier": verifier}
        return self._pair(fields)

    def close(self) -> None:
        """End the connections."""
        self._http.close()
        self._tokens.close()

    def _pair(self, fields: Mapping[str, str]) -> tuple[str, str, float]:
        response = exchanged(
            lambda: self._tokens.post(
                f"{self.oauth}{_TOKENS}",
                data=dict(fields),
                timeout=timeout_of(SECONDS),
                extensions=_sealed("secret_key", self._secret),
            )
        )
        held = _object(response)
        access, refresh = held.get("access_token"), held.get("refresh_token")
        if _usable(access) and _usable(refresh):
            return str(access), str(refresh), _seconds(held.get("expires_in"))
        code = _code(held.get("error"))
        if code is None or code == 0:
            raise NotZalo(response.status_code)
        raise (PairLost if code in _LOST else Refusal)(code)


def _data(response: httpx.Response) -> Mapping[str, Any]:
    """What an answer holds: its `error` counts and not the HTTP status. Raises NotZalo or Refusal."""
    held = _object(response)
    code = _code(held.get("error"))
    if code is None:
        raise NotZalo(response.status_code)
    if code in _TOKEN_REFUSED:
        raise TokenRefused(code)
    if code:
        raise Refusal(code)
    data = held.get("data")
    return data if isinstance(data, dict) else {}


def _object(response: httpx.Response) -> Mapping[str, Any]:
    """The JSON object of an answer. Raises NotZalo for anything else."""
    try:
        held = json.loads(response.content)
    except (ValueError, RecursionError):
        held = None
    if not isinstance(held, dict):
        raise NotZalo(response.status_code)
    return held


def _code(held: Any) -> int | None:
    """A code, as a number or in digits; None where there is none."""
    if isinstance(held, str) and re.fullmatch(r"-?\d{1,6}", held):
        held = int(held)
    return held if isinstance(held, int) and not isinstance(held, bool) and abs(held) < 10**6 else None


def _usable(held: Any) -> bool:
    return isinstance(held, str) and re.fullmatch(r"[!-~]{1,8192}", held) is not None


def _seconds(held: Any) -> float:
    """How long a token lives; the server says it as a string of digits."""
    if isinstance(held, str) and re.fullmatch(r"\d{1,9}", held):
        held = int(held)
    if not isinstance(held, (int, float)) or isinstance(held, bool) or not held > 0:
        return _USUAL_LIFE
    return min(float(held), _LONGEST_LIFE)


def _sealed(name: str, value: SecretStr) -> dict[str, Any]:
    return {_SEALED: ((name, value),)}


class _Sealing(httpx.BaseTransport):
    """Puts tokens into the headers below everything that logs a request or raises with one in it."""

    def __init__(self, transport: httpx.BaseTransport) -> None:
        self._transport = transport

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        extensions = dict(request.extensions)
        headers = request.headers.copy()
        for name, value in extensions.pop(_SEALED, ()):
            headers[name] = value.get_secret_value()
        made = httpx.Request(request.method, request.url, headers=headers, stream=request.stream, extensions=extensions)
        return self._transport.handle_request(made)

    def close(self) -> None:
        self._transport.close()
