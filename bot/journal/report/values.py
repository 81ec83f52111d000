"""The values that a report is made of: plain counts, no words but those of themes, no pseudonyms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from bot.journal.entry import Outcome, Verdict
from bot.model import VIETNAM
from bot.phrases import report as words

Calendar = tuple[tuple[int, ...], ...]  # questions by weekday (0 is Monday) and hour of Vietnam's clock


@dataclass(frozen=True, slots=True)
class Span:
    """Whole days of Vietnam's calendar, the last one included."""

    since: date
    until: date

    @property
    def start(self) -> datetime:
        """The first moment of it."""
        return datetime(self.since.year, self.since.month, self.since.day, tzinfo=VIETNAM)

    @property
    def end(self) -> datetime:
        """The first moment after it."""
        return Span(self.until, self.until).start + timedelta(days=1)

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.until - self.since).days + 1

    @property
    def before(self) -> Span:
        """The period of equal length that ends where this one begins; cut where the calendar begins."""
        last = self.since - timedelta(days=1)
        length = min(self.days - 1, (last - date.min).days)
        return Span(last - timedelta(days=length), last)


@dataclass(frozen=True, slots=True)
class Tally:
    """Questions of some kind by their outcome, and how many people asked them."""

    outcomes: Mapping[Outcome, int] = field(default_factory=dict)
    askers: int = 0

    @property
    def questions(self) -> int:
        """All of them; small talk is none."""
        return sum(self.outcomes.values())

    @property
    def answered(self) -> int:
        """Those that were answered."""
        return self.of(Outcome.ANSWERED)

    @property
    def lacking(self) -> int:
        """Those that the folder could not answer: near and refused, not those that failed."""
        return self.of(Outcome.NEAR) + self.of(Outcome.REFUSED)

    @property
    def share(self) -> float | None:
        """Share answered, 0 to 1; None of no questions."""
        return self.answered / self.questions if self.questions else None

    def of(self, outcome: Outcome) -> int:
        """How many ended so."""
        return self.outcomes.get(outcome, 0)


@dataclass(frozen=True, slots=True)
class Whole:
    """All questions of a period together."""

    tally: Tally = Tally()
    verdicts: Mapping[Verdict, int] = field(default_factory=dict)  # the latest of each question
    median_ms: float | None = None
    p95_ms: float | None = None


@dataclass(frozen=True, slots=True)
class Topic:
    """A theme as the report shows it."""

    id: int
    label: str  # its name or wording, or why there is none
    shown: bool  # False where `label` says nothing of what it is about …
    few: bool  # … because too few people asked, and not because the words are kept no longer
    tally: Tally
    before: int  # questions in the period before
    ups: int
    downs: int
    files: tuple[str, ...]  # documents that answer it, most often first

    @property
    def growth(self) -> int:
        """Questions more than in the period before."""
        return self.tally.questions - self.before


@dataclass(frozen=True, slots=True)
class Cited:
    """A document and how many questions it was cited for."""

    file: str
    number: str | None
    questions: int


@dataclass(frozen=True, slots=True)
class Figures:
    """All that a report shows."""

    span: Span
    made_at: datetime  # of Vietnam's clock
    min_askers: int
    whole: Whole
    before: Whole  # of `span.before`
    reasons: Mapping[str, int]  # why "chưa đúng": value of Reason, "" where none was given; most first
    weeks: tuple[tuple[date, Tally], ...]  # by Monday, weeks without questions too; `askers` is not counted
    calendar: Calendar
    channels: tuple[tuple[str, Tally], ...]  # most first
    units: tuple[tuple[str, Tally], ...]  # most first; the units of few askers together, last
    named_units: frozenset[str]  # those that have a row of their own
    topics: tuple[Topic, ...]  # most asked first; those that staff hid are left out
    labels: Mapping[int, str]  # of every theme's number, the merged ones too, how it is called here
    cited: tuple[Cited, ...]
    without_text: int
    unthemed: int

    @property
    def unanswered(self) -> tuple[Topic, ...]:
        """Themes that the folder does not answer more often than it does, most such questions first."""
        lacking = [topic for topic in self.topics if topic.tally.lacking > topic.tally.answered]
        return tuple(sorted(lacking, key=lambda topic: (-topic.tally.lacking, topic.id)))

    @property
    def disliked(self) -> tuple[Topic, ...]:
        """Themes with answers that were called wrong, most first."""
        rated = [topic for topic in self.topics if topic.downs]
        return tuple(sorted(rated, key=lambda topic: (-topic.downs, topic.id)))

    @property
    def rising(self) -> tuple[Topic, ...]:
        """Themes asked clearly more than before, most more first; none where nothing was asked before."""
        if not self.before.tally.questions:
            return ()
        up = [
            topic
            for topic in self.topics
            if topic.growth >= _RISING_LEAST and topic.tally.questions >= _RISING_RATIO * topic.before
        ]
        return tuple(sorted(up, key=lambda topic: (-topic.growth, topic.id)))

    @property
    def busiest(self) -> tuple[int, int, int] | None:
        """(weekday, hour, questions) of the hour with most questions; None where there are none."""
        most = max((count, -day, -hour) for day, hours in enumerate(self.calendar) for hour, count in enumerate(hours))
        return (-most[1], -most[2], most[0]) if most[0] else None

    def unit(self, label: str | None) -> str:
        """What a question's unit is called in this report."""
        if label is None:
            return words.NO_UNIT
        return label if label in self.named_units else words.other_units(self.min_askers)

    def theme(self, number: int | None) -> str | None:
        """What a question's theme is called in this report; None where it has none that is shown."""
        return None if number is None else self.labels.get(number)


# Three questions more and half as many again: below that, periods differ by chance.
_RISING_LEAST = 3
_RISING_RATIO = 1.5
