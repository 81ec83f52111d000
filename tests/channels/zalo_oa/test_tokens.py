"""The pair of tokens: single use, renewed by one alone, on the disk before it is used, and lost in so many words."""

from __future__ import annotations

import stat
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.channels.zalo_oa.client import PairLost, Refusal, TokenRefused
from bot.channels.zalo_oa.tokens import NoToken, State
from bot.channels.zalo_oa.trouble import Telling
from bot.channels.zalo_oa.vault import FILE, KEY_FILE, Pair, Unreadable, Vault
from bot.channels.zalo_shared.exchange import AnswerLost
from bot.errors import DataFolderBroken, SendLater, SettingsError
from bot.model import Outgoing
from bot.phrases import zalo_oa
from tests.channels.conftest import until
from tests.channels.zalo_oa.conftest import PUBLIC, at_work, behind, said
from tests.conftest import count
from tests.fakes_zalo_oa import FakeOA, Fault

OFFICIAL = "5512034567"
PAGE = f"{PUBLIC}/quan-tri/zalo-oa"
PAIR = Pair("mã truy cập", "mã gia hạn", 1.0, 2.0, "oa", "dấu")


# --- the file ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", [None, "hai mươi ký tự ngẫu nhiên"])
def test_a_pair_is_kept_unreadable_to_others(key: str | None, tmp_path: Path) -> None:
    vault = Vault(tmp_path, key)
    assert vault.load() is None
    for access in ("một", "hai"):
        vault.keep(Pair(access, "r", 1.0, 2.0))
    vault.keep(PAIR)
    assert Vault(tmp_path, key).load() == PAIR
    files = {file.name: file for file in tmp_path.iterdir()}
    assert files.keys() == ({FILE, KEY_FILE} if key is None else {FILE})
    for file in files.values():
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert "mã" not in file.read_text("ascii")
    assert "mã" not in repr(PAIR)


def test_another_key_or_a_spoilt_file_is_said(tmp_path: Path) -> None:
    Vault(tmp_path, "a" * 20).keep(PAIR)
    for key in ("b" * 20, None):
        with pytest.raises(Unreadable):
            Vault(tmp_path, key).load()
    (tmp_path / FILE).write_bytes(b"\x00\xff")
    with pytest.raises(Unreadable):
        Vault(tmp_path, "a" * 20).load()
    with pytest.raises(SettingsError, match="ZALO_OA_KEY"):
        Vault(tmp_path, "ngắn")


@pytest.mark.parametrize("spoilt", [b"", b"no key", b"\x00" * 44])
def test_a_spoilt_key_file_is_mended_by_the_next_consent(spoilt: bytes, fake: FakeOA, tmp_path: Path) -> None:
    Vault(tmp_path, None).keep(PAIR)
    (tmp_path / KEY_FILE).write_bytes(spoilt)
    with pytest.raises(Unreadable):
        Vault(tmp_path, None).load()
    with at_work(fake, tmp_path, start=False) as desk:  # which gives a consent
        assert desk.oa.trouble is None
        assert Vault(tmp_path, None).load() == desk.oa._tokens.pair
    assert stat.S_IMODE((tmp_path / KEY_FILE).stat().st_mode) == 0o600


def test_a_disk_that_refuses_is_said(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"a file where a folder should be")
    for key in ("a" * 20, None):
        with pytest.raises(DataFolderBroken):
            Vault(tmp_path / "x", key).keep(PAIR)


# --- at work -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", [-216, -220, 216, 401, -401])
def test_a_refused_token_is_renewed_once_and_the_message_sent(code: int, fake: FakeOA, tmp_path: Path) -> None:
    with behind(fake, tmp_path / "data") as desk:
        before = fake.access
        fake.fail("send", Fault(code=code))
        desk.hears(fake.say(OFFICIAL, "câu hỏi"))
        fake.wait_for_sent(1)
        assert len(fake.made("token")) == 1
        assert fake.access != before
        assert desk.oa.trouble is None
    assert desk.delivery.maybe_twice == 0


def test_the_old_access_token_stops_and_nobody_loses_a_message(fake: FakeOA, tmp_path: Path) -> None:
    """Many senders find out at once; one renews."""
    chats = [f"n{number}" for number in range(count(6, 40))]
    with behind(fake, tmp_path / "data") as desk:
        for number in range(1, 4):
            fake.access = "somebody else's"
            for chat in chats:
                desk.hears(fake.say(chat, "câu hỏi"))
            fake.wait_for_sent(number * len(chats))
        assert len(fake.made("token")) == 3
        assert fake.reused == 0
    assert sorted(fake.texts()) == ["đáp: câu hỏi"] * 3 * len(chats)


