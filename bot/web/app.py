"""The web server's application, put together."""

from __future__ import annotations

import ipaddress
import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from bot.conversation.inspection import Folder
from bot.conversation.service import Assistant
from bot.errors import CadreBotError
from bot.settings import Settings
from bot.web.access import Access, CodeNeeded
from bot.web.folder import FolderPages
from bot.web.guards import KnownHosts, Platforms, SafeHeaders, Session, Shield
from bot.web.pages import Pages, refuse, refuse_own
from bot.web.staff import StaffPages
from bot.web.training import TrainingPages
from bot.web.work import Work
from bot.web.zalo_oa import Consent, ConsentPages

_log = logging.getLogger(__name__)
_STATIC = Path(__file__).parent / "static"
_THREADS = 2  # as many as the design lets work at once
_QUESTIONS_WAITING = 16  # more are turned away: at 50 ms each they would wait a second, at worst some more
_LOOKS_WAITING = 64
_LOCAL = frozenset({"127.0.0.1", "::1", "localhost"})


def create_app(
    assistant: Assistant,
    settings: Settings,
    *,
    code: str | None,
    webhooks: Sequence[Route] = (),
    folder: Folder | None = None,
    consent: Consent | None = None,
) -> Starlette:
    """The pages over an assistant. With a `code`, everything asks for it but the health check, the code form, and the
    pages of staff, who sign in instead.

    Without one, a server that listens on this computer alone answers only to its own names. `webhooks` are addresses
    that platforms post to: they stand outside of all this and guard themselves. `folder` is what the admin's page
    keeps; there is no such page without it. `consent` is what the page of the Zalo Official Account asks for.
    """
    asking = Work("web-ask", threads=_THREADS, waiting=_QUESTIONS_WAITING)
    looking = Work("web-look", threads=_THREADS, waiting=_LOOKS_WAITING)
    access = Access(code) if code else None
    staff = StaffPages(assistant.journal, looking, official=consent is not None)
    training = TrainingPages(assistant, settings, looking)
    keeping = FolderPages(folder, looking, asking) if folder is not None else None
    guards = [Middleware(SafeHeaders), Middleware(Platforms, routes=webhooks, refuse=refuse)]
    if access is None and _is_local(settings.web_host):
        named = {settings.web_host.casefold(), _public_name(settings)}
        guards.append(Middleware(KnownHosts, hosts=_LOCAL | named, refuse=refuse))
    guards += [Middleware(Session), Middleware(Shield, refuse=refuse)]
    if access is not None:
        guards.append(Middleware(CodeNeeded, access=access, staff=staff.account, refuse=refuse))

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        yield
        asking.close()
        looking.close()
        staff.close()
        training.close()
        if keeping is not None:
            keeping.close()

    handlers: dict[Any, Any] = {HTTPException: _http, CadreBotError: _own}
    routes = [
        *Pages(assistant, asking, looking, access).routes(),
        *staff.routes(),
        *training.routes(),
        *(keeping.routes() if keeping is not None else ()),
        *(ConsentPages(consent, assistant.journal, looking).routes() if consent is not None else ()),
        Mount("/static", StaticFiles(directory=_STATIC)),
    ]
    app = Starlette(routes=routes, middleware=guards, exception_handlers=handlers, lifespan=lifespan)
    app.state.staff = staff  # where `guarded` finds it
    return app


async def _http(request: Request, error: HTTPException) -> Response:
    return await refuse(request, error)


async def _own(request: Request, error: CadreBotError) -> Response:
    _log.error("%s: %s", type(error).__name__, error)
    return await refuse_own(request, error)


def _public_name(settings: Settings) -> str:
    """The host of the public address, where another server hands its visitors on to us."""
    return urlsplit(settings.public_url or "").hostname or settings.web_host.casefold()


def _is_local(host: str) -> bool:
    if host.casefold() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
