"""The bot on Telegram: `Telegram` is the channel."""

from bot.channels.telegram.channel import Telegram
from bot.channels.telegram.client import token_of
from bot.channels.telegram.receiving import Receive

__all__ = ["Receive", "Telegram", "token_of"]
