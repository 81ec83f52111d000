"""A stand-in for the Zalo OA OpenAPI, its server of tokens and its files, on loopback.

Written from the facts on the platform and not from our own client. What is not certain of it can be switched both ways.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import html
import json
import secrets
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import httpx

from tests.channels.http_by_hand import Asked, ByHand, Reply

APP, APP_SECRET, OA_SECRET = "2718281828459045235", "AppSecretOfTests-x1y2z3", "OaSecretKeyOfTests-a9b8c7"
OA = "4318657068771012646"
NAME = "Ban Tổ chức Thành ủy"
SIGNATURE, STAMP = "X-ZEvent-Signature", "X-ZEvent-Timestamp"
_MOST = 2000
_HIDE, _SHOW, _OPEN = "oa.query.hide", "oa.query.show", "oa.open.url"


@dataclass(frozen=True)
class Fault:
    """What happens to a call instead of what should: `code` is the API's own answer, with `body` somebody else's."""

    code: int | None = None
    status: int = 200
    body: bytes | None = None
    cut: bool = False  # the connection ends without an answer …
    done: bool = False  # … or the answer is another one, after the call was carried out
    seconds: float = 0.0  # before the answer


@dataclass(frozen=True)
class Sent:
    """A message of the Official Account."""

    chat: str
    id: str
    text: str
    buttons: list[dict[str, Any]]


@dataclass
class Window:
    """What a person may still be sent."""

    at: float  # of the last interaction
    sent: int = 0


@dataclass
class Refused(Exception):
    """A call is refused."""

    code: int
    held: dict[str, Any] = field(default_factory=dict)


class FakeOA:
    """The servers, what people do on their phones, and all that they were told."""

    def __init__(self, port: int = 0) -> None:
        # What is known of it to be one way or the other.
        self.template: str | None = "bare"  # or "typed", which must say "button"; None: no template is taken
        self.counts_units = True  # the 2000 are UTF-16 units, or else code points
        self.prefix = True  # "mac=" before a signature
        self.stamp_in_head = False  # the signed time stands in a header and not in the body
        self.quota: Callable[[str], dict[str, Any] | None] = self._replies  # of an answer, by chat
        self.life = "90000"  # seconds of an access token
        self.code_refused = -118  # for a refresh token that is no good
        self.free = 8  # messages after one of a person
        self.charges = False  # what goes beyond that is charged and not refused
        self.windows_are_checked = True
        # What happened.
        self.sent: list[Sent] = []
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.wrong: list[str] = []  # calls that a correct client does not make
        self.charged = 0
        self.fetched: list[str] = []  # hosts and paths of files
        self.files: dict[str, Reply] = {}  # host and path → what is answered there
        self.address_of_webhook = ""
        self.access: str | None = None  # the one access token that is good
        self.refresh: str | None = None  # the one refresh token that is good
        self.used: list[str] = []  # refresh tokens that were used up
        self.reused = 0  # how often one was shown that was used up
        self.refreshing = 0  # at once
        self.most_refreshing = 0
        self.redirects: list[str] = []  # addresses to come back to that are registered; none: any
        self._expires = 0.0
        self._codes: dict[str, tuple[str, str]] = {}  # code → (challenge, address to come back to)
        self._changed = threading.Condition()
        self._faults: dict[str, deque[Fault]] = {}
        self._windows: dict[str, Window] = {}
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
        """Write a message; its event."""
        return self.event("user_send_text", person, {"text": text}, **more)

    def event(self, name: str, person: str, message: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
        """Something that a person does; its event."""
        with self._changed:
            self._number += 1
            self._windows[person] = Window(time.time())
            made: dict[str, Any] = {
                "app_id": APP,
                "sender": {"id": person},
                "user_id_by_app": f"app-{person}",
                "recipient": {"id": OA},
                "event_name": name,
                "timestamp": str(int(time.time() * 1000)),
            }
            if message is not None:
                made["message"] = {"msg_id": f"m{self._number:08x}", **message}
            return made | more

    def follow(self, person: str) -> dict[str, Any]:
        """Follow the account; its event."""
        made = self.event("follow", person)
        return {
            "oa_id": OA,
            "follower": {"id": person},
            "user_id_by_app": f"app-{person}",
            "event_name": "follow",
            "source": "oa_profile",
            "app_id": APP,
            "timestamp": made["timestamp"],
        }

    def unfollow(self, person: str) -> dict[str, Any]:
        """Follow it no more; its event."""
        made = {**self.follow(person), "event_name": "unfollow"}
        del made["source"]
        self._windows.pop(person, None)
        return made

    def press(self, message: Sent, label: str) -> dict[str, Any]:
        """Press a button; its event, which is that of a message."""
        button = next(one for one in message.buttons if one["title"] == label)
        assert button["type"] in (_HIDE, _SHOW), button
        return self.say(message.chat, button["payload"])

    def know(self, *chats: str, ago: float = 0.0) -> None:
        """People who wrote some seconds ago."""
        for chat in chats:
            self._windows[chat] = Window(time.time() - ago)

    # --- the webhook -----------------------------------------------------------------------------------------------

    def signed(self, event: dict[str, Any], *, secret: str = OA_SECRET) -> tuple[bytes, dict[str, str]]:
        """An event as it is brought: its bytes and the headers."""
        event = dict(event)
        stamp = event.pop("timestamp") if self.stamp_in_head else event.get("timestamp", "")
        body = json.dumps(event, ensure_ascii=False).encode()
        digest = hashlib.sha256(APP.encode() + body + str(stamp).encode() + secret.encode()).hexdigest()
        headers = {"Content-Type": "application/json", SIGNATURE: f"mac={digest}" if self.prefix else digest}
        return body, headers | ({STAMP: str(stamp)} if self.stamp_in_head else {})

    def bring(self, event: dict[str, Any], *, retry: int = 0) -> int:
        """Deliver an event to the webhook; the status that it was answered with."""
        body, headers = self.signed(event)
        if retry:
            headers["num_retry"] = str(retry)
        return self.post(body, headers)

    def post(self, body: bytes, headers: dict[str, str] | None = None) -> int:
        """Post to the webhook."""
        return httpx.post(self.address_of_webhook, content=body, headers=headers or {}, timeout=30).status_code

    # --- consent ---------------------------------------------------------------------------------------------------

    def agree(self, address: str) -> str:
        """Agree, on the page of an address that our side made; the address that the browser is sent back to."""
        split = urlsplit(address)
        assert split.path == "/v4/oa/permission", address
        asked = dict(parse_qsl(split.query))
        assert asked["app_id"] == APP
        assert asked.keys() == {"app_id", "redirect_uri", "code_challenge", "state"}
        code = secrets.token_urlsafe(30)
        self._codes[code] = (asked["code_challenge"], asked["redirect_uri"])
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'oa_id': OA, 'state': asked['state']})}"

    def give(self) -> tuple[str, str]:
        """A new pair of tokens; the one before is good no more."""
        self.access, self.refresh = secrets.token_urlsafe(40), secrets.token_urlsafe(40)
        self._expires = time.time() + float(self.life)
        return self.access, self.refresh

    # --- what tests ask --------------------------------------------------------------------------------------------

    def fail(self, what: str, *faults: Fault) -> None:
        """The next calls of a kind go wrong: send, token, about."""
        with self._changed:
            self._faults.setdefault(what, deque()).extend(faults)

    def wait(self, true: Callable[[], Any], seconds: float = 20.0) -> None:
        """Wait until something is true."""
        with self._changed:
            assert self._changed.wait_for(true, seconds), self.story()

    def wait_for_sent(self, count: int, seconds: float = 20.0) -> list[Sent]:
        """The messages, as soon as there are so many."""
        self.wait(lambda: len(self.sent) >= count, seconds)
        return list(self.sent)

    def texts(self, chat: str | None = None) -> list[str]:
        """The words sent, to one chat or to all."""
        return [one.text for one in list(self.sent) if chat in (None, one.chat)]

    def made(self, what: str) -> list[dict[str, Any]]:
        """The parameters of all calls of a kind."""
        with self._changed:
            return [parameters for name, parameters in self.calls if name == what]

    def story(self) -> str:
        """What happened, for a failing test."""
        return "\n".join([*(name for name, _ in self.calls[-30:]), *map(str, self.sent[-10:])])

    # --- the servers -----------------------------------------------------------------------------------------------

    async def _handle(self, asked: Asked) -> Reply | None:
        host = asked.headers.get("host", "").partition(":")[0]
        path = urlsplit(asked.path).path
        if host != "127.0.0.1":
            self.fetched.append(f"{host}{path}")
            if any(name in asked.headers for name in ("access_token", "secret_key", "cookie")):
                self.wrong.append("a token was shown to a host of files")
            return self.files.get(f"{host}{path}", Reply(404, b""))
        if (asked.method, path) == ("GET", "/v4/oa/permission"):
            back = html.escape(self.agree(f"{self.address}{asked.path}"))
            page = f'<!doctype html><meta charset="utf-8"><h1>Zalo</h1><a id="allow" href="{back}">Cho phép</a>'
            return Reply(200, page.encode(), "text/html; charset=utf-8")
        if path == "/favicon.ico":
            return Reply(200, b"", "image/x-icon")
        known = {
            ("POST", "/v3.0/oa/message/cs"): ("send", self._send),
            ("POST", "/v4/oa/access_token"): ("token", self._token),
            ("GET", "/v2.0/oa/getoa"): ("about", self._about),
        }
        if (asked.method, path) not in known:
            self.wrong.append(f"{asked.method} {path}")
            return Reply(404, b"")
        what, handler = known[asked.method, path]
        held = self._parameters(what, asked)
        with self._changed:
            self.calls.append((what, held))
            queue = self._faults.get(what)
            fault = queue.popleft() if queue else None
        if what == "token":
            self.refreshing += 1
            self.most_refreshing = max(self.most_refreshing, self.refreshing)
            await asyncio.sleep(0.02)
            self.refreshing -= 1
        if fault is None or fault.done:
            try:
                with self._changed:
                    answer = handler(asked, held)
            except Refused as error:
                answer = error.held or {"error": error.code, "message": "refused"}
        with self._changed:
            self._changed.notify_all()
        if fault is None:
            return Reply(200, json.dumps(answer).encode())
        await asyncio.sleep(fault.seconds)
        if fault.cut:
            return None
        if fault.body is not None:
            return Reply(fault.status, fault.body, "text/html")
        if fault.code is None:
            return Reply(fault.status, json.dumps(answer if fault.done else {}).encode())
        return Reply(fault.status, json.dumps({"error": fault.code, "message": "fault"}).encode())

    def _parameters(self, what: str, asked: Asked) -> dict[str, Any]:
        kind = asked.headers.get("content-type", "")
        if what == "token":
            if not kind.startswith("application/x-www-form-urlencoded"):
                self.wrong.append(f"tokens asked for with {kind}")
            return dict(parse_qsl(asked.body.decode()))
        if what == "send":
            if not kind.startswith("application/json"):
                self.wrong.append(f"a message of {kind}")
            held = json.loads(asked.body)
            assert isinstance(held, dict)
            return held
        return {}

    def _token(self, asked: Asked, held: dict[str, Any]) -> dict[str, Any]:
        if asked.headers.get("secret_key") != APP_SECRET or held.get("app_id") != APP:
            raise Refused(0, {"error": -14002, "error_name": "Invalid secret key", "error_reason": "", "ref_doc": ""})
        if held.get("grant_type") == "refresh_token":
            given = held.get("refresh_token")
            if given != self.refresh or given in self.used:
                self.reused += given in self.used
                raise Refused(self.code_refused)
            self.used.append(str(given))
        elif held.get("grant_type") == "authorization_code":
            challenge, back = self._codes.pop(str(held.get("code")), ("", ""))
            made = base64.urlsafe_b64encode(hashlib.sha256(str(held.get("code_verifier")).encode()).digest())
            if not challenge or made.rstrip(b"=").decode() != challenge or len(str(held["code_verifier"])) != 43:
                raise Refused(-14015)
            if self.redirects and back not in self.redirects:
                raise Refused(-14003)
        else:
            raise Refused(-14001)
        access, refresh = self.give()
        return {"access_token": access, "refresh_token": refresh, "expires_in": self.life}

    def _check_access(self, asked: Asked) -> None:
        given = asked.headers.get("access_token")
        if given is None or given != self.access:
            raise Refused(-216)
        if time.time() > self._expires:
            raise Refused(-220)

    def _about(self, asked: Asked, held: dict[str, Any]) -> dict[str, Any]:
        self._check_access(asked)
        return {"error": 0, "message": "Success", "data": {"oa_id": OA, "name": NAME, "oa_type": 4}}

    def _send(self, asked: Asked, held: dict[str, Any]) -> dict[str, Any]:
        self._check_access(asked)
        chat, message = held.get("recipient", {}).get("user_id"), held.get("message")
        if held.keys() != {"recipient", "message"} or not isinstance(message, dict) or not isinstance(chat, str):
            raise Refused(-201)
        text = message.get("text")
        if not isinstance(text, str) or not text.strip() or message.keys() - {"text", "attachment", "quote_message_id"}:
            raise Refused(-201)
        if (len(text.encode("utf-16-le")) // 2 if self.counts_units else len(text)) > _MOST:
            self.wrong.append("a text beyond the limit")
            raise Refused(-210)
        buttons = self._buttons(message["attachment"]) if "attachment" in message else []
        window = self._windows.get(chat)
        if window is None:
            raise Refused(-213)
        self._check_window(window)
        window.sent += 1
        self._number += 1
        made = Sent(chat, f"b{self._number:08x}", text, buttons)
        self.sent.append(made)
        data: dict[str, Any] = {"message_id": made.id, "user_id": chat, "sent_time": str(int(time.time() * 1000))}
        quota = self.quota(chat)
        return {"error": 0, "message": "Success", "data": data | ({"quota": quota} if quota is not None else {})}

    def _check_window(self, window: Window) -> None:
        age = time.time() - window.at
        if not self.windows_are_checked:
            return
        if age > 7 * 24 * 3600:
            raise Refused(-230)
        if age > 48 * 3600 or window.sent >= self.free:
            if not self.charges:
                raise Refused(-232)
            self.charged += 1

    def _buttons(self, attachment: Any) -> list[dict[str, Any]]:
        held = attachment.get("payload") if isinstance(attachment, dict) else None
        if not isinstance(held, dict) or attachment.get("type") != "template":
            self.wrong.append("an attachment that is no template")
            raise Refused(-201)
        stated = held.get("template_type")
        if self.template is None or stated != {"bare": None, "typed": "button"}[self.template]:
            raise Refused(-201)
        problem = buttons_problem(held.get("buttons"))
        if problem:
            self.wrong.append(problem)
            raise Refused(-210)
        return list(held["buttons"])

    def _replies(self, chat: str) -> dict[str, Any] | None:
        window = self._windows[chat]
        return {"quota_type": "reply", "remain": max(0, self.free - window.sent), "total": self.free}


def buttons_problem(buttons: Any) -> str | None:
    """What is wrong with the buttons of a template."""
    if not isinstance(buttons, list) or not 1 <= len(buttons) <= 5:
        return "one to five buttons"
    for button in buttons:
        title, kind, payload = button.get("title"), button.get("type"), button.get("payload")
        if button.keys() != {"title", "type", "payload"} or not isinstance(title, str) or not 1 <= len(title) <= 100:
            return "a button's title"
        if kind in (_HIDE, _SHOW):
            if not isinstance(payload, str) or not 1 <= len(payload) <= 1000:
                return "a button's payload"
        elif kind == _OPEN:
            if not isinstance(payload, dict) or not str(payload.get("url", "")).startswith("http"):
                return "a button's address"
        else:
            return f"a button of kind {kind}"
    return None
