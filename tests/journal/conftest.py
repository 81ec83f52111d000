"""A journal in a temporary folder and an entry to put in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.journal import Asker, Entry, Journal, Outcome
from bot.model import Citation, TextKind, Validity

ASKED_AT = datetime(2026, 11, 22, 7, 30, tzinfo=UTC)
CITATION = Citation(
    number=1,
    document="Quy định về luân chuyển",
    document_number="65-QĐ/TW",
    address="Điều 4, khoản 1",
    reference="khoản 1 Điều 4 Quy định số 65-QĐ/TW",
    quote="ít nhất 48 tháng",
    file="trung-uong/quy-dinh-65.md",
    start=100,
    end=116,
    validity=Validity.IN_FORCE,
    kind=TextKind.DIGEST,
    source_url=None,
    describes="Quy định số 65-QĐ/TW",
)


def entry(**changes: Any) -> Entry:
    """A plausible entry."""
    held: dict[str, Any] = {
        "asked_at": ASKED_AT,
        "asker": Asker("web", "phien-1"),
        "typed": "thoi gian luan chuyen can bo?",
        "searched": "thời gian luân chuyển cán bộ?",
        "outcome": Outcome.ANSWERED,
        "ms": 31.5,
        "confidence": 0.83,
        "generation": "20261122T073000-abcdef12",
        "citations": (CITATION,),
    }
    return Entry(**{**held, **changes})


@pytest.fixture
def make_entry() -> Callable[..., Entry]:
    return entry


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    opened = Journal.open(tmp_path / "data")
    yield opened
    opened.close()
