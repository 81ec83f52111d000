"""Invitations and members as the file keeps them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

import pytest

from bot.journal import Asker, Journal, Member, Members, Role

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
ONE, TWO, THREE = (Asker("telegram", name) for name in ("1", "2", "3"))
MEMBER, ADMIN = Member(Role.MEMBER, "Quận ủy Lê Chân"), Member(Role.ADMIN, None)
_Result = TypeVar("_Result")


class Door:
    """Members over a journal, each call a transaction."""

    def __init__(self, journal: Journal) -> None:
        self.journal = journal
        self.now = NOW
        self.members = Members(journal, now=lambda: self.now)

    def do(self, work: Callable[..., _Result], *args: Any, **more: Any) -> _Result:
        return self.journal.store.write(lambda connection: work(connection, *args, **more))

    def invite(self, code: str, member: Member, uses: int | None, days: float | None) -> None:
        lasts = None if days is None else timedelta(days=days)
        self.do(self.members.invite, code, member, uses=uses, lasts=lasts)

    def redeem(self, code: str, asker: Asker) -> Member | None:
        return self.do(self.members.redeem, code, asker, f"chat {asker.person}")

    def find(self, asker: Asker) -> Member | None:
        return self.do(self.members.find, asker)

    def rows(self, table: str) -> int:
        return self.do(lambda connection: int(connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar()))


@pytest.fixture
def door(journal: Journal) -> Door:
    return Door(journal)


def test_a_member_costs_no_use_whatever_was_forgotten_of_them(door: Door) -> None:
    door.invite("11", MEMBER, 2, 7)
    door.redeem("11", ONE)
    door.do(lambda connection: connection.exec_driver_sql("UPDATE members SET unit = NULL"))
    assert [door.redeem("11", ONE) for _ in range(3)] == [MEMBER] * 3
    assert door.redeem("11", TWO) == MEMBER


def test_a_higher_role_costs_a_use(door: Door) -> None:
    door.invite("11", MEMBER, None, 7)
    door.invite("12", ADMIN, 1, 7)
    door.redeem("11", ONE)
    door.redeem("11", TWO)
    held = door.redeem("12", ONE)
    assert held is not None
    assert held.role is Role.ADMIN
    assert door.redeem("12", TWO) is None


def test_a_code_lets_in_so_many(door: Door) -> None:
    door.invite("11", MEMBER, 2, 7)
    assert door.find(ONE) is None
    assert door.do(door.members.invited, "11") == MEMBER
    assert door.do(door.members.invited, "12") is None
    assert [door.redeem("11", asker) for asker in (ONE, TWO, THREE)] == [MEMBER, MEMBER, None]
    assert [door.find(asker) for asker in (ONE, TWO, THREE)] == [MEMBER, MEMBER, None]
    assert door.redeem("11", ONE) is None  # used up, also for those it let in


def test_coming_again_costs_no_use(door: Door) -> None:
    door.invite("11", MEMBER, 2, 7)
    assert [door.redeem("11", ONE) for _ in range(5)] == [MEMBER] * 5
    assert door.redeem("11", TWO) == MEMBER


def test_a_code_expires(door: Door) -> None:
    door.invite("11", MEMBER, None, 2)
    door.invite("12", MEMBER, None, None)
    door.now = NOW + timedelta(days=2)
    assert door.redeem("11", ONE) is None
    assert door.redeem("12", ONE) == MEMBER
    door.invite("13", MEMBER, 1, 1)
    assert door.rows("invitations") == 2  # the expired one is gone


def test_roles_go_up_and_units_are_kept(door: Door) -> None:
    door.invite("11", MEMBER, None, 7)
    door.invite("12", ADMIN, 1, 7)
    door.invite("13", Member(Role.MEMBER, None), None, 7)
    door.redeem("11", ONE)
    assert door.redeem("12", ONE) == Member(Role.ADMIN, "Quận ủy Lê Chân")
    assert door.redeem("13", ONE) == Member(Role.ADMIN, "Quận ủy Lê Chân")
    assert door.redeem("12", TWO) is None


def test_chats_are_kept_of_admins_alone(door: Door) -> None:
    door.invite("11", MEMBER, None, 7)
    door.invite("12", ADMIN, None, 7)
    door.redeem("11", ONE)
    door.redeem("12", TWO)
    assert door.do(door.members.chats, Role.ADMIN) == [("telegram", "chat 2")]
    assert door.do(door.members.chats, Role.MEMBER) == []
    chats = door.do(lambda connection: connection.exec_driver_sql("SELECT chat FROM members").scalars().all())
    assert sorted(chats, key=str) == [None, "chat 2"]


def test_two_codes_are_never_the_same(door: Door) -> None:
    door.invite("11", MEMBER, None, 7)
    with pytest.raises(Exception, match="UNIQUE"):
        door.invite("11", ADMIN, None, 7)
    assert door.do(door.members.invited, "11") == MEMBER
