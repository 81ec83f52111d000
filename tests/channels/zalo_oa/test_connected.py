"""The Official Account connected as `serve` does it: invitations, forgetting, the digest, warnings, files of admins."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from starlette.applications import Starlette

from bot.__main__ import _web_code
from bot.channels.platforms import Connected, any_set, connected
from bot.channels.zalo_oa.vault import Pair, Vault
from bot.conversation.housekeeping import Housekeeping
from bot.errors import SettingsError
from bot.library.filing import Filing
from bot.model import VIETNAM, IncomingKind, Outgoing
from bot.phrases import dialogue, zalo_oa
from bot.settings import Settings
from tests.channels.conftest import until
from tests.channels.http_by_hand import Reply
from tests.channels.zalo_oa.conftest import PUBLIC, behind
from tests.fakes_zalo import TOKEN as ZALO_TOKEN
from tests.fakes_zalo import FakeZalo
from tests.fakes_zalo_oa import APP, APP_SECRET, OA, OA_SECRET, FakeOA, Fault
from tests.web.conftest import Site, served, site_in
from tests.web.fakes import ANSWERED

ADMIN, OFFICIAL = "5500000042", "5512034567"
MONDAY = datetime(2026, 11, 23, 8, 0, tzinfo=VIETNAM)
GIVEN = {"zalo_oa_app_id": APP, "zalo_oa_app_secret": SecretStr(APP_SECRET), "zalo_oa_secret": SecretStr(OA_SECRET)}


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Site]:
    """A small folder and an assistant over it."""
    with site_in(tmp_path) as made:
        yield made


@contextmanager
def at_work(site: Site, fake: FakeOA, **more: Any) -> Iterator[Connected]:
    """The Official Account, with consent, behind its webhook."""
    access, refresh = fake.give()
    Vault(site.settings.data, None).keep(Pair(access, refresh, 4e9, 90_000.0, OA))
    given = {**GIVEN, "zalo_oa_api": fake.address, "zalo_oa_oauth": fake.address, "public_url": PUBLIC, **more}
    settings = site.settings.model_copy(update=given)
    filing = Filing(settings, lambda: site.live.generation)
    with (
        connected(settings, site.assistant, filing, site.live.refresh, page_code=None) as made,
        served(Starlette(routes=list(made.webhooks))) as address,
    ):
        fake.address_of_webhook = f"{address}/webhook/zalo-oa"
        yield made


def says(fake: FakeOA, chat: str, text: str) -> str:
    """Type words; what is answered."""
    before = len(fake.texts(chat))
    assert fake.bring(fake.say(chat, text)) == 200
    fake.wait(lambda: len(fake.texts(chat)) > before)
    return fake.texts(chat)[before]


def test_people_come_in_by_codes_and_may_be_forgotten(own: Site, fake: FakeOA) -> None:
    with at_work(own, fake, access=None) as made:
        assert [route.path for route in made.webhooks] == ["/webhook/zalo-oa"]
        assert made.consent is not None
        assert made.consent.given
        assert made.admin_code is not None
        assert says(fake, OFFICIAL, ANSWERED) == dialogue.STRANGER
        assert fake.bring(fake.follow(OFFICIAL)) == 200  # a stranger is told the same once more, and then no more
        fake.wait_for_sent(2)
        assert fake.texts() == [dialogue.STRANGER] * 2
        assert says(fake, ADMIN, made.admin_code).startswith(dialogue.welcome(None))
        state = says(fake, ADMIN, "/trangthai")
        assert "Zalo OA: tháng" in state
        assert "CHỮ KÝ" not in state
        code = says(fake, ADMIN, "/moi Phường A 5 7").splitlines()[0].rpartition(" ")[2]
        assert says(fake, OFFICIAL, code).startswith(dialogue.welcome("Phường A"))
        assert "[1]" in says(fake, OFFICIAL, ANSWERED)
        says(fake, OFFICIAL, "/xoadulieu")
        asked = next(one for one in reversed(fake.sent) if one.chat == OFFICIAL)
        before = len(fake.texts(OFFICIAL))
        assert fake.bring(fake.press(asked, dialogue.FORGET_YES)) == 200
        fake.wait(lambda: len(fake.texts(OFFICIAL)) > before)
        # The admin's own stays.
        for table, left in (("questions", 0), ("windows", 1)):
            counted = f"SELECT count(*) FROM {table}"
            found = own.journal.store.read(lambda c, counted=counted: c.exec_driver_sql(counted).scalar_one())
            assert (table, found) == (table, left)


def test_the_digest_arrives_in_one_message_where_the_window_is_open(own: Site, fake: FakeOA) -> None:
    now = [MONDAY - timedelta(days=2)]
    named = (f"zalo_oa:{ADMIN}", "zalo_oa:5599")
    with at_work(own, fake, access="open", admins=named) as made:
        says(fake, ADMIN, "xin chào")
        keeper = Housekeeping(own.assistant, own.live, own.settings, made.post, now=lambda: now[0])
        keeper.round()
        now[0] = MONDAY + timedelta(minutes=1)
        keeper.round()
        fake.wait(lambda: any(text.startswith("Bản tin tuần") for text in fake.texts(ADMIN)))
        # The other one has not written: it is kept, the server is not asked, and admins are told why.
        fake.wait(lambda: zalo_oa.WINDOW_CLOSED in fake.texts(ADMIN))
        assert fake.texts("5599") == []
        assert {call["recipient"]["user_id"] for call in fake.made("send")} == {ADMIN}


def test_a_lost_pair_is_told_on_another_channel(own: Site, fake: FakeOA) -> None:
    zalo = FakeZalo()
    zalo.longest_poll = 0.1
    zalo.know("quan-tri")
    try:
        other = {"zalo_bot_api": zalo.address, "zalo_bot_token": SecretStr(ZALO_TOKEN)}
        with at_work(own, fake, access="open", admins=("zalo:quan-tri",), **other):
            fake.give()
            fake.fail("send", Fault(code=-216))
            assert fake.bring(fake.say(OFFICIAL, ANSWERED)) == 200
            zalo.wait(lambda: zalo_oa.lost(f"{PUBLIC}/quan-tri/zalo-oa") in zalo.texts("quan-tri"))
    finally:
        zalo.close()


def test_signatures_that_are_not_enforced_are_in_the_state(own: Site, fake: FakeOA) -> None:
    with at_work(own, fake, access="open", admins=(f"zalo_oa:{ADMIN}",), zalo_oa_signatures="log"):
        assert zalo_oa.not_enforced(verified=True) in says(fake, ADMIN, "/trangthai")


def test_a_file_that_an_admin_sends_is_fetched_from_the_platform_s_hosts(fake: FakeOA, tmp_path: Path) -> None:
    fake.files["f9.zdn.vn/a.docx"] = Reply(200, b"content")
    with behind(fake, tmp_path / "data", lambda incoming: [Outgoing("đã nhận")]) as desk:
        payload = {"url": "https://f9.zdn.vn/a.docx", "name": "a.docx", "size": "7"}
        desk.hears(fake.event("user_send_file", ADMIN, {"attachments": [{"type": "file", "payload": payload}]}))
        fake.wait_for_sent(1)
        (came,) = desk.handled
        assert came.kind is IncomingKind.FILE
        assert came.attachment is not None
        assert desk.oa.fetch(came.attachment) == b"content"
        until(lambda: not desk.delivery.waiting())


def test_half_a_setting_is_said_and_a_whole_one_closes_the_pages(own: Site) -> None:
    def settings(**given: Any) -> Settings:
        return Settings(_env_file=None, data=own.settings.data, **given)  # type: ignore[call-arg]

    filing = Filing(own.settings, lambda: own.live.generation)
    for given, missing in (
        ({"zalo_oa_app_id": APP}, "ZALO_OA_APP_SECRET"),
        ({"zalo_oa_app_secret": APP_SECRET}, "ZALO_OA_APP_ID"),
        ({"zalo_oa_app_id": " ", "zalo_oa_app_secret": APP_SECRET}, "ZALO_OA_APP_ID"),
    ):
        with (
            pytest.raises(SettingsError, match=missing),
            connected(settings(**given), own.assistant, filing, own.live.refresh, page_code=None),
        ):
            pass
    whole = settings(**GIVEN)
    assert any_set(whole)
    assert _web_code(whole) is not None
    assert not any_set(settings())
    with (
        pytest.raises(SettingsError, match="ZALO_OA_API"),
        connected(settings(**GIVEN, zalo_oa_api="openapi"), own.assistant, filing, own.live.refresh, page_code=None),
    ):
        pass
