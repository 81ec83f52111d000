"""Updates that Zalo brings: proved by their secret, saved before they are acknowledged, past the pages' guards."""

from __future__ import annotations

import json
import logging
import random
import socket
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from sqlalchemy import func, select
from starlette.applications import Starlette

from bot.channels.telegram.webhook import secret_of as telegram_secret
from bot.channels.zalo_bot.reading import events, read
from bot.channels.zalo_bot.webhook import PATH, secret_of
from bot.channels.zalo_shared.fields import TooOld
from bot.errors import DataFolderBroken
from bot.journal.tables import inbox
from bot.model import Incoming, IncomingKind
from bot.phrases import zalo
from bot.web import create_app
from tests.channels.conftest import until
from tests.channels.zalo.conftest import Desk, at_work, said
from tests.conftest import count
from tests.fakes_zalo import SECRET_HEADER, TOKEN, FakeZalo, Fault
from tests.web.conftest import Site, served, site_in

OFFICIAL = "a1b2c3d4"
RIGHT = secret_of(TOKEN)


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
    fake: FakeZalo, folder: Path, site: Site, *, code: str | None = "1234-5678", known: bool = True, **more: Any
) -> Iterator[tuple[Desk, str]]:
    """A bot whose updates are brought to the web server."""
    front: Any = Front()
    with served(front) as address, at_work(fake, folder, settings={"public_url": f"{address}/"}, **more) as desk:
        front.app = create_app(site.assistant, site.settings, code=code, webhooks=desk.zalo.routes())
        if known:
            fake.wait(lambda: fake.webhook is not None)
        yield desk, address


def saved(desk: Desk) -> int:
    """How many messages were ever taken in."""
    return desk.journal.store.read(lambda connection: connection.execute(select(func.count(inbox.c.id))).scalar_one())


def post(address: str, body: bytes, secret: str | bytes | None = RIGHT) -> int:
    """Bring a body; the status."""
    headers = (
        {} if secret is None else {SECRET_HEADER.encode(): secret if isinstance(secret, bytes) else secret.encode()}
    )
    return httpx.post(f"{address}{PATH}", content=body, headers=headers, timeout=30).status_code


@pytest.mark.parametrize("code", ["1234-5678", None])
@pytest.mark.parametrize("flat", [True, False])
def test_a_question_is_brought_saved_and_answered(
    flat: bool, code: str | None, fake: FakeZalo, tmp_path: Path, site: Site
) -> None:
    fake.flat, fake.echoes = flat, True
    with behind(fake, tmp_path / "data", site, code=code) as (desk, address):
        assert fake.webhook is not None
        assert fake.webhook["url"] == f"{address}{PATH}"
        assert fake.webhook["secret_token"] == RIGHT
        assert 8 <= len(RIGHT) <= 256
        fake.say(OFFICIAL, "câu hỏi")
        assert fake.bring_all() == [200]
        fake.wait_for_sent(1)
        fake.unsupported()
        fake.unsupported(OFFICIAL)
        assert fake.bring_all() == [200, 200, 200]  # with the echo of our answer
        fake.wait_for_sent(2)
        assert [one.kind for one in desk.handled] == [IncomingKind.TEXT, IncomingKind.OTHER]
    assert fake.polls == []


def test_nobody_else_is_heard(fake: FakeZalo, tmp_path: Path, site: Site) -> None:
    body = json.dumps({"event_name": "message.text.received", "message": fake.message(OFFICIAL, text="?")}).encode()
    with behind(fake, tmp_path / "data", site) as (desk, address):
        for secret in (
            None,
            "",
            "a",
            RIGHT[:-1],
            f"{RIGHT}a",
            RIGHT.upper(),
            TOKEN,
            telegram_secret(TOKEN),
            b"\xc4\x83",
        ):
            assert post(address, body, secret) == 403
        assert httpx.post(f"{address}{PATH}?{SECRET_HEADER}={RIGHT}", content=body).status_code == 403
        for wrong in (b"{", b'"a"', b"[1]", b"7", b"\xff", b"[" * 100_000, b"{} {}"):
            assert post(address, wrong) == 400
        assert post(address, b" " * 2**21 + b"1") == 413
        assert httpx.get(f"{address}{PATH}", follow_redirects=False).status_code == 303  # the pages' code
        assert saved(desk) == 0
        assert desk.handled == []


