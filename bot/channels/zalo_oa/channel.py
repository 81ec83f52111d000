"""The Official Account as delivery sees it: letters out, webhooks in, tokens renewed on a thread of its own."""

from __future__ import annotations

import logging
import threading
import traceback
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext, suppress
from datetime import UTC, datetime
from typing import Any

import httpx
from starlette.routing import Route

from bot import phrases
from bot.channels.webhooks import Receive, Saving
from bot.channels.zalo_oa.attachments import Attachments
from bot.channels.zalo_oa.client import Client
from bot.channels.zalo_oa.consent import PAGE, Consent
from bot.channels.zalo_oa.others import Others
from bot.channels.zalo_oa.quota import Quota
from bot.channels.zalo_oa.reading import CHANNEL, Brought, read
from bot.channels.zalo_oa.sending import Page, Sending
from bot.channels.zalo_oa.signature import Signatures
from bot.channels.zalo_oa.taking import Taking
from bot.channels.zalo_oa.tokens import State, Tokens
from bot.channels.zalo_oa.trouble import Savings, Telling
from bot.channels.zalo_oa.vault import Vault
from bot.channels.zalo_oa.webhook import PATH, webhook_route
from bot.channels.zalo_shared.allowance import Allowance
from bot.channels.zalo_shared.exchange import ZaloError
from bot.channels.zalo_shared.fields import TooOld
from bot.channels.zalo_shared.writing import LIMIT
from bot.errors import DataFolderBroken, SettingsError
from bot.journal import Journal
from bot.journal.sends import Sends
from bot.journal.windows import Windows
from bot.model import Attachment, Incoming, Outgoing
from bot.phrases import zalo_oa
from bot.settings import Settings

_log = logging.getLogger(__name__)
_SAVE_SECONDS = 1.5  # the platform waits for two
_NAME_LENGTH = 64


def is_set(settings: Settings) -> bool:
    """Whether the app of an Official Account is set."""
    return bool(_app(settings) or _secret(settings))


