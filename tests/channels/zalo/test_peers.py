"""Our stand-in of the Zalo Bot API is spoken to by two clients that others wrote, so that it is no mirror of ours."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import httpx
import pytest

from tests.fakes_zalo import ME, SECRET_HEADER, TOKEN, FakeZalo

OFFICIAL = "a1b2c3d4"


@pytest.fixture
def python_zalo_bot(fake: FakeZalo) -> Any:
    """The client of python-zalo-bot."""
    library = pytest.importorskip("zalo_bot", reason="needs python-zalo-bot (pip install -e .[dev])")
    return library.Bot(TOKEN, base_url=fake.address)


@pytest.fixture
def zalo_bot_mcp(fake: FakeZalo, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The module of zalo-bot-mcp that talks to the API; its address is a constant of the module."""
    reason = "needs zalo-bot-mcp (pip install -e .[dev])"
    module = pytest.importorskip("zalo_bot_mcp.zalo_api", reason=reason)
    monkeypatch.setattr(module, "BASE_URL", fake.address)
    return module


def test_python_zalo_bot_completes_a_conversation(python_zalo_bot: Any, fake: FakeZalo) -> None:
    async def talk() -> None:
        bot = python_zalo_bot
        await bot.initialize()
        me = await bot.get_me()
        assert (me.id, me.account_name, me.can_join_groups) == (ME["id"], ME["account_name"], False)
        fake.say(OFFICIAL, "tuổi bổ nhiệm?")
        update = await bot.get_update(timeout=1)
        message = update.message
        assert (message.text, message.chat.id, message.from_user.id) == ("tuổi bổ nhiệm?", OFFICIAL, OFFICIAL)
        assert not message.from_user.is_bot
        await bot.send_chat_action(OFFICIAL, "typing")
        sent = await bot.send_message(OFFICIAL, "Đáp: không quá 45 tuổi.")
        assert sent.message_id == fake.sent[0].id
        fake.show(OFFICIAL)
        picture = await bot.get_update(timeout=1)
        assert picture.message.photo_url.startswith("https://")
        await bot.shutdown()

    asyncio.run(talk())
    assert fake.texts(OFFICIAL) == ["Đáp: không quá 45 tuổi."]
    assert [name for name, _ in fake.calls if name.startswith("send")] == ["sendChatAction", "sendMessage"]


def test_python_zalo_bot_is_refused_as_it_expects(python_zalo_bot: Any, fake: FakeZalo) -> None:
    from zalo_bot.error import BadRequest, InvalidToken, NetworkError

    async def talk() -> None:
        bot = python_zalo_bot
        await bot.initialize()
        with pytest.raises(NetworkError, match="timeout"):  # how it takes an idle poll
            await bot.get_update(timeout=1)
        with pytest.raises(BadRequest):
            await bot.send_message("nobody", "x")
        fake.know(OFFICIAL)
        with pytest.raises(BadRequest, match="too long"):
            await bot.send_message(OFFICIAL, "x" * 2001)
        await bot.send_message(OFFICIAL, "x" * 2000)
        with pytest.raises(InvalidToken):  # its reading of 404
            await bot._get_webhook_info_async()
        assert await bot._set_webhook_async("http://127.0.0.1/a", "12345678")
        assert (await bot._get_webhook_info_async()).url == "http://127.0.0.1/a"
        with pytest.raises(BadRequest):
            await bot.get_update(timeout=1)
        assert await bot._delete_webhook_async()
        fake.errors_in_200 = True
        assert await bot.send_message("nobody", "x") is None  # ok:false inside HTTP 200 escapes it
        fake.errors_in_200, fake.revoked = False, True
        with pytest.raises(InvalidToken):
            await bot.get_me()
        await bot.shutdown()

    asyncio.run(talk())


