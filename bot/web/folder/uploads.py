"""Files that a form brings: written to the disk as they arrive, never whole in memory."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import Message

from bot import phrases
from bot.phrases import folder as words

MOST_FILES = 20
MOST_MEGABYTES = 50  # of a file, as the reader has it
_MOST_AT_ONCE = 300  # megabytes of a form
_MEGABYTE = 1024 * 1024
_SECONDS = 900.0  # that a form may take
_FIELDS = 10
_MOST_PARTS = 1_000  # files beyond which a form is none of ours; up to it, it is told how many are taken
FILES = "tep"


@dataclass(frozen=True, slots=True)
class Sent:
    """What a form brought."""

    files: tuple[UploadFile, ...]
    fields: dict[str, str]


class _TooBig(Exception):
    """More comes in than is taken."""


@asynccontextmanager
async def received(request: Request) -> AsyncIterator[Sent]:
    """The files and fields of a form, until the block ends. Raises HTTPException 400, 408, 413, 415 or 507."""
    if not request.headers.get("content-type", "").casefold().startswith("multipart/form-data"):
        raise HTTPException(415, phrases.WEB_WRONG_REQUEST)
    most = _MOST_AT_ONCE * _MEGABYTE
    stated = request.headers.get("content-length", "")
    if stated.isascii() and stated.isdigit() and int(stated) > most:
        await _drain(request, int(stated))
        raise HTTPException(413, words.all_too_big(_MOST_AT_ONCE))
    came = 0

    async def counted() -> Message:
        nonlocal came
        message = await request.receive()
        came += len(message.get("body", b""))
        if came > most:
            raise _TooBig
        return message

    try:
        form = await asyncio.wait_for(_form(Request(request.scope, counted)), _SECONDS)
    except TimeoutError as error:
        raise HTTPException(408, phrases.WEB_TOO_SLOW) from error
    except _TooBig as error:
        raise HTTPException(413, words.all_too_big(_MOST_AT_ONCE)) from error
    except HTTPException as error:  # what Starlette says is no sentence for a person
        raise HTTPException(400, phrases.WEB_WRONG_REQUEST) from error
    except OSError as error:
        raise HTTPException(507, phrases.system_reason(error)) from error
    try:
        files = [one for one in form.getlist(FILES) if isinstance(one, UploadFile) and one.filename]
        yield Sent(tuple(files), {name: value for name, value in form.items() if isinstance(value, str)})
    finally:
        await form.close()


def is_too_big(file: UploadFile) -> bool:
    """Whether a file is above the limit."""
    return (file.size or 0) > MOST_MEGABYTES * _MEGABYTE


async def _form(request: Request) -> FormData:
    return await request.form(max_files=_MOST_PARTS, max_fields=_FIELDS)


async def _drain(request: Request, stated: int) -> None:
    """Let a browser finish: one that is answered in the middle of sending shows its own error instead of ours."""
    if stated > 4 * _MOST_AT_ONCE * _MEGABYTE:
        return
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(_thrown_away(request), _SECONDS)


async def _thrown_away(request: Request) -> None:
    async for _ in request.stream():
        pass
