"""One message to Zalo, and what an error means for it: later, perhaps sent, refused."""

from __future__ import annotations

import logging
import time
from collections import Counter
from collections.abc import Callable

from bot.channels.zalo_bot.client import BadRequest, Client, NotFound, NothingNew, TooMany, Unauthorised
from bot.channels.zalo_bot.writing import Letter, letter
from bot.channels.zalo_shared.allowance import Allowance
from bot.channels.zalo_shared.exchange import GATEWAY_CODES, TOO_BIG, AnswerLost, NotZalo, ZaloError
from bot.channels.zalo_shared.writing import with_file_line
from bot.errors import SendError, SendLater, SendRefused, SendUnknown
from bot.model import Outgoing
from bot.phrases import zalo

_log = logging.getLogger(__name__)
_REVOKED_SECONDS = 300.0
_PLAIN_SECONDS = 600.0  # without styles, after the server would not take them
_FORBIDDEN = 403  # documented as "Internal server error": it may pass, or mean that this person cannot be written to
_FORBIDDEN_SECONDS = (5.0, 60.0, 600.0)
_COMPLAINT_SECONDS = 3600.0  # between two lines of the log on it
Page = Callable[[str], str | None]
"""A file of the knowledge folder → the public address of our own page of it; None where there is none."""


class Sending:
    """Sends messages. Safe to call from several threads."""

    def __init__(self, client: Client, allowance: Allowance, *, page: Page) -> None:
        self._client = client
        self._allowance = allowance
        self._page = page
        self._plain_until = float("-inf")
        self._complained = float("-inf")
        self._forbidden: Counter[str] = Counter()  # chat → refusals with 403 since the last message

    def send(self, chat: str, outgoing: Outgoing) -> str | None:
        """Zalo's name of the message sent. Raises a SendError."""
        if self._client.is_revoked:
            raise SendLater("token", _REVOKED_SECONDS)
        rest = self._allowance.rest()
        if rest:
            raise SendLater("rests", rest)
        text = self._text(outgoing)
        if not text.strip():
            raise SendRefused("empty")
        try:
            sent = self._styled_or_plain(chat, letter(text, outgoing.styles))
        except ZaloError as error:
            raise self._meaning(chat, error) from None
        self._forbidden.pop(chat, None)
        self._allowance.taken()
        return sent

    def _styled_or_plain(self, chat: str, styled: Letter) -> str | None:
        plain = Letter(styled.text, ())
        if not styled.styles or time.monotonic() < self._plain_until:
            return self._once(chat, plain)
        try:
            return self._once(chat, styled)
        except BadRequest:
            sent = self._once(chat, plain)
        # Not every bot may have styles yet; to ask with each message would double the calls.
        self._plain_until = time.monotonic() + _PLAIN_SECONDS
        _log.warning("%s", zalo.STYLES_REFUSED)
        return sent

    def _once(self, chat: str, made: Letter) -> str | None:
        payload: dict[str, object] = {"chat_id": chat, "text": made.text}
        if made.styles:
            payload["text_styles"] = list(made.styles)
        result = self._client.call("sendMessage", payload)
        name = result.get("message_id") if isinstance(result, dict) else None
        return str(name) if isinstance(name, (str, int)) and str(name) else None

    def _text(self, outgoing: Outgoing) -> str:
        """The words, with a line in place of a file: Zalo lets no bot send one."""
        if outgoing.file is None:
            return outgoing.text
        address = self._page(outgoing.file)
        return with_file_line(outgoing, (zalo.file_on_page(address) if address else "", zalo.FILE_NOT_SENT))

    def _meaning(self, chat: str, error: ZaloError) -> SendError:
        """What an error means for a message; one that may have been sent is counted as sent."""
        kind = str(error.args)
        if isinstance(error, Unauthorised):
            return SendLater(kind, _REVOKED_SECONDS if error.final else None)
        if isinstance(error, TooMany):
            return SendLater(kind, self._allowance.refused())
        if isinstance(error, (AnswerLost, NothingNew)) or (isinstance(error, NotZalo) and error.code in GATEWAY_CODES):
            self._allowance.taken(surely=False)
            return SendUnknown(kind)
        if isinstance(error, (BadRequest, NotFound)) or error.code == TOO_BIG:
            return SendRefused(kind)
        if error.code == _FORBIDDEN and not isinstance(error, NotZalo):
            return SendLater(kind, self._forbidden_seconds(chat))
        return SendLater(kind)  # Unreachable, a server in trouble, a code that is not known

    def _forbidden_seconds(self, chat: str) -> float:
        before = self._forbidden[chat]
        self._forbidden[chat] = before + 1
        now = time.monotonic()
        if before and now - self._complained > _COMPLAINT_SECONDS:
            self._complained = now
            _log.error("%s", zalo.FORBIDDEN)
        return _FORBIDDEN_SECONDS[min(before, len(_FORBIDDEN_SECONDS) - 1)]
