"""What every webhook needs: a secret that only the token's holder can make, and a body that is not too big."""

from __future__ import annotations

import hashlib
import hmac

from starlette.requests import Request

MAX_BODY = 1024 * 1024  # bytes; an update is some kilobytes


def secret_of(token: str, platform: str) -> str:
    """The secret that a platform is told to show: whoever holds the token can make it, nobody else."""
    return hmac.new(
        token.encode("utf-8", "replace"), f"cadre-bot {platform} webhook".encode(), hashlib.sha256
    ).hexdigest()


async def body_of(request: Request, most: int = MAX_BODY) -> bytes | None:
    """The body; None where it is bigger than `most` bytes. Raises ClientDisconnect."""
    content = bytearray()
    async for chunk in request.stream():
        content += chunk
        if len(content) > most:
            return None
    return bytes(content)
