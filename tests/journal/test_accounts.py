"""Accounts and sessions over a real file: what opens one, what ends it, and what of it lies on the disk."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
import unicodedata
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, update

from bot.errors import UsageError
from bot.journal import Journal
from bot.journal.accounts import IDLE, LIVES, Account, Accounts, StaffRole
from bot.journal.audit import CONSOLE, UNKNOWN, Action, trail
from bot.journal.passwords import Passwords, passwords
from bot.journal.tables import accounts as table
from bot.journal.tables import sessions
from bot.phrases import staff

PASSWORD = "bốn mươi tám tháng"
CHEAP = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)


class Counting(Passwords):
    """The real thing with a cheap cost, counting how often a password is hashed to be compared."""

    def __init__(self, hasher: PasswordHasher = CHEAP) -> None:
        super().__init__(hasher)
        self.compared: list[str | None] = []

    def fits(self, kept: str | None, password: str) -> bool:
        self.compared.append(kept)
        return super().fits(kept, password)


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.at = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at

    def pass_by(self, time: timedelta) -> None:
        self.at += time


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def hashing() -> Counting:
    return Counting()


@pytest.fixture
def accounts(journal: Journal, clock: Clock, hashing: Counting) -> Accounts:
    made = Accounts(journal, now=clock, hashing=hashing)
    made.add("lan.dt", PASSWORD, StaffRole.TRAINING)
    return made


def ticket_of(accounts: Accounts, name: str = "lan.dt", password: str = PASSWORD) -> str:
    """The ticket of a session that was opened with the right password."""
    found = accounts.sign_in(name, password)
    assert found is not None
    return found[1]


def kept(journal: Journal, name: str) -> str:
    """The hash that is kept of an account's password."""
    wanted = select(table.c.password).where(table.c.name == name)
    return str(journal.store.read(lambda connection: connection.execute(wanted).scalar()))


def actions(journal: Journal) -> list[tuple[str, Action, str | None]]:
    """The trail, oldest first."""
    rows = journal.store.read(lambda connection: trail(connection))
    return [(row.account, row.action, row.about) for row in reversed(rows)]


# --- accounts and passwords ------------------------------------------------------------------------------------------


def test_the_right_password_opens_and_no_other(accounts: Accounts) -> None:
    assert accounts.check("lan.dt", PASSWORD) == Account("lan.dt", StaffRole.TRAINING)
    assert accounts.check(" Lan.DT ", PASSWORD) is not None  # as a phone's keyboard writes it
    for name, password in (("lan.dt", PASSWORD + " "), ("lan.dt", ""), ("lan", PASSWORD), ("", ""), ("lan.dt'--", "x")):
        assert accounts.check(name, password) is None


def test_accents_may_be_composed_either_way(accounts: Accounts) -> None:
    assert accounts.check("lan.dt", unicodedata.normalize("NFD", PASSWORD)) is not None
    accounts.set_password("lan.dt", unicodedata.normalize("NFD", PASSWORD))
    assert accounts.check("lan.dt", unicodedata.normalize("NFC", PASSWORD)) is not None


@given(st.text(max_size=30), st.text(st.characters(exclude_categories=()), max_size=30))
def test_whatever_is_typed_is_an_answer_and_no_error(name: str, password: str) -> None:
    assert Passwords(CHEAP).fits(None, password) is False
    assert Passwords(CHEAP).fits(CHEAP.hash("another one"), password) is False
    assert Passwords(CHEAP).fits("no hash at all", password) is False
    if len(password) < 10:
        with pytest.raises(UsageError):
            Passwords(CHEAP).hashed(name, password)


def test_the_hash_is_argon2id_and_dear() -> None:
    hashed = passwords().hashed("lan.dt", PASSWORD)
    assert hashed.startswith("$argon2id$")
    parameters = dict(part.split("=") for part in hashed.split("$")[3].split(","))
    # What OWASP asks for at least: 19 MiB and two passes.
    assert int(parameters["m"]) >= 19 * 1024
    assert int(parameters["t"]) >= 2


@pytest.mark.parametrize("name", ["Lan", "a", "lan dt", "lân", "a" * 41, "", "lan/dt", "lan\n", "?", "#"])
def test_wrong_names_are_refused(accounts: Accounts, name: str) -> None:
    with pytest.raises(UsageError) as wrong:
        accounts.add(name, PASSWORD, StaffRole.ADMIN)
    assert str(wrong.value) == staff.ACCOUNT_NAME_WRONG


