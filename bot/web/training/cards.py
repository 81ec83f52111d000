"""A question as its card shows it: what was asked, what it was answered with, what staff said of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from bot import phrases
from bot.conversation.service import Assistant
from bot.journal import Judgement, Outcome, Recorded, RecordedCitation, Verdict, golden, judged
from bot.journal.report import Figures
from bot.model import Citation
from bot.phrases import report, training
from bot.vietnamese import fold

_TESTS = (Outcome.ANSWERED, Outcome.NEAR, Outcome.REFUSED)


@dataclass(frozen=True, slots=True)
class Cited:
    """A citation; `quote` is None where the folder does not hold its words any more."""

    title: str
    quote: str | None
    note: str | None
    link: str | None  # None where the document is gone


@dataclass(frozen=True, slots=True)
class Card:
    """A question with all that its card shows; `theme` is (number, name) where that may be shown."""

    id: int
    typed: str
    searched: str | None  # where it says something else
    when: str
    channel: str
    unit: str
    outcome: Outcome
    outcome_words: str
    rating: str | None
    disliked: bool
    theme: tuple[int, str] | None
    cited: tuple[Cited, ...]
    judgement: str | None
    chosen: bool
    may_choose: bool


def cards(assistant: Assistant, questions: Sequence[Recorded], figures: Figures) -> list[Card]:
    """The cards of some questions; `figures` say how units and themes are called. Raises DataFolderBroken."""
    numbers = [question.id for question in questions]
    said, tests = assistant.journal.store.read(
        lambda connection: (judged(connection, numbers), golden.chosen(connection))
    )
    shown = {topic.id: topic.label for topic in figures.topics if topic.shown}
    return [_card(assistant, one, figures, shown, said.get(one.id), one.id in tests) for one in questions]


def _card(
    assistant: Assistant,
    question: Recorded,
    figures: Figures,
    shown: dict[int, str],
    judgement: Judgement | None,
    chosen: bool,
) -> Card:
    standing = {one.number: one for one in assistant.cited(question)}
    theme = question.theme_id if question.theme_id in shown else None
    rating = question.rating
    same = fold(question.searched) == fold(question.typed)
    return Card(
        id=question.id,
        typed=question.typed,
        searched=None if same or not question.searched else question.searched,
        when=report.clock(question.asked_at),
        channel=report.channel(question.channel),
        unit=figures.unit(question.unit),
        outcome=question.outcome,
        outcome_words=report.OUTCOMES[question.outcome.value],
        rating=None
        if rating is None
        else training.rated(rating.verdict.value, rating.reason.value if rating.reason else None),
        disliked=rating is not None and rating.verdict is Verdict.DOWN,
        theme=None if theme is None else (theme, shown[theme]),
        cited=tuple(_cited(assistant, one, standing.get(one.number)) for one in question.citations),
        judgement=judgement.value if judgement else None,
        chosen=chosen,
        may_choose=bool(question.typed) and question.outcome in _TESTS,
    )


def _cited(assistant: Assistant, kept: RecordedCitation, standing: Citation | None) -> Cited:
    place = {"file": kept.file, "start": kept.start, "end": kept.end, **({"mark": kept.mark} if kept.mark else {})}
    link = f"/nguon?{urlencode(place)}"
    if standing is not None:
        title = standing.reference
        if standing.in_force is False:
            title = f"{title} ({phrases.VALIDITY[standing.validity]})"
        return Cited(title, standing.quote, None, link)
    title = ", ".join(part for part in (kept.address, kept.document_number or kept.file) if part)
    if assistant.passages_of(kept.file) is None:
        return Cited(title, None, training.WORDS["quote_gone"], None)
    return Cited(title, None, training.WORDS["quote_changed"], link)
