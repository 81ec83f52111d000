"""The weekly digest: five lines on what was asked, for training staff and admins, at a day and hour that are set.

What was sent is noted in the journal, so that a restart sends nothing twice; where the program was away at the hour,
the digest goes out at its next start within two days.
"""

from __future__ import annotations

import logging
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection, delete, insert, select

from bot.answer.compose import TextBuilder
from bot.conversation.service import Assistant
from bot.journal.report import Figures, Topic, figures, parse_day
from bot.journal.report.text import shortened
from bot.journal.tables import rounds
from bot.model import VIETNAM, Outgoing, StyleKind
from bot.phrases import report, training
from bot.settings import Settings

_log = logging.getLogger(__name__)
_ROUND = "digest"
_LATE = timedelta(days=2)
_WEEK = timedelta(days=7)
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_LABEL = 120  # characters of a theme
_ENDING = ".xlsx"
_FRESH = 3600.0  # seconds for which a workbook is handed out again: a digest goes to many chats
_GONE = 2 * _FRESH  # after that long, whoever was given it has read it


@dataclass(frozen=True, slots=True)
class Post:
    """How staff are written to; chats are (channel, chat)."""

    say: Callable[[str, str, Outgoing], None]
    admins: Callable[[], Sequence[tuple[str, str]]]
    staff: Callable[[], Sequence[tuple[str, str]]]  # training staff and admins
    takes_files: Callable[[str], bool]  # whether a channel can send a file


def last_due(now: datetime, settings: Settings) -> datetime:
    """The latest moment at which a digest was due."""
    local = now.astimezone(VIETNAM)
    back = (local.weekday() - _DAYS.index(settings.digest_day)) % 7
    due = (local - timedelta(days=back)).replace(hour=settings.digest_hour, minute=0, second=0, microsecond=0)
    return due if due <= local else due - _WEEK


def send_if_due(assistant: Assistant, settings: Settings, post: Post, now: datetime) -> bool:
    """Send the digest where it is due and was not sent yet; whether it was. Raises DataFolderBroken.

    At the very first time nothing is sent, and the week begins to count.
    """
    due = last_due(now, settings)
    done_at = assistant.journal.store.read(_done_at)
    if done_at is None:
        assistant.journal.store.write(lambda connection: _note(connection, now))
        return False
    if done_at >= due or now - due > _LATE:
        return False
    until = due.date() - timedelta(days=1)
    since = until - timedelta(days=6)
    least = settings.theme_min_askers
    found = figures(assistant.journal, since, until, min_askers=least, now=now, themes=assistant.themes)
    page = page_of(settings)
    # All are written before the first is sent: what goes wrong here must not send to some of them again at each round.
    letters = [
        (channel, chat, composed(found, page, with_file=post.takes_files(channel))) for channel, chat in post.staff()
    ]
    for channel, chat, letter in letters:
        post.say(channel, chat, letter)
    # Only now: what breaks off before is sent again, twice rather than never.
    assistant.journal.store.write(lambda connection: _note(connection, now))
    return True


def composed(found: Figures, page: str | None, *, with_file: bool) -> Outgoing:
    """The digest of a week; with the address of the pages, else with the workbook where the channel can send it."""
    out = TextBuilder()
    span, now, before = found.span, found.whole.tally, found.before.tally
    out.add(training.digest_title(span.since, span.until), StyleKind.BOLD)
    if now.questions:
        lines = [
            training.digest_questions(now.questions, now.askers, report.change(now.questions, before.questions)),
            training.digest_share(now.share, report.points(now.share, before.share)),
            training.digest_top(_first(found.topics, lambda topic: topic.tally.questions)),
            training.digest_unanswered(_first(found.unanswered, lambda topic: topic.tally.lacking)),
            training.digest_moving(
                _first(found.rising, lambda topic: topic.tally.questions),
                _first(found.disliked, lambda topic: topic.downs),
            ),
        ]
        out.add("\n\n" + "\n".join(lines))
    else:
        out.add(f"\n\n{training.DIGEST_NONE}")
    attached = page is None and with_file and now.questions > 0
    if page is not None:
        out.add(f"\n\n{training.digest_link(f'{page}?ky=khac&tu={span.since}&den={span.until}')}")
    else:
        out.add(f"\n\n{training.DIGEST_FILE if attached else training.DIGEST_NO_PAGE}")
    file = f"{report.file_name(span.since, span.until)}{_ENDING}" if attached else None
    return Outgoing(out.text, out.styles, file=file)


def page_of(settings: Settings, path: str = "/dao-tao") -> str | None:
    """The address of a page of staff; None where this server has no public one."""
    public = (settings.public_url or "").strip().rstrip("/")
    return f"{public}{path}" if public else None


class Workbooks:
    """The workbooks that digests bring along, made when they are sent: totals and themes, no single questions.

    They are kept for a while, outside the data folder, and go with the program. Safe for several threads.
    """

    def __init__(
        self, assistant: Assistant, settings: Settings, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._assistant = assistant
        self._least = settings.theme_min_askers
        self._clock = clock
        self._lock = threading.Lock()
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._made: dict[str, float] = {}

    def path(self, file: str) -> Path | None:
        """Where the workbook of that name lies now; None for any other name."""
        days = _days_of(file)
        if days is None:
            return None
        with self._lock:
            now = self._clock()
            self._folder = self._folder or tempfile.TemporaryDirectory(prefix="cadre-bot-")
            folder = Path(self._folder.name)
            for old in [name for name, made in self._made.items() if now - made > _GONE]:
                del self._made[old]
                (folder / old).unlink(missing_ok=True)
            if file not in self._made or now - self._made[file] > _FRESH:
                self._write(folder / file, *days)
                self._made[file] = now
            return folder / file

    def close(self) -> None:
        """Take them off the disk."""
        with self._lock:
            if self._folder is not None:
                self._folder.cleanup()
            self._folder = None
            self._made.clear()

    def _write(self, path: Path, since: date, until: date) -> None:
        from bot.journal.report.workbook import workbook

        assistant = self._assistant
        found = figures(assistant.journal, since, until, min_askers=self._least, themes=assistant.themes)
        part = path.with_suffix(".tmp")
        part.write_bytes(workbook(found, None))
        part.replace(path)  # whoever reads the one before goes on reading it


def _days_of(file: str) -> tuple[date, date] | None:
    """The days that the name of a workbook speaks of; None for any other name."""
    parts = file.removesuffix(_ENDING).split("-den-")
    since, until = (parse_day(part[-10:]) for part in parts) if len(parts) == 2 else (None, None)
    if since is None or until is None or file != f"{report.file_name(since, until)}{_ENDING}":
        return None
    return (since, until) if since <= until else None


def _first(topics: Sequence[Topic], count: Callable[[Topic], int]) -> tuple[str, int] | None:
    return next(((shortened(one.label, _LABEL), count(one)) for one in topics if one.shown), None)


def _done_at(connection: Connection) -> datetime | None:
    done_at: datetime | None = connection.execute(select(rounds.c.done_at).where(rounds.c.name == _ROUND)).scalar()
    return done_at


def _note(connection: Connection, now: datetime) -> None:
    connection.execute(delete(rounds).where(rounds.c.name == _ROUND))
    connection.execute(insert(rounds).values(name=_ROUND, done_at=now))
