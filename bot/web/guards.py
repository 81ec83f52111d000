"""What stands before every page: safe headers, known hosts, an anonymous session, no error text to the outside."""

from __future__ import annotations

import logging
import re
import secrets
import traceback
from collections.abc import Awaitable, Callable, Sequence
from http.cookies import SimpleCookie

from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, Router
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot import phrases

_log = logging.getLogger(__name__)
SESSION = "phien"
_SESSION_SECONDS = 180 * 24 * 3600
_SESSION_FORM = re.compile(r"[A-Za-z0-9_-]{32}")
_HEADERS = {
    "Content-Security-Policy": "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
Refuse = Callable[[Request, HTTPException], Awaitable[Response]]


class SafeHeaders:
    """Adds the headers that keep a page to itself; nothing is stored by caches but the static files."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers[name] = value
                headers["Cache-Control"] = "no-cache" if scope["path"].startswith("/static/") else "no-store"
            await send(message)

        await self._app(scope, receive, with_headers if scope["type"] == "http" else send)


class KnownHosts:
    """Refuses names that this server does not go by.

    A page of another site can have its own name resolved to this computer and then read us as if it were us; it
    cannot choose the Host that its browser sends.
    """

    def __init__(self, app: ASGIApp, hosts: frozenset[str], refuse: Refuse) -> None:
        self._app, self._hosts, self._refuse = app, hosts, refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] == "http":
            request = Request(scope)
            name = re.sub(r":\d+$", "", request.headers.get("host", "")).strip("[]").casefold()
            if name not in self._hosts:
                response = await self._refuse(request, HTTPException(421, phrases.WEB_OTHER_HOST))
                await response(scope, receive, send)
                return
        await self._app(scope, receive, send)


class Platforms:
    """Hands what a platform brings to its own route, past the guards that are meant for browsers.

    The routes tell a platform from others by themselves; they have no person, no cookie and no access code.
    """

    def __init__(self, app: ASGIApp, routes: Sequence[Route], refuse: Refuse) -> None:
        self._app = app
        self._routes = Shield(Router(routes), refuse)
        self._paths = {route.path for route in routes}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        brought = scope["type"] == "http" and scope["method"] == "POST" and scope["path"] in self._paths
        await (self._routes if brought else self._app)(scope, receive, send)


class Session:
    """Gives every browser a random name; it is `request.state.person`, and all that is known of the person."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on with its person."""
        if scope["type"] != "http" or scope["path"].startswith("/static/") or scope["path"] == "/healthz":
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        held = request.cookies.get(SESSION, "")
        known = bool(_SESSION_FORM.fullmatch(held))
        person = held if known else secrets.token_urlsafe(24)
        scope.setdefault("state", {})["person"] = person

        async def with_cookie(message: Message) -> None:
            if message["type"] == "http.response.start" and not known:
                MutableHeaders(scope=message).append("Set-Cookie", cookie(request, SESSION, person, _SESSION_SECONDS))
            await send(message)

        await self._app(scope, receive, with_cookie)


class Shield:
    """Turns an error that nobody expected into one sentence; the log gets its kind and place, never a value."""

    def __init__(self, app: ASGIApp, refuse: Refuse) -> None:
        self._app, self._refuse = app, refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = False

        async def watched(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self._app(scope, receive, watched)
        except Exception as error:  # noqa: BLE001  the last one who can turn it into an answer
            frames = "".join(traceback.format_tb(error.__traceback__))
            _log.error("%s %s failed: %s\n%s", scope["method"], scope["path"], type(error).__name__, frames)
            if not begun:
                response = await self._refuse(Request(scope), HTTPException(500, phrases.WEB_BROKEN))
                await response(scope, receive, send)


def cookie(request: Request, name: str, value: str, seconds: int) -> str:
    """A Set-Cookie line: for this site only, out of reach of scripts, and over https only where the page is."""
    held: SimpleCookie = SimpleCookie({name: value})
    for attribute, setting in (("path", "/"), ("max-age", str(seconds)), ("httponly", True), ("samesite", "Lax")):
        held[name][attribute] = setting
    if request.scope["scheme"] == "https":
        held[name]["secure"] = True
    return held[name].OutputString()
