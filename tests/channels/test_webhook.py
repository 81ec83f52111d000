"""Updates that Telegram brings: proved by their secret, saved before they are acknowledged, past the pages' guards."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from bot.channels.telegram.webhook import PATH, secret_of
from bot.errors import DataFolderBroken
from bot.model import Incoming
from bot.phrases import platforms
from bot.web import create_app
from tests.channels.conftest import Desk, at_work, until
from tests.fakes_telegram import TOKEN, FakeTelegram, Fault
from tests.web.conftest import Site, served, site_in

OFFICIAL = 3001


class Front:
    """The web server, whose application is known only once its address is."""

    def __init__(self) -> None:
        self.app: Starlette | None = None

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Pass a request on."""
        if scope["type"] == "lifespan":
            await receive()
            await send({"type": "lifespan.startup.complete"})
            await receive()
            await send({"type": "lifespan.shutdown.complete"})
        elif self.app is None:
            await send({"type": "http.response.start", "status": 502, "headers": []})
            await send({"type": "http.response.body"})
        else:
            await self.app(scope, receive, send)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The pages that the webhook stands beside."""
    with site_in(tmp_path_factory.mktemp("site")) as made:
        yield made


@contextmanager
def behind(
    fake: FakeTelegram, folder: Path, site: Site, *, code: str | None = "1234-5678", **more: Any
) -> Iterator[tuple[Desk, str]]:
    """A bot whose updates are brought to the web server."""
    front: Any = Front()
    with served(front) as address, at_work(fake, folder, settings={"public_url": f"{address}/"}, **more) as desk:
        front.app = create_app(site.assistant, site.settings, code=code, webhooks=desk.telegram.routes())
        yield desk, address


@pytest.mark.parametrize("code", ["1234-5678", None])
def test_a_question_is_brought_saved_and_answered(
    code: str | None, fake: FakeTelegram, tmp_path: Path, site: Site
) -> None:
    with behind(fake, tmp_path / "data", site, code=code) as (_, address):
        fake.wait(lambda: fake.webhook is not None and fake.made("setMyShortDescription"))
        assert fake.webhook is not None
        assert fake.webhook["url"] == f"{address}{PATH}"
        assert len(fake.webhook["secret_token"]) == 64
        asked = fake.say(OFFICIAL, "câu hỏi")
        assert fake.bring_all() == [200]
        assert fake.answer_to(asked, OFFICIAL).text == "đáp: câu hỏi"
        query = fake.press_key(OFFICIAL, 2, "u:1")
        assert fake.bring_all() == [200]
        fake.wait(lambda: query in fake.answered)
        assert not fake.made("getUpdates")


def test_nobody_else_is_heard(fake: FakeTelegram, tmp_path: Path, site: Site) -> None:
    with behind(fake, tmp_path / "data", site) as (desk, address):
        fake.wait(lambda: fake.webhook is not None and fake.made("setMyShortDescription"))
        assert fake.webhook is not None
        right = fake.webhook["secret_token"]
        update = {"update_id": 1, "message": {"message_id": 1}}
        for secret in ("", "a", right[:-1], right + "a", "ă"):
            assert fake.bring(update, secret=secret) == 403
        assert httpx.post(f"{address}{PATH}", content=b"{").status_code == 403
        headers = {"X-Telegram-Bot-Api-Secret-Token": right}
        for body in (b"", b"{", b"[]", b"\xff", b"[" * 100_000):
            assert httpx.post(f"{address}{PATH}", content=body, headers=headers).status_code == 400
        assert httpx.post(f"{address}{PATH}", content=b" " * 2**21, headers=headers).status_code == 413
        assert httpx.get(f"{address}{PATH}", headers=headers, follow_redirects=False).status_code == 303  # the code
        assert desk.delivery.waiting() == 0
        assert desk.handled == []


def test_the_pages_stay_guarded(fake: FakeTelegram, tmp_path: Path, site: Site) -> None:
    with behind(fake, tmp_path / "data", site) as (_, address):
        assert httpx.get(f"{address}/").status_code == 303
        assert httpx.post(f"{address}/api/ask", json={}).status_code == 401
    with behind(fake, tmp_path / "data", site, code=None) as (_, address):
        assert httpx.get(f"{address}/", headers={"Host": "hoi.example.vn"}).status_code == 421


def test_the_webhook_needs_no_host_of_ours_no_cookie_and_gives_none(
    fake: FakeTelegram, tmp_path: Path, site: Site
) -> None:
    with behind(fake, tmp_path / "data", site, code=None) as (_, address):
        fake.wait(lambda: fake.webhook is not None and fake.made("setMyShortDescription"))
        assert fake.webhook is not None
        headers = {"X-Telegram-Bot-Api-Secret-Token": fake.webhook["secret_token"], "Host": "hoi.example.vn"}
        answer = httpx.post(f"{address}{PATH}", json={"update_id": 5, "hologram": {}}, headers=headers)
        assert answer.status_code == 200
        assert "set-cookie" not in answer.headers
        assert answer.headers["cache-control"] == "no-store"


def test_what_cannot_be_saved_is_brought_again(
    fake: FakeTelegram, tmp_path: Path, site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    with behind(fake, tmp_path / "data", site, start=False) as (desk, _):
        full = True

        def receive(arrived: Sequence[Incoming]) -> None:
            if full:
                raise DataFolderBroken("đĩa đầy")
            desk.delivery.receive(arrived)

        desk.telegram.start(receive)
        fake.wait(lambda: fake.webhook is not None and fake.made("setMyShortDescription"))
        asked = fake.say(OFFICIAL, "câu hỏi")
        assert [fake.bring_all() for _ in range(3)] == [[503]] * 3
        full = False
        assert fake.bring_all() == [200]
        assert fake.answer_to(asked, OFFICIAL).text == "đáp: câu hỏi"
    assert sum(platforms.TELEGRAM_NOT_SAVED in record.getMessage() for record in caplog.records) == 1


def test_what_comes_twice_is_answered_once(fake: FakeTelegram, tmp_path: Path, site: Site) -> None:
    with behind(fake, tmp_path / "data", site) as (_, _address):
        fake.wait(lambda: fake.webhook is not None and fake.made("setMyShortDescription"))
        fake.say(OFFICIAL, "câu hỏi")
        update = fake.waiting()[0]
        assert [fake.bring(update) for _ in range(3)] == [200] * 3
        assert fake.bring_all() == [200]
        asked = fake.say(OFFICIAL, "câu sau")
        assert fake.bring_all() == [200]
        fake.answer_to(asked, OFFICIAL)
    assert [one.text for one in fake.sent] == ["đáp: câu hỏi", "đáp: câu sau"]


def test_before_the_bot_knows_its_name_it_takes_nothing(fake: FakeTelegram, tmp_path: Path, site: Site) -> None:
    fake.fail("getMe", *[Fault(code=500)] * 3)
    with behind(fake, tmp_path / "data", site, start=False) as (desk, address):
        fake.webhook = {"url": f"{address}{PATH}", "secret_token": secret_of(TOKEN)}
        fake.say(OFFICIAL, "câu hỏi")
        assert fake.bring_all() == [503]
        desk.telegram.start(desk.delivery.receive)
        until(lambda: fake.bring_all() == [200])
        fake.wait_for_sent(1)


def test_an_address_that_telegram_refuses_is_said_plainly(
    fake: FakeTelegram, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with at_work(fake, tmp_path / "data", settings={"public_url": "http://hoi.example.vn"}):
        until(lambda: any(platforms.TELEGRAM_ADDRESS_REFUSED in record.getMessage() for record in caplog.records))
    assert any("HTTPS" in one for one in fake.wrong)
    fake.wrong.clear()


def test_an_address_that_was_taken_away_is_set_again(
    fake: FakeTelegram, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with at_work(fake, tmp_path / "data", settings={"public_url": "https://hoi.example.vn"}, watch=0.1):
        fake.wait(lambda: fake.webhook is not None and fake.made("getWebhookInfo"))
        with at_work(fake, tmp_path / "other", steady=30):
            until(lambda: any(platforms.TELEGRAM_ADDRESS_LOST in record.getMessage() for record in caplog.records))
            until(lambda: any(platforms.TELEGRAM_CONFLICT in record.getMessage() for record in caplog.records))
        assert fake.webhook is not None
        assert fake.webhook["url"] == f"https://hoi.example.vn{PATH}"


def test_an_address_that_telegram_does_not_reach_is_said_once(
    fake: FakeTelegram, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    def said(sentence: str) -> int:
        return sum(sentence in record.getMessage() for record in caplog.records)

    with at_work(fake, tmp_path / "data", settings={"public_url": "https://hoi.example.vn"}, watch=0.05) as desk:
        fake.wait(lambda: len(fake.made("getWebhookInfo")) > 2)
        fake.unreached = True
        fake.say(OFFICIAL, "câu hỏi")
        checks = len(fake.made("getWebhookInfo"))
        fake.wait(lambda: len(fake.made("getWebhookInfo")) > checks + 3)
        assert desk.telegram.trouble == platforms.TELEGRAM_ADDRESS_NOT_REACHED
        fake.unreached = False
        until(lambda: desk.telegram.trouble is None)
    assert said(platforms.TELEGRAM_ADDRESS_NOT_REACHED) == said(platforms.TELEGRAM_WELL_AGAIN) == 1


def test_polling_lets_an_earlier_webhook_go(fake: FakeTelegram, tmp_path: Path) -> None:
    fake.webhook = {"url": "https://old.example.vn"}
    with at_work(fake, tmp_path / "data"):
        fake.answer_to(fake.say(OFFICIAL, "câu hỏi"), OFFICIAL)
    assert fake.webhook is None
