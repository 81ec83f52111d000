"""The plots in words, for whoever cannot see them; and the figures that are read first, as written."""

from __future__ import annotations

from bot.journal.entry import Outcome, Verdict
from bot.journal.report.values import Figures, Whole
from bot.phrases import report as words

_NAMED = 5  # themes named in the words for a plot


def described(figures: Figures) -> dict[str, str]:
    """What each plot of `plots` shows, by its name."""
    counts = [tally.questions for _, tally in figures.weeks]
    shares = [tally.share for _, tally in figures.weeks if tally.share is not None]
    return {
        "weeks": words.described_weeks(len(counts), sum(counts), max(counts, default=0)),
        "share": words.described_share(min(shares, default=None), max(shares, default=None)),
        "themes": words.described_themes([(topic.label, topic.tally.questions) for topic in figures.topics[:_NAMED]]),
        "hours": words.described_hours(figures.busiest),
    }


def cards(figures: Figures) -> list[tuple[str, str, str]]:
    """(value, name, how it moved) of what is read first."""
    now, before = figures.whole.tally, figures.before.tally
    return [
        (
            words.number(now.questions),
            words.FIGURES["questions"],
            words.moved(words.change(now.questions, before.questions)),
        ),
        (words.number(now.askers), words.FIGURES["askers"], words.moved(words.change(now.askers, before.askers))),
        (words.percent(now.share), words.FIGURES["share"], words.moved(words.points(now.share, before.share))),
        (words.number(now.lacking), words.LACKING, words.moved(words.change(now.lacking, before.lacking))),
    ]


def counts(whole: Whole) -> dict[str, int]:
    """The counts of a period by the keys of `words.FIGURES`, in the order in which they are shown."""
    return {
        "questions": whole.tally.questions,
        "askers": whole.tally.askers,
        "answered": whole.tally.answered,
        "near": whole.tally.of(Outcome.NEAR),
        "refused": whole.tally.of(Outcome.REFUSED),
        "failed": whole.tally.of(Outcome.FAILED),
        "ups": whole.verdicts.get(Verdict.UP, 0),
        "downs": whole.verdicts.get(Verdict.DOWN, 0),
    }
