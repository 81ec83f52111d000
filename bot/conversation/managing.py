"""For admins: how the bot is doing, what is asked, scanning the folder, inviting people."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial

from sqlalchemy import Connection

from bot.answer.compose import TextBuilder
from bot.conversation.access import Access
from bot.conversation.choices import Choice
from bot.conversation.rescanning import Rescanning
from bot.conversation.service import Assistant
from bot.conversation.turn import Reply, Turn, Work, done, said
from bot.errors import CadreBotError
from bot.index import Problem
from bot.journal import Role, counts
from bot.journal.report import figures
from bot.library.folder import is_register
from bot.model import VIETNAM, StyleKind
from bot.phrases import dialogue, training
from bot.vietnamese import fold, normalise

_DAYS = (7, 30)  # that are counted
_UNITS, _TOPICS = 5, 3  # that are named
_PROBLEMS = 10  # files that cannot be read and are named
_USES, _LASTS = 1, 7  # of an invitation where nothing is said; days
_MOST_USES, _MOST_DAYS = 10_000, 3_650
_MOST_UNIT = 80  # characters of a unit's name
_DIGITS = 9  # of a number that are read; it is far over any limit then
_QUOTES = "\"'“”‘’"
_NUMBER = re.compile(r"[0-9]+")
_QUOTED = re.compile(rf"[{_QUOTES}]([^{_QUOTES}]*)[{_QUOTES}](?=\s|$)")


@dataclass(frozen=True, slots=True)
class Running:
    """What the program around the conversation knows of itself."""

    waiting: int | None = None  # messages that are not answered yet
    since: datetime | None = None  # when it started
    notes: tuple[str, ...] = ()  # about channels in trouble, say


Link = Callable[[str, str], str | None]
"""(channel, code) → an address that opens the bot there with the code; None where its public name is not known."""


class Managing:
    """Every step here is for admins in a chat of their own; the dialogue sees to that."""

    def __init__(
        self,
        assistant: Assistant,
        access: Access,
        rescanning: Rescanning,
        *,
        least: int,
        status: Callable[[], Running],
        link: Link,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._assistant = assistant
        self._access = access
        self._rescanning = rescanning
        self._least = least  # people who must have asked before a theme's words or a unit's name are shown
        self._status = status
        self._link = link
        self._now = now

    def state(self, turn: Turn) -> Reply:
        """How the bot is doing."""
        held, running = self._assistant.inventory(), self._status()
        lines = dialogue.state_lines(
            generation=held.generation,
            documents=held.documents,
            passages=held.passages,
            waiting=running.waiting,
            since=running.since.astimezone(VIETNAM) if running.since else None,
            up=self._now() - running.since if running.since else None,
        )
        lines += running.notes
        lines += ["", *_problems(held.problems, always=True)]
        return said(turn, "\n".join(lines))

    def count(self, turn: Turn) -> Reply:
        """What was asked lately."""
        out, now = TextBuilder(), self._now()
        for at, days in enumerate(_DAYS):
            found = self._assistant.journal.store.read(partial(counts, since=now - timedelta(days=days)))
            title, *lines = dialogue.counted(
                days,
                found.questions,
                {outcome.value: count for outcome, count in found.outcomes.items()},
                found.channels,
                {verdict.value: count for verdict, count in found.verdicts.items()},
                [(number or file, count) for file, number, count in found.cited],
            )
            out.add("\n\n" if at else "").add(title, StyleKind.BOLD)
            for line in lines:
                out.add(f"\n{line}")
            if found.questions and days == _DAYS[-1]:
                for line in self._counted(now, days):
                    out.add(f"\n{line}")
        return said(turn, out)

    def _counted(self, now: datetime, days: int) -> list[str]:
        """The units that asked most, and the themes that most lack an answer."""
        last = now.astimezone(VIETNAM).date()
        first = last - timedelta(days=days - 1)
        assistant = self._assistant
        found = figures(assistant.journal, first, last, min_askers=self._least, now=now, themes=assistant.themes)
        units = [(name, tally.questions) for name, tally in found.units][:_UNITS] if found.named_units else []
        lines = [training.counted_units(units)] if units else []
        lacking = [(topic.label, topic.tally.lacking) for topic in found.unanswered if topic.shown][:_TOPICS]
        return lines + (training.counted_unanswered(lacking) if lacking else [])

    def rescan(self, turn: Turn) -> Work:
        """Bring the index up to date now."""
        if not self._rescanning.possible:
            return done(said(turn, dialogue.RESCAN_NONE))
        try:
            built = self._rescanning.now()
        except CadreBotError as error:
            return done(said(turn, str(error)))
        if built is None:
            return done(said(turn, dialogue.RESCANNING))
        held = self._assistant.inventory()
        lines = [dialogue.rescanned(built.changed, built.files_read, held.documents, held.passages)]
        lines += _problems(held.problems, always=False)
        return done(said(turn, "\n".join(lines)))

    def invite(self, turn: Turn, wanted: str) -> Work:
        """A new code: [unit] [uses] [days]."""
        asked = _read(wanted)
        if asked is None:
            return done(said(turn, dialogue.INVITE_HOW))

        def work(connection: Connection) -> Reply:
            role, unit, uses, days = asked
            code, until = self._access.invite(connection, role, unit=unit, uses=uses, lasts=timedelta(days=days))
            text = dialogue.invited(
                code,
                admin=role is Role.ADMIN,
                unit=training.INVITED_TRAINING if role is Role.TRAINING else unit,
                uses=uses,
                until=until.astimezone(VIETNAM),
                link=self._link(turn.incoming.channel, code.replace("-", "")),
            )
            return said(turn, text, [[Choice(dialogue.INVITE_COPY, copied=code)]])

        return work


def _problems(problems: Sequence[Problem], *, always: bool) -> list[str]:
    """The files that cannot be read (or, `always`, that there are none), and what is wrong with the register."""
    files = [problem for problem in problems if not is_register(problem.file)]
    lines = [dialogue.problems_title(len(files))] if files or always else []
    lines += [f"✗ {problem.file}: {problem.reason}" for problem in files[:_PROBLEMS]]
    if len(files) > _PROBLEMS:
        lines.append(dialogue.more_problems(len(files) - _PROBLEMS))
    return lines + [dialogue.register_wrong(one.file, one.reason) for one in problems if is_register(one.file)]


def _read(wanted: str) -> tuple[Role, str | None, int | None, int] | None:
    """(role, unit, uses, days) of a wish; None where it makes no sense."""
    words = normalise(wanted).strip()
    quoted = _QUOTED.match(words)
    rest = words[quoted.end() :].split() if quoted else words.split()
    numbers: list[int] = []
    while rest and len(numbers) < 2 and _NUMBER.fullmatch(rest[-1]):
        numbers.insert(0, int(rest.pop()[:_DIGITS]))
    if quoted and rest:
        return None
    unit = " ".join(quoted[1].split() if quoted else rest)
    uses, days = (numbers + [_USES, _LASTS][len(numbers) :])[:2]
    if uses > _MOST_USES or not 1 <= days <= _MOST_DAYS or len(unit) > _MOST_UNIT:
        return None
    if fold(unit) in dialogue.INVITE_ADMIN_WORDS:
        return Role.ADMIN, None, uses or _USES, days
    if fold(unit) in training.INVITE_TRAINING_WORDS:
        return Role.TRAINING, None, uses or _USES, days
    return Role.MEMBER, unit or None, uses or None, days
