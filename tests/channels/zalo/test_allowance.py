"""The month's messages: counted across restarts, told to admins in time, rested from when the server says so."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.channels.zalo_shared.allowance import Allowance
from bot.errors import DataFolderBroken
from bot.journal import Journal
from bot.journal.sends import Sends, Total
from bot.model import Outgoing
from bot.phrases import zalo
from tests.channels.conftest import until
from tests.channels.zalo.conftest import Desk, at_work, said
from tests.fakes_zalo import FakeZalo

OFFICIAL = "a1b2c3d4"
NOW = datetime(2026, 11, 22, 7, 30, tzinfo=UTC)


class Watch:
    """Clock and calendar, set by the test."""

    def __init__(self) -> None:
        self.now, self.seconds = NOW, 1000.0

    def on(self, seconds: float) -> None:
        """Let time pass."""
        self.seconds += seconds
        self.now += timedelta(seconds=seconds)


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    opened = Journal.open(tmp_path / "data")
    yield opened
    opened.close()


def allowance(journal: Journal, monthly: int, told: list[str], watch: Watch) -> Allowance:
    """The allowance of a month, by the test's watch."""
    return Allowance(
        Sends(journal.store, "zalo"),
        monthly,
        told.append,
        words=zalo,
        now=lambda: watch.now,
        clock=lambda: watch.seconds,
    )


def test_admins_are_warned_once_at_eighty_per_cent(journal: Journal) -> None:
    told: list[str] = []
    watch = Watch()
    made = allowance(journal, 10, told, watch)
    for number in range(1, 13):
        made.taken()
        assert len(told) == (1 if number >= 8 else 0)
    assert told == [zalo.month_ending(NOW.astimezone(), 8, 10)]
    assert "8/10 tin (80%)" in told[0]
    assert made.note() == "Zalo: tháng 11/2026 đã gửi 12/10 tin (120%)"
    # Neither after a restart, but again in the next month.
    again = allowance(journal, 10, told, watch)
    again.taken()
    assert len(told) == 1
    watch.on(9 * 24 * 3600)
    for _ in range(8):
        again.taken()
    assert len(told) == 2
    assert "tháng 12/2026" in told[1]


def test_several_senders_bring_one_warning(journal: Journal) -> None:
    told: list[str] = []
    made = allowance(journal, 40, told, Watch())
    threads = [threading.Thread(target=lambda: [made.taken() for _ in range(10)]) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(told) == 1
    assert Sends(journal.store, "zalo").of(NOW) == Total(40, warned=True)


def test_a_warning_that_could_not_be_left_is_left_with_the_next(journal: Journal) -> None:
    told: list[str] = []

    def warn(sentence: str) -> None:
        told.append(sentence)
        if len(told) == 1:
            raise DataFolderBroken("đĩa đầy")

    made = Allowance(Sends(journal.store, "zalo"), 1, warn, words=zalo, now=lambda: NOW)
    for _ in range(3):
        made.taken()
    assert len(told) == 2


def test_a_disk_that_takes_nothing_loses_no_count(journal: Journal) -> None:
    sends = Sends(journal.store, "zalo")
    full = True

    class Full(Sends):
        def add(self, moment: datetime, number: int = 1) -> Total:
            if full:
                raise DataFolderBroken("đĩa đầy")
            return super().add(moment, number)

    made = Allowance(Full(journal.store, "zalo"), 100, lambda sentence: None, words=zalo, now=lambda: NOW)
    for _ in range(3):
        made.taken()  # the message is sent, whatever the disk says
    assert made.note() == "Zalo: tháng 11/2026 đã gửi 3/100 tin (3%)"
    full = False
    made.taken()
    assert sends.of(NOW).count == 4


def test_nothing_is_counted_where_nothing_is_to_be(journal: Journal) -> None:
    told: list[str] = []
    made = allowance(journal, 0, told, Watch())
    made.taken()
    assert (made.note(), told, Sends(journal.store, "zalo").of(NOW).count) == (None, [], 0)
    made.refused()
    assert len(told) == 1
    assert "Theo bot đếm" not in told[0]


def test_a_refusal_is_rested_from_ever_longer(journal: Journal) -> None:
    told: list[str] = []
    watch = Watch()
    made = allowance(journal, 3000, told, watch)
    assert made.rest() == 0
    assert [made.refused() for _ in range(4)] == [60.0] * 4  # they were on their way at once
    rests = []
    for _ in range(8):
        watch.on(made.rest())
        rests.append(made.refused())
    assert rests == [120.0, 240.0, 480.0, 960.0, 1920.0, 3600.0, 3600.0, 3600.0]
    watch.on(made.rest())
    made.taken()
    assert made.refused() == 60.0
    assert len(told) == 1
    assert "hết số tin của tháng" in told[0]
    assert "0/3.000" in told[0]
    watch.on(24 * 3600)
    made.refused()
    assert len(told) == 2


def test_the_quota_of_the_server_ends_sending_for_a_while(
    fake: FakeZalo, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    fake.monthly = 2
    with at_work(fake, tmp_path / "data", settings={"zalo_bot_monthly": 2}) as desk:
        for number in range(5):
            fake.say(OFFICIAL, f"câu {number}")
        until(lambda: len(desk.warned) == 2)
        calls = len(fake.made("sendMessage"))
        desk.delivery.say("zalo", OFFICIAL, Outgoing("tự nói"))
        until(lambda: len(desk.handled) == 5)
        assert len(fake.made("sendMessage")) == calls == 3  # nobody asks again and again
        assert "2/2 tin (100%)" in desk.warned[0]
        assert "hạn mức" in desk.warned[1]
        assert said(caplog, "hạn mức") == 1
    assert fake.texts() == ["đáp: câu 0", "đáp: câu 1"]


def test_the_warning_reaches_an_admin_on_zalo(fake: FakeZalo, tmp_path: Path) -> None:
    fake.know("quan-tri")

    def warn(desk: Desk, sentence: str) -> None:
        desk.delivery.say("zalo", "quan-tri", Outgoing(sentence))

    with at_work(fake, tmp_path / "data", settings={"zalo_bot_monthly": 5}, warn=warn):
        for number in range(4):
            fake.say(OFFICIAL, f"câu {number}")
        fake.wait(lambda: fake.texts("quan-tri"))
    assert "4/5 tin (80%)" in fake.texts("quan-tri")[0]
