"""How much of the outline is found in documents of many shapes, in floors; `python -m bench.outlines` prints more."""

from __future__ import annotations

import pytest

from bench.outlines import UNITS, measure, table
from tests.conftest import count
from tests.library.outline_drafts import Score
from tests.library.outline_kinds import KINDS

FLOOR = 0.995  # of the units of each kind, of the sentences and of the passages with the right address
INVENTED = 0.005  # sections that no unit has, for each unit
# Shapes of which more is known to be missed: (units, sentences, passages).
LOWER: dict[str, tuple[float, float, float]] = {
    "điểm A) chữ hoa": (0.0, 0.3, 0.9),  # capitals are headings in this field, and are read as running text here
    "Điều I. số La Mã": (0.0, 0.0, 0.0),  # articles are numbered in figures
    "PDF có chương và dòng gãy ở Điều 5.": (0.9, 0.9, 0.9),
}

_scores: dict[str, Score] = {}


def share(pair: list[int] | None) -> float:
    """Right of all; what is not there is not missed."""
    return pair[0] / pair[1] if pair and pair[1] else 1.0


def test_there_are_many_shapes() -> None:
    assert len(KINDS) >= 50


@pytest.mark.parametrize("kind", KINDS)
def test_units_sentences_and_passages_have_their_addresses(kind: str) -> None:
    found = _scores[kind] = measure(kind, count(1, 40))
    units, sentences, passages = LOWER.get(kind, (FLOOR, FLOOR, FLOOR))
    assert found.sentences[1] >= 4
    for unit in UNITS:
        assert share(found.units.get(unit)) >= units, found.wrong[:5]
    assert share(found.sentences) >= sentences, found.wrong[:5]
    assert share(found.passages) >= passages, found.wrong[:5]
    if kind in LOWER:
        return
    assert found.invented <= INVENTED * sum(pair[1] for pair in found.units.values())


def test_the_table_is_printed() -> None:
    """After the shapes, so that `pytest -s` shows it."""
    lines = table(_scores.items())
    print("\n" + "\n".join(lines))
    assert len(lines) == len(_scores) + 3
