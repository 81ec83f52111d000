"""Updates that Telegram brings to our own web server: told from others' by a secret, saved, then acknowledged."""

from __future__ import annotations

import hmac
import json
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from bot.channels import webhooks

PATH = "/webhook/telegram"
_HEADER = "X-Telegram-Bot-Api-Secret-Token"
_log = logging.getLogger(__name__)
Save = Callable[[dict[str, Any]], Awaitable[bool]]


def secret_of(token: str) -> str:
    """The secret that Telegram is told to show: whoever holds the token can make it, nobody else."""
    return webhooks.secret_of(token, "telegram")


def webhook_route(secret: str, save: Save) -> Route:
    """The address that Telegram calls. `save` says whether the update is on the disk."""
    expected = secret.encode()

    async def arrive(request: Request) -> Response:
        if not hmac.compare_digest(request.headers.get(_HEADER, "").encode(), expected):
            return Response(status_code=403)
        try:
            content = await webhooks.body_of(request)
        except ClientDisconnect:
            return Response(status_code=400)
        if content is None:
            return Response(status_code=413)
        try:
            update = json.loads(content)
        except (ValueError, RecursionError):
            return Response(status_code=400)
        if not isinstance(update, dict):
            return Response(status_code=400)
        # Anything but 200 makes Telegram bring it again.
        return Response(status_code=200 if await save(update) else 503)

    return Route(PATH, arrive, methods=["POST"])
