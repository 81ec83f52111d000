"""Hits → answer, near passage or refusal: follow-ups, evidence (the bar), composing. No I/O."""

from bot.answer.answer import Contact, answer
from bot.answer.followup import Reading, joined, own_words, refers_back
from bot.answer.places import address, path_to, reference, section_at, short_name
from bot.answer.story import gists
from bot.answer.talk import small_talk

__all__ = [
    "Contact",
    "Reading",
    "address",
    "answer",
    "gists",
    "joined",
    "own_words",
    "path_to",
    "reference",
    "refers_back",
    "section_at",
    "short_name",
    "small_talk",
]
