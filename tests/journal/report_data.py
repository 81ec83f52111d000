"""Journals of any size to report on, written straight into the tables; and one that looks like life."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import insert

from bot.journal import Journal
from bot.journal.tables import citations, questions, ratings, themes

SINCE, UNTIL = date(2026, 8, 1), date(2026, 10, 31)
FORMULA = '=HYPERLINK("http://x.vn","bấm") $\\frac{1}{2}$ <script>alert(1)</script>'
TOPICS = (
    "Thời gian luân chuyển cán bộ lãnh đạo là bao lâu?",
    "Tiêu chuẩn bổ nhiệm phó trưởng phòng cấp sở",
    "Phụ cấp cho cán bộ không chuyên trách cấp xã sau khi sắp xếp đơn vị hành chính được tính thế nào?",
    FORMULA,
    "Hồ sơ quy hoạch gồm những gì?",
)
UNITS = ("Quận ủy Lê Chân", "Sở Nội vụ", None, "Xã Ít Người")


@dataclass(frozen=True)
class Ask:
    """A question as it stands in the journal."""

    at: datetime
    asker: str = "a"
    channel: str = "telegram"
    unit: str | None = None
    typed: str = "Tuổi bổ nhiệm?"
    status: str = "answered"
    ms: float = 100.0
    theme: int | None = None
    files: tuple[str, ...] = ()
    ratings: tuple[tuple[str, str | None], ...] = field(default=())


def fill(journal: Journal, asks: Sequence[Ask], *, names: dict[int, str] | None = None) -> None:
    """Write questions down, and the themes that they name; `names` are those that staff gave."""
    numbered = list(enumerate(asks, 1))
    held = sorted({ask.theme for ask in asks if ask.theme is not None} | set(names or {}))
    tables = (
        (
            themes,
            [
                {
                    "id": theme,
                    "made_at": datetime(2026, 1, 1, tzinfo=UTC),
                    "name": (names or {}).get(theme),
                    "hidden": False,
                    "encoder": "words@1",
                    "centre": b"",
                    "size": 0,
                }
                for theme in held
            ],
        ),
        (
            questions,
            [
                {
                    "id": number,
                    "asked_at": ask.at,
                    "channel": ask.channel,
                    "asker": ask.asker,
                    "unit": ask.unit,
                    "typed": ask.typed,
                    "searched": ask.typed,
                    "status": ask.status,
                    "confidence": 0.5,
                    "ms": ask.ms,
                    "theme_id": ask.theme,
                }
                for number, ask in numbered
            ],
        ),
        (
            citations,
            [
                {
                    "question_id": number,
                    "number": place,
                    "file": file,
                    "document_number": file.removesuffix(".md").upper(),
                    "address": "Điều 4",
                    "start": 0,
                    "end": 1,
                    "validity": "in_force",
                }
                for number, ask in numbered
                for place, file in enumerate(ask.files, 1)
            ],
        ),
        (
            ratings,
            [
                {"question_id": number, "verdict": verdict, "reason": reason, "rated_at": ask.at}
                for number, ask in numbered
                for verdict, reason in ask.ratings
            ],
        ),
    )
    for table, rows in tables:
        if rows:
            journal.store.write(lambda connection, table=table, rows=rows: connection.execute(insert(table), rows))


def at_random(count: int, seed: int = 1, *, days: int = 200) -> list[Ask]:
    """Questions around the period, some before and some after it."""
    pick = random.Random(seed)
    first = datetime(2026, 5, 1, tzinfo=UTC)
    asks = []
    for _ in range(count):
        topic = min(int(pick.expovariate(0.8)), 9)
        person = pick.randrange(60)
        status = pick.choice(["answered", "answered", "answered", "near", "refused", "failed", "talk"])
        if topic == 2 and pick.random() < 0.7:
            status = "refused"
        verdicts = [
            pick.choice([("up", None), ("down", None), ("down", "not_in_force"), ("down", "incomplete")])
            for _ in range(pick.choice([0, 0, 0, 1, 2]))
        ]
        asks.append(
            Ask(
                at=first + timedelta(seconds=pick.randrange(days * 86_400)),
                asker=f"{person:032x}",
                channel=pick.choice(["telegram", "telegram", "web", "zalo"]),
                unit=UNITS[3] if person < 2 else UNITS[person % 3],
                typed=TOPICS[topic] if topic < len(TOPICS) else f"Câu lẻ số {topic}",
                status=status,
                ms=pick.lognormvariate(5, 0.6),
                theme=None if status == "talk" or pick.random() < 0.1 else topic + 1,
                files=tuple(pick.sample(["09-kl.md", "65-qd.md", "80-qd.md"], pick.randrange(3)))
                if status == "answered"
                else (),
                ratings=tuple(verdicts) if status == "answered" else (),
            )
        )
    return asks
