"""Staff: signing in and out, what their pages stand behind and are framed in, and the audit trail's page.

A page of staff lies below one of `access.STAFF_AREAS`, and each of its handlers goes through `guarded`:

    Route("/dao-tao", guarded(self.overview, StaffRole.TRAINING))

The handler then has `signed_in(request)`; it answers with `page(request, "….html", context, here="training")`, whose
template extends staff_base.html. Every POST carries the session's token, which the guard checks before anything else is
read: the field `csrf` (of a form with files the first one) or, from scripts, the header `X-CSRF`; `forms.form_of` and
`requests.read_json` then read the rest. A script (that header, or `Accept: application/json`) is told what went wrong
as {"error": …}, with 401 where the session is over.
"""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable
from functools import partial, wraps
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from bot.journal import Journal, audit
from bot.journal.accounts import LIVES, Account, Accounts, StaffRole
from bot.phrases import report, staff
from bot.web.access import SIGN_IN, SIGN_OUT, inside
from bot.web.forms import TOKEN_FIELD, TOKEN_HEADER, form_of, token_of
from bot.web.guards import cookie
from bot.web.pages import TEMPLATES
from bot.web.requests import check_same_origin, offset_of, split
from bot.web.tries import SignInTries, address_of
from bot.web.work import Work

Handler = Callable[..., Awaitable[Response]]
TICKET = "nhan-vien"
TRAIL = "/quan-tri/nhat-ky"
_HOME = {StaffRole.TRAINING: "/dao-tao", StaffRole.ADMIN: "/quan-tri"}
_ROWS = 50  # of the trail on a page
_SAFE = ("GET", "HEAD")
TEMPLATES.env.globals.update(s=SimpleNamespace(**staff.WORDS))


def signed_in(request: Request) -> Account:
    """Who is signed in, for a handler that is guarded. Raises HTTPException 401 for one that is not."""
    account = getattr(request.state, "account", None)
    if not isinstance(account, Account):
        raise HTTPException(401, staff.SIGN_IN_AGAIN)
    return account


def guarded(handler: Handler, role: StaffRole) -> Handler:
    """A handler that only accounts of a role (or a higher one) reach; a POST only with the token of their session."""

    @wraps(handler)
    async def inner(*held: Any) -> Response:
        *others, request = held  # a method's own object comes first
        pages: StaffPages = request.app.state.staff
        try:
            return await pages.let_in(request, role, partial(handler, *others))
        except HTTPException as error:
            if not _is_script(request):
                raise
            return JSONResponse({"error": error.detail}, error.status_code, error.headers)

    return inner


def needs(role: StaffRole) -> Callable[[Handler], Handler]:
    """The same as a decorator."""
    return partial(guarded, role=role)


def page(request: Request, template: str, context: dict[str, Any], *, here: str, status: int = 200) -> Response:
    """A guarded page in the frame of staff; `here` is its place in the navigation, as staff_base.html names it."""
    pages: StaffPages = request.app.state.staff
    frame = {"account": signed_in(request), "csrf": request.state.csrf, "here": here, "official": pages.official}
    return TEMPLATES.TemplateResponse(request, template, {**frame, **context}, status)


