"""Progress of long work: a bar on a terminal, now and then a line where stderr is none (a service's log)."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from bot import phrases

if TYPE_CHECKING:
    from bot.library.build import Progress, Report

_LINE_SECONDS = 10.0


@contextmanager
def bar() -> Iterator[Report]:
    """A bar with an estimate and the current file, on stderr."""
    if not sys.stderr.isatty():
        yield _lines()
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as RichProgress

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[current]}", markup=False),
    )
    with RichProgress(*columns, console=Console(stderr=True), transient=True) as shown:
        tasks = {}

        def report(progress: Progress) -> None:
            if progress.stage not in tasks:
                tasks[progress.stage] = shown.add_task(progress.stage, total=progress.total, current="")
            current = progress.current[-40:]
            shown.update(tasks[progress.stage], completed=progress.done, total=progress.total, current=current)

        yield report


def _lines() -> Report:
    """A line when a stage has gone on for a while, and again every so often."""
    told: dict[str, float] = {}

    def report(progress: Progress) -> None:
        now = time.monotonic()
        since = told.setdefault(progress.stage, now)
        if now - since >= _LINE_SECONDS:
            told[progress.stage] = now
            sys.stderr.write(f"{phrases.progress_line(progress.stage, progress.done, progress.total)}\n")
            sys.stderr.flush()

    return report
