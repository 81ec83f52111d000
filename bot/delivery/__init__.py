"""A message saved, answered and sent: nothing lost, nothing twice, order kept within a chat. Knows no platform."""

from bot.delivery.contract import Channel, Finish, Handler
from bot.delivery.delivery import Delivery
from bot.delivery.splitting import offsets, pieces, units

__all__ = ["Channel", "Delivery", "Finish", "Handler", "offsets", "pieces", "units"]
