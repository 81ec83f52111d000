"""Updates that Zalo brings to our own web server: told from others' by a secret, saved, then acknowledged."""

from __future__ import annotations

import hmac
import json
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from bot.channels import webhooks

PATH = "/webhook/zalo"
_HEADER = "X-Bot-Api-Secret-Token"
_PROBES = (b"", b"{}")  # bodies with which a platform tries an address; they hold nothing, whoever sends them
_MAX_PROBE = 16
Save = Callable[[dict[str, Any]], Awaitable[bool]]


def secret_of(token: str) -> str:
    """The secret that Zalo is told to show: whoever holds the token can make it, nobody else."""
    return webhooks.secret_of(token, "zalo")


def webhook_route(token: str, save: Save) -> Route:
    """The address that Zalo calls. `save` says whether the update is on the disk, or is nothing to be saved."""
    secret = secret_of(token).encode()

    async def arrive(request: Request) -> Response:
        known = hmac.compare_digest(request.headers.get(_HEADER, "").encode("utf-8", "replace"), secret)
        try:
            content = await webhooks.body_of(request, webhooks.MAX_BODY if known else _MAX_PROBE)
        except ClientDisconnect:
            return Response(status_code=400)
        if content is not None and content.strip() in _PROBES:
            return Response(status_code=200)
        if not known:
            return Response(status_code=403)
        if content is None:
            return Response(status_code=413)
        try:
            update = json.loads(content)
        except (ValueError, RecursionError):
            return Response(status_code=400)
        if not update:
            return Response(status_code=200)
        if not isinstance(update, dict):
            return Response(status_code=400)
        # Whether Zalo brings again what was not taken is not documented; it is told the truth.
        return Response(status_code=200 if await save(update) else 503)

    return Route(PATH, arrive, methods=["POST"])
