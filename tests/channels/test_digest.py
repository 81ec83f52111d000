"""The weekly digest and the to-dos as they arrive on phones: the thread, delivery and the channel, all real."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from pydantic import SecretStr

from bot.channels.platforms import connected
from bot.conversation.housekeeping import Housekeeping
from bot.journal import todos
from bot.library.filing import Filing
from bot.model import VIETNAM
from bot.phrases import training
from tests.channels.test_platforms import at_work
from tests.conversation.asked import ask, find_themes
from tests.fakes_telegram import FakeTelegram
from tests.fakes_zalo import TOKEN as ZALO_TOKEN
from tests.fakes_zalo import FakeZalo
from tests.web.conftest import Site, site_in
from tests.web.fakes import ANSWERED, OLD

ADMIN, TRAINER = 8001, 8003
MONDAY = datetime(2026, 11, 23, 8, 0, tzinfo=VIETNAM)


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """A week in which people asked."""
    with site_in(tmp_path) as made:
        for text, people in ((ANSWERED, "123456"), (OLD, "1234")):
            ask(made.assistant, text, MONDAY - timedelta(days=3), *people)
        find_themes(made.assistant)
        yield made


@pytest.fixture
def zalo() -> Iterator[FakeZalo]:
    """A Zalo Bot API."""
    made = FakeZalo()
    made.longest_poll = 0.1
    yield made
    made.close()


@pytest.mark.parametrize("given", [{}, {"public_url": "https://hoi.example.vn"}], ids=["workbook", "link"])
def test_the_digest_arrives(given: dict[str, Any], site: Site, fake: FakeTelegram) -> None:
    fake.chat(ADMIN)
    settings = site.settings.model_copy(update=given)
    named = {"access": "invite", "admins": ("zalo:chua-ket-noi", f"telegram:{ADMIN}")}
    now = [MONDAY - timedelta(days=2)]
    with at_work(site, fake, **named) as made:
        fake.say(ADMIN, "/moi đào tạo")
        fake.wait(lambda: [one for one in fake.sent if one.chat == ADMIN])
        code = fake.sent[-1].text.splitlines()[0].removeprefix("Mã mời: ")
        assert training.TRAINING_HELLO in fake.answer_to(fake.say(TRAINER, code), TRAINER).text
        before = len(fake.sent)
        keeper = Housekeeping(site.assistant, site.live, settings, made.post, now=lambda: now[0])
        keeper.round()
        now[0] = MONDAY + timedelta(minutes=1)
        keeper.round()
        keeper.round()
        fake.wait(lambda: len(fake.sent) >= before + 2)
        letters = fake.sent[before:]
        assert sorted(one.chat for one in letters) == [ADMIN, TRAINER]
        for one in letters:
            assert one.parts("bold") == ["Bản tin tuần 16/11/2026 – 22/11/2026"]
            assert "1. 10 câu hỏi của 6 người hỏi" in one.text
            assert one.text.count("\n") == 8
            if given:
                assert "https://hoi.example.vn/dao-tao?ky=khac&tu=2026-11-16&den=2026-11-22" in one.text
                assert one.file is None
            else:
                assert one.file is not None
                assert one.file[0] == "bao-cao-2026-11-16-den-2026-11-22.xlsx"
                assert len(load_workbook(BytesIO(one.file[1])).sheetnames) == 6


def test_an_admin_is_told_of_what_is_wanted(site: Site, fake: FakeTelegram) -> None:
    fake.chat(ADMIN)
    with at_work(site, fake, admins=(f"telegram:{ADMIN}",)) as made:
        site.journal.store.write(lambda connection: todos.make(connection, 2, "dao-tao", None))
        keeper = Housekeeping(site.assistant, site.live, site.settings, made.post, now=lambda: MONDAY)
        keeper.round()
        fake.wait(lambda: fake.sent)
        [told] = fake.sent
        assert told.chat == ADMIN
        assert OLD in told.text


def test_the_digest_arrives_on_zalo_in_one_message(site: Site, zalo: FakeZalo) -> None:
    zalo.know("quan-tri")
    given = {
        "zalo_bot_api": zalo.address,
        "zalo_bot_token": SecretStr(ZALO_TOKEN),
        "access": "invite",
        "admins": ("zalo:quan-tri",),
    }
    settings = site.settings.model_copy(update=given)
    filing = Filing(settings, lambda: site.live.generation)
    now = [MONDAY - timedelta(days=2)]
    with connected(settings, site.assistant, filing, site.live.refresh, page_code=None) as made:
        keeper = Housekeeping(site.assistant, site.live, settings, made.post, now=lambda: now[0])
        keeper.round()
        now[0] = MONDAY + timedelta(minutes=1)
        keeper.round()
        zalo.wait(lambda: zalo.texts("quan-tri"))
    [letter] = zalo.texts("quan-tri")
    assert letter.startswith("Bản tin tuần 16/11/2026 – 22/11/2026")
    assert "1. 10 câu hỏi của 6 người hỏi" in letter
