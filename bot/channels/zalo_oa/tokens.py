"""The pair of tokens at work: renewed ahead of time by one alone, and on the disk before it is used.

A refresh token is good for one use and the old access token stops with it, so that everybody who needs a token goes
through one lock, and whoever comes second finds it done.
"""

from __future__ import annotations

import logging
import threading
import time
import traceback
from collections.abc import Callable
from dataclasses import replace
from enum import StrEnum

from bot.channels.zalo_oa.client import Client, PairLost, TokenRefused
from bot.channels.zalo_oa.trouble import Renewals, Telling
from bot.channels.zalo_oa.vault import Pair, Unreadable, Vault, fingerprint
from bot.channels.zalo_shared.exchange import ZaloError
from bot.errors import DataFolderBroken
from bot.phrases import zalo_oa

_log = logging.getLogger(__name__)
_AHEAD_SECONDS = 2 * 3600.0  # before an access token ends it is renewed …
_AHEAD_SHARE = 0.1  # … or with this part of its life left, where that is later
_LEAST_SECONDS = 60.0  # between two renewals: a server that takes no token at all must not use up one after another
_FIRST_PAUSE, _LONGEST_PAUSE = 5.0, 300.0  # after a renewal that failed
_LOST_PAUSE = 3600.0  # the same where the pair is lost: the server may have slipped


class State(StrEnum):
    """Where consent stands."""

    NONE = "none"
    CONNECTED = "connected"
    LOST = "lost"


class NoToken(ZaloError):
    """Nobody has given their consent yet."""