class StaffPages:
    """Signing in and out, the guard of all staff pages, and the trail. `close` it with the server.

    `official` is whether there is a page of the Zalo Official Account.
    """

    def __init__(self, journal: Journal, looking: Work, *, official: bool = False) -> None:
        self.accounts = Accounts(journal)
        self.official = official
        self._journal = journal
        self._looking = looking
        # One password at a time, and no source waits for one: each takes a core for a while.
        self._signing = Work("web-sign-in", threads=1, waiting=16)
        self._tries = SignInTries()

    def routes(self) -> list[Route]:
        """All addresses."""
        return [
            Route(SIGN_IN, self.form),
            Route(SIGN_IN, self.sign_in, methods=["POST"]),
            Route(SIGN_OUT, self.sign_out, methods=["POST"]),
            Route(TRAIL, guarded(self.trail, StaffRole.ADMIN)),
        ]

    def close(self) -> None:
        """Finish what runs; drop what waits."""
        self._signing.close()

    async def account(self, request: Request) -> Account | None:
        """Who is signed in; None for everybody else."""
        ticket = request.cookies.get(TICKET)
        return await self._looking.run(partial(self.accounts.session, ticket)) if ticket else None

    async def let_in(self, request: Request, role: StaffRole, handler: Handler) -> Response:
        """Let a request through to a handler, or to the form to sign in. Raises HTTPException 401 or 403."""
        account = await self.account(request)
        if account is None:
            return self._sign_in_first(request)
        csrf = self._token("session", request.cookies[TICKET])
        if request.method not in _SAFE:
            check_same_origin(request)
            given, request = await token_of(request)
            if not _same(given, csrf):
                raise HTTPException(403, staff.FORM_FOREIGN)
        if not account.role.covers(role):
            raise HTTPException(403, staff.NOT_ALLOWED)
        request.state.account, request.state.csrf = account, csrf
        return await handler(request)

    async def form(self, request: Request) -> Response:
        """The form to sign in: ?tiep, the page to go on to."""
        go_on = _onward(request.query_params.get("tiep", ""))
        account = await self.account(request)
        return self._form(request, go_on) if account is None else RedirectResponse(go_on or _HOME[account.role], 303)

    async def sign_in(self, request: Request) -> Response:
        """A name and a password: {ten, mat-khau, tiep, csrf}."""
        check_same_origin(request)
        fields = await form_of(request)
        name, go_on = fields.get("ten", ""), _onward(fields.get("tiep", ""))
        if not _same(fields.get(TOKEN_FIELD, ""), self._token("sign in", request.state.person)):
            return self._form(request, go_on, name=name, problem=staff.FORM_OLD, status=403)
        address, password = address_of(request), fields.get("mat-khau", "")
        before = request.cookies.get(TICKET)

        def work() -> tuple[Account, str] | int | None:
            wait = self._tries.take(name, address)
            if wait:
                return wait
            found = self.accounts.sign_in(name, password)
            if found is not None:
                self._tries.right(name, address)
                if before:
                    self.accounts.end_session(before)
            return found

        found = await self._signing.run(work)
        if isinstance(found, int):
            refused = self._form(request, go_on, name=name, problem=staff.too_often(found), status=429)
            refused.headers["Retry-After"] = str(found)
            return refused
        if found is None:
            return self._form(request, go_on, name=name, problem=staff.SIGN_IN_WRONG, status=403)
        account, ticket = found
        response = RedirectResponse(go_on or _HOME[account.role], 303)
        # Lax, as `cookie` has it: with Strict, a link in the weekly digest's message would lead to the form each time.
        response.headers.append("Set-Cookie", cookie(request, TICKET, ticket, int(LIVES.total_seconds())))
        return response

    async def sign_out(self, request: Request) -> Response:
        """End the session."""
        if await self.account(request) is None:
            return RedirectResponse(SIGN_IN, 303)
        return await self._leave(request)

    @needs(StaffRole.TRAINING)
    async def _leave(self, request: Request) -> Response:
        await self._looking.run(partial(self.accounts.end_session, request.cookies[TICKET]))
        response = RedirectResponse(SIGN_IN, 303)
        response.headers.append("Set-Cookie", cookie(request, TICKET, "", 0))
        return response

    async def trail(self, request: Request) -> Response:
        """Who did what: ?truoc, the number of the row that the page begins after."""
        before = offset_of(request, "truoc")
        read = partial(audit.trail, most=_ROWS + 1, before=before)
        rows = await self._looking.run(partial(self._journal.store.read, read))
        shown = [
            (report.clock(row.at), staff.NOBODY.get(row.account, row.account), staff.ACTIONS[row.action], row.about)
            for row in rows[:_ROWS]
        ]
        older = f"{TRAIL}?truoc={rows[_ROWS - 1].id}" if len(rows) > _ROWS else None
        context = {"rows": shown, "older": older, "newest": TRAIL if before is not None else None}
        return page(request, "trail.html", context, here="trail")

    def _sign_in_first(self, request: Request) -> Response:
        if _is_script(request):
            raise HTTPException(401, staff.SIGN_IN_AGAIN)
        if request.method in _SAFE:
            wanted = f"{request.url.path}?{request.url.query}" if request.url.query else request.url.path
            return RedirectResponse(f"{SIGN_IN}?tiep={quote(wanted, safe='')}", 303)
        sent_from = split(request.headers.get("referer", ""))
        own = sent_from.netloc == request.headers.get("host")
        go_on = _onward(f"{sent_from.path}?{sent_from.query}".rstrip("?") if own else "")
        return self._form(request, go_on, problem=staff.SIGN_IN_AGAIN, status=401)

    def _form(self, request: Request, go_on: str, *, name: str = "", problem: str = "", status: int = 200) -> Response:
        csrf = self._token("sign in", request.state.person)
        context = {"go_on": go_on, "name": name, "problem": problem, "csrf": csrf}
        return TEMPLATES.TemplateResponse(request, "sign_in.html", context, status)

    def _token(self, use: str, secret: str) -> str:
        """What only we can have put into a form for whoever holds a secret; it does not tell the secret."""
        return self._journal.keyed("csrf", use, secret)


def _onward(path: str) -> str:
    """A page of this site to go on to after the form; "" for anything else, and for the form itself."""
    leads = path != "" and inside(path) == path and split(path).path not in (SIGN_IN, SIGN_OUT)
    return path if leads else ""


def _is_script(request: Request) -> bool:
    return TOKEN_HEADER in request.headers or request.headers.get("accept", "").startswith("application/json")


def _same(given: str, wanted: str) -> bool:
    return hmac.compare_digest(given.encode("utf-8", "surrogatepass"), wanted.encode())
