"""The access code: asked once a browser, compared in constant time, only a few wrong tries from one address."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import time
from collections import OrderedDict
from collections.abc import Callable
from urllib.parse import quote

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from bot import phrases
from bot.web.guards import Refuse, cookie

_COOKIE = "ma"
_COOKIE_SECONDS = 30 * 24 * 3600
_TRIES = 5  # wrong codes from one address …
_TRIES_SECONDS = 600  # … in this time
_ADDRESSES = 10_000  # that are remembered
CODE_PAGE = "/ma"
_OPEN = (CODE_PAGE, "/api/ma", "/healthz")


class Access:
    """Knows the code, who has given it, and who has tried too often."""

    def __init__(self, code: str, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._code = _digest(code.strip())
        # Whoever holds the code can make the ticket and nobody else; it dies with the code, not with a restart.
        self._key = hmac.new(code.strip().encode(), b"cadre-bot web ticket", hashlib.sha256).digest()
        self._clock = clock
        self._wrong: OrderedDict[str, list[float]] = OrderedDict()

    def may_enter(self, request: Request) -> bool:
        """Whether this browser has given the code."""
        ticket = request.cookies.get(_COOKIE, "")
        return hmac.compare_digest(ticket.encode(), self._ticket(request).encode())

    def try_code(self, request: Request, code: str) -> str:
        """The Set-Cookie line that lets in. Raises HTTPException 403 for a wrong code, 429 after too many of them."""
        address, now = _address(request), self._clock()
        recent = [at for at in self._wrong.get(address, []) if now - at < _TRIES_SECONDS]
        if len(recent) >= _TRIES:
            raise HTTPException(429, phrases.WEB_CODE_TOO_OFTEN, {"Retry-After": str(_TRIES_SECONDS)})
        if not hmac.compare_digest(_digest(code.strip()), self._code):
            self._wrong[address] = [*recent, now]
            self._wrong.move_to_end(address)
            if len(self._wrong) > _ADDRESSES:
                self._wrong.popitem(last=False)
            raise HTTPException(403, phrases.WEB_CODE_WRONG)
        self._wrong.pop(address, None)
        return cookie(request, _COOKIE, self._ticket(request), _COOKIE_SECONDS)

    def _ticket(self, request: Request) -> str:
        person: str = request.state.person
        return hmac.new(self._key, person.encode(), hashlib.sha256).hexdigest()


class CodeNeeded:
    """Lets nobody past the code form who has not given the code."""

    def __init__(self, app: ASGIApp, access: Access, refuse: Refuse) -> None:
        self._app, self._access, self._refuse = app, access, refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or ask for the code."""
        path = scope.get("path", "")
        if scope["type"] != "http" or path in _OPEN or path.startswith("/static/"):
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        if self._access.may_enter(request):
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


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()


def _address(request: Request) -> str:
    """Whom tries are counted for: an IPv4 address, or the network that one IPv6 customer is given."""
    host = request.client.host if request.client else ""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host
    if address.version == 6 and not address.is_loopback:
        return str(ipaddress.ip_network((address, 64), strict=False))
    return host