@pytest.mark.parametrize("password", ["chín ký t", "", "a" * 12, "abab" * 4, "tab\tở giữa đó", "d" * 250])
def test_easy_passwords_are_refused(accounts: Accounts, journal: Journal, password: str) -> None:
    with pytest.raises(UsageError):
        accounts.add("dai.den-muoi", password, StaffRole.ADMIN)
    with pytest.raises(UsageError):
        accounts.add("dai.den-muoi", "Dai.den-muoi", StaffRole.ADMIN)
    with pytest.raises(UsageError):
        accounts.set_password("lan.dt", password)
    assert accounts.check("lan.dt", PASSWORD) is not None
    assert [one.name for one in accounts.listed()] == ["lan.dt"]


def test_a_name_is_used_once_and_may_be_taken_up_again(accounts: Accounts, journal: Journal) -> None:
    with pytest.raises(UsageError):
        accounts.add("lan.dt", PASSWORD, StaffRole.ADMIN)
    accounts.close("lan.dt")
    assert kept(journal, "lan.dt")[:1] != "$"  # nothing is left to guess at
    assert accounts.check("lan.dt", PASSWORD) is None
    for gone in ("lan.dt", "never"):
        with pytest.raises(UsageError):
            accounts.close(gone)
        with pytest.raises(UsageError):
            accounts.set_password(gone, PASSWORD)
        with pytest.raises(UsageError):
            accounts.check_name(gone, used=True)
    accounts.check_name("lan.dt", used=False)
    accounts.add("lan.dt", PASSWORD + "!", StaffRole.ADMIN)
    assert accounts.check("lan.dt", PASSWORD) is None
    assert accounts.check("lan.dt", PASSWORD + "!") == Account("lan.dt", StaffRole.ADMIN)
    [listed] = accounts.listed()
    assert (listed.role, listed.closed_at) == (StaffRole.ADMIN, None)


def test_a_hash_is_compared_also_where_there_is_no_account(accounts: Accounts, hashing: Counting) -> None:
    hashing.compared.clear()
    accounts.check("nobody", PASSWORD)
    accounts.sign_in("nobody", PASSWORD)
    accounts.close("lan.dt")
    accounts.check("lan.dt", PASSWORD)
    assert hashing.compared == [None] * 3


def test_unknown_names_take_as_long_as_known_ones() -> None:
    """Of the real cost, the least of some: the dummy is hashed with the parameters of all others."""
    real = passwords()
    mine = real.hashed("lan.dt", PASSWORD)

    def least(kept: str | None) -> float:
        times = []
        for _ in range(5):
            begun = time.perf_counter()
            assert not real.fits(kept, "another password")
            times.append(time.perf_counter() - begun)
        return min(times)

    assert 0.4 < least(None) / least(mine) < 2.5


def test_a_changed_cost_renews_the_hash_at_the_next_check(journal: Journal, accounts: Accounts) -> None:
    before = kept(journal, "lan.dt")
    dearer = Accounts(journal, hashing=Passwords(PasswordHasher(time_cost=2, memory_cost=64, parallelism=1)))
    assert dearer.check("lan.dt", "wrong one here") is None
    assert kept(journal, "lan.dt") == before
    found = dearer.sign_in("lan.dt", PASSWORD)
    assert found is not None
    assert dearer.session(found[1]) == found[0]
    after = kept(journal, "lan.dt")
    assert "t=2" in after
    assert dearer.check("lan.dt", PASSWORD) is not None
    assert kept(journal, "lan.dt") == after


# --- sessions --------------------------------------------------------------------------------------------------------


def test_a_session_ends_after_its_time_however_it_is_used(accounts: Accounts, clock: Clock) -> None:
    account, ticket = Account("lan.dt", StaffRole.TRAINING), ticket_of(accounts)
    end = clock.at + LIVES
    while clock.at + timedelta(hours=1) < end:
        clock.pass_by(timedelta(hours=1))
        assert accounts.session(ticket) == account
    clock.pass_by(end - clock.at - timedelta(seconds=1))
    assert accounts.session(ticket) == account
    clock.pass_by(timedelta(seconds=1))
    assert accounts.session(ticket) is None


def test_a_session_ends_when_nobody_uses_it(accounts: Accounts, clock: Clock) -> None:
    ticket = ticket_of(accounts)
    clock.pass_by(IDLE - timedelta(seconds=1))
    assert accounts.session(ticket) is not None
    clock.pass_by(IDLE - timedelta(seconds=1))
    assert accounts.session(ticket) is not None
    clock.pass_by(IDLE)
    assert accounts.session(ticket) is None
    assert accounts.session(ticket) is None


