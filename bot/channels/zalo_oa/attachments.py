"""Files that people sent, fetched from the platform's own hosts and from nowhere else."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable
from functools import partial

import httpx

from bot.channels.zalo_shared.exchange import ZaloError, exchanged, timeout_of, way_out
from bot.errors import UnreadableFile
from bot.model import Attachment
from bot.phrases import zalo_oa

_log = logging.getLogger(__name__)
MOST = 20 * 1024 * 1024  # bytes
_HOST = re.compile(r"(?:[a-z0-9-]{1,63}\.)+zdn\.vn")  # what an event names may be anything, our own network too
_HOPS = 3
_REDIRECTS = (301, 302, 303, 307, 308)
_STEP_SECONDS, _WHOLE_SECONDS = 20.0, 120.0


class _Refused(Exception):
    """It is not to be fetched, or cannot be."""


class Attachments:
    """Fetches files. Safe to call from several threads."""

    def __init__(
        self,
        *,
        transport: httpx.BaseTransport | None = None,
        most: int = MOST,
        whole_seconds: float = _WHOLE_SECONDS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._http = httpx.Client(transport=transport or way_out("https://zdn.vn"))
        self._most = most
        self._whole_seconds = whole_seconds
        self._clock = clock

    def fetch(self, attachment: Attachment) -> bytes:
        """The bytes of a file. Raises UnreadableFile with a sentence for the person who sent it."""
        if (attachment.size or 0) > self._most:
            raise UnreadableFile(zalo_oa.FILE_TOO_BIG)
        sentence = zalo_oa.FILE_NOT_FETCHED
        try:
            content = self._followed(attachment.key)
        except (_Refused, ZaloError) as error:
            # Neither the address, which opens the file to whoever has it, nor the error's own text.
            _log.warning("a file could not be fetched: %s", type(error).__name__)
        else:
            if content is not None:
                return content
            sentence = zalo_oa.FILE_TOO_BIG
        raise UnreadableFile(sentence)

    def close(self) -> None:
        """End the connections."""
        self._http.close()

    def _followed(self, address: str) -> bytes | None:
        """The bytes; None where they are too many."""
        until = self._clock() + self._whole_seconds
        target = _checked(address, None)
        for _ in range(_HOPS + 1):
            found = exchanged(partial(self._fetched, target, until))
            if found.status_code == httpx.codes.OK:
                content = found.content
                return content if len(content) <= self._most else None
            if found.status_code not in _REDIRECTS:
                break
            target = _checked(found.headers.get("location", ""), target)
        raise _Refused

    def _fetched(self, target: httpx.URL, until: float) -> httpx.Response:
        """The answer with no more of its body than one byte beyond what is taken."""
        headers = {"Accept-Encoding": "identity"}  # nothing that grows while it is read
        self._http.cookies.clear()  # of one file they are of no concern to another
        with self._http.stream("GET", target, headers=headers, timeout=timeout_of(_STEP_SECONDS)) as response:
            content = bytearray()
            if response.status_code == httpx.codes.OK and not response.headers.get("content-encoding"):
                for chunk in response.iter_bytes():
                    content += chunk[: self._most + 1 - len(content)]
                    if len(content) > self._most:
                        break
                    if self._clock() > until:
                        raise httpx.ReadTimeout("slow")
                return httpx.Response(response.status_code, content=bytes(content))
            status = response.status_code if response.status_code != httpx.codes.OK else 415
            location = response.headers.get("location", "")
            return httpx.Response(status, headers={"location": location} if location.isascii() else {})


def _checked(address: str, base: httpx.URL | None) -> httpx.URL:
    """An address that may be opened. Raises _Refused."""
    try:
        found = httpx.URL(address) if base is None else base.join(address)
        plain = found.scheme == "https" and found.port in (None, 443) and not found.userinfo
        if plain and _HOST.fullmatch(found.host.casefold()):
            return found
    except (httpx.InvalidURL, ValueError):
        pass  # raised below, where nothing of the address hangs on it
    raise _Refused
