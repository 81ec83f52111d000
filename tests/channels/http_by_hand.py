"""A small HTTP server that can do what no framework lets one do: fall silent, cut the connection, talk nonsense."""

from __future__ import annotations

import asyncio
import json
import re
import socket
import threading
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

_NAMES = re.compile(r'\b(name|filename)="([^"]*)"')


@dataclass(frozen=True)
class Asked:
    """A request."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True)
class Reply:
    """What is sent back."""

    code: int
    body: bytes
    kind: str = "application/json"


Handle = Callable[[Asked], Awaitable[Reply | None]]  # None: the connection is cut without a word


class ByHand:
    """The server, on a loop in a thread of its own."""

    def __init__(self, handle: Handle, port: int = 0) -> None:
        self._handle = handle
        self._socket = socket.create_server(("127.0.0.1", port))
        self.port: int = self._socket.getsockname()[1]
        self.address = f"http://127.0.0.1:{self.port}"
        self.loop = asyncio.new_event_loop()
        self._open: set[asyncio.StreamWriter] = set()
        self._thread = threading.Thread(target=self.loop.run_forever, name="by-hand", daemon=True)
        self._thread.start()
        self._server = asyncio.run_coroutine_threadsafe(
            asyncio.start_server(self._talk, sock=self._socket, limit=2**20), self.loop
        ).result()

    def close(self) -> None:
        """Cut every connection and take no more."""
        asyncio.run_coroutine_threadsafe(self._end(), self.loop).result()
        self.loop.call_soon_threadsafe(self.loop.stop)
        self._thread.join()
        self.loop.close()

    async def _end(self) -> None:
        self._server.close()
        for writer in self._open:
            writer.transport.abort()
        others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._open.add(writer)
        try:
            while True:
                asked = await _read(reader)
                reply = await self._handle(asked)
                if reply is None:
                    writer.transport.abort()
                    return
                head = f"HTTP/1.1 {reply.code} X\r\nContent-Type: {reply.kind}\r\nContent-Length: {len(reply.body)}\r\n"
                writer.write(head.encode() + b"\r\n" + reply.body)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            pass
        finally:
            self._open.discard(writer)
            writer.close()


async def _read(reader: asyncio.StreamReader) -> Asked:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    method, path, _ = head[0].split(" ")
    pairs = (line.partition(":") for line in head[1:] if line)
    headers = {name.strip().casefold(): value.strip() for name, _, value in pairs}
    return Asked(method, path, headers, await reader.readexactly(int(headers.get("content-length", 0))))


def form_of(asked: Asked) -> tuple[dict[str, Any], dict[str, tuple[str, bytes]]]:
    """The fields of a form, JSON values parsed as the Bot API parses them, and its files."""
    kind = asked.headers.get("content-type", "")
    fields: dict[str, Any] = {}
    files: dict[str, tuple[str, bytes]] = {}
    if kind.startswith("multipart/form-data"):
        border = kind.partition("boundary=")[2].strip('"').encode()
        for part in asked.body.split(b"--" + border)[1:-1]:
            head, _, content = part.partition(b"\r\n\r\n")
            # What is no letter of ASCII in a file's name is sent as it is.
            names = dict(_NAMES.findall(head.decode()))
            content = content.removesuffix(b"\r\n")
            if "filename" in names:
                files[names["name"]] = (names["filename"], content)
            else:
                fields[names["name"]] = content.decode()
    else:
        fields = dict(parse_qsl(asked.body.decode(), keep_blank_values=True, strict_parsing=bool(asked.body)))
    return {name: _value(held) for name, held in fields.items()}, files


def _value(held: str) -> Any:
    if held[:1] not in ("{", "["):
        return held
    try:
        return json.loads(held)
    except ValueError:
        return held