def test_its_use_is_written_down_once_a_minute(accounts: Accounts, clock: Clock, journal: Journal) -> None:
    ticket = ticket_of(accounts)

    def seen() -> datetime:
        at = journal.store.read(lambda connection: connection.execute(select(sessions.c.seen_at)).scalar())
        assert isinstance(at, datetime)
        return at

    begun = clock.at
    for _ in range(5):
        clock.pass_by(timedelta(seconds=10))
        accounts.session(ticket)
    assert seen() == begun
    clock.pass_by(timedelta(seconds=10))
    accounts.session(ticket)
    assert seen() == clock.at


def test_several_sessions_live_beside_each_other(accounts: Accounts) -> None:
    accounts.add("chi", PASSWORD, StaffRole.ADMIN)
    tickets = [ticket_of(accounts, name) for name in ("lan.dt", "lan.dt", "chi")]
    assert len(set(tickets)) == 3
    accounts.end_session(tickets[0])
    accounts.end_session(tickets[0])
    accounts.end_session("never given")
    assert [accounts.session(ticket) for ticket in tickets] == [
        None,
        Account("lan.dt", StaffRole.TRAINING),
        Account("chi", StaffRole.ADMIN),
    ]


def test_sessions_end_with_the_account_and_with_its_password(accounts: Accounts) -> None:
    accounts.add("chi", PASSWORD, StaffRole.ADMIN)
    other, first = ticket_of(accounts, "chi"), ticket_of(accounts, "lan.dt")
    accounts.set_password("lan.dt", PASSWORD + "2")
    assert accounts.session(first) is None
    second = ticket_of(accounts, "lan.dt", PASSWORD + "2")
    accounts.close("lan.dt")
    assert accounts.session(second) is None
    assert accounts.sign_in("lan.dt", PASSWORD + "2") is None
    accounts.add("lan.dt", PASSWORD, StaffRole.TRAINING)
    assert accounts.session(second) is None  # an old ticket does not come to life again
    assert accounts.session(other) is not None


def test_no_session_of_a_password_that_changes_meanwhile(accounts: Accounts, journal: Journal, clock: Clock) -> None:
    """The password is changed just after it was found right and before the session is opened."""

    class Interrupted(Passwords):
        def __init__(self, meanwhile: Callable[[], None]) -> None:
            super().__init__(CHEAP)
            self.meanwhile = meanwhile

        def fits(self, kept: str | None, password: str) -> bool:
            right = super().fits(kept, password)
            self.meanwhile()
            return right

    for meanwhile in (lambda: accounts.set_password("lan.dt", PASSWORD + "2"), lambda: accounts.close("lan.dt")):
        slow = Accounts(journal, now=clock, hashing=Interrupted(meanwhile))
        assert slow.sign_in("lan.dt", PASSWORD) is None
        assert actions(journal)[-1][1] in (Action.PASSWORD_CHANGED, Action.ACCOUNT_CLOSED)
        if accounts.check("lan.dt", PASSWORD + "2"):
            accounts.set_password("lan.dt", PASSWORD)


@pytest.fixture(scope="module")
def standing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Accounts]:
    """Accounts with an open session, for tests of many examples."""
    opened = Journal.open(tmp_path_factory.mktemp("standing"))
    made = Accounts(opened, hashing=Passwords(CHEAP))
    made.add("lan.dt", PASSWORD, StaffRole.TRAINING)
    ticket_of(made)
    yield made
    opened.close()


@given(ticket=st.text(max_size=60))
def test_forged_tickets_open_nothing(standing: Accounts, ticket: str) -> None:
    assert standing.session(ticket) is None


def test_the_hash_of_a_ticket_is_no_ticket(accounts: Accounts, journal: Journal) -> None:
    ticket = ticket_of(accounts)
    held = journal.store.read(lambda connection: connection.execute(select(sessions.c.ticket)).scalar())
    assert held != ticket
    assert accounts.session(str(held)) is None


def test_neither_ticket_nor_password_lies_on_the_disk(accounts: Accounts, journal: Journal, tmp_path: Path) -> None:
    ticket = ticket_of(accounts)
    accounts.sign_in("lan.dt", PASSWORD + " sai")
    for _ in range(2):
        for file in (tmp_path / "data").iterdir():
            content = file.read_bytes()
            assert ticket.encode() not in content
            assert PASSWORD.encode() not in content
        journal.store.scrub()


def test_old_sessions_are_cleared_away(accounts: Accounts, clock: Clock, journal: Journal) -> None:
    for _ in range(3):
        accounts.sign_in("lan.dt", PASSWORD)
    clock.pass_by(IDLE)
    accounts.sign_in("lan.dt", PASSWORD)
    rows = journal.store.read(lambda connection: connection.execute(select(sessions.c.ticket)).all())
    assert len(rows) == 1


