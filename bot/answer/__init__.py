"""Hits → answer, near passage or refusal: follow-ups, evidence (the bar), composing. No I/O."""

from bot.answer.answer import Contact, answer
from bot.answer.followup import gist, joined, refers_back
from bot.answer.places import address, path_to, reference, section_at, short_name
from bot.answer.talk import small_talk

__all__ = [
    "Contact",
    "address",
    "answer",
    "gist",
    "joined",
    "path_to",
    "reference",
    "refers_back",
    "section_at",
    "short_name",
    "small_talk",
]
