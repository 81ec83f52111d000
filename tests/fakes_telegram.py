"""A strict stand-in for the Bot API on loopback: it refuses what the real one refuses, and can fail in every way.

Written from the facts on the platform, with the limits counted on the safe side (UTF-16 units).
"""

from __future__ import annotations

import asyncio
import json
import re
import threading
import time
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

import httpx

from tests.channels.checks import commands_problem, entities_problem, keyboard_problem, text_problem, units
from tests.channels.http_by_hand import Asked, ByHand, Reply, form_of

TOKEN = "4242424242:AAF-fake_token_of_the_tests_x9Yz"
ME = {"id": 4242424242, "is_bot": True, "first_name": "Hỏi đáp", "username": "CanBoHoiBot", "can_join_groups": True}
_MAX_FILE = 20 * 1024 * 1024
_PARAMETERS = {
    "getMe": set(),
    "getUpdates": {"offset", "timeout", "allowed_updates", "limit"},
    "setWebhook": {"url", "secret_token", "allowed_updates", "max_connections"},
    "getWebhookInfo": set(),
    "deleteWebhook": {"drop_pending_updates"},
    "sendMessage": {"chat_id", "text", "entities", "reply_markup", "reply_parameters", "link_preview_options"},
    "sendDocument": {"chat_id", "document", "caption", "caption_entities", "reply_markup", "reply_parameters"},
    "sendChatAction": {"chat_id", "action"},
    "answerCallbackQuery": {"callback_query_id"},
    "getFile": {"file_id"},
    "setMyCommands": {"commands", "scope"},
    "setMyDescription": {"description"},
    "setMyShortDescription": {"short_description"},
}
_WORDS = re.compile(r"(?<!\S)(?P<bot_command>/[A-Za-z0-9_]{1,32}(?:@\w+)?)|(?<!\w)(?P<mention>@\w{5,32})")


@dataclass(frozen=True)
class Fault:
    """What happens to a call instead of what should.

    `code` with `description` and `parameters` is an answer of the Bot API; with `body` it is one of somebody else.
    """

    code: int | None = None
    description: str = ""
    parameters: dict[str, Any] = field(default_factory=dict)
    body: bytes | None = None
    cut: bool = False  # the connection ends without an answer …
    done: bool = False  # … or the answer is changed, after the call was carried out
    seconds: float = 0.0  # before the answer


@dataclass(frozen=True)
class Sent:
    """A message of the bot."""

    chat: int
    id: int
    text: str
    entities: list[dict[str, Any]]
    buttons: list[list[dict[str, Any]]]
    reply_to: int | None
    file: tuple[str, bytes] | None
    previews: bool

    def parts(self, kind: str) -> list[str]:
        """The words of its entities of a kind."""
        wide = self.text.encode("utf-16-le")
        spans = ((one["offset"], one["length"]) for one in self.entities if one["type"] == kind)
        return [wide[2 * start : 2 * (start + length)].decode("utf-16-le") for start, length in spans]

    def key(self, label: str) -> str:
        """The key of the button with a label."""
        keys = [b["callback_data"] for row in self.buttons for b in row if label in b["text"] and "callback_data" in b]
        assert keys, f"no button {label!r}: {self.buttons}"
        return str(keys[0])


class Refused(Exception):
    """A call is refused."""

    def __init__(self, code: int, description: str, **parameters: Any) -> None:
        super().__init__(description)
        self.code, self.description, self.parameters = code, description, parameters