def test_the_trail_tells_who_signed_in_and_keeps_no_unknown_name(accounts: Accounts, journal: Journal) -> None:
    ticket = ticket_of(accounts)
    accounts.sign_in("LAN.dt", "wrong one here")
    accounts.sign_in("Nguyễn Văn A", "wrong one here")
    accounts.end_session(ticket)
    accounts.set_password("lan.dt", PASSWORD + "2", by="chi")
    accounts.close("lan.dt")
    accounts.sign_in("lan.dt", "wrong one here")
    assert actions(journal) == [
        (CONSOLE, Action.ACCOUNT_ADDED, "lan.dt (training)"),
        ("lan.dt", Action.SIGNED_IN, None),
        ("lan.dt", Action.SIGN_IN_FAILED, None),
        (UNKNOWN, Action.SIGN_IN_FAILED, None),
        ("lan.dt", Action.SIGNED_OUT, None),
        ("chi", Action.PASSWORD_CHANGED, "lan.dt"),
        (CONSOLE, Action.ACCOUNT_CLOSED, "lan.dt"),
        ("lan.dt", Action.SIGN_IN_FAILED, None),
    ]


def test_a_role_covers_itself_and_admin_covers_all() -> None:
    assert StaffRole.ADMIN.covers(StaffRole.TRAINING)
    assert StaffRole.ADMIN.covers(StaffRole.ADMIN)
    assert StaffRole.TRAINING.covers(StaffRole.TRAINING)
    assert not StaffRole.TRAINING.covers(StaffRole.ADMIN)


# --- beside another process ------------------------------------------------------------------------------------------


def cadre_bot(data: Path, *arguments: str, typed: str = "") -> subprocess.CompletedProcess[str]:
    """`cadre-bot …` in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "bot", "--data", str(data), *arguments],
        input=typed,
        capture_output=True,
        text=True,
        timeout=60,
        cwd=data.parent,
        env={name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ},
    )


def test_the_command_line_works_beside_an_open_journal_that_is_written_to(journal: Journal, tmp_path: Path) -> None:
    accounts = Accounts(journal, hashing=Passwords(CHEAP))
    accounts.add("cu", PASSWORD, StaffRole.ADMIN)
    ticket = ticket_of(accounts, "cu")
    stop = threading.Event()
    failed: list[BaseException] = []

    def work() -> None:
        touching = update(table).values(role=StaffRole.ADMIN.value).where(table.c.name == "cu")
        while not stop.wait(0.005):
            try:
                journal.store.write(lambda connection: connection.execute(touching))
                accounts.session(ticket)
            except BaseException as error:
                failed.append(error)

    busy = threading.Thread(target=work)
    busy.start()
    try:
        data = tmp_path / "data"
        added = cadre_bot(data, "admin", "add", "moi", "--role", "admin", typed="mật khẩu mới toanh\r\nthừa\n")
        assert (added.returncode, added.stdout) == (0, ""), added.stderr
        assert accounts.check("moi", "mật khẩu mới toanh") == Account("moi", StaffRole.ADMIN)
        made = cadre_bot(data, "admin", "password", "cu", "--generate")
        assert made.returncode == 0, made.stderr
        assert accounts.session(ticket) is None  # at once, in the process that serves
        assert accounts.check("cu", made.stdout.strip()) is not None
        assert cadre_bot(data, "admin", "remove", "moi").returncode == 0
        assert accounts.check("moi", "mật khẩu mới toanh") is None
        lines = cadre_bot(data, "admin", "list").stdout.splitlines()
        assert [(line.split()[0], "đang dùng" in line) for line in lines] == [("cu", True), ("moi", False)]
    finally:
        stop.set()
        busy.join()
    assert failed == []


def test_wrong_use_of_the_command_line_is_one_sentence(tmp_path: Path) -> None:
    data = tmp_path / "data"
    empty = cadre_bot(data, "admin", "list")
    assert (empty.returncode, empty.stdout, empty.stderr) == (0, "", staff.NO_ACCOUNTS + "\n")
    for arguments, typed, said in (
        (("add", "lan"), "", staff.PASSWORD_MISSING),
        (("add", "lan"), "ngắn\n", staff.password_short(10)),
        (("add", "Lan"), "đủ dài đây nhé\n", staff.ACCOUNT_NAME_WRONG),
        (("add", "lan", "--role", "boss"), "đủ dài đây nhé\n", staff.CLI_ROLE),
        (("remove", "lan"), "", staff.account_unknown("lan")),
        (("password", "lan"), "đủ dài đây nhé\n", staff.account_unknown("lan")),
    ):
        done = cadre_bot(data, "admin", *arguments, typed=typed)
        assert (done.returncode, done.stdout, done.stderr) == (2, "", said + "\n")
