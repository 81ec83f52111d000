"""The pages and what their scripts ask for. Nothing here blocks: the assistant is called on the work threads."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode

from jinja2 import StrictUndefined
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Route
from starlette.templating import Jinja2Templates

from bot import phrases
from bot.conversation.service import Assistant
from bot.conversation.sources import Level, Place, SourceView
from bot.errors import CadreBotError
from bot.journal import Reason, Verdict
from bot.web.access import CODE_PAGE, Access, inside
from bot.web.choosing import chosen
from bot.web.payload import exchange_object, shelf_object, source_object, web_link
from bot.web.requests import number_of, offset_of, read_json, text_of
from bot.web.work import Work

CHANNEL = "web"
_FOLDER = Path(__file__).parent
_MAX_CHAT = 64  # characters of a page's own name for its conversation
_DOWNLOAD_TYPES = {  # anything else goes out as bytes: an .html file of the folder must never run as a page of ours
    ".pdf": "application/pdf",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".txt": "text/plain",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
}
TEMPLATES = Jinja2Templates(_FOLDER / "templates")
TEMPLATES.env.undefined = StrictUndefined
TEMPLATES.env.globals.update(
    w=SimpleNamespace(**phrases.WEB),
    words=json.dumps({**phrases.WEB, "reasons": phrases.RATING_REASONS}, ensure_ascii=False),
)


class Pages:
    """The handlers; `asking` takes questions, `looking` the quick rest, so that a source opens while others wait."""

    def __init__(self, assistant: Assistant, asking: Work, looking: Work, access: Access | None) -> None:
        self._assistant = assistant
        self._asking = asking
        self._looking = looking
        self._access = access

    def routes(self) -> list[Route]:
        """All addresses."""
        found = [
            Route("/", self.chat),
            Route("/api/ask", self.ask, methods=["POST"]),
            Route("/api/rate", self.rate, methods=["POST"]),
            Route("/api/examples", self.examples),
            Route("/api/documents", self.documents),
            Route("/nguon", self.source_page),
            Route("/api/source", self.source),
            Route("/tai", self.original),
            Route("/healthz", self.health),
        ]
        if self._access is not None:
            found += [Route(CODE_PAGE, self.code_page), Route("/api/ma", self.code, methods=["POST"])]
        return found

    async def chat(self, request: Request) -> Response:
        """The chat."""
        _, documents = await self._looking.run(self._assistant.state)
        count = phrases.WEB["documents_count"].replace("{n}", str(documents))
        return TEMPLATES.TemplateResponse(request, "chat.html", {"count": count, "hello": phrases.HELLO})

    async def ask(self, request: Request) -> Response:
        """A question: {question, chat} → the answer."""
        value = await read_json(request)
        question, chat = text_of(value, "question"), text_of(value, "chat")[:_MAX_CHAT]
        person: str = request.state.person

        def work() -> dict[str, Any]:
            act = chosen(self._assistant, question, channel=CHANNEL, chat=chat, person=person)
            if act is not None:
                return act
            exchange = self._assistant.ask(question, channel=CHANNEL, chat=chat, person=person)
            return exchange_object(exchange, self._assistant.locate)

        return JSONResponse(await self._asking.run(work))

    async def rate(self, request: Request) -> Response:
        """A word on an answer: {id, verdict, reason?}."""
        value = await read_json(request)
        number = number_of(value, "id")
        try:
            verdict = Verdict(text_of(value, "verdict"))
            reason = Reason(text_of(value, "reason")) if value.get("reason") is not None else None
        except ValueError as error:
            raise HTTPException(400, phrases.WEB_WRONG_REQUEST) from error
        if reason is not None and verdict is Verdict.UP:
            raise HTTPException(400, phrases.WEB_WRONG_REQUEST)
        person: str = request.state.person
        work = partial(self._assistant.rate, number, channel=CHANNEL, person=person, verdict=verdict, reason=reason)
        if not await self._looking.run(work):
            raise HTTPException(403, phrases.WEB_NOT_YOURS)
        return JSONResponse({"ok": True})

    async def examples(self, request: Request) -> Response:
        """Questions to try."""
        return JSONResponse({"examples": await self._asking.run(self._assistant.examples)})

    async def documents(self, request: Request) -> Response:
        """What is in the folder."""
        shelves = await self._looking.run(self._assistant.overview)
        return JSONResponse({"shelves": [shelf_object(shelf) for shelf in shelves]})

    async def source(self, request: Request) -> Response:
        """A place in its surroundings: ?file&start&end&level&mark."""
        return JSONResponse(source_object(await self._looking.run(self._view(request))))

    async def source_page(self, request: Request) -> Response:
        """The same as a page of its own, for a link from elsewhere."""
        view = await self._looking.run(self._view(request))
        params = request.query_params
        here = {name: params[name] for name in ("start", "end", "mark") if name in params}

        def link(place: Place | None, level: Level = Level.ARTICLE) -> str:
            to = {"start": place.start, "end": place.end, "mark": place.mark} if place else here
            return f"/nguon?{urlencode({'file': view.file, **to, 'level': level.value})}"

        context = {
            "view": view,
            "level": params.get("level", Level.PASSAGE.value),
            "link": link,
            "levels": _levels(view),
            "web_source": web_link(view.source_url),
            "download": f"/tai?{urlencode({'file': view.file})}",
        }
        return TEMPLATES.TemplateResponse(request, "source.html", context)

    async def original(self, request: Request) -> Response:
        """The file that a document was read from."""
        path = await self._looking.run(partial(self._assistant.original, request.query_params.get("file", "")))
        if path is None:
            raise HTTPException(404, phrases.WEB_SOURCE_GONE)
        kind = _DOWNLOAD_TYPES.get(path.suffix.casefold(), "application/octet-stream")
        return FileResponse(path, media_type=kind, filename=path.name)

    async def health(self, request: Request) -> Response:
        """Whether it works, for whoever watches over it."""
        name, documents = await self._looking.run(self._assistant.state)
        return JSONResponse({"ok": True, "generation": name, "documents": documents})

    async def code_page(self, request: Request) -> Response:
        """The form for the access code."""
        assert self._access is not None  # there is no such address otherwise
        go_on = inside(request.query_params.get("tiep", "/"))
        return TEMPLATES.TemplateResponse(request, "code.html", {"go_on": go_on})

    async def code(self, request: Request) -> Response:
        """The access code: {code}."""
        assert self._access is not None
        value = await read_json(request)
        ticket = self._access.try_code(request, text_of(value, "code"))
        response = JSONResponse({"ok": True})
        response.headers.append("Set-Cookie", ticket)
        return response

    def _view(self, request: Request) -> Callable[[], SourceView]:
        params = request.query_params
        start, end = offset_of(request, "start"), offset_of(request, "end")
        try:
            level = Level(params.get("level", Level.PASSAGE))
        except ValueError as error:
            raise HTTPException(400, phrases.WEB_WRONG_REQUEST) from error

        def work() -> SourceView:
            view = self._assistant.source(params.get("file", ""), start, end, level=level, mark=params.get("mark"))
            if view is None:
                raise HTTPException(404, phrases.WEB_SOURCE_GONE)
            return view

        return work


def _levels(view: SourceView) -> list[tuple[Level, str]]:
    return [
        (Level.PASSAGE, phrases.WEB["passage"]),
        (Level.ARTICLE, view.buttons[2]),
        (Level.DOCUMENT, phrases.WEB["document"]),
    ]


async def refuse(request: Request, error: HTTPException) -> Response:
    """An error as its reader can take it: an object for scripts, a page for people."""
    path = request.url.path
    if path.startswith("/api/") or path == "/healthz":
        return JSONResponse({"error": error.detail}, error.status_code, error.headers)
    detail = error.detail if error.status_code != 404 or error.detail != "Not Found" else phrases.WEB_NOT_FOUND
    return TEMPLATES.TemplateResponse(request, "error.html", {"detail": detail}, error.status_code, error.headers)


async def refuse_own(request: Request, error: CadreBotError) -> Response:
    """What the product says of itself (a full disk, an encoder that is missing): 503, and it may pass."""
    return await refuse(request, HTTPException(503, phrases.WEB_BROKEN, {"Retry-After": "30"}))
