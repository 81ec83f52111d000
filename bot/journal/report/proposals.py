"""What the numbers ask for, by rule: no opinion, and every sentence with the number that it rests on."""

from __future__ import annotations

from bot.journal.entry import Outcome, Reason
from bot.journal.report.text import shortened
from bot.journal.report.values import Figures, Topic
from bot.phrases import report as words

_DOCUMENTS = 3  # themes that are proposed for a document each
_NAMED = 3  # themes named in one sentence
_FEW = 2  # fewer of a kind may be chance
_FAILED_SHARE = 0.01
_LABEL = 110  # characters of a theme within a sentence


def proposals(figures: Figures) -> tuple[str, ...]:
    """The proposals of a report, most pressing first; one sentence that there is none where the numbers show none."""
    made = [
        words.propose_document(_short(topic), topic.tally.lacking, topic.tally.askers)
        for topic in figures.unanswered
        if topic.shown
    ][:_DOCUMENTS]
    missing = {topic.id for topic in figures.unanswered}
    asked = [topic for topic in figures.topics if topic.shown and topic.id not in missing and topic.tally.answered]
    if asked:
        made.append(words.propose_training([_short(topic) for topic in asked[:_NAMED]]))
    rising = [_short(topic) for topic in figures.rising if topic.shown]
    if rising:
        made.append(words.propose_rising(rising[:_NAMED]))
    expired = figures.reasons.get(Reason.NOT_IN_FORCE.value, 0)
    if expired >= _FEW:
        made.append(words.propose_validity(expired))
    disliked = [topic for topic in figures.disliked if topic.shown and topic.downs >= _FEW]
    if disliked:
        made.append(words.propose_disliked(_short(disliked[0]), disliked[0].downs))
    failed = figures.whole.tally.of(Outcome.FAILED)
    if failed > _FAILED_SHARE * figures.whole.tally.questions:
        made.append(words.propose_failed(failed))
    return tuple(made) or (words.PROPOSE_NOTHING,)


def _short(topic: Topic) -> str:
    return shortened(topic.label, _LABEL)