def test_a_server_that_takes_no_token_does_not_use_up_one_after_another(fake: FakeOA, tmp_path: Path) -> None:
    with at_work(fake, tmp_path / "data", renewing={"least": 60.0, "first_pause": 0.05}) as desk:
        desk.oa._tokens._renewed_at = float("-inf")
        desk.oa._windows.wrote((OFFICIAL, desk.oa._sending._now()))
        fake.know(OFFICIAL)
        fake.fail("send", *[Fault(code=-216)] * 9)
        for _ in range(3):
            with pytest.raises(SendLater):
                desk.oa.send(OFFICIAL, Outgoing("a"))
        assert len(fake.made("token")) == 1
        assert desk.oa.trouble == zalo_oa.TOKEN_REFUSED
        assert desk.warned == [zalo_oa.TOKEN_REFUSED]
        fake._faults.clear()
        desk.oa.send(OFFICIAL, Outgoing("a"))
        assert desk.oa.trouble is None


def test_it_is_renewed_ahead_of_time_and_by_one(fake: FakeOA, tmp_path: Path) -> None:
    fake.life = "2"
    with behind(fake, tmp_path / "data") as desk:
        first = fake.access
        fake.wait(lambda: len(fake.made("token")) >= 2)
        assert fake.access != first
        desk.hears(fake.say(OFFICIAL, "câu hỏi"))
        fake.wait_for_sent(1)
        assert len(fake.made("send")) == 1  # with a token that was good
    assert fake.reused == 0


def test_a_pair_outlives_a_restart(fake: FakeOA, tmp_path: Path) -> None:
    with behind(fake, tmp_path / "data") as desk:
        desk.oa._tokens.renewed(str(fake.access))
    with behind(fake, tmp_path / "data", consented=False) as desk:
        assert desk.oa._tokens.state is State.CONNECTED
        desk.hears(fake.say(OFFICIAL, "câu hỏi"))
        fake.wait_for_sent(1)
    assert len(fake.made("token")) == 1


def test_the_new_pair_is_on_the_disk_before_it_is_used(fake: FakeOA, tmp_path: Path) -> None:
    seen: list[str | None] = []
    with behind(fake, tmp_path / "data") as desk:
        quota = fake.quota

        def look(chat: str) -> dict[str, object] | None:
            pair = Vault(tmp_path / "data", None).load()
            seen.append(pair and pair.access)
            return quota(chat)

        fake.quota = look
        fake.fail("send", Fault(code=-220))
        desk.hears(fake.say(OFFICIAL, "câu hỏi"))
        fake.wait_for_sent(1)
        assert seen == [fake.access]


def test_a_pair_that_the_disk_does_not_take_is_neither_used_nor_lost(fake: FakeOA, tmp_path: Path) -> None:
    with at_work(fake, tmp_path / "data", start=False) as desk:
        tokens, full = desk.oa._tokens, True
        keep = tokens._vault.keep

        class Full(Vault):
            def keep(self, pair: Pair) -> None:
                if full:
                    raise DataFolderBroken("đĩa đầy")
                keep(pair)

        tokens._vault = Full(tmp_path / "data", None)
        old = tokens.access()
        for _ in range(3):
            with pytest.raises(DataFolderBroken):
                tokens.renewed(old)
        assert tokens.trouble == zalo_oa.TOKENS_NOT_KEPT
        full = False
        assert tokens.access() == fake.access != old
        assert len(fake.made("token")) == 1
        assert tokens.trouble is None


