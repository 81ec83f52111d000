"""The themes of a period as the report shows them."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, func, select

from bot.journal import tables
from bot.journal.entry import Outcome
from bot.journal.journal import Journal
from bot.journal.report.text import shortened
from bot.journal.report.values import Span, Tally, Topic
from bot.journal.themes import Theme, Themes
from bot.phrases import report as words

_LABEL = 200  # characters of a theme


def listed(themes: Themes, span: Span, least: int) -> tuple[Topic, ...]:
    """The themes asked about in a period, most questions first; those that staff hid are left out."""
    found = themes.listed(span.start, span.end, min_askers=least, before=span.before.start)
    shown = [topic_of(theme, least) for theme in found if not theme.hidden and theme.count]
    return tuple(sorted(shown, key=lambda topic: (-topic.tally.questions, topic.id)))


def topic_of(theme: Theme, least: int) -> Topic:
    """A theme as reports and pages show it."""
    named = bool(theme.name or theme.wording)
    return Topic(
        theme.id,
        shortened(label_of(theme, least), _LABEL),
        named,
        theme.few and not named,
        Tally(dict(theme.outcomes), theme.askers),
        theme.before,
        theme.ups,
        theme.downs,
        tuple(one.document_number or one.file for one in theme.files),
    )


def label_of(theme: Theme, least: int) -> str:
    """A theme's name or wording; else its number, and why there are no words."""
    without = words.theme_without_wording(theme.id, least) if theme.few else words.theme_erased(theme.id)
    return theme.name or theme.wording or without


def labels(connection: Connection, topics: Iterable[Topic], least: int) -> dict[int, str]:
    """How the theme of each number is called beside one of its questions; merged ones as what they are part of now.

    A theme that may not be shown has no number there: its words would stand beside it.
    """
    known = {topic.id: words.few_askers(least) if topic.few else topic.label for topic in topics}
    merged = select(tables.themes.c.id, tables.themes.c.merged_into).where(tables.themes.c.merged_into.is_not(None))
    into: dict[int, int] = {row.id: row.merged_into for row in connection.execute(merged)}
    for theme in into:
        last, seen = theme, {theme}
        while (other := into.get(last)) is not None and other not in seen:
            seen.add(other)
            last = other
        if last in known:
            known.setdefault(theme, known[last])
    return known


def waiting(journal: Journal) -> int:
    """How many questions with text have no theme yet. Raises DataFolderBroken when the disk fails."""
    questions = tables.questions.c
    left = questions.theme_id.is_(None) & (questions.status != Outcome.TALK.value) & (questions.searched != "")
    count = select(func.count()).select_from(tables.questions).where(left)
    return journal.store.read(lambda connection: connection.execute(count).scalar_one())
