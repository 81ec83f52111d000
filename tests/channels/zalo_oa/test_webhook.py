"""What Zalo brings: proved by its signature, saved before it is acknowledged, past the pages' guards."""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
import random
import socket
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from sqlalchemy import func, select
from starlette.requests import Request

from bot.channels.zalo_oa.reading import read
from bot.channels.zalo_shared.fields import TooOld
from bot.errors import DataFolderBroken
from bot.journal.tables import inbox
from bot.model import Incoming, IncomingKind
from bot.phrases import zalo_oa
from bot.web import create_app
from tests.channels.conftest import until
from tests.channels.zalo_oa.conftest import Desk, at_work, behind, said
from tests.conftest import count
from tests.fakes_zalo_oa import APP, APP_SECRET, OA, OA_SECRET, SIGNATURE, STAMP, FakeOA
from tests.web.conftest import Site, served

OFFICIAL = "5512034567"
LOG = {"zalo_oa_signatures": "log"}


def saved(desk: Desk) -> int:
    """How many messages were ever taken in."""
    return desk.journal.store.read(lambda connection: connection.execute(select(func.count(inbox.c.id))).scalar_one())


@pytest.mark.parametrize("in_head", [True, False])
@pytest.mark.parametrize("prefix", [True, False])
def test_a_question_is_brought_saved_and_answered(prefix: bool, in_head: bool, fake: FakeOA, tmp_path: Path) -> None:
    fake.prefix, fake.stamp_in_head = prefix, in_head
    with behind(fake, tmp_path / "data") as desk:
        desk.hears(fake.say(OFFICIAL, "câu hỏi"))
        (sent,) = fake.wait_for_sent(1)
        desk.hears(fake.event("oa_send_text", OFFICIAL, {"text": sent.text}))  # the mirror of our answer
        desk.hears(fake.event("user_seen_message", OFFICIAL, {"msg_ids": [sent.id]}))
        desk.hears(fake.event("user_send_sticker", OFFICIAL, {"attachments": []}))
        desk.hears(fake.follow(OFFICIAL))
        fake.wait_for_sent(3)
        desk.hears(fake.unfollow(OFFICIAL))
        kinds = [IncomingKind.TEXT, IncomingKind.OTHER, IncomingKind.FOLLOW]
        assert [one.kind for one in desk.handled] == kinds
        assert saved(desk) == 3
        assert desk.oa._windows.of(OFFICIAL) is None
        assert desk.oa.trouble is None