class ZaloOA:
    """The channel. `warn` tells the admins something, on whatever channel they are; `page` names our page of a file.

    Raises SettingsError for settings that are wrong, DataFolderBroken where the disk refuses.
    """

    name = CHANNEL
    limit = LIMIT
    buttons = True

    def __init__(
        self,
        settings: Settings,
        journal: Journal,
        *,
        warn: Callable[[str], None] = lambda sentence: None,
        page: Page = lambda file: None,
        transport: httpx.BaseTransport | None = None,
        save_seconds: float = _SAVE_SECONDS,
        renewing: Mapping[str, Any] | None = None,
        sending: Mapping[str, Any] | None = None,
    ) -> None:
        app, secret = _app(settings), settings.zalo_oa_app_secret
        if not app or secret is None or not _secret(settings):
            missing = "ZALO_OA_APP_SECRET" if app else "ZALO_OA_APP_ID"
            raise SettingsError(phrases.settings_wrong([(missing, zalo_oa.HALF_SET)]))
        if not (_secret(settings).isascii() and _secret(settings).isprintable()):  # it goes into a header
            raise SettingsError(phrases.settings_wrong([("ZALO_OA_APP_SECRET", zalo_oa.SECRET_WRONG)]))
        self._public = settings.public_url.strip().rstrip("/") if settings.public_url else ""
        self._save_seconds = save_seconds
        self._telling = Telling(warn)
        self._client = Client(app, secret, settings.zalo_oa_api, settings.zalo_oa_oauth, transport=transport)
        key, seed = settings.zalo_oa_key, settings.zalo_oa_refresh_token
        self._tokens = Tokens(
            self._client,
            Vault(settings.data, key.get_secret_value() if key is not None else None),
            self._telling,
            seed=(seed.get_secret_value().strip() if seed is not None else "") or None,
            lost=zalo_oa.lost(f"{self._public}{PAGE}"),
            **(renewing or {}),
        )
        self._windows = Windows(journal, CHANNEL)
        self._allowance = Allowance(Sends(journal.store, CHANNEL), None, warn, words=zalo_oa)
        self._quota = Quota(self._telling, paid=settings.zalo_oa_paid)
        self._sending = Sending(
            self._client,
            self._tokens,
            self._allowance,
            self._windows,
            self._quota,
            self._telling,
            page=page,
            paid=settings.zalo_oa_paid,
            **(sending or {}),
        )
        self._signatures = Signatures(
            app, settings.zalo_oa_secret, journal.store, enforced=settings.zalo_oa_signatures == "enforce"
        )
        self._savings = Savings()
        self._saving = Saving("zalo-oa-inbox", self._savings)
        self._taking = Taking(self._saving, self._windows)
        self._others = Others(self._tokens)
        self._attachments = Attachments(transport=transport)
        self._told_of_old = False
        self._greeter: threading.Thread | None = None
        self.consent = Consent(
            self._client,
            self._tokens,
            public=self._public,
            webhook=f"{self._public}{PATH}",
            notes=self._notes,
            connected=self._greet,
        )

    def routes(self) -> list[Route]:
        """What the web server must have."""
        return [webhook_route(self._signatures, self._bring)]

    def start(self, receive: Receive) -> None:
        """Begin to take webhooks in; `receive` has them on the disk when it returns. Does not wait for Zalo."""

        def received(arrived: Sequence[Incoming]) -> None:
            self._signatures.remember()
            receive(arrived)

        self._saving.start(received)
        self._tokens.start()
        if self._public:
            _log.warning("%s", zalo_oa.address_to_give(f"{self._public}{PATH}"))
        for note in self._standing():
            _log.warning("%s", note)
        if self._tokens.state is State.CONNECTED:
            self._greeter = threading.Thread(target=self._greet, name="zalo-oa-greeter", daemon=True)
            self._greeter.start()

    def stop(self) -> None:
        """Take no webhook any more; what is being saved is saved."""
        self._saving.stop()

    def close(self) -> None:
        """End everything, before the store is closed; unsent letters stay there."""
        self.stop()
        self._tokens.stop()
        self._client.close()
        self._attachments.close()
        if self._greeter is not None:
            self._greeter.join(5.0)

    def send(self, chat: str, outgoing: Outgoing) -> str | None:
        """Send one message; raises a SendError. Called from delivery's threads."""
        return self._sending.send(chat, outgoing)

    def working(self, chat: str) -> AbstractContextManager[None]:
        """The platform has no sign for it."""
        return nullcontext()

    @property
    def trouble(self) -> str | None:
        """What keeps it from working, in Vietnamese; None where nothing does."""
        return "\n".join(self._notes()) or None

    @property
    def used(self) -> str | None:
        """How many messages were sent, and what the server says is left; None where the disk does not say."""
        try:
            return "\n".join(line for line in (self._allowance.note(), *self._quota.notes()) if line)
        except DataFolderBroken:
            return None

    def link(self, code: str) -> None:
        """No address opens an Official Account with a code."""

    def fetch(self, attachment: Attachment) -> bytes:
        """The bytes of a file that a person sent. Raises UnreadableFile with a sentence for that person."""
        return self._attachments.fetch(attachment)

    def _standing(self) -> list[str]:
        """What somebody must do before it works at all."""
        notes = [] if self._public else [zalo_oa.NO_ADDRESS]
        if self._tokens.state is State.NONE and self._tokens.trouble is None:
            notes.append(zalo_oa.not_connected(f"{self._public}{PAGE}"))
        return notes + (self._signatures.notes() if not self._signatures.wrong else [])

    def _notes(self) -> list[str]:
        """What is wrong now, the gravest first."""
        found = [*self._standing(), self._tokens.trouble, self._sending.trouble, self._savings.trouble]
        return [note for note in dict.fromkeys([*found, self._others.note, *self._signatures.notes()]) if note]

    def _greet(self) -> None:
        """Say under which name it answers, where Zalo tells it."""
        name: object = ""
        with suppress(ZaloError, DataFolderBroken):  # it only looks nice, and what is wrong is said elsewhere
            name = self._client.about(self._tokens.access(), seconds=5.0).get("name")
        shown = "".join(sign for sign in name if sign.isprintable()) if isinstance(name, str) else ""
        if self._tokens.state is State.CONNECTED:
            _log.warning("%s", zalo_oa.serving(shown[:_NAME_LENGTH]))

    async def _bring(self, event: Mapping[str, Any], raw: bytes, stamp: str | None) -> bool:
        """Save what a webhook was brought; called on the web server's loop."""
        brought = self._understood(event, raw, stamp)
        if brought == Brought() or self._others.is_for_another(brought.oa):
            return True
        return await self._taking.take(brought, within=self._save_seconds)

    def _understood(self, event: Mapping[str, Any], raw: bytes, stamp: str | None) -> Brought:
        try:
            return read(event, raw, datetime.now(UTC), stamp)
        except TooOld:
            _log.log(logging.INFO if self._told_of_old else logging.WARNING, "an event is too old and passed over")
            self._told_of_old = True
        except Exception as error:  # noqa: BLE001  one event of a form unknown to us must not hold up the others
            frames = "".join(traceback.format_tb(error.__traceback__))
            _log.error("an event could not be read: %s\n%s", type(error).__name__, frames)
        return Brought()


def _app(settings: Settings) -> str:
    return (settings.zalo_oa_app_id or "").strip()


def _secret(settings: Settings) -> str:
    return settings.zalo_oa_app_secret.get_secret_value().strip() if settings.zalo_oa_app_secret else ""
