"""What keeps the bot from Zalo, and how it is said to the operator."""

from __future__ import annotations

from bot.channels.zalo_bot.client import TooMany, Unauthorised
from bot.channels.zalo_shared import insistence
from bot.channels.zalo_shared.exchange import AnswerLost, Unreachable
from bot.errors import DataFolderBroken
from bot.phrases import zalo


class AddressRefused(Exception):
    """Zalo does not take the address that it is to bring updates to."""


class WebhookElsewhere(Exception):
    """Zalo brings the updates to somebody else, and therefore hands out none."""


class Insistence(insistence.Insistence):
    """Calls that are made until they succeed, unless the token is wrong or the program ends."""

    well_again = zalo.WELL_AGAIN

    def told(self, error: Exception) -> str:
        """What the operator is told."""
        if isinstance(error, Unauthorised):
            return ""  # the first time it may be a slip of the server; the second ends the channel, and is said there
        if isinstance(error, DataFolderBroken):
            return zalo.NOT_SAVED
        if isinstance(error, AddressRefused):
            return zalo.ADDRESS_REFUSED
        if isinstance(error, WebhookElsewhere):
            return zalo.WEBHOOK_ELSEWHERE
        if isinstance(error, TooMany):
            return zalo.TOO_OFTEN
        return zalo.UNREACHABLE if isinstance(error, (Unreachable, AnswerLost)) else zalo.IN_TROUBLE

    def at_once(self, error: Exception) -> bool:
        """Whether it is said the first time."""
        return isinstance(error, (DataFolderBroken, AddressRefused, WebhookElsewhere))

    def is_final(self, error: Exception) -> bool:
        """Whether the token is beyond doubt wrong."""
        return isinstance(error, Unauthorised) and error.final

    def is_too_many(self, error: Exception) -> bool:
        """Whether it was too fast, or more than the plan allows."""
        return isinstance(error, TooMany)
