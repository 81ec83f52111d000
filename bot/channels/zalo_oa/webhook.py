"""What Zalo brings of the Official Account to our own web server: looked at, saved, then acknowledged."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Awaitable, Callable, Mapping
from itertools import islice
from typing import Any

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from bot.channels import webhooks
from bot.channels.zalo_oa.signature import Signatures

PATH = "/webhook/zalo-oa"
SIGNATURE, STAMP = "X-ZEvent-Signature", "X-ZEvent-Timestamp"
_PROBES = (b"", b"{}")  # with which the console tries an address, unsigned
_BODY_SECONDS = 5.0
_STAMPED = re.compile(rb'"timestamp"\s*:\s*"?([0-9]{1,16})\b')
_MOST_STAMPS = 16  # of a body that are tried; an event has one
Save = Callable[[Mapping[str, Any], bytes, str | None], Awaitable[bool]]
"""(event, its bytes, the time in its head) → whether it is on the disk, or is nothing to be saved."""


def webhook_route(signatures: Signatures, save: Save) -> Route:
    """The address that Zalo calls."""

    async def arrive(request: Request) -> Response:
        try:
            content = await asyncio.wait_for(webhooks.body_of(request), _BODY_SECONDS)
        except ClientDisconnect:
            return Response(status_code=400)
        except TimeoutError:
            return Response(status_code=408)
        if content is None:
            return Response(status_code=413)
        if content.strip() in _PROBES:
            return Response(status_code=200)
        stamp = request.headers.get(STAMP)
        own = [found[1].decode() for found in islice(_STAMPED.finditer(content), _MOST_STAMPS)]
        right = signatures.is_right(request.headers.get(SIGNATURE), content, (stamp, *own))
        # To take a big body apart holds up everybody: only what is Zalo's own is.
        event = _object(content) if right or not signatures.enforced else None
        if not signatures.looked(right, event=isinstance(event, dict) and "event_name" in event):
            return Response(status_code=403)
        if not isinstance(event, dict):
            return Response(status_code=400)
        # What is not taken now comes again within two hours.
        return Response(status_code=200 if await save(event, content, stamp) else 503)

    return Route(PATH, arrive, methods=["POST"])


def _object(content: bytes) -> Any:
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        return None
