"""The platforms put together: nothing without a token, no back door with one, menus for admins, pages that open."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from pydantic import SecretStr

from bot.__main__ import _web_code
from bot.channels.platforms import Connected, connected
from bot.library.filing import Filing
from bot.phrases import dialogue, platforms
from bot.settings import Settings
from bot.web import create_app
from tests.fakes_telegram import TOKEN, FakeTelegram
from tests.web.conftest import Site, served, site_in
from tests.web.fakes import ANSWERED

ROOT = Path(__file__).resolve().parents[2]
ADMIN, OFFICIAL = 8001, 8002
OUTSIDE = {"public_url": "https://hoi.example.vn"}


@contextmanager
def at_work(site: Site, fake: FakeTelegram, *, code: str | None = None, **more: Any) -> Iterator[Connected]:
    """Telegram connected as `serve` does it."""
    given = {"telegram_api": fake.address, "telegram_token": SecretStr(TOKEN), "access": "open", **more}
    settings = site.settings.model_copy(update=given)
    filing = Filing(settings, lambda: site.live.generation)
    with connected(settings, site.assistant, filing, site.live.refresh, page_code=code) as made:
        yield made


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """A small folder and an assistant over it."""
    with site_in(tmp_path) as made:
        yield made


@pytest.mark.parametrize("token", [None, SecretStr(""), SecretStr("  ")])
def test_without_a_token_nothing_is_connected(token: SecretStr | None, site: Site, fake: FakeTelegram) -> None:
    with at_work(site, fake, telegram_token=token) as made:
        assert made == Connected()
    assert fake.calls == []


def test_the_code_that_is_printed_makes_an_admin_with_a_menu(site: Site, fake: FakeTelegram) -> None:
    fake.chat(ADMIN)
    named = {"access": None, "admins": (f"telegram:{ADMIN}", "zalo:77")}
    with at_work(site, fake, **named) as made:
        assert made.admin_code is not None
        assert made.webhooks == ()
        asked = fake.say(OFFICIAL, ANSWERED)
        assert fake.answer_to(asked, OFFICIAL).text == dialogue.STRANGER
        welcome = fake.answer_to(fake.say(OFFICIAL, made.admin_code), OFFICIAL)
        assert "quản trị" in welcome.text
        state = fake.answer_to(fake.say(OFFICIAL, "/trangthai"), OFFICIAL)
        assert "Kho:" in state.text
        assert "Đang chờ trả lời: 0" in state.text  # the message that asks does not count
        invited = fake.answer_to(fake.say(OFFICIAL, "/moi Phường A 5 7"), OFFICIAL)
        assert re.search(r"https://t\.me/CanBoHoiBot\?start=[\w-]+", invited.text + str(invited.buttons))
        fake.wait(lambda: len(fake.made("setMyCommands")) >= 3)
    menu = fake.made("setMyCommands")[2]
    assert menu["scope"] == {"type": "chat", "chat_id": ADMIN}
    assert {one["command"] for one in menu["commands"]} == {*dialogue.COMMANDS, *dialogue.ADMIN_COMMANDS}


def test_training_staff_see_their_command_in_the_menu(site: Site, fake: FakeTelegram) -> None:
    fake.chat(ADMIN)
    named = {"access": "invite", "admins": (f"telegram:{ADMIN}",)}
    with at_work(site, fake, **named):
        invited = fake.answer_to(fake.say(ADMIN, "/moi đào tạo"), ADMIN)
        code = re.search(r"start=([\w-]+)", invited.text + str(invited.buttons))
        assert code is not None
        assert "/thongke" in fake.answer_to(fake.say(OFFICIAL, f"/start {code[1]}"), OFFICIAL).text
    before = len(fake.made("setMyCommands"))
    with at_work(site, fake, **named):
        fake.wait(lambda: len(fake.made("setMyCommands")) >= before + 4)
    menus = {call["scope"].get("chat_id"): call["commands"] for call in fake.made("setMyCommands")}
    names = {chat: {one["command"] for one in menu} for chat, menu in menus.items()}
    assert names[OFFICIAL] == {*dialogue.COMMANDS, "thongke"}
    assert names[ADMIN] == {*dialogue.COMMANDS, *dialogue.ADMIN_COMMANDS}


@pytest.mark.parametrize("code", [None, "1234"])
def test_sources_lead_to_pages_that_their_reader_can_open(code: str | None, site: Site, fake: FakeTelegram) -> None:
    for given in (SecretStr("1234"), None):
        fake.webhook = None
        with at_work(site, fake, code=code, web_code=given, public_url="https://hoi.example.vn/") as made:
            fake.wait(lambda: fake.webhook is not None)
            assert [route.path for route in made.webhooks] == ["/webhook/telegram"]
            front = create_app(site.assistant, site.settings, code="x", webhooks=made.webhooks)
            with served(front) as address:
                assert fake.webhook is not None
                fake.webhook["url"] = f"{address}/webhook/telegram"
                asked = fake.say(OFFICIAL, ANSWERED)
                assert fake.bring_all() == [200]
                answer = fake.answer_to(asked, OFFICIAL)
                before = len(fake.sent)
                fake.press(answer, "Nguồn 1")
                assert fake.bring_all() == [200]
                fake.wait(lambda before=before: len(fake.sent) > before)  # type: ignore[misc]
                links = [b["url"] for row in fake.sent[-1].buttons for b in row if "url" in b]
                ours = [link for link in links if link.startswith("https://hoi.example.vn/nguon?file=")]
                assert bool(ours) is (code is None or given is not None)


@pytest.mark.parametrize(
    ("given", "asks"),
    [
        ({}, False),
        ({"telegram_token": TOKEN}, True),
        ({"telegram_token": TOKEN, "access": "invite"}, True),
        ({"telegram_token": TOKEN, "access": "open"}, False),
        (OUTSIDE, True),
        ({**OUTSIDE, "access": "open"}, False),
        ({"access": "open", "web_host": "0.0.0.0"}, True),
        ({"web_host": "0.0.0.0"}, True),
        ({"web_code": "1234", "access": "open"}, True),
        ({"web_code": "", "web_host": "0.0.0.0"}, True),
        ({"web_code": " ", "telegram_token": TOKEN}, True),
        ({"web_code": ""}, False),
    ],
)
def test_the_pages_are_no_back_door(given: dict[str, Any], asks: bool) -> None:
    code = _web_code(Settings(_env_file=None, **given))  # type: ignore[call-arg]
    assert (code is not None) is asks


def test_pages_open_to_all_answer_to_the_public_name(site: Site) -> None:
    app = create_app(site.assistant, site.settings.model_copy(update=OUTSIDE), code=None)
    with served(app) as address:
        statuses = {
            host: httpx.get(f"{address}/healthz", headers={"Host": host}).status_code
            for host in ("hoi.example.vn", "127.0.0.1", "evil.example.vn")
        }
    assert statuses == {"hoi.example.vn": 200, "127.0.0.1": 200, "evil.example.vn": 421}


def test_the_guide_quotes_what_the_log_says() -> None:
    guide = (ROOT / "docs" / "telegram.md").read_text("utf-8")
    said = " ".join(str(value) for name, value in vars(platforms).items() if name.startswith("TELEGRAM_"))
    rows = re.findall(r"^\| `([^`]+)` \|", guide.partition("## 6")[2], re.MULTILINE)
    assert len(rows) >= 6
    assert [row for row in rows if row not in said] == ["may have been sent twice"]
