"""How purely questions are grouped, and what it costs: `python -m bench.themes`.

Parameters are fitted on half of the themes and pairs of the labelled set (`bench/labelled_themes.py`) and judged on the
other half, both ways, over several orders; no fit sees the questions marked `later`. `--write` keeps the parameters
that all themes but those together give; `--size N` measures the cost of N questions with made vectors.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from bench.labelled_themes import ORDERS, Quality, Trial, quality, trial
from bench.themes_cost import cost
from bot.journal import Asker, Entry, Journal, Outcome
from bot.journal.themes import Themes, alike
from bot.journal.themes.alike import Bar

PARAMETERS = Path(alike.__file__).with_name("alike.json")
ASKED_AT = datetime(2026, 9, 1, tzinfo=UTC)


def judge(held: Trial, *, write: bool) -> None:
    """Print the table; keep the parameters where asked."""
    early = [at for at, row in enumerate(held.rows) if not row.later]
    late = [at for at, row in enumerate(held.rows) if row.later]
    groups = sorted({held.rows[at].group for at in early})
    random.Random(1).shuffle(groups)
    print("| questions | purity | inverse purity | V-measure | pairs that met |\n|---|---|---|---|---|")
    for fold in (0, 1):
        fitted_on = set(groups[fold::2])
        bar = held.fitted([at for at in early if held.rows[at].group in fitted_on])
        _row(
            f"half {fold + 1}, fitted on the other",
            held.mean([at for at in early if held.rows[at].group not in fitted_on], bar),
        )
        _row("written later, same fit", held.mean(late, bar))
    bar = held.fitted(early)
    _row("all but later, shipped fit", held.mean(early, bar))
    _row("written later, shipped fit", held.mean(late, bar))
    _row("all together, shipped fit", held.mean([*early, *late], bar))
    _row("the same through the journal, 40 a day", through_journal(held, bar))
    print(f"\n{bar}")
    if write:
        PARAMETERS.write_text(json.dumps(asdict(bar)) + "\n", encoding="utf-8")


def through_journal(held: Trial, bar: Bar) -> Quality:
    """The mean over orders of what the product itself makes of the set, day by day."""
    made = {reading.text: vector for reading, vector in zip(held.readings, held.vectors, strict=True)}
    found = []
    for seed in range(ORDERS):
        order = list(range(len(held.rows)))
        random.Random(seed).shuffle(order)
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
            journal = Journal.open(Path(folder))
            themes = Themes(journal, bar=bar)
            numbers = {}
            for first in range(0, len(order), 40):
                for one in order[first : first + 40]:
                    text = held.rows[one].text
                    entry = Entry(ASKED_AT, Asker("web", str(one)), text, text, Outcome.ANSWERED, 1.0)
                    numbers[one] = journal.record(entry)
                # Seen from the background's middle: its texts are all that is not in the set.
                themes.take_in(lambda texts: np.stack([made.get(text, held.middle) for text in texts]), "made")
            recorded = [journal.question(numbers[one]) for one in range(len(order))]
            journal.close()
        places = [one.theme_id or 0 for one in recorded if one is not None]
        found.append(tuple(asdict(quality(held.rows, places)).values()))
    return Quality(*(float(value) for value in np.mean(found, axis=0)))


def _row(name: str, found: Quality) -> None:
    print(
        f"| {name} | {found.purity:.3f} | {found.inverse:.3f} | {found.v_measure:.3f} | {found.met:.3f} |", flush=True
    )


def main(arguments: Sequence[str]) -> None:
    """Judge, or measure the cost."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("data"), help="where vectors are kept")
    parser.add_argument("--write", action="store_true", help="keep the fitted parameters")
    parser.add_argument("--size", type=int, help="measure the cost of so many questions instead")
    parser.add_argument("--first", action="store_true", help="measure the first grouping too")
    parser.add_argument("--day", type=int, default=1_000, help="new questions on top of them")
    options = parser.parse_args(arguments)
    held = trial(options.data)
    if options.size:
        cost(options.size, held, options.day, first=options.first)
    else:
        judge(held, write=options.write)


if __name__ == "__main__":
    main(sys.argv[1:])