class Tokens:
    """The pair of one Official Account. Safe to call from several threads.

    `seed` is a first refresh token that a setting gives; it is used once. `lost` makes the sentence for admins. Raises
    DataFolderBroken where the disk refuses at the beginning.
    """

    def __init__(
        self,
        client: Client,
        vault: Vault,
        telling: Telling,
        *,
        seed: str | None,
        lost: str,
        renewals: Renewals | None = None,
        least: float = _LEAST_SECONDS,
        first_pause: float = _FIRST_PAUSE,
        now: Callable[[], float] = time.time,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._client = client
        self._vault = vault
        self._telling = telling
        self._lost_sentence = lost
        self._renewals = renewals or Renewals(steady=0.0)
        self._least = least
        self._first_pause = first_pause
        self._now = now
        self._clock = clock
        self._working = threading.Lock()  # held by whoever renews
        self._changed = threading.Condition()
        self._stopped = False
        self._thread: threading.Thread | None = None
        self._unkept: Pair | None = None  # given, and not on the disk yet
        self._lost = self._unreadable = self._refused = False
        self._renewed_at = float("-inf")
        self._failed: ZaloError | None = None  # how the last renewal ended, and until when that stands
        self._failed_until = float("-inf")
        self._pause = first_pause
        self._pair: Pair | None = None
        try:
            self._pair = vault.load()
        except Unreadable:
            self._unreadable = True
            _log.error("%s", zalo_oa.TOKENS_UNREADABLE)
        self._fingerprint = fingerprint(seed) if seed else None
        used = self._pair is not None and self._pair.seed == self._fingerprint
        self._seed = None if used else seed

    @property
    def state(self) -> State:
        """Where consent stands."""
        if self._lost:
            return State.LOST
        return State.CONNECTED if self._pair is not None or self._seed else State.NONE

    @property
    def pair(self) -> Pair | None:
        """What is held; its tokens are for nobody else."""
        return self._pair

    @property
    def trouble(self) -> str | None:
        """What keeps it from working; None where nothing does."""
        if self._lost:
            return self._lost_sentence
        if self._unreadable:
            return zalo_oa.TOKENS_UNREADABLE
        return self._renewals.trouble or (zalo_oa.TOKEN_REFUSED if self._refused else None)

    def access(self) -> str:
        """A token that is good now. Raises ZaloError, or DataFolderBroken where a new one cannot be kept."""
        pair = self._pair
        if pair is not None and self._now() < pair.expires and self._unkept is None:
            return pair.access
        return self.renewed(pair.access if pair is not None else "")

    def renewed(self, stale: str) -> str:
        """A token in place of one that is of no use. Raises as `access` does, and TokenRefused soon after another."""
        with self._working:
            if self._unkept is not None:
                self._keep(self._unkept)
            elif self._pair is None or self._pair.access == stale:
                self._renew()
            assert self._pair is not None  # or there was an error
            return self._pair.access

    def went_well(self) -> None:
        """A token was taken."""
        self._refused = False

    def refused_anew(self) -> None:
        """A token that was just given is not taken."""
        self._refused = True
        self._telling.once("token", zalo_oa.TOKEN_REFUSED)

    def adopt(self, access: str, refresh: str, life: float, oa: str | None) -> None:
        """Take a pair that a consent gave. Raises DataFolderBroken; then it is kept as soon as the disk lets."""
        with self._working:
            self._keep(Pair(access, refresh, self._now() + life, life, oa, self._fingerprint))

    def start(self) -> None:
        """Begin to renew ahead of time."""
        self._thread = threading.Thread(target=self._run, name="zalo-oa-tokens", daemon=True)
        self._thread.start()

    def stop(self, seconds: float = 30.0) -> None:
        """End; a renewal that is under way is kept."""
        with self._changed:
            self._stopped = True
            self._changed.notify_all()
        if self._thread is not None:
            self._thread.join(seconds)

    def _renew(self) -> None:
        """Ask for a new pair; with the lock held."""
        now = self._clock()
        if self._failed is not None and now < self._failed_until:
            raise type(self._failed)(self._failed.code)
        if now - self._renewed_at < self._least:
            raise TokenRefused
        refresh = self._seed or (self._pair.refresh if self._pair is not None else None)
        if refresh is None:
            raise NoToken
        try:
            access, refresh, life = self._client.refreshed(refresh)
        except PairLost as error:
            if self._seed is not None and self._pair is not None:
                # One that was used up long ago and still stands in the settings; what people consented to goes on.
                _log.warning("%s", zalo_oa.SEED_USED)
                self._seed = None
                self._keep(replace(self._pair, seed=self._fingerprint))
                self._renewed_at = float("-inf")  # by that nothing was
                self._renew()
                return
            self._note_failure(error)
            raise
        except ZaloError as error:
            self._note_failure(error)
            raise
        # A refresh token out of the settings may be that of another Official Account.
        oa = self._pair.oa if self._pair is not None and self._seed is None else None
        self._keep(Pair(access, refresh, self._now() + life, life, oa, self._fingerprint))

    def _keep(self, pair: Pair) -> None:
        """Have a pair on the disk, and only then use it; with the lock held."""
        self._unkept = pair
        try:
            self._vault.keep(pair)
        except DataFolderBroken as error:
            self._renewals.failed(error)
            raise
        self._pair, self._unkept = pair, None
        self._seed = None
        self._renewed_at = self._clock()
        self._failed, self._pause = None, self._first_pause
        self._lost = self._unreadable = self._refused = False
        self._telling.over("lost")
        self._renewals.went_well()
        with self._changed:
            self._changed.notify_all()

    def _note_failure(self, error: ZaloError) -> None:
        self._failed = error
        lost = isinstance(error, PairLost)
        self._failed_until = self._clock() + (_LOST_PAUSE if lost else self._pause)
        self._pause = min(2 * self._pause, _LONGEST_PAUSE)
        self._renewals.failed(error)
        if lost:
            self._lost = True
            self._telling.once("lost", self._lost_sentence)

    def _run(self) -> None:
        while True:
            with self._changed:
                # Looked at now and then besides: the computer may have slept, or its clock been set.
                self._changed.wait_for(lambda: self._stopped or self._wait() <= 0, min(60.0, max(0.02, self._wait())))
                if self._stopped:
                    return
                if self._wait() > 0:
                    continue
            try:
                self.renewed(self._pair.access if self._pair is not None else "")
            except (ZaloError, DataFolderBroken):
                pass  # said, and tried again after a pause
            except Exception as error:  # noqa: BLE001  nothing may end what keeps the channel going
                frames = "".join(traceback.format_tb(error.__traceback__))
                _log.error("renewing failed: %s\n%s", type(error).__name__, frames)
            with self._changed:
                self._changed.wait_for(lambda: self._stopped, 0.02 if self._wait() > 0 else 1.0)

    def _wait(self) -> float:
        """Seconds until a renewal is due."""
        rest = max(self._failed_until if self._failed is not None else 0.0, self._renewed_at + self._least)
        rest = max(0.0, rest - self._clock())
        if self._unkept is not None:
            return 0.0
        if self._seed is not None:
            return rest
        if self._pair is None:
            return float("inf")
        ahead = min(_AHEAD_SECONDS, _AHEAD_SHARE * self._pair.life)
        return max(rest, self._pair.expires - ahead - self._now())
