"""Messages counted by month: across restarts, by Vietnam's calendar, however many count at once."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.journal import Journal
from bot.journal.sends import Sends, Total, month_of

NOW = datetime(2026, 11, 22, 7, 30, tzinfo=UTC)


def test_each_channel_and_month_counts_for_itself(journal: Journal) -> None:
    zalo, other = Sends(journal.store, "zalo"), Sends(journal.store, "zalo_oa")
    assert zalo.of(NOW) == Total(0, warned=False)
    assert [zalo.add(NOW).count for _ in range(3)] == [1, 2, 3]
    assert other.add(NOW, 5).count == 5
    assert zalo.add(NOW + timedelta(days=20)).count == 1
    assert (zalo.of(NOW).count, other.of(NOW).count) == (3, 5)


def test_a_warning_is_given_once_a_month(journal: Journal) -> None:
    sends = Sends(journal.store, "zalo")
    sends.add(NOW)
    sends.warned(NOW)
    assert sends.add(NOW) == Total(2, warned=True)
    assert sends.add(NOW + timedelta(days=20)) == Total(1, warned=False)


def test_the_month_is_that_of_vietnam() -> None:
    assert month_of(datetime(2026, 11, 30, 16, 59, tzinfo=UTC)) == "2026-11"
    assert month_of(datetime(2026, 11, 30, 17, 0, tzinfo=UTC)) == "2026-12"


def test_counts_survive_a_restart(tmp_path: Path) -> None:
    journal = Journal.open(tmp_path)
    Sends(journal.store, "zalo").add(NOW, 41)
    journal.close()
    again = Journal.open(tmp_path)
    assert Sends(again.store, "zalo").add(NOW) == Total(42, warned=False)
    again.close()


def test_none_is_lost_when_several_count_at_once(journal: Journal) -> None:
    sends = Sends(journal.store, "zalo")
    threads = [threading.Thread(target=lambda: [sends.add(NOW) for _ in range(25)]) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sends.of(NOW).count == 100