def test_a_probe_is_answered_well_whether_it_bears_the_secret_or_not(
    fake: FakeZalo, tmp_path: Path, site: Site
) -> None:
    with behind(fake, tmp_path / "data", site) as (desk, address):
        for probe in (b"", b"{}", b" {}\n"):
            assert post(address, probe) == 200
            assert post(address, probe, None) == 200
            assert post(address, probe, "falsch") == 200
        for probe in (b"null", b"[]", b'""', b'{"ok": true}', b'{"event_name": "webhook.test"}', b'{"a": {"b": 1}}'):
            assert post(address, probe) == 200
            assert post(address, probe, None) == 403
        assert saved(desk) == 0


@pytest.mark.parametrize("bears", [True, False])
def test_the_probe_of_a_server_that_comes_up_late(
    bears: bool, fake: FakeZalo, tmp_path: Path, site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    fake.probe, fake.probe_bears_secret, fake.verifies = b"{}", bears, True
    front: Any = Front()
    with served(front) as address, at_work(fake, tmp_path / "data", settings={"public_url": address}) as desk:
        fake.wait(lambda: fake.probed)
        front.app = create_app(site.assistant, site.settings, code=None, webhooks=desk.zalo.routes())
        fake.wait(lambda: fake.probed == [502, 200])
    assert said(caplog, zalo.ADDRESS_NOT_OPENED) == 0


def test_an_address_that_cannot_be_opened_is_said_once(
    fake: FakeZalo, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    fake.probe, fake.verifies = b"{}", True
    front: Any = Front()
    with served(front) as address, at_work(fake, tmp_path / "data", settings={"public_url": address}):
        until(lambda: said(caplog, zalo.ADDRESS_NOT_OPENED))
        fake.wait(lambda: len(fake.made("getWebhookInfo")) >= 3)
    assert fake.probed == [502, 502]
    assert said(caplog, zalo.ADDRESS_NOT_OPENED) == 1


def test_an_address_that_zalo_refuses_is_said_plainly(
    fake: FakeZalo, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    fake.takes_loopback = False
    with at_work(fake, tmp_path / "data", settings={"public_url": "http://127.0.0.1:1"}) as desk:
        until(lambda: said(caplog, zalo.ADDRESS_REFUSED))
        assert desk.zalo.trouble == zalo.ADDRESS_REFUSED
    assert said(caplog, zalo.ADDRESS_REFUSED) == 1


@pytest.mark.parametrize("info", [404, ""])
def test_an_address_that_somebody_takes_away_is_set_again(
    info: Any, fake: FakeZalo, tmp_path: Path, site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    fake.info_of_none = info
    with behind(fake, tmp_path / "data", site) as (_, address):
        for other in (None, {"url": "https://other.example.vn", "secret_token": "x" * 8, "updated_at": 1}):
            fake.webhook = other
            fake.wait(lambda: fake.webhook is not None and fake.webhook["url"].startswith(address))
        fake.say(OFFICIAL, "câu hỏi")
        assert fake.bring_all() == [200]
        fake.wait_for_sent(1)
    assert said(caplog, zalo.ADDRESS_LOST) == 1


def test_setting_the_address_is_insisted_on(fake: FakeZalo, tmp_path: Path, site: Site) -> None:
    fake.fail(
        "setWebhook", Fault(code=500), Fault(cut=True), Fault(code=502, body=b"<html>"), Fault(cut=True, done=True)
    )
    with behind(fake, tmp_path / "data", site) as (_, _address):
        fake.say(OFFICIAL, "câu hỏi")
        assert fake.bring_all() == [200]
        fake.wait_for_sent(1)


def test_a_token_that_is_reset_is_noticed_here_too(
    fake: FakeZalo, tmp_path: Path, site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    with behind(fake, tmp_path / "data", site) as (desk, _):
        fake.revoked = True
        until(lambda: said(caplog, zalo.TOKEN_WRONG))
        assert desk.warned == [zalo.TOKEN_WRONG]


def test_what_cannot_be_saved_is_not_acknowledged(
    fake: FakeZalo, tmp_path: Path, site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    with behind(fake, tmp_path / "data", site, start=False, known=False) as (desk, address):
        update = fake.say(OFFICIAL, "câu hỏi")
        fake.webhook = {"url": f"{address}{PATH}", "secret_token": RIGHT, "updated_at": 1}
        assert fake.bring(update) == 503  # not begun yet
        full = True

        def receive(arrived: Sequence[Incoming]) -> None:
            if full:
                raise DataFolderBroken("đĩa đầy")
            desk.delivery.receive(arrived)

        desk.zalo.start(receive)
        assert [fake.bring(update) for _ in range(3)] == [503] * 3
        full = False
        assert fake.bring(update) == 200
        fake.wait_for_sent(1)
        desk.zalo.stop()
        assert fake.bring(fake.say(OFFICIAL, "câu sau")) == 503
    assert said(caplog, zalo.NOT_SAVED) == 1


def test_the_pages_stay_guarded(fake: FakeZalo, tmp_path: Path, site: Site) -> None:
    with behind(fake, tmp_path / "data", site) as (_, address):
        assert httpx.get(f"{address}/").status_code == 303
        assert httpx.post(f"{address}/api/ask", json={}).status_code == 401
        answer = httpx.post(f"{address}{PATH}", json={}, headers={SECRET_HEADER: RIGHT, "Host": "hoi.example.vn"})
        assert answer.status_code == 200
        assert "set-cookie" not in answer.headers


# --- by the thousand -----------------------------------------------------------------------------------------------


def errors(caplog: pytest.LogCaptureFixture) -> list[str]:
    """What went wrong in the program, but for answers to chats that do not exist."""
    return [
        record.getMessage()
        for record in caplog.records
        if record.levelno >= logging.ERROR and record.name != "bot.delivery.sending"
    ]


def _wrong_secret(chance: random.Random) -> bytes | None:
    at = chance.randrange(len(RIGHT))
    other = chance.choice("0123456789abcdef".replace(RIGHT[at], ""))
    made: list[Callable[[], bytes | None]] = [
        lambda: None,
        lambda: RIGHT[:at].encode(),
        lambda: (RIGHT[:at] + other + RIGHT[at + 1 :]).encode(),
        lambda: (RIGHT + chance.choice(["a", "=", RIGHT])).encode(),
        lambda: chance.randbytes(chance.randrange(1, 80)).hex().encode(),
        lambda: bytes(chance.randrange(0x21, 0x100) for _ in range(chance.randrange(1, 80))),
        lambda: secret_of(f"{chance.randrange(10**9)}:{chance.randbytes(9).hex()}").encode(),
    ]
    return chance.choice(made)()


def test_forged_ones_by_the_thousand(
    fake: FakeZalo, tmp_path: Path, site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    chance = random.Random(7)
    with behind(fake, tmp_path / "data", site) as (desk, address), httpx.Client(timeout=30) as client:
        for number in range(count(1_000, 10_000)):
            update = {"event_name": "message.text.received", "message": fake.message(OFFICIAL, text=f"câu {number}")}
            fake.flat = chance.random() < 0.5
            secret = _wrong_secret(chance)
            headers = {} if secret is None else {SECRET_HEADER.encode(): secret}
            body = json.dumps(fake.body(update)).encode()
            assert client.post(f"{address}{PATH}", content=body, headers=headers).status_code == 403
        assert (saved(desk), desk.handled, fake.sent) == (0, [], [])
    assert errors(caplog) == []


def test_replayed_and_stale_ones_by_the_thousand(
    fake: FakeZalo, tmp_path: Path, site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    chance = random.Random(8)
    asked = [fake.say(f"nguoi-{number}", f"câu {number}") for number in range(10)]
    with (
        behind(fake, tmp_path / "data", site) as (desk, address),
        httpx.Client(timeout=30, headers={SECRET_HEADER: RIGHT}) as client,
    ):
        for number in range(count(1_000, 5_000)):
            update = chance.choice(asked) if number >= 10 else asked[number]
            if chance.random() < 0.5 and number >= 10:
                age = timedelta(days=chance.uniform(8, 4_000))
                moment = int((datetime.now(UTC) - age).timestamp() * chance.choice([1, 1000]))
                old = {**update["message"], "date": moment, "message_id": f"cu-{number}"}
                update = {**update, "message": old}
            fake.flat = chance.random() < 0.5
            assert client.post(f"{address}{PATH}", json=fake.body(update)).status_code == 200
        fake.wait_for_sent(10)
        assert saved(desk) == 10
        until(lambda: not desk.delivery.waiting(), 120)
        assert errors(caplog) == []
    assert sorted(fake.texts()) == sorted(f"đáp: câu {number}" for number in range(10))


def _junk(chance: random.Random, depth: int = 0) -> Any:
    """Any JSON, with what an update is made of strewn in."""
    plain = [None, True, False, 0, -1, 10**18, 1.5, "", "a1", "PRIVATE", "message.text.received", "\ud83d", "ằ" * 9]
    if depth > 3 or chance.random() < 0.4:
        return chance.choice(plain)
    if chance.random() < 0.2:
        return [_junk(chance, depth + 1) for _ in range(chance.randrange(4))]
    names = ["event_name", "message", "from", "chat", "id", "chat_type", "message_id", "date", "text", "ok", "result"]
    return {chance.choice(names): _junk(chance, depth + 1) for _ in range(chance.randrange(5))}


def _spoilt(chance: random.Random, update: dict[str, Any]) -> bytes:
    """An update that something has happened to."""
    message = dict(update["message"])
    kind = chance.randrange(5)
    if kind == 0:
        return json.dumps(update).encode()[: chance.randrange(3, 60)]
    if kind == 1:
        body = bytearray(json.dumps(update).encode())
        for _ in range(chance.randrange(1, 9)):
            body[chance.randrange(len(body))] = chance.randrange(256)
        return bytes(body)
    if kind == 2:
        message[chance.choice(list(message))] = _junk(chance)
        return json.dumps({**update, "message": message}).encode()
    if kind == 3:
        return json.dumps(_junk(chance)).encode()
    return chance.randbytes(chance.randrange(1, 200))


def test_malformed_ones_by_the_thousand(
    fake: FakeZalo, tmp_path: Path, site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    chance = random.Random(9)
    understood: set[str] = set()
    with (
        behind(fake, tmp_path / "data", site) as (desk, address),
        httpx.Client(timeout=30, headers={SECRET_HEADER: RIGHT}) as client,
    ):
        for number in range(count(1_000, 10_000)):
            update = {"event_name": "message.text.received", "message": fake.message(OFFICIAL, text=f"câu {number}")}
            body = _spoilt(chance, update)
            status = client.post(f"{address}{PATH}", content=body).status_code
            try:
                held = json.loads(body)
            except ValueError:
                assert status == (200 if body.strip() == b"" else 400)
                continue
            assert status == (400 if held and not isinstance(held, dict) else 200)
            if status == 200:
                understood |= _keys(held)
        # Only what still is a message of a person was taken, and every one of those.
        assert saved(desk) == len(understood) > 20
        until(lambda: not desk.delivery.waiting(), 120)
        assert errors(caplog) == []


def _keys(held: Any) -> set[str]:
    keys = set()
    for event in events(held):
        try:
            arrived = read(event, {TOKEN.partition(":")[0]}, datetime.now(UTC))
        except TooOld:
            continue
        if arrived is not None:
            keys.add(arrived.delivery)
    return keys


def test_connections_that_end_in_the_middle(
    fake: FakeZalo, tmp_path: Path, site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    with behind(fake, tmp_path / "data", site) as (desk, address):
        split = urlsplit(address)
        head = f"POST {PATH} HTTP/1.1\r\nHost: a\r\n{SECRET_HEADER}: {RIGHT}\r\nContent-Length: 900\r\n\r\n"
        for part in range(0, count(100, 2_000)):
            with socket.create_connection((split.hostname or "", split.port or 0)) as line:
                line.sendall((head + '{"event_name": "message.text.received", "mess')[: part + 40].encode())
        fake.say(OFFICIAL, "câu hỏi")
        assert fake.bring_all() == [200]
        fake.wait_for_sent(1)
        assert saved(desk) == 1
    assert errors(caplog) == []


def test_many_chats_at_once_keep_their_order(fake: FakeZalo, tmp_path: Path, site: Site) -> None:
    chats, each = count(20, 500), 3
    with (
        behind(fake, tmp_path / "data", site) as (_, address),
        httpx.Client(timeout=30, headers={SECRET_HEADER: RIGHT}) as client,
    ):
        for number in range(each):
            for chat in range(chats):
                message = fake.message(f"nguoi-{chat}", text=f"câu {number}")
                for _ in range(2):  # and each of them twice
                    update = {"event_name": "message.text.received", "message": message}
                    assert client.post(f"{address}{PATH}", json=update).status_code == 200
        fake.wait(lambda: len(fake.sent) >= chats * each, 120)
    for chat in range(chats):
        assert fake.texts(f"nguoi-{chat}") == [f"đáp: câu {number}" for number in range(each)]
