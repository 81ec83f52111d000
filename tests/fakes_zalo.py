"""A stand-in for the Zalo Bot API on loopback, written from the facts on the platform and not from our own client.

Every oddity that is known of it is a switch; what is not certain of it can be switched both ways.
"""

from __future__ import annotations

import asyncio
import ipaddress
import json
import re
import threading
import time
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import httpx

from tests.channels.http_by_hand import Asked, ByHand, Reply, form_of

TOKEN = "3141592653589793238:aBcDeFgHiJkLmNoPqRsTuVwXyZ-fake_token_of_tests"
ME = {
    "id": "3141592653589793238",
    "account_name": "bot.hoidapcanbo",
    "account_type": "BASIC",
    "can_join_groups": False,
    "display_name": "Bot Hỏi đáp cán bộ",
}
SECRET_HEADER = "X-Bot-Api-Secret-Token"
_MOST = 2000
_STYLES = {
    *("b", "i", "u", "s", "f_13", "f_15", "f_18", "f_20", "lst_1", "lst_2"),
    *("c_050a19", "c_15a85f", "c_f7b503", "c_f27806", "c_db342e"),
    *(f"ind_{number}" for number in range(1, 6)),
}
_PARAMETERS: dict[str, set[str]] = {
    "getMe": set(),
    "getUpdates": {"timeout"},
    "setWebhook": {"url", "secret_token"},
    "deleteWebhook": set(),
    "getWebhookInfo": set(),
    "sendMessage": {"chat_id", "text", "parse_mode", "text_styles"},
    "sendChatAction": {"chat_id", "action"},
}


@dataclass(frozen=True)
class Fault:
    """What happens to a call instead of what should: `code` is the API's own answer, with `body` somebody else's."""

    code: int | None = None
    description: str = ""
    body: bytes | None = None
    cut: bool = False  # the connection ends without an answer …
    done: bool = False  # … or the answer is another one, after the call was carried out
    seconds: float = 0.0  # before the answer


@dataclass(frozen=True)
class Sent:
    """A message of the bot."""

    chat: str
    id: str
    text: str
    styles: list[dict[str, Any]]

    def parts(self, code: str) -> list[str]:
        """The words that bear a style."""
        wide = self.text.encode("utf-16-le")
        spans = ((one["start"], one["len"]) for one in self.styles if code in one["st"])
        return [wide[2 * start : 2 * (start + length)].decode("utf-16-le") for start, length in spans]


class Refused(Exception):
    """A call is refused."""

    def __init__(self, code: int, description: str) -> None:
        super().__init__(description)
        self.code, self.description = code, description


