"""What goes into the journal and what comes out of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.model import Citation, Status, Validity


class Outcome(StrEnum):
    """How a question ended: the four of `Status`, and `failed` where an error kept it from an answer."""

    ANSWERED = Status.ANSWERED.value
    NEAR = Status.NEAR.value
    REFUSED = Status.REFUSED.value
    TALK = Status.TALK.value
    FAILED = "failed"


class Verdict(StrEnum):
    """What the asker thinks of an answer."""

    UP = "up"  # hữu ích
    DOWN = "down"  # chưa đúng


class Reason(StrEnum):
    """What was wrong with an answer."""

    WRONG_DOCUMENT = "wrong_document"  # sai văn bản
    NOT_IN_FORCE = "not_in_force"  # hết hiệu lực
    INCOMPLETE = "incomplete"  # thiếu ý
    OTHER = "other"  # khác


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks, as the channel knows them. It never reaches the disk: the journal keeps a keyed hash of it."""

    channel: str
    person: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One question and its outcome, about to be recorded."""

    asked_at: datetime  # with its time zone
    asker: Asker
    typed: str
    searched: str
    outcome: Outcome
    ms: float
    confidence: float | None = None
    generation: str | None = None  # name of the generation that answered
    unit: str | None = None  # label of the asker's unit, where an invitation carried one
    citations: Sequence[Citation] = ()


@dataclass(frozen=True, slots=True)
class RecordedCitation:
    """A citation as the journal keeps it: where it stood, not its words."""

    number: int
    file: str
    document_number: str | None
    address: str | None
    start: int
    end: int
    validity: Validity
    mark: str | None  # fingerprint of the words quoted; None in rows of before it was kept


@dataclass(frozen=True, slots=True)
class Rating:
    """The asker's latest word on an answer."""

    verdict: Verdict
    reason: Reason | None
    rated_at: datetime


@dataclass(frozen=True, slots=True)
class Recorded:
    """A question as the journal holds it; `asker` is the pseudonym."""

    id: int
    asked_at: datetime
    channel: str
    asker: str
    unit: str | None
    typed: str
    searched: str
    outcome: Outcome
    confidence: float | None
    ms: float
    generation: str | None
    theme_id: int | None  # the theme that it was counted in
    citations: tuple[RecordedCitation, ...]
    rating: Rating | None
