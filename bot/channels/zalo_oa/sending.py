"""One message of the Official Account, and what an error means for it: later, perhaps sent, refused, of no use."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.channels.zalo_oa.client import Client, PairLost, TokenRefused
from bot.channels.zalo_oa.codes import MEANINGS, OF_TEMPLATES, Meaning
from bot.channels.zalo_oa.quota import Quota
from bot.channels.zalo_oa.tokens import NoToken, Tokens
from bot.channels.zalo_oa.trouble import Telling
from bot.channels.zalo_oa.writing import TEMPLATES, Letter, letter, payload
from bot.channels.zalo_shared.allowance import Allowance
from bot.channels.zalo_shared.exchange import GATEWAY_CODES, TOO_BIG, AnswerLost, NotZalo, Refusal, ZaloError
from bot.channels.zalo_shared.fields import name_of
from bot.channels.zalo_shared.writing import with_file_line
from bot.errors import ChatGone, DataFolderBroken, SendError, SendLater, SendRefused, SendTooOften, SendUnknown
from bot.journal.windows import KEPT, Window, Windows
from bot.model import VIETNAM, Outgoing
from bot.phrases import zalo_oa

_log = logging.getLogger(__name__)
_FREE, _FREE_FOR = 8, timedelta(hours=48)  # messages after one of a person that cost nothing, and for how long
_FREE_NOTICES = 4  # how far of these those go that nobody asked for: the others are for answers, which may be long
_WINDOW_SECONDS = 30.0  # between two looks whether a person has written again; they ask nobody but our own disk
_TOKEN_SECONDS = 60.0
_STOPPED_SECONDS = 300.0
_SLOW_SECONDS = 30.0
_RECEIVER_SECONDS = 3600.0  # a person who may be sent no more for now
_AGAIN_SECONDS = 1.0
_DISK_SECONDS = 10.0
_PLAIN_SECONDS = 6 * 3600.0  # without a kind of buttons, after the server would not take it
_MORNING = 6  # o'clock in Vietnam, when the night ends in which some messages are not taken
Page = Callable[[str], str | None]
"""A file of the knowledge folder → the public address of our own page of it; None where there is none."""


class Sending:
    """Sends messages. Safe to call from several threads. `paid`: whether those may be sent that cost something."""

    def __init__(
        self,
        client: Client,
        tokens: Tokens,
        allowance: Allowance,
        windows: Windows,
        quota: Quota,
        telling: Telling,
        *,
        page: Page,
        paid: bool,
        window_seconds: float = _WINDOW_SECONDS,
        again_seconds: float = _AGAIN_SECONDS,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._client = client
        self._tokens = tokens
        self._allowance = allowance
        self._windows = windows
        self._quota = quota
        self._telling = telling
        self._page = page
        self._paid = paid
        self._window_seconds = window_seconds
        self._again_seconds = again_seconds
        self._now = now
        self._clock = clock
        self._slow_until = self._stopped_until = float("-inf")
        self._stopped: int | None = None
        self._refused: dict[int, float] = {}  # kind of template → when it was refused
        self._closed: dict[str, datetime] = {}  # chats that may be sent no answer to what was written until then

    @property
    def trouble(self) -> str | None:
        """Why nothing is sent until somebody has done something; None where it is."""
        return None if self._stopped is None else zalo_oa.stopped(self._stopped)

    def send(self, chat: str, outgoing: Outgoing) -> str | None:
        """The platform's name of the message sent. Raises a SendError."""
        written = self._now()
        try:
            self._check_rests()
            written = self._check_window(chat, outgoing.answers)
            text = self._text(outgoing)
            if not text.strip() and not outgoing.typed.strip():
                raise SendRefused("empty")
            data = self._with_buttons_or_without(chat, letter(outgoing, text))
        except DataFolderBroken:
            failed: SendError = SendLater("disk", _DISK_SECONDS)
        except ZaloError as error:
            failed = self._meaning(chat, written, error)
        else:
            self._went_well(chat, data)
            return name_of(data.get("message_id"))
        raise failed

    # --- before ----------------------------------------------------------------------------------------------------

    def _check_rests(self) -> None:
        """Ask for nothing while the platform is known to refuse. Raises SendLater."""
        now = self._clock()
        if now < self._slow_until:
            raise SendTooOften("rests", self._slow_until - now)
        rest = max(self._allowance.rest(), self._stopped_until - now)
        if rest > 0:
            raise SendLater("rests", rest)

    def _check_window(self, chat: str, answers: datetime | None) -> datetime:
        """When the person wrote last. Send nothing that would be refused, or charged without leave.

        Raises SendLater, DataFolderBroken.
        """
        held = self._windows.of(chat) or self._asked_for(chat, answers)
        if held is not None:
            age = self._now() - held.written_at
            free = _FREE if answers is not None else _FREE_NOTICES
            if (age <= _FREE_FOR and held.sent < free) or (self._paid and age < KEPT):
                return held.written_at
            if age <= _FREE_FOR and held.sent < _FREE:  # a notice, when others went before it
                raise SendLater("window", self._window_seconds)
        raise self._waits()

    def _asked_for(self, chat: str, answers: datetime | None) -> Window | None:
        """The window of an answer to who had everything of theirs erased, which went with it."""
        if answers is None or answers <= self._closed.get(chat, datetime.min.replace(tzinfo=UTC)):
            return None
        return Window(answers, 0)

    def _waits(self) -> SendLater:
        self._telling.once("window", zalo_oa.WINDOW_CLOSED)
        return SendLater("window", self._window_seconds)

    def _text(self, outgoing: Outgoing) -> str:
        """The words, with a line in place of a file: how one is sent is told both ways."""
        if outgoing.file is None:
            return outgoing.text
        address = self._page(outgoing.file)
        return with_file_line(outgoing, (zalo_oa.file_on_page(address) if address else "", zalo_oa.FILE_NOT_SENT))

    # --- the call --------------------------------------------------------------------------------------------------

    def _with_buttons_or_without(self, chat: str, made: Letter) -> Mapping[str, Any]:
        kind = self._kind() if made.buttons else None
        if kind is None:
            return self._once_more(payload(chat, made, None))
        try:
            return self._once_more(payload(chat, made, TEMPLATES[kind]))
        except Refusal as error:
            if error.code not in OF_TEMPLATES:
                raise
        data = self._once_more(payload(chat, made, None))  # or the words are at fault, and no template
        self._refused[kind] = self._clock()
        if self._kind() is None:
            _log.warning("%s", zalo_oa.TEMPLATES_REFUSED)
        return data

    def _kind(self) -> int | None:
        """The kind of template to try; None where all were refused lately."""
        now = self._clock()
        lately = {kind for kind, at in self._refused.items() if now - at < _PLAIN_SECONDS}
        return next((kind for kind in range(len(TEMPLATES)) if kind not in lately), None)

    def _once_more(self, held: Mapping[str, Any]) -> Mapping[str, Any]:
        """Send, and once more where the server says that it did not manage to."""
        try:
            return self._as_ourselves(held)
        except Refusal as error:
            if MEANINGS.get(error.code or 0) is not Meaning.RETRY:
                raise
        time.sleep(self._again_seconds)
        return self._as_ourselves(held)

    def _as_ourselves(self, held: Mapping[str, Any]) -> Mapping[str, Any]:
        """Send with a token that is good, and once more with a new one where it is not."""
        access = self._token(self._tokens.access)
        try:
            return self._client.send(access, held)
        except TokenRefused:
            pass
        access = self._token(lambda: self._tokens.renewed(access), anew=True)
        try:
            return self._client.send(access, held)
        except TokenRefused:
            self._tokens.refused_anew()
            raise

    def _token(self, got: Callable[[], str], *, anew: bool = False) -> str:
        """A token. Raises SendLater: however getting one went wrong, no message was handed over by that."""
        try:
            return got()
        except ZaloError as error:
            if anew and isinstance(error, TokenRefused):
                self._tokens.refused_anew()
            waits = isinstance(error, (NoToken, TokenRefused, PairLost))
            failed = SendLater(str(error.args), _TOKEN_SECONDS if waits else None)
        raise failed

    # --- after -----------------------------------------------------------------------------------------------------

    def _went_well(self, chat: str, data: Mapping[str, Any]) -> None:
        self._tokens.went_well()
        if self._stopped is not None:
            self._telling.over(("stopped", self._stopped))
            self._stopped = None
            _log.warning("%s", zalo_oa.WELL_AGAIN)
        self._count(chat, surely=True)
        self._quota.seen(data)

    def _count(self, chat: str, *, surely: bool) -> None:
        self._allowance.taken(surely=surely)
        try:
            self._windows.sent(chat)
        except DataFolderBroken as error:  # the message is sent all the same
            _log.error("%s", error)

    def _meaning(self, chat: str, written: datetime, error: ZaloError) -> SendError:
        """What an error means for a message; one that may have been sent is counted as sent."""
        kind = str(error.args)
        if isinstance(error, TokenRefused):
            return SendLater(kind, _TOKEN_SECONDS)
        if isinstance(error, AnswerLost) or (isinstance(error, NotZalo) and error.code in GATEWAY_CODES):
            self._count(chat, surely=False)
            return SendUnknown(kind)
        if isinstance(error, Refusal):
            return self._refusal(chat, written, error.code or 0, kind)
        return SendRefused(kind) if error.code == TOO_BIG else SendLater(kind)  # Unreachable, a server in trouble

    def _refusal(self, chat: str, written: datetime, code: int, kind: str) -> SendError:
        match MEANINGS.get(code):
            case Meaning.SLOWER:
                self._slow_until = self._clock() + _SLOW_SECONDS
                return SendTooOften(kind, _SLOW_SECONDS)
            case Meaning.OPERATOR:
                return SendLater(kind, self._allowance.refused())
            case Meaning.STOP:
                self._stopped, self._stopped_until = code, self._clock() + _STOPPED_SECONDS
                self._telling.once(("stopped", code), zalo_oa.stopped(code))
                return SendLater(kind, _STOPPED_SECONDS)
            case Meaning.SKIP:
                return ChatGone(kind)
            case Meaning.LATER:
                return SendLater(kind, _RECEIVER_SECONDS)
            case Meaning.NIGHT:
                return SendLater(kind, self._until_morning())
            case Meaning.WAIT:
                self._close(chat, written)
                return self._waits()
            case Meaning.RETRY:
                self._telling.once(("failed", code), zalo_oa.failed(code))
                return SendRefused(kind)
            case Meaning.FAULT:
                self._telling.once(("fault", code), zalo_oa.fault(code))
                return SendRefused(kind)
        self._telling.once(("unknown", code), zalo_oa.unknown(code))
        return SendLater(kind)

    def _close(self, chat: str, written: datetime) -> None:
        before = self._now() - _FREE_FOR
        self._closed = {one: at for one, at in self._closed.items() if at > before} | {chat: written}
        with suppress(DataFolderBroken):  # then the platform says it again
            self._windows.close((chat, written))

    def _until_morning(self) -> float:
        now = self._now().astimezone(VIETNAM)
        morning = now.replace(hour=_MORNING, minute=0, second=0, microsecond=0)
        return ((morning if morning > now else morning + timedelta(days=1)) - now).total_seconds()