def test_what_is_for_another_official_account_of_the_app_is_passed_over(
    fake: FakeOA, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Its signature is right, and our token must not answer for it."""
    with behind(fake, tmp_path / "data") as desk:
        other = {"recipient": {"id": "77001"}}
        desk.hears(fake.say(OFFICIAL, "câu của OA khác") | other)
        desk.hears(fake.follow(OFFICIAL) | {"oa_id": 77001})
        desk.hears(fake.unfollow(OFFICIAL) | {"oa_id": "77001"})
        desk.hears(fake.event("user_submit_info", OFFICIAL, {}) | other)
        assert (saved(desk), desk.oa._windows.of(OFFICIAL)) == (0, None)
        assert zalo_oa.others(4, "77001", OA) in (desk.oa.trouble or "")
        assert caplog.text.count(zalo_oa.for_another("77001", OA)) == 1
        # What does not say for whom it is, is taken as ever; what is nobody's business is not counted.
        desk.hears(fake.event("oa_send_text", OA, {"text": "a"}) | {"sender": {"id": OA}, "recipient": {"id": "55"}})
        desk.hears(fake.say(OFFICIAL, "câu 1") | {"recipient": None})
        desk.hears(fake.say(OFFICIAL, "câu 2"))
        fake.wait_for_sent(2)
        assert fake.texts() == ["đáp: câu 1", "đáp: câu 2"]
        assert zalo_oa.others(4, "77001", OA) in (desk.oa.trouble or "")


def test_while_ours_is_not_known_everybody_is_heard(fake: FakeOA, tmp_path: Path) -> None:
    """A refresh token of the settings does not say of which Official Account it is."""
    with behind(fake, tmp_path / "data", consented=False) as desk:
        desk.oa._tokens.adopt(*fake.give(), float(fake.life), None)
        desk.hears(fake.say(OFFICIAL, "câu hỏi") | {"recipient": {"id": "77001"}})
        fake.wait_for_sent(1)
        assert desk.oa.trouble is None


def test_both_stamps_are_tried(desk: Desk) -> None:
    """A deployment may put another time in the head than the one that is signed."""
    body, headers = desk.fake.signed(desk.fake.say(OFFICIAL, "câu hỏi"))
    assert desk.fake.post(body, {**headers, STAMP: "1"}) == 200
    assert desk.fake.post(body, {**headers, SIGNATURE: headers[SIGNATURE].upper().replace("MAC", "mac")}) == 200
    desk.fake.wait_for_sent(1)


def test_the_console_s_unsigned_probe_does_nothing(desk: Desk) -> None:
    for probe in (b"{}", b"", b" {}\n"):
        assert desk.fake.post(probe) == 200
        assert desk.fake.post(probe, {SIGNATURE: "mac=" + "0" * 64}) == 200
    assert saved(desk) == 0
    assert desk.oa._signatures.wrong == 0
    assert not desk.oa._signatures.verified


def test_nobody_else_is_heard(desk: Desk) -> None:
    fake = desk.fake
    event = fake.say(OFFICIAL, "?")
    body, headers = fake.signed(event)
    digest = headers[SIGNATURE].removeprefix("mac=")
    wrong = [None, "", "mac=", digest[:-1], f"{digest}0", f"mac=mac={digest}", f"sha256={digest}", "mac=" + "0" * 64]
    stamp = str(event["timestamp"]).encode()
    wrong += [
        hashlib.sha256(held).hexdigest()
        for held in (
            body,
            APP.encode() + body + stamp,
            APP.encode() + body + stamp + APP_SECRET.encode(),
            APP.encode() + body + OA_SECRET.encode(),
            body + stamp + OA_SECRET.encode(),
        )
    ]
    for given in wrong:
        assert fake.post(body, {} if given is None else {SIGNATURE: given}) == 403
    for spoilt in (body + b" ", body.replace(b"?", b"!"), body[:-1], b"[]", b'"a"', b"7", b"\xff", b"[" * 100_000):
        assert fake.post(spoilt, headers) == 403
    assert fake.post(b" " * 2**21 + b"1", headers) == 413
    assert httpx.get(fake.address_of_webhook).status_code == 405
    assert saved(desk) == 0
    assert desk.oa._signatures.wrong == len(wrong) + 8
    assert desk.oa.trouble == zalo_oa.refused(len(wrong) + 8, verified=False)


def test_what_nobody_signed_is_not_taken_apart(fake: FakeOA, tmp_path: Path) -> None:
    """A megabyte of it would hold up everybody's requests."""
    body = b'{"event_name": [' + b"[]," * 330_000 + b"[]]}"
    began = time.process_time()
    json.loads(body)
    whole = time.process_time() - began
    with at_work(fake, tmp_path / "data") as desk:
        (route,) = desk.oa.routes()

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": body, "more_body": False}

        headers = [(SIGNATURE.lower().encode(), b"mac=" + b"0" * 64)]
        request = Request({"type": "http", "method": "POST", "path": route.path, "headers": headers}, receive)
        began = time.process_time()
        assert asyncio.run(route.endpoint(request)).status_code == 403
        assert time.process_time() - began < whole / 2


def test_the_time_is_found_beside_others_and_as_a_number(desk: Desk) -> None:
    fake = desk.fake
    event = fake.say(OFFICIAL, 'câu "timestamp": "1" hỏi', timestamp=int(time.time() * 1000))
    event["message"]["attachments"] = [{"payload": {"timestamp": "17"}}]
    desk.hears({"source": {"timestamp": 5}, **event})
    fake.wait_for_sent(1)


@pytest.mark.parametrize("body", [b"[]", b'"a"', b"7", b"null", b"{", b"\xff"])
def test_a_signed_body_that_is_no_event_is_refused_as_such(body: bytes, desk: Desk) -> None:
    digest = hashlib.sha256(APP.encode() + body + b"1700000000000" + OA_SECRET.encode()).hexdigest()
    assert desk.fake.post(body, {SIGNATURE: f"mac={digest}", STAMP: "1700000000000"}) == 400
    assert saved(desk) == 0


def test_retries_and_duplicates_are_answered_once(desk: Desk) -> None:
    fake = desk.fake
    fake_events = [fake.say(OFFICIAL, "câu hỏi"), fake.follow(OFFICIAL)]
    for event in fake_events:
        for retry in range(6):
            desk.hears(event, retry=retry)
    fake.wait_for_sent(2)
    until(lambda: not desk.delivery.waiting())
    assert saved(desk) == 2
    assert len(fake.sent) == 2


def test_one_that_took_two_hours_is_answered_and_one_of_days_is_not(desk: Desk) -> None:
    fake = desk.fake

    def aged(text: str, age: timedelta) -> dict[str, Any]:
        return fake.say(OFFICIAL, text, timestamp=str(int((datetime.now(UTC) - age).timestamp() * 1000)))

    desk.hears(aged("cũ", timedelta(days=2)))
    desk.hears(aged("trễ", timedelta(hours=2)))
    fake.wait_for_sent(1)
    assert saved(desk) == 1
    assert fake.texts() == ["đáp: trễ"]


def test_leaving_that_is_brought_late_undoes_no_coming_back(desk: Desk) -> None:
    fake = desk.fake
    left = {**fake.unfollow(OFFICIAL), "timestamp": str(int(time.time() * 1000) - 60_000)}
    desk.gate.clear()
    desk.hears(fake.say(OFFICIAL, "câu hỏi"))
    desk.hears(left, retry=2)
    desk.gate.set()
    fake.wait_for_sent(1)
    desk.hears({**left, "timestamp": str(int(time.time() * 1000) + 1)})
    assert desk.oa._windows.of(OFFICIAL) is None


# --- looked at, and not enforced -----------------------------------------------------------------------------------


def test_a_signature_may_be_looked_at_only_and_that_is_said_plainly(
    fake: FakeOA, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with behind(fake, tmp_path / "data", settings=LOG) as desk:
        assert desk.oa.trouble == zalo_oa.not_enforced(verified=False)
        body, _ = fake.signed(fake.say(OFFICIAL, "không có chữ ký"))
        assert fake.post(body) == 200
        fake.wait_for_sent(1)
        assert said(caplog, zalo_oa.NOT_VERIFIED) == 1
        assert desk.oa.trouble == zalo_oa.not_enforced(verified=False)
        desk.hears(fake.say(OFFICIAL, "có chữ ký"))
        fake.wait_for_sent(2)
        assert said(caplog, zalo_oa.VERIFIED) == 1
        assert desk.oa.trouble == zalo_oa.not_enforced(verified=True)
        assert "enforce" in desk.oa.trouble
    with at_work(fake, tmp_path / "data", settings=LOG) as desk:
        assert desk.oa.trouble == zalo_oa.not_enforced(verified=True)  # it is remembered
    assert "không có chữ ký" not in caplog.text.replace(zalo_oa.NOT_VERIFIED, "")
    assert OFFICIAL not in caplog.text


def test_without_the_key_nobody_is_heard_and_that_is_said(fake: FakeOA, tmp_path: Path) -> None:
    with behind(fake, tmp_path / "data", settings={"zalo_oa_secret": None}) as desk:
        assert fake.bring(fake.say(OFFICIAL, "?")) == 403
        event = fake.say(OFFICIAL, "?")
        body, headers = fake.signed(event, secret="")  # what anybody could make
        assert fake.post(body, headers) == 403
        assert desk.oa.trouble == zalo_oa.NO_SECRET


def test_without_a_public_address_that_is_said(fake: FakeOA, tmp_path: Path) -> None:
    with at_work(fake, tmp_path / "data", settings={"public_url": None}) as desk:
        assert desk.oa.trouble == zalo_oa.NO_ADDRESS


# --- saved first ---------------------------------------------------------------------------------------------------


def test_what_cannot_be_saved_is_not_acknowledged(
    fake: FakeOA, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with behind(fake, tmp_path / "data", start=False) as desk:
        event = fake.say(OFFICIAL, "câu hỏi")
        assert fake.bring(event) == 503  # not begun yet
        full = True

        def receive(arrived: Sequence[Incoming]) -> None:
            if full:
                raise DataFolderBroken("đĩa đầy")
            desk.delivery.receive(arrived)

        desk.oa.start(receive)
        assert [fake.bring(event, retry=retry) for retry in range(3)] == [503] * 3
        full = False
        assert fake.bring(event, retry=3) == 200
        fake.wait_for_sent(1)
        desk.oa.stop()
        assert fake.bring(fake.say(OFFICIAL, "câu sau")) == 503
    assert said(caplog, zalo_oa.NOT_SAVED) == 1


def test_a_slow_disk_does_not_keep_the_platform_waiting(fake: FakeOA, tmp_path: Path) -> None:
    with behind(fake, tmp_path / "data", start=False, save_seconds=0.1) as desk:
        slow = [0.6, 0.0]

        def receive(arrived: Sequence[Incoming]) -> None:
            time.sleep(slow.pop(0))
            desk.delivery.receive(arrived)

        desk.oa.start(receive)
        event = fake.say(OFFICIAL, "câu hỏi")
        assert fake.bring(event) == 503
        fake.wait_for_sent(1)  # it is saved all the same
        assert fake.bring(event, retry=1) == 200
        until(lambda: not desk.delivery.waiting())
        assert saved(desk) == 1


def test_what_comes_at_once_is_saved_at_once_on_a_slow_disk(fake: FakeOA, tmp_path: Path) -> None:
    with behind(fake, tmp_path / "data", start=False, save_seconds=30.0) as desk:
        goes: list[int] = []

        def receive(arrived: Sequence[Incoming]) -> None:
            time.sleep(0.1)
            goes.append(len(arrived))
            desk.delivery.receive(arrived)

        desk.oa.start(receive)
        events = [fake.say(f"nguoi-{number}", "câu hỏi") for number in range(24)]
        with ThreadPoolExecutor(24) as pool:
            assert set(pool.map(fake.bring, events)) == {200}
        assert sum(goes) == 24
        assert len(goes) < 24
        fake.wait_for_sent(24)


def test_the_pages_stay_guarded_and_the_webhook_stands_beside_them(fake: FakeOA, tmp_path: Path, site: Site) -> None:
    with at_work(fake, tmp_path / "data") as desk:
        app = create_app(site.assistant, site.settings, code="1234-5678", webhooks=desk.oa.routes())
        with served(app) as address:
            fake.address_of_webhook = f"{address}/webhook/zalo-oa"
            assert httpx.get(f"{address}/").status_code == 303
            assert httpx.get(fake.address_of_webhook).status_code == 303
            body, headers = fake.signed(fake.say(OFFICIAL, "câu hỏi"))
            answer = httpx.post(fake.address_of_webhook, content=body, headers={**headers, "Host": "hoi.example.vn"})
            assert answer.status_code == 200
            assert "set-cookie" not in answer.headers
            fake.wait_for_sent(1)


# --- by the thousand -----------------------------------------------------------------------------------------------


def errors(caplog: pytest.LogCaptureFixture) -> list[str]:
    """What went wrong in the program."""
    return [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR]


def _forged(chance: random.Random, fake: FakeOA, number: int) -> tuple[bytes, dict[str, str]]:
    """An event that the platform did not sign, or not like this."""
    body, headers = fake.signed(fake.say(OFFICIAL, f"câu {number}"))
    given = headers[SIGNATURE].removeprefix("mac=")
    at = chance.randrange(64)
    other = chance.choice("0123456789abcdef".replace(given[at], ""))
    made = [
        lambda: (body, {}),
        lambda: (body, {SIGNATURE: given[:at]}),
        lambda: (body, {SIGNATURE: given[:at] + other + given[at + 1 :]}),
        lambda: (body, {SIGNATURE: chance.randbytes(32).hex()}),
        lambda: (body.replace("câu".encode(), "khác".encode()), headers),
        lambda: (body, {SIGNATURE: f"mac={given}{given}"}),
        lambda: fake.signed(fake.say(OFFICIAL, "?"), secret=chance.choice([APP, APP_SECRET, "", OA_SECRET[:-1]])),
        lambda: (body.replace(b'"timestamp": "1', b'"timestamp": "2'), headers),
    ]
    return chance.choice(made)()


def test_forged_ones_by_the_thousand(fake: FakeOA, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    chance = random.Random(7)
    with behind(fake, tmp_path / "data") as desk, httpx.Client(timeout=30) as client:
        for number in range(count(300, 10_000)):
            fake.stamp_in_head, fake.prefix = chance.random() < 0.2, chance.random() < 0.5
            body, headers = _forged(chance, fake, number)
            if fake.stamp_in_head and STAMP in headers and headers.get(SIGNATURE):
                headers[STAMP] = str(int(headers[STAMP]) + 1)
            assert client.post(fake.address_of_webhook, content=body, headers=headers).status_code == 403
        assert (saved(desk), desk.handled, fake.sent) == (0, [], [])
        assert desk.oa._signatures.wrong == count(300, 10_000)
    assert errors(caplog) == []
    assert said(caplog, zalo_oa.REFUSED) == 1


def test_replayed_and_stale_ones_by_the_thousand(
    fake: FakeOA, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    chance = random.Random(8)
    asked = [fake.say(f"nguoi-{number}", f"câu {number}") for number in range(10)]
    with behind(fake, tmp_path / "data") as desk, httpx.Client(timeout=30) as client:
        for number in range(count(200, 5_000)):
            event = chance.choice(asked) if number >= 10 else asked[number]
            if chance.random() < 0.5 and number >= 10:
                age = timedelta(days=chance.uniform(1.1, 4_000))
                moment = int((datetime.now(UTC) - age).timestamp() * 1000)
                event = {**event, "timestamp": str(moment), "message": {"msg_id": f"cu-{number}", "text": "cũ"}}
            body, headers = fake.signed(event)
            answer = client.post(fake.address_of_webhook, content=body, headers={**headers, "num_retry": "1"})
            assert answer.status_code == 200
        fake.wait_for_sent(10)
        assert saved(desk) == 10
        until(lambda: not desk.delivery.waiting(), 120)
        assert errors(caplog) == []
    assert sorted(fake.texts()) == sorted(f"đáp: câu {number}" for number in range(10))


def _junk(chance: random.Random, depth: int = 0) -> Any:
    """Any JSON, with what an event is made of strewn in."""
    plain = [None, True, 0, -1, 10**18, 1.5, "", "a1", "user_send_text", "follow", "\ud83d", "ằ" * 9]
    if depth > 3 or chance.random() < 0.4:
        return chance.choice(plain)
    if chance.random() < 0.2:
        return [_junk(chance, depth + 1) for _ in range(chance.randrange(4))]
    names = [
        "event_name",
        "message",
        "sender",
        "follower",
        "id",
        "msg_id",
        "timestamp",
        "text",
        "attachments",
        "payload",
    ]
    return {chance.choice(names): _junk(chance, depth + 1) for _ in range(chance.randrange(5))}


def _spoilt(chance: random.Random, event: dict[str, Any]) -> bytes:
    """An event that something has happened to."""
    kind = chance.randrange(5)
    if kind == 0:
        return json.dumps(event).encode()[: chance.randrange(3, 60)]
    if kind == 1:
        body = bytearray(json.dumps(event).encode())
        for _ in range(chance.randrange(1, 5)):
            body[chance.randrange(len(body))] = chance.randrange(256)
        return bytes(body)
    if kind == 2:
        return json.dumps({**event, chance.choice(list(event)): _junk(chance)}).encode()
    if kind == 3:
        return json.dumps(_junk(chance)).encode()
    return chance.randbytes(chance.randrange(1, 200))


def test_malformed_ones_by_the_thousand(fake: FakeOA, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Signed by the platform itself, so that nothing but their form is in their way."""
    chance, stamp = random.Random(9), str(int(time.time() * 1000))
    understood: set[str] = set()
    with behind(fake, tmp_path / "data") as desk, httpx.Client(timeout=30) as client:
        for number in range(count(300, 10_000)):
            body = _spoilt(chance, fake.say(OFFICIAL, f"câu {number}"))
            digest = hashlib.sha256(APP.encode() + body + stamp.encode() + OA_SECRET.encode()).hexdigest()
            headers = {SIGNATURE: f"mac={digest}", STAMP: stamp}
            status = client.post(fake.address_of_webhook, content=body, headers=headers).status_code
            try:
                held = json.loads(body)
            except ValueError:
                assert status == (200 if body.strip() == b"" else 400)
                continue
            assert status == (200 if isinstance(held, dict) else 400)
            if isinstance(held, dict):
                understood |= _keys(held, body, stamp)
        # Only what still is a message of a person was taken, and every one of those.
        assert saved(desk) == len(understood) > 20
        until(lambda: not desk.delivery.waiting(), 120)
    assert [line for line in errors(caplog) if "could not be read" in line or "failed" in line] == []


def _keys(held: dict[str, Any], body: bytes, stamp: str) -> set[str]:
    try:
        brought = read(held, body, datetime.now(UTC), stamp)
    except TooOld:
        return set()
    if brought.incoming is None or brought.oa not in (None, OA):  # what another account was sent is not for us
        return set()
    return {brought.incoming.delivery}


def test_connections_that_end_in_the_middle(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    split = urlsplit(desk.fake.address_of_webhook)
    head = f"POST {split.path} HTTP/1.1\r\nHost: a\r\n{SIGNATURE}: mac=0\r\nContent-Length: 900\r\n\r\n"
    for part in range(0, count(60, 2_000)):
        with socket.create_connection((split.hostname or "", split.port or 0)) as line:
            line.sendall((head + '{"event_name": "user_send_text", "mess')[: part + 40].encode())
    desk.hears(desk.fake.say(OFFICIAL, "câu hỏi"))
    desk.fake.wait_for_sent(1)
    assert saved(desk) == 1
    assert errors(caplog) == []


def test_many_chats_at_once_keep_their_order(desk: Desk) -> None:
    fake, chats, each = desk.fake, count(15, 500), 3
    with httpx.Client(timeout=30) as client:
        for number in range(each):
            for chat in range(chats):
                body, headers = fake.signed(fake.say(f"nguoi-{chat}", f"câu {number}"))
                for _ in range(2):  # and each of them twice
                    assert client.post(fake.address_of_webhook, content=body, headers=headers).status_code == 200
    fake.wait(lambda: len(fake.sent) >= chats * each, 120)
    for chat in range(chats):
        assert fake.texts(f"nguoi-{chat}") == [f"đáp: câu {number}" for number in range(each)]
