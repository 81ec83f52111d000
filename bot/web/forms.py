"""Forms, and the token that each of them carries: whatever is sent without it was not sent from a page of ours."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from urllib.parse import parse_qsl

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import Message

from bot import phrases
from bot.web.requests import BODY_SECONDS, MAX_BODY

TOKEN_FIELD = "csrf"
TOKEN_HEADER = "X-CSRF"
_MAX_FIELDS = 1_000
_MAX_FIRST = 4_096  # bytes in which the first field of a form with files must end
_BOUNDARY = re.compile(r'multipart/form-data;\s*boundary="?([^";,\s]{1,70})"?', re.IGNORECASE)


async def form_of(request: Request) -> dict[str, str]:
    """The fields of a form without files. Raises HTTPException 400, 408, 413 or 415 for anything else."""
    content, _ = await _looked_into(request, MAX_BODY, lambda _: False)
    return _fields(request, content)


async def token_of(request: Request) -> tuple[str, Request]:
    """The token of a request, and the request as if nothing of it had been read; "" where it carries none.

    It is looked for in the header `X-CSRF`; else in the field `csrf` of a form, which must be the first one where the
    form brings files, so that these are not read before it is known.
    """
    header = request.headers.get(TOKEN_HEADER)
    if header is not None:
        return header, request
    kind = request.headers.get("content-type", "")
    if found := _BOUNDARY.fullmatch(kind):
        begins = re.compile(_FIRST_FIELD.replace(b"BOUNDARY", re.escape(found[1].encode("latin-1"))), re.IGNORECASE)
        content, unread = await _looked_into(request, _MAX_FIRST, lambda read: begins.match(read) is not None)
        token = begins.match(content)
        return (token[1].decode("ascii") if token else ""), unread
    if not _is_form(request):
        return "", request
    content, unread = await _looked_into(request, MAX_BODY, lambda _: False)
    return _fields(request, content).get(TOKEN_FIELD, ""), unread


_FIRST_FIELD = rb'--BOUNDARY\r\nContent-Disposition: form-data; name="csrf"\r\n\r\n([!-~]{0,200})\r\n--BOUNDARY'


def _is_form(request: Request) -> bool:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().casefold()
    return kind == "application/x-www-form-urlencoded"


def _fields(request: Request, content: bytes) -> dict[str, str]:
    if not _is_form(request):
        raise HTTPException(415, phrases.WEB_WRONG_REQUEST)
    if len(content) > MAX_BODY:
        raise HTTPException(413, phrases.WEB_TOO_BIG)
    try:
        text = content.decode("ascii")
        pairs = parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=_MAX_FIELDS)
    except ValueError as error:
        raise HTTPException(400, phrases.WEB_WRONG_REQUEST) from error
    return dict(pairs)


async def _looked_into(request: Request, most: int, enough: Callable[[bytes], bool]) -> tuple[bytes, Request]:
    """The beginning of a request's body, and the request as if it were unread.

    It ends where there is enough of it, with the piece that makes it longer than `most`, or with the body.
    """
    messages: list[Message] = []
    content = bytearray()

    async def read() -> None:
        more = True
        while more and len(content) <= most and not enough(bytes(content)):
            message = await request.receive()
            messages.append(message)
            content.extend(message.get("body", b""))
            more = message.get("more_body", False)

    async def again() -> Message:
        return messages.pop(0) if messages else await request.receive()

    try:
        await asyncio.wait_for(read(), BODY_SECONDS)
    except TimeoutError as error:
        raise HTTPException(408, phrases.WEB_TOO_SLOW) from error
    return bytes(content), Request(request.scope, again)