class FakeZalo:
    """The server, what people do on their phones, and all that it was told."""

    def __init__(self, port: int = 0) -> None:
        # What is known of it to be one way or the other.
        self.errors_in_200 = False  # ok:false inside HTTP 200
        self.code_0_on_success = False
        self.code_spelling = "error_code"
        self.replays = 0  # how often a message that was handed out is handed out again
        self.update_in_list = False
        self.info_of_none = 404  # or "", an empty address
        self.refuses_poll_with = 400  # while a webhook is set
        self.takes_styles = True
        self.counts_units = True  # the 2000 are UTF-16 units, or else code points
        self.unknown_chat = 400  # or 404
        self.echoes = False  # our own messages come back as updates
        self.flat = True  # a webhook's body: bare, or in an envelope
        self.takes_loopback = True  # as a webhook's address, which the real one does not
        self.probe: bytes | None = None  # body with which a webhook's address is tried at once
        self.probe_bears_secret = False
        self.verifies = False  # setWebhook says how the probe went
        self.monthly: int | None = None  # messages until 429
        self.longest_poll = 30.0  # seconds that it waits for an update, whatever it is asked for
        self.least_pause = 0.0  # seconds between two polls, else `wrong`
        self.revoked = False
        # What happened.
        self.sent: list[Sent] = []
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.polls: list[float] = []  # moments
        self.wrong: list[str] = []  # calls that a correct client does not make
        self.webhook: dict[str, Any] | None = None
        self.probed: list[int] = []  # statuses that probes were answered with
        self._changed = threading.Condition()
        self._faults: dict[str, deque[Fault]] = defaultdict(deque)
        self._queue: deque[tuple[dict[str, Any], int]] = deque()  # updates, each with how often it may still come
        self._chats: set[str] = set()
        self._number = 0
        self._server = ByHand(self._handle, port)
        self.address, self.port = self._server.address, self._server.port

    def close(self) -> None:
        """Go off the net; the state stays."""
        self._server.close()

    def back(self) -> None:
        """Come back on the net at the same address."""
        self._server = ByHand(self._handle, self.port)

    # --- what people do --------------------------------------------------------------------------------------------

    def say(self, person: str, text: str, **more: Any) -> dict[str, Any]:
        """Write a message in a private chat; the update."""
        return self.put("message.text.received", self.message(person, text=text, **more))

    def show(self, person: str, *, caption: str | None = None, field: str = "photo_url") -> dict[str, Any]:
        """Send a picture; the documents call its field photo, live it was seen as photo_url."""
        more = {"caption": caption} if caption is not None else {}
        return self.put("message.image.received", self.message(person, **{field: "https://f1.zdn.vn/anh.jpg"}, **more))

    def unsupported(self, person: str | None = None) -> dict[str, Any]:
        """Send what Zalo withholds; the message itself may be missing."""
        return self.put("message.unsupported.received", None if person is None else self.message(person))

    def message(
        self, person: str, *, chat: str | None = None, group: bool = False, is_bot: bool = False, **more: Any
    ) -> dict[str, Any]:
        """A message of a person, by default in the private chat with the bot."""
        with self._changed:
            self._number += 1
            where = chat or person
            self._chats.add(where)
            return {
                "from": {"id": person, "display_name": f"Cán bộ {person}", "is_bot": is_bot},
                "chat": {"id": where, "chat_type": "GROUP" if group else "PRIVATE"},
                "message_id": f"m{self._number:08x}",
                "date": int(time.time() * 1000),
                "message_type": "CHAT_MESSAGE",
                **more,
            }

    def put(self, event: str, message: dict[str, Any] | None) -> dict[str, Any]:
        """Queue an event; the update."""
        update: dict[str, Any] = {"event_name": event}
        if message is not None:
            update["message"] = message
        self.push(update)
        return update

    def push(self, *updates: Any) -> None:
        """Queue updates as they are, whatever they are."""
        with self._changed:
            self._queue += [(update, self.replays) for update in updates]
            self._changed.notify_all()

    def know(self, *chats: str) -> None:
        """Chats that may be written to, since their person wrote once."""
        self._chats.update(chats)

    # --- what tests ask --------------------------------------------------------------------------------------------

    def fail(self, method: str, *faults: Fault) -> None:
        """The next calls of a method go wrong."""
        with self._changed:
            self._faults[method] += faults

    def wait(self, true: Callable[[], Any], seconds: float = 20.0) -> None:
        """Wait until something is true."""
        with self._changed:
            assert self._changed.wait_for(true, seconds), self.story()

    def wait_for_sent(self, count: int, seconds: float = 20.0) -> list[Sent]:
        """The messages of the bot, as soon as there are so many."""
        self.wait(lambda: len(self.sent) >= count, seconds)
        return list(self.sent)

    def texts(self, chat: str | None = None) -> list[str]:
        """The words sent, to one chat or to all."""
        return [one.text for one in list(self.sent) if chat in (None, one.chat)]

    def made(self, method: str) -> list[dict[str, Any]]:
        """The parameters of all calls of a method."""
        with self._changed:
            return [parameters for name, parameters in self.calls if name == method]

    def left(self) -> list[Any]:
        """Updates that were not handed out."""
        with self._changed:
            return [update for update, _ in self._queue]

    def story(self) -> str:
        """What happened, for a failing test."""
        return "\n".join([*(name for name, _ in self.calls[-30:]), *map(str, self.sent[-10:])])

    # --- the webhook -----------------------------------------------------------------------------------------------

    def body(self, update: dict[str, Any]) -> dict[str, Any]:
        """An update as a webhook gets it."""
        return update if self.flat else {"ok": True, "result": update}

    def bring(self, update: dict[str, Any], *, secret: str | None = None) -> int:
        """Deliver an update to the webhook; the status that it was answered with."""
        assert self.webhook is not None
        held = self.webhook["secret_token"] if secret is None else secret
        return self._post(json.dumps(self.body(update)).encode(), held)

    def bring_all(self) -> list[int]:
        """Deliver what waits to the webhook, each once; the statuses."""
        with self._changed:
            waiting, self._queue = list(self._queue), deque()
        return [self.bring(update) for update, _ in waiting]

    def _post(self, body: bytes, secret: str | None) -> int:
        assert self.webhook is not None
        headers = {b"Content-Type": b"application/json"}
        if secret is not None:
            headers[SECRET_HEADER.encode()] = secret.encode()
        return httpx.post(self.webhook["url"], content=body, headers=headers, timeout=30).status_code

    # --- the server ------------------------------------------------------------------------------------------------

    async def _handle(self, asked: Asked) -> Reply | None:
        split = urlsplit(asked.path)
        match = re.fullmatch(r"/bot([^/]+)/(\w+)", unquote(split.path))
        if match is None:
            return self._refusal(404, "Not Found")
        token, method = match.groups()
        if token != TOKEN or self.revoked:
            return self._refusal(401, "Unauthorized")
        if method not in _PARAMETERS:
            self.wrong.append(f"unknown method {method}")
            return self._refusal(400, "Bad Request: unknown method")
        parameters = dict(parse_qsl(split.query)) | _fields(asked)
        with self._changed:
            self.calls.append((method, parameters))
            self._changed.notify_all()
            fault = self._faults[method].popleft() if self._faults[method] else None
        if fault is not None and not fault.done:
            return await self._as_fault(fault)
        reply = await self._carried_out(method, parameters)
        return reply if fault is None else await self._as_fault(fault)

    async def _carried_out(self, method: str, parameters: dict[str, Any]) -> Reply:
        try:
            unknown = parameters.keys() - _PARAMETERS[method]
            if unknown:
                self.wrong.append(f"{method}: unknown parameters {sorted(unknown)}")
            if method == "getUpdates":
                return self._result(await self._get_updates(parameters))
            if method == "setWebhook":
                return self._result(await self._set_webhook(parameters))
            with self._changed:
                made = getattr(self, f"_call_{method}")(parameters)
                self._changed.notify_all()
                return self._result(made)
        except Refused as error:
            return self._refusal(error.code, error.description)

    async def _get_updates(self, parameters: dict[str, Any]) -> Any:
        self._check_pause()
        if self.webhook is not None:
            raise Refused(self.refuses_poll_with, "Conflict: can't use getUpdates while webhook is active")
        until = time.monotonic() + min(float(parameters.get("timeout", 30)), self.longest_poll)
        while True:
            with self._changed:
                if self._queue:
                    # Whoever asks first gets it; there is no acknowledgement.
                    update, again = self._queue.popleft()
                    if again:
                        self._queue.append((update, again - 1))
                    self._changed.notify_all()
                    return [update] if self.update_in_list else update
            if time.monotonic() >= until:
                raise Refused(408, "Request timeout")
            await asyncio.sleep(0.005)

    def _check_pause(self) -> None:
        now = time.monotonic()
        if self.polls and now - self.polls[-1] < self.least_pause:
            self.wrong.append(f"two polls within {now - self.polls[-1]:.3f} s")
        self.polls.append(now)

    async def _set_webhook(self, parameters: dict[str, Any]) -> dict[str, Any]:
        url, secret = parameters.get("url"), parameters.get("secret_token")
        if not isinstance(url, str) or not isinstance(secret, str) or not 8 <= len(secret) <= 256:
            raise Refused(400, "Bad Request: url and secret_token (8-256) are required")
        if not self._takes(url):
            raise Refused(400, "Bad Request: url must be public HTTPS")
        self.webhook = {"url": url, "secret_token": secret, "updated_at": int(time.time() * 1000)}
        held: dict[str, Any] = {name: self.webhook[name] for name in ("url", "updated_at")}
        if self.probe is not None:
            try:
                status = await asyncio.to_thread(self._post, self.probe, secret if self.probe_bears_secret else None)
            except httpx.HTTPError:
                status = 0
            self.probed.append(status)
            if self.verifies:
                outcome = "webhook.ok" if status == 200 else f"http.{status}"
                held["verification"] = {"ok": status == 200, "status_code": status, "outcome": outcome}
        with self._changed:
            self._changed.notify_all()
        return held

    def _takes(self, url: str) -> bool:
        split = urlsplit(url)
        host = split.hostname or ""
        try:
            private = not ipaddress.ip_address(host).is_global
        except ValueError:
            private = host == "localhost" or "." not in host
        return self.takes_loopback if private else split.scheme == "https"

    def _call_getMe(self, parameters: dict[str, Any]) -> dict[str, Any]:
        return ME

    def _call_deleteWebhook(self, parameters: dict[str, Any]) -> dict[str, Any]:
        self.webhook = None
        return {"url": "", "updated_at": int(time.time() * 1000)}

    def _call_getWebhookInfo(self, parameters: dict[str, Any]) -> dict[str, Any]:
        if self.webhook is not None:
            return {name: self.webhook[name] for name in ("url", "updated_at")}
        if self.info_of_none == 404:
            raise Refused(404, "Not Found")
        return {"url": "", "updated_at": 0}

    def _call_sendChatAction(self, parameters: dict[str, Any]) -> None:
        self._reachable(parameters)
        if parameters.get("action") != "typing":
            raise Refused(400, "Bad Request: unknown action")

    def _call_sendMessage(self, parameters: dict[str, Any]) -> dict[str, Any]:
        chat, text = self._reachable(parameters), parameters.get("text")
        if not isinstance(text, str) or not text.strip():
            raise Refused(400, "Bad Request: text is required")
        if (_units(text) if self.counts_units else len(text)) > _MOST:
            raise Refused(400, "Bad Request: text is too long")
        styles = parameters.get("text_styles")
        if parameters.get("parse_mode") is not None:
            if parameters["parse_mode"] not in ("markdown", "html"):
                raise Refused(400, "Bad Request: parse_mode")
            styles = None  # ignored
        if styles is not None:
            if not self.takes_styles:
                raise Refused(400, "Bad Request: text_styles")
            problem = styles_problem(text, styles)
            if problem is not None:
                self.wrong.append(problem)
                raise Refused(400, f"Bad Request: {problem}")
        if self.monthly is not None and len(self.sent) >= self.monthly:
            raise Refused(429, "Quota exceeded")
        self._number += 1
        made = Sent(chat, f"b{self._number:08x}", text, styles or [])
        self.sent.append(made)
        moment = int(time.time() * 1000)
        if self.echoes:
            us = {"id": ME["id"], "display_name": ME["display_name"], "is_bot": True}
            echo = {"from": us, "chat": {"id": chat, "chat_type": "PRIVATE"}, "message_id": made.id, "date": moment}
            self._queue.append(({"event_name": "message.text.received", "message": {**echo, "text": text}}, 0))
        return {"message_id": made.id, "date": moment}

    def _reachable(self, parameters: dict[str, Any]) -> str:
        chat = parameters.get("chat_id")
        if not isinstance(chat, str) or chat not in self._chats:
            raise Refused(self.unknown_chat, "Bad Request: chat not found")
        return chat

    # --- envelopes -------------------------------------------------------------------------------------------------

    def _result(self, held: Any) -> Reply:
        envelope: dict[str, Any] = {"ok": True}
        if held is not None:
            envelope["result"] = held
        if self.code_0_on_success:
            envelope["error_code"] = 0
        return Reply(200, json.dumps(envelope).encode())

    def _refusal(self, code: int, description: str) -> Reply:
        envelope = {"ok": False, "description": description, self.code_spelling: code}
        return Reply(200 if self.errors_in_200 else code, json.dumps(envelope).encode())

    async def _as_fault(self, fault: Fault) -> Reply | None:
        await asyncio.sleep(fault.seconds)
        if fault.cut:
            return None
        if fault.body is not None:
            return Reply(fault.code or 200, fault.body, "text/html")
        return self._refusal(fault.code or 500, fault.description)


def styles_problem(text: str, styles: Any) -> str | None:
    """What is wrong with the styles of a text; offsets count UTF-16 units."""
    wide = text.encode("utf-16-le")
    if not isinstance(styles, list):
        return "text_styles is no list"
    for one in styles:
        if not isinstance(one, dict) or set(one) != {"start", "len", "st"}:
            return "a style without start, len, st"
        start, length, codes = one["start"], one["len"], one["st"]
        if not isinstance(start, int) or not isinstance(length, int) or start < 0 or length < 1:
            return "a style of no length"
        if 2 * (start + length) > len(wide):
            return "a style beyond the text"
        if not isinstance(codes, list) or not codes or not set(codes) <= _STYLES:
            return "an unknown style"
        try:
            wide[2 * start : 2 * (start + length)].decode("utf-16-le")
        except UnicodeDecodeError:
            return "a style in the middle of a character"
    return None


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _fields(asked: Asked) -> dict[str, Any]:
    """The parameters of a body: JSON, a form or several parts; the API takes any of them."""
    if "json" not in asked.headers.get("content-type", ""):
        return form_of(asked)[0]
    held = json.loads(asked.body or b"{}")
    return held if isinstance(held, dict) else {}