class FakeTelegram:
    """The server, what people do on their phones, and all that it was told."""

    def __init__(self, port: int = 0) -> None:
        self.sent: list[Sent] = []
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.wrong: list[str] = []  # calls that a correct client does not make
        self.answered: list[str] = []  # presses
        self.blocked: set[int] = set()
        self.moved: dict[int, int] = {}
        self.webhook: dict[str, Any] | None = None
        self.files: dict[str, bytes] = {}
        self.old_queries: set[str] = set()
        self.revoked = False
        self.unreached = False  # it could not get through to the webhook
        self._changed = threading.Condition()
        self._faults: dict[str, deque[Fault]] = defaultdict(deque)
        self._updates: list[dict[str, Any]] = []
        self._next_update = 700_000_001
        self._chats: dict[int, dict[str, Any]] = {}
        self._messages: dict[int, dict[int, dict[str, Any]]] = defaultdict(dict)
        self._queries: set[str] = set()
        self._poll = 0
        self._server = ByHand(self._handle, port)
        self.address = self._server.address
        self.port = self._server.port

    def close(self) -> None:
        """Go off the net; the state stays."""
        self._server.close()

    def back(self) -> None:
        """Come back on the net at the same address."""
        self._server = ByHand(self._handle, self.port)

    # --- what people do --------------------------------------------------------------------------------------------

    def say(
        self,
        chat: int,
        text: str = "",
        *,
        person: int | None = None,
        reply_to: int | None = None,
        group: bool = False,
        **more: Any,
    ) -> int:
        """Write a message (`more` holds other fields of it); its id."""
        with self._changed:
            message = self._message(chat, person or abs(chat), text, group=group, **more)
            if reply_to is not None:
                message["reply_to_message"] = self._messages[chat][reply_to]
            self._put({"message": message})
            return int(message["message_id"])

    def change(self, chat: int, message: int, text: str) -> None:
        """Edit a message."""
        with self._changed:
            held = {**self._messages[chat][message], "text": text, "entities": _found(text)}
            self._messages[chat][message] = held = {**held, "edit_date": int(time.time())}
            self._put({"edited_message": held})

    def press(self, sent: Sent, label: str, *, person: int | None = None, old: bool = False) -> str:
        """Press a button of a message; the key of the query."""
        return self.press_key(sent.chat, sent.id, sent.key(label), person=person, old=old)

    def press_key(self, chat: int, message: int, key: str, *, person: int | None = None, old: bool = False) -> str:
        """Press a button, whichever."""
        with self._changed:
            query = f"{4242 * 10**9 + self._next_update}"
            (self.old_queries if old else self._queries).add(query)
            whole = self._messages[chat].get(message)
            under = whole or {"chat": self._chats[chat], "message_id": message, "date": 0}
            self._put(
                {
                    "callback_query": {
                        "id": query,
                        "from": _user(person or abs(chat)),
                        "message": under,
                        "chat_instance": "1",
                        "data": key,
                    }
                }
            )
            return query

    def push(self, *updates: dict[str, Any]) -> None:
        """Deliver updates as they are, whatever they are."""
        with self._changed:
            self._updates += updates
            self._changed.notify_all()

    def chat(self, number: int, *, group: bool = False) -> dict[str, Any]:
        """A chat that the bot may write to from now on."""
        kind = {"type": "supergroup", "title": "Tổ công tác"} if group else {"type": "private", "first_name": "A"}
        return self._chats.setdefault(number, {"id": number, **kind})

    def next_update(self) -> int:
        """A number for an update."""
        with self._changed:
            self._next_update += 1
            return self._next_update - 1

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

    def answer_to(self, message: int, chat: int, seconds: float = 20.0) -> Sent:
        """The bot's first message that replies to one."""

        def found() -> list[Sent]:
            return [one for one in self.sent if one.chat == chat and one.reply_to == message]

        self.wait(found, seconds)
        return found()[0]

    def left(self) -> list[int]:
        """Numbers of the updates that were not acknowledged."""
        with self._changed:
            return [update["update_id"] for update in self._updates]

    def waiting(self) -> list[dict[str, Any]]:
        """The updates that were not acknowledged."""
        with self._changed:
            return list(self._updates)

    def made(self, method: str) -> list[dict[str, Any]]:
        """The parameters of all calls of a method."""
        with self._changed:
            return [parameters for name, parameters in self.calls if name == method]

    def story(self) -> str:
        """What happened, for a failing test."""
        return "\n".join(
            ["calls:", *(f"  {name}" for name, _ in self.calls[-30:]), "sent:", *map(str, self.sent[-10:])]
        )

    def bring(self, update: dict[str, Any], *, secret: str | None = None) -> int:
        """Deliver an update to the webhook as the real server does; the status that it was answered with."""
        assert self.webhook is not None
        held = secret if secret is not None else self.webhook.get("secret_token", "")
        headers = {b"X-Telegram-Bot-Api-Secret-Token": held.encode()}
        return httpx.post(self.webhook["url"], json=update, headers=headers, timeout=30).status_code

    def bring_all(self) -> list[int]:
        """Deliver what waits to the webhook, each until it is taken or refused; the statuses."""
        statuses = []
        while self._updates:
            statuses.append(self.bring(self._updates[0]))
            if statuses[-1] != 200:
                break
            with self._changed:
                del self._updates[0]
        return statuses

    # --- the server ------------------------------------------------------------------------------------------------

    async def _handle(self, asked: Asked) -> Reply | None:
        if asked.method == "CONNECT":
            return Reply(407, b"")  # as a proxy, it lets nobody through
        path = re.sub("^http://[^/]+", "", unquote(asked.path))  # as a proxy, it is given whole addresses
        if path.startswith(f"/file/bot{TOKEN}/") and asked.method == "GET":
            content = self.files.get(path.rpartition("/")[2])
            return Reply(404, b"") if content is None else Reply(200, content, "application/octet-stream")
        match = re.fullmatch(r"/bot([^/]+)/(\w+)", path)
        if match is None:
            return _refusal(404, "Not Found")
        token, method = match.groups()
        if token != TOKEN or self.revoked:
            return _refusal(401, "Unauthorized")
        if method not in _PARAMETERS:
            return _refusal(404, "Not Found")
        parameters, files = form_of(asked)
        with self._changed:
            self.calls.append((method, parameters))
            self._changed.notify_all()
            fault = self._faults[method].popleft() if self._faults[method] else None
        if fault is not None and not fault.done:
            return await _as_fault(fault)
        reply = await self._carried_out(method, parameters, files)
        return reply if fault is None else await _as_fault(fault, reply)

    async def _carried_out(self, method: str, parameters: dict[str, Any], files: dict[str, tuple[str, bytes]]) -> Reply:
        try:
            unknown = (parameters.keys() | files.keys()) - _PARAMETERS[method]
            uploaded = {name for name in unknown if name in files and f"attach://{name}" in parameters.values()}
            if unknown - uploaded:
                raise Refused(400, f"Bad Request: unknown parameters {sorted(unknown - uploaded)}")
            if method == "getUpdates":
                return _result(await self._get_updates(parameters))
            with self._changed:
                call = getattr(self, f"_call_{method}", self._call_nothing)
                made = call(parameters, files)
                self._changed.notify_all()
                return _result(made)
        except Refused as error:
            if error.code == 400 and not error.description.endswith(("not found", "query ID is invalid", "found.")):
                self.wrong.append(f"{method}: {error.description}")
            return _refusal(error.code, error.description, **error.parameters)

    async def _get_updates(self, parameters: dict[str, Any]) -> list[dict[str, Any]]:
        if self.webhook is not None:
            raise Refused(409, "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook")
        with self._changed:
            self._poll += 1
            mine = self._poll
            offset = int(parameters.get("offset", 0))
            self._updates = [update for update in self._updates if update["update_id"] >= offset]
            self._changed.notify_all()
        kinds = {"update_id", *parameters.get("allowed_updates", [])}
        until = time.monotonic() + float(parameters.get("timeout", 0))
        while True:
            with self._changed:
                if mine != self._poll:
                    raise Refused(409, "Conflict: terminated by other getUpdates request")
                found = [update for update in self._updates[:100] if update.keys() <= kinds or "odd" in update]
            if found or time.monotonic() >= until:
                return found
            await asyncio.sleep(0.01)

    def _call_nothing(self, parameters: dict[str, Any], files: object) -> bool:
        return True

    def _call_getMe(self, parameters: dict[str, Any], files: object) -> dict[str, Any]:
        return ME

    def _call_setWebhook(self, parameters: dict[str, Any], files: object) -> bool:
        if not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", parameters.get("secret_token", "")):
            raise Refused(400, "Bad Request: secret token contains unallowed characters")
        # The real one takes https alone; here it is loopback.
        if not re.match(r"https://|http://127\.0\.0\.1[:/]", parameters["url"]):
            raise Refused(400, "Bad Request: bad webhook: An HTTPS URL must be provided for webhook")
        self.webhook = parameters
        return True

    def _call_getWebhookInfo(self, parameters: dict[str, Any], files: object) -> dict[str, Any]:
        held = self.webhook or {}
        failed = {"last_error_date": int(time.time()), "last_error_message": "Timed out"} if self.unreached else {}
        known = {"url": held.get("url", ""), "has_custom_certificate": False}
        return {**known, "pending_update_count": len(self._updates), **failed}

    def _call_deleteWebhook(self, parameters: dict[str, Any], files: object) -> bool:
        self.webhook = None
        return True

    def _call_sendMessage(self, parameters: dict[str, Any], files: object) -> dict[str, Any]:
        text, entities = str(parameters.get("text", "")), parameters.get("entities", [])
        self._check(text_problem(text, 4096), entities_problem(text, entities))
        return self._take(parameters, text, entities, None)

    def _call_sendDocument(self, parameters: dict[str, Any], files: dict[str, tuple[str, bytes]]) -> dict[str, Any]:
        text, entities = str(parameters.get("caption", "")), parameters.get("caption_entities", [])
        name = str(parameters.get("document", "attach://document")).removeprefix("attach://")
        if units(text) > 1024:
            raise Refused(400, "Bad Request: message caption is too long")
        if name not in files or not files[name][1]:
            raise Refused(400, "Bad Request: file must be non-empty")
        self._check(entities_problem(text, entities))
        return self._take(parameters, text, entities, files[name])

    def _call_sendChatAction(self, parameters: dict[str, Any], files: object) -> bool:
        self._check(None if parameters.get("action") == "typing" else "Bad Request: wrong parameter action")
        self._reachable(parameters)
        return True

    def _call_answerCallbackQuery(self, parameters: dict[str, Any], files: object) -> bool:
        query = parameters.get("callback_query_id", "")
        if query not in self._queries:
            raise Refused(400, "Bad Request: query is too old and response timeout expired or query ID is invalid")
        self._queries.discard(query)
        self.answered.append(query)
        return True

    def _call_getFile(self, parameters: dict[str, Any], files: object) -> dict[str, Any]:
        key = parameters.get("file_id", "")
        if key not in self.files:
            raise Refused(400, "Bad Request: wrong file_id or the file is temporarily unavailable: not found")
        if len(self.files[key]) > _MAX_FILE:
            raise Refused(400, "Bad Request: file is too big")
        return {"file_id": key, "file_unique_id": key, "file_path": f"documents/{key}"}

    def _call_setMyCommands(self, parameters: dict[str, Any], files: object) -> bool:
        self._check(commands_problem(parameters.get("commands")))
        scope = parameters.get("scope", {"type": "default"})
        if scope["type"] == "chat" and int(scope["chat_id"]) not in self._chats:
            raise Refused(400, "Bad Request: chat not found")
        return True

    def _call_setMyDescription(self, parameters: dict[str, Any], files: object) -> bool:
        self._check("Bad Request: too long" if len(parameters["description"]) > 512 else None)
        return True

    def _call_setMyShortDescription(self, parameters: dict[str, Any], files: object) -> bool:
        self._check("Bad Request: too long" if len(parameters["short_description"]) > 120 else None)
        return True

    # --- messages --------------------------------------------------------------------------------------------------

    def _take(
        self, parameters: dict[str, Any], text: str, entities: list[dict[str, Any]], file: tuple[str, bytes] | None
    ) -> dict[str, Any]:
        chat = self._reachable(parameters)
        markup, reply = parameters.get("reply_markup"), parameters.get("reply_parameters", {})
        self._check(keyboard_problem(markup) if markup is not None else None)
        replied = reply.get("message_id")
        if replied is not None and replied not in self._messages[chat]:
            if not reply.get("allow_sending_without_reply"):
                raise Refused(400, "Bad Request: message to be replied not found")
            replied = None
        message = self._message(chat, ME["id"], text, entities=entities)
        buttons = markup["inline_keyboard"] if markup else []
        options = parameters.get("link_preview_options", {})
        previews = file is None and not options.get("is_disabled")
        self.sent.append(Sent(chat, message["message_id"], text, entities, buttons, replied, file, previews))
        return message

    def _reachable(self, parameters: dict[str, Any]) -> int:
        chat = int(parameters["chat_id"])
        if chat in self.moved:
            moved = "Bad Request: group chat was upgraded to a supergroup chat: not found"
            raise Refused(400, moved, migrate_to_chat_id=self.moved[chat])
        if chat not in self._chats:
            raise Refused(400, "Bad Request: chat not found")
        if chat in self.blocked:
            raise Refused(403, "Forbidden: bot was blocked by the user")
        return chat

    def _message(self, chat: int, person: int, text: str, *, group: bool = False, **more: Any) -> dict[str, Any]:
        number = len(self._messages[chat]) + 1  # every chat counts for itself
        user = {**ME} if person == ME["id"] else _user(person)
        held = {"message_id": number, "from": user, "chat": self.chat(chat, group=group), "date": int(time.time())}
        if text:
            held |= {"text": text, "entities": _found(text)}
        held |= more
        self._messages[chat][number] = held
        return held

    def _put(self, content: dict[str, Any]) -> None:
        self._updates.append({"update_id": self._next_update, **content})
        self._next_update += 1
        self._changed.notify_all()

    def _check(self, *problems: str | None) -> None:
        for problem in problems:
            if problem is not None:
                raise Refused(400, problem)


async def _as_fault(fault: Fault, done: Reply | None = None) -> Reply | None:
    await asyncio.sleep(fault.seconds)
    if fault.cut:
        return None
    if fault.body is not None:
        return Reply(fault.code or 200, fault.body, "text/html")
    if fault.code is not None:
        return _refusal(fault.code, fault.description, **fault.parameters)
    return done


def _result(held: Any) -> Reply:
    return Reply(200, json.dumps({"ok": True, "result": held}).encode())


def _refusal(code: int, description: str, **parameters: Any) -> Reply:
    held = {"ok": False, "error_code": code, "description": description}
    return Reply(code, json.dumps({**held, "parameters": parameters} if parameters else held).encode())


def _user(number: int) -> dict[str, Any]:
    return {"id": number, "is_bot": False, "first_name": f"Cán bộ {number}", "language_code": "vi"}


def _found(text: str) -> list[dict[str, Any]]:
    """Commands and mentions, as the server finds them."""
    return [
        {"type": match.lastgroup, "offset": units(text[: match.start()]), "length": units(match.group())}
        for match in _WORDS.finditer(text)
    ]
