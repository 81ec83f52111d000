"""How much of an outline is found, by the shape of the document: made drafts whose true outline is known.

python -m bench.outlines [--drafts N] [--wrong] [--only WORDS]
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterable, Sequence

from tests.library.outline_drafts import Score, read, score
from tests.library.outline_kinds import KINDS

UNITS = ("Điều", "khoản", "điểm")


def measure(kind: str, drafts: int) -> Score:
    """The score of some drafts of one kind; the same ones at each run."""
    total = Score()
    for seed in range(drafts):
        file = KINDS[kind](random.Random(f"{kind} {seed}"))
        total.add(score(file, read(file)))
    return total


def share(pair: Sequence[int] | None) -> str:
    """Right of all, as a share; a dash where there are none."""
    return f"{pair[0] / pair[1]:.3f}" if pair and pair[1] else "–"


def table(scores: Iterable[tuple[str, Score]]) -> list[str]:
    """The lines of the table, in Markdown."""
    lines = [
        "| shape | Điều | khoản | điểm | sentences | passages | invented |",
        "|---|---|---|---|---|---|---|",
    ]
    whole = Score()
    for kind, one in scores:
        lines.append(_row(kind, one))
        whole.add(one)
    return [*lines, _row("**all**", whole)]


def _row(kind: str, one: Score) -> str:
    units = " | ".join(share(one.units.get(unit)) for unit in UNITS)
    return f"| {kind} | {units} | {share(one.sentences)} | {share(one.passages)} | {one.invented} |"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--drafts", type=int, default=10, help="of each shape")
    parser.add_argument("--wrong", action="store_true", help="print what was not found in its place")
    parser.add_argument("--only", default="", help="shapes whose name holds these words")
    given = parser.parse_args()
    scores = [(kind, measure(kind, given.drafts)) for kind in KINDS if given.only in kind]
    print("\n".join(table(scores)))
    if given.wrong:
        for kind, one in scores:
            for line in one.wrong[:12]:
                print(f"{kind}: {line}")


if __name__ == "__main__":
    main()
