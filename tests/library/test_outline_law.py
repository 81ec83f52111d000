"""How much of real law the outline finds, in floors; the articles come with the task and are in no file of this "
"repo."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

from bot.library.outline import RowSpan, outline, outline_rows
from bot.library.reading import Reading
from bot.model import SectionKind
from bot.vietnamese import normalise

ROWS = Path(__file__).resolve().parents[3] / "shared" / "eval" / "legal" / "passages.jsonl"


@pytest.fixture(scope="module")
def rows() -> list[dict[str, Any]]:
    """Articles of laws, decrees and circulars."""
    if not ROWS.exists():
        pytest.skip("../shared is not here")
    return [json.loads(line) for line in ROWS.read_text("utf-8").splitlines()]


@pytest.mark.parametrize("marker", [r"^ *(\d{1,2})\. ?(?=\D)", r"^ *([a-zđ])\) "], ids=["clauses", "points"])
def test_numbered_lines_of_articles_become_sections(rows: list[dict[str, Any]], marker: str):
    found = total = 0
    for row in rows[::4]:
        text = normalise(row["text"])
        starts = {s.start for s in outline_rows(text, [RowSpan(0, 0, len(text), "Điều 1")])}
        places = [match.start(1) for match in re.finditer(marker, text, re.MULTILINE)]
        total += len(places)
        found += sum(place in starts for place in places)
    assert found >= 0.995 * total


def test_articles_of_laws_put_together(rows: list[dict[str, Any]]):
    laws: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        laws[row["document"]].append(row)
    found = total = wrong = 0
    for law in laws.values():
        law.sort(key=lambda row: int(re.match(r"\d+", row["article"])[0]))
        text = normalise("\n".join(f"Điều {row['article']}. {row['title']}\n{row['text']}" for row in law))
        wanted = {f"Điều {row['article']}" for row in law}
        labels = {s.label for s in outline(Reading(text)).sections if s.kind is SectionKind.ARTICLE}
        total += len(wanted)
        found += len(wanted & labels)
        wrong += len(labels - wanted)
    assert found >= 0.99 * total
    assert wrong <= 0.002 * total
