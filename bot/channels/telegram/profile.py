"""What Telegram shows of the bot beside its messages: the menu of commands and two descriptions. Nice to have."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Mapping, Sequence

from telegram import (
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
)
from telegram.error import TelegramError

from bot.channels.telegram.client import Client
from bot.phrases import dialogue, platforms

_log = logging.getLogger(__name__)


async def show_profile(client: Client) -> None:
    """Set the commands by scope and the descriptions; whatever fails is left as it is."""
    in_groups = {name: dialogue.COMMANDS[name] for name in platforms.GROUP_COMMANDS}
    await _show_menu(client, dialogue.COMMANDS, BotCommandScopeAllPrivateChats())
    await _show_menu(client, in_groups, BotCommandScopeAllGroupChats())
    await _went_well(client.set_my_description(platforms.TELEGRAM_DESCRIPTION))
    await _went_well(client.set_my_short_description(platforms.TELEGRAM_ABOUT))


async def show_own_menu(client: Client, chat: str, more: Sequence[str]) -> bool:
    """Set the commands of one's own chat: those of all, and `more` of the admins'; False where that failed."""
    if not (chat.isascii() and chat.isdigit()):
        return True  # a group has its own menu
    menu = {**dialogue.COMMANDS, **{name: dialogue.ADMIN_COMMANDS[name] for name in more}}
    return await _show_menu(client, menu, BotCommandScopeChat(int(chat)))


async def _show_menu(client: Client, menu: Mapping[str, str], scope: BotCommandScope) -> bool:
    commands = [BotCommand(name, description) for name, description in menu.items()]
    return await _went_well(client.set_my_commands(commands, scope=scope))


async def _went_well(call: Awaitable[object]) -> bool:
    try:
        await call
    except TelegramError as error:
        _log.info("profile: %s", type(error).__name__)
        return False
    return True
