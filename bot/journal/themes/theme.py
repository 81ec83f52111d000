"""A theme as staff see it, over a period."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.journal.entry import Outcome

COUNTED = (Outcome.ANSWERED.value, Outcome.NEAR.value, Outcome.REFUSED.value, Outcome.FAILED.value)
"""What counts as a question: anything but small talk."""


@dataclass(frozen=True, slots=True)
class AnsweringFile:
    """A document that answers questions of a theme."""

    file: str  # relative to the knowledge folder
    document_number: str | None
    count: int  # questions that it answered


@dataclass(frozen=True, slots=True)
class Theme:
    """Questions that mean the same, as they were asked in a period."""

    id: int
    name: str | None  # given by staff
    wording: str | None  # one of its questions; None where too few people ever asked, or no text is left
    few: bool  # whether too few people ever asked
    count: int
    askers: int  # different people
    before: int  # count in the period before
    outcomes: Mapping[Outcome, int]  # only those that occur
    ups: int  # by the latest word on each answer
    downs: int
    files: tuple[AnsweringFile, ...]  # most first
    hidden: bool

    @property
    def answered(self) -> float:
        """The share that was answered."""
        return self.outcomes.get(Outcome.ANSWERED, 0) / self.count if self.count else 0.0
