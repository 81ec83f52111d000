"""One letter to Telegram, and what an error means for it: later, perhaps sent, refused, gone, moved."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import httpx
from telegram import LinkPreviewOptions
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
)

from bot.channels.telegram.client import Client, ServerTrouble
from bot.channels.telegram.writing import CAPTION_LIMIT, Letter
from bot.delivery import units
from bot.errors import ChatGone, ChatMoved, SendError, SendLater, SendRefused, SendTooOften, SendUnknown

_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
_TOKEN_WRONG_SECONDS = 60.0
_GATEWAY_CODES = (200, 502, 504)  # somebody in between answered, who may have passed the message on
_TOO_BIG = 413
_NEVER_LEFT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
    httpx.LocalProtocolError,
    httpx.InvalidURL,
)


async def send(client: Client, chat: int, letter: Letter, *, seconds: float) -> str | SendError:
    """Telegram's name of the message sent, or what kept it from being sent.

    Errors are returned, not raised: none of the library's, which may hold the token, hangs on one of ours.
    """
    try:
        async with asyncio.timeout(seconds):
            return await _send(client, chat, letter)
    except TimeoutError:
        return SendUnknown("no answer in time")
    except Exception as error:  # noqa: BLE001  whatever it is, delivery decides what becomes of the message
        return meaning(error)


def meaning(error: Exception) -> SendError:
    """What an error of a call that sends a message means for the message."""
    kind = type(error).__name__
    if isinstance(error, RetryAfter):
        return SendTooOften(kind, wait_of(error))
    if isinstance(error, ChatMigrated):
        return ChatMoved(str(error.new_chat_id))
    if isinstance(error, Forbidden):
        return ChatGone(kind)
    if isinstance(error, InvalidToken):
        return SendLater(kind, _TOKEN_WRONG_SECONDS)
    if isinstance(error, BadRequest):
        return SendRefused(kind)
    if isinstance(error, ServerTrouble):
        if error.code == _TOO_BIG:
            return SendRefused(kind)
        return SendUnknown(kind) if error.code in _GATEWAY_CODES else SendLater(kind)
    if isinstance(error, NetworkError) and isinstance(error.__cause__, _NEVER_LEFT):
        return SendLater(type(error.__cause__).__name__)
    return SendUnknown(kind)


def wait_of(error: RetryAfter) -> float:
    """The seconds that Telegram asks to wait; the library says it as a number or, if told to, as a timedelta."""
    wait = error.retry_after
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)


async def _send(client: Client, chat: int, letter: Letter) -> str:
    try:
        return await _once(client, chat, letter, with_reply=True)
    except BadRequest:
        if letter.reply is None:
            raise
    # Whatever the server has against it may be the message that it replies to; the answer must not be lost by that.
    return await _once(client, chat, letter, with_reply=False)


async def _once(client: Client, chat: int, letter: Letter, *, with_reply: bool) -> str:
    reply = letter.reply if with_reply else None
    if letter.document is None:
        sent = await client.send_message(
            chat,
            letter.text,
            entities=letter.entities,
            reply_markup=letter.keyboard,
            reply_parameters=reply,
            link_preview_options=_NO_PREVIEW,
        )
        return str(sent.message_id)
    fits = units(letter.text) <= CAPTION_LIMIT
    if not fits:
        await client.send_message(
            chat, letter.text, entities=letter.entities, reply_parameters=reply, link_preview_options=_NO_PREVIEW
        )
    sent = await client.send_document(
        chat,
        letter.document,
        caption=letter.text if fits and letter.text else None,
        caption_entities=letter.entities if fits else None,
        reply_markup=letter.keyboard,
        reply_parameters=reply,
    )
    return str(sent.message_id)
