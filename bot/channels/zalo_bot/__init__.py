"""The bot on Zalo (Zalo Bot Platform): `ZaloBot` is the channel."""

from bot.channels.zalo_bot.channel import ZaloBot
from bot.channels.zalo_bot.client import token_of

__all__ = ["ZaloBot", "token_of"]
