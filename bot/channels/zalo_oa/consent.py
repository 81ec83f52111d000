"""The consent of whoever keeps the Official Account: an address to go to, and what comes back from there (PKCE)."""

from __future__ import annotations

import base64
import hashlib
import re
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlencode

from bot.channels.zalo_oa.client import Client
from bot.channels.zalo_oa.tokens import State, Tokens
from bot.channels.zalo_shared.exchange import Refusal, ZaloError
from bot.channels.zalo_shared.fields import name_of
from bot.errors import CadreBotError
from bot.model import VIETNAM
from bot.phrases import zalo_oa

PAGE = "/quan-tri/zalo-oa"
BACK = f"{PAGE}/xong"
_SECONDS = 600.0  # a code is good for as long
_MOST = 32  # that are open at once
_VERIFIER_BYTES = 32  # 43 characters
_CODE = re.compile(r"[!-~]{1,4096}")
_STATES = {
    State.NONE: zalo_oa.STATE_NOT,
    State.CONNECTED: zalo_oa.STATE_CONNECTED,
    State.LOST: zalo_oa.STATE_LOST,
}


class ConsentFailed(CadreBotError):
    """There is no consent; the sentence says what to do."""


@dataclass(frozen=True, slots=True)
class _Begun:
    account: str
    verifier: str = field(repr=False)
    until: float


class Consent:
    """Consents that are under way, in memory alone. Safe to call from several threads.

    `public` is the address of this server, "" where it has none; `webhook` the one of the webhook; `notes` are what is
    wrong now; `connected` is called once there is a new pair.
    """

    def __init__(
        self,
        client: Client,
        tokens: Tokens,
        *,
        public: str,
        webhook: str,
        notes: Callable[[], list[str]],
        connected: Callable[[], None] = lambda: None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._client = client
        self._tokens = tokens
        self._public = public
        self._webhook = webhook
        self._notes = notes
        self._connected = connected
        self._clock = clock
        self._open: dict[str, _Begun] = {}
        self._working = threading.Lock()

    @property
    def given(self) -> bool:
        """Whether there is a consent that holds."""
        return self._tokens.state is State.CONNECTED

    def rows(self) -> list[tuple[str, str]]:
        """How things stand, as (label, value)."""
        pair = self._tokens.pair
        until = datetime.fromtimestamp(pair.expires, VIETNAM) if pair is not None else None
        state, oa = _STATES[self._tokens.state], pair.oa if pair is not None else None
        back = f"{self._public}{BACK}" if self._public else zalo_oa.CONSENT_NO_ADDRESS
        return zalo_oa.state_lines(state, oa, until, back, self._webhook, self._notes())

    def begin(self, account: str) -> str:
        """The address to go to, good for one consent of one account. Raises ConsentFailed."""
        if not self._public:
            raise ConsentFailed(zalo_oa.CONSENT_NO_ADDRESS)
        state, verifier = secrets.token_urlsafe(32), secrets.token_urlsafe(_VERIFIER_BYTES)
        now = self._clock()
        with self._working:
            held = [(name, one) for name, one in self._open.items() if one.until > now]
            self._open = dict(held[-(_MOST - 1) :])
            self._open[state] = _Begun(account, verifier, now + _SECONDS)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
        asked = {
            "app_id": self._client.app,
            "redirect_uri": f"{self._public}{BACK}",
            "code_challenge": challenge,
            "state": state,
        }
        return f"{self._client.oauth}/v4/oa/permission?{urlencode(asked)}"

    def finish(self, account: str, state: str, code: str, oa: str) -> None:
        """Take what came back. Raises ConsentFailed, or DataFolderBroken where the pair cannot be kept yet."""
        with self._working:
            begun = self._open.pop(state, None)
        if begun is None or begun.until <= self._clock() or begun.account != account:
            raise ConsentFailed(zalo_oa.CONSENT_OLD)
        if not _CODE.fullmatch(code):
            raise ConsentFailed(zalo_oa.CONSENT_DENIED)
        sentence = ""
        try:
            access, refresh, life = self._client.granted(code, begun.verifier)
        except Refusal as error:
            sentence = zalo_oa.consent_refused(error.code or 0)
        except ZaloError:
            sentence = zalo_oa.CONSENT_UNREACHABLE
        if sentence:
            raise ConsentFailed(sentence)
        self._tokens.adopt(access, refresh, life, name_of(oa))
        self._connected()
