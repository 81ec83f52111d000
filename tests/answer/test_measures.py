"""What is measured: named by a word or, for a share, by its sign."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from bot.answer.evidence import FEATURES
from bot.answer.judging import judge
from bot.search import prepare, search
from tests.fakes import WordEncoder
from tests.test_quotes import build_from

DAY = date(2026, 1, 1)
SHARE = "Mỗi quận bố trí 25% số phường có phó chủ tịch trẻ."
PLAIN = "Mỗi quận bố trí 25 phường có phó chủ tịch trẻ."


@pytest.mark.parametrize(("text", "missing"), [(SHARE, 0.0), (PLAIN, 1.0)])
@pytest.mark.parametrize(
    "question", ["bao nhiêu phần trăm phường có phó chủ tịch trẻ", "tỷ lệ phường có phó chủ tịch trẻ là bao nhiêu"]
)
def test_a_share_is_named_by_its_sign(question: str, text: str, missing: float, tmp_path: Path) -> None:
    generation = build_from(tmp_path, a=text)
    prepared = prepare(question, generation, DAY)
    found = search(generation, WordEncoder(), prepared)
    [evidence] = judge(generation, prepared, found, found.hits)
    assert evidence.features[FEATURES.index("measure_missing")] == missing
