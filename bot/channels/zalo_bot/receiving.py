"""Updates in: a thread that fetches them one by one, or keeps Zalo bringing them to our address."""

from __future__ import annotations

import logging
import threading
import time
import traceback
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from bot.channels.webhooks import Receive
from bot.channels.zalo_bot.client import BadRequest, Client, NotFound, TooMany, Unauthorised
from bot.channels.zalo_bot.reading import events, read
from bot.channels.zalo_bot.trouble import AddressRefused, Insistence, WebhookElsewhere
from bot.channels.zalo_shared.exchange import Refusal
from bot.channels.zalo_shared.fields import TooOld
from bot.channels.zalo_shared.insistence import Stopped
from bot.model import Incoming
from bot.phrases import zalo

_log = logging.getLogger(__name__)
_ANEW_SECONDS = 30.0
_NAME_LENGTH = 64
_SERVER_TROUBLE = 500


class Receiving:
    """Takes updates in until it is stopped. `address` is where Zalo is to bring them; "" where they are fetched.

    `ours` are names of the bot itself. Seconds: `poll` that the server waits for an update, `pause` from the beginning
    of a call for one to that of the next, `look` between two looks whether the address is still known, `probe` after
    which it is given once more if it could not be opened: our own server may have come up after that.
    """

    def __init__(
        self,
        client: Client,
        insist: Insistence,
        *,
        address: str,
        secret: str,
        ours: set[str],
        poll: float,
        pause: float,
        look: float,
        probe: float,
    ) -> None:
        self._client = client
        self._insist = insist
        self._address = address
        self._secret = secret
        self._ours = ours
        self._poll_seconds = poll
        self._pause_seconds = pause
        self._look_seconds = look
        self._probe_seconds = probe
        self._told_of_old = False
        self._thread: threading.Thread | None = None

    def start(self, receive: Receive) -> None:
        """Begin; `receive` has what arrived on the disk when it returns."""
        self._thread = threading.Thread(target=self._keep_running, args=(receive,), name="zalo", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Ask for nothing any more. What a call that is under way brings is still handed on."""
        self._insist.stopped.set()

    def join(self, seconds: float) -> None:
        """Wait for a call that is under way: a message that it brings may not be handed out again."""
        if self._thread is not None:
            self._thread.join(seconds)
            if self._thread.is_alive():
                _log.warning("a call for updates was left under way")

    def understand(self, held: Any) -> list[Incoming]:
        """What an update holds for the conversation."""
        found = []
        for event in events(held):
            try:
                arrived = read(event, self._ours, datetime.now(UTC))
            except TooOld:  # it may be handed out again every second
                _log.log(logging.INFO if self._told_of_old else logging.WARNING, "a message is too old and passed over")
                self._told_of_old = True
            except Exception as error:  # noqa: BLE001  one event of a form unknown to us must not hold up the others
                _log.error("an event could not be read: %s\n%s", type(error).__name__, _frames(error))
            else:
                found += [] if arrived is None else [arrived]
        return found

    def _keep_running(self, receive: Receive) -> None:
        while not self._insist.stopped.is_set():
            try:
                self._run(receive)
            except (Stopped, Unauthorised):
                return
            except Exception as error:  # noqa: BLE001  the channel must not fall silent
                _log.error("receiving began anew: %s\n%s", type(error).__name__, _frames(error))
                self._insist.stopped.wait(_ANEW_SECONDS)

    def _run(self, receive: Receive) -> None:
        me = self._insist.on(self._who_am_i)
        if me.get("id"):
            self._ours.add(str(me["id"]))
        name = str(me.get("display_name") or me.get("account_name") or "")
        _log.warning("%s", zalo.serving("".join(sign for sign in name if sign.isprintable())[:_NAME_LENGTH]))
        if self._address:
            self._keep_address()
        else:
            self._insist.on(self._client.forget_webhook)
            self._poll(receive)

    def _who_am_i(self) -> Mapping[str, Any]:
        try:
            held = self._client.call("getMe")
        except (BadRequest, NotFound):
            return {}  # nothing that the bot cannot do without
        return held if isinstance(held, dict) else {}

    # --- fetched ---------------------------------------------------------------------------------------------------

    def _poll(self, receive: Receive) -> None:
        stopped = self._insist.stopped
        while not stopped.is_set():
            begun = time.monotonic()
            arrived = self.understand(self._insist.on(self._fetch))
            if arrived:
                # There is no acknowledgement: from here on the message may exist nowhere else.
                self._insist.on(lambda rows=arrived: receive(rows))  # type: ignore[misc]
            # A server that hands out the same message over and over answers at once.
            stopped.wait(max(0.0, begun + self._pause_seconds - time.monotonic()))

    def _fetch(self) -> Any:
        try:
            return self._client.update(self._poll_seconds)
        except (Unauthorised, TooMany):
            raise
        except Refusal as error:
            if (error.code or 0) >= _SERVER_TROUBLE:
                raise
            # It hands out nothing while it brings updates to an address; with which code it says so is not documented.
            if not self._client.webhook():
                raise
            self._client.forget_webhook()
            raise WebhookElsewhere from error

    # --- brought ---------------------------------------------------------------------------------------------------

    def _keep_address(self) -> None:
        stopped = self._insist.stopped
        opened = self._insist.on(self._set_address)
        if not opened and not stopped.wait(self._probe_seconds) and not self._insist.on(self._set_address):
            _log.error("%s", zalo.ADDRESS_NOT_OPENED)
        told = False
        while not stopped.wait(self._look_seconds):
            known = self._insist.on(self._client.webhook) or ""
            if known.rstrip("/") != self._address.rstrip("/"):
                if not told:
                    _log.error("%s", zalo.ADDRESS_LOST)
                told = True
                self._insist.on(self._set_address)

    def _set_address(self) -> bool:
        """Tell Zalo where to bring updates; whether it could open the address, as far as it says so."""
        try:
            held = self._client.call("setWebhook", {"url": self._address, "secret_token": self._secret})
        except BadRequest as error:
            raise AddressRefused from error
        verified = held.get("verification") if isinstance(held, dict) else None
        return not (isinstance(verified, dict) and verified.get("ok") is False)


def _frames(error: Exception) -> str:
    """Where an error arose, without its text."""
    return "".join(traceback.format_tb(error.__traceback__))
