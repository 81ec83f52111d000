"""The bot on a Zalo Official Account: `ZaloOA` is the channel."""

from bot.channels.zalo_oa.channel import ZaloOA, is_set

__all__ = ["ZaloOA", "is_set"]
