"""Hits → answer, near passage or refusal: evidence (the bar), composing. No I/O."""

from bot.answer.answer import Contact, answer
from bot.answer.places import address, reference, short_name

__all__ = ["Contact", "address", "answer", "reference", "short_name"]