def test_a_lost_pair_is_told_and_the_answer_kept_until_there_is_consent(
    fake: FakeOA, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    for code in (-118, -14014):
        fake.code_refused = code
        folder = tmp_path / str(-code)
        with behind(fake, folder) as desk:
            fake.give()  # somebody else has used it up
            before = len(fake.sent)
            desk.hears(fake.say(OFFICIAL, "câu hỏi"))
            until(lambda: desk.warned == [zalo_oa.lost(PAGE)])
            assert desk.oa.trouble == zalo_oa.lost(PAGE)
            assert desk.oa._tokens.state is State.LOST
            calls = len(fake.made("token"))
            with pytest.raises(PairLost):
                desk.oa._tokens.renewed(desk.oa._tokens.pair.access)  # type: ignore[union-attr]
            assert len(fake.made("token")) == calls  # nobody asks again and again
            desk.oa._tokens.adopt(*fake.give(), 90_000.0, None)
            assert desk.oa.trouble is None
            desk.oa.send(OFFICIAL, Outgoing("a"))
            assert len(fake.sent) == before + 1
    assert said(caplog, zalo_oa.lost(PAGE)) == 2


def test_what_could_not_be_told_is_told_a_minute_later() -> None:
    told: list[str] = []
    full, times = True, iter((0.0, 1.0, 60.0, 61.0, 3600.0))

    def warn(sentence: str) -> None:
        if full:
            raise DataFolderBroken("đĩa đầy")
        told.append(sentence)

    telling = Telling(warn, clock=lambda: next(times))
    telling.once("lost", "mất")
    full = False
    telling.once("lost", "mất")
    assert told == []
    for _ in range(3):
        telling.once("lost", "mất")
    assert told == ["mất"]


def test_a_renewal_whose_answer_is_lost(fake: FakeOA, tmp_path: Path) -> None:
    """Where the server had not come so far, it goes on; where it had, the pair is lost, and that is said."""
    with at_work(fake, tmp_path / "data") as desk:
        tokens = desk.oa._tokens
        fake.fail("token", Fault(cut=True))
        with pytest.raises(AnswerLost):
            tokens.renewed(tokens.access())
        until(lambda: _renewed(tokens.renewed, str(tokens.pair.access)))  # type: ignore[union-attr]
        assert tokens.access() == fake.access
        fake.fail("token", Fault(cut=True, done=True))
        with pytest.raises(AnswerLost):
            tokens.renewed(tokens.access())
        until(lambda: tokens.state is State.LOST or not _renewed(tokens.renewed, str(tokens.pair.access)))  # type: ignore[union-attr]
        until(lambda: tokens.state is State.LOST or _renewed(tokens.renewed, str(tokens.pair.access)))  # type: ignore[union-attr]
        assert desk.warned == [zalo_oa.lost(PAGE)]


def _renewed(call: Callable[[str], str], stale: str) -> bool:
    try:
        return bool(call(stale))
    except (AnswerLost, PairLost):
        return False


def test_a_wrong_app_secret_is_said(fake: FakeOA, tmp_path: Path) -> None:
    with at_work(fake, tmp_path / "data", settings={"zalo_oa_app_secret": "falsch"}) as desk:
        with pytest.raises(Refusal):
            desk.oa._tokens.renewed(str(fake.access))
        assert desk.oa.trouble == zalo_oa.refresh_refused(-14002)
        assert desk.oa._tokens.state is State.CONNECTED


def test_without_consent_it_says_where_to_give_it(
    fake: FakeOA, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with behind(fake, tmp_path / "data", consented=False) as desk:
        assert desk.oa.trouble == zalo_oa.not_connected(PAGE)
        assert said(caplog, zalo_oa.not_connected(PAGE)) == 1
        desk.hears(fake.say(OFFICIAL, "câu hỏi"))
        until(lambda: desk.handled)
        with pytest.raises(NoToken):
            desk.oa._tokens.access()
        assert fake.calls == []


def test_a_first_refresh_token_of_the_settings_is_used_once(
    fake: FakeOA, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    _, seed = fake.give()
    given = {"zalo_oa_refresh_token": seed}
    with behind(fake, tmp_path / "data", settings=given, consented=False) as desk:
        desk.hears(fake.say(OFFICIAL, "câu 1"))
        fake.wait_for_sent(1)
    with behind(fake, tmp_path / "data", settings=given, consented=False) as desk:
        desk.oa._tokens.renewed(str(fake.access))
    assert fake.used[0] == seed
    assert fake.reused == 0
    # What stands there from long ago does no harm to a consent that was given since.
    with behind(fake, tmp_path / "data", settings={"zalo_oa_refresh_token": "xưa"}, consented=False) as desk:
        until(lambda: said(caplog, zalo_oa.SEED_USED))
        desk.hears(fake.say(OFFICIAL, "câu 2"))
        fake.wait_for_sent(2)
        assert desk.warned == []


def test_an_old_refresh_token_of_the_settings_delays_nothing(fake: FakeOA, tmp_path: Path) -> None:
    with at_work(fake, tmp_path / "data", start=False):
        pass
    old = {"zalo_oa_refresh_token": "xưa"}
    with at_work(fake, tmp_path / "data", settings=old, consented=False, start=False, renewing={"least": 60.0}) as desk:
        tokens = desk.oa._tokens
        before = str(fake.access)
        assert tokens.renewed(before) == fake.access != before


@pytest.mark.parametrize("secret", ["“bí-mật-cong”", "mậtkhẩu", "hai\ndòng"])
def test_an_app_secret_that_fits_no_header_is_said_at_once(secret: str, fake: FakeOA, tmp_path: Path) -> None:
    with (
        pytest.raises(SettingsError, match="ZALO_OA_APP_SECRET") as caught,
        at_work(fake, tmp_path / "data", settings={"zalo_oa_app_secret": secret}),
    ):
        pass
    assert secret not in str(caught.value)


def test_tokens_that_cannot_be_read_are_said(fake: FakeOA, tmp_path: Path) -> None:
    with at_work(fake, tmp_path / "data"):
        pass
    (tmp_path / "data" / KEY_FILE).unlink()
    with at_work(fake, tmp_path / "data", consented=False) as desk:
        assert desk.oa.trouble == zalo_oa.TOKENS_UNREADABLE
        desk.oa._tokens.adopt(*fake.give(), 90_000.0, None)
        assert desk.oa.trouble is None


def test_races_use_up_one_refresh_token(fake: FakeOA, tmp_path: Path) -> None:
    with at_work(fake, tmp_path / "data") as desk:
        for _ in range(count(5, 50)):
            stale, found = desk.oa._tokens.access(), list[str]()
            threads = [
                threading.Thread(target=lambda stale=stale, found=found: found.append(desk.oa._tokens.renewed(stale)))
                for _ in range(8)
            ]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            assert set(found) == {fake.access}
    assert len(fake.used) == count(5, 50)
    assert fake.reused == 0


def test_soon_after_a_renewal_there_is_no_other(fake: FakeOA, tmp_path: Path) -> None:
    with at_work(fake, tmp_path / "data", renewing={"least": 60.0}) as desk, pytest.raises(TokenRefused):
        desk.oa._tokens.renewed(str(fake.access))
    assert fake.made("token") == []
