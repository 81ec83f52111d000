"""What comes in by POST: from our own pages only, JSON, small, and in time."""

from __future__ import annotations

import asyncio
import json
from typing import Any
from urllib.parse import SplitResult, urlsplit

from starlette.exceptions import HTTPException
from starlette.requests import Request

from bot import phrases

MAX_BODY = 64 * 1024  # bytes; a long question is a few kilobytes
BODY_SECONDS = 10.0
_MAX_ID = 2**63 - 1  # what the journal's numbers fit in


async def read_json(request: Request) -> dict[str, Any]:
    """The JSON object of a POST. Raises HTTPException 400, 403, 408, 413 or 415 for anything else."""
    check_same_origin(request)
    if request.headers.get("content-type", "").partition(";")[0].strip().casefold() != "application/json":
        raise HTTPException(415, phrases.WEB_WRONG_REQUEST)
    try:
        content = await asyncio.wait_for(_body(request), BODY_SECONDS)
    except TimeoutError as error:
        raise HTTPException(408, phrases.WEB_TOO_SLOW) from error
    try:
        value = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise HTTPException(400, phrases.WEB_WRONG_REQUEST) from error
    if not isinstance(value, dict):
        raise HTTPException(400, phrases.WEB_WRONG_REQUEST)
    return value


def text_of(value: dict[str, Any], name: str) -> str:
    """A field that must be there and be text."""
    found = value.get(name)
    if not isinstance(found, str):
        raise HTTPException(400, phrases.WEB_WRONG_REQUEST)
    return found


def number_of(value: dict[str, Any], name: str) -> int:
    """A field that must be there and be the number of a row."""
    found = value.get(name)
    if not isinstance(found, int) or isinstance(found, bool) or not 0 < found <= _MAX_ID:
        raise HTTPException(400, phrases.WEB_WRONG_REQUEST)
    return found


def offset_of(request: Request, name: str) -> int | None:
    """An offset in the address, None where it is not given."""
    found = request.query_params.get(name)
    if found is None:
        return None
    if not (found.isascii() and found.isdigit() and len(found) < 12):
        raise HTTPException(400, phrases.WEB_WRONG_REQUEST)
    return int(found)


def check_same_origin(request: Request) -> None:
    """A browser says where a POST comes from; one that does not come from our own page is not taken.

    `Sec-Fetch-Site` is only sent over https and to this computer, `Origin` always: at least one must be there.
    """
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    own = request.headers.get("host", "").casefold()
    foreign_site = site is not None and site != "same-origin"
    foreign_origin = origin is not None and split(origin).netloc.casefold() != own
    if foreign_site or foreign_origin or (site is None and origin is None):
        raise HTTPException(403, phrases.WEB_OTHER_SITE)


def split(address: str) -> SplitResult:
    """The parts of an address; all of them "" for what is none, such as "http://["."""
    try:
        return urlsplit(address)
    except ValueError:
        return urlsplit("")


async def _body(request: Request) -> bytes:
    stated = request.headers.get("content-length", "0")
    if stated.isascii() and stated.isdigit() and int(stated) > MAX_BODY:
        raise HTTPException(413, phrases.WEB_TOO_BIG)
    content = bytearray()
    async for chunk in request.stream():
        content += chunk
        if len(content) > MAX_BODY:
            raise HTTPException(413, phrases.WEB_TOO_BIG)
    return bytes(content)
