"""What the dashboard and the report of many made questions cost: `python -m bench.report --size 100000`.

The questions (of `bench/made_questions.py`) lie over twelve months and are in their themes. The dashboard is asked as
after a start of the program, when nothing has been read yet, and once more when a minute has passed.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TypeVar

from bench.labelled_themes import trial
from bench.made_questions import BEGINS, MONTHS, peak_mb, written
from bench.themes_cost import shaped_like
from bot.journal import Journal, Outcome, Verdict
from bot.journal.finding import Wanted, find, words_of
from bot.journal.report import figures, rows
from bot.journal.report.page import page
from bot.journal.report.values import Span
from bot.journal.report.word import summary
from bot.journal.report.workbook import workbook
from bot.journal.themes import Themes
from bot.model import VIETNAM

LEAST = 3  # people, as THEME_MIN_ASKERS
_Result = TypeVar("_Result")


def measure(journal: Journal, until: date, *, files: bool) -> None:
    """Print what each thing that is shown costs; with `files` what is taken away, too."""
    quarter, year = Span(until - timedelta(days=91), until), Span(until - timedelta(days=364), until)
    week = Span(until - timedelta(days=6), until)
    print("| what | result |\n|---|---|", flush=True)
    themes = Themes(journal)
    counted = partial(figures, journal, min_askers=LEAST, themes=themes)
    found = _timed("figures of a quarter, after a start", partial(counted, quarter.since, quarter.until))
    tally = found.whole.tally
    print(f"| its questions / people / themes | {tally.questions:,} / {tally.askers:,} / {len(found.topics):,} |")
    _timed("the same a minute later", partial(counted, quarter.since, quarter.until))
    _timed("figures of a week", partial(counted, week.since, week.until))
    whole = _timed("figures of a year", partial(counted, year.since, year.until))
    shown = next(topic.id for topic in found.topics if topic.shown)
    one = partial(themes.theme, shown, quarter.start, quarter.end, min_askers=LEAST)
    _timed("the theme asked most", one)
    _timed("its latest 20 questions", partial(themes.questions_of, shown, min_askers=LEAST, most=20))
    for asked in ("bo nhiem lai", "không có ở đâu"):
        wanted = Wanted(quarter.start, quarter.end, words_of(asked), None, False, False)
        _timed(f"searching the quarter's questions for “{asked}”", partial(find, journal, wanted, most=20, before=None))
    disliked = Wanted(quarter.start, quarter.end, (), Outcome.ANSWERED, True, False)
    _timed("answers called wrong", partial(find, journal, disliked, most=20, before=None))
    if files:
        _report("quarter", journal, found)
        _report("year", journal, whole)


def _report(name: str, journal: Journal, found) -> None:  # type: ignore[no-untyped-def]
    listed = _timed(f"rows of the {name}", partial(rows, journal, found))
    assert sum(row.verdict is Verdict.DOWN for row in listed)
    made = _timed(f"workbook of the {name}, {len(listed):,} rows", partial(workbook, found, listed))
    print(f"| its size | {len(made) / 1e6:.1f} MB |")
    _timed(f"page and summary of the {name}", lambda: (page(found), summary(found)))


def _timed(name: str, work: Callable[[], _Result]) -> _Result:
    began, worked = time.perf_counter(), time.process_time()
    result = work()
    seconds = time.perf_counter() - began
    print(
        f"| {name} | {seconds:.2f} s (processor {time.process_time() - worked:.2f} s); peak {peak_mb():.0f} MB |",
        flush=True,
    )
    return result


def main(arguments: Sequence[str]) -> None:
    """Make the journal, or take one that was kept, and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("data"), help="where vectors are kept")
    parser.add_argument("--size", type=int, default=100_000)
    parser.add_argument("--pages", action="store_true", help="the dashboard only")
    parser.add_argument("--keep", type=Path, help="a folder to keep the journal in, for the next run")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        place = options.keep or Path(folder)
        there = (place / "journal.sqlite").exists()
        journal = Journal.open(place)
        if not there:
            written(journal, shaped_like(trial(options.data), options.size), "made", grouped=True)
        last: datetime = BEGINS + timedelta(days=30.4 * MONTHS)
        measure(journal, last.astimezone(VIETNAM).date(), files=not options.pages)
        journal.close()


if __name__ == "__main__":
    main(sys.argv[1:])
