"""The access code: asked once a browser, compared in constant time, only a few wrong tries from one address."""

from __future__ import annotations

import hashlib
import hmac
import time
from collections.abc import Awaitable, Callable
from urllib.parse import quote

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from bot import phrases
from bot.journal.accounts import Account
from bot.web.guards import Refuse, cookie
from bot.web.tries import Tries, address_of

_COOKIE = "ma"
_COOKIE_SECONDS = 30 * 24 * 3600
_TRIES = 5  # wrong codes from one address …
_TRIES_SECONDS = 600  # … in this time
CODE_PAGE = "/ma"
SIGN_IN, SIGN_OUT = "/dang-nhap", "/dang-xuat"
STAFF_AREAS = ("/dao-tao", "/quan-tri")  # with everything below them: pages that guard themselves
_OPEN = (CODE_PAGE, "/api/ma", "/healthz", SIGN_IN, SIGN_OUT)


class Access:
    """Knows the code, who has given it, and who has tried too often."""

    def __init__(self, code: str, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._code = _digest(code.strip())
        # Whoever holds the code can make the ticket and nobody else; it dies with the code, not with a restart.
        self._key = hmac.new(code.strip().encode(), b"cadre-bot web ticket", hashlib.sha256).digest()
        self._tries = Tries(_TRIES, _TRIES_SECONDS, clock=clock)

    def may_enter(self, request: Request) -> bool:
        """Whether this browser has given the code."""
        ticket = request.cookies.get(_COOKIE, "")
        return hmac.compare_digest(ticket.encode(), self._ticket(request).encode())

    def try_code(self, request: Request, code: str) -> str:
        """The Set-Cookie line that lets in. Raises HTTPException 403 for a wrong code, 429 after too many of them."""
        address = address_of(request)
        if self._tries.take(address):
            raise HTTPException(429, phrases.WEB_CODE_TOO_OFTEN, {"Retry-After": str(_TRIES_SECONDS)})
        if not hmac.compare_digest(_digest(code.strip()), self._code):
            raise HTTPException(403, phrases.WEB_CODE_WRONG)
        self._tries.forget(address)
        return cookie(request, _COOKIE, self._ticket(request), _COOKIE_SECONDS)

    def _ticket(self, request: Request) -> str:
        person: str = request.state.person
        return hmac.new(self._key, person.encode(), hashlib.sha256).hexdigest()


class CodeNeeded:
    """Lets nobody past the code form who has not given the code, but staff who have signed in."""

    def __init__(
        self, app: ASGIApp, access: Access, staff: Callable[[Request], Awaitable[Account | None]], refuse: Refuse
    ) -> None:
        self._app, self._access, self._staff, self._refuse = app, access, staff, refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or ask for the code."""
        path = scope.get("path", "")
        if scope["type"] != "http" or path in _OPEN or path.startswith("/static/") or of_staff(path):
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        try:
            enters = self._access.may_enter(request) or await self._staff(request) is not None
        except HTTPException as error:  # too much to do to look it up
            response = await self._refuse(request, error)
            await response(scope, receive, send)
            return
        if enters:
            await self._app(scope, receive, send)
        elif path.startswith("/api/"):
            response = await self._refuse(request, HTTPException(401, phrases.WEB_CODE_NEEDED))
            await response(scope, receive, send)
        else:
            wanted = f"{path}?{request.url.query}" if request.url.query else path
            await RedirectResponse(f"{CODE_PAGE}?tiep={quote(wanted, safe='')}", 303)(scope, receive, send)


def inside(path: str) -> str:
    """A path of this site to go on to after the code; the chat for anything else."""
    return path if path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable() else "/"


def of_staff(path: str) -> bool:
    """Whether a path lies in an area of staff."""
    return path.startswith(tuple(f"{area}/" for area in STAFF_AREAS)) or path in STAFF_AREAS


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