def test_zalo_bot_mcp_completes_a_conversation(zalo_bot_mcp: Any, fake: FakeZalo) -> None:
    async def talk() -> None:
        async with zalo_bot_mcp.ZaloBotApi(TOKEN) as api:
            assert (await api.get_me())["account_name"] == ME["account_name"]
            assert await api.get_webhook_info() is None
            assert await api.get_updates(timeout=1) is None  # idle
            fake.say(OFFICIAL, "tuổi bổ nhiệm?")
            message = zalo_bot_mcp.parse_update(await api.get_updates(timeout=1))
            assert (message.text, message.chat_id, message.user_id) == ("tuổi bổ nhiệm?", OFFICIAL, OFFICIAL)
            assert (message.chat_type, message.is_bot) == ("PRIVATE", False)
            await api.send_chat_action(OFFICIAL)
            sent = await api.send_message(OFFICIAL, "**Đáp**", parse_mode="markdown")
            assert sent["message_id"] == fake.sent[0].id

    asyncio.run(talk())
    assert fake.texts(OFFICIAL) == ["**Đáp**"]


def test_zalo_bot_mcp_meets_the_oddities(zalo_bot_mcp: Any, fake: FakeZalo) -> None:
    async def talk() -> None:
        async with zalo_bot_mcp.ZaloBotApi(TOKEN) as api:
            fake.replays = 1
            asked = fake.say(OFFICIAL, "câu hỏi")
            twice = [await api.get_updates(timeout=1) for _ in range(2)]
            assert [zalo_bot_mcp.parse_update(one).message_id for one in twice] == [asked["message"]["message_id"]] * 2
            fake.errors_in_200 = True
            assert await api.get_updates(timeout=1) is None
            assert await api.get_webhook_info() is None
            with pytest.raises(zalo_bot_mcp.ZaloClientError):
                await api.send_message("nobody", "x")
            fake.errors_in_200, fake.monthly = False, 0
            with pytest.raises(zalo_bot_mcp.ZaloTransientError, match="429"):
                await api.send_message(OFFICIAL, "x")
            fake.monthly, fake.code_0_on_success = None, True
            assert (await api.send_message(OFFICIAL, "x"))["message_id"]
            fake.echoes = True
            await api.send_message(OFFICIAL, "vọng lại")
            assert zalo_bot_mcp.parse_update(await api.get_updates(timeout=1)).is_bot
            fake.unsupported()
            assert zalo_bot_mcp.parse_update(await api.get_updates(timeout=1)) is None
            fake.webhook = {"url": "https://a.vn", "secret_token": "x" * 8, "updated_at": 1}
            assert (await api.get_webhook_info())["url"] == "https://a.vn"
            with pytest.raises(zalo_bot_mcp.ZaloClientError):
                await api.get_updates(timeout=1)

    asyncio.run(talk())


def test_any_form_of_parameters_is_taken(fake: FakeZalo) -> None:
    """GET and POST; query, form, JSON and several parts are all documented."""
    fake.know(OFFICIAL)
    where = f"{fake.address}/bot{TOKEN}/sendMessage"
    fields = {"chat_id": OFFICIAL, "text": "chữ có dấu"}
    answers = [
        httpx.get(where, params=fields),
        httpx.post(where, params=fields),
        httpx.post(where, data=fields),
        httpx.post(where, json=fields),
        httpx.post(where, data=fields, files={"x": b""}),
    ]
    assert [answer.json()["ok"] for answer in answers] == [True] * 5
    assert fake.texts() == ["chữ có dấu"] * 5
    fake.wrong.clear()  # the odd file of the last
    assert httpx.post(f"{fake.address}/bot{TOKEN}/sendmessage", json=fields).json()["error_code"] == 400
    assert httpx.post(f"{fake.address}/botx/getMe").json()["error_code"] == 401
    assert fake.wrong.pop() == "unknown method sendmessage"


def test_the_stand_in_delivers_to_a_webhook_as_it_was_seen(fake: FakeZalo) -> None:
    from tests.channels.http_by_hand import Asked, ByHand, Reply

    seen: list[Asked] = []

    async def take(asked: Asked) -> Reply:
        seen.append(asked)
        return Reply(200, b"")

    server = ByHand(take)
    try:
        fake.webhook = {"url": f"{server.address}/x", "secret_token": "12345678", "updated_at": 1}
        update = fake.say(OFFICIAL, "câu hỏi")
        for fake.flat in (True, False):
            assert fake.bring(update) == 200
    finally:
        server.close()
    assert [asked.headers[SECRET_HEADER.casefold()] for asked in seen] == ["12345678"] * 2
    assert [json.loads(asked.body) for asked in seen] == [update, {"ok": True, "result": update}]
