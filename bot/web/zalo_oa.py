"""The admin's page of the Zalo Official Account: how its consent stands, and the way to give it."""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any, Protocol

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from bot.errors import CadreBotError
from bot.journal import Journal, audit
from bot.journal.accounts import StaffRole
from bot.phrases import zalo_oa
from bot.web.pages import TEMPLATES
from bot.web.staff import needs, page, signed_in
from bot.web.work import Work

HOME = "/quan-tri/zalo-oa"
GO, BACK = f"{HOME}/cap-quyen", f"{HOME}/xong"
_CHANNEL = "Zalo OA"
_MOST = 8_192  # characters of what comes back
TEMPLATES.env.globals.update(oa=SimpleNamespace(**zalo_oa.WORDS))


class Consent(Protocol):
    """What the channel lets the page do; the errors that it raises bear a sentence for whoever sits before it."""

    @property
    def given(self) -> bool:
        """Whether there is a consent that holds."""

    def rows(self) -> Sequence[tuple[str, str]]:
        """How things stand, as (label, value)."""

    def begin(self, account: str) -> str:
        """The address to go to, good for one consent of one account. Raises CadreBotError."""

    def finish(self, account: str, state: str, code: str, oa: str) -> None:
        """Take what came back from there. Raises CadreBotError."""


class ConsentPages:
    """The handlers."""

    def __init__(self, consent: Consent, journal: Journal, looking: Work) -> None:
        self._consent = consent
        self._journal = journal
        self._looking = looking

    def routes(self) -> list[Route]:
        """All addresses."""
        return [
            Route(HOME, self.state),
            Route(GO, self.go, methods=["POST"]),
            Route(BACK, self.back),
        ]

    @needs(StaffRole.ADMIN)
    async def state(self, request: Request) -> Response:
        """How things stand: ?xong, right after a consent."""
        return await self._shown(request, done="xong" in request.query_params)

    @needs(StaffRole.ADMIN)
    async def go(self, request: Request) -> Response:
        """Begin: a link to Zalo's page. No redirect: our pages let no form lead to another site."""
        try:
            address = self._consent.begin(signed_in(request).name)
        except CadreBotError as error:
            return await self._shown(request, problem=str(error), status=409)
        return await self._shown(request, address=address)

    @needs(StaffRole.ADMIN)
    async def back(self, request: Request) -> Response:
        """Zalo has sent the browser back: ?code, ?state, ?oa_id. It is good once, and for one account."""
        held = request.query_params
        state, code, oa = (held.get(name, "")[:_MOST] for name in ("state", "code", "oa_id"))
        account = signed_in(request).name

        def work() -> None:
            self._consent.finish(account, state, code, oa)
            self._journal.store.write(
                lambda connection: audit.note(connection, account, audit.Action.CHANNEL_CONNECTED, _CHANNEL)
            )

        try:
            await self._looking.run(work)
        except CadreBotError as error:
            return await self._shown(request, problem=str(error), status=409)
        return RedirectResponse(f"{HOME}?xong", 303)  # the code leaves the address line

    async def _shown(self, request: Request, *, status: int = 200, **more: Any) -> Response:
        rows = await self._looking.run(self._consent.rows)
        said = {"problem": "", "address": "", "done": False, **more}
        context = {"rows": rows, "given": self._consent.given, "go": GO, **said}
        return page(request, "zalo_oa.html", context, here="zalo-oa", status=status)
